"""What the holder's side asks of the rest of the service; app/main.py says who answers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from sqlalchemy.orm import Session

from credentials import Expectation, VerificationReport

CopyKind = Literal["pdf", "png", "svg"]


class Offer(Protocol):
    """What anybody who has a claim code may know: who issued what, and nothing personal."""

    @property
    def issuer(self) -> str:
        """The training body's name, from the register."""
        ...

    @property
    def issuer_url(self) -> str | None:
        """Where the training body can be reached."""
        ...

    @property
    def title(self) -> str:
        """What was awarded, in the training body's words."""
        ...

    @property
    def has_birth_date(self) -> bool:
        """Whether a birth date can be the second fact."""
        ...

    @property
    def has_register_number(self) -> bool:
        """Whether a register number can be the second fact."""
        ...


class Shown(Protocol):
    """What the person may read before taking it: what the training body wrote about them."""

    @property
    def name(self) -> str:
        """The name in the person's own script."""
        ...

    @property
    def name_latin(self) -> str | None:
        """The name in Latin letters."""
        ...

    @property
    def birth_date(self) -> date | None:
        """The birth date."""
        ...

    @property
    def register_number(self) -> str | None:
        """The number in the training body's register."""
        ...

    @property
    def awarded_on(self) -> date | None:
        """The day of the award."""
        ...

    @property
    def certificate_number(self) -> str | None:
        """The number on the certificate."""
        ...


class Attempt(Protocol):
    """The answer to one second fact.

    `ticket` and `shown` are there only when it was right; the ticket lets the certificate be
    taken for a quarter of an hour. `tries_left` 0 means that the code is closed now.
    """

    @property
    def ticket(self) -> str | None:
        """What `take` asks for."""
        ...

    @property
    def shown(self) -> Shown | None:
        """What the training body wrote."""
        ...

    @property
    def tries_left(self) -> int:
        """How many more wrong facts the code bears."""
        ...


class Taken(Protocol):
    """A claimed certificate: the signed bytes, and what lists say about it."""

    @property
    def credential_id(self) -> str:
        """The certificate's id."""
        ...

    @property
    def content(self) -> bytes:
        """The bytes as they were signed."""
        ...

    @property
    def media_type(self) -> str:
        """What the bytes are."""
        ...

    @property
    def issuer(self) -> str:
        """The training body's name, from the register."""
        ...

    @property
    def title(self) -> str:
        """What was awarded."""
        ...

    @property
    def person(self) -> str:
        """The name in the person's own script."""
        ...

    @property
    def email(self) -> str | None:
        """The person's address, if the training body has it."""
        ...


class ClaimDesk(Protocol):
    """The training body's side of a claim. `code` is always in its canonical form."""

    def look_up(self, session: Session, code: str) -> Offer:
        """What the code is for.

        Raises `code-wrong` when there is no such code, `code-closed` after too many wrong
        facts, `gone` when it was used, `revoked` or `replaced` when the certificate was.
        """
        ...

    def attempt(self, session: Session, code: str, fact: str, *, at: datetime) -> Attempt:
        """Try a second fact; a wrong one is counted, so the caller must let it commit.

        Raises as `look_up` does.
        """
        ...

    def take(
        self, session: Session, code: str, ticket: str, *, passport_id: str, at: datetime
    ) -> Taken:
        """Hand the certificate over, once and for all; the code is dead afterwards.

        Raises as `look_up` does, and `code-wrong` for a ticket that is forged or too old.
        """
        ...

    def copy(self, session: Session, credential_id: str, kind: CopyKind) -> bytes | None:
        """The certificate to print, or as a picture with the credential in it; None for others."""
        ...


class Checker(Protocol):
    """Whoever judges credentials here; the same checks as on the employer's page."""

    async def check(
        self, content: bytes, *, at: datetime, expect: Expectation | None = None
    ) -> VerificationReport:
        """The report on a credential or a presentation; raises `busy` when too many wait."""
        ...


@dataclass(frozen=True, slots=True)
class WalletPorts:
    """Both ports, as app/main.py puts them into `Services.ports["wallet"]`."""

    desk: ClaimDesk
    checker: Checker
