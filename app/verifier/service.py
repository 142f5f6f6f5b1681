"""Check what somebody brought, fetching what is missing in a few bounded rounds."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import anyio
from anyio import to_thread
from sqlalchemy.orm import Session

from app.base.db import Database
from app.verifier import intake
from app.verifier.gathering import CREDENTIAL_TYPES, Sources
from app.verifier.inquiry import Inquiry, Question, judge
from app.verifier.intake import Nothing, Why
from app.verifier.ports import Fetcher, OwnRegister, PrintedCertificate, SharedSet
from credentials import (
    CredentialsError,
    Expectation,
    Finding,
    Policy,
    Problem,
    ProblemCode,
    Step,
    TrustList,
    VerificationReport,
    refuse,
)

# Seconds that all the fetching for one document may take together.
FETCHING_TIME = 5.0
_LINKED_BYTES = 1_000_000
# Checks that compute at the same time, and those that may wait for their turn (T86).
_AT_ONCE = 4
_WAITING = 100
# A certificate has a few kilobytes. Larger documents can be made to take seconds, so they
# are judged where they can be stopped.
_JUDGED_HERE = 16_000

# Judges a question in another process, under limits of time and memory.
Apart = Callable[[Question], VerificationReport]


@dataclass(frozen=True, slots=True)
class Examined:
    """A document that was checked.

    `content` are the bytes that were judged. `printed` is the certificate when it was found by
    its printed code, whose claims are shown only to who has the paper. `shared` says that a
    link of this service led to it, and `may_download` whether the signed bytes may be handed
    out with the answer.
    """

    report: VerificationReport
    content: bytes = field(default=b"", repr=False)
    printed: PrintedCertificate | None = None
    shared: bool = False
    may_download: bool = True


class Verifier:
    """The checks of this service: stateless but for a queue, safe to share."""

    def __init__(
        self,
        *,
        database: Database,
        fetcher: Fetcher,
        trust: Callable[[], TrustList],
        own: OwnRegister,
        read_qr_codes: Callable[[bytes], Awaitable[list[str]]],
        public_url: str,
        apart: Apart = judge,
    ) -> None:
        self.public_url = public_url
        self._database = database
        self._sources = Sources(database=database, fetcher=fetcher, own=own, public_url=public_url)
        self._fetcher = fetcher
        self._trust = trust
        self._own = own
        self._read_qr_codes = read_qr_codes
        self._apart = apart
        self._turn = anyio.CapacityLimiter(_AT_ONCE)

    # ── Whatever it is ──────────────────────────────────────────────────────────────────

    async def locate(self, found: intake.Found) -> intake.Found:
        """Go on to what a picture shows or a foreign link leads to, once."""
        if isinstance(found, intake.Picture):
            return await self._in_picture(found)
        if isinstance(found, intake.ForeignLink):
            return await self._behind(found)
        return found

    async def examine(self, located: intake.Found, *, at: datetime) -> Examined | Nothing:
        """Check what was located, or say why there is nothing to check."""
        match located:
            case intake.Document():
                report = await self.check(located.content, at=at)
                return _examined(Examined(report, located.content))
            case intake.PrintedCode():
                return await self._printed(located, at=at)
            case intake.SharedLink():
                return await self._shared(located, at=at)
            case Nothing():
                return located
            case _:
                return Nothing(Why.UNREADABLE)

    async def _in_picture(self, picture: intake.Picture) -> intake.Found:
        try:
            texts = await self._read_qr_codes(picture.content)
        except CredentialsError as error:
            if error.problem.code in (ProblemCode.BUSY, ProblemCode.TOO_MANY_REQUESTS):
                raise
            return Nothing(Why.PICTURE_UNREADABLE)
        return intake.find_in_picture(texts, public_url=self.public_url)

    async def _behind(self, link: intake.ForeignLink) -> intake.Found:
        """The credential at an address that the reader typed; other links are not followed."""
        with anyio.move_on_after(FETCHING_TIME):
            fetched = await self._fetcher.fetch(
                link.url, limit=_LINKED_BYTES, accept=CREDENTIAL_TYPES
            )
            if fetched.content is not None:
                found = intake.find(fetched.content, public_url=self.public_url)
                is_document = isinstance(found, intake.Document)
                return found if is_document else Nothing(Why.NOT_A_CREDENTIAL)
        return Nothing(Why.LINK_UNREACHABLE)

    async def _printed(self, found: intake.PrintedCode, *, at: datetime) -> Examined | Nothing:
        printed, is_frozen = await to_thread.run_sync(self._look_up_printed, found.code)
        if printed is None:
            return Nothing(Why.CODE_UNKNOWN)
        if is_frozen:
            return Examined(_frozen(at), printed=printed)
        report = await self.check(printed.content, at=at)
        return Examined(report, printed.content, printed=printed)

    def _look_up_printed(self, code: str) -> tuple[PrintedCertificate | None, bool]:
        with self._database.reading() as session:
            printed = self._own.printed(session, code)
            return printed, bool(printed and self._own.frozen(session, printed.credential_id))

    async def _shared(self, link: intake.SharedLink, *, at: datetime) -> Examined | Nothing:
        def look_up() -> SharedSet | None:
            with self._database.session() as session:
                return self._own.shared(session, link.token, at=at)

        try:
            opened = await to_thread.run_sync(look_up, limiter=self._turn)
        except CredentialsError as error:
            if error.problem.code is ProblemCode.FROZEN:
                return Examined(_frozen(at), shared=True, may_download=False)
            if error.problem.code is not ProblemCode.GONE:
                raise
            return Nothing(Why.LINK_ENDED)
        if opened is None:
            return Nothing(Why.LINK_UNKNOWN)
        expect = Expectation(domain=opened.domain, challenge=opened.challenge)
        report = await self.check(opened.content, at=at, expect=expect)
        return Examined(report, opened.content, shared=True, may_download=opened.may_download)

    # ── One document ────────────────────────────────────────────────────────────────────

    async def check(
        self,
        content: bytes,
        *,
        at: datetime,
        expect: Expectation | None = None,
        policy: Policy = Policy.STRICT,
    ) -> VerificationReport:
        """Judge a credential or presentation, fetching what is missing and allowed.

        Three rounds, eight foreign addresses and five seconds of fetching at most; what
        could not be had by then leaves the report undetermined. Raises `busy` when too many
        checks are waiting.
        """
        trust = await to_thread.run_sync(self._trust)
        inquiry = Inquiry(content, trust=trust, at=at, expect=expect, policy=policy)
        ends = anyio.current_time() + FETCHING_TIME
        while True:
            report = await self._in_turn(inquiry.question())
            wanted = inquiry.next_round(report)
            if not wanted:
                return report
            await self._sources.bring(inquiry, report, wanted, ends=ends)

    def check_at_hand(
        self,
        session: Session,
        content: bytes,
        *,
        at: datetime,
        expect: Expectation | None = None,
    ) -> VerificationReport:
        """Judge by what this service knows itself, within a transaction and without network.

        What only others publish leaves the report undetermined.
        """
        inquiry = Inquiry(content, trust=self._trust(), at=at, expect=expect)
        while True:
            report = self._judged(inquiry.question())
            wanted = inquiry.next_round(report)
            if not wanted:
                return report
            self._sources.bring_at_hand(session, inquiry, report, wanted)

    async def _in_turn(self, question: Question) -> VerificationReport:
        if self._turn.statistics().tasks_waiting >= _WAITING:
            raise refuse(ProblemCode.BUSY, "too many checks are waiting")
        return await to_thread.run_sync(self._judged, question, limiter=self._turn)

    def _judged(self, question: Question) -> VerificationReport:
        if len(question.content) <= _JUDGED_HERE:
            return judge(question)
        try:
            return self._apart(question)
        except CredentialsError as error:
            if error.problem.code is not ProblemCode.TOO_COMPLEX:
                raise
            stopped = Finding(Step.PARSE, (error.problem,), decided=False)
            return VerificationReport(question.at, (stopped,))


def _frozen(at: datetime) -> VerificationReport:
    """What is said of a link or a printed code that its owner has frozen: that, and no more."""
    frozen = Problem(ProblemCode.FROZEN, "its owner has frozen it: ask the person")
    return VerificationReport(at, (Finding(Step.STATUS, (frozen,), decided=False),))


def _examined(examined: Examined) -> Examined | Nothing:
    """Bytes in which the library sees no credential are nothing to report on."""
    codes = [problem.code for problem in examined.report.problems]
    if codes == [ProblemCode.NO_CREDENTIAL_FOUND]:
        return Nothing(Why.NOT_A_CREDENTIAL)
    return examined
