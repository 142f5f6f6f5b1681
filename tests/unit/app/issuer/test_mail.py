"""The mail with the claim link says what it must, in plain text."""

from dataclasses import replace

from sqlalchemy import select

from app.base import locales
from app.base.outbox import OutboxMessage
from app.base.pages import Pages
from app.main import _PAGE_FOLDERS
from tests.unit.app.school import ANA, School


def mail(school: School, language: str) -> str:
    school.organisation = school.new_organisation("smith", name="Smith & Sons")
    school.achievement = school.new_achievement("K", language=language)
    school.award(replace(ANA, email="ana@example.org"))
    with school.database.reading() as session:
        message = session.scalars(select(OutboxMessage)).one()
    pages = Pages(list(_PAGE_FOLDERS), secret=b"s" * 32)
    with locales.speaking(message.language):
        return pages.text(message.template, **message.context)


def test_its_first_line_is_the_subject_and_it_has_the_link(small_school: School) -> None:
    lines = mail(small_school, "en").splitlines()

    assert lines[0] == "Your certificate from Smith & Sons"
    assert any(line.startswith("http://localhost:8000/c/") for line in lines)


def test_it_speaks_the_language_of_the_achievement(small_school: School) -> None:
    assert mail(small_school, "ar").splitlines()[0] == "شهادتك من \u2068Smith & Sons\u2069"
