"""What each thing costs with very many certificates, beside few (make bench-scale).

python -m tests.scale [--rows 10000000] [--beside 10000] [--rounds 101]

Both databases are on one server and asked in turns, so that a machine that is busy with other
things is busy for both. Written to docs/scale.json with `--keep`.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.journeys.stage import stage
from tests.postgres import PostgresServer
from tests.scale.measuring import Place

# What a certificate takes with all that belongs to it, while its indexes are made (bytes).
_EACH = 5_000
_SPARE = 5_000_000_000
_FLOOR, _AIM = 1.3, 1.1
# The first times find nothing in memory.
_WARMING = 20
FIGURES = {
    "issue": Place.issue,
    "verify": Place.verify,
    "revoke": Place.revoke,
    "passport page": Place.passport,
    "search for a number": Place.search_number,
    "search for a name": Place.search_name,
    "search for a beginning": Place.search_beginning,
}


def main() -> int:
    """Fill, measure, print; 1 where something grew by more than the floor."""
    asked = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    asked.add_argument("--rows", type=int, default=10_000_000)
    asked.add_argument("--beside", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=101)
    asked.add_argument("--keep", action="store_true", help="write docs/scale.json")
    options = asked.parse_args()
    needed, free = options.rows * _EACH + _SPARE, shutil.disk_usage(tempfile.gettempdir()).free
    if free < needed:
        asked.error(f"{needed / 1e9:.0f} GB are needed, and {free / 1e9:.0f} GB are free")
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer())
        few, many = (_place(stack, server, number) for number in (options.beside, options.rows))
        found = {name: _compared(step, few, many, options.rounds) for name, step in FIGURES.items()}
        sizes = {"few": few.size(), "many": many.size()}
    for name, (small, large) in found.items():
        _say(f"{name:24}{small:9.2f} ms{large:9.2f} ms{large / small:8.2f}")
    if options.keep:
        _keep(options.rows, options.beside, found, sizes)
    return 0 if all(large / small <= _FLOOR for small, large in found.values()) else 1


def _place(stack: ExitStack, server: PostgresServer, number: int) -> Place:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    name = server.new_database()
    opened = stack.enter_context(stage(Path(folder), database_url=server.url(name)))
    place = Place(opened, stack.enter_context(server.connect(name)), number)
    begun = time.monotonic()
    place.fill(lambda what: _say(f"{number:>10}  {what} ({time.monotonic() - begun:.0f} s)"))
    return place


def _compared(
    step: Callable[[Place], None], few: Place, many: Place, rounds: int
) -> tuple[float, float]:
    """The medians of both, in thousandths of a second, warm."""
    taken: dict[int, list[float]] = {few.number: [], many.number: []}
    for turn in range(rounds + _WARMING):
        for place in (few, many) if turn % 2 else (many, few):
            begun = time.perf_counter()
            step(place)
            if turn >= _WARMING:
                taken[place.number].append((time.perf_counter() - begun) * 1_000)
    small, large = (median(times) for times in taken.values())
    return small, large


def _keep(
    rows: int, beside: int, found: dict[str, tuple[float, float]], sizes: dict[str, int]
) -> None:
    figures = {
        name: {
            "value": round(large / small, 2),
            "at_most": _FLOOR,
            "aim": _AIM,
            "reached": large / small <= _FLOOR,
            "few_ms": round(small, 2),
            "many_ms": round(large, 2),
        }
        for name, (small, large) in found.items()
    }
    made = {"rows": rows, "beside": beside, "bytes": sizes, "figures": figures}
    path = Path(__file__).parents[2] / "docs" / "scale.json"
    path.write_text(json.dumps(made, indent=2) + "\n")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
