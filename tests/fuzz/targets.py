"""What strangers' bytes reach first, one function each: it answers, or it refuses by our own error.

Anything else that comes out of one of them is a finding.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from app.base.intake import pdf, pictures
from app.batches import reading
from app.verifier import intake
from credentials.badges.baking import unbake
from credentials.derivation import derive
from credentials.did.document import read_document
from credentials.jose import compact
from credentials.jose.issuer_metadata import named_key, read_metadata
from credentials.keys import multikey, pem
from credentials.materials import NOTHING_AT_HAND
from credentials.model import Policy
from credentials.parsing import read_json
from credentials.problems import CredentialsError
from credentials.status.bitstring import StatusList
from credentials.status.revoked_credentials import is_revoked
from credentials.status.token_list import read_list_token
from credentials.status.token_list_cwt import read_list_cwt
from credentials.trust import TrustList
from credentials.verification import verify

_AT = datetime(2026, 12, 1, tzinfo=UTC)


def _verified(content: bytes) -> None:
    for policy in Policy:
        verify(content, materials=NOTHING_AT_HAND, trust=TrustList(), at=_AT, policy=policy)


def _derived(content: bytes) -> None:
    derive(content, ["/validFrom", "/credentialSubject"], presentation_header=b"n-1")


def _token_list(content: bytes) -> None:
    read = read_list_token if content[:3] == b"eyJ" else read_list_cwt
    read(content).listed.statuses.get(1)


def _issuer_keys(content: bytes) -> None:
    found = read_metadata(content, issuer="https://school.example")
    if not isinstance(found, str):
        named_key(found, None)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


TARGETS: Mapping[str, Callable[[bytes], object]] = MappingProxyType(
    {
        "credential": _verified,
        "json": read_json,
        "image": unbake,
        "token": compact.parse,
        "key-document": lambda content: read_document(content, did="did:web:school.example"),
        "multikey": lambda content: multikey.decode(_text(content)),
        "selection": _derived,
        "pem": lambda content: pem.decode(_text(content)),
        "issuer-keys": _issuer_keys,
        "token-list": _token_list,
        "revoked-ids": lambda content: is_revoked(content, "urn:a", issuer="did:web:a.example"),
        "status-list": lambda content: StatusList.decode(_text(content)),
        "brought": lambda content: intake.find(content, public_url="https://passport.example"),
        "class-list": lambda content: reading.read(content, reading.Choices()),
        # These two run in a worker process that may be ended; here they have to end by themselves.
        "pdf": pdf.pages_of,
        "picture": pictures.decode_picture,
    }
)


def tried(target: str, content: bytes) -> None:
    """Give some bytes to a target; whatever it raises but a refusal goes through."""
    try:
        TARGETS[target](content)
    except CredentialsError:
        return
