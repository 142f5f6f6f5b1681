"""eddsa-rdfc-2022: Ed25519 over RDFC-1.0 (Data Integrity EdDSA Cryptosuites 1.0 §3.2)."""

from credentials.keys.algorithms import ED25519
from credentials.proofs.cryptosuite import Cryptosuite, OneSignature
from credentials.proofs.hashing import over_rdf

EDDSA_RDFC_2022 = Cryptosuite(
    name="eddsa-rdfc-2022",
    algorithms=frozenset({ED25519}),
    values=OneSignature(over_rdf),
)
