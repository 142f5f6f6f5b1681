"""Status List Tokens as CWT (Token Status List draft-20 §5.2): the same list in CBOR."""

from typing import Any

import cbor2

from credentials.cose import sign1
from credentials.jose.issuer_metadata import key_id
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.status.token_list import ListToken, SignedList, read_list

MEDIA_TYPE = "application/statuslist+cwt"
TAG = b"\xd2"
"""How one begins: the token has to be a tagged COSE_Sign1 (§5.2)."""

_ISS, _SUB, _EXP, _IAT, _LIST, _TTL = 1, 2, 4, 6, 65533, 65534
_MAX_LIST = 4_000_000


def secure_list_cwt(token: ListToken, signer: Signer, *, issuer: str) -> bytes:
    """A signed Status List Token in CWT form; raises what signing does.

    `issuer` is how the tokens on the list name their issuer; the key is named as theirs is.
    """
    claims: dict[int, Any] = {
        _ISS: issuer,
        _SUB: token.uri,
        _IAT: int(token.issued_at.timestamp()),
        _LIST: {"bits": token.statuses.bits, "lst": token.statuses.deflated()},
    }
    if token.expires is not None:
        claims[_EXP] = int(token.expires.timestamp())
    if token.ttl is not None:
        claims[_TTL] = token.ttl
    header = {sign1.KID: key_id(signer, issuer).encode(), sign1.TYP: MEDIA_TYPE}
    return sign1.sign(cbor2.dumps(claims, canonical=True), signer, header)


def read_list_cwt(content: bytes) -> SignedList:
    """Read a Status List Token in CWT form; whose it is is the caller's question.

    Raises CredentialsError with `malformed`, `proof-rejected` or `status-invalid` for what is
    none.
    """
    signed = sign1.read(content, limit=_MAX_LIST)
    if signed.header.get(sign1.TYP) != MEDIA_TYPE:
        raise _invalid("it is no token of a status list")
    claims = _claims(signed.payload)
    issuer, listed = claims.get(_ISS), claims.get(_LIST)
    if issuer is not None and not isinstance(issuer, str):
        raise _invalid("its issuer is a text")
    if not isinstance(listed, dict) or not isinstance(listed.get("lst"), bytes):
        raise _invalid("there is no list in it")
    names = {"sub": _SUB, "iat": _IAT, "exp": _EXP, "ttl": _TTL}
    said = {name: claims[number] for name, number in names.items() if number in claims}
    return SignedList(
        listed=read_list(said, listed.get("bits"), listed["lst"]),
        issuer=issuer,
        named=_named(signed.kid),
        algorithm=signed.algorithm,
        signing_input=signed.signing_input,
        signature=signed.signature,
    )


def _claims(payload: bytes) -> dict[Any, Any]:
    claims = sign1.read_cbor(payload)
    if not isinstance(claims, dict):
        raise refuse(ProblemCode.MALFORMED, "the token does not hold a map")
    return claims


def _named(kid: bytes | None) -> str | None:
    """The name of the key, which may stand outside the signature: the key is the issuer's own."""
    try:
        return None if kid is None else kid.decode()
    except UnicodeDecodeError as error:
        raise _invalid("the name of its key is no text") from error


def _invalid(detail: str) -> CredentialsError:
    return refuse(ProblemCode.STATUS_INVALID, detail, "/status_list")
