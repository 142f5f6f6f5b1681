"""Multikey: a public key as multibase text (Controlled Identifiers 1.0 §2.2.2)."""

from functools import lru_cache

from credentials.keys.algorithms import ALGORITHMS, PublicKey, public_key
from credentials.keys.encodings import decode_base58, encode_base58
from credentials.problems import ProblemCode, refuse

# The largest key in sight is RSA with 4,096 bits: 526 bytes in DER. It bounds the work.
_MAX_BYTES = 600


def encode(key: PublicKey) -> str:
    """The `publicKeyMultibase` of a key: `z`, then base58btc of multicodec and raw bytes."""
    return "z" + encode_base58(key.algorithm.multicodec + key.raw)


@lru_cache(maxsize=1_024)
def decode(text: str) -> PublicKey:
    """The public key that a `publicKeyMultibase` says; what was sound is remembered.

    Raises CredentialsError with `bad-value` for anything but one exact spelling, with
    `suite-unknown` for an algorithm that is not known here, and with `key-weak`.
    """
    if not text.startswith("z") or text == "z":
        raise refuse(ProblemCode.BAD_VALUE, "a Multikey is z and base58btc")
    content = decode_base58(text[1:], limit=_MAX_BYTES)
    for algorithm in ALGORITHMS.values():
        if content.startswith(algorithm.multicodec):
            return public_key(algorithm, content.removeprefix(algorithm.multicodec))
    raise refuse(ProblemCode.SUITE_UNKNOWN, "a Multikey of a kind that is not known here")
