"""The signer with a key in memory: it signs, and it gives nothing away."""

import pickle

import pytest

from credentials.keys.algorithms import ED25519
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode

METHOD = "did:example:issuer#key-1"
# RFC 8032 §7.1, test 1.
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")


def test_it_is_a_signer_of_the_published_key() -> None:
    signer: Signer = LocalSigner(SEED, verification_method=METHOD)
    assert signer.public_key == PUBLIC
    assert signer.algorithm is ED25519
    assert signer.verification_method == METHOD


def test_it_makes_the_published_signature() -> None:
    signature = LocalSigner(SEED, verification_method=METHOD).sign(b"")
    assert signature.hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


def test_its_text_does_not_show_the_seed() -> None:
    signer = LocalSigner(SEED, verification_method=METHOD)
    for text in (repr(signer), str(signer), f"{signer}"):
        assert SEED.hex() not in text
        assert repr(SEED) not in text


def test_it_cannot_be_written_to_a_file_by_accident() -> None:
    signer = LocalSigner(SEED, verification_method=METHOD)
    with pytest.raises(TypeError):
        pickle.dumps(signer)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_seed_of_another_size_is_refused_without_being_quoted(size: int) -> None:
    seed = b"\xab" * size
    with pytest.raises(CredentialsError) as caught:
        LocalSigner(seed, verification_method=METHOD)
    assert caught.value.problem.code is ProblemCode.KEY_UNAVAILABLE
    assert "abab" not in str(caught.value)


def test_new_seeds_are_of_the_right_size_and_differ() -> None:
    seeds = {generate_seed() for _ in range(64)}
    assert len(seeds) == 64
    assert {len(seed) for seed in seeds} == {32}
