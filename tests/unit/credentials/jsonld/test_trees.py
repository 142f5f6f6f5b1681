"""The quick walk says nothing of a document whose values are not those of a usual tree."""

from typing import Any

import pytest

from credentials.jsonld import compiled, trees
from credentials.jsonld.active_contexts import PREFIXES
from credentials.jsonld.guards import MAX_DEPTH, MAX_NODES
from credentials.model import JSONObject, Policy
from tests.unit.credentials.jsonld.documents import badge, text


def walked(document: JSONObject) -> str | None:
    said = trees.canonical_nquads(document, policy=Policy.STRICT, hash_name="sha256")
    return None if said is None else said.decode()


def with_results(value: Any) -> JSONObject:
    """A badge that allows these values as its result."""
    document = badge()
    described = {"id": "urn:uuid:1", "type": ["ResultDescription"], "allowedValue": value}
    subject = document["credentialSubject"]
    achievement = {**subject["achievement"], "resultDescription": [described]}
    return {**document, "credentialSubject": {**subject, "achievement": achievement}}


def test_a_list_of_texts_is_a_chain() -> None:
    said = walked(with_results(["A", "B", "C"]))
    assert said is not None
    assert said.count("rdf-syntax-ns#rest>") == 3


@pytest.mark.parametrize("value", [["A", 1], ["A", None], [{"id": "urn:x"}], ["A", ["B"]]])
def test_a_list_of_anything_else_is_left_alone(value: Any) -> None:
    assert walked(with_results(value)) is None


@pytest.mark.parametrize("types", [[], [{}], ["Profile", 1], 3, {"a": "b"}, [["Profile"]]])
def test_types_that_are_no_names_are_left_alone(types: Any) -> None:
    document = badge()
    assert walked({**document, "issuer": {"id": "urn:issuer", "type": types}}) is None


def test_one_type_under_two_names_is_left_alone() -> None:
    types = ["VerifiableCredential", "AchievementCredential", "OpenBadgeCredential"]
    assert walked({**badge(), "type": types}) is None


@pytest.mark.parametrize("prefix", sorted(PREFIXES))
def test_what_could_stand_for_an_address_is_left_alone(prefix: str) -> None:
    assert walked({**badge(), "name": f"{prefix}:thing"}) is None


def test_what_is_said_twice_is_left_alone() -> None:
    document = badge()
    entry = {"id": "urn:evidence:1", "type": ["Evidence"]}
    assert walked({**document, "evidence": [entry, {"id": "urn:evidence:2"}]}) is not None
    assert walked({**document, "evidence": [{"id": "urn:evidence:2"}] * 2}) is None


def test_an_address_in_another_script_is_read() -> None:
    said = walked({**badge(), "id": "https://école.example/1"})
    assert said is not None
    assert "<https://école.example/1>" in said


def test_nameless_values_of_one_member_stand_in_the_order_of_their_names() -> None:
    # With more than ten names the order of texts is not that of numbers.
    evidence = [{"type": ["Evidence"], "name": f"Piece {number}"} for number in range(12)]
    said = walked({**badge(), "evidence": evidence})
    assert said is not None
    assert said.splitlines() == sorted(said.splitlines())


def achievement(**members: Any) -> JSONObject:
    """One that many badges share; long enough to be walked once for all of them."""
    return {
        "id": "urn:achievement:1",
        "type": ["Achievement"],
        "name": "Pipe welder",
        "description": "Welds pipes.",
        "criteria": {"narrative": "Passed the trade test."},
        "fieldOfStudy": "Metal work",
        "humanCode": "PW-3",
        "inLanguage": "en",
        "creator": {"id": "urn:org:1", "type": ["Profile"], "name": "Riverside"},
        "alignment": [
            {"type": ["Alignment"], "targetName": name, "targetUrl": "https://isco.example/7212"}
            for name in ("Welders", "Flame cutters")
        ],
        **members,
    }


def awarded(shared: JSONObject, **members: Any) -> JSONObject:
    subject = {"type": ["AchievementSubject"], "achievement": shared}
    return {**badge(), "credentialSubject": subject, **members}


def test_what_was_walked_before_is_written_as_the_first_time() -> None:
    assert len(achievement()) >= 8
    for hash_name in ("sha256", "sha384", "sha256"):
        for number in range(12):
            evidence = [{"type": ["Evidence"], "name": f"{at}"} for at in range(number)]
            more = {"evidence": evidence} if evidence else {}
            document = awarded(achievement(), **more)
            compiled_here = compiled.dataset_of(document, policy=Policy.STRICT)
            assert compiled_here is not None
            said = trees.canonical_nquads(document, policy=Policy.STRICT, hash_name=hash_name)
            assert said == compiled_here.canonical(hash_name=hash_name).encode()


def test_what_was_walked_before_is_not_taken_for_anything_else() -> None:
    one, other = walked(awarded(achievement())), walked(awarded(achievement(humanCode="PW-4")))
    assert one is not None
    assert other == one.replace('"PW-3"', '"PW-4"')


def test_a_node_inside_of_what_was_walked_before_is_described_once() -> None:
    issuer = {"id": "urn:org:1", "type": ["Profile"], "name": "Another name"}
    assert walked(awarded(achievement())) is not None
    assert walked(awarded(achievement(), issuer=issuer)) is None
    # This one is read before it.
    schema = {"id": "urn:org:1", "type": "1EdTechJsonSchemaValidator2019"}
    assert walked(awarded(achievement(), credentialSchema=[schema])) is None


def test_as_much_is_remembered_as_there_is_room_for() -> None:
    for number in range(250):
        assert walked(awarded(achievement(humanCode=f"{number}"))) is not None
    assert len(trees._BRANCHES) <= 200
    trees._BRANCHES.clear()
    assert walked(awarded(achievement(description="x" * 10_000))) is not None
    assert not trees._BRANCHES


def test_what_was_walked_before_may_have_as_much_inside() -> None:
    creator = {
        "id": "urn:org:1",
        "type": ["Profile"],
        "name": "Riverside",
        "description": "Trains welders.",
        "email": "office@riverside.example",
        "phone": "5",
        "official": "Ana",
        "additionalName": "College",
        "familyName": "None",
    }
    for _ in range(2):
        document = awarded(achievement(creator=creator), name="Another name")
        assert walked(document) == text(document)
        assert walked(document) is not None


def test_what_stands_too_far_in_is_left_alone() -> None:
    members = ("name", "description", "url", "phone", "email", "official")
    many = {name: "https://a.example" if name == "url" else "x" for name in members}
    said = []
    deep: Any = {"id": "urn:org:deep", "type": ["Profile"], **many}
    for above in range(10):
        said.append(walked({**badge(), "issuer": deep}) is not None)
        deep = {"id": f"urn:org:{above}", "type": ["Profile"], "name": "Above", "parentOrg": deep}
    assert said == [True] * 5 + [False] * 5


def test_what_is_no_json_is_left_alone() -> None:
    document = badge()
    assert walked({**document, "name": object()}) is None


def test_what_says_nothing_is_left_alone() -> None:
    assert walked({"@context": badge()["@context"]}) is None


def test_as_many_different_things_as_may_be_read_are_left_alone() -> None:
    # Each is a node, its name, its list of types and the one type in it.
    evidence = [{"type": ["Evidence"], "name": f"{at}"} for at in range(MAX_NODES // 4)]
    assert walked(badge(evidence=evidence)) is None
    assert walked(badge(evidence=evidence[: MAX_NODES // 20])) is not None


def test_more_than_may_be_read_is_left_alone() -> None:
    document: Any = badge()
    assert walked({**document, "evidence": [{"type": ["Evidence"]}] * MAX_NODES}) is None
    deep: Any = {"id": "urn:org", "type": ["Profile"]}
    said = []
    for above in range(MAX_DEPTH):
        said.append(walked({**document, "issuer": deep}) is not None)
        deep = {"id": f"urn:org:{above}", "type": ["Profile"], "parentOrg": deep}
    assert said[:10] == [True] * 10
    assert said[-1] is False
