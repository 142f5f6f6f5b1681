"""Entries that somebody else confirms: what an address proves, and what it never proves."""

import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from app.base import accounts, outbox
from app.base.pages import FORM_FIELD
from app.issuer import service as issuer
from app.issuer.applications.tables import APPROVED, Application
from app.trust import service as trust
from app.trust.tables import TrustRecord
from credentials import Standing
from tests.journeys.stage import ACTOR, PUBLIC_URL, Stage, stage
from tests.unit.wallet_api.records.test_entries import WORK, add, plain, worker
from tests.unit.wallet_api.worker import Browser, browser, give
from wallet_api.records import store
from wallet_api.records.confirming import name_of

API = "/wallet/api/v1/entries"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for the tests of this file: each has a worker and addresses of its own."""
    with stage(tmp_path_factory.mktemp("confirming")) as opened:
        yield opened


def mailed(shop: Stage) -> list[str]:
    """The links that were mailed since the last time, by the service itself or just now."""
    services = shop.services
    outbox.deliver(
        services.database,
        outbox.mail_adapter(services.settings),
        render=services.pages.text,
        sender="passport@example.org",
        at=shop.world.at,
    )
    links = []
    for path in sorted((services.settings.data_dir / "mail").glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        links += re.findall(r"http\S+/confirm/\S+", mail.get_content())
        path.unlink()
    return links


def address() -> str:
    return f"foreman-{secrets.token_hex(4)}@yard.example"


def ask(page: Browser, email: str, *, asked_as: str = "Amina Yusuf") -> Browser:
    """Ask about the entry that is first in the passport."""
    path = re.findall(r"/passport/entries/[0-9a-f]{32}/ask", page.open("/passport").text)[0]
    return page.open(path).send(path, email=email, asked_as=asked_as)


def asked(shop: Stage, email: str | None = None) -> tuple[Browser, str]:
    """A worker who has asked somebody about their work, and the link that was mailed."""
    page, _ = worker(shop)
    add(page, "work", **WORK)
    assert "There is no answer yet" in ask(page, email or address()).text
    (link,) = mailed(shop)
    return page, link


def confirm(shop: Stage, link: str, *, holds: str = "yes", **fields: str) -> Browser:
    """Open the link in a browser that was never here, and answer."""
    return browser(shop).open(link).send(link, holds=holds, name="Omar Said", **fields)


def test_a_confirmed_entry_says_the_address_and_that_the_employer_is_not_known(
    shop: Stage,
) -> None:
    email = address()
    page, link = asked(shop, email)
    supervisor = browser(shop).open(link)
    assert "Amina Yusuf" in supervisor.text
    assert "Harbour Yard" in supervisor.text
    assert "Nobody may ask money for this" in supervisor.text
    supervisor.send(link, holds="yes", name="Omar Said")
    assert "You have said that this is true" in supervisor.text
    words = plain(page.open("/passport"))
    assert f"confirmed by {email} , employer not known ( Omar Said" in words
    assert "Confirmed by an address that we do not know" in words
    assert f"{email} has confirmed what you say about “ Welder ”" in words


def test_a_link_is_answered_once_and_is_never_shown_to_the_worker(shop: Stage) -> None:
    page, link = asked(shop)
    token = link.rpartition("/")[2]
    assert len(token) == 22
    assert token not in page.text
    second = browser(shop).open(link)
    confirm(shop, link)
    second.send(link, holds="no", name="Somebody Else")
    assert "You have said that this is true" in second.text
    assert "does not hold" not in plain(page.open("/passport"))


def test_what_does_not_hold_is_shown_to_the_worker_alone_and_confirms_nothing(
    shop: Stage,
) -> None:
    page, link = asked(shop)
    confirm(shop, link, holds="no")
    words = plain(page.open("/passport"))
    assert "Work · said by me" in words
    assert "answered that this does not hold. Only you see this" in words


def test_an_answer_needs_a_name_and_says_so_beside_the_field(shop: Stage) -> None:
    _, link = asked(shop)
    page = browser(shop).open(link).send(link, holds="yes", name="")
    assert page.status == 422
    assert 'id="name-error"' in page.text
    assert page.send(link, holds="perhaps", name="Omar Said").status == 422
    assert browser(shop).open(link).status == 200


def test_a_changed_entry_is_confirmed_by_nobody_any_more(shop: Stage) -> None:
    page, link = asked(shop)
    confirm(shop, link)
    ask(page, address())
    (waiting,) = mailed(shop)
    slow = browser(shop).open(waiting)
    (path,) = set(re.findall(r"/passport/entries/[0-9a-f]{32}(?=\")", page.text))
    assert "what others have confirmed ends" in page.open(path).text
    page.send(path, **(WORK | {"title": "Master welder"}))
    assert "Work · said by me" in plain(page.open("/passport"))
    assert browser(shop).open(link).status == 404
    assert slow.send(waiting, holds="yes", name="Omar Said").status == 404


def test_a_link_ends_after_thirty_days_and_the_address_is_forgotten(shop: Stage) -> None:
    email = address()
    page, link = asked(shop, email)
    late = browser(shop).open(link)
    began = shop.world.at
    try:
        shop.world.at = began + timedelta(days=30)
        assert browser(shop).open(link).status == 404
        assert late.send(link, holds="yes", name="Omar Said").status == 404
        with shop.services.database.session() as session:
            store.forget_unanswered(session, at=shop.world.at)
        assert email not in page.open("/passport").text
    finally:
        shop.world.at = began


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 4000, "é" * 22, "' OR 1=1"])
def test_a_link_that_is_none_of_ours_asks_nothing(shop: Stage, token: str) -> None:
    assert browser(shop).open(f"/confirm/{token}").status == 404


@pytest.mark.parametrize(
    "name", ["http://evil.example", "visit evil.example", "call 0800", "a@b.example", "<b>x", ""]
)
def test_a_mail_to_a_stranger_carries_a_name_and_nothing_else(shop: Stage, name: str) -> None:
    page, _ = worker(shop)
    add(page, "task", **WORK)
    assert ask(page, address(), asked_as=name).status == 422
    assert 'id="asked_as-error"' in page.text
    assert mailed(shop) == []


@pytest.mark.parametrize("name", ["J. K. O’Neil", "أمينة يوسف", "अमीना", "Jean-Luc d'Arc"])
def test_names_of_many_scripts_are_names(name: str) -> None:
    assert name_of(name, "/name") == name


def test_nobody_confirms_their_own_words_from_the_address_of_their_passport(shop: Stage) -> None:
    page = browser(shop).claim(give(shop, email="amina@mail.example").claim_code)
    mailed(shop)
    add(page, "work", **WORK)
    assert ask(page, "Amina@mail.example").status == 422
    assert 'id="email-error"' in page.text


def test_nobody_is_flooded_with_questions(shop: Stage) -> None:
    email = address()
    statuses = []
    for _ in range(4):
        page, _ = worker(shop)
        add(page, "work", **WORK)
        statuses.append(ask(page, email).status)
    assert statuses == [200, 200, 200, 422]
    assert "asked very often today" in page.text
    assert len(mailed(shop)) == 3


# ── Registered organisations ────────────────────────────────────────────────────────────


def register(shop: Stage, slug: str, *, url: str, kind: str | None = None) -> str:
    """An organisation of this service on the trusted list, with what it applied as; its id."""
    at, services = shop.world.at, shop.services
    with services.database.session() as session:
        body = issuer.create_organisation(
            session,
            issuer.Profile(slug=slug, name=f"{slug.title()} Ltd", did_method="key", url=url),
            custody=services.custody,
            public_url=PUBLIC_URL,
            actor=ACTOR,
            at=at,
        )
        if kind:
            session.add(_application(body.id, kind, slug, at=at))
        return body.id


def _application(body_id: str, kind: str, slug: str, *, at: object) -> Application:
    return Application(
        id=secrets.token_hex(16),
        token_digest=secrets.token_hex(32),
        sealed_token=b"",
        state=APPROVED,
        name=slug,
        country="KE",
        url="https://x.example",
        language="en",
        time_zone="UTC",
        kind=kind,
        awards="",
        accredited_by="",
        did_method="key",
        contact_name="x",
        email=f"{slug}@x.example",
        mail_language="en",
        proof_token="",
        created_at=at,
        organisation_id=body_id,
    )


def signed_in(shop: Stage, body_id: str, *, roles: tuple[str, ...] = ("owner",)) -> Browser:
    """A browser in which a member of staff is signed in."""
    with shop.services.database.session() as session:
        account = accounts.create_account(
            session,
            email=f"{secrets.token_hex(4)}@x.example",
            name="Omar Said",
            role=accounts.STAFF,
            organisation_id=body_id,
            roles=roles,
            actor=ACTOR,
            at=shop.world.at,
        )
        token = accounts.begin_session(session, account, at=shop.world.at)
    page = browser(shop)
    page.client.cookies.set("session", token)
    return page


def test_the_log_in_of_a_registered_employer_makes_it_employer_confirmed(shop: Stage) -> None:
    body = register(shop, "shipyard", url="https://shipyard.example/", kind="employer")
    page, link = asked(shop)
    staff = signed_in(shop, body).open(link)
    assert "I answer for <bdi>Shipyard Ltd</bdi>" in staff.text
    staff.send(link, holds="yes", name="Omar Said", as_staff="yes")
    words = plain(page.open("/passport"))
    assert "Confirmed by registered employers" in words
    assert "confirmed by the employer Shipyard Ltd ( Omar Said" in words


def test_staff_who_answer_for_themselves_make_no_employer_of_it(shop: Stage) -> None:
    body = register(shop, "drydock", url="https://drydock.example", kind="employer")
    page, link = asked(shop)
    signed_in(shop, body).open(link).send(link, holds="yes", name="Omar Said")
    assert "employer not known" in plain(page.open("/passport"))


@pytest.mark.parametrize("roles", [("auditor",), ("key-manager",)])
def test_staff_who_only_look_after_a_body_do_not_speak_for_it(
    shop: Stage, roles: tuple[str, ...]
) -> None:
    slug = f"quay{roles[0][:3]}"
    body = register(shop, slug, url=f"https://{slug}.example", kind="employer")
    page, link = asked(shop)
    staff = signed_in(shop, body, roles=roles).open(link)
    assert "I answer for" not in staff.text
    staff.send(link, holds="yes", name="Omar Said", as_staff="yes")
    assert "employer not known" in plain(page.open("/passport"))


def test_a_domain_that_the_trusted_list_ties_to_an_employer_counts(shop: Stage) -> None:
    register(shop, "foundry", url="https://www.foundry.example", kind="employer")
    page, link = asked(shop, "omar@foundry.example")
    assert "belongs to <bdi>Foundry Ltd</bdi>" in browser(shop).open(link).text
    confirm(shop, link)
    assert "confirmed by the employer Foundry Ltd" in plain(page.open("/passport"))


def test_a_body_that_is_no_employer_on_record_is_not_called_one(shop: Stage) -> None:
    register(shop, "academy", url="https://academy.example", kind="school")
    page, link = asked(shop, "omar@academy.example")
    confirm(shop, link)
    words = plain(page.open("/passport"))
    assert "confirmed by Academy Ltd" in words
    assert "Confirmed by registered employers" not in words


@pytest.mark.parametrize(
    ("url", "email"),
    [
        ("https://hosting{n}.example/our-yard", "x@hosting{n}.example"),
        ("https://yard{n}.example", "x@mail.yard{n}.example"),
        ("https://mail.yard{n}.example", "x@yard{n}.example"),
        ("https://yard{n}.example", "x@yard{n}.example.evil.example"),
        ("https://yard{n}.example:8443/", "x@yard{n}.example"),
    ],
)
def test_a_part_of_a_domain_ties_nothing(shop: Stage, url: str, email: str) -> None:
    number = secrets.token_hex(4)
    register(shop, f"y{number}", url=url.format(n=number), kind="employer")
    page, link = asked(shop, email.format(n=number))
    confirm(shop, link)
    assert "employer not known" in plain(page.open("/passport"))


@pytest.mark.parametrize("what", ["suspended", "ended", "unvetted", "two"])
def test_who_is_not_on_the_list_right_now_stands_behind_nothing(shop: Stage, what: str) -> None:
    slug = f"mill{what}"
    register(shop, slug, url=f"https://{slug}.example", kind="employer")
    with shop.services.database.session() as session:
        (row,) = session.query(TrustRecord).filter_by(name=f"{slug.title()} Ltd").all()
        if what == "suspended":
            trust.suspend(session, row.id, actor=ACTOR, at=shop.world.at)
        elif what == "ended":
            trust.end(session, row.id, actor=ACTOR, at=shop.world.at)
        elif what == "unvetted":
            row.standing = Standing.UNVETTED.value
    if what == "two":
        register(shop, "milltwin", url=f"https://{slug}.example", kind="employer")
    page, link = asked(shop, f"omar@{slug}.example")
    confirm(shop, link)
    assert "employer not known" in plain(page.open("/passport"))


# ── Programs, and other workers ─────────────────────────────────────────────────────────


def test_a_program_asks_takes_back_and_never_sees_the_link(shop: Stage) -> None:
    _, token = worker(shop)
    headers = {"Authorization": f"Bearer {token}"}
    entry = shop.client.post(API, json={"kind": "task", **WORK}, headers=headers).json()
    path = f"{API}/{entry['id']}/questions"
    body = {"email": address(), "asked_as": "Amina Yusuf"}
    made = shop.client.post(path, json=body, headers=headers)
    assert made.status_code == 201
    (link,) = mailed(shop)
    assert link.rpartition("/")[2] not in made.text
    assert shop.client.post(path, json=body, headers=headers).status_code == 409
    _, other = worker(shop, "Binh Tran")
    theirs = {"Authorization": f"Bearer {other}"}
    assert shop.client.post(path, json=body, headers=theirs).status_code == 404
    one = f"{path}/{made.json()['id']}"
    assert shop.client.delete(one, headers=theirs).status_code == 404
    assert shop.client.delete(one, headers=headers).status_code == 204
    assert browser(shop).open(link).status == 404


def test_a_language_is_nothing_that_others_confirm(shop: Stage) -> None:
    page, token = worker(shop)
    add(page, "language", title="French", reading="B1")
    assert "Ask somebody to confirm this" not in page.text
    headers = {"Authorization": f"Bearer {token}"}
    (entry,) = shop.client.get(API, headers=headers).json()
    body = {"email": address(), "asked_as": "Amina Yusuf"}
    path = f"{API}/{entry['id']}/questions"
    assert shop.client.post(path, json=body, headers=headers).status_code == 409
    assert page.open(f"/passport/entries/{entry['id']}/ask").status == 404


def test_a_forged_form_answers_nothing(shop: Stage) -> None:
    _, link = asked(shop)
    fields = {FORM_FIELD: "0" * 64, "holds": "yes", "name": "Omar Said"}
    path = link.removeprefix(PUBLIC_URL)
    assert browser(shop).client.post(path, data=fields).status_code == 403
    assert "Is this true?" in browser(shop).open(link).text
