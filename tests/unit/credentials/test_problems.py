"""The problem table: codes are public, so this list only grows."""

from datetime import UTC, datetime

import pytest

from credentials.model import as_list, types_of
from credentials.problems import (
    PROBLEMS,
    CredentialsError,
    Problem,
    ProblemCode,
    StatusNote,
    Step,
    Verdict,
    at_pointer,
    refuse,
)

# Added, never renamed, never reused.
PUBLISHED = [
    "malformed", "bad-value", "no-credential-found", "proof-missing", "proof-rejected",
    "tampered", "term-undefined", "tree-changed", "key-weak", "context-unknown", "too-complex",
    "suite-unknown", "did-method-unknown", "key-not-found", "key-not-allowed",
    "issuer-unreachable", "wrong-audience", "wrong-nonce", "schema-mismatch", "schema-unchecked",
    "not-yet-valid",
    "expired", "status-unreachable", "status-invalid", "status-list-short",
    "status-out-of-range", "status-unknown", "revoked", "suspended", "replaced",
    "frozen",
    "issuer-not-accredited", "trust-list-stale", "holder-not-shown", "status-message",
    "refresh-offered", "endorses-another", "hosted-only",
    "hosted-elsewhere", "hosted-otherwise", "signing-failed",
    "request-invalid", "not-signed-in", "not-allowed", "role-needed",
    "second-step-needed", "not-found", "gone", "conflict", "probable-duplicate",
    "idempotency-mismatch", "in-progress", "too-large", "unsupported-media", "too-many-requests",
    "code-wrong", "code-closed", "status-exhausted", "key-unavailable", "busy", "internal",
]  # fmt: skip


def test_every_published_code_is_still_there() -> None:
    assert set(PUBLISHED) <= {code.value for code in ProblemCode}


def test_every_code_has_a_row_and_its_own_title() -> None:
    assert set(PROBLEMS) == set(ProblemCode)
    titles = [kind.title for kind in PROBLEMS.values()]
    assert len(set(titles)) == len(titles)


def test_what_could_not_be_checked_is_never_a_pass_and_never_a_forgery() -> None:
    undetermined = {code for code, kind in PROBLEMS.items() if kind.verdict is Verdict.UNDETERMINED}
    assert {
        ProblemCode.CONTEXT_UNKNOWN,
        ProblemCode.SUITE_UNKNOWN,
        ProblemCode.DID_METHOD_UNKNOWN,
        ProblemCode.ISSUER_UNREACHABLE,
        ProblemCode.STATUS_UNREACHABLE,
        ProblemCode.STATUS_INVALID,
    } <= undetermined
    assert Verdict.VALID not in {kind.verdict for kind in PROBLEMS.values()}


def test_service_problems_never_meet_a_verdict() -> None:
    assert not any(
        kind.verdict for kind in PROBLEMS.values() if kind.step in (Step.SERVICE, Step.TRUST)
    )


def test_a_problem_is_written_as_problem_details() -> None:
    problem = Problem(ProblemCode.REVOKED, "the bit is set", "/credentialStatus")
    assert problem.as_json(problem_base="https://p.example/problems") == {
        "type": "https://p.example/problems/revoked",
        "code": "revoked",
        "title": "It was revoked",
        "detail": "the bit is set",
        "pointer": "/credentialStatus",
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # VCDM 2.0 §7.2
        (ProblemCode.MALFORMED, "https://www.w3.org/TR/vc-data-model#PARSING_ERROR"),
        (ProblemCode.TAMPERED, "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR"),
        (ProblemCode.BAD_VALUE, "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR"),
        (ProblemCode.STATUS_OUT_OF_RANGE, "https://www.w3.org/TR/vc-data-model#RANGE_ERROR"),
        # Data Integrity 1.0 §2.4.3 and §4.7, Controlled Identifiers 1.0 §3.5
        (ProblemCode.TERM_UNDEFINED, "https://w3id.org/security#DATA_LOSS_DETECTION_ERROR"),
        (ProblemCode.PROOF_REJECTED, "https://w3id.org/security#PROOF_VERIFICATION_ERROR"),
        (ProblemCode.SIGNING_FAILED, "https://w3id.org/security#PROOF_GENERATION_ERROR"),
        (ProblemCode.CONTEXT_UNKNOWN, "https://w3id.org/security#PROOF_TRANSFORMATION_ERROR"),
        (ProblemCode.WRONG_AUDIENCE, "https://w3id.org/security#INVALID_DOMAIN_ERROR"),
        (ProblemCode.WRONG_NONCE, "https://w3id.org/security#INVALID_CHALLENGE_ERROR"),
        (ProblemCode.KEY_NOT_FOUND, "https://w3id.org/security#INVALID_VERIFICATION_METHOD"),
        (
            ProblemCode.KEY_NOT_ALLOWED,
            "https://w3id.org/security#INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD",
        ),
    ],
)
def test_a_standard_type_is_kept(code: ProblemCode, expected: str) -> None:
    assert Problem(code, "x").as_json(problem_base="/p")["type"] == expected


def test_a_refusal_reads_as_a_sentence() -> None:
    error = refuse(ProblemCode.BAD_VALUE, "not a date", "/validFrom")
    assert isinstance(error, CredentialsError)
    assert str(error) == "bad-value: not a date (at /validFrom)"


def test_pointers_are_escaped() -> None:
    assert at_pointer("/a", "b/c~d", 0) == "/a/b~1c~0d/0"


def test_one_value_and_a_list_of_one_are_the_same() -> None:
    assert as_list(1) == as_list([1]) == [1]
    assert types_of({}) == []


def test_a_note_on_a_status_says_what_is_known_and_no_more() -> None:
    since = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert StatusNote(since).as_json() == {"since": "2026-11-20"}
    note = StatusNote(
        since,
        reason="issued-in-error",
        contact="https://school.example",
        leads_to="https://x.example/v/1",
    )
    assert note.as_json() == {
        "since": "2026-11-20",
        "reason": "issued-in-error",
        "contact": "https://school.example",
        "replacement": "https://x.example/v/1",
    }
