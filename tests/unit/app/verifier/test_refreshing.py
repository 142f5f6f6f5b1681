"""The newest state of a badge: asked for once, when the reader wishes it, after the proof."""

import json
from typing import Any

import anyio
import pytest

from app.verifier.refreshing import Refreshed, refresh, refreshable
from app.verifier.service import Examined
from credentials import Verdict
from tests.unit.app.verifier.test_rounds import Desk, desk
from tests.world import OB, changed

__all__ = ["desk"]

URL = "https://school.example/refresh/1"
_CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    OB,
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]


def badge(desk: Desk, **changes: Any) -> bytes:
    service = {"id": URL, "type": "1EdTechCredentialRefresh"}
    members = {"@context": _CONTEXTS, "refreshService": service, **changes}
    return desk.world.issue(desk.world.document(**members)).content


def refreshed(desk: Desk, content: bytes, answer: bytes | None) -> Refreshed:
    if answer is not None:
        desk.network.pages[URL] = answer
    examined = Examined(desk.check(content), content)
    desk.network.asked.clear()

    async def run() -> Refreshed:
        return await refresh(examined, verifier=desk.verifier, at=desk.world.at)

    return anyio.run(run)


def test_the_newest_state_is_the_one_that_is_judged(desk: Desk) -> None:
    newer = badge(desk, validUntil="2026-07-01T00:00:00Z")
    found = refreshed(desk, badge(desk), newer)
    assert found.was_newer
    assert (found.examined.content, found.examined.report.verdict) == (newer, Verdict.INVALID)
    # Once: that the newer state names the address as well leads nowhere.
    assert desk.network.asked.count(URL) == 1


def test_nobody_is_asked_while_the_reader_does_not_wish_it(desk: Desk) -> None:
    report = desk.check(badge(desk))
    assert report.verdict is Verdict.VALID
    assert URL not in desk.network.asked
    assert refreshable(Examined(report, badge(desk)))


def test_a_forged_badge_leads_to_no_address(desk: Desk) -> None:
    forged = changed(json.loads(badge(desk)), lambda it: it.update(name="Master"))
    found = refreshed(desk, json.dumps(forged).encode(), badge(desk))
    assert not found.was_newer
    assert desk.network.asked == []


@pytest.mark.parametrize("what", ["nothing", "html", "other", "forged"])
def test_what_is_no_newer_state_leaves_the_badge_as_it_is(desk: Desk, what: str) -> None:
    original = badge(desk)
    forged = changed(json.loads(original), lambda it: it.update(name="Master"))
    answers: dict[str, bytes | None] = {
        "nothing": None,
        "html": b"<html>",
        "other": badge(desk, id="urn:uuid:0a9f2a5e-7d0c-4f5d-8f5f-3b8d6ad1e009"),
        "forged": json.dumps(forged).encode(),
    }
    found = refreshed(desk, original, answers[what])
    assert not found.was_newer
    assert found.examined.content == original
    assert found.examined.report.verdict is Verdict.VALID


def test_a_certificate_without_such_an_address_cannot_be_refreshed(desk: Desk) -> None:
    plain = desk.world.issue().content
    assert refreshable(Examined(desk.check(plain), plain)) == ""
    large = badge(desk)
    report = desk.check(large)
    assert refreshable(Examined(report, large * 20)) == ""
    assert refreshable(Examined(report, b"\xff")) == ""
    assert refreshable(Examined(report, large, shared=True)) == ""
