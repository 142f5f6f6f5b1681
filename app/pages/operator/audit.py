"""Who did what of those who run the service: approvals, entries of the trusted list, and more."""

from fastapi import Response

from app.base.routing import Router
from app.pages.console.office import UNPROCESSABLE
from app.pages.console.record import auditing
from app.pages.console.record.asking import Start
from app.pages.console.record.auditing import AskedOfLog
from app.pages.operator.office import Looking, Working

router = Router()

_PAGE = "/operator/audit"


@router.get(_PAGE)
def look(desk: Looking, asked: AskedOfLog, start: Start = 0) -> Response:
    """What was decided, newest first, narrowed down by who, what and when."""
    shown = auditing.shown(desk.session, None, asked, start=start)
    status = UNPROCESSABLE if shown["errors"] else 200
    return desk.page("audit.html", status=status, links=False, **shown)


@router.post(f"{_PAGE}/export")
def export(desk: Working) -> Response:
    """Everything that is asked for, as a file for a spreadsheet; that is noted as well."""
    return auditing.saved(
        desk.session,
        None,
        desk.form,
        database=desk.services.database,
        actor=desk.actor,
        at=desk.at,
    )
