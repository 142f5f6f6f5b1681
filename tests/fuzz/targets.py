"""What strangers' bytes reach first, one function each: it answers, or it refuses by our own error.

Anything else that comes out of one of them is a finding.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from app.batches import reading
from app.verifier import intake
from credentials.badges.baking import unbake
from credentials.did.document import read_document
from credentials.jose import compact
from credentials.keys import multikey
from credentials.materials import NOTHING_AT_HAND
from credentials.model import Policy
from credentials.parsing import read_json
from credentials.problems import CredentialsError
from credentials.status.bitstring import StatusList
from credentials.trust import TrustList
from credentials.verification import verify

_AT = datetime(2026, 12, 1, tzinfo=UTC)


def _verified(content: bytes) -> None:
    for policy in Policy:
        verify(content, materials=NOTHING_AT_HAND, trust=TrustList(), at=_AT, policy=policy)


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
        "status-list": lambda content: StatusList.decode(_text(content)),
        "brought": lambda content: intake.find(content, public_url="https://passport.example"),
        "class-list": lambda content: reading.read(content, reading.Choices()),
    }
)


def tried(target: str, content: bytes) -> None:
    """Give some bytes to a target; whatever it raises but a refusal goes through."""
    try:
        TARGETS[target](content)
    except CredentialsError:
        return
