"""eddsa-jcs-2022: Ed25519 over JCS (Data Integrity EdDSA Cryptosuites 1.0 §3.3)."""

from credentials.keys.algorithms import ED25519
from credentials.proofs.cryptosuite import Cryptosuite, OneSignature
from credentials.proofs.hashing import over_json

EDDSA_JCS_2022 = Cryptosuite(
    name="eddsa-jcs-2022",
    algorithms=frozenset({ED25519}),
    values=OneSignature(over_json),
    keeps_context=True,
)
