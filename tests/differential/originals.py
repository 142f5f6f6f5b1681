"""The real documents that the ledger edits, kept as they are in originals.json.

`python -m tests.differential.originals` wrote the file: badges and presentations of the tests,
files of examples/zoo, what proofs say of themselves, and documents in the forms of the published
vectors. A new one of any of them would be a new generator, and a ledger from the beginning.
"""

import json
from pathlib import Path
from typing import Any

from credentials.model import JSONObject
from tests.unit.credentials.jsonld.documents import V2, badge, credential, presentation

_FILE = Path(__file__).parent / "originals.json"
_ZOO = Path(__file__).parents[2] / "examples" / "zoo"
_FILES = (
    *("eddsa-rdfc-2022-good", "bbs-2023-good", "version-1-good", "version-1-ed25519-2020-good"),
    *("presentation-good", "suspended", "enveloped-good", "said-twice", "renamed-term"),
)
_FORMS: tuple[JSONObject, ...] = (
    {
        "@context": [V2, "https://www.w3.org/ns/credentials/examples/v2"],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni",
        "issuer": "https://school.example/issuers/5678",
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ana", "alumniOf": "The School of Examples"},
    },
    {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": "did:web:school.example",
        "verificationMethod": [
            {
                "id": "did:web:school.example#key-1",
                "type": "Multikey",
                "controller": "did:web:school.example",
                "publicKeyMultibase": "z6MkhjkJyy6tTdMh8Dwyo2VMVZwuWhzs5ekUuX1Db64aYWwA",
            }
        ],
        "assertionMethod": ["did:web:school.example#key-1"],
    },
    {
        "@context": [V2, "https://w3id.org/vdl/v1"],
        "type": ["VerifiableCredential", "Iso18013DriversLicenseCredential"],
        "issuer": {"id": "did:example:dmv", "name": "Office"},
        "credentialSubject": {
            "id": "did:example:ana",
            "type": "LicensedDriver",
            "driversLicense": {
                "type": "Iso18013DriversLicense",
                "family_name": "Yusuf",
                "driving_privileges": [{"codes": [{"code": "D"}], "vehicle_category_code": "D"}],
            },
        },
    },
)


def originals() -> list[JSONObject]:
    """The documents; nobody may change them."""
    read: list[JSONObject] = json.loads(_FILE.read_text())
    return read


def main() -> None:
    """Write originals.json."""
    shown = [badge(), credential(), presentation(badge(), credential()), *_FORMS]
    for name in _FILES:
        document: dict[str, Any] = json.loads((_ZOO / "files" / f"{name}.json").read_text())
        proof = document.pop("proof", None)
        shown.append(document)
        if proof is not None:
            del proof["proofValue"]
            shown.append({"@context": document["@context"], **proof})
    _FILE.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
