"""What pages say of a day and a moment, in the language of who reads."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.base import locales, pages
from app.base.pages import Pages

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_a_moment_is_written_with_the_comma_of_its_language() -> None:
    assert pages.moment(AT) == "20 November 2026, 09:30 UTC"
    with locales.speaking("ar"):
        assert pages.moment(AT) == "20 نوفمبر 2026، 09:30 UTC"


def said(tmp_path: Path, language: str, name: str, template: str, **known: object) -> str:
    folder = tmp_path / "templates"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(template)
    with locales.speaking(language):
        return Pages([tmp_path], secret=b"s").text(name, **known)


@pytest.mark.parametrize("name", ["page.html", "mail.txt"])
def test_a_date_or_a_number_inside_arabic_text_keeps_its_order(tmp_path: Path, name: str) -> None:
    template = '{{ _("Line %(number)s", number=number) }} {{ at | day }}'
    arabic = said(tmp_path, "ar", name, template, number="2026-11-20", at=AT)
    assert "\u20682026-11-20\u2069" in arabic
    assert arabic.endswith("\u206820 نوفمبر 2026\u2069")


def test_an_arabic_name_inside_english_text_keeps_to_its_place(tmp_path: Path) -> None:
    template = '{{ _("Line %(number)s", number=number) }} {{ _("Line %(number)s", number=3) }}'
    english = said(tmp_path, "en", "page.html", template, number="محمد & 3")
    assert english == "Line \u2068محمد &amp; 3\u2069 Line 3"
