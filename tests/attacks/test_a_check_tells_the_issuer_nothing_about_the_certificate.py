"""T50: who checks whom is nobody's business; addresses that are asked say nothing of it."""

from tests.journeys.stage import Stage


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
