"""eddsa-rdfc-2022: Ed25519 over RDFC-1.0 (Data Integrity EdDSA Cryptosuites 1.0 §3.2)."""

import hashlib

from credentials.jsonld.reference import canonical_nquads
from credentials.keys.algorithms import ED25519, Algorithm
from credentials.keys.encodings import decode_base58, encode_base58
from credentials.model import JSONObject, Policy
from credentials.problems import ProblemCode, refuse
from credentials.proofs.cryptosuite import Cryptosuite


def hash_data(
    document: JSONObject, options: JSONObject, *, algorithm: Algorithm, policy: Policy
) -> bytes:
    """64 bytes: the hash of the proof's options, then that of the document (§3.2.4).

    Raises CredentialsError with what the guards of `credentials.jsonld` find: parts that the
    signature would not cover, renamed or hidden parts, unknown contexts.
    """
    # The options are read in the document's own vocabulary (§3.2.5, step 5).
    configuration = {"@context": document.get("@context"), **options}
    # The hash of the proof options comes first (§3.2.4). Swapping the two halves still signs
    # and verifies here, and nowhere else.
    return b"".join(
        hashlib.new(
            algorithm.hash_name,
            canonical_nquads(part, policy=policy, hash_name=algorithm.hash_name).encode(),
        ).digest()
        for part in (configuration, document)
    )


def encode_value(signature: bytes) -> str:
    """The `proofValue` of a signature: `z` and base58btc (§3.2.1)."""
    return "z" + encode_base58(signature)


def decode_value(text: str) -> bytes:
    """The signature in a `proofValue`; `bad-value` unless it is `z` and exactly 64 bytes."""
    if not text.startswith("z"):
        raise refuse(ProblemCode.BAD_VALUE, "the proof value does not begin with z (base58btc)")
    signature = decode_base58(text[1:], limit=ED25519.signature_size)
    if len(signature) != ED25519.signature_size:
        raise refuse(
            ProblemCode.BAD_VALUE, f"the proof value has not {ED25519.signature_size} bytes"
        )
    return signature


EDDSA_RDFC_2022 = Cryptosuite(
    name="eddsa-rdfc-2022",
    algorithms=frozenset({ED25519}),
    hash_data=hash_data,
    encode_value=encode_value,
    decode_value=decode_value,
)
