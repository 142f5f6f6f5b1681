"""Certificates from elsewhere: checked, kept byte for byte, and never said to be the holder's."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from app.cli.checking import passport_mismatches
from credentials import MediaType, SecuredCredential, bake
from tests.journeys.stage import Stage, stage
from tests.pictures import png
from tests.unit.wallet_api.records.test_entries import plain, worker
from tests.unit.wallet_api.worker import Browser, browser, give
from wallet_api.records import store
from wallet_api.records.tables import Waiting
from wallet_api.tables import Holding

API = "/wallet/api/v1"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for the tests of this file: each has workers of its own."""
    with stage(tmp_path_factory.mktemp("importing")) as opened:
        yield opened


def foreign(shop: Stage, **changes: object) -> bytes:
    """A certificate of a body elsewhere."""
    return shop.world.issue(shop.world.document(**changes)).content


def bring(page: Browser, content: bytes | str) -> Browser:
    """Bring a file or a text by the form."""
    page.open("/passport/import")
    fields = {"csrf": page.hidden("csrf")}
    headers = {"Accept": "text/html"}
    if isinstance(content, bytes):
        page.page = page.client.post(
            "/passport/import", data=fields, files={"file": ("x", content)}, headers=headers
        )
    else:
        files = {"text": (None, content)}
        page.page = page.client.post("/passport/import", data=fields, files=files, headers=headers)
    return page


def keep(page: Browser) -> Browser:
    """Keep the one that waits."""
    found = re.findall(r"/passport/import/[0-9a-f]{32}/keep", page.text)
    assert len(found) == 1
    return page.send(found[0])


def test_what_is_brought_is_looked_at_first_and_kept_byte_for_byte(shop: Stage) -> None:
    page, token = worker(shop)
    content = foreign(shop)
    bring(page, content)
    assert "Waits for you, and is not in your passport yet" in page.text
    assert "Genuine, but from a body that we do not know." in page.text
    assert "Welder" not in re.sub(r"Pipe welder", "", page.open("/passport").text)
    keep(page.open("/passport/import"))
    assert "We do not say that it is about you" in page.text
    assert "/copy/pdf" not in page.text
    address = re.findall(r"/passport/certificates/[0-9a-f]{32}/file", page.text)[0]
    assert page.client.get(address).content == content
    words = plain(page.open("/passport"))
    assert "From bodies that we do not know" in words
    assert "Brought by you" in words
    assert "Amina Yusuf" in words
    headers = {"Authorization": f"Bearer {token}"}
    listed = shop.client.get(f"{API}/certificates", headers=headers).json()
    assert sorted(one["is_imported"] for one in listed) == [False, True]


def test_a_picture_a_pasted_text_and_a_link_bring_the_same_bytes(shop: Stage) -> None:
    page, _ = worker(shop)
    content = foreign(shop, id="urn:uuid:6b4e28ba-2fa1-41d2-883f-0016d3cca42a")
    baked = bake(png(), SecuredCredential(MediaType.VC, content))
    shop.fetcher.pages["https://elsewhere.example/badge"] = content
    link = "https://elsewhere.example/badge"
    for brought in (baked, content.decode(), link):
        bring(page, brought)
        assert page.status == 200
    with shop.services.database.reading() as session:
        waiting = [each.content for each in session.scalars(select(Waiting))]
    assert waiting.count(content) == 1
    keep(page)
    bring(page, content)
    assert keep(page).status == 200
    assert page.open("/passport").text.count("Brought by you") == 1


def test_a_forged_certificate_is_never_kept_and_the_page_says_why(shop: Stage) -> None:
    page, _ = worker(shop)
    forged = foreign(shop).replace(b"Welds plates and pipes.", b"Flies large aircraft.")
    bring(page, forged)
    assert page.status == 422
    assert "This was not kept, because it is not genuine" in page.text
    assert "Flies large aircraft" not in page.text
    assert "/keep" not in page.open("/passport/import").text


def test_an_expired_one_can_be_kept_and_shows_its_state_everywhere(shop: Stage) -> None:
    page, _ = worker(shop)
    bring(page, foreign(shop, validUntil="2026-07-01T00:00:00Z"))
    assert "Keep it even so" in page.text
    keep(page)
    assert "Expired" in page.open("/passport").text


def test_what_could_not_be_checked_is_kept_as_that_and_checked_again_later(shop: Stage) -> None:
    page, token = worker(shop)
    body = shop.world.issuer("far.example")
    content = shop.world.issue(shop.world.document(body), issuer=body).content
    shop.world.unreachable.add(body.did)
    bring(page, content)
    assert "Keep it even so" in page.text
    keep(page)
    words = plain(page.open("/passport"))
    assert "Could not be checked just now" in words
    assert "Nobody could be shown to stand behind it" in words
    headers = {"Authorization": f"Bearer {token}"}
    listed = shop.client.get(f"{API}/certificates", headers=headers).json()
    (one,) = [each for each in listed if each["is_imported"]]
    path = f"{API}/certificates/{one['id']}/report"
    assert shop.client.get(path, headers=headers).json()["verdict"] == "undetermined"
    shop.world.unreachable.discard(body.did)
    assert shop.client.get(path, headers=headers).json()["verdict"] == "valid"


def test_what_no_set_can_be_signed_with_is_said_before_there_is_a_link(shop: Stage) -> None:
    page, _ = worker(shop)
    document = json.loads(foreign(shop))
    document["@context"].append("https://words.example/own/v1")
    keep(bring(page, json.dumps(document).encode()))
    ids = re.findall(r'name="certificates" value="([0-9a-f]+)"', page.open("/passport/share").text)
    wish = {"certificates": ids, "purpose": "training", "days": "7"}
    refused = page.send("/passport/share/preview", **wish)
    assert refused.status == 422
    assert "uses words that we do not know" in page.text
    assert page.send("/passport/share", **wish).status == 400
    assert "Links that you gave out" not in page.open("/passport").text


@pytest.mark.parametrize(
    ("brought", "said"),
    [
        ("", "Nothing was kept"),
        ("hello", "Nothing was kept"),
        ("{}", "Nothing was kept"),
        ("https://unreachable.example/x", "Nothing was kept"),
    ],
)
def test_what_is_no_certificate_is_answered_with_the_reason(
    shop: Stage, brought: str, said: str
) -> None:
    page, _ = worker(shop)
    assert bring(page, brought).status == 422
    assert said in page.text


def test_neither_a_printed_code_nor_a_shared_link_brings_somebody_elses(shop: Stage) -> None:
    owner, _ = worker(shop, "Binh Tran")
    link = owner.share()
    printed = give(shop, "Carla Ruiz").award.verification_code or ""
    page, token = worker(shop)
    assert "Ask for the certificate itself" in bring(page, link).text
    assert "It is for those who check the paper" in bring(page, printed).text
    headers = {"Authorization": f"Bearer {token}"}
    answer = shop.client.post(f"{API}/imports", content=link.encode(), headers=headers)
    assert answer.status_code == 422
    assert "Binh" not in answer.text


def test_a_certificate_that_takes_anothers_identifier_opens_nothing_of_it(shop: Stage) -> None:
    owner, _ = worker(shop, "Binh Tran")
    theirs = re.findall(r"/passport/certificates/[0-9a-f]{32}", owner.open("/passport").text)[0]
    signed = json.loads(owner.client.get(f"{theirs}/file").content)
    page, _ = worker(shop)
    bring(page, foreign(shop, id=signed["id"]))
    keep(page)
    address = str(page.page.url) if page.page else ""
    for kind in ("pdf", "png", "svg"):
        assert page.client.get(f"{address}/copy/{kind}").status_code == 404
    assert page.client.get(f"{address}/wrong").status_code == 200
    page.open(f"{address}/wrong").send(f"{address}/wrong", about="name", said="x")
    assert page.status in {404, 422}


def test_a_brought_one_is_removed_with_its_links_and_a_claimed_one_is_not(shop: Stage) -> None:
    page, token = worker(shop)
    headers = {"Authorization": f"Bearer {token}"}
    claimed = shop.client.get(f"{API}/certificates", headers=headers).json()[0]["id"]
    answer = shop.client.post(f"{API}/imports", content=foreign(shop), headers=headers)
    assert answer.status_code == 201
    (waiting,) = answer.json()["waiting"]
    assert waiting["report"]["verdict"] == "valid"
    kept = shop.client.post(f"{API}/imports/{waiting['id']}/keep", headers=headers).json()
    shared = {"certificates": [kept["id"]]}
    share = shop.client.post(f"{API}/shares", json=shared, headers=headers)
    assert share.status_code == 201
    one = f"{API}/certificates/{kept['id']}"
    _, other = worker(shop, "Binh Tran")
    theirs = {"Authorization": f"Bearer {other}"}
    assert shop.client.delete(one, headers=theirs).status_code == 404
    assert shop.client.get(f"{one}/report", headers=theirs).status_code == 404
    assert shop.client.delete(one, headers=headers).status_code == 204
    assert shop.client.get(f"{API}/shares", headers=headers).json()[0]["state"] == "withdrawn"
    path = f"{API}/certificates/{claimed}"
    assert shop.client.delete(path, headers=headers).status_code == 409
    assert "Pipe welder" in page.open("/passport").text


def test_another_worker_keeps_and_drops_nothing_that_waits(shop: Stage) -> None:
    page, _ = worker(shop)
    bring(page, foreign(shop))
    path = re.findall(r"/passport/import/[0-9a-f]{32}/", page.text)[0]
    other, _ = worker(shop, "Binh Tran")
    other.open("/passport/import")
    assert other.send(f"{path}keep").status == 404
    other.open("/passport/import")
    assert other.send(f"{path}drop").status == 404
    page.open("/passport/import").send(f"{path}drop")
    assert path not in page.open("/passport/import").text


def test_what_waits_is_forgotten_after_a_day_and_fsck_minds_only_what_was_claimed(
    shop: Stage,
) -> None:
    page, _ = worker(shop)
    content = foreign(shop, id="urn:uuid:7b4e28ba-2fa1-41d2-883f-0016d3cca42b")
    bring(page, content)
    keep(page)
    bring(page, foreign(shop, id="urn:uuid:8b4e28ba-2fa1-41d2-883f-0016d3cca42c"))
    with shop.services.database.session() as session:
        store.forget_waiting(session, before=shop.world.at + timedelta(days=1))
        assert list(passport_mismatches(session)) == []
        digest = sha256(content).hexdigest()
        held = session.scalars(select(Holding).where(Holding.credential_id.contains(digest)))
        assert held.one().content == content
    assert "/keep" not in page.open("/passport/import").text


def test_nobody_brings_anything_without_a_passport(shop: Stage) -> None:
    stranger = browser(shop).open("/passport/import")
    assert "Your passport is not open here" in stranger.text
    assert shop.client.post(f"{API}/imports", content=b"{}").status_code == 401
