"""ecdsa-jcs-2019: P-256 or P-384 over JCS (Data Integrity ECDSA Cryptosuites 1.0 §3.3)."""

from credentials.keys.algorithms import P256, P384
from credentials.proofs.cryptosuite import Cryptosuite, OneSignature
from credentials.proofs.hashing import over_json

ECDSA_JCS_2019 = Cryptosuite(
    name="ecdsa-jcs-2019",
    algorithms=frozenset({P256, P384}),
    values=OneSignature(over_json),
    keeps_context=True,
)
