"""The committed list of edits that a signature does not notice, each proved by a test."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from credentials.jsonld.lossless import NEUTRAL
from credentials.model import JSONObject
from credentials.problems import CredentialsError
from tests.unit.credentials.jsonld.documents import (
    BADGES,
    EXTENSIONS,
    V2,
    badge,
    credential,
    text,
)


def member_order(document: JSONObject) -> JSONObject:
    return dict(reversed(document.items()))


def set_order(document: JSONObject) -> JSONObject:
    document["type"].reverse()
    document["credentialSubject"]["achievement"]["tag"].reverse()
    return document


def one_or_list(document: JSONObject) -> JSONObject:
    document["credentialStatus"] = [document["credentialStatus"]]
    document["credentialSchema"] = document["credentialSchema"][0]
    return document


def id_or_object(document: JSONObject) -> JSONObject:
    document["issuer"] = {"id": document["issuer"]}
    return document


def type_alias(document: JSONObject) -> JSONObject:
    document["type"] = ["VerifiableCredential", "AchievementCredential"]
    return document


def number_spelling(document: JSONObject) -> JSONObject:
    document["credentialSubject"]["creditsEarned"] = 5.0
    return document


def pinned_contexts(document: JSONObject) -> JSONObject:
    document["@context"] = [V2, EXTENSIONS, BADGES]
    return document


def said_twice(document: JSONObject) -> JSONObject:
    document["credentialSubject"]["source"] = copy.deepcopy(document["issuer"])
    return document


BADGE_EDITS: dict[str, tuple[JSONObject, Callable[[JSONObject], JSONObject]]] = {
    "member-order": (badge(), member_order),
    "set-order": (badge(), set_order),
    "one-or-list": (badge(), one_or_list),
    "id-or-object": (credential(), id_or_object),
    "type-alias": (badge(), type_alias),
    "number-spelling": (
        badge(credentialSubject={**badge()["credentialSubject"], "creditsEarned": 5}),
        number_spelling,
    ),
    "pinned-contexts": (badge(), pinned_contexts),
    "said-twice": (
        badge(
            credentialSubject={
                **badge()["credentialSubject"],
                "source": "did:web:training.example",
            }
        ),
        said_twice,
    ),
}


@pytest.mark.parametrize("kind", BADGE_EDITS)
def test_a_neutral_edit_is_not_noticed(kind: str) -> None:
    original, edit = BADGE_EDITS[kind]
    edited = edit(copy.deepcopy(original))
    assert json.dumps(edited) != json.dumps(original)
    assert text(edited) == text(original)


def test_the_case_of_a_language_is_not_noticed() -> None:
    def named(language: str) -> JSONObject:
        return credential(name={"@value": "Zeugnis", "@language": language})

    assert text(named("de-ch")) == text(named("de-CH"))


def test_every_neutral_kind_is_proved_here() -> None:
    assert set(NEUTRAL) == {*BADGE_EDITS, "language-case"}


def test_the_order_of_a_list_is_noticed() -> None:
    edited = badge()
    described = edited["credentialSubject"]["achievement"]["resultDescription"][0]
    described["allowedValue"].reverse()
    assert text(edited) != text(badge())


def test_a_direction_is_noticed() -> None:
    def named(**members: str) -> JSONObject:
        return credential(name={"@value": "شهادة", "@language": "ar", **members})

    assert len({text(named()), text(named(**{"@direction": "rtl"}))}) == 2
    assert text(named(**{"@direction": "ltr"})) != text(named(**{"@direction": "rtl"}))


# ── Any edit ────────────────────────────────────────────────────────────────────────────

LISTS = {"allowedValue"}


def plain(value: Any, name: str = "") -> Any:
    """A document with all that is neutral ironed out, for comparison."""
    if isinstance(value, dict):
        if value.keys() == {"id"}:
            return value["id"]
        return {member: plain(value[member], member) for member in sorted(value)}
    if isinstance(value, list):
        parts = [plain(part, name) for part in value]
        if name not in LISTS:
            parts.sort(key=lambda part: json.dumps(part, sort_keys=True))
        return parts[0] if len(parts) == 1 else parts
    if value == "AchievementCredential" and name == "type":
        return "OpenBadgeCredential"
    if name == "@language":
        return value.lower()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a document, contexts left out."""
    found: list[tuple[Any, Any]] = []
    keys = value if isinstance(value, dict) else range(len(value))
    for key in keys:
        if key != "@context":
            found.append((value, key))
            if isinstance(value[key], dict | list):
                found += places(value[key])
    return found


NAMES = st.sampled_from(
    [
        *("id", "type", "name", "description", "issuer", "validFrom", "validUntil", "evidence"),
        *("identifier", "achievement", "source", "result", "creditsEarned", "hashed", "note"),
        *("statusPurpose", "narrative", "creator", "Criteria", "@id", "@type", "@graph"),
        *("@included", "@value", "https://schema.org/name"),
    ]
)
VALUES = st.sampled_from(
    [
        *("", "Ana", "did:example:ana", "did:web:training.example", "5.5", "en", "Profile"),
        *(5, 5.5, True, False, None, {}, [], {"id": "urn:a:1"}, ["Ana", "Ana"]),
    ]
).map(copy.deepcopy)


def edit_list(draw: st.DrawFn, values: list[Any]) -> None:
    if draw(st.booleans()):
        values.reverse()
    else:
        values.insert(0, draw(VALUES))


def edit_member(draw: st.DrawFn, members: JSONObject, name: str) -> None:
    match draw(st.integers(0, 2)):
        case 0:
            members[draw(NAMES)] = members.pop(name)
        case 1:
            members[draw(NAMES)] = draw(VALUES)
        case _:
            del members[name]


def edit_value(draw: st.DrawFn, document: JSONObject, container: Any, key: Any) -> None:
    value = container[key]
    other, other_key = draw(st.sampled_from(places(document)))
    choices = [draw(VALUES), [value], {draw(NAMES): value}, str(value)]
    container[key] = draw(st.sampled_from([*choices, copy.deepcopy(other[other_key])]))


@st.composite
def edits(draw: st.DrawFn, make: Callable[[], JSONObject]) -> JSONObject:
    document = make()
    for _ in range(draw(st.integers(1, 2))):
        container, key = draw(st.sampled_from(places(document)))
        if draw(st.booleans()):
            edit_value(draw, document, container, key)
        elif isinstance(container, list):
            edit_list(draw, container)
        else:
            edit_member(draw, container, key)
        assume(places(document))
    return document


@pytest.mark.parametrize("make", [badge, credential])
@given(data=st.data())
def test_an_edit_that_is_not_noticed_is_neutral(
    make: Callable[[], JSONObject], data: st.DataObject
) -> None:
    edited = data.draw(edits(make))
    try:
        same = text(edited) == text(make())
    except CredentialsError:
        return
    assert not same or plain(edited) == plain(make())
