"""Who did what in a training body: a page to look through, and a file to keep."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from starlette.responses import StreamingResponse

from app.base import spreadsheets
from app.base.accounts import AUDITOR, OWNER
from app.base.audit.store import Asked
from app.base.periods import Period
from app.issuer.record import audit_log
from app.pages.console.files import attachment
from app.pages.console.office import UNPROCESSABLE, Office, looking_as, working_as
from app.pages.console.record.asking import AT_ONCE, Day, Start, days

router = APIRouter()

_PAGE = "/console/record/audit"
_Who = Annotated[str, Query(max_length=200)]
_What = Annotated[str, Query(max_length=80)]
_Auditing = Annotated[Office, Depends(looking_as(OWNER, AUDITOR))]
_Exporting = Annotated[Office, Depends(working_as(OWNER, AUDITOR))]


@router.get(_PAGE)
def look(
    office: _Auditing,
    who: _Who = "",
    what: _What = "",
    since: Day = "",
    until: Day = "",
    start: Start = 0,
) -> Response:
    """What was done, newest first, narrowed down by who, what and when."""
    typed = days(office, since, until)
    asked = Asked(actor=who, action=what, period=typed.period)
    found = (
        []
        if typed.errors
        else audit_log.entries(
            office.session, office.organisation, asked, limit=AT_ONCE + 1, offset=start
        )
    )
    return office.page(
        "record/audit.html",
        status=UNPROCESSABLE if typed.errors else 200,
        found=found[:AT_ONCE],
        people=audit_log.people(office.session, office.organisation),
        actions=audit_log.actions(office.session, office.organisation),
        asked={"who": who, "what": what, "since": since, "until": until},
        errors=typed.errors,
        zone=office.organisation.time_zone,
        links=True,
        before=max(0, start - AT_ONCE) if start else None,
        after=start + AT_ONCE if len(found) > AT_ONCE else None,
    )


@router.post(f"{_PAGE}/export")
def export(office: _Exporting) -> Response:
    """Everything that is asked for, as a file for a spreadsheet; that is noted as well."""
    asked = _asked(office)
    audit_log.note_export(office.session, office.organisation, actor=office.actor, at=office.at)
    lines = audit_log.lines(office.services.database, office.organisation, asked)
    return StreamingResponse(
        spreadsheets.csv_parts(lines),
        media_type=spreadsheets.MEDIA_TYPE,
        headers=attachment("who-did-what.csv"),
    )


def _asked(office: Office) -> Asked:
    form = office.form
    period = Period(form.day("since"), form.day("until"), office.organisation.time_zone)
    return Asked(actor=form.text("who"), action=form.text("what"), period=period)
