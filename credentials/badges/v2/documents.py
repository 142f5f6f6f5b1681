"""The shapes of an Open Badge's documents (Open Badges 2.0, "Open Badges Vocabulary")."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from credentials.model import JSONObject, as_list, types_of
from credentials.parsing import absolute_url, date_time
from credentials.problems import ProblemCode, at_pointer, refuse

CONTEXT = "https://w3id.org/openbadges/v2"

_HOSTED = frozenset({"HostedBadge", "hosted"})
_SIGNED = frozenset({"SignedBadge", "signed"})
_MOST = 100
# ISO 8601 as issuers write it: seconds may be missing, and the colon of the offset.
_ISO_8601 = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})")


@dataclass(frozen=True, slots=True)
class Assertion:
    """One awarded badge, NOT yet believed.

    `badge` is the BadgeClass, or its address. `creator` is the address of the key that is
    said to have signed it. A hosted badge that was withdrawn may consist of its id alone.
    """

    document: JSONObject = field(repr=False)
    id: str
    is_hosted: bool
    badge: JSONObject | str = field(repr=False)
    issued_on: datetime
    expires: datetime | None
    creator: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """Who issues: its address, its keys by address, where it publishes, what it withdrew."""

    document: JSONObject = field(repr=False)
    id: str
    keys: frozenset[str]
    starts_with: tuple[str, ...] | None
    origins: tuple[str, ...] | None
    revocation_list: str | None


def is_of_version_2(document: JSONObject) -> bool:
    """Whether a document says that it is one of Open Badges 2.0."""
    contexts = as_list(document.get("@context", []))
    return CONTEXT in contexts and "VerifiableCredential" not in types_of(document)


def assertion(document: JSONObject) -> Assertion:
    """Check the shape of an Assertion.

    Raises CredentialsError: `no-credential-found` for another document of version 2.0, which
    is nobody's badge; `context-unknown` where names may mean something else; `bad-value`.
    """
    _check_context(document)
    if "Assertion" not in types_of(document):
        raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, "a part of a badge, and awarded to nobody")
    _recipient(document.get("recipient"))
    verification, is_hosted = _verified_by(document)
    creator = verification.get("creator")
    creator = creator.get("id") if isinstance(creator, dict) else creator
    badge = document.get("badge")
    if not isinstance(badge, dict):
        badge = absolute_url(badge, "/badge")
    return Assertion(
        document=document,
        id=absolute_url(document.get("id"), "/id"),
        is_hosted=is_hosted,
        badge=badge,
        issued_on=moment(document.get("issuedOn"), "/issuedOn"),
        expires=moment(document["expires"], "/expires") if "expires" in document else None,
        creator=None if creator is None else absolute_url(creator, "/verification/creator"),
    )


@dataclass(frozen=True, slots=True)
class Endorsement:
    """What somebody publishes of a badge, a class or a body: `about` is its address."""

    document: JSONObject = field(repr=False)
    id: str
    about: str
    issuer: str
    issued_on: datetime


def endorsement(document: JSONObject) -> Endorsement:
    """Check the shape of an Endorsement that is hosted.

    Raises CredentialsError: `suite-unknown` for one that is to be signed, `context-unknown`
    where names may mean something else, and `bad-value`.
    """
    _check_context(document)
    if "Endorsement" not in types_of(document):
        raise refuse(ProblemCode.BAD_VALUE, "it is no endorsement", "/type")
    if not _verified_by(document)[1]:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "a signed endorsement is not read")
    claim, issuer = document.get("claim"), document.get("issuer")
    if not isinstance(claim, dict) or not isinstance(claim.get("endorsementComment", ""), str):
        raise refuse(ProblemCode.BAD_VALUE, "it says nothing of anything", "/claim")
    issuer = issuer.get("id") if isinstance(issuer, dict) else issuer
    return Endorsement(
        document=document,
        id=absolute_url(document.get("id"), "/id"),
        about=absolute_url(claim.get("id"), "/claim/id"),
        issuer=absolute_url(issuer, "/issuer"),
        issued_on=moment(document.get("issuedOn"), "/issuedOn"),
    )


def _verified_by(document: JSONObject) -> tuple[JSONObject, bool]:
    """What a document says of how it is verified, and whether it is hosted."""
    verification = document.get("verification", document.get("verify"))
    if not isinstance(verification, dict):
        raise refuse(ProblemCode.BAD_VALUE, "it does not say how it is verified", "/verification")
    kinds = set(map(str, types_of(verification)))
    is_hosted = bool(kinds & _HOSTED)
    if is_hosted is bool(kinds & _SIGNED):
        detail = "neither hosted nor signed, or both"
        raise refuse(ProblemCode.BAD_VALUE, detail, "/verification/type")
    return verification, is_hosted


def _check_context(document: JSONObject) -> None:
    for place, context in enumerate(as_list(document.get("@context", []))):
        if context != CONTEXT and not (
            isinstance(context, dict) and context.keys() <= {"@language"}
        ):
            # It could give another meaning to each name, and is not signed by anybody.
            detail = "a context beside that of Open Badges 2.0 is not read"
            raise refuse(ProblemCode.CONTEXT_UNKNOWN, detail, at_pointer("/@context", place))


def _recipient(value: Any) -> None:
    """An IdentityObject: who the badge was awarded to, plain or as a hash."""
    if not isinstance(value, dict):
        raise refuse(ProblemCode.BAD_VALUE, "it names nobody", "/recipient")
    for member in ("identity", "type"):
        if not isinstance(value.get(member), str) or not value[member]:
            raise refuse(ProblemCode.BAD_VALUE, "not a text", at_pointer("/recipient", member))
    if not isinstance(value.get("hashed", False), bool):
        raise refuse(ProblemCode.BAD_VALUE, "neither true nor false", "/recipient/hashed")
    if not isinstance(value.get("salt", ""), str):
        raise refuse(ProblemCode.BAD_VALUE, "not a text", "/recipient/salt")


def badge_class(document: JSONObject, pointer: str) -> JSONObject | str:
    """Check the shape of a BadgeClass; gives its issuer, a Profile or its address."""
    if "BadgeClass" not in types_of(document):
        raise refuse(ProblemCode.BAD_VALUE, "not a BadgeClass", at_pointer(pointer, "type"))
    absolute_url(document.get("id"), at_pointer(pointer, "id"))
    for member in ("name", "description"):
        if not isinstance(document.get(member), str) or not document[member]:
            raise refuse(ProblemCode.BAD_VALUE, "not a text", at_pointer(pointer, member))
    for member in ("image", "criteria"):
        if not isinstance(document.get(member), str | dict) or not document[member]:
            raise refuse(ProblemCode.BAD_VALUE, "it is missing", at_pointer(pointer, member))
    issuer = document.get("issuer")
    if isinstance(issuer, dict):
        return issuer
    return absolute_url(issuer, at_pointer(pointer, "issuer"))


def profile(document: JSONObject) -> Profile:
    """Check the shape of an issuer's Profile; raises `bad-value`."""
    if not {"Profile", "Issuer"} & set(map(str, types_of(document))):
        raise refuse(ProblemCode.BAD_VALUE, "not a Profile", "/type")
    for member in ("name", "url", "email"):
        if not isinstance(document.get(member), str) or not document[member]:
            raise refuse(ProblemCode.BAD_VALUE, "not a text", at_pointer("", member))
    rules = document.get("verification", {})
    if not isinstance(rules, dict):
        raise refuse(ProblemCode.BAD_VALUE, "not an object", "/verification")
    revocations = document.get("revocationList")
    keys = as_list(document.get("publicKey", []))[:_MOST]
    named = [key.get("id") if isinstance(key, dict) else key for key in keys]
    return Profile(
        document=document,
        id=absolute_url(document.get("id"), "/id"),
        keys=frozenset(key for key in named if isinstance(key, str)),
        starts_with=_texts(rules, "startsWith"),
        origins=_texts(rules, "allowedOrigins"),
        revocation_list=(
            None if revocations is None else absolute_url(revocations, "/revocationList")
        ),
    )


def _texts(rules: JSONObject, member: str) -> tuple[str, ...] | None:
    if member not in rules:
        return None
    found = as_list(rules[member])
    if not found or len(found) > _MOST or not all(isinstance(item, str) for item in found):
        raise refuse(ProblemCode.BAD_VALUE, "not a text or texts", f"/verification/{member}")
    return tuple(found)


def key(document: JSONObject) -> tuple[str, str]:
    """Check the shape of a CryptographicKey; gives its owner and its PEM."""
    owner, pem = document.get("owner"), document.get("publicKeyPem")
    if not isinstance(pem, str):
        raise refuse(ProblemCode.BAD_VALUE, "not a text", "/publicKeyPem")
    return absolute_url(owner, "/owner"), pem


def revoked_in(document: JSONObject, found: Assertion, *, issuer: str) -> bool:
    """Whether a RevocationList of this issuer names the badge, by its id or its old uid.

    Raises CredentialsError with `status-invalid` for what is no such list.
    """
    entries = document.get("revokedAssertions")
    is_list = "RevocationList" in types_of(document) and entries is not None
    if not is_list or document.get("issuer", issuer) != issuer:
        raise refuse(ProblemCode.STATUS_INVALID, "not the issuer's list of withdrawn badges")
    uid = found.document.get("uid")
    for entry in as_list(entries):
        named = entry if isinstance(entry, dict) else {"id": entry}
        if named.get("revoked") is False:
            continue
        if named.get("id") == found.id or (isinstance(uid, str) and named.get("uid") == uid):
            return True
    return False


def moment(value: Any, pointer: str) -> datetime:
    """An ISO 8601 time with a zone; seconds may be missing."""
    match = _ISO_8601.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise refuse(ProblemCode.BAD_VALUE, "not a time with a zone (ISO 8601)", pointer)
    zone = match[3]
    if len(zone) == len("+0000"):
        zone = f"{zone[:3]}:{zone[3:]}"
    return date_time(f"{match[1]}{match[2] or ':00'}{zone}", pointer)
