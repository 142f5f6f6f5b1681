"""One target under libFuzzer, which follows what the parsers do; see `tests.fuzz`.

Called with the program that libFuzzer calls again, the target, and libFuzzer's own arguments.
"""

import sys

import atheris

with atheris.instrument_imports(include=["credentials", "app.batches", "app.verifier"]):
    from tests.fuzz.targets import tried

if __name__ == "__main__":
    program, target, *arguments = sys.argv[1:]
    atheris.Setup([program, *arguments], lambda content: tried(target, content))
    atheris.Fuzz()
