"""What a training body's work asks of the passports; app/main.py says who answers.

The issuer's side knows a passport by its id and nothing of what else is in it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
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


@dataclass(frozen=True, slots=True)
class Confirmed:
    """That staff of a body have made sure who somebody is, whose passport is closed to them.

    `check` is from the closed list; `wait` is how long the code on paper opens nothing.
    """

    organisation_id: str
    issuer: str
    check: str
    actor: str
    wait: timedelta
    language: str


class ReturnCode(Protocol):
    """A code that opens a passport after the waiting time; it is known only now."""

    @property
    def code(self) -> str:
        """As it is printed."""
        ...

    @property
    def opens_at(self) -> datetime:
        """From when it opens the passport."""
        ...

    @property
    def ends_at(self) -> datetime:
        """Until when."""
        ...


class ReturnStanding(Protocol):
    """How the newest return stands that a body began: waiting, ready, ended, refused or used."""

    @property
    def state(self) -> str:
        """One of these."""
        ...

    @property
    def opens_at(self) -> datetime:
        """From when the code opens the passport."""
        ...

    @property
    def ends_at(self) -> datetime:
        """Until when."""
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

    def begin_return(
        self, session: Session, passport_id: str, said: Confirmed, *, at: datetime
    ) -> ReturnCode:
        """Make the code with which the person comes back after the waiting time; they are told.

        Raises `gone` for a passport that was erased, `conflict` while another body's code waits.
        """
        ...

    def return_standing(
        self, session: Session, passport_id: str, *, organisation_id: str, at: datetime
    ) -> ReturnStanding | None:
        """How the newest return stands that the body began; None when it began none."""
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

    def begin_return(
        self, session: Session, passport_id: str, said: Confirmed, *, at: datetime
    ) -> ReturnCode:
        """Not possible here; raises `conflict`."""
        del session, passport_id, said, at
        raise refuse(ProblemCode.CONFLICT, "no passport is at hand")

    def return_standing(
        self, session: Session, passport_id: str, *, organisation_id: str, at: datetime
    ) -> ReturnStanding | None:
        """None that is known."""


# A command line has no passports; a service says which it has.
NO_PASSPORTS = NoPassports()
