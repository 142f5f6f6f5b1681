"""examples/zoo/: one file of every form, good and bad, judged by the command line as people do."""

import json
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app.cli import run
from credentials.enveloping.registry import FORMS, form_of
from credentials.opening import sealed_in
from credentials.problems import CredentialsError
from credentials.proofs.registry import SUITES
from tests.zoo.__main__ import ZOO
from tests.zoo.kinds import KINDS

EXPECTED: dict[str, Any] = json.loads((ZOO / "expected.json").read_text())
FILES = sorted((ZOO / "files").iterdir())


def _judged(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, dict[str, Any]]:
    """What is said of every file, in the words of expected.json."""
    run(("verify", "--json", "--at", EXPECTED["at"], *options, *map(str, FILES)))
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    return {Path(line["source"]).name: _said(line) for line in lines}


def _said(line: dict[str, Any]) -> dict[str, Any]:
    if "verdict" not in line:
        return {"verdict": None, "reason": line["code"], "issuer": None}
    certificates = [line, *line.get("credentials", ())]
    found = [*line["problems"], *(one for it in certificates for one in it.get("warnings", ()))]
    return {
        "verdict": line["verdict"],
        "reason": next((one["code"] for one in found), None),
        "issuer": certificates[-1]["checks"]["issuer"]["answer"],
    }


def test_every_file_is_listed_and_every_form_has_its_files() -> None:
    names = {file.name for file in FILES}

    assert names == set(EXPECTED["files"])
    for kind in KINDS:
        assert any(name.startswith(f"{kind}-good.") for name in names)


def test_every_suite_and_every_form_that_is_read_has_a_file() -> None:
    contents = [file.read_bytes() for file in FILES]
    forms = set()
    for content in contents:
        with suppress(CredentialsError):
            forms.add(form_of(sealed_in(content)).name)

    assert forms == set(FORMS)
    for name in SUITES:
        assert any(f'"{name}"'.encode() in content for content in contents), name


@pytest.mark.usefixtures("socket_disabled")
def test_each_file_gets_its_verdict_and_its_reason_without_a_network(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    found = _judged(capsys, "--world", str(ZOO / "world"))

    expected = {name: {**said} for name, said in EXPECTED["files"].items()}
    for said in expected.values():
        del said["alone"]
    assert found == expected
    assert not list(tmp_path.iterdir())


def test_what_is_inside_is_told_with_its_own_answers(capsys: pytest.CaptureFixture[str]) -> None:
    files = [
        str(ZOO / "files" / name)
        for name in ("presentation-good.json", "endorsement-forged-good.json")
    ]
    run(("verify", "--at", EXPECTED["at"], "--world", str(ZOO / "world"), *files))

    presented, badge = capsys.readouterr().out.split(files[1])
    assert "\n  issuer:" not in presented
    assert "\n  certificate 1: valid\n    genuine: yes\n    issuer: accredited, School" in presented
    assert "\n  endorsement 1: invalid\n    genuine: no\n" in badge


def _no_host(*_: object, **__: object) -> None:
    raise socket.gaierror(socket.EAI_NONAME, "nobody knows this name")


def test_without_the_world_what_needs_it_could_not_be_checked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # Not by the machine's own resolver, which may be slow to say so.
    monkeypatch.setattr(socket, "getaddrinfo", _no_host)

    found = _judged(capsys)

    alone = {name: said["alone"] for name, said in EXPECTED["files"].items()}
    assert {name: said["verdict"] for name, said in found.items()} == alone
    assert not list(tmp_path.iterdir())
