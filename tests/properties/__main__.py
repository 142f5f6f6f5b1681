"""`python -m tests.properties` edits signed documents at random, many times (make edits).

Each suite and form gets `--edits`, by other seeds than in `make test`: whatever is still
genuine has to say the same as before. A failure names the edit, and its seed repeats it.
"""

import argparse
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.properties import test_edits, test_envelope_edits, test_token_edits

_AT_ONCE = 1_000
_FIRST_SEED = 1_000

_DOCUMENTS = {**test_edits.KINDS, **test_edits.MORE_KINDS}
KINDS: dict[str, Callable[..., None]] = {
    **{name: partial(test_edits.notice_edits, kind) for name, kind in _DOCUMENTS.items()},
    **{name: partial(test_envelope_edits.notice_edits, name) for name in ("vc+jwt", "vc+cose")},
    **{name: partial(test_token_edits.notice_edits, name) for name in test_token_edits.KINDS},
}


def edit(name: str, seed: int, edits: int) -> None:
    """Make some edits of one kind of document."""
    KINDS[name](seed=seed, edits=edits)


def main() -> int:
    """Edit every kind that is named, or all."""
    asked = argparse.ArgumentParser(prog="python -m tests.properties", description=__doc__)
    asked.add_argument("kinds", nargs="*", help="only these")
    asked.add_argument("--edits", type=int, default=100_000, help="of each kind")
    asked.add_argument("--at-once", type=int, default=2, help="processes")
    options = asked.parse_args()
    with ProcessPoolExecutor(options.at_once) as pool:
        for name in options.kinds or KINDS:
            began = time.monotonic()
            seeds = range(_FIRST_SEED, _FIRST_SEED + max(1, options.edits // _AT_ONCE))
            for one in [pool.submit(edit, name, seed, _AT_ONCE) for seed in seeds]:
                one.result()
            seconds = time.monotonic() - began
            sys.stdout.write(f"{name}: {len(seeds) * _AT_ONCE:,} edits, {seconds:.0f} s\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
