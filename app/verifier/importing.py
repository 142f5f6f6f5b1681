"""What a holder brings for their passport: found, checked, and described for lists.

A code that is printed on paper and a link that somebody shared lead to certificates that are
in somebody's passport already; having seen the paper or the link is no reason to keep them.
"""

from dataclasses import dataclass, field
from datetime import datetime

from app.verifier import intake
from app.verifier.reading import read
from app.verifier.receipts import receipt_in
from app.verifier.service import Verifier, no_certificate
from credentials import Answer, ParsedCredential, Standing, VerificationReport

_MOST = 10
_NAMED = frozenset({Standing.ACCREDITED, Standing.KNOWN, Standing.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Part:
    """One document that was brought, to the byte, and what was found out about it."""

    content: bytes = field(repr=False)
    report: VerificationReport = field(repr=False)


@dataclass(frozen=True, slots=True)
class Brought:
    """The documents in what was brought; `why` says why there is none, or not all of it."""

    parts: tuple[Part, ...] = ()
    why: str = ""


class Importing:
    """Finds certificates as the check for everybody does, and says what they are."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier

    async def bring(self, content: bytes, *, at: datetime) -> Brought:
        """Find and check the documents in a file, a picture, a text or behind a link.

        Raises `busy` when too many checks are waiting.
        """
        found = intake.find(content, public_url=self._verifier.public_url)
        located = await self._verifier.locate(found)
        several = located.parts if isinstance(located, intake.Several) else (located,)
        parts: list[Part] = []
        why = ""
        for one in several[:_MOST]:
            if isinstance(one, intake.Document):
                report = await self._verifier.check(one.content, at=at)
                other = self._no_certificate(report)
                if other:
                    why = why or other
                    continue
                parts.append(Part(one.content, report))
            else:
                why = why or _why_not(one)
        return Brought(tuple(parts), why)

    def _no_certificate(self, report: VerificationReport) -> str:
        if report.is_presentation:
            return "set"
        if receipt_in(report, public_url=self._verifier.public_url) is not None:
            return "a-receipt"
        why = no_certificate(report)
        if why is not None:
            return why.value
        return "" if report.parsed is not None else intake.Why.NOT_A_CREDENTIAL.value

    def title(self, report: VerificationReport) -> str:
        """What a certificate is about; of one that is not proven, what it calls itself."""
        proven = read(report).title
        parsed = report.parsed
        if proven or not isinstance(parsed, ParsedCredential):
            return proven or ""
        name = parsed.document.get("name")
        return name if isinstance(name, str) and name.isprintable() and name else parsed.types[-1]

    def person(self, report: VerificationReport) -> str:
        """The first name that a proven certificate gives; empty when there is none to give."""
        return next(iter(read(report).names), "")

    def issuer(self, report: VerificationReport) -> str:
        """The issuer by its name on the trusted list, or by its identifier."""
        standing = report.standing
        is_proven = report.genuine is Answer.YES
        if is_proven and standing is not None and standing.standing in _NAMED and standing.name:
            return standing.name
        return report.issuer or ""


def _why_not(one: intake.Found) -> str:
    match one:
        case intake.Nothing():
            return one.why.value
        case intake.PrintedCode():
            return "printed-code"
        case intake.SharedLink():
            return "shared-link"
        case _:
            return intake.Why.UNREADABLE.value
