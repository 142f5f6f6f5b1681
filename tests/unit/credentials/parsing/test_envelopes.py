"""The shape of enveloped documents."""

import pytest

from credentials.model import JSONObject
from credentials.parsing import enveloped
from credentials.problems import ProblemCode
from tests.refusal import refused
from tests.unit.credentials.parsing.documents import a_document, an_envelope


def test_an_envelope_gives_the_bytes_inside() -> None:
    assert enveloped(an_envelope()) == b"a.b.c"


def test_what_is_no_envelope_gives_nothing() -> None:
    assert enveloped(a_document()) is None


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"type": ["EnvelopedVerifiableCredential", "X"]}, ProblemCode.BAD_VALUE, "/type"),
        ({"@context": ["https://x.example"]}, ProblemCode.BAD_VALUE, "/@context"),
        ({"name": "unsigned"}, ProblemCode.TERM_UNDEFINED, ""),
        ({"id": ...}, ProblemCode.BAD_VALUE, "/id"),
        ({"id": "data:application/vc+jwt"}, ProblemCode.SUITE_UNKNOWN, "/id"),
        ({"id": "data:application/vc+cose,a"}, ProblemCode.SUITE_UNKNOWN, "/id"),
        ({"id": "data:application/vc+jwt;base64,a"}, ProblemCode.BAD_VALUE, "/id"),
    ],
)
def test_a_wrong_envelope_is_refused_at_its_place(
    changes: JSONObject, code: ProblemCode, pointer: str
) -> None:
    with refused(code, pointer=pointer):
        enveloped(an_envelope(**changes))
