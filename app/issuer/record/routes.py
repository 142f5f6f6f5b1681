"""The API of the record: the same questions as the pages ask, and the same files."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import Depends, Query
from starlette.responses import StreamingResponse

from app.base import spreadsheets
from app.base.audit.store import Asked
from app.base.periods import Period
from app.base.routing import Router
from app.issuer.record import audit_log, export, statistics, store
from app.issuer.record.schemas import AuditEntryAnswer, StatisticsAnswer
from app.issuer.record.store import Wanted
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import ReadingOffice
from app.issuer.schemas import AwardAnswer

router = Router(tags=["record"], route_class=RepeatableRoute)

_API = "/api/v1/organisations/{slug}"
Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Day = Annotated[date | None, Query(description="A day in the time zone of the body.")]
_Actor = Annotated[str, Query(max_length=200)]
_Action = Annotated[str, Query(max_length=80)]
_State = Literal["", "active", "suspended", "revoked", "replaced"]


def asked(
    office: ReadingOffice,
    actor: _Actor = "",
    action: _Action = "",
    since: Day = None,
    until: Day = None,
) -> Asked:
    """Which entries of the audit trail are asked for."""
    return Asked(actor, action, Period(since, until, office.organisation.time_zone))


AskedEntries = Annotated[Asked, Depends(asked)]


def wanted(  # noqa: PLR0913 - each way of narrowing down is a parameter
    words: Annotated[str, Query(max_length=200, description="Names and numbers.")] = "",
    achievement: Annotated[str, Query(max_length=60, description="Its code.")] = "",
    state: _State = "",
    batch: Annotated[str, Query(max_length=32, description="The id of a class list.")] = "",
    claimed: Literal["", "yes", "no"] = "",
    since: Annotated[date | None, Query(description="First day of the award.")] = None,
    until: Annotated[date | None, Query(description="Last day of the award.")] = None,
    sort: Literal["newest", "oldest", "day", "name", "number"] = "newest",
    *,
    centre: Annotated[str, Query(max_length=60, description="The code of a centre.")] = "",
    delivery: Literal["", "claimed", "bounced", "sent", "waiting", "not-sent"] = "",
) -> Wanted:
    """Which awards are asked for."""
    return Wanted(
        centre=centre,
        delivery=delivery,
        words=words,
        achievement=achievement,
        state=state,
        batch_id=batch,
        claimed=claimed,
        period=Period(since, until),
        sort=sort,
    )


WantedAwards = Annotated[Wanted, Depends(wanted)]


@router.get(f"{_API}/awards", tags=["awards"])
def awards(
    office: ReadingOffice, wanted: WantedAwards, limit: Limit = 50, offset: Offset = 0
) -> list[AwardAnswer]:
    """The awards of the training body that fit, newest first unless asked otherwise."""
    body = office.organisation.id
    found = store.find(office.session, body, wanted, limit=limit, offset=offset)
    return [AwardAnswer.of(item.award, public_url=office.public_url) for item in found]


@router.get(f"{_API}/awards.csv", tags=["awards"], response_class=StreamingResponse)
def awards_file(office: ReadingOffice, wanted: WantedAwards) -> StreamingResponse:
    """The awards that fit, as a file that is safe to open in a spreadsheet. It is noted."""
    export.note(office.session, office.organisation, actor=office.actor, at=office.at)
    return _file(export.lines(office.services.database, office.organisation, wanted))


@router.get(f"{_API}/statistics")
def numbers(
    office: ReadingOffice,
    since: Day = None,
    until: Day = None,
    achievement: Annotated[str, Query(max_length=60, description="Its code.")] = "",
) -> StatisticsAnswer:
    """How many were issued, claimed and withdrawn, by month and achievement.

    Without days it is the last twelve months; five years at most.
    """
    zone = office.organisation.time_zone
    usual = statistics.last_year(office.at.astimezone(ZoneInfo(zone)).date(), zone)
    period = Period(since or usual.since, until or usual.until, zone)
    found = statistics.of_organisation(
        office.session, office.organisation, period, achievement=achievement
    )
    return StatisticsAnswer.of(found)


@router.get(f"{_API}/audit")
def audit_entries(
    office: ReadingOffice, asked: AskedEntries, limit: Limit = 50, offset: Offset = 0
) -> list[AuditEntryAnswer]:
    """Who did what, newest first."""
    found = audit_log.entries(
        office.session, office.organisation, asked, limit=limit, offset=offset
    )
    return [AuditEntryAnswer.of(entry) for entry in found]


@router.get(f"{_API}/audit.csv", response_class=StreamingResponse)
def audit_file(office: ReadingOffice, asked: AskedEntries) -> StreamingResponse:
    """Who did what, as a file that is safe to open in a spreadsheet. That it was is noted."""
    audit_log.note_export(office.session, office.organisation, actor=office.actor, at=office.at)
    return _file(audit_log.lines(office.services.database, office.organisation, asked))


def _file(lines: Iterable[Sequence[str]]) -> StreamingResponse:
    return StreamingResponse(
        spreadsheets.csv_parts(lines),
        media_type=spreadsheets.MEDIA_TYPE,
        headers={"Cache-Control": "no-store"},
    )
