"""COSE_Sign1 (RFC 9052 §4.2), narrowed to what a credential needs (VC-JOSE-COSE 1.0 §3.3).

As in a JOSE header, nothing that brings its own key or changes what is signed is taken, and
only what is under the signature is looked at.
"""

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NoReturn

import cbor2
from msgspec import Struct

from credentials.ports import Signer, checked_signature
from credentials.problems import ProblemCode, refuse

ALG, CRIT, CONTENT_TYPE, KID, CWT_CLAIMS, TYP = 1, 2, 3, 4, 15, 16
_TAG = b"\xd2"
_MAX_BYTES = 256 * 1024
_MAX_DEPTH = 4
_PARTS = 4
# x5bag, x5chain, x5t, x5u (RFC 9360 §2) bring keys.
_NOT_TAKEN = frozenset({CRIT, 32, 33, 34, 35})
# RFC 9053 §2, RFC 8812 §2, RFC 9864 §2. What is written stands first of its kind.
_ALGORITHMS: Mapping[int, str] = MappingProxyType(
    {-7: "ES256", -35: "ES384", -36: "ES512", -8: "EdDSA", -257: "RS256",
     -9: "ES256", -51: "ES384", -52: "ES512", -19: "Ed25519"}
)  # fmt: skip


class Sign1(Struct, frozen=True):
    """A COSE_Sign1 that was read and is NOT yet believed; `algorithm` is its name in JOSE.

    `kid` may stand outside the signature, as it only says which of a signer's keys to try.
    """

    header: Mapping[Any, Any]
    algorithm: str
    payload: bytes
    signing_input: bytes
    signature: bytes
    kid: bytes | None = None


def _no_tag(*_: Any) -> NoReturn:
    """What stands for the decoder of every tag: nothing is computed that a tag asks for."""
    raise ValueError


def sign(payload: bytes, signer: Signer, header: Mapping[int, Any]) -> bytes:
    """A COSE_Sign1 over `payload`, with these protected members and `alg`.

    Raises CredentialsError with `signing-failed` when the signature does not fit the signer's
    key or COSE has no name for the algorithm, and what the signer raises.
    """
    names = [number for number, name in _ALGORITHMS.items() if name == signer.algorithm.jose]
    if not names:
        raise refuse(ProblemCode.SIGNING_FAILED, "such a key signs nothing in COSE")
    protected = cbor2.dumps({ALG: names[0], **header}, canonical=True)
    signature = checked_signature(signer, _signing_input(protected, payload))
    return _TAG + cbor2.dumps([protected, {}, payload, signature])


def read(content: bytes, *, limit: int = _MAX_BYTES) -> Sign1:
    """Take a COSE_Sign1 of at most 256 KB apart, with its tag or without.

    Raises CredentialsError with `malformed` for anything else and for CBOR that is not in its
    shortest form, `proof-rejected` for headers that bring keys or have critical members, and
    `suite-unknown` for algorithms that are not known here.
    """
    parts = _exact(content.removeprefix(_TAG), limit)
    if not isinstance(parts, list) or len(parts) != _PARTS:
        raise refuse(ProblemCode.MALFORMED, "not a COSE_Sign1")
    protected, unprotected, payload, signature = parts
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise refuse(ProblemCode.MALFORMED, "a part of the COSE_Sign1 is not bytes")
    header = _exact(protected, limit) if protected else {}
    if not isinstance(header, dict) or not isinstance(unprotected, dict):
        raise refuse(ProblemCode.MALFORMED, "a header of the COSE_Sign1 is not a map")
    if (header.keys() | unprotected.keys()) & _NOT_TAKEN or header.keys() & unprotected.keys():
        raise refuse(ProblemCode.PROOF_REJECTED, "a header has a member that is not taken")
    number = header.get(ALG)
    if isinstance(number, bool) or not isinstance(number, int):
        raise refuse(ProblemCode.PROOF_REJECTED, "no algorithm under the signature")
    if number not in _ALGORITHMS:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "an algorithm that is not known here")
    signing_input = _signing_input(protected, payload)
    named = header.get(KID, unprotected.get(KID))
    kid = named if isinstance(named, bytes) else None
    return Sign1(
        MappingProxyType(header), _ALGORITHMS[number], payload, signing_input, signature, kid
    )


def _signing_input(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure (RFC 9052 §4.4), nothing being supplied from outside."""
    return cbor2.dumps(["Signature1", protected, b"", payload])


def _exact(content: bytes, limit: int) -> Any:
    if len(content) > limit:
        raise refuse(ProblemCode.MALFORMED, f"a COSE_Sign1 of more than {limit} bytes")
    value = read_cbor(content)
    # Two readers could otherwise take the same bytes for different things.
    if cbor2.dumps(value) != content:
        raise refuse(ProblemCode.MALFORMED, "CBOR that is not in its shortest form")
    return value


def read_cbor(content: bytes) -> Any:
    """Read one CBOR value without tags; raises CredentialsError with `malformed`.

    It is at most four deep, with no length left open and no key twice in one map. How long the
    content may be is the caller's to say.
    """
    try:
        return cbor2.loads(
            content,
            max_depth=_MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            semantic_decoders=defaultdict(lambda: _no_tag),
        )
    except cbor2.CBORError as error:
        raise refuse(ProblemCode.MALFORMED, "not CBOR as it is taken here") from error
