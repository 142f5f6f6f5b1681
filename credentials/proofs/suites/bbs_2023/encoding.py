"""Proof values of bbs-2023 as text: multibase base64url of a header and CBOR (BBS §3.3)."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct

from credentials.keys.bbs.ciphersuite import PUBLIC_KEY_SIZE
from credentials.keys.bbs.signature import SIZE as SIGNATURE_SIZE
from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.problems import ProblemCode, refuse
from credentials.proofs.selective import cbor
from credentials.proofs.selective.labels import HMAC_KEY_SIZE

_BASE, _DERIVED = b"\xd9\x5d\x02", b"\xd9\x5d\x03"
# The other forms (BBS §4): with a secret of the holder, with a pseudonym, with both.
_OTHER_FORMS = frozenset(b"\xd9\x5d" + bytes([form]) for form in range(4, 10))
_HEADER_SIZE = 64
_PARTS = 5
# A certificate has at most 10,000 values, and each is shown in a few bytes.
_MAX_CHARACTERS = 200_000


class BaseValue(Struct, frozen=True):
    """What the issuer gives the holder (BBS §3.3.1): from it any part can be shown."""

    signature: bytes
    header: bytes
    public_key: bytes
    hmac_key: bytes
    mandatory_pointers: Sequence[str]

    def text(self) -> str:
        """The `proofValue`."""
        parts = [
            self.signature,
            self.header,
            self.public_key,
            self.hmac_key,
            list(self.mandatory_pointers),
        ]
        return _text(_BASE, parts)


class DerivedValue(Struct, frozen=True):
    """What the holder shows (BBS §3.3.6): a proof, and how to read the document for it.

    `labels` are numbers by the numbers of canonical identifiers. Of the statements shown,
    `mandatory` are the places of those that always are; `selective` are the places of the
    others among the signed messages.
    """

    proof: bytes
    labels: Mapping[int, int]
    mandatory: Sequence[int]
    selective: Sequence[int]
    presentation_header: bytes

    def text(self) -> str:
        """The `proofValue`."""
        parts = [
            self.proof,
            self.labels,
            list(self.mandatory),
            list(self.selective),
            self.presentation_header,
        ]
        return _text(_DERIVED, parts)


def read_base(text: str) -> BaseValue:
    """A base proof value (parseBaseProofValue, BBS §3.3.2); `bad-value` for anything else."""
    start, parts = _parts(text)
    if start != _BASE:
        raise refuse(ProblemCode.BAD_VALUE, "not a proof that others can be derived from")
    signature, header, public_key, hmac_key, pointers = parts
    sizes = (SIGNATURE_SIZE, _HEADER_SIZE, PUBLIC_KEY_SIZE, HMAC_KEY_SIZE)
    if not all(
        isinstance(part, bytes) and len(part) == size
        for part, size in zip(parts, sizes, strict=False)
    ) or not (isinstance(pointers, list) and all(isinstance(one, str) for one in pointers)):
        raise refuse(ProblemCode.BAD_VALUE, "a part of the proof value is not what it must be")
    return BaseValue(signature, header, public_key, hmac_key, pointers)


def read_derived(text: str) -> DerivedValue:
    """A derived proof value (parseDerivedProofValue, BBS §3.3.7).

    Raises CredentialsError with `proof-not-for-showing` for a base proof value, and with
    `bad-value` for anything else.
    """
    start, parts = _parts(text)
    if start == _BASE:
        detail = "the proof that others are derived from is for the holder alone"
        raise refuse(ProblemCode.PROOF_NOT_FOR_SHOWING, detail)
    proof, labels, mandatory, selective, presentation_header = parts
    if not (
        isinstance(proof, bytes)
        and _are_labels(labels)
        and _ascends(mandatory)
        and _ascends(selective)
        and isinstance(presentation_header, bytes)
    ):
        raise refuse(ProblemCode.BAD_VALUE, "a part of the proof value is not what it must be")
    return DerivedValue(proof, labels, mandatory, selective, presentation_header)


def _text(start: bytes, parts: Sequence[Any]) -> str:
    return "u" + encode_base64url(start + cbor.encode(parts))


def _parts(text: str) -> tuple[bytes, Sequence[Any]]:
    """The three bytes that a value starts with, and its five parts."""
    if not text.startswith("u") or len(text) > _MAX_CHARACTERS:
        raise refuse(ProblemCode.BAD_VALUE, "not base64url with u before it")
    content = decode_base64url(text[1:])
    start = content[: len(_BASE)]
    if start in _OTHER_FORMS:
        detail = "a form of bbs-2023 with a secret of the holder or a pseudonym"
        raise refuse(ProblemCode.SUITE_UNKNOWN, detail)
    if start not in (_BASE, _DERIVED):
        raise refuse(ProblemCode.BAD_VALUE, "not a proof value of bbs-2023")
    parts = cbor.decode(content[len(_BASE) :])
    if not isinstance(parts, list) or len(parts) != _PARTS:
        raise refuse(ProblemCode.BAD_VALUE, f"the proof value has not {_PARTS} parts")
    return start, parts


def _are_labels(labels: Any) -> bool:
    """Whether it is numbers by numbers, no two alike: otherwise two things were shown as one."""
    return (
        isinstance(labels, dict)
        and all(isinstance(label, int) for label in labels.values())
        and len(set(labels.values())) == len(labels)
    )


def _ascends(places: Any) -> bool:
    """Whether it is a list of numbers, each once and in order: they have one spelling here."""
    return (
        isinstance(places, list)
        and all(isinstance(place, int) for place in places)
        and all(one < other for one, other in pairwise(places))
    )
