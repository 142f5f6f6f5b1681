"""Which rules of a JSON Schema look at the text in one place of a document.

Whether a document keeps a schema is put together from its rules. Where only one text is new, the
answer is the same as before if each rule that looks at it says of it what it said of the old one.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from credentials.jsonld.pattern import NoPattern
from credentials.model import JSONObject
from credentials.series.places import Path

_OF_A_TEXT = frozenset({"format", "pattern", "minLength", "maxLength", "const", "enum"})
# These say nothing of a text but that it is one, or nothing at all.
_OF_NO_TEXT = frozenset(
    {
        "$defs", "definitions", "$comment", "title", "description", "default",
        "examples", "type", "properties", "patternProperties", "additionalProperties",
        "unevaluatedProperties", "required", "items", "additionalItems", "unevaluatedItems",
        "contains", "minItems", "maxItems", "minProperties", "maxProperties", "minimum", "maximum",
        "uniqueItems",
    }
)  # fmt: skip
_BESIDE = ("allOf", "anyOf", "oneOf")
_ONE_BESIDE = ("not", "if", "then", "else")
_BELOW_A_NAME = ("additionalProperties", "unevaluatedProperties")
_BELOW_A_NUMBER = ("items", "additionalItems", "unevaluatedItems", "contains")
# These compare a whole object or list, and so each text in it.
_OF_THE_WHOLE = frozenset({"const", "enum", "uniqueItems"})
_KNOWN = _OF_A_TEXT | _OF_NO_TEXT | {"$ref", *_BESIDE, *_ONE_BESIDE}
# Further inside, an address would change where references lead.
_KNOWN_ON_TOP = _KNOWN | {"$schema", "$id"}


def text_rules(schema: JSONObject, path: Path) -> list[JSONObject]:
    """The rules that look at the text there, each as a schema.

    Raises NoPattern where that cannot be told: for rules that are not known here, references
    to elsewhere, and rules that compare a whole in which the text is a part.
    """
    reached = _beside(schema, [schema])
    for step in path:
        if any(part.keys() & _OF_THE_WHOLE for part in reached):
            raise NoPattern
        reached = _beside(schema, [below for part in reached for below in _below(part, step)])
    return [{name: part[name]} for part in reached for name in sorted(part.keys() & _OF_A_TEXT)]


def _beside(schema: JSONObject, parts: Iterable[Any]) -> list[JSONObject]:
    """All that is applied to the same value."""
    found: dict[int, JSONObject] = {}
    stack = [part for part in parts if isinstance(part, dict)]
    while stack:
        part = stack.pop()
        if id(part) in found:
            continue
        if not part.keys() <= (_KNOWN_ON_TOP if part is schema else _KNOWN):
            raise NoPattern
        found[id(part)] = part
        for name in _BESIDE:
            stack += [one for one in part.get(name, ()) if isinstance(one, dict)]
        stack += [part[name] for name in _ONE_BESIDE if isinstance(part.get(name), dict)]
        if "$ref" in part:
            stack.append(_target(schema, part["$ref"]))
    return list(found.values())


def _below(part: JSONObject, step: str | int) -> Iterator[Any]:
    """What is applied to the values below, and maybe more."""
    if isinstance(step, str):
        if step in part.get("properties", {}):
            yield part["properties"][step]
        yield from part.get("patternProperties", {}).values()
        yield from (part.get(name) for name in _BELOW_A_NAME)
    else:
        yield from (part.get(name) for name in _BELOW_A_NUMBER)


def _target(schema: JSONObject, reference: str) -> JSONObject:
    """The part of the schema that a reference leads to."""
    first, *steps = reference.split("/")
    target: Any = schema if first == "#" else None
    for step in steps:
        target = target.get(step) if isinstance(target, dict) else None
    if not isinstance(target, dict):
        raise NoPattern
    return target
