"""The strict reader, dates, identifiers and the shapes of the data model."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.model import JSONObject, Token
from credentials.parsing import (
    CREDENTIALS_V2,
    absolute_url,
    clock_time,
    credential,
    date_time,
    date_time_stamp,
    did_of,
    enveloped,
    parsed_credential,
    parsed_presentation,
    read_json,
)
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

ISSUER = "did:web:school.example"


def a_document(**changes: Any) -> JSONObject:
    """A minimal credential with members changed; `...` removes one."""
    document: JSONObject = {
        "@context": [CREDENTIALS_V2],
        "id": "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        "type": ["VerifiableCredential"],
        "issuer": ISSUER,
        "credentialSubject": {"id": "did:example:worker"},
    }
    changed = {**document, **changes}
    return {name: value for name, value in changed.items() if value is not ...}


def an_entry(**changes: Any) -> JSONObject:
    entry: JSONObject = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://school.example/status/1",
    }
    changed = {**entry, **changes}
    return {name: value for name, value in changed.items() if value is not ...}


# ── JSON ──


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"a": 1, "a": 2}',
        b'[{"b": {"a": 1, "a": 1}}]',
        b"NaN",
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": 9007199254740993}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": 1e300}',
        b'{"a": "\\ud800"}',
        b'{"\\udc00": 1}',
        b'{"a": "\\u0000"}',
        b'{"a": "\\u007f"}',
        b'"\xff"',
        b"[" * 33 + b"]" * 33,
        b"[" * 500_000,
        b"[" + b"1," * 10_000 + b"1]",
    ],
)
def test_what_two_readers_might_read_differently_is_refused(content: bytes) -> None:
    with refused(ProblemCode.MALFORMED):
        read_json(content)


def test_more_bytes_than_allowed_are_refused_before_they_are_read() -> None:
    with refused(ProblemCode.MALFORMED):
        read_json(b" " * 11, limit=10)


@pytest.mark.parametrize(
    "content",
    [b'"' + b'\\"' * 400_000, b'"' * 400_001, b'{"a":"' + b"\\" * 400_001, b"\\" * 900_000],
)
def test_the_scan_for_depth_is_linear_on_any_text(content: bytes) -> None:
    begun = time.process_time()
    with refused(ProblemCode.MALFORMED):
        read_json(content)
    assert time.process_time() - begun < 2


def test_brackets_in_texts_are_not_nesting() -> None:
    assert read_json(json.dumps("[{" * 100).encode()) == "[{" * 100


def test_a_number_without_a_fraction_is_the_same_number_however_it_is_written() -> None:
    value = read_json(b"[5, 5.0, 5e0, -0, 0.5, 50e-1]")
    assert value == [5, 5, 5, 0, 0.5, 5]
    assert [type(item) for item in value] == [int, int, int, int, float, int]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_json(b"\xef\xbb\xbf{}") == {}


def test_the_pointer_of_a_bad_text_is_escaped() -> None:
    with refused(ProblemCode.MALFORMED, pointer="/a~1b/0/c~0d"):
        read_json(b'{"a/b": [{"c~d": "\\u0001"}]}')


@given(st.binary(max_size=200))
def test_reading_gives_a_value_or_one_refusal(content: bytes) -> None:
    with suppress(CredentialsError):
        read_json(content)


# ── Dates ──


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T12:00:00Z", datetime(2026, 11, 20, 12, tzinfo=UTC)),
        ("2026-11-20T12:00:00+05:30", datetime(2026, 11, 20, 6, 30, tzinfo=UTC)),
        ("2026-11-20T12:00:00-14:00", datetime(2026, 11, 21, 2, tzinfo=UTC)),
        ("2026-11-20T12:00:00.25Z", datetime(2026, 11, 20, 12, 0, 0, 250_000, tzinfo=UTC)),
        ("2026-11-20T24:00:00Z", datetime(2026, 11, 21, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_date_with_its_zone_is_read(text: str, moment: datetime) -> None:
    assert date_time(text, "/validFrom") == moment


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2026-03-01T00:00:00+08:00", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-02-28T24:00:00-05:00", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T00:00:00Z", datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
def test_the_day_of_a_time_is_the_one_that_was_written(text: str, clock: datetime) -> None:
    assert clock_time(text, "/validFrom") == clock


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_day_before_or_after_all_days_is_refused(text: str) -> None:
    with pytest.raises(CredentialsError):
        date_time(text, "/validFrom")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20",
        "2026-11-20T12:00:00",
        "2026-11-20 12:00:00Z",
        "2026-11-20t12:00:00z",
        "2026-11-20T12:00Z",
        "2026-11-20T12:00:60Z",
        "2026-11-20T24:00:01Z",
        "2026-11-20T24:00:00.5Z",
        "2026-02-30T12:00:00Z",
        "2026-13-01T12:00:00Z",
        "10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T24:00:00Z",
        "2026-11-20T12:00:00+14:01",
        "2026-11-20T12:00:00Z\n",
        "٢٠٢٦-11-20T12:00:00Z",
        "",
        20261120,
        None,
    ],
)
def test_what_is_no_exact_moment_is_refused(text: Any) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/validFrom"):
        date_time(text, "/validFrom")


def test_a_time_is_written_in_utc_and_whole_seconds_and_read_back() -> None:
    moment = datetime(2026, 11, 20, 2, 30, 7, 999_999, tzinfo=timezone(timedelta(hours=3)))
    text = date_time_stamp(moment, "/validFrom")
    assert text == "2026-11-19T23:30:07Z"
    assert date_time(text, "/validFrom") == moment.replace(microsecond=0)


def test_a_time_without_a_zone_is_not_written() -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/validFrom"):
        date_time_stamp(datetime(2026, 11, 20), "/validFrom")  # noqa: DTZ001 - the point


# ── Identifiers ──


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "#list",
        "asdasd",
        "/a",
        "//host/a",
        "http://a b",
        'http://a"',
        "http://a>",
        "urn:a\n",
        5,
        None,
        ["urn:a"],
    ],
)
def test_relative_and_broken_identifiers_are_refused(value: Any) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/id"):
        absolute_url(value, "/id")


def test_the_did_is_what_stands_before_fragment_path_and_query() -> None:
    assert did_of("did:web:a.example#key-1") == "did:web:a.example"
    assert did_of("did:web:a.example/path?x#y") == "did:web:a.example"


# ── The data model ──


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


# ── Status entries ──


def test_status_entries_are_read_and_other_types_are_pointed_at() -> None:
    parsed = parsed_credential(a_document(credentialStatus=[an_entry(), {"type": "Other"}]))
    entry = parsed.status_entries[0]
    assert (entry.purpose, entry.index, entry.size) == ("revocation", 7, 1)
    assert parsed.unknown_status == ("/credentialStatus/1",)


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"statusListIndex": 7}, "statusListIndex"),
        ({"statusListIndex": "-1"}, "statusListIndex"),
        ({"statusListIndex": "07"}, "statusListIndex"),
        ({"statusListIndex": "0x7"}, "statusListIndex"),
        ({"statusListIndex": "7 "}, "statusListIndex"),
        ({"statusListIndex": "٧"}, "statusListIndex"),
        ({"statusListIndex": "9999999999"}, "statusListIndex"),
        ({"statusListIndex": ...}, "statusListIndex"),
        ({"statusPurpose": ""}, "statusPurpose"),
        ({"statusPurpose": ["revocation"]}, "statusPurpose"),
        ({"statusListCredential": "status/1"}, "statusListCredential"),
        ({"statusSize": 0}, "statusSize"),
        ({"statusSize": True}, "statusSize"),
        ({"statusSize": "1"}, "statusSize"),
        ({"id": "https://school.example/status/1"}, "id"),
    ],
)
def test_a_wrong_status_entry_is_refused_at_its_place(changes: JSONObject, member: str) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer=f"/credentialStatus/{member}"):
        parsed_credential(a_document(credentialStatus=an_entry(**changes)))


def test_more_status_entries_than_anybody_needs_are_refused() -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/credentialStatus"):
        parsed_credential(a_document(credentialStatus=[an_entry()] * 9))


# ── Proofs ──


def a_proof(**changes: Any) -> JSONObject:
    proof: JSONObject = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "verificationMethod": f"{ISSUER}#key-1",
        "proofPurpose": "assertionMethod",
        "created": "2026-11-20T12:00:00Z",
        "proofValue": "z1",
    }
    changed = {**proof, **changes}
    return {name: value for name, value in changed.items() if value is not ...}


def test_a_proof_is_read_with_its_times_and_audience() -> None:
    proof = a_proof(expires="2026-11-21T12:00:00Z", domain=["a", "b"], challenge="c")
    read = parsed_credential(a_document(proof=proof)).proofs[0]
    assert (read.cryptosuite, read.domains, read.challenge) == ("eddsa-rdfc-2022", ("a", "b"), "c")
    assert read.expires == datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_an_old_proof_is_known_by_its_type() -> None:
    proof = a_proof(type="Ed25519Signature2020", cryptosuite=...)
    assert parsed_credential(a_document(proof=proof)).proofs[0].cryptosuite == (
        "Ed25519Signature2020"
    )


@pytest.mark.parametrize(
    ("proof", "pointer"),
    [
        ("x", "/proof"),
        (a_proof(type=...), "/proof/type"),
        (a_proof(type=["DataIntegrityProof"]), "/proof/type"),
        (a_proof(cryptosuite=5), "/proof/cryptosuite"),
        (a_proof(verificationMethod={"id": "x"}), "/proof/verificationMethod"),
        (a_proof(domain=5), "/proof/domain"),
        (a_proof(challenge=5), "/proof/challenge"),
        (a_proof(created="yesterday"), "/proof/created"),
        (a_proof(expires=5), "/proof/expires"),
        ([a_proof(challenge=str(number)) for number in range(9)], "/proof"),
        ([a_proof()] * 2, "/proof"),
        ([a_proof(), 5], "/proof/1"),
    ],
)
def test_a_wrong_proof_is_rejected_at_its_place(proof: Any, pointer: str) -> None:
    with refused(ProblemCode.PROOF_REJECTED, pointer=pointer):
        parsed_credential(a_document(proof=proof))


# ── Presentations and envelopes ──


def a_presentation(**changes: Any) -> JSONObject:
    document: JSONObject = {
        "@context": [CREDENTIALS_V2],
        "type": "VerifiablePresentation",
        "verifiableCredential": [a_document()],
    }
    return {name: value for name, value in {**document, **changes}.items() if value is not ...}


def test_a_presentation_gives_its_credentials_with_their_places() -> None:
    parsed = parsed_presentation(a_presentation(holder={"id": "did:example:h"}))
    assert parsed.holder == "did:example:h"
    assert [pointer for pointer, _ in parsed.credentials] == ["/verifiableCredential/0"]
    assert read_json(parsed.credentials[0][1]) == a_document()


def test_a_presentation_of_one_credential_need_not_be_a_list() -> None:
    parsed = parsed_presentation(a_presentation(verifiableCredential=a_document()))
    assert [pointer for pointer, _ in parsed.credentials] == ["/verifiableCredential"]


def test_a_presentation_of_nothing_is_a_presentation() -> None:
    assert parsed_presentation(a_presentation(verifiableCredential=...)).credentials == ()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"holder": "x"}, "/holder"),
        ({"type": "VerifiableCredential"}, "/type"),
        ({"verifiableCredential": ["eyJ"]}, "/verifiableCredential/0"),
        ({"verifiableCredential": [a_document()] * 65}, "/verifiableCredential"),
    ],
)
def test_a_wrong_presentation_is_refused_at_its_place(changes: JSONObject, pointer: str) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer=pointer):
        parsed_presentation(a_presentation(**changes))


def an_envelope(**changes: Any) -> JSONObject:
    document: JSONObject = {
        "@context": [CREDENTIALS_V2],
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+jwt,a.b%2Ec",
    }
    return {name: value for name, value in {**document, **changes}.items() if value is not ...}


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


def test_a_token_stays_with_the_credential_it_secures() -> None:
    token = Token("EdDSA", f"{ISSUER}#key-1", b"a.b", b"c", {})
    parsed = parsed_credential(a_document(), token=token)
    assert parsed.token is token
    assert parsed.types == ("VerifiableCredential",)
    assert parsed.subject_ids == ("did:example:worker",)
