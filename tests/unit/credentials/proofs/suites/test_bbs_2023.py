"""bbs-2023: a holder shows any part, and nothing but what the issuer signed."""

import copy
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from credentials.keys.algorithms import BLS12381, public_key
from credentials.keys.bbs import ciphersuite
from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.keys.local_signer import LocalSigner
from credentials.model import JSONObject, Policy
from credentials.problems import ProblemCode
from credentials.proofs.cryptosuite import Unsecured
from credentials.proofs.selective import cbor
from credentials.proofs.suites.bbs_2023 import BBS_2023, encoding
from credentials.proofs.suites.bbs_2023.values import BBSValues
from tests.refusal import refused

SIGNER = LocalSigner(
    ciphersuite.secret_scalar(bytes(32)),
    verification_method="did:web:school.example#key-1",
    algorithm=BLS12381,
)
KEY = public_key(BLS12381, SIGNER.public_key)
OTHER_KEY = public_key(
    BLS12381,
    LocalSigner(
        ciphersuite.secret_scalar(b"\x01" * 32), verification_method="did:a", algorithm=BLS12381
    ).public_key,
)
DOCUMENT: JSONObject = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "type": ["VerifiableCredential"],
    "issuer": "did:web:school.example",
    "validFrom": "2026-11-20T00:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://school.example/welding",
            "type": ["Achievement"],
            "name": "Welder",
            "description": "Joins steel",
            "criteria": {"narrative": "An exam"},
            "alignment": [
                {"type": ["Alignment"], "targetName": "Level 3", "targetUrl": "https://x.example/3"},
                {"type": ["Alignment"], "targetName": "Level 4", "targetUrl": "https://x.example/4"},
            ],
        },
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": "A. Y.",
             "identityType": "name"},
            {"type": "IdentityObject", "hashed": False, "identityHash": "1990-01-31",
             "identityType": "identifier"},
        ],
    },
}  # fmt: skip
OPTIONS: JSONObject = {
    "type": "DataIntegrityProof",
    "cryptosuite": "bbs-2023",
    "verificationMethod": SIGNER.verification_method,
    "proofPurpose": "assertionMethod",
}
MANDATORY = ["/issuer", "/validFrom"]
NAME = "/credentialSubject/identifier/0"
BIRTH = "/credentialSubject/identifier/1"
LEVEL_4 = "/credentialSubject/achievement/alignment/1"
VALUES = BBSValues()


def made(document: JSONObject = DOCUMENT, mandatory: Sequence[str] = MANDATORY) -> str:
    return VALUES.make(
        Unsecured(document, OPTIONS, Policy.STRICT), signer=SIGNER, mandatory_pointers=mandatory
    )


BASE = made()


def derived(
    *pointers: str, base: str = BASE, document: JSONObject = DOCUMENT, header: bytes = b""
) -> tuple[JSONObject, str]:
    return VALUES.derive(
        Unsecured(document, OPTIONS, Policy.STRICT),
        base,
        pointers=pointers,
        presentation_header=header,
    )


SHOWN, VALUE = derived(NAME, LEVEL_4)


def check(
    document: JSONObject = SHOWN,
    value: str = VALUE,
    *,
    options: JSONObject = OPTIONS,
    key: Any = KEY,
) -> None:
    VALUES.check(Unsecured(document, options, Policy.STRICT), value, key=key)


def parts_of(value: str) -> list[Any]:
    parts: list[Any] = cbor.decode(decode_base64url(value[1:])[3:])
    return parts


def rewritten(value: str, change: Callable[[list[Any]], object]) -> str:
    """A proof value with its parts changed."""
    parts = parts_of(value)
    change(parts)
    return "u" + encode_base64url(decode_base64url(value[1:])[:3] + cbor.encode(parts))


def put(place: int, part: Any) -> Callable[[list[Any]], object]:
    return lambda parts: parts.__setitem__(place, part)


def test_it_is_one_suite_for_one_kind_of_key() -> None:
    assert BBS_2023.name == "bbs-2023"
    assert BBS_2023.algorithms == {BLS12381}
    assert BBS_2023.is_selective


def test_what_a_holder_selects_is_shown_and_holds() -> None:
    check()
    subject = SHOWN["credentialSubject"]
    assert [one["identityHash"] for one in subject["identifier"]] == ["A. Y."]
    assert [one["targetName"] for one in subject["achievement"]["alignment"]] == ["Level 4"]
    assert (SHOWN["issuer"], SHOWN["validFrom"]) == (DOCUMENT["issuer"], DOCUMENT["validFrom"])


def test_what_a_holder_leaves_out_is_nowhere_in_what_is_shown() -> None:
    everything = json.dumps(SHOWN).encode() + decode_base64url(VALUE[1:])
    for hidden in (b"1990-01-31", b"Level 3", b"Joins steel"):
        assert hidden not in everything


@pytest.mark.parametrize(
    "pointers",
    [(), (NAME,), ("/credentialSubject",), (NAME, BIRTH, LEVEL_4), (NAME, "/issuer", NAME)],
)
def test_any_selection_holds(pointers: Sequence[str]) -> None:
    check(*derived(*pointers))


def test_two_showings_have_nothing_in_common_that_only_this_credential_has() -> None:
    (_, one), (_, other) = derived(NAME), derived(NAME)
    base = parts_of(BASE)
    for value in (one, other):
        assert not any(secret in decode_base64url(value[1:]) for secret in base[:1] + base[3:4])
    # The labels, the places and the presentation header are all that may be alike.
    assert parts_of(one)[1:] == parts_of(other)[1:]
    assert parts_of(one)[0] != parts_of(other)[0]


def test_nothing_need_be_mandatory_and_nothing_need_be_left_to_choose() -> None:
    free = made(mandatory=[])
    check(*derived(NAME, base=free))
    fixed = made(mandatory=[f"/{name}" for name in DOCUMENT if not name.startswith("@")])
    shown, value = derived(base=fixed)
    assert shown == DOCUMENT
    check(shown, value)


def test_nothing_cannot_be_shown() -> None:
    with refused(ProblemCode.BAD_VALUE):
        derived(base=made(mandatory=[]))


def test_a_proof_is_bound_to_what_it_was_made_for() -> None:
    shown, value = derived(NAME, header=b"the reader's nonce")
    check(shown, value)
    assert parts_of(value)[4] == b"the reader's nonce"
    with refused(ProblemCode.TAMPERED):
        check(shown, rewritten(value, put(4, b"")))


def test_the_base_proof_is_for_the_holder_only() -> None:
    with refused(ProblemCode.PROOF_NOT_FOR_SHOWING):
        check(DOCUMENT, BASE)


def changed(change: Callable[[JSONObject], object]) -> JSONObject:
    document = copy.deepcopy(SHOWN)
    change(document)
    return document


@pytest.mark.parametrize(
    "document",
    [
        changed(lambda one: one.__setitem__("issuer", "did:web:other.example")),
        changed(lambda one: one.__delitem__("validFrom")),
        changed(lambda one: one["credentialSubject"].__delitem__("identifier")),
        changed(lambda one: one["credentialSubject"]["identifier"][0].update(hashed=True)),
        changed(lambda one: one["credentialSubject"].update(id="did:example:thief")),
        changed(
            lambda one: one["credentialSubject"]["achievement"].update(name="Master welder")
        ),
        changed(
            lambda one: one["credentialSubject"].update(
                identifier=DOCUMENT["credentialSubject"]["identifier"]
            )
        ),
    ],
    ids=[
        "mandatory changed", "mandatory left out", "shown left out", "shown changed", "id added",
        "added", "hidden put back",
    ],
)  # fmt: skip
def test_any_change_of_what_is_shown_is_noticed(document: JSONObject) -> None:
    with refused(ProblemCode.TAMPERED):
        check(document)


def test_the_options_of_the_proof_are_signed_too() -> None:
    with refused(ProblemCode.TAMPERED):
        check(options={**OPTIONS, "expires": "2030-01-01T00:00:00Z"})


def test_it_holds_for_one_key() -> None:
    with refused(ProblemCode.TAMPERED):
        check(key=OTHER_KEY)


def test_two_things_cannot_be_shown_as_one_nor_one_as_two() -> None:
    # With one label for both alignments their statements would be signed ones of one node.
    shown, value = derived("/credentialSubject/achievement/alignment")
    labels: dict[int, int] = parts_of(value)[1]
    first, second, *_ = sorted(labels)
    with refused(ProblemCode.PROOF_REJECTED):
        check(shown, rewritten(value, put(1, {**labels, first: labels[second]})))


LABELS: dict[int, int] = parts_of(VALUE)[1]


@pytest.mark.parametrize(
    "labels",
    [
        {},
        {**LABELS, max(LABELS) + 1: 99},
        {number: label for number, label in LABELS.items() if number},
    ],
    ids=["none", "one more", "one less"],
)
def test_each_nameless_part_has_one_label(labels: dict[int, int]) -> None:
    with refused(ProblemCode.TAMPERED):
        check(value=rewritten(VALUE, put(1, labels)))


def test_labels_of_another_order_do_not_fit() -> None:
    first, second, *_ = sorted(LABELS)
    swapped = {**LABELS, first: LABELS[second], second: LABELS[first]}
    with refused(ProblemCode.TAMPERED):
        check(value=rewritten(VALUE, put(1, swapped)))


@pytest.mark.parametrize("place", [2, 3], ids=["mandatory", "selective"])
@pytest.mark.parametrize(
    "change",
    [
        lambda places: places.append(places[-1] + 1),
        lambda places: places.append(10_000),
        lambda places: places.pop(),
        lambda places: places.__setitem__(-1, places[-1] + 1),
    ],
    ids=["one more", "one past the end", "one less", "one moved"],
)
def test_other_places_do_not_fit(place: int, change: Callable[[list[int]], object]) -> None:
    with refused(ProblemCode.TAMPERED):
        check(value=rewritten(VALUE, lambda parts: change(parts[place])))


@pytest.mark.parametrize("place", [2, 3], ids=["mandatory", "selective"])
@pytest.mark.parametrize(
    "change",
    [list.reverse, lambda places: places.append(places[-1]), lambda places: places.append("1")],
    ids=["backwards", "one twice", "a text"],
)
def test_places_have_one_spelling(place: int, change: Callable[[list[Any]], object]) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        check(value=rewritten(VALUE, lambda parts: change(parts[place])))


@pytest.mark.parametrize(
    ("place", "part"),
    [(0, "text"), (1, []), (1, {0: "b0"}), (2, {}), (3, b""), (4, ""), (4, [])],
)
def test_each_part_of_a_derived_value_is_of_its_kind(place: int, part: Any) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        check(value=rewritten(VALUE, put(place, part)))


@pytest.mark.parametrize(
    ("place", "part"),
    [
        (0, bytes(79)), (0, "text"), (1, bytes(65)), (2, bytes(95)), (3, bytes(31)), (4, b""),
        (4, ["/issuer", 1]), (4, {}),
    ],
)  # fmt: skip
def test_each_part_of_a_base_value_is_of_its_kind(place: int, part: Any) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        derived(NAME, base=rewritten(BASE, put(place, part)))


def bare(start: bytes, content: bytes) -> str:
    return "u" + encode_base64url(start + content)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "u",
        "z" + VALUE[1:],
        "U" + VALUE[1:],
        VALUE + "=",
        VALUE[:-4],
        VALUE + "AAAA",
        bare(b"\xd9\x5d\x01", cbor.encode([b"", {}, [], [], b""])),
        bare(b"\xd9\x5d\x0a", cbor.encode([b"", {}, [], [], b""])),
        bare(b"\xd9\x5d\x03", cbor.encode([b"", {}, [], []])),
        bare(b"\xd9\x5d\x03", cbor.encode([b"", {}, [], [], b"", b""])),
        bare(b"\xd9\x5d\x03", cbor.encode(5)),
        # RFC 8746 §2.1: what some write for bytes, a tag.
        bare(b"\xd9\x5d\x03", b"\x85\xd8\x40\x40\xa0\x80\x80\x40"),
        "u" + "A" * 200_000,
    ],
)
def test_a_malformed_value_is_refused(value: str) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        check(value=value)
    with refused(ProblemCode.PROOF_REJECTED):
        derived(NAME, base=value)


@pytest.mark.parametrize("form", range(4, 10))
def test_other_forms_of_the_suite_are_left_undecided(form: int) -> None:
    value = bare(bytes([0xD9, 0x5D, form]), cbor.encode([b"", {}, [], [], b""]))
    with refused(ProblemCode.SUITE_UNKNOWN):
        check(value=value)
    with refused(ProblemCode.SUITE_UNKNOWN):
        derived(NAME, base=value)


def test_a_derived_value_cannot_be_derived_from() -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        derived(NAME, base=VALUE, document=SHOWN)


def test_nothing_is_derived_from_a_document_that_was_changed() -> None:
    with refused(ProblemCode.TAMPERED):
        derived(NAME, document={**DOCUMENT, "validFrom": "2020-01-01T00:00:00Z"})


def test_a_value_is_read_as_it_was_written() -> None:
    assert encoding.read_base(BASE).text() == BASE
    assert encoding.read_derived(VALUE).text() == VALUE


def test_the_parts_of_one_kind_behind_the_head_of_the_other_are_neither() -> None:
    base, derived = (decode_base64url(value[1:]) for value in (BASE, VALUE))
    with refused(ProblemCode.BAD_VALUE):
        encoding.read_base("u" + encode_base64url(derived[:3] + base[3:]))
    with refused(ProblemCode.BAD_VALUE):
        encoding.read_derived("u" + encode_base64url(b"\xd9\x5d\x03" + base[3:]))


def test_a_document_with_more_statements_than_are_taken_is_not_signed() -> None:
    related = [f"urn:uuid:{number}" for number in range(ciphersuite.MAX_MESSAGES + 1)]
    evidence = [{"id": one, "type": ["Evidence"]} for one in related]
    with refused(ProblemCode.TOO_COMPLEX):
        made({**DOCUMENT, "evidence": evidence})
