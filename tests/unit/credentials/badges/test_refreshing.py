"""The refresh service of a badge: where it is, and what counts as the same badge."""

import pytest

from credentials.badges.refreshing import TYPE, is_newer_state, refresh_url
from credentials.model import JSONObject

URL = "https://school.example/refresh/1"


@pytest.mark.parametrize(
    ("service", "url"),
    [
        ({"id": URL, "type": TYPE}, URL),
        ([{"id": "https://x.example", "type": "Other"}, {"id": URL, "type": [TYPE]}], URL),
        ({"id": "http://school.example/refresh/1", "type": TYPE}, None),
        ({"id": 5, "type": TYPE}, None),
        ("text", None),
        ([], None),
    ],
)
def test_the_address_is_that_of_the_first_service_of_this_type(
    service: object, url: str | None
) -> None:
    assert refresh_url({"refreshService": service}) == url


def state(**changes: object) -> JSONObject:
    return {
        "id": "urn:1",
        "issuer": {"id": "did:web:a.example"},
        "credentialSubject": {"id": "did:key:z1"},
        **changes,
    }


def test_only_the_same_badge_of_the_same_issuer_and_person_is_its_newer_state() -> None:
    assert is_newer_state(state(name="new", issuer="did:web:a.example"), state())
    assert not is_newer_state(state(id="urn:2"), state())
    assert not is_newer_state(state(issuer="did:web:b.example"), state())
    assert not is_newer_state(state(credentialSubject={"id": "did:key:z2"}), state())
    assert not is_newer_state(state(id=None), state(id=None))
