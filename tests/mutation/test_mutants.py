"""The changes that are tried: that each takes a check away, and nothing else."""

import ast
from pathlib import Path

import pytest

from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.mutants import changed, mutants_of

SOURCE = '''
LIMIT = 3

def check(number, others, *, at=1):
    """At most 3."""
    if number > LIMIT and not others:
        raise ValueError(f"more than {LIMIT + 1}")
    look(number)
    return [*others, number]
'''


def test_every_check_of_a_function_is_taken_away_once() -> None:
    assert [mutant.change for mutant in mutants_of("m.py", SOURCE)] == [
        "if number > LIMIT and (not others): → if True",
        "number > LIMIT and (not others) → not others",
        "number > LIMIT and (not others) → number > LIMIT",
        "number > LIMIT → number >= LIMIT",
        "not others → others",
        "raise ValueError(f'more than {LIMIT + 1}') → pass",
        "look(number) → pass",
        "[*others, number] → [number]",
    ]


def test_a_change_leaves_every_line_where_it_was_and_all_else_as_it_is() -> None:
    first = ast.parse(SOURCE)
    for mutant in mutants_of("m.py", SOURCE):
        other = changed(mutant, SOURCE)
        compile(other, "m.py", "exec")
        assert [one.lineno for one in other.body] == [one.lineno for one in first.body]
        assert ast.dump(other) != ast.dump(first)
        assert ast.dump(other.body[0]) == ast.dump(first.body[0])


def test_what_only_runs_while_a_module_is_loaded_is_left_alone() -> None:
    source = """
def _once(number):
    return number + 1

def _often(number):
    return number + 1

def asked():
    return _often(1)

def _given(number):
    return number + 1

KNOWN = _once(1), _often(1), _given(1), map(_given, [])
"""
    assert [mutant.line for mutant in mutants_of("m.py", source)] == [
        *["return number + 1"] * 2,
        "return _often(1)",
        *["return number + 1"] * 2,
    ]


@pytest.mark.parametrize("path", EQUIVALENT)
def test_every_reason_is_of_a_change_that_is_tried(path: str) -> None:
    source = (Path(__file__).parents[2] / path).read_text("utf-8")
    tried = {(mutant.line, mutant.change) for mutant in mutants_of(path, source)}
    assert EQUIVALENT[path].keys() <= tried


def test_a_generator_without_its_yield_stays_one() -> None:
    (mutant,) = mutants_of("m.py", "def problems():\n    yield 'a problem'\n")
    names: dict[str, object] = {}
    module = changed(mutant, "def problems():\n    yield 'a problem'\n")
    exec(compile(module, "m.py", "exec"), names)  # noqa: S102 - the source is the line above
    assert list(names["problems"]()) == []  # type: ignore[operator]
