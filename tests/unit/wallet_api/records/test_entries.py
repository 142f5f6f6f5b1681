"""What holders say of themselves: kept as said, never made to look like a certificate."""

import re
from collections.abc import Iterator

import pytest

from tests.journeys.stage import Stage, stage
from tests.unit.wallet_api.worker import Browser, browser, give
from wallet_api.records import dates, entries
from wallet_api.records.entries import Fault, Kind

WORK = {"title": "Welder", "organisation": "Harbour Yard", "since": "5/2021", "until": "2024"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for the tests of this file: each has workers of its own."""
    with stage(tmp_path_factory.mktemp("entries")) as opened:
        yield opened


def worker(shop: Stage, name: str = "Amina Yusuf") -> tuple[Browser, str]:
    """Somebody with a passport open, and the token of its return link."""
    page = browser(shop).claim(give(shop, name).claim_code)
    return page, page.return_link.rpartition("/")[2]


def add(page: Browser, kind: str, **said: str) -> Browser:
    """Add an entry by its form."""
    page.open(f"/passport/entries/new/{kind}")
    return page.send(f"/passport/entries/new/{kind}", entry_id=page.hidden("entry_id"), **said)


def plain(page: Browser) -> str:
    """The words of the page that is shown."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_an_entry_is_shown_as_said_by_the_worker_and_is_no_card(shop: Stage) -> None:
    page, _ = worker(shop)
    add(page, "work", **WORK)
    assert "Welder · Harbour Yard" in plain(page)
    assert "Work · said by me" in plain(page)
    assert "May 2021 – 2024" in plain(page)
    assert "Nobody has confirmed it. It is no certificate." in plain(page)
    cards = re.findall(r'<article class="card">.*?</article>', page.text, re.DOTALL)
    assert len(cards) == 1
    assert "Harbour Yard" not in cards[0]
    assert "Pipe welder" in cards[0]


def test_records_stand_under_the_words_for_who_is_behind_them(shop: Stage) -> None:
    page, _ = worker(shop)
    add(page, "licence", title="Forklift", organisation="Port Authority", since="2020")
    headings = re.findall(r"<h2>([^<]+)</h2>", page.text)
    assert headings[:2] == ["From bodies that we know", "Said by me"]
    shop.accredit(harbour(shop), "Harbour School")
    headings = re.findall(r"<h2>([^<]+)</h2>", page.open("/passport").text)
    assert headings[:2] == ["From accredited bodies", "Said by me"]


def harbour(shop: Stage) -> str:
    records = shop.client.get("/api/v1/trust/records").json()
    return str(next(each["did"] for each in records if each["name"] == "Harbour School"))


def test_a_changed_and_a_removed_entry_leave_nothing_of_the_old_words(shop: Stage) -> None:
    page, _ = worker(shop)
    add(page, "task", **WORK)
    found = re.search(r"/passport/entries/[0-9a-f]{32}", page.text)
    assert found is not None
    page.open(found[0]).send(found[0], **(WORK | {"organisation": "River Yard"}))
    assert "River Yard" in page.text
    assert "Harbour Yard" not in page.text
    page.open(found[0]).send(f"{found[0]}/remove")
    assert "River Yard" not in page.text
    assert page.open(found[0]).status == 404


def test_the_same_form_twice_is_one_entry(shop: Stage) -> None:
    page, _ = worker(shop)
    page.open("/passport/entries/new/work")
    form = {"entry_id": page.hidden("entry_id"), "csrf": page.hidden("csrf"), **WORK}
    for _ in range(2):
        page.send("/passport/entries/new/work", **form)
    assert page.text.count("Harbour Yard") == 1


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(shop: Stage) -> None:
    page, _ = worker(shop)
    add(page, "work", title="Welder", organisation="", since="last year", place="Mombasa, Kenya")
    assert page.status == 422
    assert re.search(r'id="organisation-error".*Write something here', page.text)
    assert re.search(r'id="since-error".*This is no day', page.text)
    assert 'value="Mombasa, Kenya"' in page.text
    assert "Mombasa" not in page.open("/passport").text


def test_markup_in_an_entry_is_shown_as_text(shop: Stage) -> None:
    page, _ = worker(shop)
    add(page, "work", **(WORK | {"title": "<script>x</script>"}))
    assert "&lt;script&gt;x" in page.text
    assert "<script>x" not in page.text


def test_another_worker_neither_sees_nor_changes_an_entry(shop: Stage) -> None:
    page, token = worker(shop)
    other, other_token = worker(shop, "Binh Tran")
    body = {"kind": "work", **WORK}
    path = "/wallet/api/v1/entries"
    made = shop.client.post(path, json=body, headers={"Authorization": f"Bearer {token}"}).json()
    assert other.open(f"/passport/entries/{made['id']}").status == 404
    other.open("/passport/entries/new/work")
    assert other.send(f"/passport/entries/{made['id']}", **WORK).status == 404
    headers = {"Authorization": f"Bearer {other_token}"}
    assert shop.client.delete(f"{path}/{made['id']}", headers=headers).status_code == 404
    assert shop.client.get(path, headers=headers).json() == []
    taken = shop.client.post(path, json=body | {"id": made["id"]}, headers=headers)
    assert taken.status_code == 409
    assert "Harbour Yard" in page.open("/passport").text


def test_a_program_adds_changes_and_removes_what_a_page_can(shop: Stage) -> None:
    _, token = worker(shop)
    headers = {"Authorization": f"Bearer {token}"}
    path = "/wallet/api/v1/entries"
    body = {"kind": "language", "title": "Swahili", "listening": "native", "writing": "B2"}
    made = shop.client.post(path, json=body, headers=headers)
    assert made.status_code == 201
    assert made.json()["backing"] == "myself"
    assert made.json()["facts"] == {"title": "Swahili", "listening": "native", "writing": "B2"}
    one = f"{path}/{made.json()['id']}"
    changed = shop.client.put(one, json={"title": "Swahili", "writing": "C1"}, headers=headers)
    assert changed.json()["facts"] == {"title": "Swahili", "writing": "C1"}
    refused = shop.client.put(one, json={"title": "Swahili", "writing": "D9"}, headers=headers)
    assert (refused.status_code, refused.json()["pointer"]) == (400, "/writing")
    unknown = shop.client.put(one, json={"title": "x", "backing": "accredited"}, headers=headers)
    assert unknown.status_code == 422
    assert shop.client.delete(one, headers=headers).status_code == 204
    assert shop.client.get(path, headers=headers).json() == []


def test_the_pages_of_entries_speak_arabic_too(shop: Stage) -> None:
    page, _ = worker(shop)
    add(page, "work", **WORK)
    text = page.client.get("/passport?lang=ar", headers={"Accept": "text/html"}).text
    assert 'dir="rtl"' in text
    assert "said by me" not in text
    assert "<bdi>Harbour Yard</bdi>" in text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2024", "2024"),
        ("5/2024", "2024-05"),
        ("2024-05", "2024-05"),
        ("31.5.2024", "2024-05-31"),
        ("2024-05-31", "2024-05-31"),
        ("٥/٢٠٢٤", "2024-05"),
        ("31.2.2024", None),
        ("13/2024", None),
        ("24", None),
        ("1/2/3/2024", None),
        ("5/²024", None),
        ("", None),
        ("0000", None),
    ],
)
def test_a_day_is_read_as_far_as_it_was_said(typed: str, stored: str | None) -> None:
    assert dates.typed(typed) == stored


def test_an_end_is_compared_as_far_as_both_days_are_known() -> None:
    said = WORK | {"since": "2024-05", "until": "2024"}
    assert entries.read(Kind.WORK, said).faults == {}
    said = WORK | {"since": "2024-05", "until": "2024-04-30"}
    assert entries.read(Kind.WORK, said).faults == {"until": Fault.BACKWARDS}


def test_a_language_needs_one_level_and_invisible_characters_are_refused() -> None:
    assert entries.read(Kind.LANGUAGE, {"title": "French"}).faults == {"listening": Fault.NO_LEVEL}
    said = WORK | {"title": "Wel\u202eder"}
    assert entries.read(Kind.WORK, said).faults == {"title": Fault.UNFIT}
