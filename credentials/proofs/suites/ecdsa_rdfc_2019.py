"""ecdsa-rdfc-2019: P-256 or P-384 over RDFC-1.0 (Data Integrity ECDSA Cryptosuites 1.0 §3.2)."""

from credentials.keys.algorithms import P256, P384
from credentials.proofs.cryptosuite import Cryptosuite, OneSignature
from credentials.proofs.hashing import over_rdf

ECDSA_RDFC_2019 = Cryptosuite(
    name="ecdsa-rdfc-2019",
    algorithms=frozenset({P256, P384}),
    values=OneSignature(over_rdf),
)
