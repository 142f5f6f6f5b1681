"""Bring what a check is missing: from our own database first, then from others, within limits."""

from collections.abc import Iterator
from datetime import datetime

import anyio
from anyio import to_thread
from sqlalchemy.orm import Session

from app.base.db import Database
from app.verifier.inquiry import Inquiry
from app.verifier.ports import Fetcher, OwnRegister
from credentials import (
    TOKEN_LIST_MEDIA_TYPE,
    Fetched,
    ParsedCredential,
    StatusNote,
    VerificationReport,
    Want,
    WantKind,
)

CREDENTIAL_TYPES = "application/vc, application/vc+jwt, application/json, image/png, image/svg+xml"
_READERS = 8
_KEY_DOCUMENT = (
    64_000,
    "application/did+json, application/did+ld+json, application/cid, application/jwk+json,"
    " application/json",
)
# How much is taken of each kind of thing, and in which form it is asked for.
_ASKED = {
    WantKind.DID_DOCUMENT: _KEY_DOCUMENT,
    WantKind.JWT_ISSUER: _KEY_DOCUMENT,
    WantKind.JWK_SET: _KEY_DOCUMENT,
    WantKind.STATUS_LIST: (4_000_000, f"{CREDENTIAL_TYPES}, {TOKEN_LIST_MEDIA_TYPE}"),
    WantKind.HOSTED: (1_000_000, "application/ld+json, application/json"),
}


class Sources:
    """Where key documents and status lists come from."""

    def __init__(
        self, *, database: Database, fetcher: Fetcher, own: OwnRegister, public_url: str
    ) -> None:
        self._database = database
        self._fetcher = fetcher
        self._own = own
        self._public_url = public_url
        # Threads of its own: those that serve requests must not all wait for a lock whose
        # owner needs one of them.
        self._readers = anyio.CapacityLimiter(_READERS)

    async def bring(
        self,
        inquiry: Inquiry,
        report: VerificationReport,
        wanted: tuple[Want, ...],
        *,
        ends: float,
    ) -> None:
        """Bring what is wanted; what others have not sent by `ends` (event loop's time) failed."""
        foreign = await to_thread.run_sync(
            self._bring_own, inquiry, report, wanted, limiter=self._readers
        )
        await self._bring_foreign(inquiry, inquiry.admit(foreign), ends=ends)

    # ── What is ours ────────────────────────────────────────────────────────────────────

    def _bring_own(
        self, inquiry: Inquiry, report: VerificationReport, wanted: tuple[Want, ...]
    ) -> tuple[Want, ...]:
        """Bring what is published by this service itself, and return what is not."""
        # A status list may have to be signed anew, which writes; the rest only reads.
        writes = any(want.kind is WantKind.STATUS_LIST for want in wanted)
        opened = self._database.session() if writes else self._database.reading_copy()
        foreign = []
        with opened as session:
            for want in wanted:
                content = self._own_content(session, want, at=inquiry.at)
                if content is None and not want.url.startswith(f"{self._public_url}/"):
                    foreign.append(want)
                    continue
                # Our own address is never asked over the network, not even for what is missing.
                reason = "" if content is not None else "there is no such thing here"
                inquiry.bring(
                    want,
                    Fetched(content, inquiry.at, reason, gone=content is None),
                    notes=self._notes(session, report, want),
                )
        return tuple(foreign)

    def _own_content(self, session: Session, want: Want, *, at: datetime) -> bytes | None:
        if want.kind is WantKind.DID_DOCUMENT:
            return self._own.did_document(session, want.name)
        if want.kind is WantKind.HOSTED:
            return self._own.hosted(session, want.url, at=at)
        if want.kind is not WantKind.STATUS_LIST:
            return self._own.issuer_keys(session, want.name)
        return self._own.status_list(session, want.name, at=at)

    def _notes(
        self, session: Session, report: VerificationReport, want: Want
    ) -> dict[tuple[str, int], StatusNote]:
        """What our register adds to a list of ours: when and why its bits were set."""
        found = {}
        for inner in _with_inner(report):
            parsed = inner.parsed
            for entry in parsed.status_entries if isinstance(parsed, ParsedCredential) else ():
                if want.kind is WantKind.STATUS_LIST and entry.list_url == want.name:
                    note = self._own.note(session, entry.list_url, entry.index)
                    if note is not None:
                        found[(entry.list_url, entry.index)] = note
        return found

    # ── What is others' ─────────────────────────────────────────────────────────────────

    async def _bring_foreign(
        self, inquiry: Inquiry, wanted: tuple[Want, ...], *, ends: float
    ) -> None:
        async def bring(want: Want) -> None:
            limit, accept = _ASKED[want.kind]
            fetched = await self._fetcher.fetch(want.url, limit=limit, accept=accept)
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
