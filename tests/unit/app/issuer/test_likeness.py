"""Whose names are alike, and who is found to be like somebody."""

from datetime import date

import pytest

from app.issuer import likeness
from app.issuer.likeness import is_other_spelling
from app.issuer.people import Person
from tests.unit.app.school import School


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Amina Yussuf", "Amina Yusuf"),
        ("Mohamed Ali", "Muhammad Ali"),
        ("Pérez Ana", "ANA PEREZ"),
        ("Abdul Rahman", "Abdulrahman"),
        ("محمد علي", "محمّد علي"),
    ],
)
def test_another_spelling_is_the_same_name(name: str, other: str) -> None:
    assert is_other_spelling(name, other)
    assert is_other_spelling(other, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Amina Yusuf", "Amina Karim"),
        # One word of many is another: that is a new name, however long the rest.
        ("Ana Maria Perez de la Cruz", "Ana Lucia Perez de la Cruz"),
        ("Ana Perez", "Ana Perez Lopez"),
        ("Bo Ek", "李娜"),
    ],
)
def test_a_new_name_is_no_spelling_of_the_old_one(name: str, other: str) -> None:
    assert not is_other_spelling(name, other)
    assert not is_other_spelling(other, name)


@pytest.mark.parametrize("name", ["सुनीता कुमारी", "สุดา ใจดี", "ガブリエル", "محمّد علي", "Олена Ї"])
def test_equal_names_of_every_script_are_found_among_very_many(
    school: School, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(likeness, "_MOST_READ", 1)
    monkeypatch.setattr(likeness, "_MOST_ALIKE", 0)
    for each in ("Ali", name):
        school.award(Person(each, None, date(1990, 1, 1), None, None))
    with school.database.reading() as session:
        found = likeness.likeness(
            session,
            Person(name, None, date(1990, 1, 1), None, None),
            achievement_id=school.achievement.id,
        )
    assert found.resembling is not None


@pytest.mark.parametrize(
    ("name", "is_alike"),
    [("Zoë O’Hara", True), ("O’HARA Zoe", True), ("Zoe Hara", False), ("Ali e", False)],
)
def test_where_half_a_country_has_one_birthday_equal_names_are_found(
    school: School, monkeypatch: pytest.MonkeyPatch, name: str, *, is_alike: bool
) -> None:
    monkeypatch.setattr(likeness, "_MOST_READ", 2)
    monkeypatch.setattr(likeness, "_MOST_ALIKE", 1)
    born = date(1990, 1, 1)
    for number in range(4):
        school.award(Person(f"Ali {'abcd'[number]}", None, born, f"R-{number}", None))
    held = school.award(Person("Zoë O’Hara", None, born, "R-9", None)).award
    with school.database.reading() as session:
        found = likeness.likeness(
            session,
            Person(name, None, born, None, None),
            achievement_id=school.achievement.id,
        )
    assert found.resembling == (held.certificate_number if is_alike else None)
