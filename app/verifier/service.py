"""Check what somebody brought, fetching what is missing in a few bounded rounds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import anyio
from anyio import to_thread

from app.base.db import Database
from app.verifier import intake
from app.verifier.gathering import CREDENTIAL_TYPES, Sources
from app.verifier.inquiry import Inquiry, Question, judge
from app.verifier.intake import Nothing, Why
from app.verifier.ports import Fetcher, FileReader, OwnRegister, PrintedCertificate, SharedSet
from credentials import (
    CredentialsError,
    Expectation,
    Finding,
    Memory,
    ParsedCredential,
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
# What issuers sign besides certificates: which of them they have withdrawn.
_LISTS = frozenset(
    {"BitstringStatusListCredential", "StatusList2021Credential", "RevocationList2020Credential"}
)

_Read = TypeVar("_Read")
# Judges a question in another process, under limits of time and memory.
Apart = Callable[[Question], VerificationReport]
# Hears of each report, and how many seconds it took.
Told = Callable[[VerificationReport, float], None]


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

    def __init__(  # noqa: PLR0913 - each is a part that app/main.py builds
        self,
        *,
        database: Database,
        fetcher: Fetcher,
        trust: Callable[[], TrustList],
        trust_at_hand: Callable[[], TrustList | None] = lambda: None,
        own: OwnRegister,
        files: FileReader,
        public_url: str,
        apart: Apart = judge,
        told: Told = lambda _report, _seconds: None,
    ) -> None:
        self.public_url = public_url
        self._database = database
        self._sources = Sources(database=database, fetcher=fetcher, own=own, public_url=public_url)
        self._fetcher = fetcher
        self._trust = trust
        self._trust_at_hand = trust_at_hand
        self._own = own
        self._files = files
        self._apart = apart
        self._told = told
        self._memory = Memory()
        self._turn = anyio.CapacityLimiter(_AT_ONCE)

    # ── Whatever it is ──────────────────────────────────────────────────────────────────

    async def locate(self, found: intake.Found) -> intake.Found:
        """Go on to what a picture or PDF file holds or a foreign link leads to, once."""
        match found:
            case intake.Picture():
                return await self._in_picture(found)
            case intake.PDFFile():
                return await self._attached(found) or await self._on_pages(found)
            case intake.ForeignLink():
                return await self._behind(found)
            case _:
                return found

    async def examine(self, located: intake.One, *, at: datetime) -> Examined | Nothing:
        """Check one thing that was located, or say why there is nothing to check."""
        match located:
            case intake.Document():
                report = await self.check(located.content, at=at)
                return _examined(Examined(report, located.content))
            case intake.PrintedCode():
                return await self._printed(located, at=at)
            case intake.SharedLink():
                return await self._shared(located, at=at)
            case intake.ForeignLink():
                return Nothing(Why.UNREADABLE)
            case _:
                return located

    async def _in_picture(self, picture: intake.Picture) -> intake.Found:
        texts = await self._read(self._files.qr_codes, picture.content, Why.PICTURE_UNREADABLE)
        if isinstance(texts, Nothing):
            return texts
        return intake.find_in_picture(texts, public_url=self.public_url)

    async def _attached(self, file: intake.PDFFile) -> intake.Found | None:
        """The credentials in a PDF file, which say more than anything on its pages."""
        contents = await self._read(self._files.attachments, file.content, Why.PDF_UNREADABLE)
        if isinstance(contents, Nothing):
            return contents
        return intake.find_attached(contents, public_url=self.public_url)

    async def _on_pages(self, file: intake.PDFFile) -> intake.Found:
        pages = await self._read(self._files.pages, file.content, Why.PDF_UNREADABLE)
        if isinstance(pages, Nothing):
            return pages
        return intake.find_on_pages(pages.codes, pages.text, public_url=self.public_url)

    async def _read(
        self, read: Callable[[bytes], _Read], content: bytes, otherwise: Why
    ) -> _Read | Nothing:
        """What is in a file, or why it cannot be read; raises when too many are waiting."""
        try:
            return await to_thread.run_sync(read, content)
        except CredentialsError as error:
            if error.problem.code in (ProblemCode.BUSY, ProblemCode.TOO_MANY_REQUESTS):
                raise
            is_locked = error.problem.code is ProblemCode.UNSUPPORTED_MEDIA
            is_pdf = otherwise is Why.PDF_UNREADABLE
            return Nothing(Why.PDF_LOCKED if is_locked and is_pdf else otherwise)

    async def _behind(self, link: intake.ForeignLink) -> intake.Found:
        """The credential at an address that the reader typed; other links are not followed."""
        content = await self.content_at(link.url)
        if content is None:
            return Nothing(Why.LINK_UNREACHABLE)
        return await self._fetched(content)

    async def content_at(self, url: str) -> bytes | None:
        """What stands at a foreign address; None when it cannot be had in time."""
        with anyio.move_on_after(FETCHING_TIME):
            fetched = await self._fetcher.fetch(url, limit=_LINKED_BYTES, accept=CREDENTIAL_TYPES)
            return fetched.content
        return None

    async def _fetched(self, content: bytes) -> intake.Found:
        found: intake.Found | None = intake.find(content, public_url=self.public_url)
        if isinstance(found, intake.PDFFile):
            found = await self._attached(found)
        # A page of others may be full of codes and links; only a credential itself counts.
        parts = intake.parts_of(found) if found is not None else ()
        is_document = bool(parts) and all(isinstance(one, intake.Document) for one in parts)
        return found if found is not None and is_document else Nothing(Why.NOT_A_CREDENTIAL)

    async def _printed(self, found: intake.PrintedCode, *, at: datetime) -> Examined | Nothing:
        printed, is_frozen = await to_thread.run_sync(self._look_up_printed, found.code)
        if isinstance(printed, Nothing):
            return printed
        if is_frozen:
            return Examined(_frozen(at), printed=printed)
        report = await self.check(printed.content, at=at)
        return Examined(report, printed.content, printed=printed)

    def _look_up_printed(self, code: str) -> tuple[PrintedCertificate | Nothing, bool]:
        """The certificate, or why there is none; whether its owner has frozen it."""
        with self._database.reading_copy() as session:
            printed = self._own.printed(session, code)
            if printed is not None:
                return printed, self._own.frozen(session, printed.credential_id)
            was_replaced = self._own.code_was_replaced(session, code)
        return Nothing(Why.CODE_REPLACED if was_replaced else Why.CODE_UNKNOWN), False

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

        Five rounds, eight foreign addresses and five seconds of fetching at most; what
        could not be had by then leaves the report undetermined. Raises `busy` when too many
        checks are waiting.
        """
        trust = self._trust_at_hand()
        if trust is None:
            trust = await to_thread.run_sync(self._trust)
        inquiry = Inquiry(
            content, trust=trust, at=at, expect=expect, policy=policy, memory=self._memory
        )
        began = anyio.current_time()
        ends = began + FETCHING_TIME
        while True:
            report = await self._in_turn(inquiry.question())
            wanted = inquiry.next_round(report)
            if not wanted:
                self._told(report, anyio.current_time() - began)
                return report
            await self._sources.bring(inquiry, report, wanted, ends=ends)

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


def no_certificate(report: VerificationReport) -> Why | None:
    """Why what was read is no certificate of anybody, whatever its signature; None if it may be.

    Anybody can fetch the list of an accredited body, which is genuine: put into a drawn
    picture it would make that pass for a certificate of the body.
    """
    if [problem.code for problem in report.problems] == [ProblemCode.NO_CREDENTIAL_FOUND]:
        return Why.NOT_A_CREDENTIAL
    found = (report.parsed, *(inner.parsed for inner in report.inner))
    is_list = any(isinstance(one, ParsedCredential) and _LISTS & set(one.types) for one in found)
    return Why.STATUS_LIST if is_list else None


def _examined(examined: Examined) -> Examined | Nothing:
    why = no_certificate(examined.report)
    return Nothing(why) if why is not None else examined
