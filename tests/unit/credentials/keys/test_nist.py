"""ECDSA on the NIST curves: sound keys, and signatures with one spelling."""

import pytest

from credentials.keys.algorithms import P256, P384, P521, Algorithm, public_key
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.keys.nist import Curve
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

METHOD = "did:example:issuer#key-1"

# RFC 6979, appendix A.2.5 and A.2.6: the private key, and r and s over "sample".
PUBLISHED = [
    (
        P256,
        "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    ),
    (
        P384,
        "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
        "96d5724e4c70a825f872c9ea60d2edf5",
        "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
        "81a648152e44acf96e36dd1e80fabe46"
        "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
        "a329c145786e679e7b82c71a38628ac8",
    ),
]
each = pytest.mark.parametrize("algorithm", [P256, P384, P521], ids=lambda one: one.name)


def curve_of(algorithm: Algorithm) -> Curve:
    assert algorithm.curve is not None
    return algorithm.curve


@pytest.mark.parametrize(("algorithm", "secret", "signature"), PUBLISHED)
def test_the_published_signature_is_made_and_taken(
    algorithm: Algorithm, secret: str, signature: str
) -> None:
    signer = LocalSigner(bytes.fromhex(secret), verification_method=METHOD, algorithm=algorithm)
    assert signer.sign(b"sample").hex() == signature
    key = public_key(algorithm, signer.public_key)
    assert key.verify(bytes.fromhex(signature), b"sample")
    assert not key.verify(bytes.fromhex(signature), b"example")


@each
def test_a_new_key_signs(algorithm: Algorithm) -> None:
    seed = generate_seed(algorithm)
    assert len(seed) == algorithm.private_key_size
    signer = LocalSigner(seed, verification_method=METHOD, algorithm=algorithm)
    assert signer.algorithm is algorithm
    signature = signer.sign(b"content")
    assert len(signature) == algorithm.signature_size
    assert public_key(algorithm, signer.public_key).verify(signature, b"content")


@each
def test_a_signature_of_another_size_or_of_zeros_does_not_fit(algorithm: Algorithm) -> None:
    signer = LocalSigner(generate_seed(algorithm), verification_method=METHOD, algorithm=algorithm)
    key = public_key(algorithm, signer.public_key)
    signature = signer.sign(b"content")
    for wrong in (signature[:-1], signature + b"\0", b"", bytes(len(signature))):
        assert not key.verify(wrong, b"content")


@each
@pytest.mark.parametrize("filling", [b"\0", b"\xff"])
def test_a_number_outside_the_group_is_no_private_key(algorithm: Algorithm, filling: bytes) -> None:
    with pytest.raises(CredentialsError) as caught:
        LocalSigner(
            filling * curve_of(algorithm).size, verification_method=METHOD, algorithm=algorithm
        )
    assert caught.value.problem.code is ProblemCode.KEY_UNAVAILABLE


@each
def test_the_coordinates_and_the_compressed_point_are_one_key(algorithm: Algorithm) -> None:
    signer = LocalSigner(generate_seed(algorithm), verification_method=METHOD, algorithm=algorithm)
    curve = curve_of(algorithm)
    x, y = curve.coordinates(signer.public_key)
    assert curve.compressed(x, y) == signer.public_key


@each
def test_what_is_no_compressed_point_of_the_curve_is_refused(algorithm: Algorithm) -> None:
    size = curve_of(algorithm).size + 1
    for raw in (
        bytes(size),
        b"\x04" + b"\1" * (size - 1),
        b"\x02" + b"\xff" * (size - 1),
        b"\x02" + bytes(size - 2) + b"\x01" if algorithm is P256 else b"\x05" * size,
        b"\x02" * (size + 1),
    ):
        with refused(ProblemCode.BAD_VALUE):
            public_key(algorithm, raw)


def test_a_coordinate_has_no_zeros_before_it() -> None:
    curve = curve_of(P256)
    x, y = curve.coordinates(
        LocalSigner(bytes(31) + b"\1", verification_method="x", algorithm=P256).public_key
    )
    assert curve.compressed(x, y)
    for longer in ((b"\0" + x, y), (x, b"\0" + y)):
        with refused(ProblemCode.BAD_VALUE):
            curve.compressed(*longer)


def test_coordinates_off_the_curve_or_of_another_length_are_refused() -> None:
    curve = curve_of(P256)
    for x, y in (
        (bytes(32), bytes(32)),
        (bytes(31), bytes(32)),
        (bytes(32), bytes(33)),
        (bytes(32), bytes(31)),
    ):
        with refused(ProblemCode.BAD_VALUE):
            curve.compressed(x, y)
