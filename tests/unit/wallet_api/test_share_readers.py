"""What a reader of a share gets, and what its holder learns of them."""

import re
from io import BytesIO

from pypdf import PdfReader
from sqlalchemy import text

from tests.journeys.stage import Stage
from tests.unit.wallet_api.test_passport_pages import holder
from tests.unit.wallet_api.test_routes import claimed, get, post, token_of
from tests.unit.wallet_api.worker import Browser, browser, give
from wallet_api import sharing
from wallet_api.sharing import reading

_FORM = {"purpose": "job", "days": "30"}


def read_aloud(page: str, *, start: str, end: str) -> list[str]:
    """The words between two sentences of a page, without markup."""
    part = page[page.index(start) : page.index(end)]
    return re.sub(r"<[^>]*>", " ", part).split()


def shared_page(worker: Browser) -> str:
    """The address of the page of the newest share."""
    found = re.search(r"/passport/shares/[0-9a-f]{32}", worker.open("/passport").text)
    assert found is not None
    return found.group(0)


# ── The preview ──


def test_the_preview_is_word_for_word_what_the_reader_sees_and_makes_no_link(
    lasting: Stage,
) -> None:
    worker, _ = holder(lasting)
    worker.claim(give(lasting, course="Rigger").claim_code, into="here")
    worker.open("/passport/share")
    ids = re.findall(r'name="certificates" value="([0-9a-f]+)"', worker.text)
    shown = {"start": "For a job", "end": "Nobody may ask money for this"}
    for download in ("no", "yes"):
        worker.send("/passport/share/preview", certificates=ids, download=download, **_FORM)
        assert "There is no link yet" in worker.text
        preview = read_aloud(worker.text, **shown)
        with lasting.services.database.reading() as session:
            made = session.scalar(text("SELECT count(*) FROM passport_share"))
        link = worker.share(download=download)
        with lasting.services.database.reading() as session:
            after = session.scalar(text("SELECT count(*) FROM passport_share"))
        assert (made is not None, after) == (True, (made or 0) + 1)
        reader = browser(lasting).open(link).send(link)
        assert read_aloud(reader.text, **shown) == preview
        assert {"Amina", "Rigger", "Pipe"} <= set(preview)


def test_a_certificate_is_shown_whole_and_the_form_says_so(lasting: Stage) -> None:
    worker, _ = holder(lasting)
    assert "A certificate is shown whole" in worker.open("/passport/share").text


def test_sharing_says_that_nobody_may_ask_money_for_it(lasting: Stage) -> None:
    worker, _ = holder(lasting)
    assert "Nobody may ask" in worker.open("/passport/share").text
    link = worker.share()
    assert "Nobody may ask" in worker.text
    reader = browser(lasting)
    for page in (reader.open(link), reader.send(link)):
        assert "Nobody may ask money for this" in page.text


# ── Who opened it ──


def test_a_reader_is_named_to_the_holder_only_as_they_name_themselves(lasting: Stage) -> None:
    worker, _ = holder(lasting)
    link = worker.share()
    reader = browser(lasting)
    for name in (
        "",
        "Harbour Crew  Ltd",
        "Harbour Crew Ltd",
        "\u202eevil\x00 <b>Bo</b>",
        "x" * 300,
    ):
        reader.open(link).send(link, reader=name)
        assert reader.status == 200
    page = worker.open(shared_page(worker)).text
    assert "5 times" in page
    assert page.count("Harbour Crew Ltd") == 1
    assert "evil &lt;b&gt;Bo&lt;/b&gt;" in page
    assert "\u202e" not in page
    assert "x" * 101 not in page
    assert "Nobody has checked it" in page


def test_a_readers_name_is_no_way_to_reach_the_worker() -> None:
    said = reading._readable(
        "Pay agent, +880 171-234 5678 or https://evil.example/pay me@evil.example"
    )
    assert said == "Pay agent, … or https evil. example pay me evil. example"
    for name in ("Al-Amal Co. Ltd. 24", "J. R. Müller & Söhne", "شركة الأمل ٢٤"):
        assert reading._readable(name) == name


def test_nothing_but_the_name_and_the_time_is_stored_of_a_reader(lasting: Stage) -> None:
    worker, _ = holder(lasting)
    link = worker.share()
    browser(lasting).open(link).send(link, reader="Canary Crewing")
    with lasting.services.database.reading() as session:
        rows = session.execute(text("SELECT * FROM passport_share_reader")).mappings().all()
    assert {"Canary Crewing"} <= {row["name"] for row in rows}
    assert all(set(row) == {"id", "share_id", "name", "opened_at"} for row in rows)
    worker.send(f"{shared_page(worker)}/withdraw")
    with lasting.services.database.reading() as session:
        names = session.scalars(text("SELECT name FROM passport_share_reader")).all()
    assert "Canary Crewing" not in names


def test_a_flood_of_names_leaves_fifty(lasting: Stage) -> None:
    worker, _ = holder(lasting)
    link = worker.share()
    token = link.rpartition("/")[2]
    with lasting.services.database.session() as session:
        for number in range(55):
            sharing.count_opening(session, token, name=f"Name {number}", at=lasting.world.at)
    assert worker.open(shared_page(worker)).text.count("Name ") == 50


# ── Saving the files ──


def test_the_files_are_saved_only_where_the_holder_allows_it(lasting: Stage) -> None:
    result = give(lasting)
    worker = browser(lasting).claim(result.claim_code)
    closed, open_ = worker.share(), worker.share(download="yes")
    assert "Save the files" not in browser(lasting).open(closed).send(closed).text
    assert "Save the files" in browser(lasting).open(open_).send(open_).text
    refused = lasting.client.post(f"{closed}/files/1")
    assert refused.status_code == 403
    assert "Amina" not in refused.text
    saved = lasting.client.post(f"{open_}/files/1")
    assert saved.content == result.award.content
    assert [lasting.client.post(f"{open_}/files/{n}").status_code for n in (0, 2)] == [404, 404]


def test_a_program_checks_a_share_and_gets_no_signature_unless_that_is_allowed(
    lasting: Stage,
) -> None:
    worker, _ = holder(lasting)
    answers = [
        lasting.client.post("/api/v1/verify", json={"url": worker.share(download=download)})
        for download in ("no", "yes")
    ]
    assert [answer.json()["verdict"] for answer in answers] == ["valid", "valid"]
    closed, open_ = answers
    assert "proofValue" not in closed.text
    assert "presentation" not in closed.json()
    subject = closed.json()["credentials"][0]["credential"]["credentialSubject"]
    assert "Amina Yusuf" in str(subject)
    assert "proofValue" in open_.text


# ── On paper ──


def test_the_paper_of_a_link_is_one_page_with_the_link_and_the_list(lasting: Stage) -> None:
    worker, _ = holder(lasting)
    link = worker.share()
    page = shared_page(worker)
    paper = worker.client.get(f"{page}/sheet")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.headers["cache-control"] == "no-store"
    read = PdfReader(BytesIO(paper.content))
    assert len(read.pages) == 1
    said = read.pages[0].extract_text()
    assert link in said.replace("\n", "")
    assert "Pipe welder" in said
    worker.open(page).send(f"{page}/withdraw")
    assert worker.client.get(f"{page}/sheet").status_code == 410


# ── Over the API ──


def test_a_program_of_the_holder_looks_first_shares_prints_and_sees_the_readers(
    lasting: Stage,
) -> None:
    answer = claimed(lasting)
    token, wish = token_of(answer), {"certificates": [answer["certificate"]["id"]]}
    looked = post(lasting, "/shares/preview", wish, token).json()
    assert looked["verdict"] == "valid"
    assert get(lasting, "/shares", token).json() == []
    made = post(lasting, "/shares", {**wish, "may_download": True}, token).json()
    assert made["may_download"]
    assert made["titles"] == ["Pipe welder"]
    lasting.client.post(made["link"], data={"reader": "Crewing Ltd"})
    (share,) = get(lasting, "/shares", token).json()
    assert [reader["name"] for reader in share["readers"]] == ["Crewing Ltd"]
    assert get(lasting, f"/shares/{made['id']}/sheet", token).content.startswith(b"%PDF")
