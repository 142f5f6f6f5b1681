"""RSA keys: which are sound, and that a signature has one spelling."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.asymmetric import rsa as other
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from credentials.did.document import PublishedKey, key_document, parsed_document
from credentials.keys import jwk, multikey
from credentials.keys.algorithms import RSA, PublicKey, public_key
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.problems import ProblemCode
from credentials.proofs.cryptosuite import decode_value
from tests.refusal import refused

DID = "did:web:school.example"
METHOD = f"{DID}#key-1"


@pytest.fixture(scope="module")
def signer() -> LocalSigner:
    """One for all tests: it takes half a second to find its primes."""
    return LocalSigner(generate_seed(RSA), verification_method=METHOD, algorithm=RSA)


@pytest.fixture
def key(signer: LocalSigner) -> PublicKey:
    return public_key(RSA, signer.public_key)


def of_bits(bits: int, exponent: int = 65_537) -> bytes:
    """A number of that size as a modulus: nobody could sign with it, but it is a key."""
    modulus = (1 << bits) - 1
    numbers = other.RSAPublicNumbers(exponent, modulus)
    return numbers.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)


def test_a_signature_fits_its_key_and_content_only(signer: LocalSigner, key: PublicKey) -> None:
    signature = signer.sign(b"content")
    assert signature == signer.sign(b"content")
    assert key.verify(signature, b"content")
    assert not key.verify(signature, b"other")
    assert len(signature) == 3_072 // 8
    for wrong in (b"", signature[1:], b"\0" + signature, signature + b"\0", bytes(384)):
        assert not key.verify(wrong, b"content")


def test_a_key_is_read_from_each_form_that_it_is_written_in(key: PublicKey) -> None:
    assert jwk.decode(jwk.encode(key)) == key
    assert multikey.decode(multikey.encode(key)) == key
    assert set(jwk.encode(key)) == {"kty", "n", "e"}
    assert jwk.encode(key)["e"] == "AQAB"


def test_the_thumbprint_is_that_of_the_rfc() -> None:
    # RFC 7638 §3.1.
    modulus = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_"
        "BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_"
        "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI"
        "4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    key = jwk.decode({"kty": "RSA", "n": modulus, "e": "AQAB", "alg": "RS256", "kid": "2011"})
    assert jwk.thumbprint(key) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (of_bits(2_048), None),
        (of_bits(4_096), None),
        (of_bits(2_040), ProblemCode.KEY_WEAK),
        (of_bits(1_024), ProblemCode.KEY_WEAK),
        (of_bits(2_048, 3), ProblemCode.KEY_WEAK),
        (of_bits(4_104), ProblemCode.BAD_VALUE),
        (of_bits(2_048, 2**40 + 1), ProblemCode.BAD_VALUE),
        (of_bits(2_048) + b"\0", ProblemCode.BAD_VALUE),
        (b"", ProblemCode.BAD_VALUE),
        (b"\x30\x00", ProblemCode.BAD_VALUE),
    ],
)
def test_only_keys_of_a_sound_size_are_taken(raw: bytes, code: ProblemCode | None) -> None:
    if code is None:
        assert public_key(RSA, raw).raw == raw
        return
    with refused(code):
        public_key(RSA, raw)


def test_the_same_key_in_another_structure_is_refused() -> None:
    numbers = other.RSAPublicNumbers(65_537, (1 << 2_048) - 1).public_key()
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    for key in (numbers, curve):
        with refused(ProblemCode.BAD_VALUE):
            public_key(RSA, key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


@pytest.mark.parametrize(
    "change",
    [
        {"n": ...},
        {"e": 65537},
        {"e": ""},
        {"e": "AAEAAQ"},
        {"e": "AQ"},
        {"n": "AQAB"},
        {"n": "_" * 684},
        {"alg": "PS256"},
        {"alg": "HS256"},
        {"use": "enc"},
    ],
)
def test_a_jwk_that_is_no_such_key_is_refused(key: PublicKey, change: dict[str, object]) -> None:
    merged = {**jwk.encode(key), **change}
    with refused(ProblemCode.BAD_VALUE):
        jwk.decode({name: value for name, value in merged.items() if value is not ...})


def test_a_secret_of_another_kind_is_not_available() -> None:
    curve = ed448.Ed448PrivateKey.generate()
    secret = curve.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    for wrong in (b"", bytes(32), secret):
        with refused(ProblemCode.KEY_UNAVAILABLE):
            LocalSigner(wrong, verification_method=METHOD, algorithm=RSA)


def test_no_proof_value_is_made_with_such_a_key() -> None:
    with refused(ProblemCode.BAD_VALUE):
        decode_value("z1", RSA)


def test_a_key_that_signs_tokens_is_published_as_a_json_web_key(key: PublicKey) -> None:
    document = key_document(DID, [PublishedKey("key-1", key, as_jwk=True)])
    assert "https://w3id.org/security/jwk/v1" in document["@context"]
    entry = document["verificationMethod"][0]
    assert (entry["type"], entry["publicKeyJwk"]) == ("JsonWebKey", jwk.encode(key))
    read = parsed_document(document, did=DID)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert read.verification_method(METHOD, relationship="assertionMethod", at=at) == key
