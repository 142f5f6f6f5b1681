"""The ledger: what a partner said of each range of cases, one line of JSON for each."""

import hashlib
import json
import platform
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from tests.differential.cases import Case, cases, generator_version
from tests.differential.comparison import (
    AGREED,
    BOTH_REFUSED,
    EXPLAINED,
    REFUSED_HERE,
    UNEXPLAINED,
    Said,
    outcome,
    said_here,
)
from tests.differential.partners import PARTNERS

Line = dict[str, Any]
FOLDER = Path(__file__).parents[2] / "docs" / "differential"
RANGE = 1_000
"""How many cases a line is about: a stopped run loses no more than that."""

_PATH = Path(__file__).parents[2] / "credentials" / "jsonld"
_AT_ONCE = 250


def read(partner: str) -> list[Line]:
    """The lines about a partner that are about the documents of today's generator."""
    file = FOLDER / f"{partner}.jsonl"
    lines = file.read_text().splitlines() if file.exists() else []
    return [line for line in map(json.loads, lines) if line["generator"] == generator_version()]


def write(partner: str, line: Line) -> None:
    """Put a line in its place; it replaces the one about the same cases."""
    others = [other for other in read(partner) if other["from"] != line["from"]]
    lines = sorted([*others, line], key=lambda one: int(one["from"]))
    FOLDER.mkdir(exist_ok=True)
    file, written = FOLDER / f"{partner}.jsonl", FOLDER / f".{partner}.jsonl"
    written.write_text("".join(f"{json.dumps(one)}\n" for one in lines))
    written.replace(file)


def ranges_to_do(partner: str, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges between two numbers that the ledger does not settle."""
    settled = {(line["from"], line["to"]) for line in read(partner) if not line[UNEXPLAINED]}
    steps = range(start, end, RANGE)
    ranges = [(step, min(step + RANGE, end)) for step in steps]
    return [one for one in ranges if one not in settled]


def compare(partner: str, start: int, end: int) -> Line:
    """Ask a partner about the cases from `start` to before `end`."""
    counts: dict[str, Counter[str]] = {
        kind: Counter() for kind in (AGREED, BOTH_REFUSED, REFUSED_HERE, EXPLAINED)
    }
    unexplained = []
    answers = hashlib.sha256()
    with PARTNERS[partner].start() as ask:
        for some in _in_batches(cases(start, end)):
            for case, there in zip(some, ask([case.document for case in some]), strict=True):
                here = said_here(case)
                answers.update(_entry(case, here))
                kind, which = outcome(case, here, there)
                if kind == UNEXPLAINED:
                    unexplained.append(
                        {
                            "case": case.number,
                            "document": case.document,
                            "here": here.text if here.text is not None else here.refusal,
                            "there": there.text,
                        }
                    )
                else:
                    counts[kind][which] += 1
    return {
        "from": start,
        "to": end,
        "generator": generator_version(),
        "partner": PARTNERS[partner].version,
        "python": platform.python_version(),
        "path": path_version(),
        AGREED: dict(sorted(counts[AGREED].items())),
        BOTH_REFUSED: counts[BOTH_REFUSED].total(),
        REFUSED_HERE: dict(sorted(counts[REFUSED_HERE].items())),
        EXPLAINED: dict(sorted(counts[EXPLAINED].items())),
        UNEXPLAINED: unexplained,
        "answers": answers.hexdigest(),
    }


def answers_of(start: int, end: int) -> str:
    """The hash of all that the product says of these cases now, as a line keeps it.

    Where it is that of the ledger, the partner who agreed with those answers agrees with
    these, without being asked again.
    """
    answers = hashlib.sha256()
    for case in cases(start, end):
        answers.update(_entry(case, said_here(case)))
    return answers.hexdigest()


def path_version() -> str:
    """Another one where any line of credentials/jsonld is another."""
    found = hashlib.sha256()
    for file in sorted(_PATH.glob("*.py")):
        found.update(file.read_bytes())
    return found.hexdigest()[:12]


def _entry(case: Case, here: Said) -> bytes:
    text = b"" if here.text is None else hashlib.sha256(here.text.encode()).digest()
    return f"{case.number} ".encode() + text


def _in_batches(some: Iterable[Case]) -> Iterator[list[Case]]:
    left = iter(some)
    while batch := list(islice(left, _AT_ONCE)):
        yield batch
