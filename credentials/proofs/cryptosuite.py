"""What a cryptosuite is: how a document becomes the bytes that are signed, and back to text."""

from dataclasses import dataclass
from typing import Protocol

from credentials.keys.algorithms import Algorithm
from credentials.keys.encodings import decode_base58, encode_base58
from credentials.model import JSONObject, Policy
from credentials.problems import ProblemCode, refuse

PROOF_TYPE = "DataIntegrityProof"


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

    `algorithms` are the kinds of key that it signs with. `keeps_context` suites sign the JSON
    itself, and write the document's contexts into the proof (EdDSA Cryptosuites 1.0 §3.3.1).
    A suite with a `proof_type` of its own is from before Data Integrity 1.0, when the type of a
    proof named the suite: its proofs are checked, and none is made.
    """

    name: str
    algorithms: frozenset[Algorithm]
    hash_data: HashData
    keeps_context: bool = False
    proof_type: str = PROOF_TYPE

    @property
    def signs(self) -> bool:
        """Whether new proofs are made with it."""
        return self.proof_type == PROOF_TYPE


def encode_value(signature: bytes) -> str:
    """The `proofValue` of a signature: `z` and base58btc (EdDSA Cryptosuites 1.0 §3.2.1)."""
    return "z" + encode_base58(signature)


def decode_value(text: str, algorithm: Algorithm) -> bytes:
    """The signature in a `proofValue`; `bad-value` unless it is `z` and of the right size."""
    if not text.startswith("z"):
        raise refuse(ProblemCode.BAD_VALUE, "the proof value does not begin with z (base58btc)")
    signature = decode_base58(text[1:], limit=algorithm.signature_size)
    if len(signature) != algorithm.signature_size:
        raise refuse(
            ProblemCode.BAD_VALUE, f"the proof value has not {algorithm.signature_size} bytes"
        )
    return signature
