"""The README stays true: settings, commands, targets, links and problem pages."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from app.base.settings import Settings
from app.cli import application

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    documented = re.findall(r"^\| `(PASSPORT_[A-Z_]+)` \|", README, re.MULTILINE)
    assert sorted(documented) == sorted(
        f"PASSPORT_{name.upper()}" for name in Settings.model_fields
    )


def test_the_defaults_in_the_readme_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| `PASSPORT_([A-Z_]+)` \| `([^`]+)` \|", README, re.MULTILINE)
    settings = Settings()
    for name, default in rows:
        assert str(getattr(settings, name.lower())).lower() == default, name
    assert len(rows) > 5


def test_every_command_in_the_readme_exists() -> None:
    named = re.findall(r"^\| `([a-z-]+)(?: ([a-z]+))?[^`]*` \| [a-z]", README, re.MULTILINE)
    known = get_command(application)
    for name, second in named:
        found = known.commands[name]  # type: ignore[attr-defined]
        if second and hasattr(found, "commands"):
            assert second in found.commands
    assert {name for name, _ in named} >= {"serve", "verify", "issue", "fsck", "demo"}


def test_every_target_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)) <= targets


@pytest.mark.parametrize(
    "page",
    ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/threats.md", "docs/conformance.md"],
)
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text()
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (ROOT / page).parent.joinpath(target).exists(), target


def test_every_picture_of_the_journeys_is_there_and_shown() -> None:
    shown = re.findall(r"\]\((images/walk/[\w-]+\.png)\)", (ROOT / "docs/journeys.md").read_text())
    there = (ROOT / "docs/images/walk").glob("*.png")
    assert sorted(shown) == sorted(f"images/walk/{path.name}" for path in there)
