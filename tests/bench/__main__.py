"""`python -m tests.bench [FIGURE ...]` measures the figures (make bench).

All of them are written to docs/; where only some are named they are printed.
"""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.bench import report
from tests.bench.figures import FIGURES, Figure
from tests.bench.measuring import Stage, median

_DOCS = Path(__file__).parents[2] / "docs"


def main() -> int:
    """Measure, and return 1 where a floor is not reached."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    names = [figure.name for figure in FIGURES]
    asked.add_argument("figures", nargs="*", metavar="FIGURE", help=f"one of {', '.join(names)}")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=1.0, help="for each side in a round")
    options = asked.parse_args()
    unknown = set(options.figures) - set(names)
    if unknown:
        asked.error(f"no such figure: {', '.join(sorted(unknown))}")
    chosen = [figure for figure in FIGURES if figure.name in (options.figures or names)]
    with ExitStack() as stack:
        stage = Stage(stack, seconds=options.seconds)
        measured = {figure: _measured(figure, stage, options.rounds) for figure in chosen}
        if not options.figures:
            report.write(_DOCS, measured, partners=stage.versions())
    return 0 if all(figure.reaches(measured[figure], figure.bound) for figure in chosen) else 1


def _measured(figure: Figure, stage: Stage, rounds: int) -> float:
    found = [figure.measure(stage) for _ in range(1 if figure.is_long else rounds)]
    value = median(found)
    spread = ", ".join(f"{report.rounded(one):g}" for one in found)
    sys.stdout.write(f"{report.line(figure, value)}   ({spread})\n")
    sys.stdout.flush()
    return value


if __name__ == "__main__":
    sys.exit(main())
