"""What a training body's work asks of the passports; app/main.py says who answers.

The issuer's side knows a passport by its id and nothing of what else is in it.
"""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from credentials import ProblemCode, refuse


class Handed(Protocol):
    """A certificate as it is put into a passport."""

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


class Holders(Protocol):
    """The passports that certificates were fetched into."""

    def email(self, session: Session, passport_id: str) -> str | None:
        """Where the holder can be told something, if an address is known."""
        ...

    def leads_on(self, session: Session, passport_id: str) -> bool:
        """Whether the holder lets old papers lead to the certificates that replaced them."""
        ...

    def is_frozen(self, session: Session, passport_id: str) -> bool:
        """Whether the holder has frozen every link and printed code."""
        ...

    def put(self, session: Session, passport_id: str, handed: Handed, *, at: datetime) -> bool:
        """Put a corrected certificate where the wrong one is; False if that cannot be done."""
        ...

    def take_out(
        self, session: Session, passport_id: str, credential_id: str, *, at: datetime
    ) -> None:
        """Take a certificate out of a passport, end every link that shows it, and say so there."""
        ...


class NoPassports:
    """For a command line, where no passport is at hand: it never pretends that one was changed."""

    def email(self, session: Session, passport_id: str) -> str | None:
        """None is known."""

    def leads_on(self, session: Session, passport_id: str) -> bool:
        """Not as far as is known."""
        del session, passport_id
        return False

    def is_frozen(self, session: Session, passport_id: str) -> bool:
        """Not as far as is known."""
        del session, passport_id
        return False

    def put(self, session: Session, passport_id: str, handed: Handed, *, at: datetime) -> bool:
        """Not possible here."""
        del session, passport_id, handed, at
        return False

    def take_out(
        self, session: Session, passport_id: str, credential_id: str, *, at: datetime
    ) -> None:
        """Not possible here; raises `conflict`."""
        del session, passport_id, credential_id, at
        raise refuse(ProblemCode.CONFLICT, "no passport is at hand")


# A command line has no passports; a service says which it has.
NO_PASSPORTS = NoPassports()
