"""Names in Latin letters: as the published examples have them, and nothing where we are unsure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.names import Proposal, arabic, proposal, propose_latin


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("Térèsa CAÑON", "Teresa CANON"),  # ICAO Doc 9303-3, appendix B.4.1
        ("Þórður Æsir", "Thordur Aesir"),
        ("Jürgen Weiß", "Juergen Weiss"),
        ("JÜRGEN WEIẞ", "JUERGEN WEISS"),
        ("Åsa Öberg", "Aasa Oeberg"),
        ("Nguyễn Thị Hồng Ánh", "Nguyen Thi Hong Anh"),
        ("Đặng Ưu", "Dang Uu"),
        ("Ștefan Țepeș", "Stefan Tepes"),
        ("İbrahim Işık Öztürk", "Ibrahim Isik Ozturk"),
        ("Núria Agüero Ñíguez", "Nuria Aguero Niguez"),
        ("Siobhán O’Neill-Smith, Jr.", "Siobhan O'Neill-Smith, Jr."),
        ("Jose\u0301", "Jose"),
    ],
)
def test_national_letters_become_what_the_table_says(name: str, latin: str) -> None:
    assert propose_latin(name) == latin


def test_the_two_dots_are_read_as_the_language_does() -> None:
    assert propose_latin("Gül Öz", language="tr-TR") == "Gul Oz"
    assert propose_latin("Jörg Müller", language="de") == "Joerg Mueller"


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Андрей Видный", "Andrei Vidnyi"),
        ("Артём Краевой", "Artem Kraevoi"),
        ("Игорь Ильин", "Igor Ilin"),
        ("Ян Разъездной", "Ian Razieezdnoi"),
        ("Юлия Щеглова", "Iuliia Shcheglova"),
        ("ЩУКА", "SHCHUKA"),
    ],
)
def test_russian_names_read_as_in_russian_passports(name: str, latin: str) -> None:
    assert propose_latin(name) == latin


@pytest.mark.parametrize(
    ("name", "latin"),
    # The examples of resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010.
    [
        ("Борщагівка", "Borshchahivka"),
        ("Згорани", "Zghorany"),
        ("Розгон", "Rozghon"),
        ("Ґалаґан", "Galagan"),
        ("Єнакієве", "Yenakiieve"),
        ("Гаєвич", "Haievych"),
        ("Короп’є", "Koropie"),
        ("Михайленко", "Mykhailenko"),
        ("Їжакевич", "Yizhakevych"),
        ("Мар’їне", "Marine"),
        ("Йосипівка", "Yosypivka"),
        ("Стрий", "Stryi"),
        ("Юрій", "Yurii"),
        ("Яготин", "Yahotyn"),
        ("Знам’янка", "Znamianka"),
        ("Феодосія", "Feodosiia"),
        ("Гаращенко", "Harashchenko"),
    ],
)
def test_ukrainian_names_read_as_in_ukrainian_passports(name: str, latin: str) -> None:
    assert propose_latin(name, language="uk") == latin


@pytest.mark.parametrize(
    ("name", "language", "latin"),
    [
        ("Горан Ђорђевић", None, "Goran Dordevic"),
        ("Љиљана Шћепановић-Џајић", None, "Ljiljana Scepanovic-Dzajic"),
        ("Ѓорѓи Ќосев Џамбазов", None, "Gjorgji Kjosev Djambazov"),
        ("Любов Жук-Юр", "uk", "Liubov Zhuk-Yur"),
        ("Уладзімір Кароткевіч Сяргеёў", None, "Uladzimir Karotkevich Siarheiou"),
        ("Гоцев Щърбанов", "bg", "Gotsev Shtarbanov"),
        ("Мария Тодорова", "bg", "Maria Todorova"),
        ("Олег Гончар", "ru", "Oleg Gonchar"),
        ("Олег Гончар", "uk", "Oleh Honchar"),
        ("Ненад Јовановић", None, "Nenad Jovanovic"),
        ("Јован", None, "Jovan"),
        ("Јован Хаџи", "mk", "Jovan Hadji"),
    ],
)
def test_cyrillic_is_read_in_the_language_of_the_name(
    name: str, language: str | None, latin: str
) -> None:
    assert propose_latin(name, language=language) == latin


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Γεώργιος Παπαδόπουλος", "Georgios Papadopoulos"),
        ("Ευάγγελος Μπάμπης", "Evangelos Bampis"),
        ("Χρήστος Ξανθόπουλος-Ψαρρός", "Christos Xanthopoulos-Psarros"),
        ("Ευτυχία Αυγερινού", "Eftychia Avgerinou"),
        ("Νικόλαος Τσούχλος", "Nikolaos Tsouchlos"),
        ("Άγχος Σφίγξ", "Anchos Sfinx"),
        ("Γκίκας Κούρμπ", "Gkikas Kourb"),
        ("Μαΐου Ταΰγετος Λευ", "Maiou Taygetos Lef"),
        ("ΕΥΑΓΓΕΛΙΑ", "EVANGELIA"),
    ],
)
def test_greek_names_follow_the_greek_standard(name: str, latin: str) -> None:
    assert propose_latin(name) == latin


def test_georgian_names_follow_the_national_system() -> None:
    assert propose_latin("ნინო ჭავჭავაძე-ყიფიანი") == "Nino Chavchavadze-Qipiani"


@pytest.mark.parametrize(
    ("name", "zone"),
    # ICAO Doc 9303-3, appendix B.5.7 and B.5.9.
    [
        ("ابو بكر محمد بن زكريا الرازي", "ABW<BKR<MXHMD<BN<ZKRYA<ALRAZY"),
        ("سمير بادمكدوذيل", "SMYR<BADMKDWXDHYL"),
        ("جمال عبد الناصر", "JMAL<EBD<ALNAXSSR"),
        ("عبد العزيز بن متعب", "EBD<ALEZYZ<BN<MTEB"),
        ("إسماعيل", "ISMAEYL"),
        ("جميلة نعيمة", "JMYLXAH<NEYMXAH"),
        ("عبّاس", "EBBAS"),
    ],
)
def test_arabic_is_coded_as_in_the_examples_of_the_specification(name: str, zone: str) -> None:
    assert arabic.for_machines(name) == zone


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("محمد علي", "Mhmd Ely"),
        ("أحمد بن يوسف", "Ahmd Bn Ywsf"),
        ("طارق الشمّاع", "Tarq Alshmmae"),
        ("عبدالله خديجة", "Ebdallah Khdyjh"),
        ("عبد الله", "Ebd Allah"),
        ("می\u200cخواهم", "Mykhwahm"),
        ("گل چمن ہاشمی", "Gl Chmn Hashmy"),
    ],
)
def test_arabic_is_rough_and_says_so(name: str, latin: str) -> None:
    assert proposal(name) == Proposal(latin, is_rough=True)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "Ana Perez",
        "አበበ ቢቂላ",
        "নূর মোহাম্মদ",
        "राम कुमार",
        "សុខ សុវណ្ណ",
        "王小明",
        "김철수",
        "דוד כהן",
        "Нұрлан Әлиев",
        "Əliyev",
        "Ѩ",
        "ϰ",
        "ჲ",
        "ܐ",
        "ݣ",
        "ݣالله",
        "Pаvel",  # the second letter is Cyrillic
        "№",
        "१२",
        "\u0301",
        "😀",
    ],
)
def test_there_is_no_proposal_where_it_would_be_a_guess(name: str) -> None:
    assert propose_latin(name) is None


def test_one_word_without_a_table_leaves_the_whole_name_without_a_proposal() -> None:
    assert propose_latin("Łukasz 王") is None
    assert arabic.for_machines("محمد 王") is None


def test_words_of_one_name_may_be_in_different_scripts() -> None:
    assert propose_latin("Иван Müller") == "Ivan Mueller"


@given(st.text(max_size=400))
def test_a_proposal_never_holds_anything_but_plain_letters(name: str) -> None:
    found = propose_latin(name)

    assert found is None or (found.isascii() and found.isprintable())


@given(st.text(alphabet="abłщіїюγμπυαاللهّةჭ'\u2019-\u200d\u0301\u0308 ", max_size=40))
def test_odd_orders_of_letters_never_break_it(name: str) -> None:
    found = propose_latin(name, language="uk")

    assert found is None or found.isascii()
