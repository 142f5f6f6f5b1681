"""T6: RDFC signs no order, so nothing that is said may depend on one."""

import re
from typing import Any

import pytest

from credentials import as_bytes, read_json
from tests.journeys.stage import Stage
from tests.properties.test_edits import a_rich_badge

_DRAWN = r'(?:id|for|aria-describedby)="name-[^"]*"|name="ticket" value="[^"]*"'


def _reversed(value: Any, member: str = "") -> Any:
    """Every set of the document in the opposite order."""
    if isinstance(value, dict):
        return {name: _reversed(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        items = [_reversed(inner) for inner in value]
        return items if member == "@context" else items[::-1]
    return value


@pytest.fixture
def badge(lasting: Stage) -> Any:
    return read_json(a_rich_badge(lasting.world))


def test_every_set_may_be_turned_round_and_the_answer_is_the_same(
    lasting: Stage, badge: Any
) -> None:
    answers = []
    for document in (badge, _reversed(badge)):
        answer = lasting.client.post("/api/v1/verify", json=document).json()
        assert answer["verdict"] == "valid"
        answer.pop("credential")
        answers.append(answer)
    assert answers[0] == answers[1]


def test_no_claim_is_lost_on_the_page_whatever_the_order(lasting: Stage, badge: Any) -> None:
    pages = [
        lasting.client.post(
            "/verify",
            files={"file": ("a", as_bytes(document))},
            headers={"Accept": "text/html"},
        ).text
        for document in (badge, _reversed(badge))
    ]
    # The field for a name has an id of its own on each page, and a sealed ticket.
    first, second = (sorted(re.sub(_DRAWN, "", page).split()) for page in pages)
    assert first == second
