"""The passport: who opens it, what it shows, and how it is closed and kept."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.base import outbox
from credentials import unbake
from tests.journeys.stage import PUBLIC_URL, Stage
from tests.unit.wallet_api.worker import Browser, browser, give, revoke


class Mailbox:
    """Keeps what was mailed."""

    def __init__(self, stage: Stage) -> None:
        self.mails: list[str] = []
        self._stage = stage

    def send(self, message: object) -> None:
        self.mails.append(message.get_content())  # type: ignore[attr-defined] # a mail

    def fetch(self) -> list[str]:
        """The links that were mailed since the last time."""
        self.mails.clear()
        services = self._stage.services
        outbox.deliver(
            services.database,
            self,
            render=services.pages.text,
            sender="passport@example.org",
            at=self._stage.world.at,
        )
        return re.findall(rf"{PUBLIC_URL}/p/\S+", "\n".join(self.mails))


def holder(stage: Stage, **facts: str) -> tuple[Browser, str]:
    """A worker with a passport, and the return link on the paper."""
    worker = browser(stage).claim(give(stage, **facts).claim_code)
    return worker, worker.return_link


# ── The return link ──


def test_the_return_link_leaves_the_address_bar_and_stays_in_no_cookie(on_stage: Stage) -> None:
    _, link = holder(on_stage)
    reader = browser(on_stage)
    answer = reader.client.get(link.removeprefix(PUBLIC_URL), follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/passport"
    token = link.rpartition("/")[2]
    assert token not in str(answer.headers)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_a_return_link_has_128_bits_and_only_its_digest_is_stored(on_stage: Stage) -> None:
    _, link = holder(on_stage)
    token = link.rpartition("/")[2]
    assert len(token) == 22
    with on_stage.services.database.reading() as session:
        for table in ("passport", "passport_device", "audit_event", "outbox_message"):
            rows = session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - a table named above
            assert token not in repr(rows)


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 4000, "%00", "é" * 22, "' OR 1=1"])
def test_a_link_that_is_none_of_ours_opens_nothing(lasting: Stage, token: str) -> None:
    page = browser(lasting).open(f"/p/{token}")
    assert page.status == 404
    assert "Your passport is not open here" in page.open("/passport").text


@pytest.mark.parametrize("cookie", ["x", "A" * 22, "A" * 4000, "%00", '"', "é".encode("latin-1")])
def test_a_cookie_that_is_none_of_ours_opens_nothing(lasting: Stage, cookie: str | bytes) -> None:
    value = cookie if isinstance(cookie, bytes) else cookie.encode()
    page = browser(lasting).client.get("/passport", headers={b"cookie": b"device=" + value})
    assert page.status_code == 200
    assert "Your passport is not open here" in page.text


def test_a_new_paper_ends_the_old_one_and_closes_every_other_device(on_stage: Stage) -> None:
    worker, old = holder(on_stage)
    thief = browser(on_stage).open(old)
    assert "Amina" in thief.text
    worker.open("/passport").send("/passport/return-link")
    new = worker.return_link
    assert "Amina" not in thief.open("/passport").text
    assert thief.open(old).status == 404
    assert "Amina" in worker.open("/passport").text
    assert "Amina" in browser(on_stage).open(new).text


def test_another_passports_link_does_not_silently_replace_the_open_one(on_stage: Stage) -> None:
    worker, _ = holder(on_stage)
    _, other = holder(on_stage, name="Binh Tran")
    worker.open(other)
    assert "Another passport is open here" in worker.text
    form = worker.hidden("csrf")
    assert "Amina" in worker.open("/passport").text
    worker.send(other, csrf=form)
    assert "Binh Tran" in worker.text


@pytest.mark.parametrize("planted", [None, "A" * 22])
def test_a_cookie_noted_before_opens_nothing_that_was_opened_later(
    on_stage: Stage, planted: str | None
) -> None:
    # In a café the one before may have copied the browser's cookie, or put one there.
    _, link = holder(on_stage)
    shared = browser(on_stage)
    if planted is None:
        shared, _ = holder(on_stage, name="Binh Tran")
        noted = str(shared.client.cookies["device"])
        shared.open(link)
        shared.send(link, csrf=shared.hidden("csrf"))
    else:
        noted = planted
        shared.client.cookies.set("device", noted)
        shared.open(link)
    assert "Amina" in shared.open("/passport").text
    thief = browser(on_stage)
    thief.client.cookies.set("device", noted)
    assert "Your passport is not open here" in thief.open("/passport").text


def test_the_one_who_has_a_passport_open_keeps_the_cookie(on_stage: Stage) -> None:
    worker, link = holder(on_stage)
    before = worker.client.cookies["device"]
    worker.open(link)
    assert worker.client.cookies["device"] == before


def test_a_passport_closes_by_itself_after_ninety_days(on_stage: Stage) -> None:
    worker, link = holder(on_stage)
    on_stage.world.at += timedelta(days=90)
    assert "Your passport is not open here" in worker.open("/passport").text
    assert "Amina" in worker.open(link).text


# ── What it shows ──


def test_the_passport_shows_the_issuer_and_how_each_certificate_stands(on_stage: Stage) -> None:
    result = give(on_stage)
    worker = browser(on_stage).claim(result.claim_code).open("/passport")
    assert "Harbour School" in worker.text
    assert ">Valid<" in worker.text
    assert "Nobody may ask you for money" in worker.text
    revoke(on_stage, result)
    worker.open("/passport")
    assert "Taken back by the training body" in worker.text
    assert ">Valid<" not in worker.text


def test_a_downloaded_file_is_what_was_signed_byte_for_byte(on_stage: Stage) -> None:
    result = give(on_stage)
    worker = browser(on_stage).claim(result.claim_code).open("/passport")
    found = re.search(r"/passport/certificates/[0-9a-f]{32}", worker.text)
    assert found is not None
    address = found.group(0)
    assert "This is what an employer sees" in worker.open(address).text
    file = worker.client.get(f"{address}/file")
    assert file.content == result.award.content
    assert file.headers["content-type"] == "application/vc"
    assert file.headers["cache-control"] == "no-store"
    for kind in ("png", "svg"):
        picture = worker.client.get(f"{address}/copy/{kind}")
        assert unbake(picture.content) == result.award.content
    assert worker.client.get(f"{address}/copy/pdf").content.startswith(b"%PDF")
    assert worker.client.get(f"{address}/copy/exe").status_code == 422


def test_nobody_reads_a_certificate_of_another_passport(on_stage: Stage) -> None:
    worker, _ = holder(on_stage)
    found = re.search(r"/passport/certificates/[0-9a-f]{32}", worker.open("/passport").text)
    assert found is not None
    other, _ = holder(on_stage, name="Binh Tran")
    for address in (found.group(0), f"{found.group(0)}/file", f"{found.group(0)}/copy/pdf"):
        assert other.open(address).status == 404
        assert "Amina" not in browser(on_stage).open(address).text


def test_pages_of_the_passport_are_kept_by_no_cache(on_stage: Stage) -> None:
    worker, _ = holder(on_stage)
    assert worker.page is not None
    assert worker.page.headers["cache-control"] == "no-store"
    worker.open("/passport")
    assert worker.page.headers["cache-control"] == "no-store"
    assert worker.page.headers["referrer-policy"] == "no-referrer"


# ── Closing, and coming back by mail ──


def test_a_closed_passport_is_not_read_and_a_mailed_link_opens_it_again(on_stage: Stage) -> None:
    worker, _ = holder(on_stage, email="amina@example.org")
    mailbox = Mailbox(on_stage)
    mailbox.fetch()
    worker.open("/passport").send("/passport/close")
    assert "Amina" not in worker.text
    worker.send("/passport/mail")
    (link,) = mailbox.fetch()
    assert "Amina" in worker.open(link).text


def test_a_mailed_link_opens_nothing_on_a_device_that_never_had_the_passport(
    on_stage: Stage,
) -> None:
    worker, _ = holder(on_stage, email="amina@example.org")
    mailbox = Mailbox(on_stage)
    mailbox.fetch()
    worker.open("/passport").send("/passport/close").send("/passport/mail")
    (link,) = mailbox.fetch()
    assert browser(on_stage).open(link).status == 404
    other, _ = holder(on_stage, name="Binh Tran")
    assert other.open(link).status == 404
    # Whoever tried it elsewhere did not use it up.
    assert "Amina" in worker.open(link).text


def test_a_mailed_link_works_once_and_for_an_hour(on_stage: Stage) -> None:
    worker, _ = holder(on_stage, email="amina@example.org")
    mailbox = Mailbox(on_stage)
    mailbox.fetch()
    worker.open("/passport").send("/passport/close").send("/passport/mail")
    (link,) = mailbox.fetch()
    worker.open(link).send("/passport/close")
    assert worker.open(link).status == 404
    worker.open("/passport").send("/passport/mail")
    (link,) = mailbox.fetch()
    on_stage.world.at += timedelta(hours=1)
    assert worker.open(link).status == 404


def test_five_mails_an_hour_are_the_most(on_stage: Stage) -> None:
    worker, _ = holder(on_stage, email="amina@example.org")
    mailbox = Mailbox(on_stage)
    mailbox.fetch()
    worker.open("/passport").send("/passport/close")
    for _ in range(8):
        worker.open("/passport").send("/passport/mail")
    assert len(mailbox.fetch()) == 5


def test_asking_for_mail_tells_nothing_about_who_has_an_address(on_stage: Stage) -> None:
    stranger = browser(on_stage)
    without, _ = holder(on_stage)
    without.open("/passport").send("/passport/close")
    for someone in (stranger, without):
        assert "Mail me a link" not in someone.open("/passport").text
        # Even a form that is made by hand gets the same sentence.
        someone.open("/claim").send("/passport/mail")
        assert "If we know your address" in someone.text
    assert Mailbox(on_stage).fetch() == []


def test_on_a_borrowed_phone_no_trace_is_left(on_stage: Stage) -> None:
    worker, _ = holder(on_stage, email="amina@example.org")
    worker.open("/passport").send("/passport/close", forget="yes")
    assert "Mail me a link" not in worker.text
    assert "device" not in worker.client.cookies
    with on_stage.services.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM passport_device")) == 0


@pytest.mark.parametrize(
    "address", ["/passport/close", "/passport/return-link", "/passport/mail", "/passport/share"]
)
def test_a_form_from_another_site_changes_nothing(lasting: Stage, address: str) -> None:
    worker, _ = holder(lasting)
    assert worker.client.post(address, data={"csrf": "0" * 64}).status_code == 403
    assert "Amina" in worker.open("/passport").text
