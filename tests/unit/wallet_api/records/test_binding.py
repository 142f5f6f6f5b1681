"""A certificate that is issued anew for the key of the passport that has it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.cli.checking import passport_mismatches
from app.issuer import service as issuer
from app.issuer.awards import AwardResult
from app.issuer.corrections import IdentityCheck, ask_to_revoke, undo_claim
from app.issuer.routes import desk_of
from tests.journeys.stage import ACTOR, Stage, stage
from tests.unit.wallet_api.records.test_entries import plain
from tests.unit.wallet_api.worker import Browser, browser, give, revoke

API = "/wallet/api/v1"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for the tests of this file: each has workers of its own."""
    with stage(tmp_path_factory.mktemp("binding")) as opened:
        yield opened


def holder(shop: Stage, name: str = "Amina Yusuf") -> tuple[Browser, AwardResult, str]:
    """Somebody who has fetched a certificate, what was awarded, and where it is shown."""
    given = give(shop, name)
    page = browser(shop).claim(given.claim_code)
    return page, given, certificate(page)


def certificate(page: Browser) -> str:
    """The address of the one certificate in the passport."""
    found = set(re.findall(r"/passport/certificates/[0-9a-f]{32}", page.open("/passport").text))
    assert len(found) == 1
    return str(found.pop())


def signed(page: Browser, address: str) -> dict[str, Any]:
    """The certificate, as it was signed."""
    found: dict[str, Any] = json.loads(page.client.get(f"{address}/file").content)
    return found


def bind(page: Browser, address: str) -> Browser:
    return page.open(f"{address}/bind").send(f"{address}/bind")


def verdict(shop: Stage, credential: dict[str, Any]) -> dict[str, Any]:
    answer = shop.client.post("/api/v1/verify", content=json.dumps(credential).encode())
    found: dict[str, Any] = answer.json()
    return found


def test_a_bound_certificate_names_the_passports_key_and_changes_nothing_else(
    shop: Stage,
) -> None:
    page, _, address = holder(shop)
    before = signed(page, address)
    bind(page, address)
    assert page.status == 200
    new = certificate(page)
    after = signed(page, new)
    assert "id" not in before["credentialSubject"]
    assert after["credentialSubject"].pop("id").startswith("did:key:z")
    assert before["credentialStatus"] != after["credentialStatus"]
    for document in (before, after):
        for name in ("id", "credentialStatus", "proof"):
            del document[name]
    assert before == after


def test_the_old_one_answers_replaced_and_its_paper_leads_to_the_new_one(shop: Stage) -> None:
    page, given, address = holder(shop)
    before = signed(page, address)
    bind(page, address)
    codes = [problem["code"] for problem in verdict(shop, before)["problems"]]
    assert codes == ["replaced"]
    assert verdict(shop, signed(page, certificate(page)))["verdict"] == "valid"
    printed = browser(shop).open(f"/v/{given.award.verification_code}")
    assert "replaced" in printed.text
    with shop.services.database.reading() as session:
        assert list(passport_mismatches(session)) == []


def test_links_to_the_old_one_end_and_a_new_link_shows_it_as_its_holders(shop: Stage) -> None:
    page, _, address = holder(shop)
    link = page.share()
    bind(page, address)
    assert browser(shop).open(link).status == 410
    fresh = shop.client.post("/api/v1/verify", json={"url": page.share()})
    assert fresh.json()["verdict"] == "valid"
    assert "holder-not-shown" not in fresh.text


def test_it_is_done_once(shop: Stage) -> None:
    page, _, address = holder(shop)
    page.open(f"{address}/bind")
    form = page.hidden("csrf")
    page.send(f"{address}/bind")
    assert page.send(f"{address}/bind", csrf=form).status == 404
    new = certificate(page)
    assert "It is tied already" in page.open(f"{new}/bind").text
    assert page.send(f"{new}/bind", csrf=form).status == 409


def test_nothing_that_waits_is_passed_over(shop: Stage) -> None:
    page, given, address = holder(shop)
    with shop.services.database.session() as session:
        ask_to_revoke(
            session,
            issuer.organisation_by_slug(session, "harbour"),
            given.award.id,
            withdrawal=issuer.Withdrawal(reason=issuer.RevocationReason.FRAUD_FOUND),
            desk=desk_of(shop.services),
            actor=ACTOR,
            at=shop.world.at,
        )
    assert bind(page, address).status == 409
    assert "This cannot be done now" in page.text
    assert "id" not in signed(page, certificate(page))["credentialSubject"]
    page, _, address = holder(shop, "Binh Tran")
    page.open(f"{address}/wrong").send(f"{address}/wrong", about="name", said="It is Bin.")
    assert bind(page, address).status == 409
    assert certificate(page) == address


def test_what_was_taken_back_is_not_issued_anew(shop: Stage) -> None:
    page, given, address = holder(shop)
    page.open(f"{address}/bind")
    revoke(shop, given)
    assert page.send(f"{address}/bind").status == 409
    assert certificate(page) == address


def test_what_was_bound_by_the_wrong_person_is_freed_when_their_claim_is_undone(
    shop: Stage,
) -> None:
    thief, _, address = holder(shop)
    bind(thief, address)
    stolen = signed(thief, certificate(thief))
    with shop.services.database.session() as session:
        given = undo_claim(
            session,
            issuer.organisation_by_slug(session, "harbour"),
            stolen["id"],
            check=IdentityCheck.PASSPORT_SEEN,
            desk=desk_of(shop.services),
            actor=ACTOR,
            at=shop.world.at,
        )
    words = plain(thief.open("/passport"))
    assert "somebody else’s certificate" in words
    assert "/passport/certificates/" not in thief.text
    assert [each["code"] for each in verdict(shop, stolen)["problems"]] == ["replaced"]
    right = browser(shop).claim(given.claim_code)
    mine = signed(right, certificate(right))
    assert "id" not in mine["credentialSubject"]
    assert verdict(shop, mine)["verdict"] == "valid"


def test_a_program_binds_its_holders_certificate_and_no_other(shop: Stage) -> None:
    page = browser(shop).claim(give(shop).claim_code)
    token = page.return_link.rpartition("/")[2]
    other = browser(shop).claim(give(shop, "Binh Tran").claim_code)
    theirs = {"Authorization": f"Bearer {other.return_link.rpartition('/')[2]}"}
    headers = {"Authorization": f"Bearer {token}"}
    (one,) = shop.client.get(f"{API}/certificates", headers=headers).json()
    path = f"{API}/certificates/{one['id']}/bind"
    assert shop.client.post(path, headers=theirs).status_code == 404
    address = f"/passport/certificates/{one['id']}/bind"
    assert other.open(address).status == 404
    other.open("/passport")
    assert other.send(address).status == 404
    made = shop.client.post(path, headers=headers)
    assert made.status_code == 201
    assert made.json()["credential_id"] != one["credential_id"]
    again = shop.client.post(f"{API}/certificates/{made.json()['id']}/bind", headers=headers)
    assert again.status_code == 409
