"""R7 and T88: each event is told at least once and never before its commit, signed, to hosts of
the public internet only, with an id by which a repeated one is recognised.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import anyio
import pytest

from app.base import audit
from app.base.custody import Custody
from app.base.db import Database
from app.base.webhooks import sending
from app.base.webhooks import service as webhooks
from app.base.webhooks.service import Shown
from app.base.webhooks.tables import EVENTS, Webhook
from credentials import CredentialsError, ProblemCode
from credentials.net import Allowance, GuardedFetcher
from tests.sink import Sink, listening
from tests.unit.app.base.conftest import NOW

BODY = "one"


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening() as opened:
        yield opened


def poster(*hosts: str) -> GuardedFetcher:
    return GuardedFetcher(clock=lambda: NOW, allowance=Allowance(frozenset(hosts)))


def registered(
    database: Database, custody: Custody, url: str, *events: str, body: str = BODY
) -> Shown:
    with database.session() as session:
        return webhooks.add(
            session,
            body,
            url=url,
            events=events or ("award.issued",),
            custody=custody,
            actor="account:a",
            at=NOW,
        )


def happen(database: Database, *subjects: str, action: str = "award.issued") -> None:
    with database.session() as session:
        for subject in subjects:
            audit.record(
                session,
                actor="account:a",
                action=action,
                subject=subject,
                organisation_id=BODY,
                at=NOW,
            )


def send(database: Database, custody: Custody, sink: Sink, *, at: datetime = NOW) -> None:
    send_all = partial(sending.send_all, database, poster(sink.host), custody=custody, at=at)
    anyio.run(send_all)


def log(database: Database, shown: Shown) -> list[webhooks.Delivery]:
    with database.reading() as session:
        return webhooks.delivery_log(session, shown.webhook, limit=100)


def test_what_happens_is_told_with_ids_only_and_signed(
    database: Database, custody: Custody, sink: Sink
) -> None:
    shown = registered(database, custody, sink.url)
    happen(database, "urn:uuid:1")
    send(database, custody, sink)

    told = json.loads(sink.bodies[0])
    assert told.keys() == {"id", "type", "created_at", "data"}
    assert (told["type"], told["data"]) == ("award.issued", {"id": "urn:uuid:1"})
    written = sink.asked[0]["passport-signature"]
    moment, code = (part.partition("=")[2] for part in written.split(","))
    signed = f"{moment}.".encode() + sink.bodies[0]
    assert code == hmac.new(shown.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert sink.asked[0]["passport-event"] == told["id"]
    (item,) = log(database, shown)
    assert item.message.delivered_at == NOW
    assert [(entry.status, entry.reason) for entry in item.tries] == [(204, "")]


def test_only_those_are_told_who_asked_for_it(
    sqlite: Database, custody: Custody, sink: Sink
) -> None:
    registered(sqlite, custody, sink.url, "award.revoked")
    registered(sqlite, custody, sink.url, "award.issued", body="another")
    happen(sqlite, "1")
    happen(sqlite, "2", action="api-key.created")
    send(sqlite, custody, sink)
    assert sink.bodies == []
    happen(sqlite, "3", action="award.revoked")
    send(sqlite, custody, sink)
    assert len(sink.bodies) == 1


def test_what_was_rolled_back_is_never_told(
    database: Database, custody: Custody, sink: Sink
) -> None:
    registered(database, custody, sink.url)
    for number in range(20):
        with pytest.raises(LookupError), database.session() as session:  # noqa: PT012
            audit.record(
                session,
                actor="a",
                action="award.issued",
                subject=str(number),
                organisation_id=BODY,
                at=NOW,
            )
            session.flush()
            raise LookupError
    send(database, custody, sink)
    assert sink.bodies == []


def test_a_process_that_dies_while_it_sends_loses_nothing(
    database: Database, custody: Custody, sink: Sink
) -> None:
    registered(database, custody, sink.url)
    happen(database, *(str(number) for number in range(50)))
    # It has taken twenty, and is gone before it says what became of them.
    taken = sending.lease(database, custody=custody, at=NOW)
    assert len(taken) == sending.AT_ONCE
    send(database, custody, sink)
    assert len(sink.bodies) == 30
    send(database, custody, sink, at=NOW + timedelta(minutes=2))
    told = [json.loads(body) for body in sink.bodies]
    assert {item["data"]["id"] for item in told} == {str(number) for number in range(50)}
    assert {item.message_id for item in taken} <= {item["id"] for item in told}


def test_a_message_that_was_sent_and_not_noted_comes_again_with_the_same_id(
    sqlite: Database, custody: Custody, sink: Sink
) -> None:
    registered(sqlite, custody, sink.url)
    happen(sqlite, "1")
    (taken,) = sending.lease(sqlite, custody=custody, at=NOW)
    post = partial(poster(sink.host).post, taken.url, content=taken.body, headers=taken.headers)
    assert anyio.run(post) == (204, "")
    send(sqlite, custody, sink, at=NOW + timedelta(minutes=2))
    first, second = (json.loads(body) for body in sink.bodies)
    assert first["id"] == second["id"]


def test_it_is_tried_again_with_growing_waits_for_a_day_and_then_given_up(
    sqlite: Database, custody: Custody, sink: Sink
) -> None:
    shown = registered(sqlite, custody, sink.url)
    happen(sqlite, "1")
    sink.status, moments, at = 500, [], NOW
    while True:
        send(sqlite, custody, sink, at=at)
        moments.append(at)
        (item,) = log(sqlite, shown)
        if item.message.due_at is None:
            break
        at = item.message.due_at
    assert len(sink.bodies) == sending.MOST_TRIES
    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert waits == sorted(waits)
    assert timedelta(hours=20) < moments[-1] - moments[0] < timedelta(hours=30)
    assert {(entry.status, entry.reason) for entry in item.tries} == {(500, "the host answers 500")}

    sink.status = 200
    with sqlite.session() as session:
        found = webhooks.webhook(session, BODY, shown.webhook.id)
        webhooks.resend(session, found, item.message.id, at=at)
    send(sqlite, custody, sink, at=at)
    assert log(sqlite, shown)[0].message.delivered_at == at
    assert len({json.loads(body)["id"] for body in sink.bodies}) == 1


def test_one_that_never_answers_is_stopped_with_a_note_and_goes_on_when_it_is_mended(
    sqlite: Database, custody: Custody, sink: Sink
) -> None:
    shown = registered(sqlite, custody, sink.url)
    sink.status = 500
    happen(sqlite, *(str(number) for number in range(sending.MOST_FAILURES + 5)))
    send(sqlite, custody, sink)
    send(sqlite, custody, sink, at=NOW + timedelta(minutes=5))
    with sqlite.session() as session:
        found = session.get_one(Webhook, shown.webhook.id)
        assert found.disabled_at is not None
        stopped = session.query(audit.AuditEvent).filter_by(action="webhook.stopped").count()
        assert stopped == 1
        with pytest.raises(CredentialsError):
            webhooks.resend(session, found, log(sqlite, shown)[0].message.id, at=NOW)
        webhooks.change(
            session, found, url=sink.url, events=["award.issued"], actor="account:a", at=NOW
        )
    sink.status, sink.bodies = 200, []
    for hours in range(1, 4):
        send(sqlite, custody, sink, at=NOW + timedelta(hours=hours))
    assert len({json.loads(body)["id"] for body in sink.bodies}) == sending.MOST_FAILURES + 5


def test_both_secrets_sign_while_a_program_changes_over(
    sqlite: Database, custody: Custody, sink: Sink
) -> None:
    old = registered(sqlite, custody, sink.url)
    with sqlite.session() as session:
        found = webhooks.webhook(session, BODY, old.webhook.id)
        new = webhooks.renew_secret(session, found, custody=custody, actor="a", at=NOW)
    happen(sqlite, "1", "2")
    send(sqlite, custody, sink)
    for written, body in zip(sink.asked, sink.bodies, strict=True):
        moment, *codes = (
            part.partition("=")[2] for part in written["passport-signature"].split(",")
        )
        signed = f"{moment}.".encode() + body
        assert codes == [
            hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
            for secret in (new.secret, old.secret)
        ]
    happen(sqlite, "3")
    send(sqlite, custody, sink, at=NOW + webhooks.OVERLAP)
    assert sink.asked[-1]["passport-signature"].count("v1=") == 1


def test_a_secret_that_does_not_open_keeps_nobody_else_waiting(
    sqlite: Database, custody: Custody, sink: Sink
) -> None:
    broken = registered(sqlite, custody, sink.url)
    registered(sqlite, custody, sink.url)
    with sqlite.session() as session:
        session.get_one(Webhook, broken.webhook.id).sealed_secret = b"x" * 40
    happen(sqlite, "1")
    send(sqlite, custody, sink)
    assert len(sink.bodies) == 1


def test_old_messages_are_deleted_and_waiting_ones_are_not(
    sqlite: Database, custody: Custody, sink: Sink
) -> None:
    shown = registered(sqlite, custody, sink.url)
    happen(sqlite, "1")
    send(sqlite, custody, sink)
    happen(sqlite, "2")
    with sqlite.session() as session:
        sending.forget_old(session, at=NOW + sending.KEPT_FOR + timedelta(seconds=1))
    assert [item.message.subject for item in log(sqlite, shown)] == ["2"]


@pytest.mark.parametrize(
    ("url", "events", "pointer"),
    [
        ("ftp://example.org/", ["award.issued"], "/url"),
        ("https://user:secret@example.org/", ["award.issued"], "/url"),
        ("https://example.org/" + "a" * 500, ["award.issued"], "/url"),
        ("https://example.org/", [], "/events"),
        ("https://example.org/", ["award.eaten"], "/events"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused(
    sqlite: Database, custody: Custody, url: str, events: list[str], pointer: str
) -> None:
    with sqlite.session() as session, pytest.raises(CredentialsError) as refused:
        webhooks.add(session, BODY, url=url, events=events, custody=custody, actor="a", at=NOW)
    assert refused.value.problem.pointer == pointer


def test_a_body_has_so_many_webhooks_and_removes_them(
    sqlite: Database, custody: Custody, sink: Sink
) -> None:
    made = [registered(sqlite, custody, sink.url) for _ in range(webhooks.MOST_WEBHOOKS)]
    with pytest.raises(CredentialsError) as refused:
        registered(sqlite, custody, sink.url)
    assert refused.value.problem.code is ProblemCode.CONFLICT
    happen(sqlite, "1")
    with sqlite.session() as session:
        for one in made:
            found = webhooks.webhook(session, BODY, one.webhook.id)
            webhooks.end(session, found, actor="a", at=NOW)
    send(sqlite, custody, sink)
    assert sink.bodies == []
    with sqlite.session() as session, pytest.raises(CredentialsError):
        webhooks.webhook(session, "another", made[0].webhook.id)


def test_every_event_has_a_name_for_people(tmp_path: Path) -> None:
    del tmp_path
    template = Path(__file__).parents[5] / "app/pages/templates/console/record/words.html"
    for kind in EVENTS.values():
        assert f'kind == "{kind}"' in template.read_text()
