"""Awards: make a certificate. What becomes of one later is in `corrections`.

Everything that belongs to one award (its position, the signed bytes, the claim, the audit
entry and the mail) is written in the caller's one transaction, so that all of it happens or
none of it. Nothing here uses the network.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.base import codes, days
from app.base.custody import Custody
from app.issuer import certificate, identity, numbers, people, slips, store, trail
from app.issuer.achievements import results
from app.issuer.achievements.results import Reached
from app.issuer.attribution import Attribution, attributed
from app.issuer.delivery import mailing
from app.issuer.holders import NO_PASSPORTS, Holders
from app.issuer.people import Person
from app.issuer.tables import ACTIVE, Achievement, Award, Organisation
from app.status import service as status
from credentials import (
    Form,
    JSONObject,
    Policy,
    ProblemCode,
    SecuredCredential,
    Signer,
    issue,
    parse_credential,
    refuse,
)

# Before that, no certificate of somebody who lives.
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Desk:
    """What issuing needs of the service: its keys, its public address, and the passports."""

    custody: Custody
    public_url: str
    holders: Holders = NO_PASSPORTS


@dataclass(frozen=True, slots=True)
class AwardResult:
    """A new award and the secret code to claim it with, as it is printed on a slip."""

    award: Award
    claim_code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Who is awarded, when, and under which number; `batch_id` if it stood on a class list.

    With `has_passport` nobody is mailed a claim link: it goes where an earlier one is.
    Provider, centre and assessors are entries of the body's registers, by id or code.
    `register_reference` is where the award stands in a register of earlier days.
    `attribution` takes the place of all of these where it is known already. `holder` is the
    identifier of the person's key, where the certificate is to name it.
    """

    person: Person
    awarded_on: date
    certificate_number: str | None = None
    batch_id: str | None = None
    results: Sequence[Reached] = ()
    has_passport: bool = False
    provider_id: str | None = None
    centre_id: str | None = None
    assessor_ids: tuple[str, ...] = ()
    register_reference: str | None = None
    shows_former_names: bool = False
    attribution: Attribution | None = None
    holder: str | None = None


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
    _check_may_award(organisation, achievement)
    person = people.checked(grant.person, at=at.date())
    _check_day(organisation, person, grant.awarded_on, at=at)
    _check_versions(session, achievement, person, day=grant.awarded_on)
    attribution = grant.attribution or attributed(
        session, organisation, achievement, grant, on=grant.awarded_on
    )
    reached = results.checked(achievement, grant.results)
    award_id = uuid4().urn
    number = numbers.checked(session, organisation, grant.certificate_number) or numbers.generated(
        award_id, grant.awarded_on
    )
    entries = _entries(
        session, organisation, desk=desk, award_id=award_id, achievement=achievement, at=at
    )
    document = certificate.document(
        organisation,
        achievement,
        person,
        certificate.Facts(
            credential_id=award_id,
            certificate_number=number,
            awarded_on=grant.awarded_on,
            status_entries=entries,
            time_zone=organisation.time_zone,
            results=reached,
            attribution=attribution,
            holder=grant.holder,
        ),
        at=at,
    )
    signer = signer or signer_of(session, organisation, custody=desk.custody)
    secured = _secure(organisation, document, signer, policy=Policy.STRICT, at=at)
    made = Award(
        id=award_id,
        credential_id=award_id,
        organisation_id=organisation.id,
        achievement_id=achievement.id,
        person=person.as_json(),
        person_key=person.key,
        certificate_number=number,
        number_key=numbers.key(organisation, number),
        attribution=attribution.as_json(),
        awarded_on=grant.awarded_on,
        results=reached,
        verification_code=codes.parse_code(codes.new_code()),
        batch_id=grant.batch_id,
        state=ACTIVE,
        issued_at=at,
        **_bytes(secured),
    )
    _add(session, made)
    claim_code = slips.open_claim(session, made, custody=desk.custody)
    trail.record(session, made, action="award.issued", actor=actor, at=at)
    if person.email and not grant.has_passport:
        mailing.mail_claim(session, made, code=claim_code, public_url=desk.public_url, at=at)
    return AwardResult(made, claim_code)


def issue_raw(
    session: Session,
    organisation: Organisation,
    credential: JSONObject,
    *,
    desk: Desk,
    actor: str,
    at: datetime,
) -> Award:
    """Secure a credential that somebody else composed, as the W3C VC API asks.

    Adds an `id` and a revocation entry where absent and nothing else; accepts all that the
    Recommendations allow. Raises CredentialsError with what is wrong with the credential.
    """
    if not organisation.approved:
        raise _not_approved()
    award_id = uuid4().urn
    document = {**credential}
    document.setdefault("id", award_id)
    if parse_credential(document).issuer != organisation.did:
        raise refuse(ProblemCode.BAD_VALUE, "the issuer is somebody else", "/issuer")
    if "credentialStatus" not in document:
        position = status.allocate(
            session,
            _publisher(organisation, desk=desk),
            purpose=status.REVOCATION,
            award_id=award_id,
            at=at,
        )
        document["credentialStatus"] = position.entry()
    signer = signer_of(session, organisation, custody=desk.custody)
    secured = _secure(organisation, document, signer, policy=Policy.W3C, at=at)
    made = Award(
        id=award_id,
        credential_id=str(document["id"]),
        organisation_id=organisation.id,
        state=ACTIVE,
        issued_at=at,
        **_bytes(secured),
    )
    _add(session, made)
    trail.record(session, made, action="award.issued", actor=actor, at=at)
    return made


def _check_may_award(organisation: Organisation, achievement: Achievement) -> None:
    if not organisation.approved:
        raise _not_approved()
    if achievement.organisation_id != organisation.id:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such achievement")


def _check_day(organisation: Organisation, person: Person, day: date, *, at: datetime) -> None:
    if day > days.latest(organisation.time_zone, at=at):
        raise refuse(ProblemCode.BAD_VALUE, "the day lies in the future", "/awarded_on")
    if day < _EARLIEST or (person.birth_date is not None and day <= person.birth_date):
        raise refuse(ProblemCode.BAD_VALUE, "the person was not born then", "/awarded_on")


def _check_versions(
    session: Session, achievement: Achievement, person: Person, *, day: date
) -> None:
    # The database itself refuses it for one version, and only another one has to be looked for.
    if achievement.version > 1 and (person.key, day) in store.standing_awards(
        session, achievement_id=achievement.id, person_keys={person.key}
    ):
        raise _held_already()


def _held_already() -> Exception:
    return refuse(ProblemCode.CONFLICT, "the person holds this award already")


def _not_approved() -> Exception:
    return refuse(ProblemCode.CONFLICT, "the file on the organisation's own domain was not seen")


def _publisher(organisation: Organisation, *, desk: Desk) -> status.Publisher:
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
    publisher = _publisher(organisation, desk=desk)
    return [
        status.allocate(session, publisher, purpose=purpose, award_id=award_id, at=at).entry()
        for purpose in status.purposes(is_suspendable=achievement.suspendable)
    ]


def _secure(
    organisation: Organisation,
    document: JSONObject,
    signer: Signer,
    *,
    policy: Policy,
    at: datetime,
) -> SecuredCredential:
    credential = parse_credential(document)
    # The signature says its day as the body's clock shows it, like the other days.
    at = at.astimezone(ZoneInfo(organisation.time_zone))
    if organisation.cryptosuite == Form.JWT.value:
        return issue(credential, signer, at=at, form=Form.JWT, policy=policy)
    return issue(credential, signer, at=at, cryptosuite=organisation.cryptosuite, policy=policy)


def _bytes(secured: SecuredCredential) -> dict[str, str | bytes]:
    return {
        "content": secured.content,
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
        raise _held_already() from error
