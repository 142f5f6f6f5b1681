"""Check every correction against its certificate (part of `fsck`)."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.issuer.corrections import store
from app.issuer.corrections.tables import (
    CONFIRMED,
    OPEN,
    REPLACEMENT,
    REVOCATION,
    WAITING,
    WRONG_CLAIM,
    Case,
)
from app.issuer.tables import IN_FORCE, REPLACED, REVOKED

_DONE = {REVOCATION: REVOKED, REPLACEMENT: REPLACED}
_TWO_PEOPLE = (REVOCATION, WRONG_CLAIM)


def mismatches(session: Session) -> Iterator[str]:
    """A sentence for each correction that does not fit what became of its certificate."""
    for case, state in store.all_cases(session):
        yield from _case(case, state)
    for request in store.all_requests(session):
        if (request.state == OPEN) != (request.closed_at is None):
            yield f"request {request.id} is {request.state}, and its end says otherwise"
        if request.state != OPEN and (request.said or request.contact):
            yield f"request {request.id} is closed and still holds what the worker wrote"


def _case(case: Case, state: str) -> Iterator[str]:
    if case.state == WAITING and state not in IN_FORCE:
        yield f"correction {case.id} waits, and award {case.award_id} is {state}"
    if (case.state == WAITING) != (case.decided_at is None):
        yield f"correction {case.id} is {case.state}, and its end says otherwise"
    if case.state != CONFIRMED:
        return
    if case.kind in _DONE and state != _DONE[case.kind]:
        yield f"correction {case.id} was confirmed, and award {case.award_id} is {state}"
    is_own = case.requested_by == case.decided_by and case.requested_by.startswith("account:")
    if case.kind in _TWO_PEOPLE and is_own:
        yield f"correction {case.id} was confirmed by the one who asked for it"
