"""T35: the address of an issuer's keys is chosen by a stranger; it never leads to us."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.base.settings import Settings
from app.main import create_app
from credentials import Materials, Verdict
from credentials.jose import compact
from credentials.net import GuardedFetcher, Resolve
from tests.attacks.forging import with_proof
from tests.client import Client
from tests.journeys.stage import PUBLIC_URL
from tests.typed_world import TypedWorld
from tests.unit.credentials.test_net import (
    QUICK,
    Clock,
    Server,
    answer,
    asked,
    fetcher_for,
    found_at,
)
from tests.world import World

LOOPBACK_NAMES = [
    "localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "017700000001", "0x7f000001",
    "①②⑦.⓪.⓪.①", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "169.254.169.254",
    "user@school.example", "school.example@127.0.0.1", "school.example.", "school.example%2f..",
]  # fmt: skip


@pytest.mark.parametrize("host", LOOPBACK_NAMES)
def test_a_did_that_spells_this_machine_is_not_asked(world: World, host: str) -> None:
    document = world.document(issuer=f"did:web:{host}")
    forged = {**document, "proof": with_proof(world.document(), world.school.signer)["proof"]}
    forged["proof"]["verificationMethod"] = f"did:web:{host}#key-1"
    report = world.verify(forged)
    assert report.verdict is not Verdict.VALID
    asked = [want.url for want in report.wanted]
    # A name is looked up and its address checked; anything else is no did:web at all.
    assert asked in ([], ["https://localhost/.well-known/did.json"])


@pytest.mark.parametrize("host", LOOPBACK_NAMES)
def test_an_issuer_address_that_spells_this_machine_is_not_asked(host: str) -> None:
    typed = TypedWorld()
    token, *rest = typed.issue_typed().content.decode().split("~")
    payload = json.loads(compact.read(token).payload) | {"iss": f"https://{host}"}
    members = {"typ": "dc+sd-jwt", "kid": "key-1"}
    forged = compact.sign_with(members, json.dumps(payload).encode(), typed.school.signer)
    report = typed.verify("~".join([forged, *rest]).encode(), materials=Materials())
    assert report.verdict is not Verdict.VALID
    asked = [want.url for want in report.wanted]
    assert asked in ([], ["https://localhost/.well-known/jwt-vc-issuer"])


@contextmanager
def service(folder: Path, fetcher: GuardedFetcher) -> Iterator[TestClient]:
    """The service with a real fetcher, behind a resolver that a stranger controls."""
    settings = Settings(data_dir=folder / "data", public_url=PUBLIC_URL)
    application = create_app(settings, clock=Clock(), fetcher=fetcher)
    with Client(application, base_url=PUBLIC_URL) as client:
        yield client


@pytest.mark.parametrize(
    "resolve",
    [
        found_at("127.0.0.1"),
        found_at("8.8.8.8", "127.0.0.1"),
        found_at("::ffff:127.0.0.1"),
        found_at("64:ff9b::7f00:1"),
        found_at("2002:7f00:1::"),
        found_at("100.100.100.200"),
    ],
)
def test_a_name_that_resolves_to_us_brings_no_connection(tmp_path: Path, resolve: Resolve) -> None:
    world = World()
    with Server(answer()).running() as canary:
        inside = world.issuer(f"rebound.example%3A{canary.port}")
        fetcher = GuardedFetcher(clock=Clock(), resolve=resolve, patience=QUICK)
        content = world.issue(world.document(inside), issuer=inside).content
        with service(tmp_path, fetcher) as client:
            found = client.post("/api/v1/verify", content=content).json()
    assert found["verdict"] == "undetermined"
    assert [problem["code"] for problem in found["problems"]] == ["issuer-unreachable"]
    assert canary.requests == []


def test_a_redirect_to_the_inside_is_not_followed() -> None:
    with Server(answer()).running() as canary:
        there = f"Location: http://127.0.0.1:{canary.port}/\r\n"
        with Server(answer(status="302 Found", headers=there)).running() as outside:
            fetched = asked(fetcher_for(outside), f"http://localhost:{outside.port}/did.json")
    assert fetched.content is None
    assert canary.requests == []
