"""Who did what in a training body: a page to look through, and a file to keep."""

from typing import Annotated

from fastapi import Depends, Response

from app.base.accounts import AUDITOR, OWNER
from app.base.routing import Router
from app.pages.console.office import UNPROCESSABLE, Office, looking_as, working_as
from app.pages.console.record import auditing
from app.pages.console.record.asking import Start
from app.pages.console.record.auditing import AskedOfLog

router = Router()

_PAGE = "/console/record/audit"
_Auditing = Annotated[Office, Depends(looking_as(OWNER, AUDITOR))]
_Exporting = Annotated[Office, Depends(working_as(OWNER, AUDITOR))]


@router.get(_PAGE)
def look(office: _Auditing, asked: AskedOfLog, start: Start = 0) -> Response:
    """What was done, newest first, narrowed down by who, what and when."""
    shown = auditing.shown(office.session, office.organisation, asked, start=start)
    status = UNPROCESSABLE if shown["errors"] else 200
    return office.page("record/audit.html", status=status, links=True, **shown)


@router.post(f"{_PAGE}/export")
def export(office: _Exporting) -> Response:
    """Everything that is asked for, as a file for a spreadsheet; that is noted as well."""
    return auditing.saved(
        office.session,
        office.organisation,
        office.form,
        database=office.services.database,
        actor=office.actor,
        at=office.at,
    )
