"""What a cryptosuite is: how a document becomes the bytes that are signed, and back to text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from credentials.keys.algorithms import Algorithm
from credentials.model import JSONObject, Policy


class HashData(Protocol):
    """Transforms and hashes a document together with its proof's options."""

    def __call__(
        self, document: JSONObject, options: JSONObject, *, algorithm: Algorithm, policy: Policy
    ) -> bytes:
        """The bytes to sign: of the document without `proof`, and the proof without its value."""
        ...


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """A cryptosuite under its registered name (Data Integrity 1.0 §3.1).

    `algorithms` are the kinds of key that it signs with. `decode_value` raises
    CredentialsError with `bad-value` for anything but the one spelling of a signature.
    """

    name: str
    algorithms: frozenset[Algorithm]
    hash_data: HashData
    encode_value: Callable[[bytes], str]
    decode_value: Callable[[str], bytes]
