"""ecdsa-sd-2023: what a holder may leave out, and what nobody can change or add."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from credentials.keys.algorithms import P256, public_key
from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.keys.local_signer import LocalSigner
from credentials.model import JSONObject, Policy
from credentials.parsing.proofs import proofs
from credentials.problems import ProblemCode
from credentials.proofs import data_integrity
from credentials.proofs.selective import cbor
from credentials.proofs.suites import ecdsa_sd_2023
from tests.refusal import refused
from tests.unit.credentials.jsonld.documents import credential

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SIGNER = LocalSigner(
    bytes(31) + b"\x07", verification_method="did:web:school.example#key-1", algorithm=P256
)
KEY = public_key(P256, SIGNER.public_key)
POLICY = Policy.STRICT
DOCUMENT = credential(name="Welder", description="Welds plates.", validUntil="2030-01-01T00:00:00Z")
MANDATORY = ["/issuer", "/validUntil"]
SELECTED = ["/credentialSubject", "/name"]


def secured(document: JSONObject = DOCUMENT, **options: Any) -> JSONObject:
    settings: dict[str, Any] = {
        "signer": SIGNER,
        "cryptosuite": "ecdsa-sd-2023",
        "purpose": "assertionMethod",
        "at": NOON,
        "policy": POLICY,
        "mandatory_pointers": MANDATORY,
        **options,
    }
    return data_integrity.secure(document, **settings)


def derived(document: JSONObject, *pointers: str) -> JSONObject:
    return data_integrity.derive(document, pointers=pointers or SELECTED, policy=POLICY)


def check(document: JSONObject) -> None:
    (proof,) = proofs(document)
    data_integrity.check(document, proof, KEY, policy=POLICY)


BASE = secured()
SHOWN = derived(BASE)


def with_value(document: JSONObject, value: str) -> JSONObject:
    return {**document, "proof": {**document["proof"], "proofValue": value}}


def with_parts(document: JSONObject, change: Callable[[list[Any]], object]) -> JSONObject:
    """The document with the five parts of its proof value changed."""
    content = decode_base64url(document["proof"]["proofValue"][1:])
    parts = cbor.decode(content[3:])
    changed = change(parts)
    value = content[:3] + cbor.encode(parts if changed is None else changed)
    return with_value(document, "u" + encode_base64url(value))


# ── What is shown ──


def test_what_is_derived_holds_and_shows_what_was_chosen_and_what_the_issuer_demands() -> None:
    check(SHOWN)
    assert DOCUMENT.keys() - SHOWN.keys() == {"description", "validFrom"}


def test_what_is_derived_twice_from_one_base_proof_holds_each_time() -> None:
    check(derived(BASE, "/description"))
    check(derived(BASE, "/name", "/description", "/credentialSubject"))


def test_only_what_the_issuer_demands_may_be_shown() -> None:
    shown = data_integrity.derive(BASE, pointers=[], policy=POLICY)
    check(shown)
    assert "name" not in shown


def test_nothing_at_all_cannot_be_shown() -> None:
    with refused(ProblemCode.BAD_VALUE):
        data_integrity.derive(secured(mandatory_pointers=[]), pointers=[], policy=POLICY)


def test_nothing_has_to_be_mandatory() -> None:
    shown = derived(secured(mandatory_pointers=[]), "/issuer")
    check(shown)
    assert "validUntil" not in shown


def test_a_document_that_is_for_everybody_is_secured_with_all_its_parts() -> None:
    whole = secured(mandatory_pointers=None)
    check(whole)
    assert {**whole, "proof": ...} == {**DOCUMENT, "proof": ...}


def test_a_base_proof_is_not_for_showing() -> None:
    with refused(ProblemCode.PROOF_NOT_FOR_SHOWING, pointer="/proof/proofValue"):
        check(BASE)


def test_nothing_is_derived_from_what_was_derived() -> None:
    with refused(ProblemCode.PROOF_REJECTED, pointer="/proof/proofValue"):
        derived(SHOWN)


def test_a_pointer_to_nothing_is_refused_by_issuer_and_holder() -> None:
    with refused(ProblemCode.BAD_VALUE):
        secured(mandatory_pointers=["/credentialSubject/missing"])
    with refused(ProblemCode.BAD_VALUE):
        derived(BASE, "/credentialSubject/missing")


# ── What nobody can change ──


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Doctor"},
        {"validUntil": "2040-01-01T00:00:00Z"},
        {"issuer": "did:web:other.example"},
        {"id": "urn:uuid:00000000-0000-4000-8000-000000000000"},
    ],
)
def test_a_changed_part_is_noticed(change: JSONObject) -> None:
    with refused(ProblemCode.TAMPERED, pointer="/proof"):
        check({**SHOWN, **change})


@pytest.mark.parametrize("member", ["name", "validUntil", "credentialSubject"])
def test_a_part_that_is_taken_out_by_hand_is_noticed(member: str) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        check({name: value for name, value in SHOWN.items() if name != member})


def test_a_part_that_is_added_is_noticed() -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        check({**SHOWN, "description": DOCUMENT["description"]})


def test_an_undefined_part_that_is_added_is_noticed() -> None:
    with refused(ProblemCode.TERM_UNDEFINED):
        check({**SHOWN, "grade": "A"})


@pytest.mark.parametrize("member", ["created", "proofPurpose", "verificationMethod"])
def test_the_options_of_the_proof_are_signed(member: str) -> None:
    changes = {"created": "2026-11-20T12:00:01Z", "proofPurpose": "authentication"}
    changed = changes.get(member, "did:web:school.example#key-2")
    with refused(ProblemCode.TAMPERED):
        check({**SHOWN, "proof": {**SHOWN["proof"], member: changed}})


def test_parts_of_two_credentials_are_not_shown_as_one() -> None:
    other = derived(secured({**DOCUMENT, "name": "Doctor"}))
    with refused(ProblemCode.TAMPERED):
        check({**SHOWN, "name": "Doctor"})
    with refused(ProblemCode.TAMPERED):
        check({**SHOWN, "proof": other["proof"]})


def swap_signatures(parts: list[Any]) -> None:
    parts[2][0], parts[2][1] = parts[2][1], parts[2][0]


def swap_labels(parts: list[Any]) -> None:
    parts[3][0], parts[3][1] = parts[3][1], parts[3][0]


def own_statement(parts: list[Any]) -> None:
    """Another key for the statements than the one that the issuer has signed."""
    key = P256.open_private_key(bytes(31) + b"\x05")
    parts[1] = P256.multicodec + key.public_raw()


@pytest.mark.parametrize("change", [swap_signatures, own_statement])
def test_signatures_of_other_statements_or_keys_do_not_fit(
    change: Callable[[list[Any]], None],
) -> None:
    with refused(ProblemCode.TAMPERED):
        check(with_parts(SHOWN, change))


def test_labels_of_other_nodes_do_not_fit() -> None:
    nested = {name: value for name, value in DOCUMENT.items() if name != "id"}
    nested["credentialSubject"] = {"name": "Ana"}
    shown = derived(secured(nested))
    check(shown)
    with refused(ProblemCode.TAMPERED):
        check(with_parts(shown, swap_labels))


# ── Proof values that are none ──


def replace(at: int, value: Any) -> Callable[[list[Any]], list[Any]]:
    return lambda parts: [*parts[:at], value, *parts[at + 1 :]]


BAD_DERIVED = [
    ("four parts", lambda parts: parts[:4]),
    ("six parts", lambda parts: [*parts, 0]),
    ("no list", lambda _: {0: 0}),
    ("a short signature", replace(0, bytes(63))),
    ("a text as signature", replace(0, "x" * 64)),
    ("a short key", replace(1, bytes(35))),
    ("a key that is cut off", replace(1, P256.multicodec + bytes(20))),
    ("a key of another kind", replace(1, b"\x81\x24" + bytes(33))),
    ("signatures that are none", replace(2, b"")),
    ("a number of signatures", replace(2, 5)),
    ("one short signature", replace(2, [bytes(63)])),
    ("a short one among them", lambda parts: replace(2, [*parts[2][1:], bytes(63)])(parts)),
    ("too many signatures", replace(2, [bytes(64)] * (ecdsa_sd_2023.MAX_SIGNATURES + 1))),
    ("parts that are no list", lambda _: 5),
    ("parts that are a text", lambda _: "abcde"),
    ("labels that are no map", replace(3, [])),
    ("a short label", replace(3, {0: bytes(31)})),
    ("one label for two nodes", replace(3, {0: bytes(32), 1: bytes(32)})),
    ("indexes that are no list", replace(4, {0: 0})),
    ("an index that is a text", replace(4, ["0"])),
    ("an index that stands twice", lambda parts: [*parts[:4], [*parts[4][:-1], parts[4][-2]]]),
    ("indexes in another order", lambda parts: [*parts[:4], parts[4][::-1]]),
    ("an index too many", lambda parts: [*parts[:4], [*parts[4], 999]]),
    ("an index past the end", lambda parts: [*parts[:4], [*parts[4][:-1], 999]]),
    ("a label too many", lambda parts: replace(3, {**parts[3], len(parts[3]): bytes(32)})(parts)),
    ("a label under another number", replace(3, {7: bytes(32)})),
    ("a signature too few", lambda parts: replace(2, parts[2][1:])(parts)),
    ("a signature too many", lambda parts: replace(2, [*parts[2], bytes(64)])(parts)),
]


@pytest.mark.parametrize(
    "change", [change for _, change in BAD_DERIVED], ids=[n for n, _ in BAD_DERIVED]
)
def test_a_derived_proof_of_another_form_is_rejected(change: Callable[[list[Any]], Any]) -> None:
    with refused(ProblemCode.PROOF_REJECTED, pointer="/proof/proofValue"):
        check(with_parts(SHOWN, change))


BAD_BASE = [
    ("four parts", lambda parts: parts[:4]),
    ("a short signature", replace(0, bytes(63))),
    ("a key of another kind", replace(1, b"\x81\x24" + bytes(33))),
    ("a short HMAC key", replace(2, bytes(31))),
    ("one short signature", replace(3, [bytes(63)])),
    ("pointers that are no list", replace(4, "/issuer")),
    ("a pointer that is no text", replace(4, [0])),
    ("a signature too few", lambda parts: replace(3, parts[3][1:])(parts)),
    ("other mandatory pointers", replace(4, ["/issuer"])),
]


@pytest.mark.parametrize("change", [change for _, change in BAD_BASE], ids=[n for n, _ in BAD_BASE])
def test_a_base_proof_of_another_form_is_rejected(change: Callable[[list[Any]], Any]) -> None:
    with refused(ProblemCode.PROOF_REJECTED, pointer="/proof/proofValue"):
        derived(with_parts(BASE, change))


def test_a_holder_learns_that_a_statement_was_changed() -> None:
    with refused(ProblemCode.TAMPERED, pointer="/proof"):
        derived({**BASE, "name": "Doctor"})


@pytest.mark.parametrize(
    "value",
    [
        "u",
        "z" + SHOWN["proof"]["proofValue"][1:],
        SHOWN["proof"]["proofValue"][1:],
        SHOWN["proof"]["proofValue"] + "=",
        SHOWN["proof"]["proofValue"][:-4],
        SHOWN["proof"]["proofValue"] + "AAAA",
        "u2V0C" + SHOWN["proof"]["proofValue"][5:],
        "u" + "A" * 500_000,
    ],
)
def test_a_text_that_is_no_proof_value_is_rejected(value: str) -> None:
    with refused(ProblemCode.PROOF_REJECTED, pointer="/proof/proofValue"):
        check(with_value(SHOWN, value))


# ── Bounds, and documents of which no part can be shown ──


def test_more_statements_than_can_be_checked_in_time_are_not_signed() -> None:
    many = {
        **DOCUMENT,
        "credentialSubject": [{"id": f"urn:x:{n}", "name": "A"} for n in range(1_100)],
    }
    with refused(ProblemCode.TOO_COMPLEX):
        secured(many)


@pytest.mark.parametrize("proof", [[], [BASE["proof"], {**BASE["proof"], "id": "urn:x:2"}]])
def test_parts_are_left_out_of_a_document_with_one_such_proof(proof: Any) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/proof"):
        derived({**BASE, "proof": proof} if proof else DOCUMENT)


def test_nothing_is_left_out_of_what_a_chain_of_proofs_secures() -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/proof"):
        derived({**BASE, "proof": {**BASE["proof"], "previousProof": "urn:x:1"}})


def test_a_proof_of_an_unknown_suite_beside_it_is_left_out() -> None:
    other = {**BASE["proof"], "cryptosuite": "xi-2030"}
    shown = derived({**BASE, "proof": [other, BASE["proof"]]})
    check(shown)
    assert shown == SHOWN


def test_such_a_proof_is_checked_with_a_key_of_its_kind_only() -> None:
    (proof,) = proofs(SHOWN)
    other = LocalSigner(bytes(32), verification_method="did:web:school.example#key-1")
    key = public_key(other.algorithm, other.public_key)
    with refused(ProblemCode.PROOF_REJECTED, pointer="/proof/cryptosuite"):
        data_integrity.check(SHOWN, proof, key, policy=POLICY)
