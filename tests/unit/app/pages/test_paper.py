"""Who has the paper in hand: the name in either script, or the birth year."""

import pytest

from app.pages.paper import is_on_paper
from app.verifier.ports import PrintedCertificate

AMINA = PrintedCertificate(b"", ("أمينة يوسف", "Amina Yūsuf"), 1998)


@pytest.mark.parametrize(
    "typed",
    [
        "1998",
        " ١٩٩٨ ",
        "Amina Yusuf",
        "YUSUF, Amina",
        "amina yūsuf",
        "أمينة يوسف",
        "امينة يوسف",
        "يوسف أمينة",
    ],
)
def test_what_stands_on_the_paper_opens_the_claims(typed: str) -> None:
    assert is_on_paper(typed, AMINA)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "1997", "98", "Amina", "Amina Yusuf Ali", "Yusuf 1998", "a", "*", "None", "x" * 9999],
)
def test_anything_else_does_not(typed: str) -> None:
    assert not is_on_paper(typed, AMINA)


def test_a_person_with_one_name_is_found_by_it() -> None:
    assert is_on_paper("suharto", PrintedCertificate(b"", ("Suharto",), None))


def test_without_a_birth_year_no_year_fits() -> None:
    unborn = PrintedCertificate(b"", ("Suharto",), None)
    assert not is_on_paper("None", unborn)
    assert not is_on_paper("", PrintedCertificate(b"", (), None))


@pytest.mark.parametrize("name", ["ราม ศรี", "රාම ශ්‍රී", "राम श्री", "ရာမ သီရိ", "Đặng Thị Hương"])
def test_names_of_many_scripts_are_compared_whole(name: str) -> None:
    paper = PrintedCertificate(b"", (name,), None)
    assert is_on_paper(name, paper)
    assert not is_on_paper(name[:-1], paper)
