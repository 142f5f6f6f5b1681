"""`employer`: accounts of employers whose programs check."""

import json

from app.cli.workplace import ACTOR, open_workplace
from app.verifier.readers import service


def create(name: str, *, daily_checks: int | None) -> str:
    """Make the account with an API key, and return both as JSON; raises `bad-value`."""
    place = open_workplace()
    at = place.clock()
    with place.database.session() as session:
        made = service.create(session, name=name, daily_checks=daily_checks, actor=ACTOR, at=at)
        key = service.give_key(session, made, actor=ACTOR, at=at)
        answer = {"id": made.id, "name": made.name, "api_key": key}
    return json.dumps(answer, indent=2, ensure_ascii=False)


def give_key(account_id: str) -> str:
    """Make another key; raises `not-found`."""
    place = open_workplace()
    with place.database.session() as session:
        found = service.reader(session, account_id)
        return service.give_key(session, found, actor=ACTOR, at=place.clock())


def end(account_id: str) -> None:
    """End the account; raises `not-found`."""
    place = open_workplace()
    with place.database.session() as session:
        found = service.reader(session, account_id)
        service.end(session, found, actor=ACTOR, at=place.clock())
