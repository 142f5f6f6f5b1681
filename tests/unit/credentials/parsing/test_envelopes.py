"""The shape of enveloped documents."""

import pytest

from credentials.model import JSONObject, MediaType, SecuredCredential, SecuredPresentation
from credentials.parsing.envelopes import Enveloped, envelope, enveloped
from credentials.problems import ProblemCode
from tests.refusal import refused
from tests.unit.credentials.parsing.documents import a_document, an_envelope


def test_an_envelope_gives_the_bytes_inside() -> None:
    read = enveloped(an_envelope())
    assert read == Enveloped(b"a.b.c", "application/vc+jwt", is_credential=True, in_base64=False)


@pytest.mark.parametrize("padding", ["==", ""])
def test_an_envelope_in_base64_gives_the_bytes_inside(padding: str) -> None:
    read = enveloped(an_envelope(id=f"data:application/vc+cose;base64,0oT/+w{padding}"))
    assert read is not None
    assert read.content == b"\xd2\x84\xff\xfb"
    assert read.in_base64


@pytest.mark.parametrize("in_base64", [False, True])
def test_what_was_put_into_an_envelope_is_read_out_of_it(*, in_base64: bool) -> None:
    for secured in (
        SecuredCredential(MediaType.VC_JWT, b"a.b.c"),
        SecuredPresentation(MediaType.VP_JWT, b"a.b.c"),
    ):
        read = enveloped(envelope(secured, in_base64=in_base64))
        assert read is not None
        assert (read.content, read.media_type) == (secured.content, secured.media_type)
        assert read.is_credential is isinstance(secured, SecuredCredential)


def test_what_is_no_envelope_gives_nothing() -> None:
    assert enveloped(a_document()) is None


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"type": ["EnvelopedVerifiableCredential", "X"]}, ProblemCode.BAD_VALUE, "/type"),
        ({"@context": ["https://x.example"]}, ProblemCode.BAD_VALUE, "/@context"),
        ({"name": "unsigned"}, ProblemCode.TERM_UNDEFINED, ""),
        ({"id": ...}, ProblemCode.BAD_VALUE, "/id"),
        ({"id": "data:application/vc+jwt"}, ProblemCode.BAD_VALUE, "/id"),
        ({"id": "https://school.example/a,b"}, ProblemCode.BAD_VALUE, "/id"),
        ({"id": "data:application/vc+jwt;charset=utf-8,a"}, ProblemCode.BAD_VALUE, "/id"),
        ({"id": "data:application/vc+jwt;x;base64,YQ=="}, ProblemCode.BAD_VALUE, "/id"),
        ({"id": "data:application/vc+cose;base64,YQ="}, ProblemCode.BAD_VALUE, "/id"),
        ({"id": "data:application/vc+cose;base64,YR=="}, ProblemCode.BAD_VALUE, "/id"),
        ({"id": "data:application/vc+cose;base64,Y-=="}, ProblemCode.BAD_VALUE, "/id"),
    ],
)
def test_a_wrong_envelope_is_refused_at_its_place(
    changes: JSONObject, code: ProblemCode, pointer: str
) -> None:
    with refused(code, pointer=pointer):
        enveloped(an_envelope(**changes))
