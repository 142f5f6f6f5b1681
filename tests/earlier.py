"""Credentials as earlier versions of the standards wrote them, which are only read here."""

from datetime import datetime
from typing import Any

from credentials.keys.algorithms import ED25519
from credentials.keys.local_signer import LocalSigner
from credentials.model import JSONObject, Policy
from credentials.proofs.cryptosuite import encode_value
from credentials.proofs.hashing import over_rdf

SIGNATURE_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"


def signed_as_in_2020(
    document: JSONObject, signer: LocalSigner, *, at: datetime, **members: Any
) -> JSONObject:
    """The document with an Ed25519Signature2020 over it (EdDSA Cryptosuites 1.0 §A)."""
    options: JSONObject = {
        "type": "Ed25519Signature2020",
        "created": at.isoformat().replace("+00:00", "Z"),
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
        **members,
    }
    data = over_rdf(document, options, algorithm=ED25519, policy=Policy.W3C)
    return {**document, "proof": {**options, "proofValue": encode_value(signer.sign(data))}}
