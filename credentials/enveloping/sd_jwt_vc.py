"""dc+sd-jwt: SD-JWT VC (draft-ietf-oauth-sd-jwt-vc-19), claims about somebody of a type `vct`.

Tokens of its older drafts, which were called vc+sd-jwt, are read too: they have a `vct` and
no `@context`, so that they cannot be taken for credentials of the W3C data model.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from credentials.did.https import is_https
from credentials.enveloping.form import Form, Sealed
from credentials.jose.compact import check_members
from credentials.model import JSONObject, MediaType, ParsedCredential, StatusEntry
from credentials.parsing import absolute_url, date_time, numeric_date
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.sdjwt.opening import open_sd_jwt
from credentials.sdjwt.typed import ALWAYS_SHOWN

_STATUS_LIST = "status_list"
_MAX_INDEX = 10**9


def _recognises(sealed: Sealed) -> bool:
    kind = sealed.token.media_type
    is_old = kind == MediaType.VC_SD_JWT and is_typed(sealed.claims)
    return sealed.tail is not None and (kind == MediaType.SD_JWT_VC or is_old)


def is_typed(claims: JSONObject) -> bool:
    """Whether a payload is that of an SD-JWT VC, and not a credential of the W3C data model."""
    return "vct" in claims and "@context" not in claims


def _read(sealed: Sealed) -> ParsedCredential:
    _check_header(sealed.token.header)
    opened = open_sd_jwt(sealed.content, sealed.claims)
    opened.keep_shown(*ALWAYS_SHOWN)
    claims = opened.claims
    about_token = {"iat": claims["iat"]} if "iat" in claims else {}
    entries, unknown = _status(claims)
    begins, ends = _time(claims, "nbf"), _time(claims, "exp")
    return ParsedCredential(
        document=claims,
        issuer=_issuer(claims),
        proofs=(),
        # The dates are the credential's own: they are judged as such, and not as the token's.
        token=opened.secured(sealed.token, about_token),
        status_entries=entries,
        unknown_status=unknown,
        valid_from=begins,
        valid_until=ends,
        begins_in=_written(claims, "validFrom", begins) or "nbf",
        ends_in=_written(claims, "validUntil", ends) or "exp",
        vct=_type(claims),
    )


def _check_header(header: Mapping[str, Any]) -> None:
    if "x5c" in header:
        # A certificate would name the issuer (§3.5); no list of authorities is kept here.
        raise refuse(ProblemCode.DID_METHOD_UNKNOWN, "an issuer that a certificate names", "/x5c")
    check_members(header)


def _type(claims: JSONObject) -> str:
    vct, others = claims.get("vct"), claims.get("aka_vcts")
    if not isinstance(vct, str) or not vct:
        raise refuse(ProblemCode.BAD_VALUE, "vct is a text that names a type", "/vct")
    if not isinstance(claims.get("vct#integrity", ""), str):
        raise refuse(ProblemCode.BAD_VALUE, "the digest of a type is a text", "/vct#integrity")
    if others is None and "aka_vcts" not in claims:
        return vct
    if not isinstance(others, list) or not others or vct in others:
        raise refuse(ProblemCode.BAD_VALUE, "aka_vcts is a list of other types", "/aka_vcts")
    if not all(isinstance(other, str) and other for other in others):
        raise refuse(ProblemCode.BAD_VALUE, "aka_vcts is a list of texts", "/aka_vcts")
    return vct


def _issuer(claims: JSONObject) -> str:
    issuer = claims.get("iss")
    if "iss" in claims and not isinstance(issuer, str):
        raise refuse(ProblemCode.BAD_VALUE, "iss is a text", "/iss")
    if not isinstance(issuer, str) or not (is_https(issuer) or issuer.startswith("did:")):
        raise refuse(ProblemCode.DID_METHOD_UNKNOWN, "no issuer with an address or a DID", "/iss")
    return issuer


def _time(claims: JSONObject, name: str) -> datetime | None:
    return numeric_date(claims[name], f"/{name}") if name in claims else None


def _written(claims: JSONObject, member: str, moment: datetime | None) -> str | None:
    """The claim that says the same moment as the issuer's clock showed it, which tells its day."""
    try:
        return member if moment == date_time(claims.get(member), f"/{member}") else None
    except CredentialsError:
        return None


def _status(claims: JSONObject) -> tuple[tuple[StatusEntry, ...], tuple[str, ...]]:
    """The place on a Token Status List, and the pointers of what is not read."""
    status = claims.get("status", {})
    if not isinstance(status, dict):
        raise refuse(ProblemCode.BAD_VALUE, "status is an object", "/status")
    unknown = tuple(f"/status/{name}" for name in status if name != _STATUS_LIST)
    if _STATUS_LIST not in status:
        return (), unknown
    listed, pointer = status[_STATUS_LIST], f"/status/{_STATUS_LIST}"
    uri = listed.get("uri") if isinstance(listed, dict) else None
    index = listed.get("idx") if isinstance(listed, dict) else None
    uri = absolute_url(uri, f"{pointer}/uri")
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < _MAX_INDEX:
        raise refuse(ProblemCode.BAD_VALUE, "no place on a list", f"{pointer}/idx")
    return (StatusEntry("", uri, index, 0, pointer, kind=_STATUS_LIST),), unknown


SD_JWT_VC = Form(
    name="dc+sd-jwt",
    credential=MediaType.SD_JWT_VC,
    presentation=None,
    recognises=_recognises,
    read=_read,
)
