"""What the operator records of an issuer, and what a check then says of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.base import audit
from app.base.db import Database
from app.trust import service
from app.trust.service import Statement
from app.trust.snapshot import TrustSnapshot, show_at_once
from credentials import ProblemCode, Standing
from tests.refusal import refused

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
DID = "did:web:school.example"
OPERATOR = "account:operator"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def accreditation(**changes: object) -> Statement:
    facts = {
        "did": DID,
        "name": "Harbour School",
        "standing": Standing.ACCREDITED,
        "accredited_by": "Training Authority",
        **changes,
    }
    return Statement(**facts)  # type: ignore[arg-type]


def standing(
    session: Session,
    *,
    awarded_at: datetime = NOW - DAY,
    types: tuple[str, ...] = ("Certificate",),
    did: str = DID,
) -> tuple[Standing, str | None]:
    judged = service.trust_list(session, at=NOW).judge(
        did, types=types, awarded_at=awarded_at, at=NOW
    )
    return judged.standing, judged.name


def test_without_a_record_an_issuer_is_unknown_and_has_no_name(session: Session) -> None:
    assert standing(session) == (Standing.UNKNOWN, None)


def test_an_accredited_issuer_is_named_by_the_record(session: Session) -> None:
    service.record(session, accreditation(), actor=OPERATOR, at=NOW)
    assert standing(session) == (Standing.ACCREDITED, "Harbour School")


def test_a_known_issuer_is_not_accredited(session: Session) -> None:
    statement = Statement(did=DID, name="Harbour School")
    service.record(session, statement, actor=OPERATOR, at=NOW)
    assert standing(session) == (Standing.KNOWN, "Harbour School")


def test_an_accreditation_covers_its_types_and_its_time_alone(session: Session) -> None:
    statement = accreditation(
        achievement_types=frozenset({"License"}), valid_from=NOW - 10 * DAY, valid_until=NOW - DAY
    )
    service.record(session, statement, actor=OPERATOR, at=NOW)
    inside = NOW - 5 * DAY
    assert standing(session, types=("License",), awarded_at=inside)[0] is Standing.ACCREDITED
    assert standing(session, types=("Certificate",), awarded_at=inside)[0] is Standing.KNOWN
    assert standing(session, types=("License",), awarded_at=NOW - 11 * DAY)[0] is Standing.KNOWN
    assert standing(session, types=("License",), awarded_at=NOW)[0] is Standing.KNOWN


def test_a_suspension_counts_for_past_awards_until_it_is_taken_back(session: Session) -> None:
    made = service.record(session, accreditation(), actor=OPERATOR, at=NOW)
    service.suspend(session, made.id, actor=OPERATOR, at=NOW)
    session.flush()
    assert standing(session, awarded_at=NOW - 100 * DAY)[0] is Standing.SUSPENDED
    with refused(ProblemCode.CONFLICT):
        service.suspend(session, made.id, actor=OPERATOR, at=NOW)
    service.reinstate(session, made.id, actor=OPERATOR, at=NOW)
    session.flush()
    assert standing(session)[0] is Standing.ACCREDITED
    with refused(ProblemCode.CONFLICT):
        service.reinstate(session, made.id, actor=OPERATOR, at=NOW)


def test_an_ended_accreditation_still_covers_what_was_awarded_before(session: Session) -> None:
    made = service.record(session, accreditation(), actor=OPERATOR, at=NOW - 3 * DAY)
    service.end(session, made.id, actor=OPERATOR, at=NOW - 2 * DAY)
    session.flush()
    assert standing(session, awarded_at=NOW - 2 * DAY)[0] is Standing.ACCREDITED
    assert standing(session, awarded_at=NOW - DAY)[0] is Standing.KNOWN
    with refused(ProblemCode.CONFLICT):
        service.end(session, made.id, actor=OPERATOR, at=NOW)


def test_a_known_issuer_whose_record_ended_is_unknown_again(session: Session) -> None:
    made = service.record(session, Statement(did=DID, name="School"), actor=OPERATOR, at=NOW)
    service.end(session, made.id, actor=OPERATOR, at=NOW)
    session.flush()
    assert standing(session)[0] is Standing.UNKNOWN


def test_another_spelling_of_a_did_is_another_issuer(session: Session) -> None:
    service.record(session, accreditation(), actor=OPERATOR, at=NOW)
    assert (
        standing(session, did="did:web:s\N{CYRILLIC SMALL LETTER ES}hool.example")[0]
        is Standing.UNKNOWN
    )


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"did": "did:web:School.example"}, "/did"),
        ({"did": "school.example"}, "/did"),
        ({"name": " "}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"name": "School\u202eelpmaxe"}, "/name"),
        ({"name": "Sch\u200bool"}, "/name"),
        ({"name": "Sch\x00ool"}, "/name"),
        ({"accredited_by": None}, "/accredited_by"),
        ({"standing": Standing.KNOWN}, "/accredited_by"),
        ({"standing": Standing.SUSPENDED}, "/standing"),
        ({"achievement_types": frozenset({"not a type"})}, "/achievement_types"),
        ({"achievement_types": frozenset(map(str, range(60)))}, "/achievement_types"),
        ({"list_issuers": frozenset({"did:web:Registry.example"})}, "/list_issuers"),
        (
            {"list_issuers": frozenset(f"did:web:r{n}.example" for n in range(11))},
            "/list_issuers",
        ),
        ({"valid_from": NOW, "valid_until": NOW - DAY}, "/valid_until"),
        ({"country": "Germany"}, "/country"),
        ({"url": "javascript:alert(1)"}, "/url"),
    ],
)
def test_a_record_in_the_wrong_form_is_refused(
    session: Session, changes: dict[str, object], pointer: str
) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer=pointer):
        service.record(session, accreditation(**changes), actor=OPERATOR, at=NOW)
    assert service.records(session) == []


def test_an_issuer_is_suspended_and_reinstated_with_all_its_records(session: Session) -> None:
    service.record(session, accreditation(), actor=OPERATOR, at=NOW)
    service.record(session, Statement(did=DID, name="Harbour School"), actor=OPERATOR, at=NOW)
    session.flush()
    service.suspend_issuer(session, DID, actor=OPERATOR, at=NOW)
    session.flush()
    assert standing(session)[0] is Standing.SUSPENDED
    assert all(row.suspended_at == NOW for row in service.records(session))
    with refused(ProblemCode.CONFLICT):
        service.suspend_issuer(session, DID, actor=OPERATOR, at=NOW)
    service.reinstate_issuer(session, DID, actor=OPERATOR, at=NOW)
    session.flush()
    assert standing(session)[0] is Standing.ACCREDITED
    with refused(ProblemCode.CONFLICT):
        service.reinstate_issuer(session, DID, actor=OPERATOR, at=NOW)


def test_an_unknown_record_cannot_be_changed(session: Session) -> None:
    with refused(ProblemCode.NOT_FOUND):
        service.suspend(session, "0" * 32, actor=OPERATOR, at=NOW)


def test_every_change_is_in_the_audit_trail(database: Database) -> None:
    with database.session() as session:
        made = service.record(session, accreditation(), actor=OPERATOR, at=NOW)
        service.suspend(session, made.id, actor=OPERATOR, at=NOW)
    with database.reading() as session:
        events = session.query(audit.AuditEvent).order_by(audit.AuditEvent.seq).all()
        assert [event.action for event in events] == ["trust.recorded", "trust.suspended"]
        assert {event.subject for event in events} == {f"trust:{made.id}"}


# ── The list in memory ──


def test_the_list_in_memory_is_read_again_after_five_seconds(database: Database) -> None:
    seconds = [0.0]
    snapshot = TrustSnapshot(database, lambda: NOW, elapsed=lambda: seconds[0])
    assert snapshot.at_hand() is None
    assert len(snapshot.current()) == 0
    with database.session() as session:
        service.record(session, accreditation(), actor=OPERATOR, at=NOW)
    seconds[0] = 4.9
    assert len(snapshot.current()) == 0
    assert snapshot.at_hand() is snapshot.current()
    seconds[0] = 5.0
    assert snapshot.at_hand() is None
    assert len(snapshot.current()) == 1


def test_nobody_waits_for_the_list_that_is_at_hand(database: Database) -> None:
    snapshot = TrustSnapshot(database, lambda: NOW, elapsed=lambda: 0.0)
    snapshot.current()
    with snapshot._lock:
        assert snapshot.at_hand() is None
    assert snapshot.at_hand() is not None


def test_a_change_in_this_process_is_seen_once_it_is_committed(database: Database) -> None:
    snapshot = TrustSnapshot(database, lambda: NOW, elapsed=lambda: 0.0)
    assert len(snapshot.current()) == 0
    with database.session() as session:
        show_at_once(session, snapshot)
        service.record(session, accreditation(), actor=OPERATOR, at=NOW)
        assert len(snapshot.current()) == 0
    assert len(snapshot.current()) == 1
