"""A receipt says how a check came out, names nobody, and can itself be checked."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.base.codes import printed_code
from app.verifier import receipts
from app.verifier.receipts import Checked
from credentials import CredentialsError, ProblemCode, Standing, Verdict
from tests.journeys.stage import PUBLIC_URL, Stage, stage
from tests.unit.wallet_api.worker import Browser, browser, give
from tests.world import changed

_VERIFY = "/api/v1/verify"


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("receipts") / "data") as opened:
        yield opened


def receipt_of(opened: Stage, content: bytes, wanted: str = "plain") -> str:
    answer = opened.client.post(f"{_VERIFY}?receipt={wanted}", content=content)
    assert answer.status_code == 200
    return str(answer.json()["receipt"])


def read_again(opened: Stage, token: str) -> dict[str, object]:
    answer = opened.client.post(_VERIFY, content=token.encode()).json()
    assert answer["checks"]["genuine"]["answer"] == "yes"
    told: dict[str, object] = answer["receiptOf"]
    return told


def test_a_receipt_says_the_result_the_digest_and_the_time(lasting: Stage) -> None:
    content = lasting.world.issue().content
    told = read_again(lasting, receipt_of(lasting, content))
    assert told == {
        "verdict": "valid",
        "at": "2026-11-20T12:00:00Z",
        "sha256": hashlib.sha256(content).hexdigest(),
        "issuer": "unknown",
    }


def test_a_receipt_of_a_forgery_says_so(lasting: Stage) -> None:
    forged = changed(lasting.world.issue(), lambda document: document.update(name="Master"))
    told = read_again(lasting, receipt_of(lasting, json.dumps(forged).encode()))
    assert (told["verdict"], told["problem"]) == ("invalid", "tampered")
    assert "issuer" not in told


def test_a_receipt_names_nobody_unless_the_title_is_asked_for(lasting: Stage) -> None:
    content = give(lasting, "Amina Yusuf").award.content
    plain, titled = (receipt_of(lasting, content, wanted) for wanted in ("plain", "titled"))
    payloads = [json.dumps(payload_of(lasting, token)) for token in (plain, titled)]
    for payload in payloads:
        assert "Amina" not in payload
        assert "1998" not in payload
    assert "Pipe welder" not in payloads[0]
    assert read_again(lasting, titled)["title"] == "Pipe welder"


def payload_of(opened: Stage, token: str) -> object:
    return opened.client.post(_VERIFY, content=token.encode()).json()["credential"]


def test_a_printed_code_gives_a_receipt_without_a_title(lasting: Stage) -> None:
    code = printed_code(give(lasting).award.verification_code or "")
    answer = lasting.client.post(f"{_VERIFY}?receipt=titled", json={"code": code}).json()
    told = read_again(lasting, answer["receipt"])
    assert told["verdict"] == "valid"
    assert "title" not in told


def test_the_key_of_receipts_is_published(lasting: Stage) -> None:
    token = receipt_of(lasting, lasting.world.issue().content)
    document = lasting.client.get("/.well-known/did.json").json()
    assert document["id"] == "did:web:localhost%3A8000"
    assert payload_of(lasting, token)["issuer"] == document["id"]  # type: ignore[index] # an object, whatever its type
    assert document["assertionMethod"]
    for method in document["assertionMethod"]:
        assert method.startswith(f"{document['id']}#")


def ticket_of(reader: Browser) -> str:
    """What the form for a receipt carries; the one that compares names has a ticket of its own."""
    form = reader.text.partition('action="/verify/receipt"')[2]
    found = re.search(r'name="ticket" value="([^"]+)"', form)
    assert found is not None
    return found[1]


def test_a_receipt_is_kept_from_the_page_and_read_again(lasting: Stage) -> None:
    content = lasting.world.issue().content
    reader = browser(lasting).open("/verify").send("/verify", text=content.decode())
    plain = reader.send("/verify/receipt", ticket=ticket_of(reader)).text
    assert "Welder" not in plain
    assert hashlib.sha256(content).hexdigest() in plain
    found = re.search(r"<code>(eyJ[^<]+)</code>", plain)
    assert found is not None
    assert f"data:application/vc+jwt,{found[1]}" in plain
    page = reader.open("/verify").send("/verify", text=found[1]).text
    assert "This is a receipt of this service" in page
    assert "ticket" not in page


def test_the_title_is_on_the_page_only_when_it_was_ticked(lasting: Stage) -> None:
    content = lasting.world.issue().content.decode()
    reader = browser(lasting).open("/verify").send("/verify", text=content)
    page = reader.send("/verify/receipt", ticket=ticket_of(reader), titled="yes").text
    assert "Welder" in page
    assert "Amina" not in page


def test_the_reader_of_a_shared_link_keeps_a_receipt_of_the_set(lasting: Stage) -> None:
    worker = browser(lasting)
    worker.claim(give(lasting).claim_code)
    reader = browser(lasting).open(link := worker.share()).send(link)
    page = reader.send("/verify/receipt", ticket=ticket_of(reader)).text
    found = re.search(r"<code>(eyJ[^<]+)</code>", page)
    assert found is not None
    told = read_again(lasting, found[1])
    assert told["verdict"] == "valid"


def test_a_ticket_cannot_be_changed_and_ends(lasting: Stage) -> None:
    checked = Checked(
        verdict=Verdict.INVALID,
        cause=ProblemCode.REVOKED,
        standing=Standing.KNOWN,
        is_set=False,
        digest="00" * 32,
        at=lasting.world.at,
    )
    custody = lasting.services.custody
    ticket = receipts.sealed(checked, custody=custody)
    at = lasting.world.at + receipts.GOOD_FOR - timedelta(seconds=1)
    assert receipts.opened(ticket, custody=custody, at=at) == checked
    late = lasting.world.at + receipts.GOOD_FOR
    for wrong, when in ((ticket[:-8] + "AAAAAAA=", at), ("", at), ("§", at), (ticket, late)):
        with pytest.raises(CredentialsError) as refused:
            receipts.opened(wrong, custody=custody, at=when)
        assert refused.value.problem.code in {ProblemCode.NOT_ALLOWED, ProblemCode.GONE}
    answer = browser(lasting).open("/verify").send("/verify/receipt", ticket="x" * 60)
    assert answer.status == 403


def test_what_a_training_body_signs_is_no_receipt_of_the_service(lasting: Stage) -> None:
    world = lasting.world
    document = world.document(type=["VerifiableCredential", f"{PUBLIC_URL}/receipts"])
    answer = lasting.client.post(_VERIFY, content=world.issue(document).content).json()
    assert answer["checks"]["genuine"]["answer"] == "yes"
    assert "receiptOf" not in answer


def test_under_an_ip_address_there_are_no_receipts(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("ip") / "data"
    with stage(folder, public_url="http://127.0.0.1:8000") as opened:
        content = opened.world.issue().content
        answer = opened.client.post(f"{_VERIFY}?receipt=plain", content=content)
        assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid")
        page = opened.client.post("/verify", data={"text": content.decode()}).text
        assert "Keep a receipt" not in page
        assert opened.client.get("/.well-known/did.json").status_code == 404


def test_a_service_that_moved_signs_with_a_key_of_its_new_address(lasting: Stage) -> None:
    services, at = lasting.services, lasting.world.at
    names = [
        receipts.signer(
            services.database, custody=services.custody, public_url=url, at=at
        ).verification_method
        for url in (PUBLIC_URL, PUBLIC_URL, "https://passport.example")
    ]
    assert names[0] == names[1]
    assert names[2].startswith("did:web:passport.example#")
