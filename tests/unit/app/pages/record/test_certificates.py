"""The list of certificates: found by any of its filters, and saved for a spreadsheet."""

import csv
import io

from app.base.audit import AuditEvent
from tests.unit.app.pages.people import House, Visitor
from tests.unit.app.pages.record.conftest import Program

PAGE = "/console/awards"


def test_capitals_and_accents_do_not_matter(clerk: Visitor) -> None:
    assert "Олена Шевчук" in clerk.see(f"{PAGE}?words=олена")
    assert "1 certificate " in clerk.words
    assert "Straße" in clerk.see(f"{PAGE}?words=gul STRASSE")
    assert "No certificate fits this." in clerk.see(f"{PAGE}?words=nobody")


def test_filters_narrow_down_together(clerk: Visitor) -> None:
    assert "1 certificate " in clerk.see(f"{PAGE}?until=2026-10-31")
    assert "2 certificates" in clerk.see(f"{PAGE}?since=2026-11-01&achievement=WELD")
    assert "3 certificates" in clerk.see(f"{PAGE}?claimed=no")
    assert "No certificate fits this." in clerk.see(f"{PAGE}?claimed=yes")
    assert "No certificate fits this." in clerk.see(f"{PAGE}?list_id=none")
    assert "1 certificate " in clerk.see(f"{PAGE}?delivery=waiting")
    assert "2 certificates" in clerk.see(f"{PAGE}?delivery=not-sent")
    assert "No certificate fits this." in clerk.see(f"{PAGE}?centre=none")
    page = clerk.see(f"{PAGE}?since=2026-11-02&until=2026-11-01")
    assert "The last day comes before" in page
    assert "No certificate fits this." not in page


def test_the_file_is_narrowed_down_as_the_page_is_and_calculates_nothing(
    house: House, clerk: Visitor
) -> None:
    clerk.send(f"{PAGE}/export", frm=PAGE, since="2026-11-01")
    lines = list(csv.DictReader(io.StringIO(clerk.page.removeprefix("\ufeff"))))
    assert {line["name"] for line in lines} == {"أحمد بن يوسف", "'=Straße GÜL"}
    assert {line["achievement"] for line in lines} == {"WELD"}
    assert {line["claim"] for line in lines} == {"open"}
    with house.services.database.reading() as session:
        noted = session.query(AuditEvent).filter_by(action="awards.exported").one()
    assert noted.actor.startswith("account:")


def test_a_program_finds_and_saves_the_same(program: Program) -> None:
    answer = program.http.get(
        f"{program.home}/awards?until=2026-10-31&sort=name", headers=program.headers
    )
    assert len(answer.json()) == 1
    file = program.http.get(f"{program.home}/awards.csv?words=olena", headers=program.headers)
    assert len(file.text.splitlines()) == 2
    numbers = program.http.get(f"{program.home}/statistics", headers=program.headers).json()
    assert numbers["whole"] == {"issued": 3, "claimed": 0, "revoked": 0}
    assert numbers["by_month"]["2026-11-01"]["issued"] == 3


def test_the_numbers_are_a_table_with_bars(clerk: Visitor) -> None:
    clerk.see("/console/record")
    assert "November 2026 3 0 0" in clerk.words
    assert "Welding 3 0 0" in clerk.words
    assert clerk.page.count('<svg class="bar issued"') == 13
    assert "Choose five years at most." in clerk.see("/console/record?since=2000-01-01")
    clerk.see("/console/record/statistics.csv?achievement=WELD")
    assert "month,2026-11-01,3,0,0" in clerk.page
    assert "achievement,WELD,3,0,0" in clerk.page
