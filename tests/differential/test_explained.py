"""Each difference that is the other's fault, shown: what they say, and what is said here.

docs/differential/README.md has the list; those of jsonld.js run in `make interop`.
"""

from typing import Any

import pytest

from credentials.model import JSONObject, Policy
from tests.differential.cases import Case
from tests.differential.comparison import EXPLANATIONS, Said, outcome, said_here
from tests.differential.ledger import FOLDER
from tests.differential.partners import Answer, by_pyld, jsonld_js
from tests.unit.credentials.jsonld.documents import credential, presentation

_LIST = (FOLDER / "README.md").read_text()


def here(document: JSONObject) -> Said:
    return said_here(Case(0, document, Policy.STRICT))


def by_js(document: JSONObject) -> Answer:
    with jsonld_js() as ask:
        return ask([document])[0]


def explained(document: JSONObject, there: Answer) -> tuple[str, str]:
    case = Case(0, document, Policy.STRICT)
    return outcome(case, said_here(case), there)


@pytest.mark.parametrize("name", EXPLANATIONS)
def test_every_explanation_is_on_the_list(name: str) -> None:
    assert f"`{name}`" in _LIST


def test_pyld_leaves_control_characters_as_they_are_and_they_are_refused_here() -> None:
    for character in "\x00\x08\x0b\x0c\x1f\x7f":
        document = credential(name=f"a{character}b")
        assert f'"a{character}b"' in (by_pyld(document).text or "")
        assert here(document).refusal == "bad-value"


def test_pyld_drops_what_is_not_defined_and_it_is_refused_here() -> None:
    assert by_pyld(credential(colour="red")) == by_pyld(credential())
    assert here(credential(colour="red")).refusal == "term-undefined"


def test_pyld_makes_up_a_base_and_relative_addresses_are_refused_here() -> None:
    document = credential(issuer="training")
    assert "<http://example.org/base/training>" in (by_pyld(document).text or "")
    assert here(document).refusal == "bad-value"


def test_pyld_takes_a_text_and_the_same_with_a_direction_for_one() -> None:
    text = {"@value": "Welder", "@language": "en"}
    document = credential(name=[{**text, "@direction": "ltr"}, text])
    there = by_pyld(document)
    assert '"Welder"@en .' in (here(document).text or "")
    assert '"Welder"@en .' not in (there.text or "")
    assert explained(document, there) == ("explained", "direction-not-compared")
    assert explained(document, by_pyld(credential()))[0] == "unexplained"


@pytest.mark.interop
def test_js_drops_the_graph_of_a_shown_credential_that_says_nothing() -> None:
    document = presentation({"@context": ["https://w3id.org/security/multikey/v1"]})
    there = by_js(document)
    assert "#verifiableCredential" in (here(document).text or "")
    assert "#verifiableCredential" not in (there.text or "")
    assert explained(document, there) == ("explained", "empty-graph")
    more = Answer(f"{there.text}<a:b> <a:b> <a:b> .\n", is_lossy=True)
    assert explained(document, more)[0] == "unexplained"


@pytest.mark.interop
def test_js_writes_a_small_decimal_as_nought_and_it_is_refused_here() -> None:
    document = credential(credentialSubject={"id": "urn:x", "name": 1e-7})
    assert '"0"^^<http://www.w3.org/2001/XMLSchema#integer>' in (by_js(document).text or "")
    assert here(document).refusal == "bad-value"


@pytest.mark.interop
def test_js_sorts_by_the_halves_of_characters() -> None:
    # RDFC-1.0 §4.4 sorts by code point: U+FF21 comes before U+10000, in UTF-16 after it.
    names: Any = ["\uff21", "\U00010000"]
    document = credential(credentialSubject={"id": "urn:x", "name": names})
    there = by_js(document)
    text = here(document).text or ""
    assert text.index("\uff21") < text.index("\U00010000")
    assert there.text is not None
    assert there.text.index("\U00010000") < there.text.index("\uff21")
    assert explained(document, there) == ("explained", "order-of-utf-16")
    assert explained(document, Answer(there.text.replace("\uff21", "B")))[0] == "unexplained"


@pytest.mark.interop
def test_js_refuses_a_presentation_of_what_is_judged_by_itself() -> None:
    proof = {"type": "DataIntegrityProof", "cryptosuite": "x"}
    document = presentation(credential(colour="red", proof=proof))
    assert explained(document, by_js(document)) == ("explained", "shown-by-itself")
