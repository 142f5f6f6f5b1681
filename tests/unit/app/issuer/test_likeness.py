import pytest

from app.issuer.likeness import is_other_spelling


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
