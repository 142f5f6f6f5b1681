"""Project Wycheproof: signatures that are valid, and those that must not be, on each curve."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from credentials.keys.algorithms import ALGORITHMS, ED25519, P256, P384, public_key

FOLDER = Path(__file__).parents[3] / "shared/vectors/wycheproof"
FILES = {
    ED25519.name: "ed25519_test.json",
    P256.name: "ecdsa_secp256r1_sha256_p1363_test.json",
    P384.name: "ecdsa_secp384r1_sha384_p1363_test.json",
}

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the published vectors are not beside the project"
)


def cases() -> Iterator[object]:
    for name, file in FILES.items() if FOLDER.exists() else ():
        for group in json.loads((FOLDER / file).read_bytes())["testGroups"]:
            for case in group["tests"]:
                yield pytest.param(name, group["publicKey"], case, id=f"{name}-{case['tcId']}")


def raw(name: str, published: dict[str, str]) -> bytes:
    if name == ED25519.name:
        return bytes.fromhex(published["pk"])
    curve = ALGORITHMS[name].curve
    assert curve is not None
    point = bytes.fromhex(published["uncompressed"])
    return curve.compressed(point[1 : curve.size + 1], point[curve.size + 1 :])


@pytest.mark.parametrize(("name", "published", "case"), list(cases()))
def test_a_signature_is_judged_as_published(
    name: str, published: dict[str, str], case: dict[str, str]
) -> None:
    # No case of these files is "acceptable": each is either valid or invalid.
    expected = {"valid": True, "invalid": False}[case["result"]]
    sound = public_key(ALGORITHMS[name], raw(name, published))
    assert sound.verify(bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])) is expected


@pytest.mark.parametrize("file", FILES.values())
def test_the_file_has_as_many_cases_as_it_says(file: str) -> None:
    read = json.loads((FOLDER / file).read_bytes())
    assert sum(len(group["tests"]) for group in read["testGroups"]) == read["numberOfTests"]
