"""What pages say of a day and a moment, in the language of who reads."""

from datetime import UTC, datetime

from app.base import locales, pages

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_a_moment_is_written_with_the_comma_of_its_language() -> None:
    assert pages.moment(AT) == "20 November 2026, 09:30 UTC"
    with locales.speaking("ar"):
        assert pages.moment(AT) == "20 نوفمبر 2026، 09:30 UTC"
