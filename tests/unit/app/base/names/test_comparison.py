"""Names of certificates beside names of passports: what the reader is told, pair by pair."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.base.names.comparison import Comparison, How, Outcome, compare

AGREES, PARTLY, DIFFERS = Outcome.AGREES, Outcome.PARTLY, Outcome.DIFFERS
UNREADABLE = Outcome.UNREADABLE

# Certificate; document; what comes of it; how its words agree (in order of the certificate);
# what stands on one of them alone.
PAIRS: list[tuple[str, str, Outcome, str, str]] = [
    # Latin
    ("Amina Yusuf", "Amina Yusuf", AGREES, "same same", ""),
    ("Amina Yusuf", "YUSUF AMINA", AGREES, "same same", ""),
    ("Amina Yusuf", "YUSUF, Amina", AGREES, "same same", ""),
    ("Amina Yusuf", "Amina Ali Yusuf", PARTLY, "same same", "Ali"),
    ("Amina Ali Yusuf", "Amina Yusuf", PARTLY, "same same", "Ali"),
    ("Amina Yusuf", "Amina Hassan", PARTLY, "same", "Yusuf Hassan"),
    ("Amina Yusuf", "Fatima Hassan", DIFFERS, "", "Amina Yusuf Fatima Hassan"),
    ("Amina Yusuf", "Amina Yusuff", PARTLY, "same custom", ""),
    ("Amina Yusuf", "Amena Yusuf", PARTLY, "spelling same", ""),
    ("A. Yusuf", "Amina Yusuf", PARTLY, "initial same", ""),
    ("María José Núñez", "MARIA JOSE NUNEZ", AGREES, "marks marks marks", ""),
    ("Jürgen Müller", "JUERGEN MUELLER", AGREES, "rule rule", ""),
    ("Jürgen Müller", "Jurgen Muller", AGREES, "marks marks", ""),
    ("Łukasz Żółć", "LUKASZ ZOLC", AGREES, "rule rule", ""),
    ("Søren Ærø", "SOEREN AEROE", AGREES, "rule rule", ""),
    ("Anna-Maria Weiß", "Anna Maria Weiss", AGREES, "same same same", ""),
    ("Jean-Luc d'Arcy", "JEANLUC DARCY", AGREES, "joined marks", ""),
    ("Nguyễn Thị Ánh", "Nguyen Thi Anh", AGREES, "marks marks marks", ""),
    ("Şükrü Yılmaz", "SUKRU YILMAZ", AGREES, "marks rule", ""),
    ("MacDonald Reyes", "Mac Donald Reyes", AGREES, "joined same", ""),
    ("Maria dos Santos", "Maria Santos", PARTLY, "same same", "dos"),
    ("Jan van den Berg", "Piet van den Berg", PARTLY, "same same same", "Jan Piet"),
    ("Ali bin Omar", "Said bin Rashid", DIFFERS, "same", "Ali Omar Said Rashid"),
    ("Amina Yusuf", "P<ERIYUSUF<<AMINA<<<<<<<<<<<<<<<<<<<<<<<<<<<", AGREES, "same same", ""),
    ("Amina Yusuf", "YUSUF<<AMINA", AGREES, "same same", ""),
    ("Li Wei", "LI, WEI", AGREES, "same same", ""),
    ("Ng O", "Ng Wei", PARTLY, "same", "O Wei"),
    # Cyrillic
    ("Юлия Щербакова", "IULIIA SHCHERBAKOVA", AGREES, "rule rule", ""),
    ("Юлия Щербакова", "Yulia Shcherbakova", AGREES, "rule rule", ""),
    ("Юрий Щербаков", "Jurij Schtscherbakow", PARTLY, "custom custom", ""),
    ("Дмитрий Иванов", "Dmitry Ivanoff", PARTLY, "custom custom", ""),
    ("Олена Шевченко", "OLENA SHEVCHENKO", AGREES, "rule rule", ""),
    ("Григорій Гончар", "HRYHORII HONCHAR", AGREES, "rule rule", ""),
    ("Цветан Христов", "TSVETAN HRISTOV", AGREES, "rule rule", ""),
    ("Горан Ђорђевић", "GORAN DORDEVIC", AGREES, "rule rule", ""),
    ("Пётр Семёнов", "Петр Семенов", AGREES, "marks marks", ""),
    ("Иван Петров", "Ivan Sidorov", PARTLY, "rule", "Петров Sidorov"),
    # Greek and Georgian
    ("Γιώργος Παπαδόπουλος", "GIORGOS PAPADOPOULOS", AGREES, "rule rule", ""),
    ("Γιώργος Ευαγγέλου", "GIORGOS EVANGELOU", AGREES, "rule rule", ""),
    ("გიორგი ბერიძე", "GIORGI BERIDZE", AGREES, "rule rule", ""),
    # Arabic: most vowels are not written
    ("محمد أحمد", "Mohammed Ahmed", PARTLY, "vowels vowels", ""),
    ("محمد أحمد", "MUHAMMAD AHMAD", PARTLY, "vowels vowels", ""),
    ("أمينة يوسف", "Amina Yusuf", PARTLY, "vowels vowels", ""),
    ("أمينة يوسف", "امينه يوسف", AGREES, "marks same", ""),
    ("فاطمة الزهراء", "فاطمة الزهراء", AGREES, "same same", ""),
    ("خديجة حسين", "Fatima Omar", DIFFERS, "", "خديجة حسين Fatima Omar"),
    ("کریم رضایی", "كريم رضايي", AGREES, "marks marks", ""),
    ("محمد", "Hamid", DIFFERS, "", "محمد Hamid"),
    # Scripts of which no rule is known here: only the same script can be compared
    ("አሚና ዩሱፍ", "Amina Yusuf", UNREADABLE, "", "አሚና ዩሱፍ Amina Yusuf"),
    ("አሚና ዩሱፍ", "አሚና ዩሱፍ", AGREES, "same same", ""),
    ("王小明", "Wang Xiaoming", UNREADABLE, "", "王小明 Wang Xiaoming"),
    ("王小明", "王 小明", AGREES, "joined", ""),
    ("अमीना शर्मा", "शर्मा अमीना", AGREES, "same same", ""),
    ("अमीना शर्मा", "अमीना वर्मा", PARTLY, "same", "शर्मा वर्मा"),
    ("সুমাইয়া খাতুন", "Sumaiya Khatun", UNREADABLE, "", "সুমাইয়া খাতুন Sumaiya Khatun"),
    ("김민수", "김민수", AGREES, "same", ""),
    ("がくと", "かくと", DIFFERS, "", "がくと かくと"),
    ("ＡＭＩＮＡ Yusuf", "Amina Yusuf", AGREES, "same same", ""),
]


def only(name: str, typed: str) -> Comparison:
    (found,) = compare([name], typed)
    return found


@pytest.mark.parametrize(("name", "typed", "outcome", "how", "left"), PAIRS)
def test_what_agrees_and_what_differs(
    name: str, typed: str, outcome: Outcome, how: str, left: str
) -> None:
    found = only(name, typed)
    told = " ".join(pair.how.value for pair in found.pairs)
    alone = " ".join((*found.only_certificate, *found.only_document))
    assert (found.outcome, told, alone) == (outcome, how, left)


@pytest.mark.parametrize(("name", "typed", "outcome", "how", "left"), PAIRS)
def test_it_comes_out_the_same_the_other_way_round(
    name: str, typed: str, outcome: Outcome, how: str, left: str
) -> None:
    if "<" in typed:
        return
    found = only(typed, name)
    assert found.outcome is outcome
    assert sorted(pair.how.value for pair in found.pairs) == sorted(how.split())
    assert len(found.only_certificate) + len(found.only_document) == len(left.split())


def test_nothing_that_differs_is_ever_said_to_agree() -> None:
    for name, typed, outcome, *_ in PAIRS:
        found = only(name, typed)
        differs = found.only_certificate or found.only_document or found.alike
        assert (outcome is AGREES) == (not differs)


def test_another_order_is_told() -> None:
    assert only("Amina Yusuf", "Yusuf Amina").is_reordered
    assert not only("Amina Yusuf", "Amina Yusuf").is_reordered


def test_each_script_of_a_certificate_is_compared_with_the_words_in_it() -> None:
    native, latin = compare(["أمينة يوسف", "Amina Yusuf"], "AMINA YUSUF أمينة يوسف")
    assert (native.outcome, latin.outcome) == (AGREES, AGREES)
    native, latin = compare(["አሚና ዩሱፍ", "Amina Yusuf"], "Amina Yusuf")
    assert (native.outcome, latin.outcome) == (UNREADABLE, AGREES)


def test_beside_an_arabic_name_latin_ones_may_differ_in_vowels() -> None:
    _, latin = compare(["أمينة يوسف", "Amina Yusuf"], "Omayna Youssef")
    assert [pair.how for pair in latin.pairs] == [How.VOWELS, How.VOWELS]
    assert only("Amina Yusuf", "Omayna Youssef").outcome is DIFFERS


def test_a_former_name_is_said_to_be_one() -> None:
    found = compare(["Amina Yusuf"], "Amina Hassan", former=["Amina Hassan"])
    assert [(item.name, item.outcome, item.is_former) for item in found] == [
        ("Amina Yusuf", PARTLY, False),
        ("Amina Hassan", AGREES, True),
    ]


@pytest.mark.parametrize("typed", ["", "  ", "1998", "<<<", "-"])
def test_without_a_name_nothing_is_compared(typed: str) -> None:
    assert compare(["Amina Yusuf"], typed) == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_are_compared(one: str, other: str) -> None:
    for found in compare([one], other):
        if found.outcome is AGREES:
            assert (found.only_certificate, found.only_document, found.alike) == ((), (), ())


@given(st.text(min_size=1, max_size=40))
@example("A\r0<")
def test_every_name_agrees_with_itself(name: str) -> None:
    assert all(found.outcome in (AGREES, DIFFERS) for found in compare([name], name))
