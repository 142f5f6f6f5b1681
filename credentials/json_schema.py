"""JSON Schemas that a credential names, applied within bounds (VC-JSON-Schema 1.0).

A schema is written by a stranger: one that refers to itself, or to much more than it shows, is
not applied. Nothing is fetched here.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import jsonschema_rs

from credentials.model import JSONObject
from credentials.problems import Problem, ProblemCode, at_pointer, refuse

_MAX_NAMED = 5
_MAX_PROBLEMS = 20
_MAX_MISSING = 200
# What a schema comes to with everything that it refers to written out.
_MAX_PARTS = 2_000
_MAX_REFERENCES = 16
_REFERENCE = "$ref"
# Where these lead depends on where a reader came from, or on addresses.
_LEADING_ELSEWHERE = frozenset({"$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor"})

_Validator = (
    type[jsonschema_rs.Draft202012Validator]
    | type[jsonschema_rs.Draft201909Validator]
    | type[jsonschema_rs.Draft7Validator]
)
_VALIDATORS: Mapping[str, _Validator] = MappingProxyType(
    {
        "https://json-schema.org/draft/2020-12/schema": jsonschema_rs.Draft202012Validator,
        "https://json-schema.org/draft/2019-09/schema": jsonschema_rs.Draft201909Validator,
        "http://json-schema.org/draft-07/schema": jsonschema_rs.Draft7Validator,
    }
)


def mismatches(document: JSONObject, schema: Any, *, is_partial: bool = False) -> list[Problem]:
    """Where a document does not keep a schema: at most 20 times `schema-mismatch`.

    Raises CredentialsError with `too-complex` for a schema that is not applied: of another
    version than 2020-12, 2019-09 and draft-07 or of none, with references to itself or to
    elsewhere, or too large with all that it refers to. Details name the rule, never a value.
    """
    errors = _validator(schema).iter_errors(document)
    return problems_of(errors, "the schema that it names", is_partial=is_partial)


def problems_of(
    errors: Iterable[jsonschema_rs.ValidationError], schema: str, *, is_partial: bool = False
) -> list[Problem]:
    """At most 20 failed rules of a schema, as what they say of a document.

    Where the document `is_partial`, what is missing may have been left out by its holder and is
    no problem.
    """
    problems = []
    for count, error in enumerate(errors):
        # No certificate leaves so much out that the search through it would take long.
        if is_partial and count < _MAX_MISSING and _is_only_missing(error):
            continue
        problems.append(_problem_of(error, schema))
        if len(problems) >= _MAX_PROBLEMS:
            break
    return problems


def _problem_of(error: jsonschema_rs.ValidationError, schema: str) -> Problem:
    """What a failed rule of a schema says of a document."""
    error = _innermost(error)
    path = list(error.instance_path)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
        path.append(error.kind.property)
    detail = f"{_wanted(error)}, as {schema} says"
    return Problem(ProblemCode.SCHEMA_MISMATCH, detail, at_pointer("", *path))


def _wanted(error: jsonschema_rs.ValidationError) -> str:
    """What to write in the place where a rule failed, in the words of the schema alone."""
    kind = error.kind
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
        return f"write the member {kind.property} here"
    if isinstance(kind, _ALTERNATIVES) and _is_only_missing(error):
        named = [_missing(branch) for branch in kind.context if all(map(_is_only_missing, branch))]
        return f"write one of these members here: {', '.join([*dict.fromkeys(named)][:_MAX_NAMED])}"
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Type):
        return f"write a value of another type here: {' or '.join(sorted(kind.types))}"
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Format):
        return f"write a value of the form {kind.format} here"
    return f"this does not keep the rule '{kind.name}'"


def _missing(branch: Sequence[jsonschema_rs.ValidationError]) -> str:
    """The members that one of several alternatives asks for."""
    kinds = [error.kind for error in branch]
    named = [
        kind.property
        for kind in kinds
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required)
    ]
    return " and ".join(named) or "one of several"


_ALTERNATIVES = (
    jsonschema_rs.ValidationErrorKind.AnyOf,
    jsonschema_rs.ValidationErrorKind.OneOfNotValid,
)


def _is_only_missing(error: jsonschema_rs.ValidationError) -> bool:
    """Whether nothing is wrong but that a member is not there, in one alternative at least."""
    if isinstance(error.kind, _ALTERNATIVES):
        return any(all(map(_is_only_missing, branch)) for branch in error.kind.context)
    return isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required)


def _innermost(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Of the alternatives that all failed, the one that was meant: it failed deepest."""
    while isinstance(error.kind, _ALTERNATIVES):
        inner = max(
            (found for branch in error.kind.context for found in branch),
            key=lambda found: len(found.instance_path),
        )
        if len(inner.instance_path) <= len(error.instance_path):
            break
        error = inner
    return error


def _validator(schema: Any) -> jsonschema_rs.Validator:
    version = schema.get("$schema") if isinstance(schema, dict) else None
    chosen = _VALIDATORS.get(version.removesuffix("#")) if isinstance(version, str) else None
    if chosen is None:
        raise refuse(ProblemCode.TOO_COMPLEX, "a schema of no version that is read")
    _check_bounds(schema)
    try:
        return chosen(
            schema,
            validate_formats=True,
            offline=True,
            # The linear engine: a pattern cannot be made slow by what it is matched against.
            pattern_options=jsonschema_rs.RegexOptions(),
        )
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        raise refuse(ProblemCode.TOO_COMPLEX, "not a schema that can be applied") from error


def _check_bounds(schema: JSONObject) -> None:
    """Walk a schema with every reference followed, as applying it would."""
    stack: list[tuple[Any, frozenset[str]]] = [(schema, frozenset())]
    parts = 0
    while stack:
        part, followed = stack.pop()
        parts += 1
        if parts > _MAX_PARTS:
            raise refuse(ProblemCode.TOO_COMPLEX, f"a schema of more than {_MAX_PARTS} parts")
        if isinstance(part, list):
            stack += [(item, followed) for item in part]
        if not isinstance(part, dict):
            continue
        if part is not schema and part.keys() & _LEADING_ELSEWHERE:
            raise refuse(ProblemCode.TOO_COMPLEX, "a schema with another inside")
        stack += [(item, followed) for item in part.values()]
        if _REFERENCE in part:
            reference = part[_REFERENCE]
            target = _target(schema, reference)
            if reference in followed or len(followed) >= _MAX_REFERENCES:
                raise refuse(ProblemCode.TOO_COMPLEX, "a schema that refers to itself")
            stack.append((target, followed | {reference}))


def _target(schema: JSONObject, reference: Any) -> Any:
    """The part of a schema that a reference inside it names (RFC 6901 §6)."""
    if not isinstance(reference, str) or not (reference == "#" or reference.startswith("#/")):
        raise refuse(ProblemCode.TOO_COMPLEX, "a schema that refers to elsewhere")
    part: Any = schema
    for step in unquote(reference).split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(part, dict) or name not in part:
            raise refuse(ProblemCode.TOO_COMPLEX, "a schema that refers to what is not there")
        part = part[name]
    return part
