"""An employer watches a shared set only if its holder allows it, and as long as the link works."""

from collections.abc import Iterator
from datetime import timedelta

import anyio
import pytest
from sqlalchemy import select

from app.base.webhooks.tables import WebhookMessage
from app.main import look_at_watched
from app.verifier.watches.tables import Watch
from tests.journeys.stage import Stage, stage
from tests.unit.app.verifier.readers.test_readers import employer
from tests.unit.wallet_api.worker import browser, give, revoke

_WATCHES = "/api/v1/reader/watches"
_HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("watches") / "data") as opened:
        yield opened


def look(opened: Stage, hours: int) -> None:
    at = opened.world.at + hours * _HOUR
    anyio.run(lambda: look_at_watched(opened.services, opened.application.state.verifier, at=at))


def told(opened: Stage) -> list[str]:
    with opened.services.database.reading() as session:
        found = select(WebhookMessage).where(WebhookMessage.event == "watch.changed")
        return [message.subject for message in session.scalars(found)]


def test_a_watch_needs_consent_is_seen_and_ends_with_the_link(lasting: Stage) -> None:
    client = lasting.client
    _, headers = employer(lasting)
    hook = {"url": "https://yard.example/hook"}
    client.post("/api/v1/reader/webhooks", json=hook, headers=headers)
    worker = browser(lasting)
    given = give(lasting)
    worker.claim(given.claim_code)
    silent = worker.share()
    refused = client.post(_WATCHES, json={"url": silent}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")

    link = worker.share(watch="yes")
    assert "Harbour Yard" not in worker.text
    begun = client.post(_WATCHES, json={"url": link}, headers=headers).json()
    assert begun["result"] in {"valid", "caution"}
    again = client.post(_WATCHES, json={"url": link}, headers=headers).json()
    assert again["id"] == begun["id"]
    page = str(worker.page.url) if worker.page else ""
    assert "Harbour Yard" in worker.open(page).text
    # Whoever watches has not opened it.
    assert "Not yet" in worker.text

    look(lasting, hours=7)
    assert told(lasting) == []
    revoke(lasting, given)
    look(lasting, hours=8)
    assert told(lasting) == []
    look(lasting, hours=14)
    assert told(lasting) == [begun["id"]]
    (watch,) = client.get(_WATCHES, headers=headers).json()
    assert (watch["result"], watch["cause"]) == ("invalid", "revoked")
    _, others = employer(lasting)
    assert client.get(_WATCHES, headers=others).json() == []
    assert client.delete(f"{_WATCHES}/{watch['id']}", headers=others).status_code == 404

    worker.send(f"{page}/withdraw")
    # From that moment on nothing is told, whether it was swept already or not.
    assert client.get(_WATCHES, headers=headers).json() == []
    assert "Harbour Yard" not in worker.open(page).text
    look(lasting, hours=21)
    with lasting.services.database.reading() as session:
        assert session.scalars(select(Watch)).all() == []
    assert len(told(lasting)) == 1


def test_an_employer_ends_a_watch_and_only_links_of_ours_can_be_watched(lasting: Stage) -> None:
    client = lasting.client
    _, headers = employer(lasting)
    worker = browser(lasting)
    worker.claim(give(lasting, course="Rigger").claim_code)
    link = worker.share(watch="yes")
    made = client.post(_WATCHES, json={"url": link}, headers=headers).json()
    assert client.delete(f"{_WATCHES}/{made['id']}", headers=headers).status_code == 204
    assert client.get(_WATCHES, headers=headers).json() == []
    for url in ("https://elsewhere.example/s/abcdefgh", link[:-1] + "_", "x"):
        answer = client.post(_WATCHES, json={"url": url}, headers=headers)
        assert answer.status_code == 404
