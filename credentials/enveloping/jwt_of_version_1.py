"""JWTs with a `vc` or `vp` claim: how version 1.1 used tokens (VCDM 1.1 §6.3.1).

Such tokens are read and not made. Claims that a JWT has names for may stand outside `vc`, or on
both sides; they are put back, and the two sides have to say the same. Some still put documents
of version 2.0 into such claims; the times of those tokens are about the token alone.
"""

from typing import Any

from credentials.enveloping.form import Form, Sealed
from credentials.jose import compact
from credentials.model import (
    JSONObject,
    MediaType,
    ParsedCredential,
    ParsedPresentation,
    Token,
)
from credentials.parsing import (
    date_time,
    date_time_stamp,
    is_version_1,
    numeric_date,
    parsed_credential,
    parsed_presentation,
)
from credentials.problems import ProblemCode, refuse

_TIMES = ("iat", "nbf", "exp")


def _recognises(sealed: Sealed) -> bool:
    if sealed.tail is not None or not sealed.claims.keys() & {"vc", "vp"}:
        return False
    return compact.media_type(sealed.token.header.get("typ", "JWT")) == MediaType.JWT


def _read(sealed: Sealed) -> ParsedCredential | ParsedPresentation:
    token, claims = sealed.token, sealed.claims
    # A key may be named relative to the issuer, which is the only one that it can belong to.
    header = {**token.header, "kid": _absolute(token.header.get("kid", ""), claims.get("iss"))}
    compact.check_header(header)
    document = _presentation(claims) if "vp" in claims else _credential(claims)
    if "proof" in document:
        # It would look signed twice; nobody has checked the inner one.
        raise refuse(ProblemCode.BAD_VALUE, "a proof inside a token", "/proof")
    secured = Token(
        algorithm=header["alg"],
        verification_method=header["kid"],
        signing_input=token.signing_input,
        signature=token.signature,
        claims=_about_the_token(claims, document),
        confirmation=claims.get("cnf"),
    )
    if "vp" in claims:
        return parsed_presentation(document, token=secured)
    return parsed_credential(document, token=secured)


def _about_the_token(claims: JSONObject, document: JSONObject) -> JSONObject:
    names: tuple[str, ...] = (*_TIMES, "aud", "nonce")
    if "vc" in claims and is_version_1(document):
        # The other times are the credential's own, and judged as such.
        names = ("iat",)
    return {name: claims[name] for name in names if name in claims}


def _absolute(kid: Any, issuer: Any) -> Any:
    relative = isinstance(kid, str) and kid.startswith("#") and isinstance(issuer, str)
    return f"{issuer}{kid}" if relative else kid


def _credential(claims: JSONObject) -> JSONObject:
    """The credential of a token, with what its claims say put back into it."""
    document = _inner(claims, "vc")
    for claim, member in (("nbf", "issuanceDate"), ("exp", "expirationDate")):
        if claim in claims and is_version_1(document):
            _put(document, member, _moment(claims[claim], claim), claim=claim)
    if "iss" in claims:
        _put_identity(document, "issuer", claims["iss"], claim="iss")
    if "sub" in claims:
        _put_identity(document, "credentialSubject", claims["sub"], claim="sub")
    return document


def _presentation(claims: JSONObject) -> JSONObject:
    """The presentation of a token, by the one who is named as its issuer."""
    if "vc" in claims:
        raise refuse(ProblemCode.BAD_VALUE, "vc and vp in one token", "/vp")
    document = _inner(claims, "vp")
    if "iss" in claims:
        _put_identity(document, "holder", claims["iss"], claim="iss")
    return document


def _inner(claims: JSONObject, name: str) -> JSONObject:
    """The document in a claim, with the id that the token has for it."""
    inner = claims[name]
    if not isinstance(inner, dict):
        raise refuse(ProblemCode.BAD_VALUE, f"the {name} claim is not an object", f"/{name}")
    document = dict(inner)
    if "jti" in claims:
        _put(document, "id", claims["jti"], claim="jti")
    return document


def _moment(value: Any, claim: str) -> str:
    return date_time_stamp(numeric_date(value, f"/{claim}"), f"/{claim}")


def _put(document: JSONObject, member: str, value: Any, *, claim: str) -> None:
    if member not in document:
        document[member] = value
    elif claim == "jti":
        _check_same(document[member], value, claim)
    else:
        # A claim has whole seconds, and the credential may have parts of one.
        written = date_time(document[member], f"/vc/{member}").replace(microsecond=0)
        _check_same(written, date_time(value, f"/{claim}"), claim)


def _put_identity(document: JSONObject, member: str, value: Any, *, claim: str) -> None:
    """The identifier of an issuer, a holder or the one subject, written out or in an object."""
    said = document.get(member)
    if isinstance(said, list) and len(said) == 1:
        said = said[0]
    if isinstance(said, dict):
        _check_same(said.get("id", value), value, claim)
        document[member] = {**said, "id": value}
    elif said is None and claim == "iss":
        document[member] = value
    else:
        _check_same(said, value, claim)


def _check_same(written: Any, claimed: Any, claim: str) -> None:
    if written != claimed:
        raise refuse(ProblemCode.BAD_VALUE, "the token and the credential differ", f"/{claim}")


JWT_OF_VERSION_1 = Form(
    name="vc 1.1 jwt",
    credential=MediaType.JWT,
    presentation=MediaType.JWT,
    recognises=_recognises,
    read=_read,
)
