"""Public keys as PEM, as sites of issuers publish them."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credentials.keys import pem
from credentials.keys.algorithms import ALGORITHMS, public_key
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.problems import ProblemCode
from tests.refusal import refused


@pytest.mark.parametrize("name", [name for name in ALGORITHMS if name != "BLS12-381"])
def test_a_key_is_the_same_after_pem(name: str) -> None:
    algorithm = ALGORITHMS[name]
    signer = LocalSigner(generate_seed(algorithm), verification_method="k", algorithm=algorithm)
    key = public_key(algorithm, signer.public_key)
    assert pem.decode(pem.encode(key)) == key


def test_a_key_that_has_no_pem_is_not_written() -> None:
    algorithm = ALGORITHMS["BLS12-381"]
    signer = LocalSigner(generate_seed(algorithm), verification_method="k", algorithm=algorithm)
    with refused(ProblemCode.SUITE_UNKNOWN):
        pem.encode(public_key(algorithm, signer.public_key))


@pytest.mark.parametrize(
    "text", ["", "text", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        pem.decode(text)
    with refused(ProblemCode.BAD_VALUE):
        pem.decode("x" * 5_000)


@pytest.mark.parametrize(
    "key", [x25519.X25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256K1())]
)
def test_a_key_of_another_kind_is_not_known(
    key: x25519.X25519PrivateKey | ec.EllipticCurvePrivateKey,
) -> None:
    text = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with refused(ProblemCode.SUITE_UNKNOWN):
        pem.decode(text)
