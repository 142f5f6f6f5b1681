"""The frame of the project holds: import rules, lock file, targets, what CI calls."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_no_pattern_repeats_a_group_without_giving_back() -> None:
    # Python before 3.11.5, which Debian 12 has, gets such a pattern wrong (CPython #106052).
    sets, wrong = re.compile(r"\[(?:\\.|[^\]\\])*\]"), re.compile(r"(?<!\\)\)[*+?]\+")
    for folder in ("app", "credentials", "wallet_api"):
        for file in (ROOT / folder).rglob("*.py"):
            for line in file.read_text().splitlines():
                assert not wrong.search(sets.sub("x", line)), f"{file}: {line}"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def sketch(tmp_path: Path) -> Path:
    """The smallest tree that the import contracts can be run on."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    for module in (
        "app/main",
        "app/base/clock",
        "app/status/service",
        "app/verifier/service",
        "wallet_api/routes",
        "credentials/net",
        "credentials/proofs/registry",
        "credentials/model",
        "contexts/files",
    ):
        path = tmp_path / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        for folder in path.relative_to(tmp_path).parents[:-1]:
            (tmp_path / folder / "__init__.py").touch()
    return tmp_path


def test_the_import_rules_hold() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_allowed_imports_pass(sketch: Path) -> None:
    (sketch / "app/main.py").write_text("import credentials.net\nimport wallet_api.routes\n")
    (sketch / "wallet_api/routes.py").write_text("import app.base.clock\nimport credentials\n")
    (sketch / "credentials/net.py").write_text("import httpx2\nimport socket\n")
    done = lint_imports(sketch)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("app/status/service", "import wallet_api", "never on each other"),
        ("wallet_api/routes", "import app.status.service", "never on each other"),
        ("credentials/model", "import app.base", "never on each other"),
        ("credentials/model", "import httpx2", "no web, no database, no network"),
        ("credentials/model", "import credentials.proofs", "Inside the library"),
        ("app/status/service", "import credentials.model", "front door"),
        ("wallet_api/routes", "import credentials.proofs.registry", "front door"),
        ("app/verifier/service", "import credentials.net", "front door"),
        ("app/base/clock", "import app.status.service", "Inside app"),
    ],
)
def test_a_forbidden_import_is_refused(sketch: Path, module: str, line: str, contract: str) -> None:
    (sketch / f"{module}.py").write_text(f"{line}\n")
    done = lint_imports(sketch)
    assert done.returncode == 1
    assert re.search(rf"{contract}.* BROKEN", done.stdout)


@pytest.mark.parametrize("package", ["app", "credentials"])
def test_a_module_without_a_layer_is_refused(sketch: Path, package: str) -> None:
    (sketch / package / "novelty.py").touch()
    assert lint_imports(sketch).returncode == 1


def test_every_locked_package_has_hashes_and_no_address() -> None:
    pins = re.findall(r"^[a-z0-9-]+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", LOCK, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[^ #\n]", LOCK, re.MULTILINE)) > 0
    assert not re.search(r"://|^-|/(?:root|home|tmp|opt)/", LOCK, re.MULTILINE)


def test_every_direct_dependency_is_locked() -> None:
    project = PROJECT["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    names = {re.split(r"[\[<>=]", line)[0].lower() for line in wanted}
    assert names <= set(re.findall(r"^([a-z0-9-]+)==", LOCK, re.MULTILINE))


def test_the_node_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "tests/interop/package-lock.json").read_text())
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert packages
    assert all("integrity" in entry and "resolved" not in entry for entry in packages.values())


@pytest.mark.parametrize("target", re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
def test_a_make_target_is_short_and_explained(target: str) -> None:
    rule = re.search(rf"^{target}:.*## \w.*\n((?:\t.*\n)*)", MAKEFILE, re.MULTILINE)
    assert rule is not None
    assert len(rule[1].splitlines()) <= 3


def test_ci_runs_what_people_run() -> None:
    script = (ROOT / ".ci/run").read_text()
    assert [line for line in script.splitlines() if line.startswith("make ")] == [
        "make check", "make test", "make interop",
    ]  # fmt: skip
