"""The pages about an audit log, of a training body or of the operator (None)."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query
from sqlalchemy.orm import Session
from starlette.responses import StreamingResponse

from app.base.audit.store import Asked
from app.base.db import Database
from app.base.periods import Period
from app.issuer.record import audit_log
from app.issuer.tables import Organisation
from app.pages.console.files import spreadsheet
from app.pages.console.record.asking import AT_ONCE, Day, days_in, turned
from app.pages.forms import Filled


def asked_for(
    who: Annotated[str, Query(max_length=200)] = "",
    what: Annotated[str, Query(max_length=80)] = "",
    since: Day = "",
    until: Day = "",
) -> dict[str, str]:
    """What the form asks for, as it was typed."""
    return {"who": who, "what": what, "since": since, "until": until}


AskedOfLog = Annotated[dict[str, str], Depends(asked_for)]


def shown(
    session: Session, organisation: Organisation | None, asked: dict[str, str], *, start: int
) -> dict[str, Any]:
    """What a page shows: the entries that fit, a page at a time, or what is wrong with a day."""
    zone = audit_log.zone_of(organisation)
    typed = days_in(zone, asked["since"], asked["until"])
    wanted = Asked(actor=asked["who"], action=asked["what"], period=typed.period)
    found = (
        []
        if typed.errors
        else audit_log.entries(session, organisation, wanted, limit=AT_ONCE + 1, offset=start)
    )
    return {
        **turned(found, start=start),
        "people": audit_log.people(session, organisation),
        "actions": audit_log.actions(session, organisation),
        "asked": asked,
        "errors": typed.errors,
        "zone": zone,
    }


def saved(
    session: Session,
    organisation: Organisation | None,
    form: Filled,
    *,
    database: Database,
    actor: str,
    at: datetime,
) -> StreamingResponse:
    """Everything that is asked for, as a file for a spreadsheet; that it was saved is noted."""
    period = Period(form.day("since"), form.day("until"), audit_log.zone_of(organisation))
    asked = Asked(actor=form.text("who"), action=form.text("what"), period=period)
    audit_log.note_export(session, organisation, actor=actor, at=at)
    lines = audit_log.lines(database, organisation, asked)
    return spreadsheet(lines, filename="who-did-what.csv")
