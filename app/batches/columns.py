"""Which column of a file is which: guessed by its heading, and always shown to the clerk.

A heading that is not known is never passed over in silence: somebody believes that it is used.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from rapidfuzz import fuzz, process

from app.batches.reading import Line

# What a column is that the clerk does not want to be used.
UNUSED = "-"
# What we write beside a wrong line for its reader; it may stay when the line is sent again.
NOTE = "problem"
_GLANCE = 30
# Two spellings of one heading have at least this in common (of 100); "name" and "date" do not.
_ALIKE = 88
_SHORTEST = 5


class Column(StrEnum):
    """What a class list can say of a person, by the names that our own lists use."""

    NAME = "name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    NAME_LATIN = "name_latin"
    FORMER_NAMES = "former_names"
    BIRTH_DATE = "birth_date"
    BIRTH_YEAR = "birth_year"
    REGISTER_NUMBER = "register_number"
    EMAIL = "email"
    AWARDED_ON = "awarded_on"
    CERTIFICATE_NUMBER = "certificate_number"
    CENTRE = "centre"
    PROVIDER = "provider"
    ASSESSORS = "assessors"
    REGISTER_REFERENCE = "register_reference"
    RESULT = "result"


# What people write above such a column, in the languages of those who use this. Commas part.
_SYNONYMS: Mapping[Column, str] = {
    Column.NAME: """name, full name, name and surname, participant, participant name, trainee,
        trainee name, student, student name, candidate, candidate name, learner, learner name,
        holder, names, nom complet, nom et prénom, nom et prénoms, nom prénom, participant e,
        nombre completo, nombre y apellidos, apellidos y nombres, nombres y apellidos, alumno,
        nome completo, nome e cognome, vollständiger name, name vorname, vor und nachname,
        teilnehmer, teilnehmerin, imię i nazwisko, jméno a příjmení, име и фамилия, фио, ф и о,
        фамилия имя отчество, имя и фамилия, піб, прізвище ім я, ad soyad, adı soyadı, nama,
        nama lengkap, nama penuh, họ và tên, họ tên, pangalan, buong pangalan, jina, jina kamili,
        الاسم, الاسم الكامل, اسم المتدرب, اسم الطالب, الاسم واللقب, نام, نام و نام خانوادگی,
        پورا نام, नाम, पूरा नाम, পুরো নাম, নাম, பெயர், නම, ชื่อ นามสกุล, ชื่อ, ឈ្មោះ, ဓာတ်ပုံအမည်, အမည်,
        ຊື່, ስም, ሙሉ ስም, სახელი გვარი, անուն ազգանուն, 姓名, 氏名, 성명, 이름""",
    Column.FAMILY_NAME: """family name, surname, last name, lastname, nom, nom de famille,
        apellido, apellidos, sobrenome, cognome, nachname, familienname, nazwisko, příjmení,
        фамилия, прізвище, soyad, soyadı, nama keluarga, họ, apelyido, اللقب, اسم العائلة,
        نام خانوادگی, उपनाम, نام خاندان, นามสกุล, 姓""",
    Column.GIVEN_NAME: """given name, given names, first name, first names, firstname, forename,
        prénom, prénoms, nombre, nombres, nome, vorname, vornamen, imię, jméno, имя, ім я, ad,
        adı, nama depan, tên, الاسم الأول, الاسم الشخصي, नाम पहला, 名""",
    Column.NAME_LATIN: """name latin, latin name, name in latin letters, name in english,
        english name, name english, name as in passport, passport name, nom en latin,
        nombre en latín, name lateinisch, имя латиницей, фио латиницей, الاسم باللاتينية,
        الاسم بالإنجليزية, الاسم بالانجليزية, english, romanised name, romanized name""",
    Column.FORMER_NAMES: """former name, former names, maiden name, birth name, previous name,
        nom de jeune fille, nom de naissance, apellido de soltera, geburtsname, nome de solteira,
        девичья фамилия, الاسم السابق""",
    Column.BIRTH_DATE: """birth date, date of birth, birthdate, birthday, dob, d o b, born,
        born on, date de naissance, né e le, né le, naissance, fecha de nacimiento, nacimiento,
        data de nascimento, nascimento, data di nascita, geburtsdatum, geboren am,
        data urodzenia, datum narození, дата рождения, дата народження, doğum tarihi,
        tanggal lahir, tarikh lahir, ngày sinh, petsa ng kapanganakan, kaarawan,
        tarehe ya kuzaliwa, تاريخ الميلاد, تاريخ الولادة, تاریخ تولد, تاریخ پیدائش, जन्म तिथि,
        जन्म मिति, জন্ম তারিখ, பிறந்த தேதி, උපන් දිනය, วันเกิด, ថ្ងៃខែឆ្នាំកំណើត, မွေးသက္ကရာဇ်,
        ວັນເດືອນປີເກີດ, የትውልድ ቀን, დაბადების თარიღი, ծննդյան ամսաթիվ, 出生日期, 生年月日, 생년월일""",
    Column.BIRTH_YEAR: """birth year, year of birth, yob, année de naissance, año de nacimiento,
        geburtsjahr, год рождения, سنة الميلاد""",
    Column.REGISTER_NUMBER: """register number, registration number, registration no, reg no,
        reg number, register no, student id, student number, student no, trainee number,
        trainee id, candidate number, candidate no, id number, id no, matricule,
        numéro d inscription, n inscription, número de registro, matrícula, nº de registro,
        número de matrícula, matrikelnummer, registernummer, teilnehmernummer, numer albumu,
        номер зачётной книжки, регистрационный номер, реєстраційний номер, öğrenci no,
        nomor induk, nim, mã số, mã học viên, رقم التسجيل, رقم المتدرب, رقم الطالب, الرقم,
        पंजीकरण संख्या, नामांकन संख्या, নিবন্ধন নম্বর, เลขทะเบียน, 学号, 学籍番号, 학번""",
    Column.EMAIL: """e mail, email, mail, e mail address, email address, courriel,
        adresse e mail, adresse électronique, correo, correo electrónico, e mail adresse,
        endereço de e mail, indirizzo e mail, электронная почта, эл почта, почта, e posta, surel,
        thư điện tử, barua pepe, البريد الإلكتروني, البريد الالكتروني, الايميل, ایمیل, ईमेल,
        ইমেইল, อีเมล, 电子邮件, メール, 이메일""",
    Column.AWARDED_ON: """awarded on, award date, date of award, date awarded, completion date,
        date of completion, completed on, date passed, passed on, date of issue, issue date,
        issued on, graduation date, date de délivrance, date d obtention, obtenu le, obtenu,
        délivré le, fecha de expedición, fecha de emisión, fecha de finalización, data de conclusão,
        data de emissão, data di rilascio, ausstellungsdatum, abschlussdatum, verliehen am,
        data wydania, дата выдачи, дата видачі, veriliş tarihi, tanggal lulus, tanggal terbit,
        ngày cấp, tarehe ya kutolewa, تاريخ المنح, تاريخ الإصدار, تاريخ التخرج, تاریخ صدور,
        जारी करने की तिथि, วันที่ออก, 发证日期, 授与日, 수여일""",
    Column.CERTIFICATE_NUMBER: """certificate number, certificate no, cert no, cert number,
        serial number, serial no, diploma number, numéro de certificat, numéro du certificat,
        n certificat, número de certificado, nº de certificado, número do certificado,
        numero certificato, zertifikatsnummer, urkundennummer, numer certyfikatu,
        номер сертификата, номер диплома, номер свидетельства, номер сертифіката,
        sertifika no, nomor sertifikat, số chứng chỉ, namba ya cheti, رقم الشهادة,
        شماره گواهینامه, प्रमाण पत्र संख्या, เลขที่ใบรับรอง, 证书编号""",
    Column.CENTRE: """centre, center, training centre, training center, test centre, centre code,
        centre number, campus, branch, centre de formation, centro, centro de formación,
        prüfungszentrum, центр, учебный центр, مركز التدريب, المركز, प्रशिक्षण केंद्र""",
    Column.PROVIDER: """provider, training provider, organisme de formation, proveedor, träger,
        bildungsträger, مزود التدريب""",
    Column.ASSESSORS: """assessor, assessors, assessor number, examiner, examiners, évaluateur,
        évaluateurs, examinateur, evaluador, examinador, prüfer, prüferin, экзаменатор, المقيم,
        الممتحن, परीक्षक""",
    Column.REGISTER_REFERENCE: """register reference, register entry, register, folio, page,
        ledger, ledger entry, old register, référence du registre, registre, folio del registro,
        libro y folio, registerblatt, запись в реестре, مرجع السجل""",
    Column.RESULT: """result, results, grade, mark, marks, score, points, level reached, résultat,
        note obtenue, resultado, calificación, nota, ergebnis, note, risultato, оценка, результат,
        النتيجة, الدرجة, التقدير, परिणाम""",
}


def plain(heading: str) -> str:
    """A heading as it is compared: no case, no marks, what stands in brackets left out."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    bare = _words(re.sub(r"\(.*?\)|\[.*?\]", " ", folded))
    return bare or _words(folded)


def guess(headings: Sequence[str]) -> list[str]:
    """For each heading the column that it most likely is, or "" where it is not known.

    No column is guessed twice: the likeliest heading has it.
    """
    scores = [_scored(heading) for heading in headings]
    best: dict[Column, int] = {}
    for place, (column, score) in enumerate(scores):
        if column is not None and (column not in best or score > scores[best[column]][1]):
            best[column] = place
    found = [""] * len(headings)
    for column, place in _names_sorted_out(best).items():
        found[place] = column.value
    return found


def _names_sorted_out(found: Mapping[Column, int]) -> Mapping[Column, int]:
    """Beside a family name, `Name` is the given one; alone, either of them is the whole name."""
    name, family, given = Column.NAME, Column.FAMILY_NAME, Column.GIVEN_NAME
    present = found.keys() & {name, family, given}
    renamed = {name: given} if present == {name, family} else {}
    if len(present) == 1:
        renamed = {family: name, given: name}
    return {renamed.get(column, column): place for column, place in found.items()}


def is_ours(headings: Sequence[str]) -> bool:
    """Whether these are the headings of our own lists, so that nothing has to be asked."""
    known = {plain(column.value) for column in Column} | {plain(NOTE)}
    names = [plain(heading) for heading in headings if heading]
    return plain("name") in names and len(set(names)) == len(names) and set(names) <= known


def heading_line(lines: Sequence[Line]) -> int:
    """The place of the line that names the columns, among titles that may stand above it."""
    best, most = 0, 0
    for place, line in enumerate(lines[:_GLANCE]):
        known = sum(bool(column) for column in guess(line.cells))
        if known > most:
            best, most = place, known
    return best


def fingerprint(headings: Sequence[str]) -> str:
    """The same for two lists with the same headings in any order."""
    names = sorted({plain(heading) for heading in headings} - {plain(NOTE), ""})
    return sha256("\x1f".join(names).encode()).hexdigest()


def _words(text: str) -> str:
    return " ".join(re.sub(r"[\s_\-.:/*'’°#,&|()\[\]]+", " ", text).split())


@lru_cache(maxsize=1)
def _known() -> Mapping[str, Column]:
    found: dict[str, Column] = {}
    for column, words in _SYNONYMS.items():
        found[plain(column.value)] = column
        for word in words.split(","):
            found.setdefault(plain(word), column)
    return found


def _scored(heading: str) -> tuple[Column | None, float]:
    # What stands in brackets is a remark ("Date (DD/MM)"), or an ending ("Né(e) le").
    whole = _words(unicodedata.normalize("NFKC", heading).casefold())
    for name in (plain(heading), whole):
        if name in _known():
            return _known()[name], 100
    name = plain(heading)
    if len(name) < _SHORTEST:
        return None, 0
    found = process.extractOne(name, _known().keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return (_known()[found[0]], found[1]) if found else (None, 0)
