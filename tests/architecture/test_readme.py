"""The README stays true: settings, commands, targets, links and problem pages."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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


def test_every_command_is_in_the_readme_and_no_other() -> None:
    section = README.partition("## The command line")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?) \| ", section, re.MULTILINE)
    documented = {words for row in rows for words in re.findall(r"`([a-z- ]*[a-z])", row)}
    groups: Mapping[str, Any] = vars(get_command(application))["commands"]
    assert documented == {
        f"{name} {second}".strip()
        for name, group in groups.items()
        for second in vars(group).get("commands", [""])
    }


def targets_in(page: str) -> set[str]:
    return set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / page).read_text(), re.MULTILINE))


def test_every_target_is_explained_and_no_other() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) - {"help"}
    assert targets_in("CONTRIBUTING.md") == targets
    assert targets_in("README.md") <= targets


def test_every_link_leads_somewhere() -> None:
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
            if not target.startswith(("http://", "https://", "mailto:")):
                assert page.parent.joinpath(target).exists(), (page.name, target)


def test_every_decision_has_its_own_number() -> None:
    names = sorted(path.name for path in (ROOT / "docs/adr").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    for name in names:
        heading = (ROOT / "docs/adr" / name).read_text().partition("\n")[0]
        assert heading.startswith(f"# {int(name[:4])}. ")


def test_every_picture_of_the_journeys_is_there_and_shown() -> None:
    shown = re.findall(r"\]\((images/walk/[\w-]+\.png)\)", (ROOT / "docs/journeys.md").read_text())
    there = (ROOT / "docs/images/walk").glob("*.png")
    assert sorted(shown) == sorted(f"images/walk/{path.name}" for path in there)
