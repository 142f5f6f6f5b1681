"""What a page, a check or a claim looks up is found by an index, however much there is."""

from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.batches import keeping_store as keeping
from app.batches import store as batches
from app.issuer import claim_store, store
from app.issuer.corrections import store as corrections
from app.issuer.record import store as record
from app.issuer.record.store import Wanted
from app.issuer.tables import Award
from app.pages import store as pages
from app.pages.console import store as console
from tests.unit.app.school import School

# Whose number grows with what is issued.
GROWING = (
    "awards",
    "claims",
    "status_positions",
    "corrections",
    "correction_requests",
    "audit_event",
)


def look_everything_up(session: Session, award: Award) -> None:
    body = award.organisation_id
    store.award(session, award.id, organisation_id=body)
    store.award_by_verification_code(session, str(award.verification_code))
    store.award_by_number(session, "1")
    store.awards(session, body, limit=50)
    store.awards_of_batch(session, "1")
    store.awards_of_credential(session, award.id, organisation_id=body)
    store.award_in_passport(session, award.id, passport_id="1")
    store.was_awarded_to(session, award.id, award.digest, "1")
    achievement_id = str(award.achievement_id)
    store.standing_awards(session, achievement_id=achievement_id, person_keys=["1"])
    list(store.standing_people(session, achievement_id, born={"1990-01-01"}, numbers={"1"}))
    list(store.withdrawn_awards(session, achievement_id, born={"1990-01-01"}, numbers={"1"}))
    born, named = "1990-01-01", ["ana"]
    list(store.people_like(session, achievement_id, born=born, number="1", named=named, most=1))
    record.find(session, body, Wanted(words="ana", state="active"), limit=50)
    record.find_and_count(session, body, Wanted(words="ana", claimed="yes"), limit=1, offset=0)
    claim_store.claim_by_code(session, "1")
    pages.award_at_position(session, "http://localhost:8000/status/1", 1)
    pages.passport_that_fetched(session, award.id)
    console.replaced_award(session, award)
    batches.awards_in_force(session, "1")
    batches.open_claims(session, "1", after=0, limit=5)
    batches.number_of_claims(session, "1", "open")
    batches.has_changed_since(session, "1", award.issued_at)
    keeping.line_of(session, award)
    console.reasons(session, award.id)
    corrections.waiting_cases_of(session, award.id)
    corrections.case_by_link(session, "1")
    corrections.requests_from(session, award.id, passport_id="1")
    corrections.open_requests_of(session, award.id)
    corrections.contests_of(session, "1")


def test_nothing_is_looked_for_through_a_whole_table(small_school: School) -> None:
    small_school.award()
    asked: list[tuple[str, Any]] = []

    @event.listens_for(small_school.database.engine, "before_cursor_execute")
    def remember(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    with small_school.database.reading() as session:
        look_everything_up(session, small_school.awards()[0])
    event.remove(small_school.database.engine, "before_cursor_execute", remember)
    slow = []
    with small_school.database.engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [str(step.detail) for step in plan]
            if any(step == f"SCAN {name}" for step in steps for name in GROWING):
                slow.append((steps, statement))
        assert connection.scalar(text("SELECT count(*) FROM awards")) == 1
    assert len(asked) > 20
    assert slow == []
