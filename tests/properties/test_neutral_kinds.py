"""Each kind of edit that is not noticed, proved on a signed badge: it verifies, and says the same.

The list is committed twice, where it is decided (`credentials.jsonld.lossless.NEUTRAL`) and
where random edits are judged by it (`neutral.normal_form`); here they are held together.
"""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from credentials.jsonld.lossless import NEUTRAL
from credentials.model import JSONObject, Policy, as_bytes
from credentials.parsing import CREDENTIALS_V2, read_json
from credentials.report import Answer
from tests.properties.neutral import normal_form
from tests.properties.test_edits import a_rich_badge
from tests.unit.credentials.jsonld.documents import EXTENSIONS
from tests.world import OB, World

Edit = Callable[[JSONObject], object]


def _achievement(document: JSONObject) -> JSONObject:
    found: JSONObject = document["credentialSubject"]["achievement"]
    return found


def _reorder_members(document: JSONObject) -> None:
    for name in list(document):
        if name != "type":
            document[name] = document.pop(name)
    document["type"] = document.pop("type")


def _reorder_sets(document: JSONObject) -> None:
    document["type"].reverse()
    document["credentialSubject"]["identifier"].reverse()
    _achievement(document)["tag"].reverse()
    _achievement(document)["alignment"].reverse()


def _one_or_list(document: JSONObject) -> None:
    document["credentialStatus"] = [document["credentialStatus"]]
    document["evidence"] = document["evidence"][0]
    document["proof"] = [document["proof"]]


def _id_or_object(document: JSONObject) -> None:
    document["issuer"] = document["issuer"]["id"]


def _type_alias(document: JSONObject) -> None:
    document["type"][document["type"].index("OpenBadgeCredential")] = "AchievementCredential"


def _language_case(document: JSONObject) -> None:
    document["name"]["@language"] = "DE-ch"


def _said_twice(document: JSONObject) -> None:
    document["credentialSubject"]["source"] = copy.deepcopy(document["issuer"])


def _pinned_contexts(document: JSONObject) -> None:
    document["@context"] = [CREDENTIALS_V2, EXTENSIONS, OB]


def _plain(document: JSONObject) -> None:
    """What the badge schema does not take may stand in a plain credential."""
    document["type"] = ["VerifiableCredential"]


def _bare_issuer(document: JSONObject) -> None:
    _plain(document)
    document["issuer"] = {"id": document["issuer"]["id"]}


def _named_in_a_language(document: JSONObject) -> None:
    _plain(document)
    document["name"] = {"@value": "Schweisser", "@language": "de-CH"}


def _with_a_source(document: JSONObject) -> None:
    _plain(document)
    document["credentialSubject"]["source"] = document["issuer"]["id"]


# By kind: what the badge has to hold before it is signed, and the edit afterwards.
KINDS: dict[str, tuple[Edit, Edit]] = {
    "member-order": (dict, _reorder_members),
    "set-order": (dict, _reorder_sets),
    "one-or-list": (dict, _one_or_list),
    "id-or-object": (_bare_issuer, _id_or_object),
    "type-alias": (dict, _type_alias),
    "language-case": (_named_in_a_language, _language_case),
    "pinned-contexts": (dict, _pinned_contexts),
    "said-twice": (_with_a_source, _said_twice),
}
# Kinds that `normal_form` knows; the random edits never make the others by themselves.
IN_NORMAL_FORM = set(KINDS) - {"pinned-contexts", "said-twice"}


def _signed(world: World, prepare: Edit) -> JSONObject:
    issuer = world.key_issuer()
    rich = read_json(a_rich_badge(world))
    del rich["proof"]
    old = rich["issuer"]["id"]
    document: JSONObject = json.loads(json.dumps(rich).replace(old, issuer.did))
    prepare(document)
    signed: JSONObject = read_json(
        world.issue(document, issuer=issuer, policy=Policy.STRICT).content
    )
    return signed


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_of_this_kind_verifies(kind: str) -> None:
    world = World()
    prepare, edit = KINDS[kind]
    signed = _signed(world, prepare)
    edited = copy.deepcopy(signed)
    edit(edited)
    assert as_bytes(edited) != as_bytes(signed)
    for document in (signed, edited):
        assert world.verify(document).genuine is Answer.YES
    if kind in IN_NORMAL_FORM:
        assert normal_form(edited) == normal_form(signed)


def test_a_number_may_be_spelled_with_a_fraction() -> None:
    world = World()
    signed = _signed(world, lambda it: _achievement(it).update(creditsAvailable=12))
    content = as_bytes(signed)
    edited = content.replace(b'"creditsAvailable":12', b'"creditsAvailable":12.0')
    assert edited != content
    assert world.verify(edited).genuine is Answer.YES
    assert normal_form(read_json(edited)) == normal_form(signed)


def test_white_space_and_escapes_are_not_part_of_the_document() -> None:
    world = World()
    signed = _signed(world, dict)
    edited = json.dumps(signed, indent=3, ensure_ascii=True).encode()
    assert world.verify(edited).genuine is Answer.YES
    assert read_json(edited) == signed


def test_every_kind_of_the_library_is_proved_here() -> None:
    assert set(NEUTRAL) == {*KINDS, "number-spelling"}


@pytest.mark.parametrize(
    "edit",
    [
        lambda it: it["@context"].reverse(),
        lambda it: it.update(type=it["type"][:1]),
        lambda it: _achievement(it)["tag"].append("brazing"),
        lambda it: _achievement(it)["tag"].pop(),
        lambda it: it["credentialSubject"]["identifier"].pop(),
        lambda it: _achievement(it).update(creditsAvailable=12.25),
    ],
)
def test_the_normal_form_hides_nothing_else(edit: Edit) -> None:
    world = World()
    signed = _signed(world, dict)
    edited: Any = copy.deepcopy(signed)
    edit(edited)
    assert normal_form(edited) != normal_form(signed)
    assert world.verify(edited).genuine is not Answer.YES
