"""Whether the dates of a credential include a moment (VCDM 2.0 §4.9)."""

from collections.abc import Iterator
from datetime import datetime

from credentials.model import LEEWAY, ParsedCredential
from credentials.problems import Problem, ProblemCode


def outside_dates(parsed: ParsedCredential, at: datetime) -> Iterator[Problem]:
    """What the dates of a credential say against it at this moment."""
    return outside_period(
        at, (parsed.begins_in, parsed.valid_from), (parsed.ends_in, parsed.valid_until)
    )


def outside_period(
    at: datetime, begins: tuple[str, datetime | None], ends: tuple[str, datetime | None]
) -> Iterator[Problem]:
    """What two dates say against a moment, each with the name of its member; None is open."""
    first, last = begins[1], ends[1]
    if first and at + LEEWAY < first:
        detail = "its first day is still to come"
        yield Problem(ProblemCode.NOT_YET_VALID, detail, f"/{begins[0]}")
    if last and at - LEEWAY > last:
        yield Problem(ProblemCode.EXPIRED, "its last day is over", f"/{ends[0]}")
