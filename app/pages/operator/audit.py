"""Who did what of those who run the service: approvals, entries of the trusted list, and more."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from starlette.responses import StreamingResponse

from app.base import days, spreadsheets
from app.base.audit.store import Asked
from app.base.periods import Period
from app.issuer.record import audit_log
from app.pages.console.files import attachment
from app.pages.console.office import UNPROCESSABLE
from app.pages.console.record.asking import AT_ONCE, Day, Start, days_in
from app.pages.operator.office import Looking, Working

router = APIRouter()

_PAGE = "/operator/audit"
_ZONE = days.UNKNOWN


@router.get(_PAGE)
def look(
    desk: Looking,
    who: Annotated[str, Query(max_length=200)] = "",
    what: Annotated[str, Query(max_length=80)] = "",
    since: Day = "",
    until: Day = "",
    start: Start = 0,
) -> Response:
    """What was decided, newest first, narrowed down by who, what and when."""
    typed = days_in(_ZONE, since, until)
    asked = Asked(actor=who, action=what, period=typed.period)
    found = (
        []
        if typed.errors
        else audit_log.entries(desk.session, None, asked, limit=AT_ONCE + 1, offset=start)
    )
    return desk.page(
        "audit.html",
        status=UNPROCESSABLE if typed.errors else 200,
        found=found[:AT_ONCE],
        people=audit_log.people(desk.session, None),
        actions=audit_log.actions(desk.session, None),
        asked={"who": who, "what": what, "since": since, "until": until},
        errors=typed.errors,
        before=max(0, start - AT_ONCE) if start else None,
        after=start + AT_ONCE if len(found) > AT_ONCE else None,
        zone=_ZONE,
        links=False,
    )


@router.post(f"{_PAGE}/export")
def export(desk: Working) -> Response:
    """Everything that is asked for, as a file for a spreadsheet; that is noted as well."""
    form = desk.form
    period = Period(form.day("since"), form.day("until"), _ZONE)
    asked = Asked(actor=form.text("who"), action=form.text("what"), period=period)
    audit_log.note_export(desk.session, None, actor=desk.actor, at=desk.at)
    lines = audit_log.lines(desk.services.database, None, asked)
    return StreamingResponse(
        spreadsheets.csv_parts(lines),
        media_type=spreadsheets.MEDIA_TYPE,
        headers=attachment("who-did-what.csv"),
    )
