"""Mutants that no test can notice, because the code does the same with them; each with why.

By module, then by the first line of the statement and what is changed into what.
"""

_SAME_LENGTH = "the line above gives both the same length"
_LEFT_OPEN = "the problem that stands in the finding leaves it open by itself"

EQUIVALENT: dict[str, dict[tuple[str, str], str]] = {
    "credentials/trust.py": {
        ("for entry, reason in zip(entries, reasons, strict=True):", "True → False"): _SAME_LENGTH,
    },
    "credentials/verification.py": {
        ("waiting = Finding(Step.PROOF, (problem,), decided=False)", "False → True"): _LEFT_OPEN,
    },
}
