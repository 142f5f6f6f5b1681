"""Securing and checking with a key that was found elsewhere."""

import json
from typing import Any

import pytest

from credentials.keys.algorithms import BLS12381, ED25519, public_key
from credentials.known_key import check_with_key, secure_with_key
from credentials.problems import ProblemCode
from tests.attacks.forging import token as forged_token
from tests.refusal import refused
from tests.world import NOON, World

WORLD = World()
SIGNER = WORLD.school.signer
KEY = public_key(ED25519, SIGNER.public_key)


def shown(*credentials: Any) -> Any:
    return {
        "@context": WORLD.document()["@context"][:1],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(credentials),
    }


@pytest.mark.parametrize("form", ["vc+jwt", "vc+cose", "vc+sd-jwt"])
def test_what_is_secured_is_found_again_by_its_key_only(form: str) -> None:
    made = secure_with_key(WORLD.document(issuer="https://x.example"), SIGNER, form=form, at=NOON)
    assert check_with_key(made, KEY, form=form).document["issuer"] == "https://x.example"
    other = public_key(ED25519, WORLD.key_issuer().signer.public_key)
    with refused(ProblemCode.TAMPERED):
        check_with_key(made, other, form=form)
    with refused(ProblemCode.BAD_VALUE):
        check_with_key(made, KEY, form="dc+sd-jwt")


def test_a_word_that_the_data_model_does_not_have_is_not_signed() -> None:
    with refused(ProblemCode.TERM_UNDEFINED, pointer="/badExtension"):
        secure_with_key(WORLD.document(badExtension={"a": 1}), SIGNER, form="vc+jwt", at=NOON)


def test_a_word_that_no_context_defines_is_not_signed_wherever_it_stands() -> None:
    document = WORLD.document(credentialSubject={"id": "urn:x", "favouriteColour": "red"})
    with refused(ProblemCode.TERM_UNDEFINED):
        secure_with_key(document, SIGNER, form="vc+jwt", at=NOON)


def test_a_key_that_makes_no_such_form_signs_nothing() -> None:
    signer = WORLD.key_issuer(BLS12381).signer
    for form, key in (("vc+jwt", signer), ("dc+sd-jwt", SIGNER)):
        with refused(ProblemCode.SIGNING_FAILED):
            secure_with_key(WORLD.document(), key, form=form, at=NOON)


@pytest.mark.parametrize(
    ("credential", "code"),
    [
        ({"type": "EnvelopedVerifiableCredential", "id": "not-a-credential"}, "bad-value"),
        ({"type": "EnvelopedVerifiableCredential"}, "bad-value"),
        ({"type": "EnvelopedVerifiableCredential", "id": "data:text/plain,a"}, "suite-unknown"),
        ({"type": "VerifiableCredential"}, "proof-missing"),
    ],
)
def test_a_credential_that_is_not_secured_is_not_presented(credential: Any, code: str) -> None:
    document = shown(credential)
    with refused(ProblemCode(code)):
        secure_with_key(document, SIGNER, form="vc+jwt", at=NOON)
    with refused(ProblemCode(code)):
        check_with_key(forged_token(document, SIGNER, typ="vp+jwt"), KEY, form="vc+jwt")


def test_secured_credentials_are_presented() -> None:
    proven = json.loads(WORLD.issue().content)
    wrapped = {"type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,e.e.e\n"}
    made = secure_with_key(shown(proven, wrapped), SIGNER, form="vc+jwt", at=NOON)
    assert len(check_with_key(made, KEY, form="vc+jwt").document["verifiableCredential"]) == 2
