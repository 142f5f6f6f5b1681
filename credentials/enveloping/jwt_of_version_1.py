"""A JWT with a `vc` claim: how version 1.1 of the data model used tokens (VCDM 1.1 §6.3.1).

Such tokens are read and not made. Claims that a JWT has names for may stand outside `vc`, or on
both sides; they are put back, and the two sides have to say the same.
"""

from typing import Any

from credentials.enveloping.form import Form, Sealed
from credentials.jose import compact
from credentials.model import JSONObject, ParsedCredential, Token
from credentials.parsing import (
    date_time,
    date_time_stamp,
    is_version_1,
    numeric_date,
    parsed_credential,
)
from credentials.problems import ProblemCode, refuse


def _recognises(sealed: Sealed) -> bool:
    if sealed.tail is not None or "vc" not in sealed.claims:
        return False
    return compact.media_type(sealed.token.header.get("typ", "JWT")) == "application/jwt"


def _read(sealed: Sealed) -> ParsedCredential:
    token, claims = sealed.token, sealed.claims
    # A key may be named relative to the issuer, which is the only one that it can belong to.
    header = {**token.header, "kid": _absolute(token.header.get("kid", ""), claims.get("iss"))}
    compact.check_header(header)
    document = _credential(claims)
    if not is_version_1(document):
        raise refuse(ProblemCode.BAD_VALUE, "a vc claim around another version", "/vc/@context/0")
    if "proof" in document:
        # It would look signed twice; nobody has checked the inner one.
        raise refuse(ProblemCode.BAD_VALUE, "a proof inside a token", "/proof")
    secured = Token(
        algorithm=header["alg"],
        verification_method=header["kid"],
        signing_input=token.signing_input,
        signature=token.signature,
        # The other times are the credential's own, and judged as such.
        claims={"iat": claims["iat"]} if "iat" in claims else {},
        confirmation=claims.get("cnf"),
    )
    return parsed_credential(document, token=secured)


def _absolute(kid: Any, issuer: Any) -> Any:
    relative = isinstance(kid, str) and kid.startswith("#") and isinstance(issuer, str)
    return f"{issuer}{kid}" if relative else kid


def _credential(claims: JSONObject) -> JSONObject:
    """The credential of a token, with what its claims say put back into it."""
    inner = claims["vc"]
    if not isinstance(inner, dict):
        raise refuse(ProblemCode.BAD_VALUE, "the vc claim is not an object", "/vc")
    document = dict(inner)
    for claim, member in (("jti", "id"), ("nbf", "issuanceDate"), ("exp", "expirationDate")):
        if claim in claims:
            value = claims[claim] if claim == "jti" else _moment(claims[claim], claim)
            _put(document, member, value, claim=claim)
    if "iss" in claims:
        _put_identity(document, "issuer", claims["iss"], claim="iss")
    if "sub" in claims:
        _put_identity(document, "credentialSubject", claims["sub"], claim="sub")
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
    """The identifier of an issuer or of the one subject, written out or in an object."""
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
    credential=None,
    presentation=None,
    recognises=_recognises,
    read=_read,
)
