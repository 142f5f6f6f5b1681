"""T90: a setting that would put people at risk stops the start, with its reason."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.base.clock import wall_clock
from app.base.settings import DEMO_LOGINS
from app.cli import run, serving
from tests.journeys.stage import Stage

RISKY: dict[str, tuple[dict[str, str], str]] = {
    "a public address without https": ({"PUBLIC_URL": "http://passport.example"}, "https://"),
    "a listener for others without https": ({"HOST": "0.0.0.0"}, "PASSPORT_HOST"),  # noqa: S104
    "demonstration secrets": (
        {"PUBLIC_URL": "https://passport.example", "DEMO": "1"},
        "demonstration",
    ),
    "an allowance for tests": (
        {"PUBLIC_URL": "https://passport.example", "FETCH_ALLOW": "localhost:9000"},
        "PASSPORT_FETCH_ALLOW",
    ),
    "an authority for tests": (
        {"PUBLIC_URL": "https://passport.example", "FETCH_CA": "/etc/hostname"},
        "PASSPORT_FETCH_C",
    ),
}


@pytest.mark.parametrize("name", RISKY)
def test_it_says_why_and_ends(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings, reason = RISKY[name]
    monkeypatch.chdir(tmp_path)
    for setting, value in settings.items():
        monkeypatch.setenv(f"PASSPORT_{setting}", value)
    assert run(["serve"]) != 0
    printed = capsys.readouterr()
    assert reason in printed.out + printed.err
    assert not (tmp_path / "data" / "passport.sqlite3").exists()


def test_the_secrets_of_a_demonstration_keep_it_from_the_public(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / DEMO_LOGINS).touch()
    monkeypatch.setenv("PASSPORT_PUBLIC_URL", "https://passport.example")
    assert run(["serve"]) != 0
    printed = capsys.readouterr()
    assert "demonstration" in printed.out + printed.err


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_clock_that_lies_far_behind_keeps_it_from_starting(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    # As if this version had been written a day from now.
    monkeypatch.setattr(serving, "WRITTEN", wall_clock() + timedelta(days=1))
    assert run([command]) != 0
    printed = capsys.readouterr()
    assert "clock" in printed.out + printed.err
    assert not (tmp_path / "data" / "passport.sqlite3").exists()


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", "/debug", "/.env", "/.git/HEAD"]
)
def test_nothing_of_the_workshop_is_served(lasting: Stage, path: str) -> None:
    assert lasting.client.get(path).status_code == 404
