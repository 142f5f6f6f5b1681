"""Mutants that no test can notice, because the code does the same with them; each with why."""

EQUIVALENT: dict[str, dict[str, str]] = {}
