"""Issuers with every kind of key and every form of signature side by side, over HTTP."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.base import accounts
from app.issuer import service as issuer
from credentials import CREDENTIALS_V2, CredentialsError, ProblemCode
from tests.journeys.stage import ACTOR, PUBLIC_URL, Stage, stage

PAIRS = [
    ("Ed25519", "eddsa-rdfc-2022"),
    ("Ed25519", "eddsa-jcs-2022"),
    ("Ed25519", "vc+jwt"),
    ("P-256", "ecdsa-rdfc-2019"),
    ("P-256", "ecdsa-jcs-2019"),
    ("P-256", "vc+jwt"),
    ("P-256", "ecdsa-sd-2023"),
    ("BLS12-381", "bbs-2023"),
    ("P-384", "ecdsa-rdfc-2019"),
    ("P-384", "ecdsa-jcs-2019"),
    ("P-384", "vc+jwt"),
    ("P-521", "vc+jwt"),
    ("RSA", "vc+jwt"),
    ("Ed25519", "vc+sd-jwt"),
    ("P-256", "vc+sd-jwt"),
    ("P-521", "vc+sd-jwt"),
    ("RSA", "vc+sd-jwt"),
    ("P-256", "vc+cose"),
]
SELECTIVE = {"ecdsa-sd-2023", "bbs-2023"}
IMPOSSIBLE = [
    ("Ed25519", "ecdsa-rdfc-2019", "web", "/cryptosuite"),
    ("P-256", "eddsa-rdfc-2022", "web", "/cryptosuite"),
    ("P-384", "eddsa-jcs-2022", "key", "/cryptosuite"),
    ("P-521", "ecdsa-rdfc-2019", "web", "/cryptosuite"),
    ("P-384", "ecdsa-sd-2023", "web", "/cryptosuite"),
    ("P-521", "vc+jwt", "key", "/did_method"),
    ("RSA", "vc+jwt", "key", "/did_method"),
    ("RSA", "eddsa-rdfc-2022", "web", "/cryptosuite"),
    ("secp256k1", None, "web", "/key_type"),
    ("P-256", "bbs-2023", "web", "/cryptosuite"),
    ("BLS12-381", "eddsa-rdfc-2022", "web", "/cryptosuite"),
    ("BLS12-381", "vc+jwt", "web", "/cryptosuite"),
    ("BLS12-381", "vc+sd-jwt", "web", "/cryptosuite"),
    ("P-521", "vc+sd-jwt", "key", "/did_method"),
    ("P-256", "dc+sd-jwt", "web", "/cryptosuite"),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("suites") / "data") as made:
        yield made


def new_issuer(opened: Stage, profile: issuer.Profile) -> tuple[str, dict[str, str]]:
    """A training body's DID, and the headers that its program sends."""
    with opened.services.database.session() as session:
        made = issuer.create_organisation(
            session,
            profile,
            custody=opened.services.custody,
            public_url=PUBLIC_URL,
            actor=ACTOR,
            at=opened.world.at,
        )
        key = accounts.create_api_key(
            session,
            organisation_id=made.id,
            scopes=accounts.EVERYTHING,
            actor=ACTOR,
            at=opened.world.at,
        )
        return made.did, {"Authorization": f"Bearer {key}"}


def issued(opened: Stage, key_type: str, suite: str, method: str) -> Any:
    slug = f"{key_type}-{suite}-{method}".lower().replace("+", "-")
    profile = issuer.Profile(
        slug=slug, name=slug, did_method=method, key_type=key_type, cryptosuite=suite
    )
    did, headers = new_issuer(opened, profile)
    credential = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiableCredential"],
        "issuer": did,
        "name": "Welder",
        "credentialSubject": {"name": "Amina Yusuf"},
    }
    answer = opened.client.post(
        f"/issuers/{slug}/credentials/issue", json={"credential": credential}, headers=headers
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["verifiableCredential"]


def shown(opened: Stage, signed: Any, *pointers: str) -> Any:
    """What is left of a credential with these parts."""
    answer = opened.client.post(
        "/credentials/derive",
        json={"verifiableCredential": signed, "options": {"selectivePointers": list(pointers)}},
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["verifiableCredential"]


@pytest.mark.parametrize(
    ("key_type", "suite", "method"),
    [
        (*pair, method)
        for pair in PAIRS
        for method in ("web", "key")
        if pair[0] not in {"P-521", "RSA"}
    ]
    + [("P-521", "vc+jwt", "web"), ("RSA", "vc+jwt", "web")],
)
def test_what_is_issued_verifies_and_what_is_changed_does_not(
    opened: Stage, key_type: str, suite: str, method: str
) -> None:
    signed = issued(opened, key_type, suite, method)
    if suite in SELECTIVE:
        refused = opened.client.post("/credentials/verify", json={"verifiableCredential": signed})
        codes = [problem["code"] for problem in refused.json()["problemDetails"]]
        assert (refused.status_code, codes) == (400, ["proof-not-for-showing"])
        signed = shown(opened, signed, "/name", "/credentialSubject")
    answer = opened.client.post("/credentials/verify", json={"verifiableCredential": signed})
    assert (answer.status_code, answer.json()["verified"]) == (200, True), answer.text
    forged = json.loads(json.dumps(signed))
    if "proof" in forged:
        assert forged["proof"]["cryptosuite"] == suite
        forged["name"] = "Doctor"
    else:
        head, _, signature = forged["id"].rpartition(".")
        forged["id"] = f"{head}.{signature[:-4]}AAAA"
    answer = opened.client.post("/credentials/verify", json={"verifiableCredential": forged})
    assert (answer.status_code, answer.json()["verified"]) == (400, False)


@pytest.mark.parametrize(("key_type", "suite", "method", "pointer"), IMPOSSIBLE)
def test_a_pair_that_cannot_be_is_refused_before_a_key_is_made(
    opened: Stage, key_type: str, suite: str | None, method: str, pointer: str
) -> None:
    profile = issuer.Profile(
        slug="impossible", name="X", did_method=method, key_type=key_type, cryptosuite=suite
    )
    with pytest.raises(CredentialsError) as caught:
        new_issuer(opened, profile)
    assert caught.value.problem.code is ProblemCode.BAD_VALUE
    assert caught.value.problem.pointer == pointer


@pytest.mark.parametrize(
    ("key_type", "usual"), [("Ed25519", "eddsa-rdfc-2022"), ("P-256", "ecdsa-rdfc-2019")]
)
def test_without_a_suite_the_usual_one_for_the_key_is_taken(
    opened: Stage, key_type: str, usual: str
) -> None:
    slug = f"usual-{key_type.lower()}"
    new_issuer(opened, issuer.Profile(slug=slug, name=slug, key_type=key_type))
    with opened.services.database.reading() as session:
        assert issuer.organisation_by_slug(session, slug).cryptosuite == usual
