"""Ed25519Signature2020: what eddsa-rdfc-2022 was before its name (EdDSA Cryptosuites 1.0 §A)."""

from credentials.keys.algorithms import ED25519
from credentials.proofs.cryptosuite import Cryptosuite, OneSignature
from credentials.proofs.hashing import over_rdf

ED25519_SIGNATURE_2020 = Cryptosuite(
    name="Ed25519Signature2020",
    algorithms=frozenset({ED25519}),
    values=OneSignature(over_rdf),
    proof_type="Ed25519Signature2020",
)
