"""The key binding: over exactly what is shown, by the key in `cnf`, for one reader."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from credentials.jose import compact
from credentials.keys.algorithms import ED25519, P256, public_key
from credentials.keys.encodings import decode_base64url
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.problems import ProblemCode
from credentials.sdjwt.combined import Combined
from credentials.sdjwt.disclosures import disclosure
from credentials.sdjwt.key_binding import (
    Showing,
    bind,
    check_key_binding,
    confirmation,
    confirmed_key,
    is_key_of,
    read_key_binding,
)
from tests.refusal import refused

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOLDER = LocalSigner(bytes(32), verification_method="did:key:z#z")
KEY = public_key(ED25519, HOLDER.public_key)
SHOWN = Combined("eyJ.e30.AA", (disclosure("name", "Amina", salt="1"),))
SHOWING = Showing("https://reader.example", "n-1", NOON)
CLAIMS = {
    "iat": int(NOON.timestamp()),
    "aud": "https://reader.example",
    "nonce": "n-1",
    "sd_hash": SHOWN.digest("sha-256"),
}


def shown_with(token: str) -> Combined:
    return Combined(SHOWN.token, SHOWN.disclosures, token)


def signed(header: dict[str, Any] | None = None, **changes: Any) -> Combined:
    merged = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not ...}
    chosen = {"typ": "kb+jwt"} if header is None else header
    return shown_with(compact.sign_with(chosen, json.dumps(merged).encode(), HOLDER))


def test_what_is_bound_is_read_back_and_fits_the_key() -> None:
    token = bind(SHOWN, HOLDER, SHOWING, hash_name="sha-256")
    binding = read_key_binding(shown_with(token), hash_name="sha-256")
    assert binding is not None
    assert (binding.audience, binding.nonce, binding.issued_at) == (
        "https://reader.example",
        "n-1",
        NOON,
    )
    check_key_binding(binding, KEY)


def test_the_header_names_no_key() -> None:
    token = bind(SHOWN, HOLDER, SHOWING, hash_name="sha-256")
    header = json.loads(decode_base64url(token.split(".")[0]))
    assert header == {"alg": "EdDSA", "typ": "kb+jwt"}


def test_what_has_none_has_none() -> None:
    assert read_key_binding(SHOWN, hash_name="sha-256") is None


def test_it_does_not_fit_another_set_of_disclosures() -> None:
    token = bind(SHOWN, HOLDER, SHOWING, hash_name="sha-256")
    fewer = Combined(SHOWN.token, (), token)
    with refused(ProblemCode.PROOF_REJECTED):
        read_key_binding(fewer, hash_name="sha-256")
    with refused(ProblemCode.PROOF_REJECTED):
        read_key_binding(shown_with(token), hash_name="sha-512")


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"typ": "JWT"},
        {"typ": "KB+JWT"},
        {"typ": "kb+jwt", "jwk": "x"},
        {"typ": "kb+jwt", "crit": "x"},
        {"typ": "kb+jwt", "alg": 1},
    ],
)
def test_another_header_is_refused(header: dict[str, Any]) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        read_key_binding(signed(header), hash_name="sha-256")


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ...},
        {"aud": ["https://reader.example"]},
        {"nonce": ...},
        {"nonce": 1},
        {"iat": ...},
        {"iat": "now"},
        {"iat": True},
        {"iat": -1},
        {"iat": 2**40},
        {"sd_hash": ...},
        {"sd_hash": "other"},
    ],
)
def test_every_claim_is_needed(changes: dict[str, Any]) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        read_key_binding(signed(**changes), hash_name="sha-256")


def test_claims_that_are_no_object_are_refused() -> None:
    token = compact.sign_with({"typ": "kb+jwt"}, b"[]", HOLDER)
    with refused(ProblemCode.MALFORMED):
        read_key_binding(shown_with(token), hash_name="sha-256")


def test_another_key_does_not_fit() -> None:
    binding = read_key_binding(signed(), hash_name="sha-256")
    assert binding is not None
    other = LocalSigner(generate_seed(), verification_method="did:key:z#z")
    with refused(ProblemCode.TAMPERED):
        check_key_binding(binding, public_key(ED25519, other.public_key))
    curve = LocalSigner(generate_seed(P256), verification_method="did:key:z#z", algorithm=P256)
    with refused(ProblemCode.PROOF_REJECTED):
        check_key_binding(binding, public_key(P256, curve.public_key))


# ── The key in cnf ──


def test_a_key_is_confirmed_as_a_jwk_or_by_its_name() -> None:
    assert confirmed_key(confirmation(KEY)) == KEY
    assert confirmed_key({"kid": "did:key:z#z"}) == "did:key:z#z"
    assert is_key_of(HOLDER, KEY)


@pytest.mark.parametrize("cnf", [None, {}, [], {"jwk": "x"}, {"kid": 1}, {"x5t": "x"}])
def test_any_other_confirmation_is_refused(cnf: Any) -> None:
    with refused(ProblemCode.BAD_VALUE):
        confirmed_key(cnf)


def test_a_confirmation_with_a_private_key_is_refused() -> None:
    with refused(ProblemCode.KEY_WEAK):
        confirmed_key({"jwk": {**confirmation(KEY)["jwk"], "d": "AA"}})
