"""What a receipt says of a check: the result, why, about which bytes, and when."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.verifier.claims import Label
from app.verifier.reading import (
    HEADLINES,
    SET_HEADLINES,
    STATES,
    Headline,
    Reading,
    State,
    main_problem,
    read,
)
from credentials import ProblemCode, Standing, Verdict, VerificationReport

# From the one that a reader should look at first.
_WEAKEST_FIRST = (
    Standing.SUSPENDED,
    Standing.UNKNOWN,
    Standing.UNVETTED,
    Standing.KNOWN,
    Standing.ACCREDITED,
)
# A receipt has to fit a QR code.
_LONGEST_TITLE = 120
_LONGEST_NUMBER = 60
_TRUSTED = frozenset({Standing.ACCREDITED, Standing.KNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The outcome of one check, without what the certificate says.

    `digest` is the SHA-256, in hexadecimal, of the bytes that were judged. `standing` is the
    issuer's on the trusted list, for a set the weakest of all, None where nothing was proven.
    `title` and `number` are there only when the reader asks for them.
    """

    verdict: Verdict
    cause: ProblemCode | None
    standing: Standing | None
    is_set: bool
    digest: str
    at: datetime
    title: str = field(default="", repr=False)
    number: str = field(default="", repr=False)

    def without_title(self) -> "Checked":
        """The same without a word of what the certificate says."""
        return replace(self, title="", number="")

    @property
    def state(self) -> State:
        """How the outcome is shown."""
        if self.verdict is not Verdict.VALID:
            return STATES[self.verdict]
        if self.cause is ProblemCode.HOSTED_ONLY:
            return State.CAUTION
        return State.GOOD if self.standing in _TRUSTED else State.CAUTION

    @property
    def headline(self) -> Headline | None:
        """The sentence where no cause gives one."""
        if self.cause is not None:
            return None
        if self.is_set:
            return SET_HEADLINES[self.state]
        if self.verdict is not Verdict.VALID:
            return Headline.NOT_FINISHED
        return HEADLINES[self.standing or Standing.UNKNOWN]


def facts_of(
    report: VerificationReport, content: bytes, *, reading: Reading | None = None
) -> Checked:
    """The outcome of a check of `content`; title and number as far as `reading` shows them."""
    reading = reading or read(report)
    problem = main_problem(report)
    return Checked(
        verdict=report.verdict,
        cause=problem.code if problem else None,
        standing=_standing(reading),
        is_set=report.is_presentation,
        digest=hashlib.sha256(content).hexdigest(),
        at=report.at,
        title=(reading.title or "")[:_LONGEST_TITLE],
        number=next(iter(reading.claims.values(Label.NUMBER)), "")[:_LONGEST_NUMBER],
    )


def _standing(reading: Reading) -> Standing | None:
    found = [each.issuer for each in (reading.inner if reading.is_set else (reading,))]
    standings = [issuer.standing for issuer in found if issuer is not None]
    return min(standings, key=_WEAKEST_FIRST.index, default=None)
