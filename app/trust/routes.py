"""The trusted list in the public, and its upkeep by the operator."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, Header, Request
from sqlalchemy.orm import Session

from app.base import pages
from app.base.deps import Now, Operator, ReadingDep, ServicesDep, SessionDep
from app.base.routing import Router
from app.trust import service
from app.trust.schemas import RecordAnswer, StatementBody
from app.trust.snapshot import show_at_once
from app.trust.tables import TrustRecord
from credentials import ProblemCode, refuse

router = Router(prefix="/api/v1/trust", tags=["trust"])


def form_token(request: Request, x_csrf_token: Annotated[str, Header()] = "") -> None:
    """Refuse a change that no page of ours asked this browser for, with `not-allowed`."""
    if not pages.form_is_ours(request, x_csrf_token):
        raise refuse(ProblemCode.NOT_ALLOWED, "the X-CSRF-Token is not right")


FromOurPage = Annotated[None, Depends(form_token)]


@router.get("/records")
def records(session: ReadingDep) -> list[RecordAnswer]:
    """Every record there ever was: who is accredited for what, by whom, since when."""
    return [RecordAnswer.of(row) for row in service.records(session)]


@router.post("/records", status_code=201)
def record(
    body: StatementBody,
    operator: Operator,
    _ours: FromOurPage,
    session: SessionDep,
    services: ServicesDep,
    now: Now,
) -> RecordAnswer:
    """Record what is known of an issuer, own or foreign."""
    made = service.record(session, body.statement(), actor=f"account:{operator.id}", at=now)
    show_at_once(session, services.trust)
    return RecordAnswer.of(made)


Change = Literal["suspend", "reinstate", "end"]
_CHANGES: dict[Change, Callable[..., TrustRecord]] = {
    "suspend": service.suspend,
    "reinstate": service.reinstate,
    "end": service.end,
}


@router.post("/records/{record_id}/{change}")
def change_record(
    record_id: str,
    change: Change,
    operator: Operator,
    _ours: FromOurPage,
    session: SessionDep,
    services: ServicesDep,
    now: Now,
) -> RecordAnswer:
    """Suspend, reinstate or end a record; nothing is ever deleted."""
    changed = _changed(change, session, record_id, actor=f"account:{operator.id}", at=now)
    show_at_once(session, services.trust)
    return RecordAnswer.of(changed)


def _changed(
    change: Change, session: Session, record_id: str, *, actor: str, at: datetime
) -> TrustRecord:
    return _CHANGES[change](session, record_id, actor=actor, at=at)
