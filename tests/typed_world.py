"""A world in which certificates are carried as SD-JWT VC: keys at https addresses, token lists."""

import json
from datetime import timedelta
from typing import Any

from msgspec.structs import replace
from typing_extensions import override

from credentials.did.https import https_issuer_of
from credentials.jose.issuer_metadata import metadata_document, metadata_url
from credentials.keys.algorithms import ED25519, Algorithm, PublicKey, public_key
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.materials import Fetched, Materials
from credentials.model import SecuredCredential
from credentials.sdjwt.key_binding import Showing
from credentials.sdjwt.showing import show
from credentials.sdjwt.typed import TypedClaims, issue_typed
from credentials.status.token_list import ListToken, TokenStatusList, secure_list
from tests.world import Issuer, World

VCT = "https://school.example/vct/badge/1"
LIST = "https://school.example/token-status/1"
NAME = "/credentialSubject/identifier/0"
READER, NONCE = "https://reader.example", "n-0S6_WzA2Mj"


def key_of(signer: LocalSigner) -> PublicKey:
    """The public key of a signer."""
    return public_key(signer.algorithm, signer.public_key)


class TypedWorld(World):
    """The same world with one holder, and the values of one token list."""

    def __init__(self) -> None:
        super().__init__()
        self.holder = self.key_issuer()
        self.values: dict[int, int] = {}
        self.https = https_issuer_of(self.school.did)

    def typed(self, **changes: Any) -> TypedClaims:
        """The claims of the usual certificate, by the school's https address."""
        document = self.document()
        left = {name: document[name] for name in document if name not in ("@context", "type")}
        facts: dict[str, Any] = {
            "vct": VCT,
            "issuer": self.https,
            "claims": left,
            "hidden": [NAME, "/id"],
            "holder": key_of(self.holder.signer),
            "place": (LIST, 7),
            "valid_from": self.at - timedelta(days=100),
            "valid_until": self.at + timedelta(days=100),
        }
        return TypedClaims(**{**facts, **changes})

    def issue_typed(self, *, by: Issuer | None = None, **changes: Any) -> SecuredCredential:
        """The usual certificate as dc+sd-jwt."""
        signer = (by or self.school).signer
        return issue_typed(self.typed(**changes), signer, at=self.at - timedelta(days=1))

    def shown(
        self, credential: SecuredCredential | None = None, *claims: str, **showing: Any
    ) -> SecuredCredential:
        """It with the person's name, by the holder's key, to the usual reader."""
        facts = {"audience": READER, "nonce": NONCE, "at": self.at, **showing}
        return show(
            credential or self.issue_typed(),
            claims or (NAME,),
            holder=self.holder.signer,
            showing=Showing(**facts),
        )

    def token_list(self, **changes: Any) -> bytes:
        """The school's token list as it would be served."""
        facts: dict[str, Any] = {
            "uri": LIST,
            "issued_at": self.at - timedelta(hours=1),
            "expires": self.at + timedelta(days=1),
            "ttl": 300,
            "statuses": TokenStatusList.of(self.values, entries=1024, bits=2),
        }
        issuer = changes.pop("issuer", self.https)
        signer = changes.pop("signer", self.school.signer)
        return secure_list(ListToken(**{**facts, **changes}), signer, issuer=issuer)

    @override
    def materials(self) -> Materials:
        """All key documents and lists, under both names of the school."""
        found = super().materials()
        keys = json.dumps(metadata_document(self.https, [("key-1", key_of(self.school.signer))]))
        return replace(
            found,
            status_lists={**found.status_lists, LIST: self._seen(LIST, self.token_list())},
            issuer_keys={
                self.https: self._seen(metadata_url(self.https), keys.encode()),
            },
        )


def other_signer(method: str, algorithm: Algorithm = ED25519) -> LocalSigner:
    """A new key under a name that is not its own."""
    return LocalSigner(generate_seed(algorithm), verification_method=method, algorithm=algorithm)


def fetched(content: bytes | None, world: World) -> Fetched:
    """Something that was fetched, or in vain."""
    return Fetched(content, world.at, "" if content is not None else "the host does not answer")
