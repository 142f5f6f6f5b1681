"""T88: an address for webhooks that points inside is never reached, however it is written, and
a program that answers with a redirect is not followed.
"""

import os
from functools import partial
from pathlib import Path

import anyio
import pytest

from app.base import audit
from app.base.custody import Custody
from app.base.db import Database
from app.base.webhooks import sending
from app.base.webhooks import service as webhooks
from credentials import CredentialsError
from credentials.net import Allowance, GuardedFetcher
from tests.sink import listening
from tests.unit.app.school import NOON


def reasons(folder: Path, url: str, *allowed: str) -> list[str]:
    """Why a message for that address was not delivered."""
    database, custody = Database(f"sqlite:///{folder / 'test.sqlite3'}"), Custody(os.urandom(32))
    database.upgrade()
    with database.session() as session:
        made = webhooks.add(
            session,
            "one",
            url=url,
            events=["award.issued"],
            custody=custody,
            actor="account:a",
            at=NOON,
        )
    with database.session() as session:
        audit.record(
            session,
            actor="account:a",
            action="award.issued",
            subject="1",
            organisation_id="one",
            at=NOON,
        )
    poster = GuardedFetcher(clock=lambda: NOON, allowance=Allowance(frozenset(allowed)))
    anyio.run(partial(sending.send_all, database, poster, custody=custody, at=NOON))
    with database.reading() as session:
        (found,) = webhooks.delivery_log(session, made.webhook, limit=2)
    database.dispose()
    return [entry.reason for entry in found.tries]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "0.0.0.0",  # noqa: S104 - to be refused
    ],
)
def test_nothing_is_sent_to_an_address_that_is_not_public(tmp_path: Path, host: str) -> None:
    with listening() as sink:
        said = reasons(tmp_path, f"https://{host}:{sink.port}/hook")
        assert sink.bodies == []
    assert said == ["the host is not on the public internet"]


@pytest.mark.parametrize(
    "url", ["https://2130706433/", "https://0x7f000001/", "http://example.org/"]
)
def test_an_odd_way_of_writing_an_address_leads_nowhere(tmp_path: Path, url: str) -> None:
    try:
        assert all(reasons(tmp_path, url))
    except CredentialsError:
        return


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    with listening() as inner, listening() as sink:
        sink.status, sink.headers = 307, {"Location": inner.url}
        assert reasons(tmp_path, sink.url, sink.host, inner.host) == ["the host answers 307"]
        assert len(sink.bodies) == 1
        assert inner.bodies == []
