"""`python -m tests.fuzz --seconds N` looks for bytes that a parser cannot bear (make fuzz).

Each target runs in a process of its own under libFuzzer, which follows what the code does with
its input: two seconds of the processor and 64 MB more than at the start are the limits for one
input. What reaches new lines joins the corpus, which is kept as small as it can be.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz import archives
from tests.fuzz.targets import TARGETS

_SEEDS = Path(__file__).parents[2] / "examples"
# What never ends is stopped by the clock; what is slow is noticed in `driving`.
_NEVER_ENDS = 30
# An idle process has some 150 MB; one input may take 64 MB more (docs/conformance.md).
_MEMORY = 400
_LONGEST = 20_000


def main() -> int:
    """Run the targets that are named, or all, one after the other; 1 when one has a finding."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("targets", nargs="*", help="only these")
    asked.add_argument("--seconds", type=int, default=60, help="for each target")
    options = asked.parse_args()
    found = [name for name in options.targets or TARGETS if not _runs(name, options.seconds)]
    sys.stdout.writelines(f"{name}: a finding; its input is named above\n" for name in found)
    return 1 if found else 0


def _runs(target: str, seconds: int) -> bool:
    """Fuzz one target, then keep the least of what it found that reaches as much."""
    with tempfile.TemporaryDirectory() as folder:
        # libFuzzer calls the program again by itself, so it has to be one file.
        program = Path(folder, "program")
        program.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -m tests.fuzz.driving "$0" {target} "$@"\n'
        )
        program.chmod(0o700)
        kept, new = Path(folder, "kept"), Path(folder, "new")
        new.mkdir()
        archives.unpack(target, kept)
        limits = [f"-timeout={_NEVER_ENDS}", f"-rss_limit_mb={_MEMORY}", f"-max_len={_LONGEST}"]
        searching = [f"-max_total_time={seconds}", str(new), str(kept), str(_SEEDS)]
        keeping = ["-merge=1", str(kept), str(new)]
        is_clean = all(
            subprocess.run([program, *limits, *arguments], check=False).returncode == 0
            for arguments in (searching, keeping)
        )
        if is_clean:
            archives.pack(target, kept)
        return is_clean


if __name__ == "__main__":
    sys.exit(main())
