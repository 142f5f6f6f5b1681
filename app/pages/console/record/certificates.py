"""Every certificate of a training body: found by words and filters, and saved as a file."""

from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from app.base.accounts import AUDITOR, ISSUER, OWNER
from app.base.periods import Period
from app.base.routing import Router
from app.issuer import store as issuer_store
from app.issuer.organisations import store as register_store
from app.issuer.organisations.tables import Centre
from app.issuer.record import export, store
from app.issuer.record.store import Wanted
from app.pages.console.files import spreadsheet
from app.pages.console.office import UNPROCESSABLE, Looking, Office, working_as
from app.pages.console.record.asking import AT_ONCE, Day, Start, days, turned

router = Router()

_PAGE = "/console/awards"
_Words = Annotated[str, Query(max_length=200)]
_Short = Annotated[str, Query(max_length=60)]
_State = Literal["", "active", "suspended", "revoked", "replaced"]
_Claimed = Literal["", "yes", "no"]
_Delivery = Literal["", "claimed", "bounced", "sent", "waiting", "not-sent"]
_Sort = Literal["newest", "oldest", "day", "name", "number"]
_FIELDS = ("words", "state", "achievement", "list_id", "claimed", "centre", "delivery")
_Exporting = Annotated[Office, Depends(working_as(OWNER, ISSUER, AUDITOR))]


def asked_for(  # noqa: PLR0913 - each field of the form is a parameter
    words: _Words = "",
    state: _State = "",
    achievement: _Short = "",
    list_id: _Short = "",
    claimed: _Claimed = "",
    since: Day = "",
    until: Day = "",
    sort: _Sort = "newest",
    *,
    centre: _Short = "",
    delivery: _Delivery = "",
) -> dict[str, str]:
    """What the form asks for, as it was typed."""
    return {
        "words": words,
        "state": state,
        "achievement": achievement,
        "list_id": list_id,
        "claimed": claimed,
        "since": since,
        "until": until,
        "sort": sort,
        "centre": centre,
        "delivery": delivery,
    }


Asked = Annotated[dict[str, str], Depends(asked_for)]


@router.get(_PAGE)
def find(office: Looking, asked: Asked, start: Start = 0) -> Response:
    """The certificates that fit all that is asked for, a page at a time."""
    typed = days(office, asked["since"], asked["until"])
    wanted = _wanted(asked, typed.period)
    body = office.organisation.id
    found, number = (
        ([], 0)
        if typed.errors
        else store.find_and_count(office.session, body, wanted, limit=AT_ONCE + 1, offset=start)
    )
    return office.page(
        "awards.html",
        status=UNPROCESSABLE if typed.errors else 200,
        number=number,
        most_counted=store.MOST_COUNTED,
        achievements=_achievements(office),
        centres=_centres(office),
        asked=asked,
        is_narrowed=any(value for name, value in asked.items() if name != "sort"),
        errors=typed.errors,
        **turned(found, start=start),
    )


@router.post(f"{_PAGE}/export")
def save(office: _Exporting) -> Response:
    """All that fit, as a file for a spreadsheet; that somebody saved it is noted."""
    form = office.form
    period = Period(form.day("since"), form.day("until"))
    wanted = _wanted({name: form.text(name) for name in _FIELDS}, period)
    export.note(office.session, office.organisation, actor=office.actor, at=office.at)
    lines = export.lines(office.services.database, office.organisation, wanted)
    return spreadsheet(lines, filename="certificates.csv")


def _wanted(asked: dict[str, str], period: Period) -> Wanted:
    return Wanted(
        words=asked["words"],
        state=asked["state"],
        achievement=asked["achievement"],
        batch_id=asked["list_id"],
        claimed=asked["claimed"],
        centre=asked["centre"],
        delivery=asked["delivery"],
        period=period,
        sort=asked.get("sort", store.SORTS[0]),
    )


def _achievements(office: Office) -> list[tuple[str, str]]:
    """What can be chosen: each code once, by the name of its newest version."""
    found = issuer_store.all_achievements(office.session, office.organisation.id)
    return sorted({item.code: item.name for item in found}.items(), key=lambda pair: pair[1])


def _centres(office: Office) -> list[tuple[str, str]]:
    found = register_store.entries(office.session, Centre, organisation_id=office.organisation.id)
    return [(centre.code, centre.name) for centre in found]
