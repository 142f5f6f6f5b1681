"""The training body's side of a claim: the code, the second fact, and handing over once.

Nothing personal is said before the second fact is right, and a wrong one is counted in the
database, so that guessing ends after five however many try at once.
"""

import hmac
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Literal

from sqlalchemy.orm import Session

from app.base import codes
from app.base.custody import Custody
from app.issuer import claim_store, people, renewing, store, trail
from app.issuer.attribution import Attribution
from app.issuer.delivery.files import content_of
from app.issuer.holders import Holders
from app.issuer.people import Person
from app.issuer.tables import (
    CLAIMED,
    CLOSED,
    OPEN,
    REPLACED,
    REVOKED,
    Achievement,
    Award,
    Claim,
    Organisation,
)
from app.trust import service as trust
from credentials import ProblemCode, refuse

MOST_WRONG_TRIES = 5
TICKET_VALID_FOR = timedelta(minutes=15)
_ENDED = {REVOKED: ProblemCode.REVOKED, REPLACED: ProblemCode.REPLACED}
_LONGEST_FACT = 100
_LONGEST_TICKET = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """What anybody who has the code may know; `standing` is the body's on the trusted list."""

    issuer: str
    standing: str
    issuer_url: str | None
    title: str
    has_birth_date: bool
    has_register_number: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What the person reads before taking the certificate."""

    name: str
    name_latin: str | None
    birth_date: date | None
    birth_year: int | None
    register_number: str | None
    awarded_on: date | None
    centre: str | None
    certificate_number: str | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """The answer to a second fact; `ticket` and `shown` only when it was right."""

    tries_left: int
    ticket: str | None = field(default=None, repr=False)
    shown: Shown | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """The certificate as it is handed over."""

    credential_id: str
    content: bytes = field(repr=False)
    dictionary_id: int | None
    media_type: str
    issuer: str
    title: str
    person: str = field(repr=False)
    email: str | None = field(repr=False)


class Claims:
    """Answers for every training body of this service; shared by all requests."""

    def __init__(self, custody: Custody, *, public_url: str) -> None:
        self._secret = custody.derive("claim tickets")
        self._public_url = public_url

    def look_up(self, session: Session, code: str) -> Offer:
        """What a code (canonical) is for, without anything personal.

        Raises `code-wrong` for no code of ours, `code-closed` after too many wrong facts,
        `gone` when it was used, `revoked` or `replaced` when the certificate was.
        """
        claim = claim_store.claim_by_code(session, codes.code_digest(code))
        _, award = _checked(session, claim)
        person = _person(award)
        organisation = session.get_one(Organisation, award.organisation_id)
        return Offer(
            issuer=organisation.name,
            standing=trust.standing_now(session, organisation.did).value,
            issuer_url=organisation.url,
            title=_title(session, award),
            has_birth_date=person.birth_date is not None,
            has_register_number=bool(person.register_number),
        )

    def attempt(self, session: Session, code: str, fact: str, *, at: datetime) -> Attempt:
        """Try a birth date (year first) or a register number as the second fact.

        A wrong one is counted in this transaction, which therefore has to commit; the fifth
        closes the code until the training body gives a new one. Raises as `look_up` does.
        """
        claim, award = _locked(session, code)
        person = _person(award)
        if len(fact) <= _LONGEST_FACT and people.fits(person.as_json(), fact):
            return Attempt(
                tries_left=MOST_WRONG_TRIES - claim.wrong_tries,
                ticket=self._ticket(code, ends=int((at + TICKET_VALID_FOR).timestamp())),
                shown=_shown(award, person),
            )
        claim.wrong_tries += 1
        if claim.wrong_tries >= MOST_WRONG_TRIES:
            claim.state = CLOSED
            trail.record(session, award, action="claim.closed", actor="anybody", at=at)
        session.flush()
        return Attempt(tries_left=MOST_WRONG_TRIES - claim.wrong_tries)

    def take(
        self, session: Session, code: str, ticket: str, *, passport_id: str, at: datetime
    ) -> Taken:
        """Hand the certificate over; of all that ask at once, exactly one gets it.

        Raises as `look_up` does, and `code-wrong` for a ticket that is forged or too old.
        """
        claim, award = _locked(session, code)
        if not self._fits(code, ticket, at=at):
            raise refuse(ProblemCode.CODE_WRONG, "the second fact has to be given again")
        _bind(session, claim, passport_id=passport_id, at=at)
        trail.record(session, award, action="award.claimed", actor=f"passport:{passport_id}", at=at)
        return _taken(session, award)

    def taken_before(
        self, session: Session, code: str, ticket: str, *, at: datetime
    ) -> tuple[str, str] | None:
        """The passport that took it already and the certificate's id, by the same ticket.

        None where nobody took it, and for a ticket that is forged or too old.
        """
        claim = claim_store.claim_by_code_for_change(session, codes.code_digest(code))
        if claim is None or claim.state != CLAIMED or claim.passport_id is None:
            return None
        award = session.get_one(Award, claim.award_id)
        if award.state in _ENDED or not self._fits(code, ticket, at=at):
            return None
        return claim.passport_id, award.credential_id

    def award_of(self, session: Session, code: str, ticket: str, *, at: datetime) -> Award:
        """The award of a code, for whoever gave the second fact; raises as `take` does."""
        _, award = _checked(session, claim_store.claim_by_code(session, codes.code_digest(code)))
        if not self._fits(code, ticket, at=at):
            raise refuse(ProblemCode.CODE_WRONG, "the second fact has to be given again")
        return award

    def renew_code(
        self, session: Session, credential_id: str, *, passport_id: str, at: datetime
    ) -> None:
        """Give a certificate of a passport a new printed code; raises as `renewing` does."""
        renewing.renew_code(session, credential_id, passport_id=passport_id, at=at)

    def copy(
        self, session: Session, credential_id: str, kind: Literal["pdf", "png", "svg"]
    ) -> bytes | None:
        """The certificate to print or as a picture with the credential in it; None if not ours."""
        award = session.get(Award, credential_id)
        if award is None or award.achievement_id is None:
            return None
        return content_of(
            award,
            session.get_one(Organisation, award.organisation_id),
            session.get_one(Achievement, award.achievement_id),
            kind,
            url=self._public_url,
        )

    def _ticket(self, code: str, *, ends: int) -> str:
        """Proof that the second fact was right, until `ends` (seconds since 1970)."""
        # The digest of the code is in it: a new code for the same award makes it worthless.
        message = f"{ends}\n{codes.code_digest(code)}".encode()
        return f"{ends}.{hmac.new(self._secret, message, sha256).hexdigest()}"

    def _fits(self, code: str, ticket: str, *, at: datetime) -> bool:
        written = ticket.partition(".")[0]
        if len(ticket) > _LONGEST_TICKET or not (written.isascii() and written.isdigit()):
            return False
        ends = int(written)
        if not at.timestamp() < ends <= (at + TICKET_VALID_FOR).timestamp():
            return False
        return hmac.compare_digest(ticket.encode(), self._ticket(code, ends=ends).encode())


def hand_over(
    session: Session,
    award: Award,
    *,
    passport_id: str,
    holders: Holders,
    actor: str,
    at: datetime,
) -> bool:
    """Put a new award into the passport that has the one it corrects, without a code.

    False when that cannot be done; then its claim code is good.
    """
    claim = store.claim_for_change(session, award.id)
    if claim is None or not holders.put(session, passport_id, _taken(session, award), at=at):
        return False
    _bind(session, claim, passport_id=passport_id, at=at)
    trail.record(session, award, action="award.claimed", actor=actor, at=at)
    return True


def take_approved(session: Session, award_id: str, *, passport_id: str, at: datetime) -> Taken:
    """Hand over what staff approved for somebody before them, once; a closed code is no matter.

    Raises `gone` when it was fetched already, `revoked` or `replaced` when the certificate was.
    """
    claim = store.claim_for_change(session, award_id)
    if claim is None or claim.state == CLAIMED:
        raise refuse(ProblemCode.GONE, "it was fetched already")
    award = session.get_one(Award, award_id)
    if award.state in _ENDED:
        raise refuse(_ENDED[award.state], "the certificate is not in force any more")
    _bind(session, claim, passport_id=passport_id, at=at)
    trail.record(session, award, action="award.claimed", actor=f"passport:{passport_id}", at=at)
    return _taken(session, award)


def shown_of(award: Award) -> Shown:
    """What a person reads of an award before taking it."""
    return _shown(award, _person(award))


def _bind(session: Session, claim: Claim, *, passport_id: str, at: datetime) -> None:
    claim.state, claim.claimed_at, claim.passport_id = CLAIMED, at, passport_id
    claim.sealed_code = None
    session.flush()


def _taken(session: Session, award: Award) -> Taken:
    person = _person(award)
    return Taken(
        credential_id=award.credential_id,
        content=award.content,
        dictionary_id=award.dictionary_id,
        media_type=award.media_type,
        issuer=session.get_one(Organisation, award.organisation_id).name,
        title=_title(session, award),
        person=person.name,
        email=person.email,
    )


def _checked(session: Session, claim: Claim | None) -> tuple[Claim, Award]:
    if claim is None:
        raise refuse(ProblemCode.CODE_WRONG, "there is no such code")
    if claim.state == CLAIMED:
        raise refuse(ProblemCode.GONE, "the code was used")
    if claim.state != OPEN:
        raise refuse(ProblemCode.CODE_CLOSED, "too many wrong facts were given")
    award = session.get_one(Award, claim.award_id)
    if award.state in _ENDED:
        raise refuse(_ENDED[award.state], "the certificate is not in force any more")
    return claim, award


def _locked(session: Session, code: str) -> tuple[Claim, Award]:
    return _checked(session, claim_store.claim_by_code_for_change(session, codes.code_digest(code)))


def _person(award: Award) -> Person:
    if award.person is None:
        raise refuse(ProblemCode.NOT_FOUND, "the award names nobody")
    return people.stored_person(award.person)


def _title(session: Session, award: Award) -> str:
    return session.get_one(Achievement, award.achievement_id).name


def _shown(award: Award, person: Person) -> Shown:
    return Shown(
        name=person.name,
        name_latin=person.name_latin,
        birth_date=person.birth_date,
        birth_year=person.birth_year,
        register_number=person.register_number,
        awarded_on=award.awarded_on,
        centre=Attribution.stored(award.attribution).centre,
        certificate_number=award.certificate_number,
    )
