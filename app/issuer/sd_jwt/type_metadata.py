"""What is published about the type of our SD-JWT VCs (SD-JWT VC draft-19 §6).

Its digest stands in every certificate of this type, so that a version is never changed: what
has to be said otherwise is a new version, with an address of its own.
"""

import base64
import hashlib
import json

from credentials import JSONObject

PATH = "/vct/badge/1"

_CLAIMS: list[tuple[list[str | None], str, str]] = [
    (["name"], "Certificate", "never"),
    (["issuer", "name"], "Issued by", "never"),
    (["validFrom"], "Valid from", "never"),
    (["validUntil"], "Valid until", "never"),
    (["credentialSubject", "achievement", "name"], "What was achieved", "never"),
    (["credentialSubject", "achievement", "description"], "Description", "never"),
    (["credentialSubject", "achievement", "criteria", "narrative"], "Criteria", "never"),
    (["credentialSubject", "identifier", None], "Who it was awarded to", "always"),
    (["credentialSubject", "result", None], "Result", "always"),
    (["evidence", None], "Evidence", "always"),
    (["id"], "Identifier of the certificate", "always"),
]


def vct(public_url: str) -> str:
    """The type of the SD-JWT VCs of this service."""
    return f"{public_url}{PATH}"


def document(public_url: str) -> JSONObject:
    """The type metadata of version 1."""
    return {
        "vct": vct(public_url),
        "name": "Badge as SD-JWT VC, version 1",
        "description": "The members of an Open Badges 3.0 credential as claims of their names.",
        "display": [{"locale": "en", "name": "Certificate"}],
        "claims": [
            {"path": path, "display": [{"locale": "en", "label": label}], "sd": disclosed}
            for path, label, disclosed in _CLAIMS
        ],
    }


def content(public_url: str) -> bytes:
    """The bytes that are published, and never change."""
    return json.dumps(document(public_url), separators=(",", ":")).encode()


def integrity(public_url: str) -> str:
    """The digest of what is published, as `vct#integrity` (§7)."""
    digest = hashlib.sha256(content(public_url)).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
