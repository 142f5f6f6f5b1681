"""Names are kept as they are written, and nothing in them can deceive a reader."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.issuer import people
from app.issuer.people import Person
from credentials import CredentialsError

TODAY = date(2026, 11, 20)


def checked(**changes: object) -> Person:
    person = {"name": "Ana", "birth_date": date(1990, 5, 31), **changes}
    return people.checked(Person(**person), at=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        "أحمد بن يوسف",
        "নূর মোহাম্মদ",
        "နန်းခမ်း",
        "क्\u200dष",  # a joiner that the script needs
        "می\u200cخواهم",
        "Nguyễn Thị Hồng Ánh",
        "O'Neill-Smith, Jr.",
    ],
)
def test_names_of_all_scripts_are_kept(name: str) -> None:
    assert checked(name=name).name == name


def test_two_ways_to_write_a_letter_become_one() -> None:
    assert checked(name="Jose\u0301  \u00a0 Peña ").name == "José Peña"


@pytest.mark.parametrize(
    "name",
    ["", "  ", "Ana\u202egro", "Ana\u200b", "\u2066Ana", "Ana\x07", "A" * 201, "\ue000"],
)
def test_names_that_could_deceive_are_refused(name: str) -> None:
    with pytest.raises(CredentialsError) as refused:
        checked(name=name)

    assert refused.value.problem.pointer == "/person/name"


@pytest.mark.parametrize("born", [date(1899, 12, 31), TODAY, date(2030, 1, 1)])
def test_a_birth_date_that_cannot_be_is_refused(born: date) -> None:
    with pytest.raises(CredentialsError):
        checked(birth_date=born)


def test_a_person_without_a_second_fact_is_refused() -> None:
    with pytest.raises(CredentialsError):
        checked(birth_date=None)

    assert checked(birth_date=None, register_number="R-1").register_number == "R-1"


def test_a_year_alone_is_too_weak_to_claim_with_and_the_reason_says_so() -> None:
    with pytest.raises(CredentialsError) as refused:
        checked(birth_date=None, birth_year=1990)

    assert "too easy to guess" in refused.value.problem.detail
    assert refused.value.problem.pointer == "/person/birth_date"
    person = checked(birth_date=None, birth_year=1990, register_number="R-1")
    assert (person.birth_year, person.born_in) == (1990, 1990)
    assert not people.fits(person.as_json(), "1990")


def test_the_year_of_a_whole_birth_date_is_kept_once() -> None:
    person = checked(birth_year=1990)

    assert (person.birth_year, person.born_in) == (None, 1990)


@pytest.mark.parametrize(
    ("year", "born"), [(1899, None), (2027, None), (1991, date(1990, 5, 31)), (0, None)]
)
def test_a_birth_year_that_cannot_be_is_refused(year: int, born: date | None) -> None:
    with pytest.raises(CredentialsError) as refused:
        checked(birth_date=born, birth_year=year, register_number="R-1")

    assert refused.value.problem.pointer == "/person/birth_year"


@pytest.mark.parametrize(
    ("name", "latin", "family"),
    [
        ("Olena Kovalenko", None, "KOVALENKO"),
        ("Олена Коваленко", "Olena Kovalenko", "Kovalenko"),
        ("王小明", None, "王"),
    ],
)
def test_a_family_name_is_a_part_of_the_name(name: str, latin: str | None, family: str) -> None:
    assert checked(name=name, name_latin=latin, family_name=family).family_name == family


def test_a_family_name_of_somebody_else_is_refused() -> None:
    for member in ("family_name", "given_name"):
        with pytest.raises(CredentialsError) as refused:
            checked(name="Olena Kovalenko", **{member: "Bila"})
        assert refused.value.problem.pointer == f"/person/{member}"


def test_former_names_are_kept_once_each_and_are_not_the_name_of_today() -> None:
    former = (" Ana  Lopez", "Ana Lopez", "Ana", "")

    assert checked(former_names=former).former_names == ("Ana Lopez",)


@pytest.mark.parametrize("former", [("x",) * 6, ("Ana\u202e",), ("A" * 201,)])
def test_former_names_are_as_honest_and_short_as_names(former: tuple[str, ...]) -> None:
    with pytest.raises(CredentialsError) as refused:
        checked(former_names=former)

    assert refused.value.problem.pointer == "/person/former_names"


@pytest.mark.parametrize(
    "email",
    ["ana", "a@b@c", "a b@c.org", "ana@c.org\r\nBcc: x@y.org", "<a@b.org>", "a..b@c.org", "a@-"],
)
def test_what_is_no_mail_address_is_refused(email: str) -> None:
    with pytest.raises(CredentialsError):
        checked(email=email)


def test_the_same_person_is_recognised_whatever_the_spaces_and_capitals() -> None:
    one = Person("Ana  PÉREZ", birth_date=date(1990, 5, 31), register_number="r-1")
    other = Person("ana pérez", birth_date=date(1990, 5, 31), register_number="R-1")
    namesake = Person("ana pérez", birth_date=date(1990, 6, 1), register_number="R-1")

    assert one.key == other.key
    assert one.key != namesake.key


@pytest.mark.parametrize(
    ("fact", "is_right"),
    [
        ("1990-05-31", True),
        ("1990/05/31", True),
        ("١٩٩٠-٠٥-٣١", True),
        ("RV-17", True),
        ("rv 17", True),
        ("1990-05-30", False),
        ("RV-1", False),
        ("", False),
        ("-", False),
        ("None", False),
    ],
)
def test_the_second_fact_is_compared_without_its_punctuation(fact: str, *, is_right: bool) -> None:
    stored = Person("Ana", None, date(1990, 5, 31), "RV-17").as_json()

    assert people.fits(stored, fact) is is_right


def test_a_person_without_a_number_is_not_opened_by_the_word_none() -> None:
    assert not people.fits(Person("Ana", None, date(1990, 5, 31)).as_json(), "None")


def test_a_stored_person_is_read_back_whole() -> None:
    person = Person("أحمد", "Ahmed", date(1990, 5, 31), "R-1", "a@b.org", former_names=("حمد",))

    assert people.stored_person(person.as_json()) == person


def test_a_person_stored_before_there_were_more_fields_is_read_and_has_the_same_key() -> None:
    stored = {"name": "Ana", "birth_date": "1990-05-31", "register_number": "R-1"}
    person = people.stored_person(stored)

    assert person == Person("Ana", birth_date=date(1990, 5, 31), register_number="R-1")
    assert person.key == "08ece5a17a8f5168284fe2a0cc3dd0b2f2c1a19f42e3ff0e6423b63b36d2ce95"
    more = replace(person, family_name="Ana", former_names=("Eva",), birth_year=1990)
    assert more.key == person.key


def test_today_is_already_tomorrow_in_the_east() -> None:
    assert people.latest_day(datetime(2026, 11, 20, 11, tzinfo=UTC)) == date(2026, 11, 21)
    assert people.latest_day(datetime(2026, 11, 20, 9, tzinfo=UTC)) == date(2026, 11, 20)


_ODD = st.text(
    alphabet=st.sampled_from(
        "aÉ\u0301\u202e\u2066\u200b\u200d\u200cعल\u093f\U0001f600\x00\ud800 -'\n"
    ),
    max_size=400,
)


@given(name=_ODD, latin=_ODD, former=st.lists(_ODD, max_size=6), family=_ODD)
def test_any_name_is_refused_or_kept_in_a_form_that_deceives_nobody(
    name: str, latin: str, former: list[str], family: str
) -> None:
    try:
        person = checked(
            name=name, name_latin=latin, former_names=tuple(former), family_name=family
        )
    except CredentialsError:
        return
    for kept in (person.name, person.name_latin, person.family_name, *person.former_names):
        assert kept is None or (kept == people.normal_form(kept) and 0 < len(kept) <= 200)
        assert kept is None or not people.is_deceptive(kept)
    assert people.stored_person(person.as_json()) == person
