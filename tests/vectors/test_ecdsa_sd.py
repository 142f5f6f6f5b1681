"""Data Integrity ECDSA Cryptosuites 1.0, "Test Vectors" of ecdsa-sd-2023: every intermediate.

The examples use the citizenship vocabulary in a draft that is not vendored. A context is no part
of what is signed here, so its terms stand in an inline one.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from credentials.did.url import did_and_fragment
from credentials.jsonld.nquads import canonical_nquads
from credentials.keys import multikey
from credentials.keys.algorithms import P256, PublicKey
from credentials.keys.encodings import decode_base58, decode_base64url
from credentials.keys.local_signer import LocalSigner
from credentials.model import JSONObject, Policy
from credentials.parsing.proofs import proofs
from credentials.problems import ProblemCode
from credentials.proofs import data_integrity
from credentials.proofs.cryptosuite import Unsecured
from credentials.proofs.selective import cbor
from credentials.proofs.selective.groups import (
    canonicalize_and_group,
    hash_mandatory,
    labelled_nquads,
)
from credentials.proofs.selective.labels import hmac_labels
from credentials.proofs.suites.ecdsa_sd_2023 import SelectiveECDSA
from tests.refusal import refused

FOLDER = Path(__file__).parents[3] / "shared/vectors/vc-di-ecdsa"

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the published vectors are not beside the project"
)

POLICY = Policy.W3C
SCHEMA, CITIZENSHIP = "https://schema.org/", "https://w3id.org/citizenship#"
DATE = "http://www.w3.org/2001/XMLSchema#dateTime"
CONTEXT: JSONObject = {
    **{
        name: SCHEMA + name
        for name in ("Person", "additionalName", "familyName", "gender", "givenName", "identifier")
    },
    **{
        name: CITIZENSHIP + name
        for name in (
            *("EmploymentAuthorizationDocumentCredential", "EmployablePerson"),
            *("EmploymentAuthorizationDocument", "PermanentResidentCardCredential"),
            *("PermanentResident", "PermanentResidentCard", "birthCountry", "lprNumber"),
            *("commuterClassification", "lprCategory", "employmentAuthorizationDocument"),
            "permanentResidentCard",
        )
    },
    "image": {"@id": SCHEMA + "image", "@type": "@id"},
    "birthDate": {"@id": SCHEMA + "birthDate", "@type": DATE},
    "residentSince": {"@id": CITIZENSHIP + "residentSince", "@type": DATE},
}

each = pytest.mark.parametrize("name", ["employ", "prc"])


def published(name: str, file: str) -> Any:
    return json.loads((FOLDER / "ecdsa-sd-2023" / name / f"{file}.json").read_text())


def here(document: JSONObject) -> JSONObject:
    """A published document in contexts that are read here."""
    return {**document, "@context": [document["@context"][0], CONTEXT]}


def signed(name: str) -> JSONObject:
    return here(published(name, "addSignedSDBase"))


def unsecured(document: JSONObject) -> JSONObject:
    return {member: value for member, value in document.items() if member != "proof"}


def options(document: JSONObject) -> JSONObject:
    proof: JSONObject = document["proof"]
    return {member: value for member, value in proof.items() if member != "proofValue"}


def parts(document: JSONObject) -> Any:
    return cbor.decode(decode_base64url(document["proof"]["proofValue"][1:])[3:])


MATERIAL = FOLDER / "ecdsa-sd-2023/SDKeyMaterial.json"


def secret(pair: str) -> bytes:
    # A Multikey of a private key: two bytes of multicodec, then the secret.
    text = json.loads(MATERIAL.read_text())[pair]["secretKeyMultibase"]
    return decode_base58(text[1:], limit=80)[2:]


def hmac_key() -> bytes:
    return bytes.fromhex(json.loads(MATERIAL.read_text())["hmacKeyString"])


def key() -> PublicKey:
    pair = json.loads(MATERIAL.read_text())["baseKeyPair"]
    return multikey.decode(pair["publicKeyMultibase"])


def selective(name: str) -> list[str]:
    file = {"employ": "employSelective", "prc": "prCredSelective"}[name]
    pointers: list[str] = json.loads((FOLDER / f"{file}.json").read_text())
    return pointers


def check(document: JSONObject) -> None:
    (proof,) = proofs(document)
    data_integrity.check(document, proof, key(), policy=POLICY)


@each
def test_the_canonical_document_is_the_published_one(name: str) -> None:
    canonical = canonical_nquads(unsecured(signed(name)), policy=POLICY).decode()
    assert canonical.splitlines(keepends=True) == published(name, "addBaseDocCanon")


@each
def test_the_labelled_statements_are_the_published_ones(name: str) -> None:
    nquads = labelled_nquads(unsecured(signed(name)), labels=hmac_labels(hmac_key()), policy=POLICY)
    assert nquads == published(name, "addBaseDocHMACCanon")


@each
def test_the_groups_are_the_published_ones(name: str) -> None:
    mandatory = published(name, "addBaseTransform")["mandatoryPointers"]
    combined = [*mandatory, *selective(name)]
    grouped = canonicalize_and_group(
        unsecured(signed(name)),
        labels=hmac_labels(hmac_key()),
        groups={"mandatory": mandatory, "selective": selective(name), "combined": combined},
        policy=POLICY,
    )
    transformed = published(name, "addBaseTransform")
    assert dict(
        zip(grouped.groups["mandatory"].matching, grouped.matching("mandatory"), strict=True)
    ) == dict(transformed["mandatory"]["value"])
    assert list(grouped.others("mandatory")) == [
        text for _, text in transformed["nonMandatory"]["value"]
    ]
    indexes = published(name, "derivedGroupIndexes")
    for group in ("mandatory", "selective", "combined"):
        assert list(grouped.groups[group].matching) == indexes[f"{group}Indexes"]


@each
def test_the_hashes_are_the_published_ones(name: str) -> None:
    hashes = published(name, "addHashData")
    config = {**options(signed(name)), "@context": signed(name)["@context"]}
    canonical = canonical_nquads(config, policy=POLICY).decode()
    file = FOLDER / "ecdsa-sd-2023" / name / "addProofConfigCanon.txt"
    assert canonical == file.read_text()
    assert hashlib.sha256(canonical.encode()).hexdigest() == hashes["proofHash"]
    mandatory = [text for _, text in published(name, "addBaseTransform")["mandatory"]["value"]]
    assert hash_mandatory(mandatory).hex() == hashes["mandatoryHash"]


@each
def test_the_base_proof_is_the_published_one_byte_for_byte(name: str) -> None:
    document = signed(name)
    method = document["proof"]["verificationMethod"]
    value = SelectiveECDSA(lambda: (hmac_key(), secret("proofKeyPair"))).make(
        Unsecured(unsecured(document), options(document), POLICY),
        signer=LocalSigner(secret("baseKeyPair"), verification_method=method, algorithm=P256),
        mandatory_pointers=published(name, "addBaseTransform")["mandatoryPointers"],
    )
    raw = published(name, "addRawBaseSignatureInfo")
    base_signature, _, _, signatures, _ = cbor.decode(decode_base64url(value[1:])[3:])
    assert base_signature.hex() == raw["baseSignature"]
    assert [signature.hex() for signature in signatures] == raw["signatures"]
    assert value == document["proof"]["proofValue"]


@each
def test_the_derived_proof_is_the_published_one_byte_for_byte(name: str) -> None:
    derived = data_integrity.derive(signed(name), pointers=selective(name), policy=POLICY)
    _, _, signatures, labels, indexes = parts(derived)
    assert indexes == published(name, "derivedAdjMandatoryIndexes")["adjMandatoryIndexes"]
    filtered = published(name, "derivedAdjSignatures")["filteredSignatures"]
    assert [signature.hex() for signature in signatures] == filtered
    disclosure = published(name, "derivedDisclosureData")["labelMap"]["value"]
    assert labels == {int(name[4:]): decode_base64url(label[1:]) for name, label in disclosure}
    assert derived == here(published(name, "derivedRevealDocument"))
    assert unsecured(derived) == here(published(name, "derivedUnsignedReveal"))


@each
def test_the_published_derived_proof_holds(name: str) -> None:
    document = here(published(name, "derivedRevealDocument"))
    check(document)
    with refused(ProblemCode.TAMPERED):
        check({**document, "validUntil": "2035-01-01T00:00:00Z"})


@each
def test_the_published_base_proof_is_not_for_showing(name: str) -> None:
    with refused(ProblemCode.PROOF_NOT_FOR_SHOWING, pointer="/proof/proofValue"):
        check(signed(name))


@each
def test_the_published_key_is_that_of_its_did(name: str) -> None:
    method = published(name, "addSignedSDBase")["proof"]["verificationMethod"]
    did, fragment = did_and_fragment(method)
    assert did == f"did:key:{fragment}"
    assert multikey.decode(str(fragment)) == key()
