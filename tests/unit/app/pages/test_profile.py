"""The training body's own page: what it may change of itself, and what it sees of itself."""

import pytest

from tests.unit.app.pages.people import House, Visitor

SETTINGS = {
    "url": "https://riverside.example",
    "country": "ke",
    "language": "sw",
    "time_zone": "Africa/Nairobi",
    "lists_need_approval": "yes",
}
PAGE = "/console/profile/settings"


@pytest.fixture
def clerk(house: House) -> Visitor:
    """Somebody of a training body, signed in."""
    return house.clerk()


def test_settings_are_changed_and_shown(clerk: Visitor) -> None:
    clerk.send(PAGE, **SETTINGS)
    assert clerk.path == "/console/profile"
    for words in ("https://riverside.example", "Kenya", "Swahili", "Africa/Nairobi"):
        assert words in clerk.words
    assert "A second person approves each list before it is signed." in clerk.words
    clerk.see(PAGE)
    assert 'value="Africa/Nairobi"' in clerk.page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("url", "riverside", "Write the whole address"),
        ("country", "Kenya", "Two capital letters"),
        ("language", "x", "Write the language as its short name"),
        ("time_zone", "Mars/Olympus", "Choose one of the list"),
    ],
)
def test_a_setting_in_the_wrong_form_is_named_and_nothing_is_saved(
    clerk: Visitor, field: str, value: str, sentence: str
) -> None:
    words = clerk.send(PAGE, **{**SETTINGS, field: value})
    assert clerk.status == 422
    assert sentence in words
    assert "Swahili" not in clerk.see("/console/profile")


def test_the_pages_are_there_in_arabic(clerk: Visitor) -> None:
    for page in ("/console/profile", PAGE):
        clerk.see(f"{page}?lang=ar")
        assert clerk.status == 200
        assert 'dir="rtl"' in clerk.page
