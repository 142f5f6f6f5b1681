"""The real service in a process of its own, over TLS, with the real command line beside it."""

import json
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import httpx2

from credentials import JSONObject
from tests.interop.tls import Certificate
from tests.listening import free_port
from tests.world import changed

_START_SECONDS = 60
_COMMAND = Path(sys.executable).with_name("skills-passport")
_NUMBERS = count(1)


# Everything that an achievement can say beyond its texts: each has to be read the same abroad.
_FACTS: dict[str, Any] = {
    "criteria_url": "https://school.example/pipe-welder",
    "outcomes": ["Reads a drawing", "Welds in all positions"],
    "hours": 7.5,
    "credits": 4,
    "credit_scheme": "ECTS",
    "alignments": [
        {"kind": "level", "framework": "EQF", "code": "3"},
        {"kind": "occupation", "code": "7212"},
        {"kind": "skill", "name": "weld", "url": "http://data.europa.eu/esco/skill/1"},
    ],
    "assessed_by": ["recognition-of-prior-learning", "trade-test"],
    "results": [
        {
            "name": "Bend test",
            "type": "RubricCriterionLevel",
            "required": "Pass",
            "levels": [{"name": "Pass", "points": "60"}, {"name": "Good"}],
        },
        {"name": "Theory", "type": "Percent", "minimum": "0", "maximum": "100"},
    ],
    "validity_months": 240,
    "refresher": "A day of practice.",
    "refresher_months": 6,
    "image": (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD"
        "hgGAWjR9awAAAABJRU5ErkJggg=="
    ),
}


@dataclass(slots=True)
class Installation:
    """A data folder, an address under https, and what people and programs do with them."""

    folder: Path
    port: int
    tls: Certificate
    environment: dict[str, str]
    client: httpx2.Client
    _bodies: dict[tuple[str, str], "Body"] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The public address."""
        return f"https://localhost:{self.port}"

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of `skills-passport` to its end."""
        return subprocess.run(
            [_COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=_START_SECONDS,
            check=False,
        )

    def body(self, *, method: str = "web", suite: str = "eddsa-rdfc-2022") -> "Body":
        """A training body of this kind, made with the command line when first asked for."""
        if (method, suite) not in self._bodies:
            slug = f"body-{len(self._bodies) + 1}"
            done = self.command(
                "issuer", "create", slug, "--name", "Riverside College",
                "--did-method", method, "--cryptosuite", suite,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            made = json.loads(done.stdout)
            self._bodies[method, suite] = Body(self, slug, made["did"], made["api_key"])
        return self._bodies[method, suite]

    def judged(self, content: bytes) -> tuple[str, list[str]]:
        """What POST /api/v1/verify says: the verdict, and the codes of the problems."""
        answer = self.client.post("/api/v1/verify", content=content)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        return found["verdict"], [problem["code"] for problem in found["problems"]]


@dataclass(frozen=True, slots=True)
class Body:
    """A training body and its API key."""

    home: Installation
    slug: str
    did: str
    api_key: str

    def post(self, path: str, body: object) -> httpx2.Response:
        """Send JSON with the API key."""
        headers = {"Authorization": f"Bearer {self.api_key}"}
        return self.home.client.post(path, json=body, headers=headers)

    def issue(self, **changes: object) -> Any:
        """Secure a badge through the W3C VC API; the verifiable credential."""
        credential = {**badge(), "issuer": {"id": self.did, "type": ["Profile"]}, **changes}
        answer = self.post(f"/issuers/{self.slug}/credentials/issue", {"credential": credential})
        assert answer.status_code == 201, answer.text
        return answer.json()["verifiableCredential"]

    def withdraw(self, credential: dict[str, Any]) -> None:
        """Revoke through the W3C VC API."""
        change = {
            "credentialId": credential["id"],
            "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"},
            "status": True,
        }
        answer = self.post(f"/issuers/{self.slug}/credentials/status", change)
        assert answer.status_code == 200, answer.text

    def award(self, *, suspendable: bool = False) -> dict[str, Any]:
        """Award a certificate through the service's own API, to somebody new."""
        home = f"/api/v1/organisations/{self.slug}"
        code = "WELD-2" if suspendable else "WELD-1"
        described = {
            "code": code,
            "suspendable": suspendable,
            "name": "Pipe welder",
            "description": "Welds pipes.",
            "criteria": "Passed the trade test.",
            "translations": [
                {"language": "ar", "name": "لحام", "description": "يلحم.", "criteria": "اجتاز."}
            ],
            **_FACTS,
        }
        answer = self.post(f"{home}/achievements", described)
        assert answer.status_code == 201, answer.text
        person = {
            "name": f"አበበ {next(_NUMBERS)}",
            "name_latin": "Abebe",
            "birth_date": "1998-04-03",
        }
        wish = {
            "achievement": code,
            "person": person,
            "awarded_on": str(date(2026, 11, 2)),
            # The next one is like the last one, and somebody else.
            "even_if_alike": True,
            "results": [
                {"name": "Bend test", "level": "Good"},
                {"name": "Theory", "value": "87,5"},
            ],
        }
        answer = self.post(f"{home}/awards", wish)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def certificate(self, award: dict[str, Any]) -> bytes:
        """The certificate of an award, as it was signed."""
        headers = {"Authorization": f"Bearer {self.api_key}"}
        path = f"/api/v1/organisations/{self.slug}/awards/{award['id']}/credential"
        answer = self.home.client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.content


def badge() -> dict[str, Any]:
    """An Open Badge without issuer, id and status."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "validFrom": "2026-06-12T00:00:00Z",
        "name": "Scaffolder",
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
                "id": "https://localhost/achievements/scaffolder",
                "type": ["Achievement"],
                "name": "Scaffolder",
                "description": "Builds and takes down scaffolding.",
                "criteria": {"narrative": "Passed the trade test."},
            },
        },
    }


def with_other_name(signed: JSONObject) -> JSONObject:
    """A signed badge with another achievement in it."""
    return changed(
        signed,
        lambda it: it["credentialSubject"]["achievement"].update(name="Master scaffolder"),
    )


@contextmanager
def installation(folder: Path, *, tls: Certificate, partner_port: int) -> Iterator[Installation]:
    """Start the service with `serve --tls-cert --tls-key`, and stop it afterwards.

    `partner_port` is the one port of this machine that it may fetch from.
    """
    folder.mkdir()
    port = free_port()
    environment = {
        "PASSPORT_DATA_DIR": str(folder / "data"),
        "PASSPORT_PUBLIC_URL": f"https://localhost:{port}",
        "PASSPORT_PORT": str(port),
        "PASSPORT_VERIFY_RATE": "10000",
        "PASSPORT_CODE_RATE": "10000",
        "PASSPORT_FETCH_ALLOW": f"localhost:{partner_port}",
        "PASSPORT_FETCH_CA": str(tls.file),
    }
    words = (_COMMAND, "serve", "--tls-cert", tls.file, "--tls-key", tls.key)
    trust = ssl.create_default_context(cafile=tls.file)
    log = folder / "service.log"
    with (
        log.open("wb") as said,
        subprocess.Popen(words, cwd=folder, env=environment, stdout=said, stderr=said) as process,
    ):
        try:
            # Closed before the service is: it would wait for a reader that says no goodbye.
            with httpx2.Client(base_url=f"https://localhost:{port}", verify=trust) as client:
                _wait(client, process, log)
                yield Installation(folder, port, tls, environment, client)
        finally:
            process.terminate()


def _wait(client: httpx2.Client, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if client.get("/readyz").status_code == httpx2.codes.OK:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())
