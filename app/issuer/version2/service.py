"""What stands at the addresses of badges of version 2.0, and how a badge is made."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import cache
from importlib.resources import files
from uuid import UUID

from sqlalchemy.orm import Session

from app.base import days
from app.base.custody import Custody
from app.issuer import paper, store, trail
from app.issuer.achievements.pictures import data_url
from app.issuer.certificate import last_day
from app.issuer.delivery.certificate import certificate_png, certificate_svg
from app.issuer.tables import ACTIVE, SUSPENDED, Achievement, Award, Organisation
from app.issuer.version2.addresses import URN, Addresses, addresses_of, identity_in, ticket_for
from credentials import (
    ALGORITHMS,
    JSONObject,
    ProblemCode,
    as_bytes,
    bake_version2,
    refuse,
    version2,
)

_PURPOSE = "badge-2.0"
# The only kind of key that the readers of version 2.0 all know (RS256).
_ALGORITHM = "RSA"


@dataclass(frozen=True, slots=True)
class Press:
    """What publishing and signing need of the running service."""

    custody: Custody
    public_url: str
    mail_from: str

    def addresses(self, organisation: Organisation) -> Addresses:
        """Where a training body publishes."""
        return addresses_of(organisation, public_url=self.public_url)


def profile(session: Session, organisation: Organisation, press: Press) -> JSONObject:
    """The issuer's Profile; mail to it goes to the address that this service sends from."""
    at = press.addresses(organisation)
    has_key = bool(press.custody.keys(session, owner=_owner(organisation)))
    return version2.profile_document(
        at.issuer,
        name=organisation.name,
        site=organisation.url or press.public_url,
        email=parseaddr(press.mail_from)[1],
        revocation_list=at.revoked,
        keys=[at.key] if has_key else [],
    )


def public_key(session: Session, organisation: Organisation, press: Press) -> JSONObject | None:
    """The key that signs the body's badges; None until one was signed."""
    at = press.addresses(organisation)
    keys = press.custody.keys(session, owner=_owner(organisation))
    if not keys:
        return None
    return version2.public_key_document(at.key, owner=at.issuer, key=keys[-1].public_key)


def badge_class(
    session: Session, organisation: Organisation, achievement_id: str, press: Press
) -> JSONObject | None:
    """One version of an achievement; None where the body has none of that id."""
    found = store.achievement(session, f"{URN}{achievement_id}", organisation_id=organisation.id)
    if found is None:
        return None
    at = press.addresses(organisation)
    return version2.class_document(
        at.badge_class(found),
        name=found.name,
        description=found.description,
        criteria=found.criteria,
        criteria_url=found.criteria_url,
        image=data_url(found.image) if found.image else _mark(),
        issuer=at.issuer,
    )


def revoked(session: Session, organisation: Organisation, press: Press) -> JSONObject:
    """The signed badges that count no more, or not at the moment, by ids of their own."""
    at = press.addresses(organisation)
    # The first is nobody's: the published validator (1.1.2) reads a list of one entry as a text,
    # letter by letter, and would find that the one revoked badge is not on it.
    ids = ["nobody", *store.ended_awards(session, organisation.id)]
    return version2.revocation_document(
        at.revoked, issuer=at.issuer, revoked=[_signed_id(one, press.custody) for one in ids]
    )


def hosted(
    session: Session, organisation: Organisation, award_id: str, ticket: str, press: Press
) -> tuple[JSONObject, bool] | None:
    """A hosted badge and whether it still counts; None where nothing was ever published."""
    award = store.award(session, f"{URN}{award_id}", organisation_id=organisation.id)
    identity = identity_in(award, ticket, custody=press.custody) if award else None
    achievement = store.achievement_of(session, award) if award else None
    if award is None or identity is None or achievement is None:
        return None
    url = press.addresses(organisation).hosted(award, ticket)
    if award.state != ACTIVE or award.erased_at is not None:
        reason = "suspended" if award.state == SUSPENDED else "withdrawn"
        return version2.revoked_document(url, reason=reason), False
    return _assertion(url, organisation, award, achievement, identity, press=press), True


def make(
    session: Session,
    organisation: Organisation,
    award: Award,
    *,
    email: str,
    kind: str,
    press: Press,
    actor: str,
    at: datetime,
) -> tuple[bytes, str]:
    """A badge of version 2.0 for that address, and its media type.

    `kind` is hosted, signed, or png or svg: a picture of the certificate with the hosted badge
    in it. Raises `conflict` for an award that does not count or has no achievement.
    """
    achievement = store.achievement_of(session, award)
    if achievement is None or award.state != ACTIVE:
        raise refuse(ProblemCode.CONFLICT, "only a certificate in force can be such a badge")
    identity = version2.Identity.of(email, salt=secrets.token_hex(16))
    trail.record(session, award, action="award.badge-2.0", actor=actor, at=at)
    if kind == "signed":
        return _signed(session, organisation, award, achievement, identity, press=press, at=at)
    ticket = ticket_for(award, identity, custody=press.custody)
    url = press.addresses(organisation).hosted(award, ticket)
    content = as_bytes(_assertion(url, organisation, award, achievement, identity, press=press))
    if kind == "hosted":
        return content, "application/ld+json"
    facts = paper.certificate_facts(award, organisation, achievement, public_url=press.public_url)
    picture = certificate_svg(facts) if kind == "svg" else certificate_png(facts)
    media_type = "image/svg+xml" if kind == "svg" else "image/png"
    return bake_version2(picture, content, url=url), media_type


def _signed(
    session: Session,
    organisation: Organisation,
    award: Award,
    achievement: Achievement,
    identity: version2.Identity,
    *,
    press: Press,
    at: datetime,
) -> tuple[bytes, str]:
    owner, key_url = _owner(organisation), press.addresses(organisation).key
    if not press.custody.keys(session, owner=owner):
        press.custody.create_key(
            session,
            owner=owner,
            purpose=_PURPOSE,
            verification_method=key_url,
            at=at,
            algorithm=ALGORITHMS[_ALGORITHM],
        )
        session.flush()
    document = _assertion(
        _signed_id(award.id, press.custody),
        organisation,
        award,
        achievement,
        identity,
        press=press,
        creator=key_url,
    )
    signer = press.custody.signer(session, owner=owner, purpose=_PURPOSE)
    return version2.sign(document, signer), "text/plain"


def _assertion(
    url: str,
    organisation: Organisation,
    award: Award,
    achievement: Achievement,
    identity: version2.Identity,
    *,
    press: Press,
    creator: str | None = None,
) -> JSONObject:
    zone = organisation.time_zone
    awarded_on = award.awarded_on or award.issued_at.date()
    ends = last_day(awarded_on, achievement.validity_months)
    return version2.assertion_document(
        url,
        badge=press.addresses(organisation).badge_class(achievement),
        recipient=identity,
        issued_on=min(days.start(awarded_on, zone), award.issued_at),
        expires=days.end(ends, zone) if ends else None,
        creator=creator,
    )


@cache
def _mark() -> str:
    """The picture of what has none of its own: the mark of this service."""
    content = files("app.base").joinpath("static/mark.svg").read_bytes()
    return f"data:image/svg+xml;base64,{base64.b64encode(content).decode()}"


def _owner(organisation: Organisation) -> str:
    """Apart from the keys of its DID, which its document would show all."""
    return f"badges-2.0:{organisation.id}"


def _signed_id(award_id: str, custody: Custody) -> str:
    """The id of a signed badge, by which nobody finds the certificate that it is made from."""
    digest = hmac.new(custody.derive(_PURPOSE), award_id.encode(), hashlib.sha256).digest()
    return UUID(bytes=digest[:16], version=4).urn
