"""Names for blank nodes that say nothing about what else was signed (§3.4.3, §3.4.4)."""

import hashlib
import hmac
from collections.abc import Callable, Sequence

from credentials.keys.encodings import encode_base64url

LabelMap = Callable[[Sequence[str]], Sequence[str]]
"""A label for each canonical identifier (`c14n0`), in the same order (labelMapFactoryFunction)."""

HMAC_KEY_SIZE = 32


def hmac_labels(key: bytes) -> LabelMap:
    """Labels that are an HMAC of the identifier (createHmacIdLabelMapFunction, §3.4.4)."""

    def labels(identifiers: Sequence[str]) -> Sequence[str]:
        digests = (hmac.digest(key, name.encode(), hashlib.sha256) for name in identifiers)
        return [f"u{encode_base64url(digest)}" for digest in digests]

    return labels


def shuffled_labels(key: bytes) -> LabelMap:
    """Labels `b0`, `b1` and so on in the order of the HMACs (BBS Cryptosuites 1.0 §3.2.1).

    With them a proof is not bound to anything that only this credential has.
    """

    def labels(identifiers: Sequence[str]) -> Sequence[str]:
        digests = hmac_labels(key)(identifiers)
        ranks = {digest: rank for rank, digest in enumerate(sorted(digests))}
        return [f"b{ranks[digest]}" for digest in digests]

    return labels
