"""Credentials as earlier versions of the standards wrote them, which are only read here."""

from datetime import datetime
from typing import Any

from credentials.keys.algorithms import ED25519
from credentials.keys.local_signer import LocalSigner
from credentials.model import JSONObject, Policy
from credentials.parsing import CREDENTIALS_V1
from credentials.proofs.cryptosuite import Unsecured, encode_value
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
    data = over_rdf(Unsecured(document, options, Policy.W3C), algorithm=ED25519)
    return {**document, "proof": {**options, "proofValue": encode_value(signer.sign(data))}}


def in_version_1(document: JSONObject, *contexts: str) -> JSONObject:
    """A credential of the data model 2.0 as version 1.1 has it; `contexts` come last."""
    renamed = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}
    own = [context for context in document["@context"][1:] if context not in contexts]
    return {
        **{renamed.get(name, name): member for name, member in document.items()},
        "@context": [CREDENTIALS_V1, *own, *contexts],
    }
