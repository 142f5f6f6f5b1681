"""A folder in the network's place gives what is in it, and nothing that lies outside."""

from datetime import UTC, datetime
from pathlib import Path

import anyio
import pytest

from app.base.settings import StartError
from app.cli.world import World
from credentials import Fetched

AT = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A world with one file, beside something that is no part of it."""
    world = tmp_path / "world"
    (world / "school.example" / "a b").mkdir(parents=True)
    (world / "school.example" / "a b" / "did.json").write_bytes(b"{}")
    (tmp_path / "secret").write_bytes(b"secret")
    (world / "link").symlink_to(tmp_path)
    return world


def _fetched(folder: Path, url: str, limit: int = 100) -> Fetched:
    async def fetch() -> Fetched:
        return await World(folder, at=AT).fetch(url, limit=limit, accept="*/*")

    return anyio.run(fetch)


def test_an_address_is_a_file(folder: Path) -> None:
    assert _fetched(folder, "https://school.example/a%20b/did.json") == Fetched(b"{}", AT)


@pytest.mark.parametrize(
    "url",
    [
        "https://school.example/",
        "https://school.example/a%20b",
        "https://school.example/other.json",
        "https://school.example/a%20b/did.json?other",
        "http://school.example/a%20b/did.json",
        "https://../secret",
        "https://school.example/../../secret",
        "https://school.example/%2e%2e/%2e%2e/secret",
        "https://link/secret",
        "https:///etc/hostname",
        "https://school.example/\x00",
        f"https://school.example/{'long' * 100}",
    ],
)
def test_nothing_else_can_be_reached(folder: Path, url: str) -> None:
    assert _fetched(folder, url).content is None


def test_a_file_that_is_too_long_is_not_read(folder: Path) -> None:
    assert _fetched(folder, "https://school.example/a%20b/did.json", limit=1).content is None


def test_without_a_list_nobody_is_trusted(folder: Path) -> None:
    assert len(World(folder, at=AT).trust()) == 0


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("{}", "list"),
        ('[{"did": "did:web:school.example"}]', "0/name"),
        ('[{"did": "did:web:School.example", "name": "School"}]', "canonical"),
        ('[{"did": "did:web:school.example", "name": "S", "valid_til": null}]', "0/valid_til"),
    ],
)
def test_a_list_of_trust_that_cannot_be_read_stops_the_check(
    folder: Path, written: str, sentence: str
) -> None:
    (folder / "trust.json").write_text(written)

    with pytest.raises(StartError, match=sentence):
        World(folder, at=AT)


def test_a_world_that_is_not_there_stops_the_check(folder: Path) -> None:
    with pytest.raises(StartError, match="no folder"):
        World(folder / "nowhere", at=AT)
