"""Employers have keys that check and open nothing else, so many checks a day, and webhooks."""

import html
import json
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from app.base import accounts
from app.base.webhooks.tables import WebhookMessage
from app.verifier.bulk.tables import BulkCheck
from app.verifier.readers import service
from app.verifier.readers.tables import ReaderAccount
from credentials import CredentialsError
from tests.attacks.tenants import tenant
from tests.journeys.stage import ACTOR, PUBLIC_URL, Stage, stage
from tests.unit.app.verifier.bulk.archives import archive, work
from tests.unit.wallet_api.worker import browser

_BULK = "/api/v1/bulk-checks"
_HOOKS = "/api/v1/reader/webhooks"


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("readers") / "data") as opened:
        yield opened


def employer(opened: Stage, daily_checks: int | None = None) -> tuple[str, dict[str, str]]:
    """An employer's id, and the headers of its program."""
    at = opened.world.at
    with opened.services.database.session() as session:
        made = service.create(
            session, name="Harbour Yard", daily_checks=daily_checks, actor=ACTOR, at=at
        )
        key = service.give_key(session, made, actor=ACTOR, at=at)
        return made.id, {"Authorization": f"Bearer {key}"}


def test_an_employer_may_check_so_often_a_day(lasting: Stage) -> None:
    _, headers = employer(lasting, daily_checks=4)
    content = lasting.world.issue().content
    client = lasting.client
    assert client.post("/api/v1/verify", content=content, headers=headers).status_code == 200
    with lasting.services.database.reading() as session:
        before = session.scalar(select(func.count()).select_from(BulkCheck))
    four, three = (archive((str(n), b"x") for n in range(number)) for number in (4, 3))
    assert client.post(_BULK, content=four, headers=headers).status_code == 429
    with lasting.services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(BulkCheck)) == before
    assert client.post(_BULK, content=three, headers=headers).status_code == 202
    assert client.post("/api/v1/verify", content=content, headers=headers).status_code == 429
    work(lasting)


def test_the_key_of_an_employer_opens_nothing_of_a_training_body_nor_the_other_way(
    lasting: Stage,
) -> None:
    _, headers = employer(lasting)
    school = tenant(lasting, "riverside")
    client = lasting.client
    for path in ("", "/awards", "/audit", "/webhooks"):
        assert client.get(f"{school.home}{path}", headers=headers).status_code in {403, 404}
    for path in ("/api/v1/reader", _HOOKS, "/api/v1/reader/bulk-checks"):
        assert client.get(path, headers=school.headers).status_code == 403
        assert client.get(path).status_code == 401


def test_an_employer_sees_its_own_results_without_what_is_in_them(lasting: Stage) -> None:
    _, headers = employer(lasting)
    _, others = employer(lasting)
    made = lasting.client.post(_BULK, content=b"some text", headers=headers).json()
    work(lasting)
    (kept,) = lasting.client.get("/api/v1/reader/bulk-checks", headers=headers).json()
    assert kept["reference"] == made["reference"] != made["id"]
    assert kept["finished_at"] is not None
    assert made["id"] not in json.dumps(kept)
    assert lasting.client.get("/api/v1/reader/bulk-checks", headers=others).json() == []
    own = lasting.client.get("/api/v1/reader", headers=headers).json()
    assert (own["name"], own["daily_checks"]) == ("Harbour Yard", 10_000)


def test_a_program_is_told_when_its_checks_are_done_and_nothing_else(lasting: Stage) -> None:
    _, headers = employer(lasting)
    body = {"url": "https://yard.example/hook"}
    hook = lasting.client.post(_HOOKS, json=body, headers=headers).json()
    assert hook["secret"].startswith("whsec_")
    made = lasting.client.post(_BULK, content=b"some text", headers=headers).json()
    lasting.client.post(_BULK, content=b"another reader's")
    work(lasting)
    with lasting.services.database.reading() as session:
        found = session.scalars(
            select(WebhookMessage).where(WebhookMessage.webhook_id == hook["id"])
        ).all()
    assert [(item.event, item.subject) for item in found] == [
        ("bulk-check.finished", made["reference"])
    ]
    _, others = employer(lasting)
    own = f"{_HOOKS}/{hook['id']}"
    assert lasting.client.delete(own, headers=others).status_code == 404
    assert [one["id"] for one in lasting.client.get(_HOOKS, headers=headers).json()] == [hook["id"]]
    assert lasting.client.delete(own, headers=headers).status_code == 204
    assert lasting.client.get(_HOOKS, headers=headers).json() == []


def test_a_training_body_cannot_ask_to_be_told_of_the_checks_of_others(lasting: Stage) -> None:
    school = tenant(lasting, "hillside")
    body = {"url": "https://hill.example/hook", "events": ["bulk-check.finished"]}
    answer = lasting.client.post(f"{school.home}/webhooks", json=body, headers=school.headers)
    assert answer.status_code == 400


def test_an_employer_that_was_ended_checks_no_more(lasting: Stage) -> None:
    account_id, headers = employer(lasting)
    with lasting.services.database.session() as session:
        found = service.reader(session, account_id)
        service.end(session, found, actor=ACTOR, at=lasting.world.at)
    content = lasting.world.issue().content
    assert (
        lasting.client.post("/api/v1/verify", content=content, headers=headers).status_code == 401
    )
    with lasting.services.database.reading() as session, pytest.raises(CredentialsError):
        service.reader(session, account_id)


@pytest.mark.parametrize(
    ("name", "checks"), [("", None), ("a\u202eb", None), ("A", 0), ("x" * 201, 1)]
)
def test_an_account_of_no_use_is_refused(lasting: Stage, name: str, checks: int | None) -> None:
    with lasting.services.database.session() as session, pytest.raises(CredentialsError):
        service.create(session, name=name, daily_checks=checks, actor=ACTOR, at=lasting.world.at)


def test_the_operator_makes_an_employer_and_its_key_is_shown_once(lasting: Stage) -> None:
    services, at = lasting.services, lasting.world.at
    with services.database.session() as session:
        account = accounts.create_account(
            session,
            email="op@passport.example",
            name="Op",
            role=accounts.OPERATOR,
            actor=ACTOR,
            at=at,
        )
        token = accounts.begin_session(session, account, at=at)
    operator = browser(lasting)
    operator.client.cookies.set("session", token)
    operator.open("/operator/employers").send("/operator/employers", name="", daily_checks="x")
    assert operator.status == 422
    operator.send("/operator/employers", name="Quay Works", daily_checks="50")
    assert "spk_" in operator.text
    with services.database.reading() as session:
        made = session.scalars(
            select(ReaderAccount).where(ReaderAccount.name == "Quay Works")
        ).one()
        (key,) = service.keys(session, made)
    home = f"/operator/employers/{made.id}"
    assert "spk_" not in operator.open(home).text
    assert "spk_" in operator.send(f"{home}/keys").text
    operator.send(f"{home}/keys/{key.id}/end")
    assert key.id not in operator.open(home).text
    operator.send(f"{home}/end")
    assert "Ended on" in operator.text
    assert operator.open(home).status == 404


def test_the_form_for_other_pages_loads_nothing_and_works_without_a_cookie(lasting: Stage) -> None:
    page = browser(lasting).open("/verify/embed")
    snippet = html.unescape(page.text)
    assert (
        f'<form method="post" action="{PUBLIC_URL}/verify" enctype="multipart/form-data">'
        in snippet
    )
    for part in page.text.split("<pre>")[1:]:
        assert "<script" not in html.unescape(part.partition("</pre>")[0])
        assert "src=" not in part.partition("</pre>")[0]
    content = lasting.world.issue().content.decode()
    answer = lasting.client.post(
        "/verify", files={"text": (None, content)}, headers={"Origin": "https://yard.example"}
    )
    assert answer.status_code == 200
