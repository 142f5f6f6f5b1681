"""Who did what: on its page, to a program, and in a file for a spreadsheet."""

import csv
import io
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from app.base import audit, locales
from app.base.audit import AuditEvent
from app.base.periods import Period
from app.issuer import service as issuer
from app.issuer import store as issuer_store
from tests.unit.app.pages.people import House, Visitor
from tests.unit.app.pages.record.conftest import Program

PAGE = "/console/record/audit"


def test_an_entry_is_in_words_and_names_who_did_it(clerk: Visitor) -> None:
    clerk.see(PAGE)
    assert "Confirmed a class list" in clerk.words
    assert "Somebody (office@riverside.example)" in clerk.words
    assert len(clerk.links(r"^/console/awards/")) == 3


def test_entries_are_narrowed_down_by_who_what_and_when(house: House, clerk: Visitor) -> None:
    account = house.services.clock()
    assert "Issued a certificate" in clerk.see(f"{PAGE}?what=award.issued")
    assert clerk.page.count("<tr>") == 1 + 3
    assert "Nothing was done" in clerk.see(f"{PAGE}?what=award.revoked")
    assert "Nothing was done" in clerk.see(f"{PAGE}?until=2026-11-19")
    assert "Nothing was done" in clerk.see(f"{PAGE}?since=2026-11-21")
    assert "Nothing was done" in clerk.see(f"{PAGE}?who=passport:")
    assert "Confirmed" in clerk.see(f"{PAGE}?since={account:%Y-%m-%d}&until={account:%Y-%m-%d}")


def test_an_entry_says_in_words_what_it_is_about_and_when_it_was_here(
    house: House, clerk: Visitor
) -> None:
    with house.services.database.session() as session:
        body = issuer.organisation_by_slug(session, "riverside")
        body.time_zone = "Africa/Nairobi"
        awards = issuer_store.awards(session, body.id, limit=3)
        chosen = issuer.achievement_by_code(session, body, "WELD")
    words = clerk.see(PAGE)
    for award in awards:
        name = locales.isolated((award.person or {})["name"])
        assert f"Certificate {award.certificate_number} of {name}" in words
    assert "Class list list.csv" in words
    assert chosen.name in words
    assert "Africa/Nairobi" in words
    assert f"{house.at.astimezone(ZoneInfo('Africa/Nairobi')):%H:%M}" in words
    named = (awards[0].person or {})["name"]
    with house.services.database.session() as session:
        session.merge(awards[0]).person = None
    # Whoever was deleted is named no more, and the number stays.
    words = clerk.see(f"{PAGE}?what=award.issued")
    assert f"Certificate {awards[0].certificate_number}" in words
    assert f"{awards[0].certificate_number} of {named}" not in words


def test_what_is_no_period_is_said_beside_the_field(clerk: Visitor) -> None:
    assert "Write the day as year, month and day" in clerk.see(f"{PAGE}?since=yesterday")
    assert clerk.status == 422
    assert "The last day comes before the first." in clerk.see(
        f"{PAGE}?since=2026-11-21&until=2026-11-20"
    )


def test_a_long_log_has_pages(clerk: Visitor) -> None:
    for number in range(48):
        clerk.send(f"{PAGE}/export", frm=PAGE, what=f"none-{number}")
    clerk.see(PAGE)
    assert "Newer ones" not in clerk.words
    older = clerk.links(r"start=50")[0]
    assert "Handed in a class list" in clerk.see(older)
    assert "Newer ones" in clerk.words


def test_the_file_has_what_was_asked_for_and_is_itself_noted(house: House, clerk: Visitor) -> None:
    clerk.send(f"{PAGE}/export", frm=PAGE, what="award.issued", since="2026-11-20")
    lines = list(csv.reader(io.StringIO(clerk.page.removeprefix("\ufeff"))))
    assert lines[0] == ["time (UTC)", "who", "what", "about", "action", "subject", "entry"]
    assert len(lines) == 4
    assert {line[4] for line in lines[1:]} == {"award.issued"}
    with house.services.database.reading() as session:
        noted = session.query(AuditEvent).filter_by(action="audit.exported").one()
    assert noted.actor.startswith("account:")


def test_a_program_gets_the_same(program: Program) -> None:
    asked = f"{program.home}/audit?action=award.issued&limit=2"
    answer = program.http.get(asked, headers=program.headers).json()
    assert [entry["what"] for entry in answer] == ["Issued a certificate"] * 2
    file = program.http.get(f"{program.home}/audit.csv", headers=program.headers)
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.text.count("award.issued") == 3


def test_another_body_sees_nothing_of_it(house: House, clerk: Visitor) -> None:
    clerk.see(PAGE)
    other = house.signed_in("ana@other.example", body=house.body("other"))
    other.see(PAGE)
    assert "riverside" not in other.page
    assert "Made the training body" in other.words


def test_what_the_operator_did_is_named_without_the_operator(house: House) -> None:
    body = house.body("plain")
    operator = house.account("boss@ministry.example")
    with house.services.database.session() as session:
        audit.record(
            session,
            actor=f"account:{operator.id}",
            action="organisation.changed",
            subject=body.id,
            organisation_id=body.id,
            at=house.at,
        )
    staff = house.signed_in("ana@plain.example", body=body)
    assert "The operator of the service" in staff.see(PAGE)
    assert "ministry" not in staff.page


@pytest.mark.parametrize("action", ["approved", "let-try", "asked", "answered", "refused"])
def test_what_became_of_the_application_is_in_words(house: House, action: str) -> None:
    body = house.body("plain")
    with house.services.database.session() as session:
        audit.record(
            session,
            actor="applicant:1f2e",
            action=f"application.{action}",
            subject="application:1f2e",
            organisation_id=body.id,
            at=house.at,
        )
    staff = house.signed_in("ana@plain.example", body=body)
    assert "The applicant" in staff.see(PAGE)
    assert "The application" in staff.words
    assert "application." not in staff.words
    assert "1f2e" not in staff.words


def test_a_day_begins_where_the_body_is() -> None:
    day = Period(date(2026, 11, 20), date(2026, 11, 20), "Asia/Manila")
    assert str(day.begins) == "2026-11-19 16:00:00+00:00"
    assert str(day.ends) == "2026-11-20 16:00:00+00:00"
    assert Period().begins is None
    assert Period(date.min, date.max, "Asia/Manila").ends is None
    assert Period(date.min, zone="Asia/Manila").begins is not None
