"""The issuer in Node, as the tests speak to it."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.interop.installation import badge
from tests.interop.node import Conversation


@dataclass(frozen=True, slots=True)
class Partner:
    """An issuer whose keys never leave its Node process; `did` is its did:web."""

    spoken: Conversation
    port: int
    did: str

    def issue(self, *, method: str = "web", **changes: object) -> dict[str, Any]:
        """A badge with a Data Integrity proof; by its did:web it has a place on its list."""
        wish = {"do": "issue", "method": method, "credential": {**_badge(), **changes}}
        made: dict[str, Any] = self.spoken.ask(wish)
        return made

    def token(self) -> str:
        """The same as a vc+jwt, with a place on the list."""
        made: str = self.spoken.ask({"do": "token", "credential": _badge()})
        return made

    def withdraw(self, credential: dict[str, Any]) -> None:
        """Set the bit of a credential of its own."""
        index = int(credential["credentialStatus"]["statusListIndex"])
        self.spoken.ask({"do": "revoke", "index": index})

    def present(
        self, credentials: list[dict[str, Any]], *, domain: str, challenge: str
    ) -> dict[str, Any]:
        """A presentation signed by a did:key for one audience and occasion."""
        made: dict[str, Any] = self.spoken.ask(
            {"do": "present", "credentials": credentials, "domain": domain, "challenge": challenge}
        )
        return made


def _badge() -> dict[str, Any]:
    """A badge with an id, which nobody adds for Node."""
    return {**badge(), "id": uuid4().urn}


def as_bytes(credential: dict[str, Any]) -> bytes:
    """A credential as it would be sent."""
    return json.dumps(credential, ensure_ascii=False).encode()
