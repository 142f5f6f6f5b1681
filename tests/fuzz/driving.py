"""One target under libFuzzer, which follows what the parsers do; see `tests.fuzz`.

Called with the program that libFuzzer calls again, the target, and libFuzzer's own arguments.
"""

import logging
import sys
import time

import atheris

with atheris.instrument_imports(
    include=["credentials", "app.base.intake", "app.batches", "app.verifier"]
):
    from tests.fuzz.targets import tried

# Seconds of the processor: on a busy machine an input is not slow because it had to wait.
SLOWEST = 2.0


def _in_time(target: str, content: bytes) -> None:
    began = time.process_time()
    tried(target, content)
    spent = time.process_time() - began
    assert spent < SLOWEST, f"{spent:.1f} s"


if __name__ == "__main__":
    # What a library says of broken files is no finding.
    logging.disable()
    program, target, *arguments = sys.argv[1:]
    atheris.Setup([program, *arguments], lambda content: _in_time(target, content))
    atheris.Fuzz()
