"""Bitstring Status List 1.0: the bits, their published form, and the documents around them.

Who signed a list, and whether it is in its dates, is the verifier's question. Entries of
other people's credentials are read in `parsing`.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Self

from msgspec import Struct

from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.model import JSONObject, as_list, types_of
from credentials.parsing import CREDENTIALS_V2, date_time_stamp
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.status.inflating import GZIP, inflated

# A shorter list would tell its host whose status was asked for (§2.2: 16 KB).
MINIMUM_ENTRIES = 131_072

_MAX_BYTES = 2_000_000
# Bits that do not compress make a list longer, never by more than its base64 and headers.
_MAX_ENCODED = 2_800_000
_BITS = 8


class StatusList:
    """A row of bits, one per entry, all unset at first. Bit 0 is the left-most (§2.2)."""

    __slots__ = ("_bits",)

    def __init__(self, content: bytes | bytearray) -> None:
        """Take the bits as bytes, the first entry in the highest bit of the first byte."""
        self._bits = bytearray(content)

    @classmethod
    def empty(cls, entries: int = MINIMUM_ENTRIES) -> Self:
        """A list with no bit set; `entries` is a multiple of eight."""
        if entries <= 0 or entries % _BITS:
            raise refuse(ProblemCode.BAD_VALUE, "the number of entries is no multiple of eight")
        return cls(bytes(entries // _BITS))

    @classmethod
    def of(cls, indices: Iterable[int], *, entries: int = MINIMUM_ENTRIES) -> Self:
        """A list with exactly these bits set."""
        empty = cls.empty(entries)
        bits = bytearray(entries // _BITS)
        for index in indices:
            if not 0 <= index < entries:
                empty.set(index, value=True)
            bits[index >> 3] |= 0x80 >> (index & 7)
        return cls(bits)

    @classmethod
    def decode(cls, encoded: str, *, entry_count_at_least: int = MINIMUM_ENTRIES) -> Self:
        """Read an `encodedList` (§2.2, §3.2): multibase 'u', base64url without padding, GZIP.

        Inflates at most 2 MB. Raises CredentialsError with `status-invalid` for anything but
        exactly one GZIP member, and `status-list-short` for fewer entries than asked for.
        """
        content = _inflated(_unwrapped(encoded))
        if len(content) * _BITS < entry_count_at_least:
            raise refuse(
                ProblemCode.STATUS_LIST_SHORT, f"fewer than {entry_count_at_least} entries"
            )
        return cls(content)

    def encoded(self) -> str:
        """The list as an `encodedList`; the same bits always give the same text."""
        # Nothing but zeros comes again in bits that are set at random. Looking for them alone
        # takes an eightieth of the time of level 9, and the list is hardly longer, often shorter.
        machine = zlib.compressobj(wbits=GZIP, strategy=zlib.Z_RLE)
        return "u" + encode_base64url(machine.compress(self._bits) + machine.flush())

    def get(self, index: int) -> bool:
        """Whether the bit is set; `status-out-of-range` when there is no such entry."""
        byte, mask = self._place(index)
        return bool(self._bits[byte] & mask)

    def value(self, index: int, *, size: int) -> int:
        """The entry of `size` bits at that position, its highest bit first (§3.2)."""
        value = 0
        for place in range(index * size, (index + 1) * size):
            value = value << 1 | self.get(place)
        return value

    def set(self, index: int, *, value: bool) -> None:
        """Set or unset one bit; `status-out-of-range` when there is no such entry."""
        byte, mask = self._place(index)
        self._bits[byte] = self._bits[byte] | mask if value else self._bits[byte] & ~mask

    def _place(self, index: int) -> tuple[int, int]:
        if not 0 <= index < len(self):
            raise refuse(
                ProblemCode.STATUS_OUT_OF_RANGE, f"the list has {len(self)} entries, not this one"
            )
        byte, bit = divmod(index, _BITS)
        return byte, 0x80 >> bit

    def __len__(self) -> int:
        """How many entries the list has."""
        return len(self._bits) * _BITS


Decode = Callable[[str, int], StatusList]
"""Reads an `encodedList` that has to have so many entries; raises as `StatusList.decode`."""


def _decode(encoded: str, entries: int) -> StatusList:
    return StatusList.decode(encoded, entry_count_at_least=entries)


def _unwrapped(encoded: str) -> bytes:
    if len(encoded) > _MAX_ENCODED:
        raise _invalid("encodedList is too long")
    if not encoded.startswith("u"):
        raise _invalid("encodedList does not begin with 'u' (base64url)")
    try:
        return decode_base64url(encoded[1:])
    except CredentialsError as error:
        raise _invalid(f"encodedList: {error.problem.detail}") from error


def _inflated(compressed: bytes) -> bytes:
    try:
        return inflated(compressed, wbits=GZIP, limit=_MAX_BYTES)
    except ValueError as error:
        raise _invalid(f"encodedList {error}") from error


def _invalid(detail: str, pointer: str = "/credentialSubject/encodedList") -> CredentialsError:
    return refuse(ProblemCode.STATUS_INVALID, detail, pointer)


# ── Documents ───────────────────────────────────────────────────────────────────────────


class PublishedList(Struct, frozen=True):
    """What a list credential says: the bits, `ttl` in milliseconds, and the purposes."""

    statuses: StatusList
    ttl: int | None
    purposes: frozenset[str]


def entry_document(*, list_url: str, index: int, purpose: str) -> JSONObject:
    """The `credentialStatus` entry of one credential (§2.1)."""
    return {
        # The list's own URL must not be the entry's id, so the position is added.
        "id": f"{list_url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": list_url,
    }


def list_document(
    *,
    list_url: str,
    issuer: str,
    purpose: str,
    status_list: StatusList,
    valid_from: datetime,
    valid_until: datetime,
    ttl: int,
) -> JSONObject:
    """An unsigned BitstringStatusListCredential (§2.2); `ttl` is in milliseconds.

    Raises CredentialsError with `bad-value` when one of the two times has no zone.
    """
    return {
        "@context": [CREDENTIALS_V2],
        "id": list_url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": date_time_stamp(valid_from, "/validFrom"),
        "validUntil": date_time_stamp(valid_until, "/validUntil"),
        "credentialSubject": {
            "id": f"{list_url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "ttl": ttl,
            "encodedList": status_list.encoded(),
        },
    }


def read_list(
    document: Mapping[str, Any],
    *,
    list_url: str,
    purpose: str,
    size: int = 1,
    decode: Decode = _decode,
) -> PublishedList:
    """Read a list credential that was asked for at `list_url` for `purpose` (§3.2).

    `size` is how many bits the credential says that its entry has. The proof and dates of the
    list are the caller's to check. Raises CredentialsError: `status-invalid` when it is no such
    list, names another address, lacks the purpose or has entries of another size; and
    `status-list-short`.
    """
    if "BitstringStatusListCredential" not in types_of(document):
        raise _invalid("not a BitstringStatusListCredential", "/type")
    # The id may be absent; a list that names another address was put in this one's place.
    if document.get("id", list_url) != list_url:
        raise _invalid("the list is published under another address", "/id")
    subject = document.get("credentialSubject")
    if isinstance(subject, list) and len(subject) == 1:
        subject = subject[0]
    if not isinstance(subject, dict) or "BitstringStatusList" not in types_of(subject):
        raise _invalid("the subject is not one BitstringStatusList", "/credentialSubject")
    said = subject.get("statusSize", size)
    if said != size or isinstance(said, bool):
        raise _invalid("its entries have another size", "/credentialSubject/statusSize")
    purposes = _purposes(subject)
    if purpose not in purposes:
        raise _invalid("the list has another purpose", "/credentialSubject/statusPurpose")
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise _invalid("no encodedList")
    statuses = decode(encoded, MINIMUM_ENTRIES * size)
    return PublishedList(statuses, _ttl(subject), purposes)


def _purposes(subject: JSONObject) -> frozenset[str]:
    purposes = as_list(subject.get("statusPurpose"))
    if not all(isinstance(purpose, str) and purpose for purpose in purposes):
        raise _invalid("statusPurpose is one or more names", "/credentialSubject/statusPurpose")
    return frozenset(purposes)


def _ttl(subject: JSONObject) -> int | None:
    ttl = subject.get("ttl")
    if ttl is not None and (isinstance(ttl, bool) or not isinstance(ttl, int) or ttl < 0):
        raise _invalid("ttl is not a number of milliseconds", "/credentialSubject/ttl")
    return ttl
