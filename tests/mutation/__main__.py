"""`python -m tests.mutation MODULE…` takes one check after another away (make mutation).

Says of each module how many of its mutants were noticed by a test, and names those that were
not. Without a module, all that judge are tried. Ends with 1 when fewer than `--floor` percent
were noticed.
"""

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.trial import Outcome, Trials, reach

_PROJECT = Path(__file__).parents[2]
# What decides what is said of a credential; and what reads it before that.
_JUDGING = [
    "credentials/*.py",
    "credentials/cose",
    "credentials/did",
    "credentials/enveloping",
    "credentials/jose",
    "credentials/jsonld",
    "credentials/parsing",
    "credentials/proofs",
    "credentials/sdjwt",
    "credentials/status",
]
_TESTS = ["tests/unit/credentials", "tests/recorded", "tests/vectors", "tests/attacks"]


class _Mutation:
    """Takes the place of pytest's own loop over the tests."""

    def __init__(
        self, mutants: list[Mutant], sources: dict[str, str], at_once: int, *, is_control: bool
    ) -> None:
        self.outcomes: dict[Mutant, Outcome] = {}
        self._sources = sources
        self._mutants = mutants
        self._at_once = at_once
        self._is_control = is_control

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        # Not at the top: pytest wants to be the first to load it.
        from hypothesis import Phase, settings  # noqa: PLC0415

        # An example that fails is enough; the smallest one takes longer to find.
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutation", settings.get_profile("project"), phases=phases)
        settings.load_profile("mutation")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [one for one in items if _is_of_the_library(one)]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = session.items
        _say(f"{len(items)} tests, {len(self._mutants)} mutants; which test reaches what ...")
        found = reach(items, sorted({one.path for one in self._mutants}))
        _say(f"{len(found.seconds)} tests hold, and take {sum(found.seconds.values()):.0f} s.")
        trials = Trials(items, found, self._sources, is_control=self._is_control)
        for mutant, outcome in trials.outcomes(self._mutants, at_once=self._at_once):
            self.outcomes[mutant] = outcome
            if self._is_control:
                if outcome is Outcome.KILLED:
                    _say(f"{mutant.path}:{mutant.lines.start}: a test fails without a change")
            elif outcome is Outcome.SURVIVED and not _reason(mutant):
                _say(f"{mutant.path}:{mutant.lines.start}: {mutant.line}\n    {mutant.change}")
        return True


def _is_of_the_library(item: pytest.Item) -> bool:
    """A test of the library alone: no service, no browser, no database."""
    if any(item.path.is_relative_to(_PROJECT / place) for place in _TESTS[:-1]):
        return item.path.name != "test_net.py"
    fixtures = set(getattr(item, "fixturenames", ()))
    return "world" in fixtures and not fixtures & {"lasting", "plain_stage", "postgres"}


def _paths(asked: list[str]) -> Iterator[str]:
    for name in asked or _JUDGING:
        for path in sorted(_PROJECT.glob(name)):
            found = sorted(path.rglob("*.py")) if path.is_dir() else [path]
            # The guarded fetcher takes its time in its tests.
            yield from (str(one.relative_to(_PROJECT)) for one in found if one.name != "net.py")


def _reason(mutant: Mutant) -> str | None:
    """Why no test can notice a mutant, where that is so."""
    return EQUIVALENT.get(mutant.path, {}).get((mutant.line, mutant.change))


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _table(outcomes: dict[Mutant, Outcome]) -> tuple[list[str], float]:
    """A line for each module and one for all, and the share that was noticed of all."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for mutant, outcome in outcomes.items():
        if outcome is Outcome.NOT_TRIED:
            continue
        same = int(outcome is Outcome.SURVIVED and _reason(mutant) is not None)
        for name in (mutant.path, "all"):
            counts[name][0] += 1
            counts[name][1] += outcome is Outcome.KILLED
            counts[name][2] += same
    lines = ["| module | mutants | noticed | cannot be noticed | share |", "|---|---|---|---|---|"]
    share = 100.0
    for name in sorted(counts, key=lambda one: (one == "all", one)):
        tried, killed, same = counts[name]
        share = 100 * killed / max(1, tried - same)
        lines.append(f"| `{name}` | {tried} | {killed} | {same} | {share:.1f} % |")
    return lines, share


def main() -> int:
    """Try the mutants of the modules that are named, or of all that judge."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    asked.add_argument(
        "modules", nargs="*", help="files or folders, for example credentials/status"
    )
    asked.add_argument("--tests", nargs="+", default=_TESTS, help="only tests in these places")
    asked.add_argument(
        "--sample", type=int, help="only so many of each file or folder named, drawn at random"
    )
    asked.add_argument("--seed", type=int, default=0, help="what they are drawn by")
    asked.add_argument("--at-once", type=int, default=2, help="processes")
    asked.add_argument("--floor", type=float, default=90, help="percent that have to be noticed")
    asked.add_argument(
        "--control", action="store_true", help="try the code as it is; nothing may be noticed"
    )
    options = asked.parse_args()
    sources = {path: (_PROJECT / path).read_text("utf-8") for path in _paths(options.modules)}
    drawn = random.Random(options.seed)  # noqa: S311 - nothing secret is drawn
    mutants: list[Mutant] = []
    # Without a name, the draw is from all that judge.
    for place in [[one] for one in options.modules] or [[]]:
        found = [one for path in _paths(place) for one in mutants_of(path, sources[path])]
        mutants += drawn.sample(found, min(options.sample or len(found), len(found)))
    mutation = _Mutation(mutants, sources, options.at_once, is_control=options.control)
    plugins = ["-p", "no:randomly", "-p", "no:cacheprovider"]
    pytest.main([*plugins, "-n", "0", "-qq", "--capture=no", *options.tests], plugins=[mutation])
    if options.control:
        false = sum(outcome is Outcome.KILLED for outcome in mutation.outcomes.values())
        sys.stdout.write(f"{false} of {len(mutation.outcomes)} were noticed without a change\n")
        return int(false > 0 or not mutation.outcomes)
    lines, share = _table(mutation.outcomes)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0 if mutation.outcomes and share >= options.floor else 1


if __name__ == "__main__":
    sys.exit(main())
