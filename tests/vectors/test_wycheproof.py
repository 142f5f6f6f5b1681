"""Project Wycheproof: Ed25519 signatures that are valid, and those that must not be."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from credentials.keys.algorithms import ED25519, public_key

FILE = Path(__file__).parents[3] / "shared/vectors/wycheproof/ed25519_test.json"

pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason="the published vectors are not beside the project"
)


def cases() -> Iterator[object]:
    groups = json.loads(FILE.read_bytes())["testGroups"] if FILE.exists() else []
    for group in groups:
        for case in group["tests"]:
            yield pytest.param(group["publicKey"]["pk"], case, id=f"{case['tcId']}")


@pytest.mark.parametrize(("key", "case"), list(cases()))
def test_a_signature_is_judged_as_published(key: str, case: dict[str, str]) -> None:
    # No case of this file is "acceptable": each is either valid or invalid.
    expected = {"valid": True, "invalid": False}[case["result"]]
    sound = public_key(ED25519, bytes.fromhex(key))
    assert sound.verify(bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])) is expected


def test_the_file_has_as_many_cases_as_it_says() -> None:
    assert len(list(cases())) == json.loads(FILE.read_bytes())["numberOfTests"]
