"""Make an award as dc+sd-jwt, for a key of its holder: the same statements, shown one by one."""

from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.base import audit
from app.issuer import store
from app.issuer.awards import Desk, signer_of
from app.issuer.sd_jwt import type_metadata
from app.issuer.sd_jwt.issuer_name import token_issuer
from app.issuer.tables import ACTIVE, Award, Organisation
from app.status.token_lists import service as token_lists
from credentials import (
    NOTHING_AT_HAND,
    JSONObject,
    ParsedCredential,
    ProblemCode,
    PublicKey,
    SecuredCredential,
    TrustList,
    TypedClaims,
    date_time,
    issue_typed,
    refuse,
    usually_hidden,
    verify,
)

# What a token says in claims of its own, or cannot say at all.
_NOT_CLAIMS = frozenset(
    {"@context", "type", "proof", "credentialStatus", "credentialSchema", "termsOfUse"}
)


def copy_for(
    session: Session,
    organisation: Organisation,
    award_id: str,
    holder: PublicKey,
    *,
    desk: Desk,
    actor: str,
    at: datetime,
) -> SecuredCredential:
    """A copy of an award as dc+sd-jwt, bound to the holder's key, with its own place of status.

    It is not kept: what stays is its place, and its digest in the audit trail. Raises
    `not-found` for what is not the organisation's, and `conflict` for what is not in force or
    was composed by somebody else.
    """
    found = store.award_for_change(session, award_id, organisation_id=organisation.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    if found.state != ACTIVE or found.achievement_id is None:
        raise refuse(ProblemCode.CONFLICT, "it is not in force, or is no certificate of ours")
    issuer = token_issuer(organisation)
    publisher = token_lists.TokenPublisher(organisation.id, issuer, desk.public_url)
    place = token_lists.allocate(session, publisher, award_id=found.id, at=at)
    claims = _claims(found, at=at)
    made = issue_typed(
        TypedClaims(
            vct=type_metadata.vct(desk.public_url),
            integrity=type_metadata.integrity(desk.public_url),
            issuer=issuer,
            claims=claims,
            hidden=_hidden(claims),
            holder=holder,
            place=(place.url, place.index),
            valid_from=date_time(claims["validFrom"], "/validFrom"),
            valid_until=_end(claims),
        ),
        signer_of(session, organisation, custody=desk.custody),
        at=at.astimezone(ZoneInfo(organisation.time_zone)),
    )
    audit.record(
        session,
        actor=actor,
        action="award.copied",
        subject=found.id,
        organisation_id=organisation.id,
        at=at,
        digest=sha256(made.content).hexdigest(),
    )
    return made


def _claims(award: Award, *, at: datetime) -> JSONObject:
    """What the certificate says, but for what the token says itself.

    The id of its subject is left out: it names the passport, and the copy names a key.
    """
    trust = TrustList((), at)
    parsed = verify(award.content, materials=NOTHING_AT_HAND, trust=trust, at=at).parsed
    if not isinstance(parsed, ParsedCredential):
        raise refuse(ProblemCode.CONFLICT, "the certificate cannot be read")
    document = {name: member for name, member in parsed.document.items() if name not in _NOT_CLAIMS}
    subject = document["credentialSubject"]
    document["credentialSubject"] = {
        name: member for name, member in subject.items() if name != "id"
    }
    return document


def _hidden(claims: JSONObject) -> list[str]:
    evidence = [f"/evidence/{number}" for number in range(len(claims.get("evidence", [])))]
    return [*usually_hidden(claims), *evidence, "/id"]


def _end(claims: JSONObject) -> datetime | None:
    return date_time(claims["validUntil"], "/validUntil") if "validUntil" in claims else None
