"""The small changes that are made to the code, one at a time, to see whether a test notices.

Each takes a check away or weakens it: a condition that is always or never so, a refusal or a
call that is left out, an `and` without one of its sides, a comparison that is off by one. Texts
are left alone, and so is what runs only once, when a module is loaded.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

_OTHER_COMPARISON: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
}
_OTHER_CALL = {"all": "any", "any": "all", "min": "max", "max": "min"}
# What ran when the module was loaded, and texts.
_LEFT_ALONE = ("decorator_list", "returns", "annotation")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one node; `lines` are those of its statement up to its end.

    `line` is the text of the first of them, by which it is found again when others come before.
    """

    path: str
    number: int
    variant: int
    lines: range
    line: str
    change: str


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Every change that can be made to the functions of a module."""
    module = ast.parse(source)
    walk = _Walk(path, source.splitlines(), left_alone=_only_loading(module))
    walk.visit(module)
    return walk.found


def changed(mutant: Mutant, source: str) -> ast.Module:
    """The module with that one change, each line where it was."""
    walk = _Walk(mutant.path, wanted=(mutant.number, mutant.variant))
    return ast.fix_missing_locations(cast("ast.Module", walk.visit(ast.parse(source))))


def _only_loading(module: ast.Module) -> frozenset[str]:
    """The functions that are called where the module is loaded, and named nowhere else in it."""
    functions = [one for one in module.body if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    rest = [one for one in module.body if one not in functions]
    calls = [one.func for part in rest for one in ast.walk(part) if isinstance(one, ast.Call)]
    called = {one.id for one in calls if isinstance(one, ast.Name)}
    named = {
        one.id
        for part in (*rest, *functions)
        for one in ast.walk(part)
        if isinstance(one, ast.Name) and one not in calls
    }
    return frozenset(name for name in called - named if name.startswith("_"))


class _Walk:
    """Counts the nodes of a module in their order; finds all changes, or makes the one."""

    def __init__(
        self,
        path: str,
        texts: Sequence[str] = (),
        *,
        wanted: tuple[int, int] | None = None,
        left_alone: frozenset[str] = frozenset(),
    ) -> None:
        self.found: list[Mutant] = []
        self._path = path
        self._texts = texts
        self._wanted = wanted
        self._left_alone = left_alone
        self._count = 0
        self._depth = 0
        self._first_line = 0

    def visit(self, node: ast.AST) -> ast.AST:
        """The node itself, or what it is changed into."""
        if isinstance(node, ast.arguments | ast.JoinedStr):
            return node
        number, self._count = self._count, self._count + 1
        if isinstance(node, ast.stmt):
            self._first_line = node.lineno
        if self._depth:
            for variant, (text, other) in enumerate(_variants(node)):
                if self._wanted == (number, variant):
                    return ast.copy_location(other, node)
                if self._wanted is None:
                    self._note(node, number, variant, text)
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        self._depth += is_function
        noted = len(self.found)
        self._visit_parts(node)
        self._depth -= is_function
        if isinstance(node, ast.FunctionDef) and node.name in self._left_alone:
            del self.found[noted:]
        return node

    def _note(self, node: ast.AST, number: int, variant: int, text: str) -> None:
        line = self._texts[self._first_line - 1].strip()
        change = f"{_text(node)} → {text}"
        self.found.append(Mutant(self._path, number, variant, self._lines(node), line, change))

    def _visit_parts(self, node: ast.AST) -> None:
        for field, value in ast.iter_fields(node):
            if field in _LEFT_ALONE:
                continue
            if isinstance(value, ast.AST):
                setattr(node, field, self.visit(value))
            elif isinstance(value, list):
                value[:] = [self.visit(one) if isinstance(one, ast.AST) else one for one in value]

    def _lines(self, node: ast.AST) -> range:
        """Where a test has to have been for it to notice; of what has a body, its first line."""
        last = self._first_line if hasattr(node, "body") else getattr(node, "end_lineno", 0)
        return range(self._first_line, max(last, self._first_line) + 1)


def _variants(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What a node may be changed into, each with what is read in its place."""
    yield from _other_statements(node)
    yield from _other_conditions(node)
    yield from _other_expressions(node)


def _other_statements(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Raise() | ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield "pass", ast.If(ast.Constant(value=False), [node], [])
        case ast.Continue() | ast.Break():
            yield "pass", ast.Pass()
        case ast.While():
            never = _instead(ast.Constant(value=False), node.test)
            yield "while False", ast.While(never, node.body, node.orelse)
        case ast.If(body=[ast.Raise()]):
            # That it is never so is the same as leaving out the one statement that follows.
            yield (
                "if True",
                ast.If(_instead(ast.Constant(value=True), node.test), node.body, node.orelse),
            )
        case ast.If():
            for value in (True, False):
                test = _instead(ast.Constant(value=value), node.test)
                yield f"if {value}", ast.If(test, node.body, node.orelse)


def _other_conditions(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.IfExp():
            for branch in (node.body, node.orelse):
                yield ast.unparse(branch), _instead(branch, node)
        case ast.comprehension(ifs=[_, *_] as conditions):
            for place, condition in enumerate(conditions):
                always = _instead(ast.Constant(value=True), condition)
                kept = [*conditions[:place], always, *conditions[place + 1 :]]
                loop = ast.comprehension(node.target, node.iter, kept, node.is_async)
                yield f"without {ast.unparse(condition)}", loop
        case ast.match_case(guard=ast.expr() as guard):
            always = _instead(ast.Constant(value=True), guard)
            yield "always", ast.match_case(node.pattern, always, node.body)
        case ast.BoolOp():
            for place in range(len(node.values)):
                rest = [*node.values[:place], *node.values[place + 1 :]]
                other = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
                yield ast.unparse(other), _instead(other, node)
        case ast.UnaryOp(op=ast.Not()):
            yield ast.unparse(node.operand), node.operand


def _other_expressions(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    other: ast.expr
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                operators = [*node.ops]
                operators[place] = _OTHER_COMPARISON[type(operator)]
                other = ast.Compare(node.left, operators, node.comparators)
                yield ast.unparse(other), other
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            operation = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            other = ast.BinOp(node.left, operation, node.right)
            yield ast.unparse(other), other
        case ast.Call(func=ast.Name(id=name)) if name in _OTHER_CALL:
            other = ast.Call(ast.Name(_OTHER_CALL[name], ast.Load()), node.args, node.keywords)
            yield ast.unparse(other), other
        case ast.Constant(value=bool() as value):
            yield str(not value), ast.Constant(not value)
        case ast.Constant(value=int() as number):
            yield str(number + 1), ast.Constant(number + 1)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            for place, part in enumerate(parts):
                if isinstance(part, ast.Starred):
                    other = type(node)([*parts[:place], *parts[place + 1 :]], ast.Load())
                    yield ast.unparse(other), _instead(other, node)


def _instead(other: ast.expr, expression: ast.expr) -> ast.expr:
    """`other`, with the expression behind it where it is never worked out.

    It keeps the names that a function takes from around it, and only if those stay the same can
    the changed code take the place of the code that runs.
    """
    return ast.IfExp(ast.Constant(value=True), other, expression)


def _text(node: ast.AST) -> str:
    """What is changed, on one line; of a statement with a body, its first line."""
    match node:
        case ast.match_case():
            return f"case {ast.unparse(node.pattern)} if {ast.unparse(node.guard or node.pattern)}"
        case _:
            text = ast.unparse(node)
            return " ".join((text.splitlines()[0] if hasattr(node, "body") else text).split())
