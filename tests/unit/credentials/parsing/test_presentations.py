"""The shape of a presentation."""

import pytest

from credentials.model import JSONObject
from credentials.parsing import parsed_presentation, read_json
from credentials.problems import ProblemCode
from tests.refusal import refused
from tests.unit.credentials.parsing.documents import a_document, a_presentation


def test_a_presentation_gives_its_credentials_with_their_places() -> None:
    parsed = parsed_presentation(a_presentation(holder={"id": "did:example:h"}))
    assert parsed.holder == "did:example:h"
    assert [pointer for pointer, _ in parsed.credentials] == ["/verifiableCredential/0"]
    assert read_json(parsed.credentials[0][1]) == a_document()


def test_a_credential_in_it_is_no_longer_than_it_was() -> None:
    # Written with escapes, one that may just be read might be too long.
    parsed = parsed_presentation(a_presentation(verifiableCredential=a_document(name="é")))
    assert "é".encode() in parsed.credentials[0][1]


def test_a_presentation_of_one_credential_need_not_be_a_list() -> None:
    parsed = parsed_presentation(a_presentation(verifiableCredential=a_document()))
    assert [pointer for pointer, _ in parsed.credentials] == ["/verifiableCredential"]


def test_a_presentation_of_nothing_is_a_presentation() -> None:
    assert parsed_presentation(a_presentation(verifiableCredential=...)).credentials == ()


def test_a_token_in_a_presentation_of_version_1_that_is_none_itself_is_refused() -> None:
    contexts = ["https://www.w3.org/2018/credentials/v1"]
    with refused(ProblemCode.BAD_VALUE, pointer="/verifiableCredential/0"):
        parsed_presentation(
            a_presentation(**{"@context": contexts, "verifiableCredential": ["eyJ"]})
        )


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"holder": "x"}, "/holder"),
        ({"holder": {"name": "x"}}, "/holder/id"),
        ({"holder": None}, "/holder"),
        ({"type": "VerifiableCredential"}, "/type"),
        ({"type": ...}, "/type"),
        ({"verifiableCredential": [None]}, "/verifiableCredential/0"),
        ({"verifiableCredential": "eyJ"}, "/verifiableCredential"),
        ({"verifiableCredential": ["eyJ"]}, "/verifiableCredential/0"),
        ({"verifiableCredential": [a_document()] * 65}, "/verifiableCredential"),
    ],
)
def test_a_wrong_presentation_is_refused_at_its_place(changes: JSONObject, pointer: str) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer=pointer):
        parsed_presentation(a_presentation(**changes))
