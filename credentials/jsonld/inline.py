"""Which contexts a document may bring: vendored ones, and inline ones that only name things.

A context is not signed under RDFC-1.0, so whoever can choose it can rename what is. What
moves, nests, imports or resets is a form that is not read here.
"""

import re
from collections.abc import Mapping
from typing import Any

from credentials.jsonld import loader
from credentials.model import JSONObject, Policy, as_list
from credentials.problems import CredentialsError, ProblemCode, at_pointer, refuse

MAX_CONTEXTS = 16

FORBIDDEN_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

# `@import` is not among them: it would let PyLD write into the imported, pinned context.
_SETTINGS = {"@vocab", "@protected", "@version", "@language", "@direction"}
_SCOPED_SETTINGS = {"@protected", "@version"}
_DEFINITION = {
    *("@id", "@type", "@container", "@protected", "@language", "@direction", "@prefix"),
    "@context",
}
_CONTAINERS = (None, "@set", "@list", "@language")
_KEYWORD_NAMES = {"id": "@id", "type": "@type"}

# RFC 3986 §2.2; a simple definition that ends so is a prefix (JSON-LD 1.1 §4.2.2).
GEN_DELIMITERS = (":", "/", "?", "#", "[", "]", "@")


def check_contexts(document: Mapping[str, Any], pointer: str = "") -> list[JSONObject]:
    """The inline contexts of a document, whose other contexts are all vendored.

    Raises CredentialsError with `context-unknown` for an address that is not vendored (it is
    never fetched) and for an inline context that does more than name things, and `bad-value`
    for what is no context.
    """
    here = at_pointer(pointer, "@context")
    listed = as_list(document.get("@context", []))
    if not 1 <= len(listed) <= MAX_CONTEXTS:
        raise refuse(ProblemCode.BAD_VALUE, f"not 1 to {MAX_CONTEXTS} contexts", here)
    inline = []
    for at, context in enumerate(listed):
        place = at_pointer(here, at) if isinstance(document["@context"], list) else here
        if isinstance(context, str):
            _check_known(context, place)
        elif isinstance(context, dict):
            _check_inline(_unwrapped(context), place)
            inline.append(context)
        else:
            raise refuse(ProblemCode.BAD_VALUE, "neither an address nor a context", place)
        if context in listed[:at]:
            raise refuse(ProblemCode.BAD_VALUE, "the same context stands here twice", place)
    return inline


def _unwrapped(context: JSONObject) -> JSONObject:
    """What processors make of a context that stands in a `@context` of its own, as in a file."""
    inner = context.get("@context")
    return inner if context.keys() == {"@context"} and isinstance(inner, dict) else context


def check_policy(document: Mapping[str, Any], policy: Policy) -> None:
    """Refuse, with `context-unknown`, contexts that are readable but that the policy forgoes.

    `Policy.STRICT` reads pinned contexts with fixed terms only.
    """
    for context in as_list(document["@context"]):
        if policy is Policy.STRICT and (
            isinstance(context, dict) or not loader.is_accepted(context, policy)
        ):
            raise refuse(
                ProblemCode.CONTEXT_UNKNOWN,
                "only pinned contexts with fixed terms are read here",
                "/@context",
            )


def _check_known(url: str, pointer: str) -> None:
    if url not in loader.CONTEXTS:
        raise refuse(ProblemCode.CONTEXT_UNKNOWN, "a context that is not kept here", pointer)


def _check_inline(context: dict[Any, Any], pointer: str) -> None:
    for name, definition in context.items():
        here = at_pointer(pointer, name) if isinstance(name, str) else pointer
        _check_name(name, definition, here)
        if not (_sets(name, definition) if name.startswith("@") else _names(definition)):
            raise _does_more(here)
        if isinstance(definition, dict) and "@context" in definition:
            _check_scoped(definition["@context"], at_pointer(here, "@context"))


def _check_scoped(context: Any, pointer: str) -> None:
    """A context that holds inside one term only: addresses in full, nothing deeper."""
    if not isinstance(context, dict):
        raise _does_more(pointer)
    for name, definition in context.items():
        here = at_pointer(pointer, name) if isinstance(name, str) else pointer
        _check_name(name, definition, here)
        if name.startswith("@"):
            known = name in _SCOPED_SETTINGS and isinstance(definition, bool | float)
        else:
            known = _names(definition) and _names_in_full(definition)
        if not known:
            raise _does_more(here)


def _check_name(name: Any, definition: Any, pointer: str) -> None:
    if not isinstance(name, str):
        raise refuse(ProblemCode.MALFORMED, "a term that is no text", pointer)
    check_characters(name, pointer)
    address = address_in(definition)
    if not name.startswith("@") and address.startswith("@") and address != _KEYWORD_NAMES.get(name):
        raise refuse(
            ProblemCode.TREE_CHANGED, "a keyword gets a name, under which it would hide", pointer
        )


def address_in(definition: Any) -> str:
    """The address in a term's definition as it is written; "" where there is none."""
    address = definition.get("@id") if isinstance(definition, dict) else definition
    return address if isinstance(address, str) else ""


def _sets(keyword: str, value: Any) -> bool:
    """Whether a keyword of a context is one that may be set, to such a value."""
    if keyword == "@vocab":
        return isinstance(value, str) and ":" in value and not value.startswith(("@", "_", ":"))
    return keyword in _SETTINGS and isinstance(value, str | bool | float)


def _names(definition: Any) -> bool:
    """Whether a term definition only gives a term its address, type and language."""
    if definition is None or isinstance(definition, str):
        return True
    return (
        isinstance(definition, dict)
        and definition.keys() <= _DEFINITION
        and definition.get("@container") in _CONTAINERS
        and all(
            item is None or isinstance(item, str | bool)
            for key, item in definition.items()
            if key != "@context"
        )
    )


def _names_in_full(definition: Any) -> bool:
    """Whether it does so by a full address, and begins no scope and no prefix."""
    address = address_in(definition)
    if isinstance(definition, dict) and not definition.keys().isdisjoint({"@context", "@prefix"}):
        return False
    return address.startswith("@") or (":" in address and not address.endswith(GEN_DELIMITERS))


def _does_more(pointer: str) -> CredentialsError:
    return refuse(
        ProblemCode.CONTEXT_UNKNOWN,
        "a context inside the document does more than name things",
        pointer,
    )


def check_characters(text: str, pointer: str) -> None:
    """Refuse control characters and half characters, with `bad-value`."""
    if FORBIDDEN_CHARACTER.search(text):
        raise refuse(ProblemCode.BAD_VALUE, "a text has a control character", pointer)
