"""Many at once: taken in sealed, checked in the background, shown, compared, deleted on time."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.base import jobs
from app.base.codes import new_code, printed_code
from app.main import check_handlers, forget_people
from app.verifier.bulk import service
from app.verifier.bulk.tables import BulkCheck, BulkItem
from tests.journeys.stage import PUBLIC_URL, Stage, stage
from tests.unit.app.verifier.bulk.archives import archive, work
from tests.unit.wallet_api.worker import Browser, browser, give
from tests.world import changed

_ALL = "/api/v1/bulk-checks"


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("bulk") / "data", bulk_rate=1_000) as opened:
        opened.accredit(opened.world.school, "Harbour Technical School")
        yield opened


def hand_in(opened: Stage, content: bytes, **query: Any) -> str:
    answer = opened.client.post(_ALL, content=content, params=query)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def checked(opened: Stage, content: bytes, **query: Any) -> dict[str, Any]:
    token = hand_in(opened, content, **query)
    assert work(opened) == 1
    found: dict[str, Any] = opened.client.get(f"{_ALL}/{token}").json()
    return found


def results(answer: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {item["item"]: (item["result"], item["cause"]) for item in answer["items"]}


def mixed(opened: Stage) -> bytes:
    world = opened.world
    withdrawn = world.document(credentialStatus=world.entry())
    world.set_status(withdrawn, "revocation")
    tampered = changed(world.issue(), lambda document: document.update(name="Master"))
    given = give(opened)
    # The list of bodies is looked at anew every few seconds.
    opened.services.trust.forget()  # type: ignore[attr-defined] # the service’s own source of trust can
    code = printed_code(given.award.verification_code or "")
    receipt = opened.client.post("/api/v1/verify?receipt=plain", content=world.issue().content)
    return archive(
        [
            ("good.json", world.issue().content),
            ("stranger.json", world.issue(issuer=world.key_issuer()).content),
            ("tampered.json", json.dumps(tampered).encode()),
            ("revoked.json", world.issue(withdrawn).content),
            ("code.txt", code.encode()),
            ("receipt.jwt", receipt.json()["receipt"].encode()),
            ("letter.txt", b"To whom it may concern"),
            ("inner.zip", archive([("a", b"x")])),
        ]
    )


@pytest.fixture(autouse=True)
def nothing_waits(lasting: Stage) -> None:
    """What another test has handed in and left is checked, so that one job is one's own."""
    while work(lasting):
        pass


def test_a_mixed_archive_gives_the_right_table_exceptions_first(lasting: Stage) -> None:
    answer = checked(lasting, mixed(lasting))
    assert results(answer) == {
        "tampered.json": ("invalid", "tampered"),
        "revoked.json": ("invalid", "revoked"),
        "receipt.jwt": ("nothing", "a-receipt"),
        "letter.txt": ("nothing", "unreadable"),
        "inner.zip": ("nothing", "archive-inside"),
        "stranger.json": ("caution", "valid-unknown"),
        "code.txt": ("valid", ""),
        "good.json": ("valid", ""),
    }
    order = [item["result"] for item in answer["items"]]
    ranks = ["invalid", "undetermined", "nothing", "caution", "valid"]
    assert order == sorted(order, key=ranks.index)
    assert (answer["finished"], answer["done"], answer["total"]) == (True, 8, 8)
    assert answer["results"]["invalid"] == 2
    (good,) = [item for item in answer["items"] if item["item"] == "good.json"]
    assert (good["award"], good["name"]) == ("Welder", "Amina Yusuf")
    assert (good["issuer"], good["issuer_standing"]) == ("Harbour Technical School", "accredited")
    assert good["valid_until"] == "2030-06-12"
    (code,) = [item for item in answer["items"] if item["item"] == "code.txt"]
    assert (code["name"], code["award"]) == ("", "")


def test_nothing_that_was_handed_in_is_kept_once_it_was_checked(lasting: Stage) -> None:
    content = archive([("amina-yusuf.json", lasting.world.issue().content)])
    token = hand_in(lasting, content)
    with lasting.services.database.reading() as session:
        found = service.find(session, token, at=lasting.world.at)
        (waiting,) = session.scalars(select(BulkItem.sealed_content).where(_of(found))).all()
        assert waiting is not None
        assert b"Amina" not in waiting
    work(lasting)
    with lasting.services.database.reading() as session:
        (item,) = session.scalars(select(BulkItem).where(_of(found))).all()
        assert session.scalar(select(BulkItem.sealed_content).where(_of(found))) is None
        # Neither what the file was called nor what the certificate says can be read there.
        for stored in (item.sealed_name, item.sealed_facts or b""):
            assert b"mina" not in stored


def _of(found: BulkCheck) -> Any:
    return BulkItem.check_id == found.id


def test_a_result_is_deleted_at_the_chosen_time(lasting: Stage) -> None:
    at = lasting.world.at
    answer = checked(lasting, b"one\n", keep_hours=24)
    token = answer["id"]
    services = lasting.services
    with services.database.session() as session:
        service.forget_ended(session, at=at + timedelta(hours=23))
        assert service.find(session, token, at=at + timedelta(hours=23)) is not None
        check_id = service.find(session, token, at=at).id
    lasting.world.at = at + timedelta(hours=24)
    try:
        # It cannot be seen from that moment on, whether it was swept already or not.
        assert lasting.client.get(f"{_ALL}/{token}").status_code == 404
    finally:
        lasting.world.at = at
    with services.database.session() as session:
        service.forget_ended(session, at=at + timedelta(hours=24))
    with services.database.reading() as session:
        assert session.get(BulkCheck, check_id) is None
        left = select(func.count()).where(BulkItem.check_id == check_id)
        assert session.scalar(left) == 0


def test_it_is_kept_for_thirty_days_at_most(lasting: Stage) -> None:
    for hours in (0, 721):
        answer = lasting.client.post(f"{_ALL}?keep_hours={hours}", content=b"x")
        assert answer.status_code == 422
    kept = lasting.client.post(f"{_ALL}?keep_hours=720", content=b"x").json()
    assert kept["expires_at"] == (lasting.world.at + timedelta(days=30)).isoformat().replace(
        "+00:00", "Z"
    )
    work(lasting)


def test_what_could_not_be_checked_is_wiped_after_a_day(lasting: Stage) -> None:
    token = hand_in(lasting, b"some text")
    services, at = lasting.services, lasting.world.at
    with services.database.session() as session:
        found = service.find(session, token, at=at)
    forget_people(services, at=at + timedelta(hours=25))
    with services.database.reading() as session:
        assert session.scalar(select(BulkItem.sealed_content).where(_of(found))) is None
    work(lasting)
    assert results(lasting.client.get(f"{_ALL}/{token}").json()) == {"": ("nothing", "empty")}


def test_the_reader_deletes_a_result_at_once(lasting: Stage) -> None:
    answer = checked(lasting, b"one")
    assert lasting.client.delete(f"{_ALL}/{answer['id']}").status_code == 204
    assert lasting.client.get(f"{_ALL}/{answer['id']}").status_code == 404
    # A check that is deleted while it waits ends without a word.
    token = hand_in(lasting, b"one")
    lasting.client.delete(f"{_ALL}/{token}")
    assert work(lasting) == 1


def test_a_guessed_link_opens_nothing(lasting: Stage) -> None:
    token = checked(lasting, b"one")["id"]
    assert len(token) == 22
    for guess in (token[:-1], f"{token}x", "x" * 22, "ü" * 200):
        for path in (f"{_ALL}/{guess}", f"/verify/many/{guess}", f"/verify/many/{guess}/table.csv"):
            assert lasting.client.get(path).status_code == 404


def test_the_table_is_harmless_in_a_spreadsheet(lasting: Stage) -> None:
    world = lasting.world
    document = world.document()
    document["credentialSubject"]["achievement"]["name"] = "=HYPERLINK(1)"
    answer = checked(lasting, archive([("=cmd.json", world.issue(document).content)]))
    table = lasting.client.get(f"{_ALL}/{answer['id']}/table.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="checked.csv"'
    lines = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert lines[0][:5] == ["number", "item", "result", "cause", "award"]
    assert lines[1][1] == "'=cmd.json"
    assert lines[1][4] == "'=HYPERLINK(1)"


def test_a_later_check_says_what_has_changed_since(lasting: Stage) -> None:
    world = lasting.world
    document = world.document(credentialStatus=world.entry())
    first = archive([("a", world.issue(document).content), ("b", b"some text")])
    before = checked(lasting, first)
    world.set_status(document, "revocation")
    again = checked(lasting, first, since=before["id"])
    changes = {
        item["item"]: (item["result_before"], item["result"], item["cause"])
        for item in again["items"]
    }
    assert changes == {
        "a": ("valid", "invalid", "revoked"),
        "b": ("nothing", "nothing", "unreadable"),
    }
    assert again["compared_with"] == before["created_at"]
    page = lasting.client.get(f"/verify/many/{again['id']}").text
    assert page.count("Changed. Before:") == 1
    assert page.count("Not changed") == 1


def test_a_foreign_link_is_followed_a_limited_number_of_times(lasting: Stage) -> None:
    listed = "\n".join(f"https://elsewhere.example/{number}" for number in range(202))
    lasting.fetcher.asked.clear()
    answer = checked(lasting, listed.encode())
    assert answer["results"]["nothing"] == 202
    causes = [
        item["cause"]
        for item in lasting.client.get(f"{_ALL}/{answer['id']}?limit=2000").json()["items"]
    ]
    assert causes.count("too-many-links") == 2
    assert len(lasting.fetcher.asked) == 200


def test_a_job_that_is_begun_again_goes_on_where_it_stopped(lasting: Stage) -> None:
    token = hand_in(lasting, archive((f"{number}.txt", b"some text") for number in range(45)))
    stops = iter([False, True])
    services = lasting.services
    done = jobs.work(
        services.database,
        check_handlers(services),
        custody=services.custody,
        clock=services.clock,
        stopping=lambda: next(stops, True),
    )
    assert done == 0
    half = lasting.client.get(f"{_ALL}/{token}").json()
    assert (half["done"], half["finished"]) == (20, False)
    assert work(lasting) == 1
    assert lasting.client.get(f"{_ALL}/{token}").json()["results"]["nothing"] == 45


def test_an_address_may_do_this_so_often_a_day(tmp_path_factory: pytest.TempPathFactory) -> None:
    with stage(tmp_path_factory.mktemp("few") / "data", bulk_rate=2) as few:
        codes = [few.client.post(_ALL, content=b"x").status_code for _ in range(3)]
        assert codes == [202, 202, 429]
        wrong = {"Authorization": "Bearer spk_x"}
        assert few.client.post(_ALL, content=b"x", headers=wrong).status_code == 401


def test_nothing_to_check_and_too_much_is_refused_and_leaves_nothing(lasting: Stage) -> None:
    with lasting.services.database.reading() as session:
        before = session.scalar(select(func.count()).select_from(BulkCheck))
    many = archive((str(number), b"") for number in range(2_001))
    for content, status in ((b"", 400), (archive([]), 400), (many, 413), (b"PK\x03\x04", 400)):
        assert lasting.client.post(_ALL, content=content).status_code == status
    with lasting.services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(BulkCheck)) == before


# ── The pages ──


def sent(reader: Browser, path: str, files: Any = (), **fields: str) -> Browser:
    fields.setdefault("csrf", reader.hidden("csrf"))
    listed = [("files", file) for file in files] or [("files", ("", b""))]
    reader.page = reader.client.post(
        path, data=fields, files=listed, headers={"Accept": "text/html"}
    )
    return reader


def test_a_reader_hands_in_files_and_codes_and_sees_the_table(lasting: Stage) -> None:
    reader = browser(lasting).open("/verify/many")
    code = new_code()
    files = [("good.json", lasting.world.issue().content), ("no.txt", b"nothing of use")]
    sent(reader, "/verify/many", files, text=f"{code}\n{new_code()}", keep="24")
    assert "0 of 4 are checked" in reader.text
    assert work(lasting) == 1
    reader.open(f"/verify/many/{link_in(reader)}")
    assert "are checked" not in reader.text
    assert code in reader.text
    states = re.findall(r'<tr data-state="(\w+)"', reader.text)
    assert states == ["nothing", "nothing", "nothing", "valid"]
    assert "deleted on 21 November 2026, 12:00 UTC" in reader.text
    token = link_in(reader)
    reader.send(f"/verify/many/{token}/delete")
    assert "The result is deleted" in reader.text
    assert reader.open(f"/verify/many/{token}").status == 404


def link_in(reader: Browser) -> str:
    found = re.search(rf"{PUBLIC_URL}/verify/many/([\w-]+)", reader.text)
    assert found is not None
    return found[1]


def test_links_are_checked_again_from_the_page_and_files_handed_in_again(lasting: Stage) -> None:
    worker = browser(lasting)
    worker.claim(give(lasting).claim_code)
    shared = worker.share()
    content = lasting.world.issue().content
    reader = browser(lasting).open("/verify/many")
    sent(reader, "/verify/many", [("a.json", content)], text=f"{shared}\n{new_code()}")
    work(lasting)
    token = link_in(reader)
    worker.open("/passport")
    reader.open(f"/verify/many/{token}")
    sent(reader, f"/verify/many/{token}/again", [("b.json", content)])
    assert "It is compared with the check of" in reader.text
    work(lasting)
    reader.open(f"/verify/many/{link_in(reader)}")
    assert reader.text.count("Not changed") == 3
    assert "not in this one" not in reader.text


def test_what_an_earlier_check_had_and_this_one_has_not_is_counted(lasting: Stage) -> None:
    reader = browser(lasting).open("/verify/many")
    listed = f"Name,Code\nAmina,{new_code()}\nPetra,none\nJonas,lost\n".encode()
    files = [("list.csv", listed), ("good.json", lasting.world.issue().content)]
    sent(reader, "/verify/many", files)
    work(lasting)
    first = link_in(reader)
    reader.open(f"/verify/many/{first}")
    assert "not in this one" not in reader.text
    sent(reader, f"/verify/many/{first}/again")
    assert "3 things of that check are not in this one" in reader.text
    again = lasting.client.get(f"{_ALL}/{link_in(reader)}").json()
    assert (again["total"], again["left_out"]) == (1, 3)


def test_a_list_says_whose_each_code_is_and_leads_to_its_page(lasting: Stage) -> None:
    code = new_code()
    reader = browser(lasting).open("/verify/many")
    listed = f"Name,Code\n<b>Amina,{code}\nPetra,{new_code()}\n".encode()
    sent(reader, "/verify/many", [("list.csv", listed)])
    work(lasting)
    first = link_in(reader)
    reader.open(f"/verify/many/{first}")
    assert "&lt;b&gt;Amina" in reader.text
    assert f'href="/v/{code}"' in reader.text
    sent(reader, f"/verify/many/{first}/again", [])
    work(lasting)
    again = lasting.client.get(f"{_ALL}/{link_in(reader)}").json()["items"]
    assert [(item["beside"], item["result_before"]) for item in again] == [
        ("<b>Amina", "nothing"),
        ("Petra", "nothing"),
    ]


def test_what_cannot_be_taken_in_is_said_beside_the_field(lasting: Stage) -> None:
    reader = browser(lasting).open("/verify/many")
    sent(reader, "/verify/many")
    assert reader.status == 422
    assert "Choose at least one file" in reader.text
    sent(reader, "/verify/many", [("broken.zip", b"PK\x03\x04")])
    assert "This archive is damaged" in reader.text
    sent(reader, "/verify/many", [("a", b"x")], csrf="forged")
    assert reader.status == 403


def test_the_digest_by_which_a_file_is_found_again_is_of_its_bytes(lasting: Stage) -> None:
    token = hand_in(lasting, b"some text")
    with lasting.services.database.reading() as session:
        found = service.find(session, token, at=lasting.world.at)
        stored = session.scalar(select(BulkItem.digest).where(_of(found)))
    assert stored == hashlib.sha256(b"some text").hexdigest()
    work(lasting)
