"""T50: who checks whom is nobody's business; addresses that are asked say nothing of it."""

import json

import pytest

from app.base.codes import printed_code
from app.main import check_handlers
from app.worker import do_jobs
from tests.attacks.tenants import tenant
from tests.journeys.causes import VALID, Cause
from tests.journeys.forms import FORMS, bring
from tests.journeys.stage import Stage

_HTML = {"Accept": "text/html"}
# Whatever a certificate points at, in every member that could tempt somebody to look.
_CANARY = "https://canary.example"


def test_no_address_that_is_asked_names_the_certificate_or_the_person(plain_stage: Stage) -> None:
    world = plain_stage.world
    subject = world.document()["credentialSubject"]
    subject["id"] = "did:example:amina"
    document = world.document(credentialStatus=world.entry(), credentialSubject=subject)
    content = world.issue(document).content
    answer = plain_stage.client.post("/api/v1/verify", content=content)
    assert answer.json()["verdict"] == "valid"
    assert sorted(plain_stage.fetcher.asked) == [
        "https://school.example/.well-known/did.json",
        "https://school.example/status/revocation",
    ]
    for address in plain_stage.fetcher.asked:
        for secret in ("1b4e28ba", "amina", document["credentialStatus"]["statusListIndex"]):
            assert secret not in address


def test_two_certificates_of_one_list_ask_for_the_very_same_addresses(plain_stage: Stage) -> None:
    world = plain_stage.world
    asked = []
    for _ in range(2):
        plain_stage.fetcher.asked.clear()
        content = world.issue(world.document(credentialStatus=world.entry())).content
        plain_stage.client.post("/api/v1/verify", content=content)
        asked.append(list(plain_stage.fetcher.asked))
    assert asked[0] == asked[1]


def test_nothing_that_the_issuer_can_see_changes_when_its_certificate_is_checked(
    plain_stage: Stage,
) -> None:
    client, school = plain_stage.client, tenant(plain_stage, "riverside")
    made = school.award()
    award = f"{school.home}/awards/{made['id']}"
    content = client.get(f"{award}/credential", headers=school.headers).content
    code = printed_code(made["verify_url"].rpartition("/")[2].replace("-", ""))
    seen = [
        f"{school.home}{path}"
        for path in (
            "", "/awards", "/audit", "/statistics", "/delivery",
            "/requests", "/corrections", f"/awards/{made['id']}", f"/awards/{made['id']}/delivery",
        )
    ]  # fmt: skip

    def what_it_sees() -> list[bytes]:
        answers = [client.get(path, headers=school.headers) for path in seen]
        assert {answer.status_code for answer in answers} == {200}
        return [answer.content for answer in answers]

    before = what_it_sees()
    assert client.post("/api/v1/verify?receipt=titled", content=content).status_code == 200
    assert client.get(f"/v/{code}", headers={"Accept": "text/html"}).status_code == 200
    assert client.post("/api/v1/bulk-checks", content=f"{code}\n{code}\n".encode()).is_success
    assert do_jobs(plain_stage.services, check_handlers(plain_stage.services)) == 1
    assert what_it_sees() == before


def _pointing_everywhere(on: Stage) -> bytes:
    subject = on.world.document()["credentialSubject"]
    subject["id"] = "did:example:amina"
    subject["achievement"]["image"] = {"id": f"{_CANARY}/badge.png", "type": "Image"}
    subject["achievement"]["criteria"]["id"] = f"{_CANARY}/criteria"
    document = on.world.document(
        credentialStatus=on.world.entry(),
        credentialSubject=subject,
        evidence=[{"id": f"{_CANARY}/evidence", "type": ["Evidence"]}],
    )
    return on.world.issue(document).content


@pytest.mark.parametrize("form", FORMS)
def test_no_way_in_asks_for_more_than_the_key_and_the_list(lasting: Stage, form: str) -> None:
    brought = bring(lasting, form, Cause("good", _pointing_everywhere, VALID, None))
    lasting.fetcher.asked.clear()
    sent: dict[str, dict[str, object]] = {"/api/v1/verify": brought.api, brought.page: brought.sent}
    for address, how in sent.items():
        answer = lasting.client.post(address, headers=_HTML, **how)  # type: ignore[arg-type] # what each door is given by name
        assert answer.status_code == 200
    typed = json.dumps(brought.api.get("json", {}))
    for address in lasting.fetcher.asked:
        is_typed = form == "link" and address in typed
        assert is_typed or address in {
            "https://school.example/.well-known/did.json",
            "https://school.example/status/revocation",
        }
    if form == "code":
        assert lasting.fetcher.asked == []
