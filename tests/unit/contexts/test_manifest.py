import hashlib
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

FOLDER = files("contexts")
ENTRIES = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
REFERENCE = Path(__file__).parents[3].parent / "shared" / "reference"
MEMBERS = {"url", "file", "sha256", "source", "licence", "kind", "policy"}

# What is printed in the Recommendations, or is the hash of the publisher's own file.
PRINTED = {
    "https://www.w3.org/ns/credentials/v2": (
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
    ),
    "https://w3id.org/security/data-integrity/v2": (
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4"
    ),
    "https://w3id.org/security/multikey/v1": (
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597"
    ),
    "https://w3id.org/security/jwk/v1": (
        "0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece"
    ),
    "https://www.w3.org/ns/credentials/status/v1": (
        "fda5add353231e6a6884a46b12e6c75464281900cb348284d9c360f62381d9f7"
    ),
}

# The publisher has two copies of one context under one address; ours has the terms of both.
ADDED = {"jsonld/ob-context-3.0.3.json": {"endorsementJwt", "jti"}}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_every_vendored_file_has_the_pinned_hash(entry: dict[str, str]) -> None:
    assert hashlib.sha256((FOLDER / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_every_entry_says_where_its_file_comes_from(entry: dict[str, str]) -> None:
    assert set(entry) - {"published_sha256"} == MEMBERS
    assert all(entry.values())


def test_no_file_lies_about_without_an_entry_and_no_address_is_listed_twice() -> None:
    here = {
        f"{folder}/{path.name}"
        for folder in ("jsonld", "schemas")
        for path in (FOLDER / folder).iterdir()
    }
    assert here == {entry["file"] for entry in ENTRIES}
    assert len({entry["url"] for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("url", PRINTED)
def test_the_hash_that_a_recommendation_prints_is_known(url: str) -> None:
    (entry,) = (entry for entry in ENTRIES if entry["url"] == url)
    assert entry.get("published_sha256", entry["sha256"]) == PRINTED[url]


def test_contexts_with_a_default_vocabulary_are_not_for_our_own_policy() -> None:
    loose = {entry["url"] for entry in ENTRIES if entry["policy"] == "w3c"}
    assert loose == {
        "https://www.w3.org/ns/credentials/examples/v2",
        "https://www.w3.org/ns/credentials/undefined-terms/v2",
    }


@pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the reference copies are not in ../shared/reference"
)
def test_every_published_copy_is_the_same_json_as_ours() -> None:
    published = {
        hashlib.sha256(path.read_bytes()).hexdigest(): json.loads(path.read_bytes())
        for path in (REFERENCE / "contexts").iterdir()
    }
    compared = 0
    for entry in ENTRIES:
        reference = published.get(entry.get("published_sha256", entry["sha256"]))
        if reference is not None:
            ours = json.loads((FOLDER / entry["file"]).read_bytes())
            for term in ADDED.get(entry["file"], ()):
                del ours["@context"][term]
            assert ours == reference
            compared += 1
    assert compared >= 13


@pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the reference copies are not in ../shared/reference"
)
def test_the_context_of_learner_records_has_every_term_as_its_publisher_has_it() -> None:
    ours = json.loads((FOLDER / "jsonld/clr-context-2.0.1.json").read_bytes())
    assert ours == json.loads((REFERENCE / "contexts/clr-v2p0-2.0.1.json").read_bytes())


@pytest.mark.parametrize(
    "entry", [one for one in ENTRIES if one["kind"] == "context"], ids=lambda entry: entry["file"]
)
def test_no_context_defines_a_language(entry: dict[str, str]) -> None:
    # A proof over statements that says nothing of a map of languages rests on it
    # (credentials/conformity.py).
    content = json.loads((FOLDER / entry["file"]).read_bytes())
    assert {name for name in _names(content["@context"]) if _LANGUAGE.fullmatch(name)} <= {"id"}
    assert '"@language"' not in json.dumps(content)


_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _names(one)
    elif isinstance(value, dict):
        for name, inside in value.items():
            yield name
            yield from _names(inside)
