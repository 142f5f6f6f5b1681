"""Open Badges 2.0 in memory: an issuer's site, and badges that it hosts or has signed."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from credentials.badges.v2.documents import CONTEXT
from credentials.keys import pem
from credentials.keys.algorithms import ALGORITHMS, Algorithm, public_key
from credentials.keys.encodings import encode_base64url
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.materials import Fetched, Materials
from credentials.model import JSONObject, Policy
from credentials.question import Expectation
from credentials.report import VerificationReport
from credentials.trust import TrustList
from credentials.verification import verify
from tests.world import NOON

SITE = "https://school.example"
ADDRESS = "amina@example.org"


def identity(plain: str = ADDRESS, salt: str = "s4lt") -> JSONObject:
    digest = hashlib.sha256(f"{plain}{salt}".encode()).hexdigest()
    return {"type": "email", "hashed": True, "salt": salt, "identity": f"sha256${digest}"}


@dataclass
class Site:
    """What stands under the addresses of one issuer, and its key."""

    base: str = SITE
    pages: dict[str, Any] = field(default_factory=dict)
    signer: LocalSigner = field(init=False)

    def __post_init__(self) -> None:
        algorithm: Algorithm = ALGORITHMS["P-256"]
        seed = generate_seed(algorithm)
        key_id = f"{self.base}/key"
        self.signer = LocalSigner(seed, verification_method=key_id, algorithm=algorithm)
        self.put(
            "/issuer",
            type="Profile",
            name="Harbour School",
            url=self.base,
            email="office@school.example",
            publicKey=key_id,
            revocationList=f"{self.base}/revoked",
        )
        self.put(
            "/key", type="CryptographicKey", owner=f"{self.base}/issuer", publicKeyPem=self.pem()
        )
        self.put(
            "/badge",
            type="BadgeClass",
            name="Welder",
            description="Welds plates.",
            image=f"{self.base}/badge.png",
            criteria={"narrative": "Passed the test."},
            issuer=f"{self.base}/issuer",
            alignment=[{"targetName": "Welding", "targetUrl": "https://esco.example/w"}],
        )
        self.put(
            "/revoked", type="RevocationList", issuer=f"{self.base}/issuer", revokedAssertions=[]
        )

    def put(self, path: str, **members: Any) -> JSONObject:
        """A document of version 2.0 under that path."""
        url = f"{self.base}{path}"
        page: JSONObject = {"@context": CONTEXT, "id": url, **members}
        self.pages[url] = page
        return page

    def change(self, path: str, **members: Any) -> None:
        """Set members of a page; `...` takes one away."""
        merged = {**self.pages[f"{self.base}{path}"], **members}
        kept = {name: value for name, value in merged.items() if value is not ...}
        self.pages[f"{self.base}{path}"] = kept

    def pem(self) -> str:
        """The public key as it is published."""
        return pem.encode(public_key(self.signer.algorithm, self.signer.public_key))

    def hosted(self, path: str = "/a/1", **changes: Any) -> JSONObject:
        """A hosted badge, published under that path."""
        self.put(
            path,
            type="Assertion",
            recipient=identity(),
            badge=f"{self.base}/badge",
            issuedOn="2026-06-12T10:00:00Z",
            verification={"type": "HostedBadge"},
        )
        self.change(path, **changes)
        return dict(self.pages[f"{self.base}{path}"])

    def signed(self, header: JSONObject | None = None, **changes: Any) -> bytes:
        """A signed badge as a compact JWS."""
        document = {
            "@context": CONTEXT,
            "id": "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427",
            "type": "Assertion",
            "recipient": identity(),
            "badge": f"{self.base}/badge",
            "issuedOn": "2026-06-12T10:00:00+00:00",
            "verification": {"type": "SignedBadge", "creator": f"{self.base}/key"},
            **changes,
        }
        kept = {name: value for name, value in document.items() if value is not ...}
        head = json.dumps(header or {"alg": "ES256"}).encode()
        text = f"{encode_base64url(head)}.{encode_base64url(json.dumps(kept).encode())}"
        return f"{text}.{encode_base64url(self.signer.sign(text.encode()))}".encode()

    def materials(self, *others: "Site") -> Materials:
        """Everything at hand; a page that is bytes is sent so, None is 410."""
        pages = {url: page for site in (self, *others) for url, page in site.pages.items()}
        return Materials(hosted={url: _fetched(page) for url, page in pages.items()})


def _fetched(page: Any) -> Fetched:
    if page is None:
        return Fetched(None, NOON, "the host has it not (410)", gone=True, withdrawn=True)
    return Fetched(page if isinstance(page, bytes) else json.dumps(page).encode(), NOON)


def check(
    content: bytes | JSONObject,
    materials: Materials,
    *,
    at: datetime = NOON,
    policy: Policy = Policy.STRICT,
    expect: Expectation | None = None,
) -> VerificationReport:
    """Judge a badge by what is at hand, with nobody on the trusted list."""
    written = content if isinstance(content, bytes) else json.dumps(content).encode()
    return verify(
        written, materials=materials, trust=TrustList(), at=at, policy=policy, expect=expect
    )
