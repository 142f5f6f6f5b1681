"""Token Status List (draft-ietf-oauth-status-list-20): values of 1 to 8 bits, and their form.

Who signed a list, and whether it is of today, is the verifier's question.
"""

import zlib
from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum
from typing import Any, Self

from msgspec import Struct

from credentials.jose import compact
from credentials.jose.issuer_metadata import key_id
from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.model import JSONObject, as_bytes
from credentials.parsing import numeric_date, read_json
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.status.inflating import ZLIB, inflated


class TokenStatus(IntEnum):
    """The registered values (§7.1)."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


_SIZES = frozenset({1, 2, 4, 8})
_BITS = 8
_MAX_BYTES = 2_000_000
_MAX_COMPRESSED = 2_200_000
_MAX_LIST = 4_000_000
_TYP = "statuslist+jwt"
MEDIA_TYPE = f"application/{_TYP}"


class TokenStatusList:
    """A row of values of `bits` bits each, all zero at first.

    The first value stands in the lowest bits of the first byte (§4.1).
    """

    __slots__ = ("_content", "bits")

    def __init__(self, content: bytes, *, bits: int) -> None:
        """Take the packed values; raises `bad-value` unless `bits` is 1, 2, 4 or 8."""
        if bits not in _SIZES:
            raise refuse(ProblemCode.BAD_VALUE, "a value has 1, 2, 4 or 8 bits", "/bits")
        self.bits = bits
        self._content = bytearray(content)

    @classmethod
    def of(cls, values: Mapping[int, int], *, entries: int, bits: int) -> Self:
        """A list of `entries` values that are zero but for the given ones."""
        if bits not in _SIZES or entries <= 0 or entries * bits % _BITS:
            raise refuse(ProblemCode.BAD_VALUE, "the values do not fill whole bytes")
        made = cls(bytes(entries * bits // _BITS), bits=bits)
        for index, value in values.items():
            made.set(index, value)
        return made

    @classmethod
    def inflate(cls, compressed: bytes, *, bits: int) -> Self:
        """Read a list as it is published: one ZLIB stream that inflates to at most 2 MB.

        Raises CredentialsError with `status-invalid` for anything else.
        """
        if len(compressed) > _MAX_COMPRESSED:
            raise _invalid("lst is too long")
        try:
            content = inflated(compressed, wbits=ZLIB, limit=_MAX_BYTES)
        except ValueError as error:
            raise _invalid(f"lst {error}") from error
        if not content:
            raise _invalid("lst has no values")
        return cls(content, bits=bits)

    def deflated(self) -> bytes:
        """The list as it is published, compressed as far as ZLIB can (§4.1).

        The specification's examples are compressed like this, so that they can be compared.
        """
        return zlib.compress(bytes(self._content), level=9)

    def get(self, index: int) -> int:
        """The value at a place; `status-out-of-range` when there is no such place."""
        byte, shift = self._place(index)
        return self._content[byte] >> shift & self._mask

    def set(self, index: int, value: int) -> None:
        """Write a value; `status-out-of-range` when there is no such place, or it is too large."""
        byte, shift = self._place(index)
        if not 0 <= value <= self._mask:
            raise refuse(ProblemCode.STATUS_OUT_OF_RANGE, f"{value} does not fit {self.bits} bits")
        cleared = self._content[byte] & ~(self._mask << shift)
        self._content[byte] = cleared | value << shift

    @property
    def _mask(self) -> int:
        return (1 << self.bits) - 1

    def _place(self, index: int) -> tuple[int, int]:
        if not 0 <= index < len(self):
            raise refuse(
                ProblemCode.STATUS_OUT_OF_RANGE, f"the list has {len(self)} values, not this one"
            )
        byte, within = divmod(index * self.bits, _BITS)
        return byte, within

    def __len__(self) -> int:
        """How many values the list has."""
        return len(self._content) * _BITS // self.bits


def _invalid(detail: str) -> CredentialsError:
    return refuse(ProblemCode.STATUS_INVALID, detail, "/status_list")


# ── The token around it (§5) ────────────────────────────────────────────────────────────


class ListToken(Struct, frozen=True):
    """What a Status List Token says: of which address, when, until when, and the values.

    `ttl` is how many seconds it may be kept.
    """

    uri: str
    issued_at: datetime
    expires: datetime | None
    ttl: int | None
    statuses: TokenStatusList


def list_claims(token: ListToken, *, issuer: str) -> JSONObject:
    """The claims of a Status List Token in JWT form (§5.1)."""
    claims: JSONObject = {
        "iss": issuer,
        "sub": token.uri,
        "iat": int(token.issued_at.timestamp()),
        "status_list": {
            "bits": token.statuses.bits,
            "lst": encode_base64url(token.statuses.deflated()),
        },
    }
    if token.expires is not None:
        claims["exp"] = int(token.expires.timestamp())
    if token.ttl is not None:
        claims["ttl"] = token.ttl
    return claims


def secure_list(token: ListToken, signer: Signer, *, issuer: str) -> bytes:
    """A signed Status List Token in JWT form (§5.1); raises what signing does.

    `issuer` is how the tokens on the list name their issuer; the key is named as theirs is.
    """
    header = {"kid": key_id(signer, issuer), "typ": _TYP}
    return compact.sign_with(header, as_bytes(list_claims(token, issuer=issuer)), signer).encode()


class SignedList(Struct, frozen=True):
    """A Status List Token as it was published: what it says, and what secures it.

    None of it is believed yet. `issuer` and `named` (the name of the key) may be left out.
    """

    listed: ListToken
    issuer: str | None
    named: str | None
    algorithm: str
    signing_input: bytes
    signature: bytes


def read_list_token(content: bytes) -> SignedList:
    """Read a Status List Token; whose it is is the caller's question.

    Raises CredentialsError with `malformed`, `proof-rejected` or `status-invalid` for what is
    none.
    """
    token = compact.read(content.strip(), limit=_MAX_LIST)
    if token.media_type != MEDIA_TYPE:
        raise _invalid("it is no token of a status list")
    compact.check_members(token.header)
    claims = read_json(token.payload, limit=_MAX_LIST)
    if not isinstance(claims, dict):
        raise refuse(ProblemCode.MALFORMED, "the token does not hold an object")
    issuer = claims.get("iss")
    if issuer is not None and not isinstance(issuer, str):
        raise _invalid("iss is a text")
    return SignedList(
        listed=read_claims(claims),
        issuer=issuer,
        named=token.header.get("kid"),
        algorithm=token.header["alg"],
        signing_input=token.signing_input,
        signature=token.signature,
    )


def read_claims(claims: Mapping[str, Any]) -> ListToken:
    """Read the claims of a list in JWT form; who signed them is the caller's question.

    Raises CredentialsError with `status-invalid` for what is missing or has another form.
    """
    listed = claims.get("status_list")
    if not isinstance(listed, dict) or not isinstance(listed.get("lst"), str):
        raise _invalid("there is no list in it")
    try:
        compressed = decode_base64url(listed["lst"])
    except CredentialsError as error:
        raise _invalid(f"lst: {error.problem.detail}") from error
    return read_list(claims, listed.get("bits"), compressed)


def read_list(claims: Mapping[str, Any], bits: Any, compressed: bytes) -> ListToken:
    """Read a list with the claims of a JWT; raises CredentialsError with `status-invalid`."""
    if isinstance(bits, bool) or not isinstance(bits, int) or bits not in _SIZES:
        raise _invalid("bits is not 1, 2, 4 or 8")
    uri = claims.get("sub")
    if not isinstance(uri, str):
        raise _invalid("it does not name its address")
    issued_at = _time(claims.get("iat"))
    if issued_at is None:
        raise _invalid("it does not say when it was issued")
    ttl = claims.get("ttl")
    if ttl is not None and (isinstance(ttl, bool) or not isinstance(ttl, int) or ttl <= 0):
        raise _invalid("ttl is not a positive number of seconds")
    statuses = TokenStatusList.inflate(compressed, bits=bits)
    return ListToken(uri, issued_at, _time(claims.get("exp")), ttl, statuses)


def _time(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        return numeric_date(value, "")
    except CredentialsError as error:
        raise _invalid(error.problem.detail) from error
