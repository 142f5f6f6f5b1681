"""The holder's API: the same promises to programs, as problem documents."""

from typing import Any

import pytest
from httpx2 import Response

from tests.journeys.stage import PUBLIC_URL, Stage
from tests.unit.wallet_api.worker import browser, give

API = "/wallet/api/v1"


def post(stage: Stage, address: str, body: Any, token: str | None = None) -> Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return stage.client.post(f"{API}{address}", json=body, headers=headers)


def get(stage: Stage, address: str, token: str | None = None) -> Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return stage.client.get(f"{API}{address}", headers=headers)


def claimed(stage: Stage, name: str = "Amina Yusuf", token: str | None = None) -> dict[str, Any]:
    """Claim a new certificate of somebody; the answer."""
    code = give(stage, name).claim_code
    right = post(stage, "/claims/facts", {"code": code, "fact": "1998-04-03"})
    assert right.status_code == 200
    body = {"code": code, "ticket": right.json()["ticket"]}
    answer = post(stage, "/claims", body, token)
    assert answer.status_code == 201
    found: dict[str, Any] = answer.json()
    return found


def token_of(answer: dict[str, Any]) -> str:
    return str(answer["return_link"]).rpartition("/")[2]


def test_a_look_up_says_who_and_what_and_nothing_personal(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    answer = post(on_stage, "/claims/look-up", {"code": code})
    assert answer.json() == {
        "issuer": "Harbour School",
        "issuer_url": "https://harbour.example",
        "issuer_standing": "known",
        "title": "Pipe welder",
        "has_birth_date": True,
        "has_register_number": True,
    }


def test_five_wrong_facts_close_the_code_for_programs_too(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    body = {"code": code, "fact": "1998-04-04"}
    answers = [post(on_stage, "/claims/facts", body) for _ in range(6)]
    codes = [answer.json()["code"] for answer in answers]
    assert codes == ["code-wrong"] * 4 + ["code-closed"] * 2
    assert all("Amina" not in answer.text for answer in answers)
    right = post(on_stage, "/claims/facts", {"code": code, "fact": "1998-04-03"})
    assert right.status_code == 410


def test_a_claim_fills_a_new_passport_or_the_one_of_the_token(on_stage: Stage) -> None:
    first = claimed(on_stage)
    token = token_of(first)
    second = claimed(on_stage, "Amina Yusuf B", token)
    assert second["return_link"] is None
    held = get(on_stage, "/certificates", token).json()
    assert {one["person"] for one in held} == {"Amina Yusuf", "Amina Yusuf B"}
    assert "Amina" in browser(on_stage).open(str(first["return_link"])).text


def test_the_signed_bytes_come_as_they_were_issued(on_stage: Stage) -> None:
    answer = claimed(on_stage)
    address = answer["certificate"]["credential"].removeprefix(API)
    got = get(on_stage, address, token_of(answer))
    assert got.headers["content-type"] == "application/vc"
    verified = on_stage.client.post("/api/v1/verify", content=got.content)
    assert verified.json()["verdict"] == "valid"


def test_a_share_is_made_listed_opened_and_withdrawn(on_stage: Stage) -> None:
    answer = claimed(on_stage)
    token, certificate = token_of(answer), answer["certificate"]["id"]
    made = post(on_stage, "/shares", {"certificates": [certificate], "days": 7}, token)
    assert made.status_code == 201
    share = made.json()
    assert share["link"].startswith(f"{PUBLIC_URL}/s/")
    assert share["state"] == "open"
    link = share["link"].removeprefix(PUBLIC_URL)
    assert on_stage.client.post(link).status_code == 200
    assert get(on_stage, "/shares", token).json()[0]["openings"] == 1
    headers = {"Authorization": f"Bearer {token}"}
    gone = on_stage.client.delete(f"{API}/shares/{share['id']}", headers=headers)
    assert gone.status_code == 204
    assert on_stage.client.post(link).status_code == 410
    assert get(on_stage, "/shares", token).json()[0]["state"] == "withdrawn"
    rest = on_stage.client.delete(f"{API}/shares", headers=headers)
    assert rest.json() == {"withdrawn": 0}


def test_the_same_id_makes_the_same_share(on_stage: Stage) -> None:
    answer = claimed(on_stage)
    body = {"certificates": [answer["certificate"]["id"]], "id": "ab" * 16}
    links = {post(on_stage, "/shares", body, token_of(answer)).json()["link"] for _ in range(2)}
    assert len(links) == 1


def test_one_holder_sees_and_changes_nothing_of_another(on_stage: Stage) -> None:
    amina, binh = claimed(on_stage), claimed(on_stage, "Binh Tran")
    hers, his = token_of(amina), token_of(binh)
    certificate = amina["certificate"]
    share = post(on_stage, "/shares", {"certificates": [certificate["id"]]}, hers).json()
    assert get(on_stage, certificate["credential"].removeprefix(API), his).status_code == 404
    foreign = post(on_stage, "/shares", {"certificates": [certificate["id"]]}, his)
    assert foreign.status_code == 404
    headers = {"Authorization": f"Bearer {his}"}
    path = f"{API}/shares/{share['id']}"
    assert on_stage.client.delete(path, headers=headers).status_code == 404
    assert [one["person"] for one in get(on_stage, "/certificates", his).json()] == ["Binh Tran"]
    taken = {"certificates": [binh["certificate"]["id"]], "id": share["id"]}
    assert post(on_stage, "/shares", taken, his).status_code == 409


@pytest.mark.parametrize("token", [None, "x", "A" * 22, "A" * 9000, "spk_1.2"])
def test_without_the_return_token_nothing_is_answered(lasting: Stage, token: str | None) -> None:
    for answer in (
        get(lasting, "/certificates", token),
        get(lasting, "/shares", token),
        post(lasting, "/shares", {"certificates": ["x"]}, token),
    ):
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"code": "x"},
        {"code": 1, "fact": "x"},
        {"code": "x" * 500, "fact": "x"},
        {"code": "x", "fact": "x", "passport_id": "y"},
        {"code": "7K3M-9QXR-4T2WD", "fact": "\x00"},
    ],
)
def test_hostile_bodies_are_refused_without_being_repeated(lasting: Stage, body: Any) -> None:
    answer = post(lasting, "/claims/facts", body)
    assert answer.status_code == 422
    assert "xxxx" not in answer.text
    assert answer.headers["content-type"] == "application/problem+json"
