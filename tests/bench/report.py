"""What was measured, as docs/bench.json and as the table and the plot of docs/benchmarks.md."""

import json
import os
import platform
import re
import ssl
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure
from tests.bench.plot import Bar, plot

_DIGITS = 3
_TABLE = re.compile(r"(<!-- figures -->\n).*?(<!-- end -->)", re.DOTALL)
_PACKAGES = ("cryptography", "jsonschema-rs", "PyLD", "sqlalchemy", "uvicorn")


def as_json(measured: Mapping[Figure, float], *, partners: Mapping[str, str]) -> dict[str, Any]:
    """The whole of docs/bench.json; `partners` are their versions by name."""
    return {
        "figures": {figure.name: _entry(figure, value) for figure, value in measured.items()},
        "machine": _machine(),
        "versions": {**_versions(), **partners},
    }


def _entry(figure: Figure, value: float) -> dict[str, Any]:
    return {
        "value": rounded(value),
        "at_least" if figure.is_floor else "at_most": figure.bound,
        "aim": figure.aim,
        "reached": figure.reaches(value, figure.bound),
    }


def rounded(value: float) -> float:
    """A value to three digits: more of them would not come again."""
    return float(f"{value:.{_DIGITS}g}")


def _machine() -> dict[str, Any]:
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return {
        "processor": model[1] if model else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _versions() -> dict[str, str]:
    ours = {"python": platform.python_version(), "openssl": ssl.OPENSSL_VERSION}
    return ours | {name: version(name) for name in _PACKAGES}


def table(measured: Mapping[Figure, float]) -> str:
    """The figures in Markdown, with a word on each for what it reaches."""
    lines = ["| figure | measured | floor or ceiling | aim | |", "|---|--:|--:|--:|---|"]
    for figure, value in measured.items():
        sign = "≥" if figure.is_floor else "≤"
        shown = [_shown(one, figure) for one in (value, figure.bound, figure.aim)]
        lines.append(
            f"| {figure.title} | {shown[0]} | {sign} {shown[1]} | {sign} {shown[2]} "
            f"| {_said(figure, value)} |"
        )
    return "\n".join(lines) + "\n"


def line(figure: Figure, value: float) -> str:
    """A figure for whoever waits before a terminal."""
    sign = "at least" if figure.is_floor else "at most"
    said = _said(figure, value).strip("*")
    shown, bound = _shown(value, figure), _shown(figure.bound, figure)
    return f"{figure.name:22} {shown:>10}   {sign} {bound}: {said}"


def _shown(value: float, figure: Figure) -> str:
    return f"{rounded(value):g} {figure.unit or '×'}"


def _said(figure: Figure, value: float) -> str:
    if figure.reaches(value, figure.aim):
        return "aim reached"
    return "reached" if figure.reaches(value, figure.bound) else "**not reached**"


def write(folder: Path, measured: Mapping[Figure, float], *, partners: Mapping[str, str]) -> None:
    """Write bench.json, and put table and plot into benchmarks.md, whose other text stays."""
    document = as_json(measured, partners=partners)
    (folder / "bench.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    page = folder / "benchmarks.md"
    text = page.read_text()
    page.write_text(_TABLE.sub(lambda found: found[1] + table(measured) + found[2], text))
    (folder / "images" / "bench.svg").write_text(plot(bars(measured)))


def bars(measured: Mapping[Figure, float]) -> Sequence[Bar]:
    """Each figure as how far it goes beyond what it must reach; longer is better."""
    return [
        Bar(
            figure.name,
            f"{_shown(value, figure)}",
            length=value / figure.bound if figure.is_floor else figure.bound / value,
            aim=figure.aim / figure.bound if figure.is_floor else figure.bound / figure.aim,
            is_reached=figure.reaches(value, figure.bound),
        )
        for figure, value in measured.items()
    ]
