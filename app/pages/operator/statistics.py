"""How much each training body issued; the operator sees numbers of bodies, and of no person."""

from fastapi import Response

from app.base.locales import N_, gettext
from app.base.periods import Period
from app.base.routing import Router
from app.issuer.record import statistics
from app.pages.console.record.asking import Day, days_in
from app.pages.operator.office import Looking
from credentials import CredentialsError

router = Router()

_ZONE = "UTC"
_UNPROCESSABLE = 422
_TOO_LONG = N_("Choose five years at most.")


@router.get("/operator/statistics")
def look(desk: Looking, since: Day = "", until: Day = "") -> Response:
    """What each body issued between two days, and what was fetched and withdrawn of it."""
    typed = days_in(_ZONE, since, until)
    errors = dict(typed.errors)
    usual = statistics.last_year(desk.at.date(), _ZONE)
    first, last = typed.period.since or usual.since, typed.period.until or usual.until
    found: list[tuple[str, statistics.Numbers]] = []
    if not errors:
        try:
            counted = statistics.of_all(desk.session, Period(first, last, _ZONE))
            found = [(body.name, numbers) for body, numbers in counted]
        except CredentialsError:
            errors["until"] = gettext(_TOO_LONG)
    return desk.page(
        "statistics.html",
        status=_UNPROCESSABLE if errors else 200,
        found=found,
        asked={
            "since": since or (first.isoformat() if first else ""),
            "until": until or (last.isoformat() if last else ""),
        },
        errors=errors,
    )
