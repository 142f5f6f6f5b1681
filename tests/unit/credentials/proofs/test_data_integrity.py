"""Proofs in documents: what one covers, what it never covers, and who made it."""

import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from credentials.keys.algorithms import ED25519, Algorithm, PublicKey, public_key
from credentials.keys.encodings import decode_base58, encode_base58
from credentials.keys.local_signer import LocalSigner
from credentials.model import JSONObject, Policy, Proof
from credentials.parsing import parsed_credential
from credentials.problems import CredentialsError, ProblemCode
from credentials.proofs import data_integrity
from tests.refusal import refused

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
METHOD = "did:web:school.example#key-1"
SUITE = "eddsa-rdfc-2022"
SIGNER = LocalSigner(bytes(32), verification_method=METHOD)
KEY = public_key(ED25519, SIGNER.public_key)
ORDER = 2**252 + 27742317777372353535851937790883648493
DOCUMENT: JSONObject = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427",
    "type": ["VerifiableCredential"],
    "issuer": "did:web:school.example",
    "name": "Welder",
    "credentialSubject": {"id": "did:example:worker"},
}


def secured(document: JSONObject = DOCUMENT, **options: Any) -> JSONObject:
    settings: dict[str, Any] = {
        "signer": SIGNER,
        "cryptosuite": SUITE,
        "purpose": "assertionMethod",
        "at": NOON,
        "policy": Policy.STRICT,
        **options,
    }
    return data_integrity.secure(document, **settings)


def check(document: JSONObject, key: PublicKey = KEY) -> None:
    (proof,) = parsed_credential(document).proofs
    data_integrity.check(document, proof, key, policy=Policy.STRICT)


def with_proof(**changes: Any) -> JSONObject:
    """A good document whose proof was changed after signing; `...` removes a member."""
    document = secured()
    members = {**document["proof"], **changes}
    return {
        **document,
        "proof": {name: value for name, value in members.items() if value is not ...},
    }


# ── Securing ──


def test_what_was_secured_holds() -> None:
    check(secured())


def test_the_proof_says_what_it_is_and_nothing_else() -> None:
    proof = secured()["proof"]
    value = proof.pop("proofValue")
    assert value.startswith("z")
    assert proof == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-20T12:00:00Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
    }


def test_a_proof_for_one_audience_and_occasion_says_so_and_holds() -> None:
    document = secured(
        purpose="authentication",
        domain="passport.example",
        challenge="c-1",
        expires=NOON + timedelta(days=7),
    )
    assert document["proof"]["domain"] == "passport.example"
    assert document["proof"]["challenge"] == "c-1"
    assert document["proof"]["expires"] == "2026-11-27T12:00:00Z"
    check(document)


def test_the_given_document_is_not_changed() -> None:
    given = copy.deepcopy(DOCUMENT)
    secured(given)
    assert given == DOCUMENT


def test_the_time_of_a_proof_keeps_its_offset_and_is_in_whole_seconds() -> None:
    at = NOON.astimezone(timezone(timedelta(hours=3))).replace(microsecond=999_999)
    assert secured(at=at)["proof"]["created"] == "2026-11-20T15:00:00+03:00"


def test_a_time_without_a_zone_is_refused() -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/proof/created"):
        secured(at=NOON.replace(tzinfo=None))


def test_a_document_is_not_secured_twice() -> None:
    with refused(ProblemCode.SIGNING_FAILED, pointer="/proof"):
        secured(secured())


def test_a_suite_that_is_not_accepted_does_not_sign() -> None:
    with refused(ProblemCode.SUITE_UNKNOWN):
        secured(cryptosuite="ecdsa-xi-2023")


def test_a_signature_over_the_whole_makes_no_part_mandatory() -> None:
    with refused(ProblemCode.SIGNING_FAILED):
        secured(mandatory_pointers=["/issuer"])


def test_a_part_that_the_signature_would_not_cover_is_not_signed() -> None:
    with refused(ProblemCode.TERM_UNDEFINED):
        secured({**DOCUMENT, "grade": "A"})


# ── Contexts (Data Integrity §2.4.2) ──

INTEGRITY = "https://w3id.org/security/data-integrity/v2"


@pytest.mark.parametrize(
    "contexts",
    [
        ["https://www.w3.org/ns/credentials/v2"],
        ["https://www.w3.org/2018/credentials/v1", INTEGRITY],
        ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v1"],
    ],
)
def test_a_context_that_defines_proofs_is_left_alone(contexts: list[str]) -> None:
    document = {"@context": contexts, "id": "urn:x:1", "type": ["VerifiableCredential"]}
    assert secured(document)["@context"] == contexts


@pytest.mark.parametrize("one", [["https://www.w3.org/2018/credentials/v1"],
                                 "https://www.w3.org/2018/credentials/v1"])  # fmt: skip
def test_the_context_of_proofs_is_added_where_none_defines_them(one: object) -> None:
    document = {"@context": one, "id": "urn:x:1", "type": ["VerifiableCredential"]}
    assert secured(document)["@context"] == ["https://www.w3.org/2018/credentials/v1", INTEGRITY]


def test_a_document_without_a_context_has_no_meaning_to_sign() -> None:
    with refused(ProblemCode.TERM_UNDEFINED):
        secured({"id": "urn:x:1", "name": "Welder"})


# ── Signers ──


@dataclass(frozen=True, slots=True)
class OtherSigner:
    """A signer that is wrong in one way."""

    verification_method: str = METHOD
    algorithm: Algorithm = ED25519
    public_key: bytes = SIGNER.public_key
    added: bytes = b""

    def sign(self, content: bytes) -> bytes:
        return SIGNER.sign(content + self.added)


def test_a_signature_that_does_not_fit_never_leaves() -> None:
    with refused(ProblemCode.SIGNING_FAILED):
        secured(signer=OtherSigner(added=b"!"))


def test_a_signer_that_shows_another_public_key_is_noticed() -> None:
    other = LocalSigner(bytes([1]) * 32, verification_method=METHOD)
    with refused(ProblemCode.SIGNING_FAILED):
        secured(signer=OtherSigner(public_key=other.public_key))


def test_a_signer_with_a_weak_public_key_is_refused() -> None:
    with refused(ProblemCode.KEY_WEAK):
        secured(signer=OtherSigner(public_key=bytes(32)))


def test_a_signer_of_another_algorithm_does_not_sign_with_the_suite() -> None:
    other = replace(ED25519, name="Ed25519ph")
    with refused(ProblemCode.SIGNING_FAILED):
        secured(signer=OtherSigner(algorithm=other))


# ── Checking ──


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Doctor"},
        {"issuer": "did:web:other.example"},
        {"credentialSubject": {"id": "did:example:somebody-else"}},
        {"validUntil": "2030-01-01T00:00:00Z"},
        {"description": "With distinction."},
    ],
)
def test_a_changed_or_added_claim_is_noticed(change: JSONObject) -> None:
    with refused(ProblemCode.TAMPERED, pointer="/proof"):
        check({**secured(), **change})


def test_a_removed_claim_is_noticed() -> None:
    document = secured()
    del document["name"]
    with refused(ProblemCode.TAMPERED):
        check(document)


def test_an_added_undefined_term_is_named_as_not_covered() -> None:
    with refused(ProblemCode.TERM_UNDEFINED):
        check({**secured(), "grade": "A"})


@pytest.mark.parametrize(
    "change",
    [
        {"created": "2026-11-20T12:00:01Z"},
        {"created": ...},
        {"expires": "2030-01-01T00:00:00Z"},
        {"proofPurpose": "authentication"},
        {"verificationMethod": "did:web:other.example#key-1"},
        {"domain": "passport.example"},
        {"challenge": "c-1"},
        {"nonce": "n-1"},
        {"id": "urn:uuid:00000000-0000-4000-8000-000000000000"},
    ],
)
def test_a_changed_proof_is_noticed(change: JSONObject) -> None:
    with refused(ProblemCode.TAMPERED, pointer="/proof"):
        check(with_proof(**change))


@pytest.mark.parametrize("member", ["expires", "domain", "challenge"])
def test_what_limits_a_proof_cannot_be_taken_away(member: str) -> None:
    document = secured(domain="a.example", challenge="c-1", expires=NOON)
    del document["proof"][member]
    with refused(ProblemCode.TAMPERED):
        check(document)


def test_a_proof_by_another_key_does_not_hold() -> None:
    other = LocalSigner(bytes([1]) * 32, verification_method=METHOD)
    with refused(ProblemCode.TAMPERED):
        check(secured(), public_key(ED25519, other.public_key))


def test_a_key_of_another_algorithm_does_not_go_with_the_suite() -> None:
    other = PublicKey(replace(ED25519, name="Ed25519ph"), KEY.raw)
    with refused(ProblemCode.PROOF_REJECTED, pointer="/proof/cryptosuite"):
        check(secured(), other)


@pytest.mark.parametrize("member", ["@context", "jws", "creator", "grade", "proof", "previous"])
def test_a_member_that_proofs_do_not_have_is_rejected(member: str) -> None:
    with refused(ProblemCode.PROOF_REJECTED, pointer=f"/proof/{member}"):
        check(with_proof(**{member: "x"}))


def test_a_proof_cannot_be_read_in_a_context_of_its_own() -> None:
    with refused(ProblemCode.PROOF_REJECTED, pointer="/proof/@context"):
        check(with_proof(**{"@context": "https://www.w3.org/ns/credentials/v2"}))


def proof_of(members: JSONObject) -> Proof:
    """A proof as it stands, past the shape that parsing would insist on."""
    return Proof(members, "/proof/0", SUITE, METHOD, "assertionMethod", "", None, None, (), None)


@pytest.mark.parametrize(
    "member", ["type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue"]
)
@pytest.mark.parametrize("value", [..., None, 7, "", ["x"], {}])
def test_a_proof_that_lacks_what_it_needs_is_rejected(member: str, value: object) -> None:
    document = with_proof(**{member: value})
    proof = proof_of(document["proof"])
    with refused(ProblemCode.PROOF_REJECTED, pointer=f"/proof/0/{member}"):
        data_integrity.check(document, proof, KEY, policy=Policy.STRICT)


def test_a_proof_of_another_type_is_rejected() -> None:
    proof = proof_of(with_proof(type="Ed25519Signature2020")["proof"])
    with refused(ProblemCode.PROOF_REJECTED, pointer="/proof/0/type"):
        data_integrity.check(DOCUMENT, proof, KEY, policy=Policy.STRICT)


def test_a_proof_of_a_suite_that_is_not_accepted_is_unknown_and_not_wrong() -> None:
    with refused(ProblemCode.SUITE_UNKNOWN):
        check(with_proof(cryptosuite="ecdsa-xi-2023"))


@pytest.mark.parametrize("value", ["z", "u" + "A" * 86, "z" + "1" * 64 + "2", "z" + "0" * 88])
def test_a_malformed_signature_is_rejected(value: str) -> None:
    with refused(ProblemCode.PROOF_REJECTED, pointer="/proof/proofValue"):
        check(with_proof(proofValue=value))


def test_an_empty_signature_of_the_right_size_does_not_hold() -> None:
    with refused(ProblemCode.TAMPERED):
        check(with_proof(proofValue="z" + encode_base58(bytes(64))))


def test_one_proof_has_one_spelling() -> None:
    # Adding the group's order to S gives a second signature that lenient readers take.
    signature = decode_base58(secured()["proof"]["proofValue"][1:], limit=64)
    s = int.from_bytes(signature[32:], "little") + ORDER
    twin = signature[:32] + s.to_bytes(32, "little")
    with refused(ProblemCode.TAMPERED):
        check(with_proof(proofValue="z" + encode_base58(twin)))


def test_a_proof_of_one_document_does_not_hold_for_another() -> None:
    other = secured({**DOCUMENT, "name": "Baker"})
    with refused(ProblemCode.TAMPERED):
        check({**secured(), "proof": other["proof"]})


def test_a_proof_of_a_set_is_checked_without_the_others() -> None:
    document = secured()
    one, other = document["proof"], secured(at=NOON + timedelta(hours=1))["proof"]
    both = {**document, "proof": [one, other]}
    for proof in parsed_credential(both).proofs:
        data_integrity.check(both, proof, KEY, policy=Policy.STRICT)


@pytest.mark.parametrize("members", [{}, {"proofValue": [[]]}, {"type": {}}])
def test_any_object_in_place_of_a_proof_is_rejected(members: JSONObject) -> None:
    with pytest.raises(CredentialsError):
        data_integrity.check(DOCUMENT, proof_of(members), KEY, policy=Policy.STRICT)


# ── Suites over JSON: the contexts in the proof (EdDSA Cryptosuites 1.0 §3.3) ──

OVER_JSON = "eddsa-jcs-2022"


def over_json(**members: Any) -> JSONObject:
    """A document with a proof over JSON, and these members of the proof changed."""
    document = data_integrity.secure(
        DOCUMENT,
        signer=SIGNER,
        cryptosuite=OVER_JSON,
        purpose="assertionMethod",
        at=NOON,
        policy=Policy.STRICT,
    )
    return {**document, "proof": {**document["proof"], **members}}


def test_a_proof_over_json_names_the_contexts_of_its_document() -> None:
    assert over_json()["proof"]["@context"] == DOCUMENT["@context"]
    check(over_json())


def test_a_document_gets_contexts_behind_those_that_were_signed_by_the_standard_alone() -> None:
    document = over_json()
    document["@context"] = [*document["@context"], "https://w3id.org/security/multikey/v1"]
    proof = parsed_credential(document).proofs[0]
    data_integrity.check(document, proof, KEY, policy=Policy.W3C)
    with refused(ProblemCode.TREE_CHANGED, pointer="/@context"):
        check(document)


@pytest.mark.parametrize(
    "contexts",
    [
        ["https://w3id.org/security/multikey/v1"],
        [*DOCUMENT["@context"], "https://w3id.org/security/multikey/v1"],
        "https://w3id.org/security/multikey/v1",
        {"name": "https://schema.org/name"},
        7,
        None,
    ],
)
def test_a_proof_in_other_contexts_than_its_documents_is_rejected(contexts: Any) -> None:
    with refused(ProblemCode.PROOF_REJECTED, pointer="/proof/@context"):
        check(over_json(**{"@context": contexts}))


def test_the_contexts_in_a_proof_cannot_be_taken_away() -> None:
    document = over_json()
    del document["proof"]["@context"]
    with refused(ProblemCode.TAMPERED):
        check(document)


@pytest.mark.parametrize("change", [{"name": "Baker"}, {"type": ["VerifiableCredential", "X"]}])
def test_a_change_is_noticed_over_json_too(change: JSONObject) -> None:
    with pytest.raises(CredentialsError) as caught:
        check({**over_json(), **change})
    assert caught.value.problem.code in {ProblemCode.TAMPERED, ProblemCode.TERM_UNDEFINED}
