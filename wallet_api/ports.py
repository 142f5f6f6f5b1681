"""What the holder's side asks of the rest of the service; app/main.py says who answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from sqlalchemy.orm import Session

from app.base.accounts import Account
from credentials import Expectation, VerificationReport

CopyKind = Literal["pdf", "png", "svg"]


class Offer(Protocol):
    """What anybody who has a claim code may know: who issued what, and nothing personal."""

    @property
    def issuer(self) -> str:
        """The training body's name, from the register."""
        ...

    @property
    def standing(self) -> str:
        """How it stands on the trusted list: accredited, known, unvetted, unknown, suspended."""
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
    def birth_year(self) -> int | None:
        """The year of birth, where no more is known."""
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
    def centre(self) -> str | None:
        """Where it was assessed."""
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
    def dictionary_id(self) -> int | None:
        """The dictionary by whose words they are kept short, if there is one."""
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

    def taken_before(
        self, session: Session, code: str, ticket: str, *, at: datetime
    ) -> tuple[str, str] | None:
        """The passport that took it already and the certificate's id, by the same ticket.

        None where nobody took it, and for a ticket that is forged or too old.
        """
        ...

    def renew_code(
        self, session: Session, credential_id: str, *, passport_id: str, at: datetime
    ) -> None:
        """Give a certificate a new printed code; papers with the old one say nothing any more.

        Raises `not-found` for what that passport did not fetch, and `conflict` where it cannot
        be done.
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


class PlannedWithdrawal(Protocol):
    """A withdrawal as the worker may read it; `is_done` when it was published already."""

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
        """What was awarded."""
        ...

    @property
    def reason(self) -> str:
        """Why, from the closed list."""
        ...

    @property
    def is_done(self) -> bool:
        """Whether it was withdrawn already."""
        ...


class Outcome(Protocol):
    """What became of a request of the worker's."""

    @property
    def kind(self) -> str:
        """Whether something was said to be wrong, or a withdrawal contested."""
        ...

    @property
    def state(self) -> str:
        """Open, or how it ended."""
        ...

    @property
    def issuer(self) -> str:
        """The training body's name."""
        ...

    @property
    def title(self) -> str:
        """What was awarded."""
        ...

    @property
    def refusal(self) -> str:
        """Why not, from the closed list."""
        ...

    @property
    def answer(self) -> str:
        """What the training body writes to the worker."""
        ...

    @property
    def created_at(self) -> datetime:
        """When it was written."""
        ...


class CorrectionDesk(Protocol):
    """Where workers write to the training body. What is sent answers with a secret token.

    Everything that is sent may raise `bad-value` with the field, and `conflict` when too much
    is open already or it is too late.
    """

    def ask_by_code(
        self,
        session: Session,
        code: str,
        ticket: str,
        *,
        about: str,
        said: str,
        contact: str,
        at: datetime,
    ) -> str:
        """Say what is wrong before taking it; raises as `ClaimDesk.take` does."""
        ...

    def ask_by_passport(
        self,
        session: Session,
        credential_id: str,
        *,
        passport_id: str,
        about: str,
        said: str,
        contact: str,
        at: datetime,
    ) -> str:
        """Say what is wrong with a certificate in a passport."""
        ...

    def planned(
        self, session: Session, credential_id: str, *, passport_id: str
    ) -> PlannedWithdrawal | None:
        """The withdrawal of a certificate in a passport that waits for a second person."""
        ...

    def planned_by_link(
        self, session: Session, token: str, *, at: datetime
    ) -> PlannedWithdrawal | None:
        """The withdrawal that a secret link is about, while it can be contested."""
        ...

    def contest_by_link(
        self, session: Session, token: str, *, said: str, contact: str, at: datetime
    ) -> str:
        """Object to a withdrawal."""
        ...

    def contest_by_passport(
        self,
        session: Session,
        credential_id: str,
        *,
        passport_id: str,
        said: str,
        contact: str,
        at: datetime,
    ) -> str:
        """The same from the passport that has the certificate."""
        ...

    def outcome(self, session: Session, token: str) -> Outcome | None:
        """What became of the request behind a secret link."""
        ...

    def outcomes(
        self, session: Session, credential_id: str, *, passport_id: str
    ) -> Sequence[Outcome]:
        """What became of all that was written from a passport about a certificate."""
        ...


class ClassOffer(Protocol):
    """What anybody may know who sees a class code on the wall."""

    @property
    def issuer(self) -> str:
        """The training body's name, from the register."""
        ...

    @property
    def standing(self) -> str:
        """How it stands on the trusted list, as in an `Offer`."""
        ...

    @property
    def title(self) -> str:
        """What the class has earned."""
        ...


class ClassStanding(Protocol):
    """How the request of a browser stands: waiting, approved, refused, taken or ended."""

    @property
    def state(self) -> str:
        """One of these."""
        ...

    @property
    def offer(self) -> ClassOffer:
        """Whom and what it is about."""
        ...

    @property
    def shown(self) -> Shown | None:
        """What the training body wrote, once it was approved."""
        ...


class ClassDesk(Protocol):
    """The training body's side of a class code. `code` is always in its canonical form."""

    def look_up(self, session: Session, code: str, *, at: datetime) -> ClassOffer:
        """What the code is for; raises `code-wrong`, and `gone` once it has ended."""
        ...

    def ask(self, session: Session, code: str, *, name: str, fact: str, at: datetime) -> str:
        """Wait for staff; the token of the browser that waits.

        Raises as `look_up` does, `bad-value`, and `too-many-requests` when very many wait.
        """
        ...

    def standing(self, session: Session, token: str, *, at: datetime) -> ClassStanding:
        """How a request stands; raises `not-found` for no token of theirs."""
        ...

    def take(self, session: Session, token: str, *, passport_id: str, at: datetime) -> Taken:
        """Hand the certificate over, once; raises `not-found` and what `ClaimDesk.take` does."""
        ...


class Backer(Protocol):
    """An organisation that stands behind what somebody says of a worker."""

    @property
    def name(self) -> str:
        """Its name on the trusted list."""
        ...

    @property
    def is_employer(self) -> bool:
        """Whether it is on record as an employer."""
        ...


class Backers(Protocol):
    """Which organisation of the trusted list somebody speaks for; None where there is none."""

    def by_staff(self, session: Session, account: Account, *, at: datetime) -> Backer | None:
        """The organisation that a member of staff may speak for."""
        ...

    def by_domain(self, session: Session, domain: str, *, at: datetime) -> Backer | None:
        """The organisation to which the trusted list ties the domain of a mail address."""
        ...


@dataclass(frozen=True, slots=True)
class ShareSheet:
    """What stands on the paper of a shared link.

    `words` are the sentences around it, as `wallet_api/sharing/sheets.py` names them;
    `certificates` are title, issuer and the name in the certificate, as lists show them.
    """

    link: str = field(repr=False)
    language: str
    words: Mapping[str, str]
    certificates: Sequence[tuple[str, str, str]] = field(repr=False)
    made_on: date


class Sheets(Protocol):
    """Whoever prints paper for holders."""

    def share_sheet(self, sheet: ShareSheet) -> bytes:
        """One page of A4 (PDF) with the QR code of the link and the list of what it shows."""
        ...


class BindingDesk(Protocol):
    """Where a training body issues a certificate anew for the key of a passport."""

    def bind(
        self,
        session: Session,
        credential_id: str,
        *,
        passport_id: str,
        holder: str,
        at: datetime,
    ) -> Taken:
        """The new certificate; the old one counts as replaced from then on.

        Raises `not-found` for what that passport has not fetched, and `conflict` when it is
        not in force or something about it waits.
        """
        ...


class BroughtPart(Protocol):
    """A document that a holder has brought, and what was found out about it."""

    @property
    def content(self) -> bytes:
        """Its bytes as they were found."""
        ...

    @property
    def report(self) -> VerificationReport:
        """What was found out."""
        ...


class Brought(Protocol):
    """The documents in what a holder has brought; `why` says why there is none, or not all."""

    @property
    def parts(self) -> Sequence[BroughtPart]:
        """Each document."""
        ...

    @property
    def why(self) -> str:
        """A code that the templates have words for; empty when nothing was left out."""
        ...


class Imports(Protocol):
    """Whoever finds and checks certificates that come from elsewhere."""

    async def bring(self, content: bytes, *, at: datetime) -> Brought:
        """Find them in a file, a picture, a text or behind a link; raises `busy`."""
        ...

    def title(self, report: VerificationReport) -> str:
        """What a certificate is about, for lists."""
        ...

    def person(self, report: VerificationReport) -> str:
        """The name that a proven certificate gives; may be empty."""
        ...

    def issuer(self, report: VerificationReport) -> str:
        """The issuer's name on the trusted list, or its identifier."""
        ...


class Watchers(Protocol):
    """Who is told when a shared set changes."""

    def __call__(self, session: Session, share_id: str) -> Sequence[tuple[str, datetime]]:
        """The employers that watch a link, and since when."""
        ...


@dataclass(frozen=True, slots=True)
class WalletPorts:
    """All ports, as app/main.py puts them into `Services.ports["wallet"]`.

    `vouches` says of a training body, by its id, whether its word opens a passport now.
    """

    desk: ClaimDesk
    classes: ClassDesk
    checker: Checker
    corrections: CorrectionDesk
    sheets: Sheets
    backers: Backers
    imports: Imports
    binding: BindingDesk
    watchers: Watchers
    vouches: Callable[[Session, str], bool]
