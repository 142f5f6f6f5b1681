"""Names are kept as they are written, and nothing in them can deceive a reader."""

from datetime import UTC, date, datetime

import pytest

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
    person = Person("أحمد", "Ahmed", date(1990, 5, 31), "R-1", "a@b.org")

    assert people.stored_person(person.as_json()) == person


def test_today_is_already_tomorrow_in_the_east() -> None:
    assert people.latest_day(datetime(2026, 11, 20, 11, tzinfo=UTC)) == date(2026, 11, 21)
    assert people.latest_day(datetime(2026, 11, 20, 9, tzinfo=UTC)) == date(2026, 11, 20)
