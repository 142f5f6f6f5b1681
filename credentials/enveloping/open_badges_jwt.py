"""Open Badges 3.0 as a JWT (Open Badges 3.0, "JSON Web Token Proof Format").

The badge is the payload of a token of the type JWT, and claims repeat what it says. Only badges
that are bound to a subject's identifier have such a form, because `sub` is one of the claims.
Badges of version 1.1 of the data model stand in a `vc` claim: see `jwt_of_version_1`.
"""

from datetime import datetime

from credentials.enveloping.form import Form, Occasion, Sealed
from credentials.enveloping.token_claims import check_agreement, document_in, key_named
from credentials.jose import compact
from credentials.keys.algorithms import TOKEN_ALGORITHMS
from credentials.model import (
    JSONObject,
    MediaType,
    ParsedCredential,
    Token,
    as_bytes,
    types_of,
)
from credentials.parsing import is_version_1, numeric_date, parsed_credential
from credentials.ports import Signer
from credentials.problems import ProblemCode, refuse

_BADGES = frozenset({"OpenBadgeCredential", "AchievementCredential", "EndorsementCredential"})


def _recognises(sealed: Sealed) -> bool:
    if sealed.tail is not None or not sealed.token.header:
        return False
    if sealed.claims.keys() & {"vc", "vp"}:
        return False
    kind = compact.media_type(sealed.token.header.get("typ", "JWT"))
    named = [one for one in types_of(sealed.claims) if isinstance(one, str)]
    return kind == MediaType.JWT and not _BADGES.isdisjoint(named)


def _read(sealed: Sealed) -> ParsedCredential:
    token, claims = sealed.token, sealed.claims
    if "jwk" in token.header:
        # Whoever made the token wrote the key into it: it does not say whose that is (T23).
        raise refuse(ProblemCode.DID_METHOD_UNKNOWN, "a key that nobody vouches for", "/jwk")
    compact.check_members(token.header)
    secured = Token(
        algorithm=token.header["alg"],
        verification_method=key_named(token.header.get("kid", ""), claims),
        signing_input=token.signing_input,
        signature=token.signature,
        # The other times are the badge's own, and judged as such.
        claims={"iat": claims["iat"]} if "iat" in claims else {},
        confirmation=claims.get("cnf"),
    )
    document = document_in(claims)
    if is_version_1(document):
        raise refuse(ProblemCode.BAD_VALUE, "version 1.1 stands in a vc claim", "/@context/0")
    parsed = parsed_credential(document, token=secured)
    for claim in ("iss", "sub"):
        if claim not in claims:
            raise refuse(ProblemCode.BAD_VALUE, "the token does not say it", f"/{claim}")
    check_agreement(claims, parsed)
    for claim, said in (("nbf", parsed.valid_from), ("exp", parsed.valid_until)):
        if claim not in claims:
            continue
        moment = numeric_date(claims[claim], f"/{claim}")
        if _to_the_second(moment) != _to_the_second(said):
            raise refuse(ProblemCode.BAD_VALUE, "the token and the badge differ", f"/{claim}")
    return parsed


def _to_the_second(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(microsecond=0)


def _secure_credential(document: JSONObject, signer: Signer, occasion: Occasion) -> bytes:
    parsed = parsed_credential(document)
    if _BADGES.isdisjoint(parsed.types) or not parsed.subject_ids:
        detail = "only badges about a subject with an id have this form"
        raise refuse(ProblemCode.BAD_VALUE, detail, "/credentialSubject/id")
    claims: JSONObject = {
        "iss": parsed.issuer,
        "sub": parsed.subject_ids[0],
        "iat": int(occasion.at.timestamp()),
    }
    for claim, moment in (("nbf", parsed.valid_from), ("exp", parsed.valid_until)):
        if moment is not None:
            claims[claim] = int(moment.timestamp())
    if "id" in document:
        claims["jti"] = document["id"]
    header = {"typ": "JWT", "kid": signer.verification_method}
    return compact.sign_with(header, as_bytes({**document, **claims}), signer).encode()


OPEN_BADGES_JWT = Form(
    name="openbadges-jwt",
    credential=MediaType.JWT,
    presentation=None,
    recognises=_recognises,
    read=_read,
    algorithms=TOKEN_ALGORITHMS,
    secure_credential=_secure_credential,
)
