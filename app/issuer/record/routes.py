"""The API of the record: the same questions as the pages ask, and the same files."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import StreamingResponse

from app.base import spreadsheets
from app.base.audit.store import Asked
from app.base.periods import Period
from app.issuer.record import audit_log
from app.issuer.record.schemas import AuditEntryAnswer
from app.issuer.routes import OwnOffice

router = APIRouter(tags=["record"])

_API = "/api/v1/organisations/{slug}"
Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Day = Annotated[date | None, Query(description="A day in the time zone of the body.")]
_Actor = Annotated[str, Query(max_length=200)]
_Action = Annotated[str, Query(max_length=80)]


def asked(
    office: OwnOffice,
    actor: _Actor = "",
    action: _Action = "",
    since: Day = None,
    until: Day = None,
) -> Asked:
    """Which entries of the audit trail are asked for."""
    return Asked(actor, action, Period(since, until, office.organisation.time_zone))


AskedEntries = Annotated[Asked, Depends(asked)]


@router.get(f"{_API}/audit")
def audit_entries(
    office: OwnOffice, asked: AskedEntries, limit: Limit = 50, offset: Offset = 0
) -> list[AuditEntryAnswer]:
    """Who did what, newest first."""
    found = audit_log.entries(
        office.session, office.organisation, asked, limit=limit, offset=offset
    )
    return [AuditEntryAnswer.of(entry) for entry in found]


@router.get(f"{_API}/audit.csv", response_class=StreamingResponse)
def audit_file(office: OwnOffice, asked: AskedEntries) -> StreamingResponse:
    """Who did what, as a file that is safe to open in a spreadsheet. That it was is noted."""
    audit_log.note_export(office.session, office.organisation, actor=office.actor, at=office.at)
    lines = audit_log.lines(office.services.database, office.organisation, asked)
    return StreamingResponse(
        spreadsheets.csv_parts(lines),
        media_type=spreadsheets.MEDIA_TYPE,
        headers={"Cache-Control": "no-store"},
    )
