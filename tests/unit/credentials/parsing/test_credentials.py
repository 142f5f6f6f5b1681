"""The shape of a credential."""

import pytest

from credentials.model import JSONObject, Token
from credentials.parsing import credential, parsed_credential
from credentials.problems import ProblemCode
from tests.refusal import refused
from tests.unit.credentials.parsing.documents import ISSUER, a_document


def test_a_minimal_credential_has_its_issuer_and_no_dates() -> None:
    checked = credential(a_document())
    assert (checked.issuer, checked.valid_from, checked.valid_until) == (ISSUER, None, None)


def test_an_issuer_object_is_known_by_its_id() -> None:
    assert credential(a_document(issuer={"id": ISSUER, "name": "School"})).issuer == ISSUER


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"@context": ...}, ProblemCode.BAD_VALUE, "/@context"),
        ({"@context": []}, ProblemCode.BAD_VALUE, "/@context"),
        ({"@context": {"a": 1}}, ProblemCode.BAD_VALUE, "/@context"),
        ({"@context": ["https://x.example"]}, ProblemCode.BAD_VALUE, "/@context/0"),
        (
            {"@context": ["https://www.w3.org/2018/credentials/v1"]},
            ProblemCode.CONTEXT_UNKNOWN,
            "/@context/0",
        ),
        ({"id": "relative"}, ProblemCode.BAD_VALUE, "/id"),
        ({"id": ["urn:a", "urn:b"]}, ProblemCode.BAD_VALUE, "/id"),
        ({"type": ...}, ProblemCode.BAD_VALUE, "/type"),
        ({"type": []}, ProblemCode.BAD_VALUE, "/type"),
        ({"type": [1]}, ProblemCode.BAD_VALUE, "/type"),
        ({"type": ["Other"]}, ProblemCode.BAD_VALUE, "/type"),
        ({"issuer": ...}, ProblemCode.BAD_VALUE, "/issuer"),
        ({"issuer": None}, ProblemCode.BAD_VALUE, "/issuer"),
        ({"issuer": {"name": "x"}}, ProblemCode.BAD_VALUE, "/issuer/id"),
        ({"credentialSubject": ...}, ProblemCode.BAD_VALUE, "/credentialSubject"),
        ({"credentialSubject": "did:example:x"}, ProblemCode.BAD_VALUE, "/credentialSubject"),
        ({"credentialSubject": []}, ProblemCode.BAD_VALUE, "/credentialSubject"),
        ({"credentialSubject": [{}]}, ProblemCode.BAD_VALUE, "/credentialSubject/0"),
        ({"credentialSubject": {"id": "x"}}, ProblemCode.BAD_VALUE, "/credentialSubject/id"),
        ({"validFrom": "yesterday"}, ProblemCode.BAD_VALUE, "/validFrom"),
        (
            {"validFrom": "2026-01-02T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"},
            ProblemCode.BAD_VALUE,
            "/validUntil",
        ),
        ({"name": 5}, ProblemCode.BAD_VALUE, "/name"),
        ({"name": {"@value": 5}}, ProblemCode.BAD_VALUE, "/name"),
        ({"name": {"en": "Welder"}}, ProblemCode.BAD_VALUE, "/name"),
        ({"name": {"@value": "x", "@type": "y"}}, ProblemCode.BAD_VALUE, "/name"),
        ({"issuer": {"id": ISSUER, "name": 5}}, ProblemCode.BAD_VALUE, "/issuer/name"),
        ({"evidence": {"name": "x"}}, ProblemCode.BAD_VALUE, "/evidence/type"),
        ({"termsOfUse": "x"}, ProblemCode.BAD_VALUE, "/termsOfUse"),
        ({"refreshService": [{"type": []}]}, ProblemCode.BAD_VALUE, "/refreshService/0/type"),
        ({"credentialSchema": {"type": "JsonSchema"}}, ProblemCode.BAD_VALUE,
         "/credentialSchema/id"),
        ({"evidence": {"type": "Evidence", "id": "x"}}, ProblemCode.BAD_VALUE, "/evidence/id"),
        ({"relatedResource": {"digestSRI": "x"}}, ProblemCode.BAD_VALUE, "/relatedResource/id"),
        ({"relatedResource": {"id": "urn:a"}}, ProblemCode.BAD_VALUE, "/relatedResource"),
        (
            {"relatedResource": [{"id": "urn:a", "digestSRI": "x"}] * 2},
            ProblemCode.BAD_VALUE,
            "/relatedResource/1",
        ),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_refused_at_its_place(
    changes: JSONObject, code: ProblemCode, pointer: str
) -> None:
    with refused(code, pointer=pointer):
        credential(a_document(**changes))


def test_texts_may_carry_language_and_direction() -> None:
    name = {"@value": "لحام", "@language": "ar", "@direction": "rtl"}
    assert credential(a_document(name=[name, "Welder"], description=name)).issuer == ISSUER


def test_a_token_stays_with_the_credential_it_secures() -> None:
    token = Token("EdDSA", f"{ISSUER}#key-1", b"a.b", b"c", {})
    parsed = parsed_credential(a_document(), token=token)
    assert parsed.token is token
    assert parsed.types == ("VerifiableCredential",)
    assert parsed.subject_ids == ("did:example:worker",)
