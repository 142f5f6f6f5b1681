"""A training body leaves: another installation serves what it published, and verifies with it."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from app.base.db import Database
from app.base.settings import Settings
from app.main import create_app
from tests.client import Client
from tests.lasting import lasting_workers
from tests.unit.app.cli.test_commands import Command, files

_ARCHIVE = Path("riverside.zip")


@pytest.fixture
def elsewhere(issued: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """An installation of its own, beside the archive of a body with one withdrawn certificate."""
    database = Database(Settings.from_environment().effective_database_url)
    with database.session() as session:
        first = json.loads(files("*.json")[0].read_text())["credentialStatus"]
        session.execute(
            text('UPDATE status_positions SET value = true WHERE "index" = :index'),
            {"index": int(first["statusListIndex"])},
        )
    database.dispose()
    assert issued("issuer", "export", "riverside", str(_ARCHIVE))[0] == 0
    monkeypatch.setenv("PASSPORT_DATA_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("PASSPORT_PUBLIC_URL", "http://localhost:9000")
    return issued


def test_its_certificates_are_verified_and_its_lists_are_served_elsewhere(
    elsewhere: Command,
) -> None:
    certificates = [path.read_bytes() for path in files("*.json")]
    assert elsewhere("issuer", "import", str(_ARCHIVE))[0] == 0
    application = create_app(Settings.from_environment(), workers=lasting_workers())
    client = Client(application)

    answers = [client.post("/api/v1/verify", content=content).json() for content in certificates]

    assert [answer["verdict"] for answer in answers] == ["invalid", "valid"]
    assert [problem["code"] for problem in answers[0]["problems"]] == ["revoked"]
    listed = json.loads(certificates[0])["credentialStatus"]["statusListCredential"]
    served = client.get(listed.removeprefix("http://localhost:8000"))
    assert served.json()["validUntil"][:4] > "2035"
    document = client.get("/issuers/riverside/did.json").json()
    assert document["id"] == json.loads(certificates[0])["issuer"]["id"]
    application.state.services.database.dispose()


def test_neither_a_private_key_nor_a_person_is_in_it(elsewhere: Command) -> None:
    del elsewhere
    with zipfile.ZipFile(_ARCHIVE) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    said = b"".join(inside.values())
    for person in ("Ahmed", "1994-03-12", "R-1", "cmd"):
        assert person.encode() not in said
    assert json.loads(inside["manifest.json"])["keys"][0].keys() == {
        "verificationMethod", "algorithm", "purpose", "state", "created", "retired", "compromised",
    }  # fmt: skip


def repacked(change: Callable[[dict[str, bytes]], object]) -> bytes:
    with zipfile.ZipFile(_ARCHIVE) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    change(inside)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in inside.items():
            archive.writestr(name, content)
    return made.getvalue()


CHANGES: dict[str, Callable[[dict[str, bytes]], object]] = {
    "a list": lambda inside: inside.update({"published/1": inside["published/1"] + b" "}),
    "a file more": lambda inside: inside.update({"added": b""}),
    "a file less": lambda inside: inside.pop("published/1"),
    "the catalogue": lambda inside: inside.update(
        {"manifest.json": inside["manifest.json"].replace(b"Safety", b"Surgery")}
    ),
    "the signature": lambda inside: inside.update({"signature.json": b"{}"}),
    "no signature": lambda inside: inside.pop("signature.json"),
    "nothing in it": lambda inside: inside.clear(),
}


def test_an_archive_that_was_changed_is_refused(elsewhere: Command) -> None:
    changed = {name: repacked(change) for name, change in CHANGES.items()}
    for name, content in {**changed, "no archive": b"PK"}.items():
        _ARCHIVE.write_bytes(content)

        code, printed = elsewhere("issuer", "import", str(_ARCHIVE))

        assert (code, "archive" in printed) == (3, True), (name, printed)
    assert not Path("elsewhere/archives").exists()


def test_a_body_of_our_own_is_not_taken_in(
    elsewhere: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSPORT_DATA_DIR", "data")
    monkeypatch.setenv("PASSPORT_PUBLIC_URL", "http://localhost:8000")

    assert elsewhere("issuer", "import", str(_ARCHIVE))[0] == 3
    assert elsewhere("issuer", "export", "riverside", str(_ARCHIVE))[0] == 3
