"""Check what somebody brought, fetching what is missing in a few bounded rounds."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import anyio
from anyio import to_thread
from sqlalchemy.orm import Session

from app.base.db import Database
from app.verifier import intake
from app.verifier.inquiry import Inquiry, Question, judge
from app.verifier.intake import Nothing, Why
from app.verifier.ports import Fetcher, OwnRegister, PrintedCertificate
from credentials import (
    CredentialsError,
    Expectation,
    Fetched,
    Finding,
    ParsedCredential,
    Policy,
    ProblemCode,
    Replacement,
    Step,
    TrustList,
    VerificationReport,
    Want,
    WantKind,
    refuse,
)

# Seconds that all the fetching for one document may take together.
FETCHING_TIME = 5.0
_KEY_DOCUMENT_BYTES = 64_000
_STATUS_LIST_BYTES = 4_000_000
_LINKED_BYTES = 1_000_000
_KEY_DOCUMENT_TYPES = "application/did+json, application/did+ld+json, application/json"
_CREDENTIAL_TYPES = "application/vc, application/vc+jwt, application/json, image/png, image/svg+xml"
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

    `printed` is the certificate when it was found by its printed code, whose claims are
    shown only to who has the paper. `shared` says that a link of this service led to it.
    """

    report: VerificationReport
    printed: PrintedCertificate | None = None
    shared: bool = False


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
                return _examined(Examined(await self.check(located.content, at=at)))
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
                link.url, limit=_LINKED_BYTES, accept=_CREDENTIAL_TYPES
            )
            if fetched.content is not None:
                found = intake.find(fetched.content, public_url=self.public_url)
                is_document = isinstance(found, intake.Document)
                return found if is_document else Nothing(Why.NOT_A_CREDENTIAL)
        return Nothing(Why.LINK_UNREACHABLE)

    async def _printed(self, found: intake.PrintedCode, *, at: datetime) -> Examined | Nothing:
        printed = await to_thread.run_sync(self._look_up_printed, found.code)
        if printed is None:
            return Nothing(Why.CODE_UNKNOWN)
        return Examined(await self.check(printed.content, at=at), printed=printed)

    def _look_up_printed(self, code: str) -> PrintedCertificate | None:
        with self._database.reading() as session:
            return self._own.printed(session, code)

    async def _shared(self, link: intake.SharedLink, *, at: datetime) -> Examined | Nothing:
        def look_up() -> tuple[bytes, Expectation] | None:
            with self._database.session() as session:
                shared = self._own.shared(session, link.token, at=at)
            if shared is None:
                return None
            return shared.content, Expectation(domain=shared.domain, challenge=shared.challenge)

        try:
            opened = await to_thread.run_sync(look_up)
        except CredentialsError as error:
            if error.problem.code is not ProblemCode.GONE:
                raise
            return Nothing(Why.LINK_ENDED)
        if opened is None:
            return Nothing(Why.LINK_UNKNOWN)
        content, expect = opened
        return Examined(await self.check(content, at=at, expect=expect), shared=True)

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
            foreign = await to_thread.run_sync(self._bring_own, inquiry, report, wanted)
            await self._bring_foreign(inquiry, inquiry.admit(foreign), ends=ends)

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
            for want in self._bring_own_with(session, inquiry, report, wanted):
                inquiry.bring(want, Fetched(None, at, "it is not published here"))

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

    # ── What is ours ────────────────────────────────────────────────────────────────────

    def _bring_own(
        self, inquiry: Inquiry, report: VerificationReport, wanted: tuple[Want, ...]
    ) -> tuple[Want, ...]:
        """Bring what is published by this service itself, and return what is not."""
        # A status list may have to be signed anew, which writes; the rest only reads.
        writes = any(want.kind is WantKind.STATUS_LIST for want in wanted)
        opened = self._database.session() if writes else self._database.reading()
        with opened as session:
            return self._bring_own_with(session, inquiry, report, wanted)

    def _bring_own_with(
        self,
        session: Session,
        inquiry: Inquiry,
        report: VerificationReport,
        wanted: tuple[Want, ...],
    ) -> tuple[Want, ...]:
        foreign = []
        for want in wanted:
            content = self._own_content(session, want, at=inquiry.at)
            if content is None and not want.url.startswith(f"{self.public_url}/"):
                foreign.append(want)
                continue
            # Our own address is never asked over the network, not even for what is missing.
            reason = "" if content is not None else "there is no such thing here"
            inquiry.bring(
                want,
                Fetched(content, inquiry.at, reason, gone=content is None),
                replaced=self._replacements(session, report, want),
            )
        return tuple(foreign)

    def _own_content(self, session: Session, want: Want, *, at: datetime) -> bytes | None:
        if want.kind is WantKind.DID_DOCUMENT:
            return self._own.did_document(session, want.name)
        return self._own.status_list(session, want.name, at=at)

    def _replacements(
        self, session: Session, report: VerificationReport, want: Want
    ) -> dict[tuple[str, int], Replacement]:
        """What our register adds to a list of ours: which of its awards were replaced."""
        found = {}
        for inner in _with_inner(report):
            parsed = inner.parsed
            for entry in parsed.status_entries if isinstance(parsed, ParsedCredential) else ():
                if want.kind is WantKind.STATUS_LIST and entry.list_url == want.name:
                    replacement = self._own.replacement(session, entry.list_url, entry.index)
                    if replacement is not None:
                        found[(entry.list_url, entry.index)] = replacement
        return found

    # ── What is others' ─────────────────────────────────────────────────────────────────

    async def _bring_foreign(
        self, inquiry: Inquiry, wanted: tuple[Want, ...], *, ends: float
    ) -> None:
        async def bring(want: Want) -> None:
            is_key = want.kind is WantKind.DID_DOCUMENT
            fetched = await self._fetcher.fetch(
                want.url,
                limit=_KEY_DOCUMENT_BYTES if is_key else _STATUS_LIST_BYTES,
                accept=_KEY_DOCUMENT_TYPES if is_key else _CREDENTIAL_TYPES,
            )
            inquiry.bring(want, fetched)

        for want in wanted:
            inquiry.bring(want, Fetched(None, inquiry.at, "there was no answer in time"))
        with anyio.CancelScope(deadline=ends):
            async with anyio.create_task_group() as fetching:
                for want in wanted:
                    fetching.start_soon(bring, want)


def _with_inner(report: VerificationReport) -> Iterator[VerificationReport]:
    yield report
    yield from report.inner


def _examined(examined: Examined) -> Examined | Nothing:
    """Bytes in which the library sees no credential are nothing to report on."""
    codes = [problem.code for problem in examined.report.problems]
    if codes == [ProblemCode.NO_CREDENTIAL_FOUND]:
        return Nothing(Why.NOT_A_CREDENTIAL)
    return examined
