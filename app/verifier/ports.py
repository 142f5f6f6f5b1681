"""What the verifier asks of the rest of the service: fetching, and what we know ourselves."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from app.base.intake import Pages
from credentials import Fetched, StatusNote


class Fetcher(Protocol):
    """Outgoing HTTP, guarded; the one in use is `credentials.net.GuardedFetcher`."""

    async def fetch(self, url: str, *, limit: int, accept: str) -> Fetched:
        """What stands at the address, at most `limit` bytes; failure is a value."""
        ...


class FileReader(Protocol):
    """Reads pictures and PDF files of strangers, within limits; blocks.

    Each method raises CredentialsError for what it cannot read; the one in use is
    `app.base.intake.FileReader`.
    """

    def qr_codes(self, content: bytes) -> list[str]:
        """The texts of the QR codes in a picture."""
        ...

    def attachments(self, content: bytes) -> list[bytes]:
        """The files that are attached to a PDF file."""
        ...

    def pages(self, content: bytes) -> Pages:
        """What the pages of a PDF file show."""
        ...


@dataclass(frozen=True, slots=True)
class PrintedCertificate:
    """The credential behind a printed code, and what on the paper opens its claims."""

    content: bytes = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    birth_year: int | None = field(repr=False)
    credential_id: str = ""


@dataclass(frozen=True, slots=True)
class SharedSet:
    """A presentation behind a link that a worker gave out, and what it was signed for.

    `may_download` says that whoever opens the link may have the signed files as well.
    """

    content: bytes = field(repr=False)
    domain: str
    challenge: str
    may_download: bool = False


class OwnRegister(Protocol):
    """What this service knows itself and therefore never asks the network for.

    Each answer is None when there is no such thing here.
    """

    def did_document(self, session: Session, did: str) -> bytes | None:
        """The DID document of an own organisation, or of the service itself."""
        ...

    def issuer_keys(self, session: Session, issuer: str) -> bytes | None:
        """The JWT VC Issuer Metadata of an own organisation, by its https address."""
        ...

    def status_list(self, session: Session, url: str, *, at: datetime) -> bytes | None:
        """The signed status list that is published under that address."""
        ...

    def hosted(self, session: Session, url: str, *, at: datetime) -> bytes | None:
        """The document of an own Open Badge 2.0 that is published under that address."""
        ...

    def note(self, session: Session, list_url: str, index: int) -> StatusNote | None:
        """When and why that status entry was set, and whether the award was replaced."""
        ...

    def printed(self, session: Session, code: str) -> PrintedCertificate | None:
        """The certificate that was printed with that (canonical) code."""
        ...

    def code_was_replaced(self, session: Session, code: str) -> bool:
        """Whether a certificate was printed with that (canonical) code and has another now."""
        ...

    def shared(self, session: Session, token: str, *, at: datetime) -> SharedSet | None:
        """The set behind a shared link; raises `gone` when it ended or was withdrawn.

        Raises `frozen` while its owner has frozen it.
        """
        ...

    def frozen(self, session: Session, credential_id: str) -> bool:
        """Whether the owner of that certificate wants that its printed code says nothing."""
        ...


class WatchedShares(Protocol):
    """The holder's side of a watch: whether it is allowed, and as long as the link works."""

    def watchable(self, session: Session, token: str, *, at: datetime) -> tuple[str, SharedSet]:
        """The id and the set of a link that may be watched.

        Raises `not-found`, `gone`, `frozen`, and `not-allowed` where its holder did not allow it.
        """
        ...

    def watched(self, session: Session, share_id: str, *, at: datetime) -> SharedSet | None:
        """The set behind a watched link; None once it was stopped or has ended."""
        ...
