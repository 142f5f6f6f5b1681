"""Documents of the smallest shape that is right, each with members changed."""

from typing import Any

from credentials.model import JSONObject
from credentials.parsing import CREDENTIALS_V2

ISSUER = "did:web:school.example"


def a_document(**changes: Any) -> JSONObject:
    """A minimal credential with members changed; `...` removes one."""
    document: JSONObject = {
        "@context": [CREDENTIALS_V2],
        "id": "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        "type": ["VerifiableCredential"],
        "issuer": ISSUER,
        "credentialSubject": {"id": "did:example:worker"},
    }
    changed = {**document, **changes}
    return {name: value for name, value in changed.items() if value is not ...}


def an_entry(**changes: Any) -> JSONObject:
    entry: JSONObject = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://school.example/status/1",
    }
    changed = {**entry, **changes}
    return {name: value for name, value in changed.items() if value is not ...}


def a_proof(**changes: Any) -> JSONObject:
    proof: JSONObject = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "verificationMethod": f"{ISSUER}#key-1",
        "proofPurpose": "assertionMethod",
        "created": "2026-11-20T12:00:00Z",
        "proofValue": "z1",
    }
    changed = {**proof, **changes}
    return {name: value for name, value in changed.items() if value is not ...}


def a_presentation(**changes: Any) -> JSONObject:
    document: JSONObject = {
        "@context": [CREDENTIALS_V2],
        "type": "VerifiablePresentation",
        "verifiableCredential": [a_document()],
    }
    return {name: value for name, value in {**document, **changes}.items() if value is not ...}


def an_envelope(**changes: Any) -> JSONObject:
    document: JSONObject = {
        "@context": [CREDENTIALS_V2],
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+jwt,a.b%2Ec",
    }
    return {name: value for name, value in {**document, **changes}.items() if value is not ...}
