"""`make differential`: goes on with the ledger of a partner where it ends."""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.differential import ledger
from tests.differential.partners import PARTNERS


def main() -> int:
    """Ask about all that is not settled; 1 where something is not explained."""
    asked = _arguments()
    start, end = asked.start, asked.end or PARTNERS[asked.partner].whole
    if asked.recheck:
        return _recheck(asked.partner, start, end, asked.jobs)
    ranges = ledger.ranges_to_do(asked.partner, start, end)
    _say(f"{asked.partner}: {len(ranges)} ranges of {ledger.RANGE} to do")
    found = 0
    with ProcessPoolExecutor(asked.jobs) as pool:
        for done in as_completed(
            pool.submit(ledger.compare, asked.partner, *one) for one in ranges
        ):
            line = done.result()
            ledger.write(asked.partner, line)
            found += len(line["unexplained"])
            agreed, differ = sum(line["agreed"].values()), len(line["unexplained"])
            _say(f"{line['from']} to {line['to']}: {agreed} agreed, {differ} unexplained")
    return int(found > 0)


def _recheck(partner: str, start: int, end: int, jobs: int) -> int:
    """Say again all that the ledger's partner agreed with, without asking; 1 where it changed."""
    lines = [line for line in ledger.read(partner) if start <= line["from"] and line["to"] <= end]
    with ProcessPoolExecutor(jobs) as pool:
        now = pool.map(
            ledger.answers_of, [line["from"] for line in lines], [line["to"] for line in lines]
        )
        changed = 0
        for line, answers in zip(lines, now, strict=True):
            is_same = answers == line["answers"]
            changed += not is_same
            said = "the same" if is_same else "CHANGED"
            _say(f"{line['from']} to {line['to']}: {said}")
    return int(changed > 0)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--partner", choices=list(PARTNERS), default="pyld")
    parser.add_argument("--from", dest="start", type=int, default=0, help="the first case")
    parser.add_argument("--to", dest="end", type=int, help="the case before which it ends")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--recheck", action="store_true", help="compare with the ledger only")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
