"""The shape of a credential."""

from datetime import UTC, datetime
from typing import Any

import pytest

from credentials.model import JSONObject, Token
from credentials.parsing import CREDENTIALS_V1, credential, parsed_credential
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
        ({"@context": [CREDENTIALS_V1]}, ProblemCode.CONTEXT_UNKNOWN, "/@context/0"),
        ({"id": "relative"}, ProblemCode.BAD_VALUE, "/id"),
        ({"id": ["urn:a", "urn:b"]}, ProblemCode.BAD_VALUE, "/id"),
        ({"type": ...}, ProblemCode.BAD_VALUE, "/type"),
        ({"type": []}, ProblemCode.BAD_VALUE, "/type"),
        ({"type": [1]}, ProblemCode.BAD_VALUE, "/type"),
        ({"type": ["VerifiableCredential", 1]}, ProblemCode.BAD_VALUE, "/type"),
        ({"type": ["VerifiableCredential", ""]}, ProblemCode.BAD_VALUE, "/type"),
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
        ({"name": []}, ProblemCode.BAD_VALUE, "/name"),
        ({"name": None}, ProblemCode.BAD_VALUE, "/name"),
        ({"name": {"@value": "x", "@language": "not a tag"}}, ProblemCode.BAD_VALUE, "/name"),
        ({"name": {"@value": "x", "@language": None}}, ProblemCode.BAD_VALUE, "/name"),
        ({"description": {"@value": "x", "@direction": "up"}}, ProblemCode.BAD_VALUE,
         "/description"),
        ({"description": {"@value": "x", "@direction": []}}, ProblemCode.BAD_VALUE,
         "/description"),
        ({"name": {"@language": "en"}}, ProblemCode.BAD_VALUE, "/name"),
        ({"credentialSubject": {"id": ["urn:a"]}}, ProblemCode.BAD_VALUE, "/credentialSubject/id"),
        ({"issuer": ["urn:a"]}, ProblemCode.BAD_VALUE, "/issuer"),
        ({"issuer": 5}, ProblemCode.BAD_VALUE, "/issuer"),
        ({"validUntil": "2026-01-01T00:00:00"}, ProblemCode.BAD_VALUE, "/validUntil"),
        ({"credentialStatus": {"id": "urn:a"}}, ProblemCode.BAD_VALUE, "/credentialStatus/type"),
        ({"credentialStatus": {"type": "X", "id": "x"}}, ProblemCode.BAD_VALUE,
         "/credentialStatus/id"),
        ({"credentialSchema": {"id": "urn:a"}}, ProblemCode.BAD_VALUE, "/credentialSchema/type"),
        ({"termsOfUse": {"id": "urn:a"}}, ProblemCode.BAD_VALUE, "/termsOfUse/type"),
        ({"refreshService": {"id": "urn:a"}}, ProblemCode.BAD_VALUE, "/refreshService/type"),
        ({"name": {"en": "Welder"}}, ProblemCode.BAD_VALUE, "/name"),
        ({"name": {"@value": "x", "@type": "y"}}, ProblemCode.BAD_VALUE, "/name"),
        ({"issuer": {"id": ISSUER, "name": 5}}, ProblemCode.BAD_VALUE, "/issuer/name"),
        ({"evidence": {"name": "x"}}, ProblemCode.BAD_VALUE, "/evidence/type"),
        ({"evidence": {"type": [5]}}, ProblemCode.BAD_VALUE, "/evidence/type"),
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


# ── Version 1.1 ──


def a_document_of_version_1(**changes: Any) -> JSONObject:
    issued = {"@context": [CREDENTIALS_V1], "issuanceDate": "2026-01-02T00:00:00Z"}
    return a_document(**{**issued, **changes})


def test_version_1_calls_its_dates_otherwise() -> None:
    ends = "2027-01-02T00:00:00+02:00"
    parsed = parsed_credential(a_document_of_version_1(expirationDate=ends))
    assert parsed.valid_from == datetime(2026, 1, 2, tzinfo=UTC)
    assert parsed.valid_until == datetime(2027, 1, 1, 22, tzinfo=UTC)
    assert (parsed.begins_in, parsed.ends_in) == ("issuanceDate", "expirationDate")


@pytest.mark.parametrize(
    ("begins", "ends", "members"),
    [
        ("2026-01-03T00:00:00Z", "2026-02-01T00:00:00Z", ("validFrom", "validUntil")),
        ("2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z", ("issuanceDate", "expirationDate")),
    ],
)
def test_of_two_names_for_a_date_the_narrower_one_counts(
    begins: str, ends: str, members: tuple[str, str]
) -> None:
    end = {"expirationDate": "2027-01-01T00:00:00Z", "validFrom": begins, "validUntil": ends}
    parsed = parsed_credential(a_document_of_version_1(**end))
    assert (parsed.begins_in, parsed.ends_in) == members


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"issuanceDate": ...}, "/issuanceDate"),
        ({"issuanceDate": ..., "validFrom": "2026-01-02T00:00:00Z"}, "/issuanceDate"),
        ({"issuanceDate": "2026-01-02"}, "/issuanceDate"),
        ({"expirationDate": "2025-01-02T00:00:00Z"}, "/expirationDate"),
        ({"validUntil": "2025-01-02T00:00:00Z"}, "/validUntil"),
        ({"credentialStatus": {"type": "Other"}}, "/credentialStatus/id"),
        ({"refreshService": {"type": "Other"}}, "/refreshService/id"),
        ({"credentialSubject": "did:example:x"}, "/credentialSubject"),
        ({"issuer": {"name": "x"}}, "/issuer/id"),
    ],
)
def test_a_wrong_shape_of_version_1_is_refused_at_its_place(
    changes: JSONObject, pointer: str
) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer=pointer):
        parsed_credential(a_document_of_version_1(**changes))


def test_the_older_names_of_the_dates_mean_nothing_in_version_2() -> None:
    parsed = parsed_credential(a_document(issuanceDate="x", expirationDate="y"))
    assert (parsed.valid_from, parsed.valid_until) == (None, None)
