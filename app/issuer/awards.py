"""Awards: make a certificate. What becomes of one later is in `corrections`.

Everything that belongs to one award (its position, the signed bytes, the claim, the audit
entry and the mail) is written in the caller's one transaction, so that all of it happens or
none of it. Nothing here uses the network.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.base import bodies
from app.base.bodies import Words
from app.base.custody import Custody
from app.issuer import granting, identity, nobody, numbers, slips, store, trail
from app.issuer.achievements import results
from app.issuer.attribution import attributed
from app.issuer.delivery import mailing
from app.issuer.granting import Desk, Grant, Granted
from app.issuer.people import Person
from app.issuer.securing import secure
from app.issuer.tables import ACTIVE, Achievement, Award, Organisation
from app.status import service as status
from credentials import (
    JSONObject,
    Policy,
    ProblemCode,
    SecuredCredential,
    Signer,
    is_selective_suite,
    is_unlinkable_suite,
    is_version_1,
    parse_credential,
    refuse,
)

__all__ = [
    "AwardResult",
    "Desk",
    "Grant",
    "award",
    "issue_raw",
    "publisher_of",
    "secure",
    "signed_columns",
    "signer_of",
]


@dataclass(frozen=True, slots=True)
class AwardResult:
    """A new award and the secret code to claim it with, as it is printed on a slip."""

    award: Award
    claim_code: str = field(repr=False)


def signer_of(session: Session, organisation: Organisation, *, custody: Custody) -> Signer:
    """The organisation's signing key, ready to sign; the key itself stays with custody."""
    return custody.signer(session, owner=identity.owner(organisation.id), purpose="assertion")


def award(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    grant: Grant,
    *,
    desk: Desk,
    actor: str,
    at: datetime,
    signer: Signer | None = None,
) -> AwardResult:
    """Issue one certificate. `signer` saves opening the key again for each of many.

    Raises `conflict` when the person holds this achievement of this day already or the
    organisation may not award yet or another certificate has the number, and `bad-value` for
    what is wrong with the person or the registers do not have.
    """
    granting.check_may_award(organisation, achievement)
    granted = _granted(session, organisation, achievement, grant, at=at)
    entries = _entries(
        session, organisation, desk=desk, award_id=granted.award_id, achievement=achievement, at=at
    )
    document = granted.document(organisation, achievement, entries, at=at)
    signer = signer or signer_of(session, organisation, custody=desk.custody)
    secured = secure(organisation, document, signer, policy=Policy.STRICT, at=at)
    words = nobody.words(session, organisation, achievement, entries, signer=signer, at=at)
    made = Award(
        **granted.columns(organisation, achievement, at=at), **signed_columns(secured, words)
    )
    _add(session, made)
    claim_code = slips.open_claim(session, made, custody=desk.custody)
    trail.record(session, made, action="award.issued", actor=actor, at=at)
    if granted.person.email and not grant.has_passport:
        mailing.mail_claim(session, made, code=claim_code, public_url=desk.public_url, at=at)
    return AwardResult(made, claim_code)


def issue_raw(
    session: Session,
    organisation: Organisation,
    credential: JSONObject,
    *,
    mandatory_pointers: Sequence[str] = (),
    asks_for_status: bool = False,
    desk: Desk,
    actor: str,
    at: datetime,
) -> Award:
    """Secure a credential that somebody else composed, as the W3C VC API asks.

    Adds an `id` and a revocation entry where absent and nothing else; accepts all that the
    Recommendations allow. Where the organisation signs with a suite that lets holders leave
    parts out, `mandatory_pointers` name what stays in. With a suite that makes proofs which
    cannot be linked, an `id` and a place on a list would link them: no id is added, and a
    revocation entry only if the request `asks_for_status`. So it is with version 1.1 of the data
    model, whose contexts have no words for such an entry. Raises CredentialsError with what is
    wrong with the credential.
    """
    if not organisation.approved:
        raise granting.not_approved()
    award_id = uuid4().urn
    document = {**credential}
    is_unlinkable = is_unlinkable_suite(organisation.cryptosuite)
    if not is_unlinkable:
        document.setdefault("id", award_id)
    if parse_credential(document, policy=Policy.W3C).issuer != organisation.did:
        raise refuse(ProblemCode.BAD_VALUE, "the issuer is somebody else", "/issuer")
    gets_status = asks_for_status or not (is_unlinkable or is_version_1(document))
    if "credentialStatus" not in document and gets_status:
        position = status.allocate(
            session,
            publisher_of(organisation, desk=desk),
            purpose=status.REVOCATION,
            award_id=award_id,
            at=at,
        )
        document["credentialStatus"] = position.entry()
    signer = signer_of(session, organisation, custody=desk.custody)
    is_selective = is_selective_suite(organisation.cryptosuite)
    secured = secure(
        organisation,
        document,
        signer,
        policy=Policy.W3C,
        at=at,
        mandatory_pointers=mandatory_pointers if is_selective else None,
    )
    made = Award(
        id=award_id,
        credential_id=str(document.get("id", award_id)),
        organisation_id=organisation.id,
        state=ACTIVE,
        issued_at=at,
        **signed_columns(secured),
    )
    _add(session, made)
    trail.record(session, made, action="award.issued", actor=actor, at=at)
    return made


def _granted(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    grant: Grant,
    *,
    at: datetime,
) -> Granted:
    person = granting.person_of(grant, organisation, at=at)
    _check_versions(session, achievement, person, day=grant.awarded_on)
    attribution = grant.attribution or attributed(
        session, organisation, achievement, grant, on=grant.awarded_on
    )
    reached = results.checked(achievement, grant.results)
    award_id = uuid4().urn
    number = numbers.checked(session, organisation, grant.certificate_number) or numbers.generated(
        award_id, grant.awarded_on
    )
    return Granted(
        award_id=award_id,
        grant=grant,
        person=person,
        number=number,
        attribution=attribution,
        results=reached,
    )


def _check_versions(
    session: Session, achievement: Achievement, person: Person, *, day: date
) -> None:
    # The database itself refuses it for one version, and only another one has to be looked for.
    if achievement.version > 1 and (person.key, day) in store.standing_awards(
        session, achievement_id=achievement.id, person_keys={person.key}
    ):
        raise granting.held_already()


def publisher_of(organisation: Organisation, *, desk: Desk) -> status.Publisher:
    """Whose status lists the certificates of an organisation are on."""
    return status.Publisher(
        organisation_id=organisation.id, did=organisation.did, service_url=desk.public_url
    )


def _entries(
    session: Session,
    organisation: Organisation,
    *,
    desk: Desk,
    award_id: str,
    achievement: Achievement,
    at: datetime,
) -> Sequence[JSONObject]:
    publisher = publisher_of(organisation, desk=desk)
    return [
        status.allocate(session, publisher, purpose=purpose, award_id=award_id, at=at).entry()
        for purpose in status.purposes(is_suspendable=achievement.suspendable)
    ]


def signed_columns(secured: SecuredCredential, words: Words | None = None) -> dict[str, Any]:
    """The columns of what was signed; its body is written with those words."""
    return {
        **bodies.columns(secured.content, words),
        "media_type": secured.media_type.value,
        "digest": sha256(secured.content).hexdigest(),
    }


def _add(session: Session, made: Award) -> None:
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        if made.number_key and store.award_by_number(session, made.number_key) is not None:
            # Somebody else gave the same number at the same moment.
            raise numbers.taken() from error
        raise granting.held_already() from error
