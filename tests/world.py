"""Issuers, keys, status lists and a clock in memory: what stands in for the network in tests.

Everything here is made with the library itself; nothing is faked but the wires.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from credentials.did.document import PublishedKey, key_document
from credentials.issuance import issue, publish
from credentials.keys.algorithms import ED25519, Algorithm, public_key
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.keys.multikey import encode
from credentials.materials import Fetched, Materials
from credentials.model import JSONObject, Policy, SecuredCredential, as_bytes
from credentials.parsing import CREDENTIALS_V2, credential, read_json
from credentials.presentation import present
from credentials.problems import StatusNote
from credentials.proofs.registry import suites_for
from credentials.question import Expectation
from credentials.report import VerificationReport
from credentials.status.bitstring import StatusList, entry_document, list_document
from credentials.trust import Standing, TrustEntry, TrustList
from credentials.verification import verify

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

__all__ = ["NOON", "OB", "Issuer", "World", "changed"]


@dataclass(slots=True)
class Issuer:
    """A body with a key; `statuses` are the bits of its lists by purpose."""

    did: str
    signer: LocalSigner
    statuses: dict[str, StatusList] = field(default_factory=dict)

    def list_url(self, purpose: str) -> str:
        """Where the list of this purpose is published."""
        host = self.did.removeprefix("did:web:") if self.did.startswith("did:web:") else "k.example"
        return f"https://{host}/status/{purpose}"


class World:
    """Everything that verification could ask for, at one moment."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at
        self.issuers: dict[str, Issuer] = {}
        self.trusted: list[TrustEntry] = []
        self.notes: dict[tuple[str, int], StatusNote] = {}
        self.unreachable: set[str] = set()
        self.schemas: dict[str, bytes] = {}
        self.school = self.issuer("school.example")
        self._next_index = 0

    def issuer(self, host: str, algorithm: Algorithm = ED25519) -> Issuer:
        """A did:web issuer with a new key."""
        did = f"did:web:{host}"
        method = f"{did}#key-1"
        signer = LocalSigner(
            generate_seed(algorithm), verification_method=method, algorithm=algorithm
        )
        made = Issuer(did, signer)
        self.issuers[did] = made
        return made

    def key_issuer(self, algorithm: Algorithm = ED25519, seed: bytes | None = None) -> Issuer:
        """A did:key issuer, which needs no network."""
        seed = seed or generate_seed(algorithm)
        nameless = LocalSigner(seed, verification_method="did:key:z#z", algorithm=algorithm)
        name = encode(public_key(algorithm, nameless.public_key))
        method = f"did:key:{name}#{name}"
        signer = LocalSigner(seed, verification_method=method, algorithm=algorithm)
        made = Issuer(f"did:key:{name}", signer)
        self.issuers[made.did] = made
        return made

    def accredit(self, issuer: Issuer, name: str, **facts: Any) -> None:
        """Put an issuer on the trusted list."""
        standing = facts.pop("standing", Standing.ACCREDITED)
        self.trusted.append(TrustEntry(did=issuer.did, name=name, standing=standing, **facts))

    # ── documents ──

    def document(self, by: Issuer | None = None, /, **changes: Any) -> JSONObject:
        """An unsigned credential about one worker; `...` removes a member."""
        body = by or self.school
        document: JSONObject = {
            "@context": [CREDENTIALS_V2, OB],
            "id": "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427",
            "type": ["VerifiableCredential"],
            "issuer": {"id": body.did, "type": ["Profile"], "name": "What it calls itself"},
            "validFrom": "2026-06-12T00:00:00Z",
            "validUntil": "2030-06-12T00:00:00Z",
            "name": "Welder",
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                    {
                        "type": "IdentityObject",
                        "hashed": False,
                        "identityHash": "Amina Yusuf",
                        "identityType": "name",
                    }
                ],
                "achievement": {
                    "id": "https://school.example/achievements/welder",
                    "type": ["Achievement"],
                    "achievementType": "Certificate",
                    "name": "Welder",
                    "description": "Welds plates and pipes.",
                    "criteria": {"narrative": "Passed the trade test."},
                },
            },
        }
        merged = {**document, **changes}
        return {name: value for name, value in merged.items() if value is not ...}

    def entry(self, purpose: str = "revocation", issuer: Issuer | None = None) -> JSONObject:
        """A new status entry on one of the issuer's lists."""
        body = issuer or self.school
        body.statuses.setdefault(purpose, StatusList.empty())
        self._next_index += 1
        return entry_document(
            list_url=body.list_url(purpose), index=self._next_index, purpose=purpose
        )

    def issue(
        self,
        document: JSONObject | None = None,
        *,
        issuer: Issuer | None = None,
        form: str | None = None,
        policy: Policy = Policy.STRICT,
    ) -> SecuredCredential:
        """Sign a document by an issuer's key, with all the checks of `issue`."""
        body = issuer or self.school
        unsigned = credential(document if document is not None else self.document(body))
        return issue(unsigned, body.signer, at=self.at, form=form, policy=policy)

    def set_status(self, document: JSONObject, purpose: str, issuer: Issuer | None = None) -> None:
        """Set the bit of a document's entry for this purpose."""
        body = issuer or self.school
        entries = document["credentialStatus"]
        for entry in entries if isinstance(entries, list) else [entries]:
            if entry["statusPurpose"] == purpose:
                body.statuses[purpose].set(int(entry["statusListIndex"]), value=True)

    def published(self, issuer: Issuer, purpose: str, **changes: Any) -> bytes:
        """The signed list as it would be served."""
        unsigned = list_document(
            list_url=issuer.list_url(purpose),
            issuer=issuer.did,
            purpose=purpose,
            status_list=issuer.statuses[purpose],
            valid_from=self.at - timedelta(hours=1),
            valid_until=self.at + timedelta(days=1),
            ttl=300_000,
        )
        document = credential({**unsigned, **changes})
        if suites_for(issuer.signer.algorithm):
            return publish(document, issuer.signer, at=self.at, policy=Policy.W3C).content
        return issue(document, issuer.signer, at=self.at, form="vc+jwt", policy=Policy.W3C).content

    # ── verification ──

    def materials(self) -> Materials:
        """All key documents and lists, but for those that cannot be reached."""
        documents: dict[str, Fetched] = {}
        lists: dict[str, Fetched] = {}
        for did, issuer in self.issuers.items():
            if did.startswith("did:web:"):
                key = public_key(issuer.signer.algorithm, issuer.signer.public_key)
                keys = key_document(did, [PublishedKey("key-1", key)])
                documents[did] = self._seen(did, as_bytes(keys))
            for purpose in issuer.statuses:
                url = issuer.list_url(purpose)
                lists[url] = self._seen(url, self.published(issuer, purpose))
        schemas = {url: self._seen(url, content) for url, content in self.schemas.items()}
        return Materials(documents, lists, self.notes, schemas=schemas)

    def _seen(self, name: str, content: bytes) -> Fetched:
        if name in self.unreachable:
            return Fetched(None, self.at, "the host does not answer")
        return Fetched(content, self.at)

    def verify(
        self,
        content: bytes | SecuredCredential | JSONObject,
        *,
        materials: Materials | None = None,
        expect: Expectation | None = None,
        policy: Policy = Policy.STRICT,
        at: datetime | None = None,
    ) -> VerificationReport:
        """Verify with everything at hand."""
        if isinstance(content, SecuredCredential):
            content = content.content
        return verify(
            as_bytes(content) if isinstance(content, dict) else content,
            materials=self.materials() if materials is None else materials,
            trust=TrustList(self.trusted, self.at),
            at=at or self.at,
            expect=expect,
            policy=policy,
        )

    def present(
        self, credentials: Iterable[SecuredCredential], holder: Issuer, **changes: Any
    ) -> JSONObject:
        """A presentation by a holder's key for the audience `reader.example`."""
        facts = {"domain": "reader.example", "challenge": "share-1", "at": self.at, **changes}
        shown: JSONObject = json.loads(present(list(credentials), holder.signer, **facts).content)
        return shown


def changed(
    secured: SecuredCredential | JSONObject, edit: Callable[[JSONObject], object]
) -> JSONObject:
    """The document with an edit made to it after it was signed."""
    document = secured if isinstance(secured, dict) else read_json(secured.content)
    copy: JSONObject = json.loads(json.dumps(document))
    edit(copy)
    return copy
