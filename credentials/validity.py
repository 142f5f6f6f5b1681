"""Whether the dates of a credential include a moment (VCDM 2.0 §4.9)."""

from collections.abc import Iterator
from datetime import datetime

from credentials.model import LEEWAY, ParsedCredential
from credentials.problems import Problem, ProblemCode


def outside_dates(parsed: ParsedCredential, at: datetime) -> Iterator[Problem]:
    """What the dates of a credential say against it at this moment."""
    if parsed.valid_from and at + LEEWAY < parsed.valid_from:
        yield Problem(
            ProblemCode.NOT_YET_VALID, "its first day is still to come", f"/{parsed.begins_in}"
        )
    if parsed.valid_until and at - LEEWAY > parsed.valid_until:
        yield Problem(ProblemCode.EXPIRED, "its last day is over", f"/{parsed.ends_in}")
