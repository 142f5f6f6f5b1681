"""Certificates for many people at once: what `awards.award` does for each, in few statements.

All of them are made or none. Whoever is refused is found by awarding one by one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.base import audit, outbox
from app.issuer import awards, granting, nobody, numbers, searching, securing, slips
from app.issuer.achievements import badge, results
from app.issuer.attribution import Attribution, attributed
from app.issuer.bulk import store
from app.issuer.delivery import mailing
from app.issuer.granting import Desk, Grant, Granted
from app.issuer.tables import OPEN, Achievement, Organisation
from app.status import service as status
from credentials import JSONObject, Signer

_Columns = dict[str, Any]


def award_all(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    grants: Sequence[Grant],
    *,
    desk: Desk,
    actor: str,
    at: datetime,
    signer: Signer,
) -> list[str]:
    """Issue a certificate for each grant; their ids, in the order of the grants.

    Of nobody who holds it already (`store.standing_awards`), in whatever version. Raises what
    `awards.award` raises for one that is refused, and `conflict` as well where somebody else
    awarded one of them in this very moment; the caller undoes the savepoint then.
    """
    granting.check_may_award(organisation, achievement)
    granted = _granted(session, organisation, achievement, grants, at=at)
    made = _signed(session, organisation, achievement, granted, desk=desk, at=at, signer=signer)
    claims, mails = _claims(organisation, achievement, granted, desk=desk)
    mail_ids = outbox.enqueue_many(
        session,
        [mail for mail in mails if mail is not None],
        template=mailing.TEMPLATE,
        language=achievement.language,
        at=at,
    )
    waiting = iter(mail_ids)
    for claim, mail in zip(claims, mails, strict=True):
        claim["mail_id"] = None if mail is None else next(waiting)
    try:
        store.add(session, made, claims)
    except IntegrityError as error:
        raise granting.held_already() from error
    for columns in made:
        audit.record(
            session,
            actor=actor,
            action="award.issued",
            subject=columns["id"],
            organisation_id=organisation.id,
            at=at,
            digest=columns["digest"],
        )
    return [one.award_id for one in granted]


def _granted(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    grants: Sequence[Grant],
    *,
    at: datetime,
) -> list[Granted]:
    """Everything checked that is checked of one, with the questions to the database asked once."""
    people = [granting.person_of(grant, organisation, at=at) for grant in grants]
    _check_numbers(session, organisation, grants)
    known: dict[tuple[object, ...], Attribution] = {}
    granted = []
    for grant, person in zip(grants, people, strict=True):
        award_id = uuid4().urn
        granted.append(
            Granted(
                award_id=award_id,
                grant=grant,
                person=person,
                number=numbers.written(grant.certificate_number)
                or numbers.generated(award_id, grant.awarded_on),
                attribution=_attribution(session, organisation, achievement, grant, known),
                results=results.checked(achievement, grant.results),
            )
        )
    return granted


def _check_numbers(session: Session, organisation: Organisation, grants: Sequence[Grant]) -> None:
    given = [numbers.written(grant.certificate_number) for grant in grants]
    keys = [numbers.key(organisation, number) for number in given if number]
    if len(set(keys)) < len(keys) or store.numbers_taken(session, keys):
        raise numbers.taken()


def _attribution(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    grant: Grant,
    known: dict[tuple[object, ...], Attribution],
) -> Attribution:
    if grant.attribution is not None:
        return grant.attribution
    asked = (
        grant.provider_id,
        grant.centre_id,
        grant.assessor_ids,
        grant.register_reference,
        grant.shows_former_names,
        grant.awarded_on,
    )
    if asked not in known:
        known[asked] = attributed(session, organisation, achievement, grant, on=grant.awarded_on)
    return known[asked]


def _signed(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    granted: Sequence[Granted],
    *,
    desk: Desk,
    at: datetime,
    signer: Signer,
) -> list[_Columns]:
    """The rows of the awards, each with its certificate and its places on the status lists."""
    entries = _entries(session, organisation, achievement, granted, desk=desk, at=at)
    described = badge.described(achievement)
    documents = [
        one.document(organisation, achievement, places, described=described, at=at)
        for one, places in zip(granted, entries, strict=True)
    ]
    secured = securing.secure_all(
        organisation, documents, signer, verifies_all=desk.verifies_all, at=at
    )
    words = nobody.words(session, organisation, achievement, entries[0], signer=signer, at=at)
    made = []
    for one, certificate in zip(granted, secured, strict=True):
        columns = {
            **one.columns(organisation, achievement, at=at),
            **awards.signed_columns(certificate, words),
        }
        found_by = (columns["certificate_number"], columns["verification_code"])
        columns |= searching.found_by(columns["person"], found_by)
        made.append(columns)
    return made


def _entries(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    granted: Sequence[Granted],
    *,
    desk: Desk,
    at: datetime,
) -> list[list[JSONObject]]:
    publisher = awards.publisher_of(organisation, desk=desk)
    ids = [one.award_id for one in granted]
    given = [
        status.allocate_many(session, publisher, purpose=purpose, award_ids=ids, at=at)
        for purpose in status.purposes(is_suspendable=achievement.suspendable)
    ]
    return [[position.entry() for position in places] for places in zip(*given, strict=True)]


def _claims(
    organisation: Organisation,
    achievement: Achievement,
    granted: Sequence[Granted],
    *,
    desk: Desk,
) -> tuple[list[_Columns], list[tuple[str, _Columns] | None]]:
    """The rows of the claims, and for each the mail with its link where there is an address."""
    claims: list[_Columns] = []
    mails: list[tuple[str, _Columns] | None] = []
    for one in granted:
        code, claim = slips.new_code(one.award_id, custody=desk.custody)
        claims.append({"award_id": one.award_id, "state": OPEN, **claim})
        email = None if one.grant.has_passport else one.person.email
        context: _Columns = {**mailing.context_of(organisation, achievement, code, desk.public_url)}
        mails.append((email, context) if email else None)
    return claims, mails
