"""The API of the operator's log: the same questions as the page asks, and the same file."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query
from starlette.responses import StreamingResponse

from app.base import spreadsheets
from app.base.audit.store import Asked
from app.base.deps import Now, Operator, ReadingDep, ServicesDep, SessionDep
from app.base.periods import Period
from app.base.routing import Router
from app.issuer.record import audit_log
from app.issuer.record.schemas import AuditEntryAnswer

router = Router(prefix="/api/v1/operator", tags=["record"])

_Day = Annotated[date | None, Query(description="A day in UTC.")]


def asked(
    actor: Annotated[str, Query(max_length=200)] = "",
    action: Annotated[str, Query(max_length=80)] = "",
    since: _Day = None,
    until: _Day = None,
) -> Asked:
    """Which entries of the operator's log are asked for."""
    return Asked(actor, action, Period(since, until))


AskedEntries = Annotated[Asked, Depends(asked)]


@router.get("/audit")
def entries(
    _operator: Operator,
    session: ReadingDep,
    asked: AskedEntries,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> list[AuditEntryAnswer]:
    """What those who run the service decided, and what was asked of them, newest first."""
    found = audit_log.entries(session, None, asked, limit=limit, offset=offset)
    return [AuditEntryAnswer.of(entry) for entry in found]


@router.get("/audit.csv", response_class=StreamingResponse)
def file(
    operator: Operator, session: SessionDep, services: ServicesDep, asked: AskedEntries, at: Now
) -> StreamingResponse:
    """The same as a file that is safe to open in a spreadsheet. That it was saved is noted."""
    audit_log.note_export(session, None, actor=f"account:{operator.id}", at=at)
    return StreamingResponse(
        spreadsheets.csv_parts(audit_log.lines(services.database, None, asked)),
        media_type=spreadsheets.MEDIA_TYPE,
        headers={"Cache-Control": "no-store"},
    )
