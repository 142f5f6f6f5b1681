"""The badge schema: applied to badges and to what names it, without quoting a value."""

import copy
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials import schema
from credentials.model import JSONObject
from credentials.problems import Problem, ProblemCode
from credentials.schema import ACHIEVEMENT_CREDENTIAL, check, is_badge, is_known

BADGE: JSONObject = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:7f1a1a5e-5a0f-4a55-9c53-b8a7b6a1d001",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:web:school.example", "type": ["Profile"]},
    "validFrom": "2026-03-01T09:30:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "Ada Obi",
                "identityType": "name",
            }
        ],
        "achievement": {
            "id": "https://school.example/achievements/welding",
            "type": ["Achievement"],
            "name": "Welding",
            "description": "Can weld.",
            "criteria": {"narrative": "Passed."},
        },
    },
}
NAMED = {"id": ACHIEVEMENT_CREDENTIAL, "type": "1EdTechJsonSchemaValidator2019"}
SECRET = "Zaphod-4711"


def changed(pointer: str, value: Any) -> JSONObject:
    """The badge with one member set."""
    document = copy.deepcopy(BADGE)
    *way, last = pointer.split("/")[1:]
    place: Any = document
    for member in way:
        place = place[int(member) if isinstance(place, list) else member]
    place[last] = value
    return document


def without(pointer: str) -> JSONObject:
    """The badge with one member taken away."""
    document = copy.deepcopy(BADGE)
    *way, last = pointer.split("/")[1:]
    place: Any = document
    for member in way:
        place = place[member]
    del place[last]
    return document


def found(document: JSONObject) -> list[tuple[ProblemCode, str]]:
    return [(problem.code, problem.pointer) for problem in check(document)]


def test_the_schema_is_read_when_it_is_first_needed() -> None:
    for remembered in (schema.published, schema._validator):
        remembered.cache_clear()
    assert list(check({**BADGE, "type": "OpenBadgeCredential"})) != []
    assert schema.published()["$schema"].endswith("2019-09/schema")


def test_a_badge_that_keeps_the_schema_has_no_problem() -> None:
    assert check(BADGE) == []


@pytest.mark.parametrize(
    "pointer",
    [
        "/id",
        "/issuer",
        "/validFrom",
        "/credentialSubject",
        "/credentialSubject/type",
        "/credentialSubject/achievement",
        "/credentialSubject/achievement/id",
        "/credentialSubject/achievement/name",
        "/credentialSubject/achievement/description",
        "/credentialSubject/achievement/criteria",
    ],
)
def test_a_missing_member_is_pointed_at(pointer: str) -> None:
    assert found(without(pointer)) == [(ProblemCode.SCHEMA_MISMATCH, pointer)]


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/validFrom", "yesterday"),
        ("/validFrom", "2026-03-01T09:30:00"),
        ("/awardedDate", 20260301),
        ("/name", 5),
        ("/credentialStatus", [{"type": "BitstringStatusListEntry"}]),
        ("/credentialSubject/achievement/name", ["a", "b"]),
        ("/credentialSubject/achievement/inLanguage", "en_GB"),
        ("/credentialSubject/achievement/achievementType", "Diplom"),
        ("/credentialSubject/achievement/creditsAvailable", "2.5"),
    ],
)
def test_a_wrong_value_is_pointed_at(pointer: str, value: Any) -> None:
    assert found(changed(pointer, value)) == [(ProblemCode.SCHEMA_MISMATCH, pointer)]


@pytest.mark.parametrize(
    "pointer", ["/id", "/credentialSubject/identifier", "/credentialSubject/achievement/criteria"]
)
def test_what_a_holder_may_have_left_out_is_no_problem(pointer: str) -> None:
    assert check(without(pointer))
    assert check(without(pointer), is_partial=True) == []


def test_what_is_asked_of_a_part_is_made_out_of_what_is_asked_of_the_whole() -> None:
    # Made anew: who asks first in a process may be a test that coverage does not look at.
    made = schema._validator_of_parts.__wrapped__()
    assert made.is_valid(without("/id"))
    assert not made.is_valid(changed("/validFrom", "yesterday"))


def test_beside_a_wrong_value_what_was_left_out_is_no_problem_either() -> None:
    document = without("/id")
    document["credentialSubject"]["identifier"] = [{"type": "IdentityObject", "hashed": 1}]
    pointers = {problem.pointer for problem in check(document, is_partial=True)}
    assert pointers
    assert "/id" not in pointers
    assert "/id" in {problem.pointer for problem in check(document)}


def test_a_wrong_value_is_one_in_a_part_too() -> None:
    document = changed("/credentialSubject/achievement/achievementType", "Diplom")
    assert check(document, is_partial=True) == check(document) != []
    document = changed("/credentialSubject/identifier", [{"type": "IdentityObject", "hashed": 1}])
    assert check(document, is_partial=True) != []


@pytest.mark.parametrize(
    ("pointer", "value", "at"),
    [
        (
            "/credentialSubject/identifier/0/hashed",
            "false",
            "/credentialSubject/identifier/0/hashed",
        ),
        (
            "/credentialSubject/achievement/alignment",
            [{"type": ["Alignment"], "targetName": "Welder"}],
            "/credentialSubject/achievement/alignment/0/targetUrl",
        ),
    ],
)
def test_a_fault_inside_a_set_is_pointed_at_and_not_the_set(
    pointer: str, value: Any, at: str
) -> None:
    assert found(changed(pointer, value)) == [(ProblemCode.SCHEMA_MISMATCH, at)]


@pytest.mark.parametrize(
    "pointer",
    [
        "/name",
        "/credentialSubject/achievement/name",
        "/credentialSubject/achievement/description",
        "/credentialSubject/achievement/criteria/narrative",
    ],
)
@pytest.mark.parametrize("words", [{"en": "Welding"}, {"id": "Las", "en": "Welding", "pt-BR": ""}])
def test_a_map_of_languages_is_refused_because_nothing_would_sign_it(
    pointer: str, words: dict[str, str]
) -> None:
    told = [one for one in found(changed(pointer, words)) if one[0] is ProblemCode.BAD_VALUE]
    assert told == [(ProblemCode.BAD_VALUE, pointer)]


def test_a_reference_by_id_is_no_map_of_languages() -> None:
    criteria = {"id": "https://school.example/criteria"}
    assert check(changed("/credentialSubject/achievement/criteria", criteria)) == []


def test_what_is_no_badge_and_names_no_schema_is_left_alone() -> None:
    assert check({"type": ["VerifiableCredential"], "name": {"en": "x"}}) == []


def test_what_names_the_badge_schema_has_to_keep_it() -> None:
    document = {"type": ["VerifiableCredential"], "credentialSchema": [NAMED]}
    assert (ProblemCode.SCHEMA_MISMATCH, "/credentialSubject") in found(document)


@pytest.mark.parametrize(
    ("entry", "known"),
    [
        (NAMED, True),
        ({**NAMED, "type": ["1EdTechJsonSchemaValidator2019"]}, True),
        ({**NAMED, "type": "JsonSchema"}, False),
        ({**NAMED, "id": "https://school.example/schema.json"}, False),
        ({**NAMED, "id": [ACHIEVEMENT_CREDENTIAL]}, False),
        ({}, False),
    ],
)
def test_one_schema_is_known(entry: JSONObject, known: bool) -> None:  # noqa: FBT001 - expected
    assert is_known(entry) is known
    document = {"type": ["VerifiableCredential"], "credentialSchema": entry}
    assert (check(document) != []) is known


@pytest.mark.parametrize("entry", ["text", None, 5, ["text"], []])
def test_a_schema_entry_that_is_none_is_left_to_the_reader_of_shapes(entry: Any) -> None:
    assert check({"type": ["VerifiableCredential"], "credentialSchema": entry}) == []


@pytest.mark.parametrize(
    ("types", "badge"),
    [
        (["VerifiableCredential", "AchievementCredential"], True),
        (["OpenBadgeCredential"], True),
        (["VerifiableCredential"], False),
        ([["OpenBadgeCredential"], None, {}], False),
    ],
)
def test_a_badge_is_known_by_its_type(types: list[Any], badge: bool) -> None:  # noqa: FBT001 - expected
    assert is_badge(types) is badge


@pytest.mark.parametrize(
    "edit",
    [
        lambda: changed("/name", {SECRET: 1}),
        lambda: changed("/validFrom", SECRET),
        lambda: changed("/credentialSubject/achievement/achievementType", SECRET),
        lambda: changed("/credentialSubject/identifier/0/identityType", SECRET),
    ],
)
def test_a_problem_names_the_rule_and_never_the_value(edit: Callable[[], JSONObject]) -> None:
    problems = check(edit())
    assert problems
    assert all(SECRET not in problem.detail + problem.pointer for problem in problems)


def test_a_document_full_of_faults_gives_twenty_problems() -> None:
    alignments = [{"type": ["Alignment"]}] * 3_000
    wrong = changed("/credentialSubject/achievement/alignment", alignments)
    wrong.update({f"name{number}": {"en": "x"} for number in range(100)})
    begun = time.monotonic()
    assert len(check(wrong)) == 20
    assert time.monotonic() - begun < 2


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
PLACES = [
    "/@context", "/id", "/issuer", "/credentialSubject", "/credentialStatus", "/proof",
    "/credentialSchema", "/credentialSubject/achievement", "/credentialSubject/identifier",
]  # fmt: skip


@given(st.sampled_from(PLACES), JSON_VALUES)
def test_any_value_anywhere_gives_problems_and_never_an_exception(place: str, value: Any) -> None:
    problems = check(changed(place, json.loads(json.dumps(value))))
    assert all(isinstance(problem, Problem) for problem in problems)
