"""Contexts: which a document may bring, and how names and addresses go together in them.

A context is not signed under RDFC-1.0, so whoever can choose it can rename what is. Only
vendored contexts are read; what an inline context may do beside them is kept narrow.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from credentials.jsonld import loader
from credentials.model import JSONObject, Policy, as_list
from credentials.problems import ProblemCode, at_pointer, refuse

_MAX_CONTEXTS = 16

_FORBIDDEN_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

# A context inside a document may name things. What moves, nests, imports or scopes is a
# form that is not read here; `@import` would also let PyLD write into the imported context.
_INLINE_KEYWORDS = {"@vocab", "@protected", "@version", "@language", "@direction"}
_DEFINITION_KEYWORDS = {
    "@id", "@type", "@container", "@protected", "@language", "@direction", "@prefix"
}  # fmt: skip
_CONTAINERS = ("@set", "@list", "@language")
_KEYWORD_NAMES = {"id": "@id", "type": "@type"}


def check_contexts(document: Mapping[str, Any], pointer: str = "") -> list[JSONObject]:
    """The inline contexts of a document, whose other contexts are all vendored.

    Raises CredentialsError with `context-unknown` for an address that is not vendored (it is
    never fetched) and for an inline context that does more than name things, and `bad-value`
    for what is no context.
    """
    here = at_pointer(pointer, "@context")
    listed = as_list(document.get("@context", []))
    if not 1 <= len(listed) <= _MAX_CONTEXTS:
        raise refuse(ProblemCode.BAD_VALUE, f"not 1 to {_MAX_CONTEXTS} contexts", here)
    inline = []
    for at, context in enumerate(listed):
        place = at_pointer(here, at) if isinstance(document["@context"], list) else here
        if isinstance(context, str):
            _check_known(context, place)
        elif isinstance(context, dict):
            _check_inline(context, place)
            inline.append(context)
        else:
            raise refuse(ProblemCode.BAD_VALUE, "neither an address nor a context", place)
        if context in listed[:at]:
            raise refuse(ProblemCode.BAD_VALUE, "the same context stands here twice", place)
    return inline


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


def _check_inline(context: JSONObject, pointer: str) -> None:
    for name, definition in context.items():
        if not isinstance(name, str):
            raise refuse(ProblemCode.MALFORMED, "a term that is no text", pointer)
        here = at_pointer(pointer, name)
        check_characters(name, here)
        address = definition.get("@id") if isinstance(definition, dict) else definition
        if isinstance(address, str) and address.startswith("@") and not name.startswith("@"):
            if _KEYWORD_NAMES.get(name) == address:
                continue
            raise refuse(
                ProblemCode.TREE_CHANGED, "a keyword gets a name, under which it would hide", here
            )
        if not (_sets(name, definition) if name.startswith("@") else _names(definition)):
            raise refuse(
                ProblemCode.CONTEXT_UNKNOWN,
                "a context inside the document does more than name things",
                here,
            )


def _sets(keyword: str, value: Any) -> bool:
    """Whether a keyword of a context is one that may be set, to such a value."""
    if keyword == "@vocab":
        return isinstance(value, str) and ":" in value and not value.startswith(("@", "_", ":"))
    return keyword in _INLINE_KEYWORDS and isinstance(value, str | bool | float)


def _names(definition: Any) -> bool:
    """Whether a term definition only gives a term its address, type and language."""
    if definition is None or isinstance(definition, str):
        return True
    return (
        isinstance(definition, dict)
        and definition.keys() <= _DEFINITION_KEYWORDS
        and all(item is None or isinstance(item, str | bool) for item in definition.values())
        and definition.get("@container") in (None, *_CONTAINERS)
    )


def check_characters(text: str, pointer: str) -> None:
    """Refuse control characters and half characters, with `bad-value`."""
    if _FORBIDDEN_CHARACTER.search(text):
        raise refuse(ProblemCode.BAD_VALUE, "a text has a control character", pointer)


def check_names(contexts: list[Any], terms: Mapping[str, Any], pointer: str) -> None:
    """Refuse an inline context that gives a second name to what a vendored one names.

    `terms` are the definitions as the processor understood them, `pointer` is where the
    contexts stand. With a second name, `validUntil` could be called something that no reader
    looks for. Raises CredentialsError with `tree-changed`.
    """
    pinned: dict[str, set[str]] = {}
    for url in contexts:
        if isinstance(url, str):
            for address, term in _terms_by_address(loader.CONTEXTS[url]["@context"]):
                pinned.setdefault(address, set()).add(term)
    inline = [context for context in contexts if isinstance(context, dict)]
    for term in {term for context in inline for term in context}:
        address = (terms.get(term) or {}).get("@id") or ""
        if term not in pinned.get(address, {term}):
            known = PROPERTIES.get(address, "a term")
            detail = f"{known} gets a second name, under which a reader would miss it"
            raise refuse(ProblemCode.TREE_CHANGED, detail, pointer)


def prefixes_of(contexts: Iterable[Any]) -> dict[str, str]:
    """The terms that may stand for the beginning of an address, with that beginning."""
    found: dict[str, str] = {}
    for context in contexts:
        body = loader.CONTEXTS[context]["@context"] if isinstance(context, str) else context
        for term, definition in _definitions(body):
            if isinstance(definition, str) and definition.endswith(_GEN_DELIMITERS):
                found[term] = definition
            elif isinstance(definition, dict) and definition.get("@prefix") is True:
                found[term] = str(definition.get("@id"))
    return found


# RFC 3986 §2.2; a simple definition that ends so is a prefix (JSON-LD 1.1 §4.2.2).
_GEN_DELIMITERS = (":", "/", "?", "#", "[", "]", "@")


def _definitions(context: Any) -> Iterator[tuple[str, Any]]:
    """Every term of a context with its definition, those of scoped contexts included."""
    for part in as_list(context):
        for term, definition in (part or {}).items():
            yield term, definition
            if isinstance(definition, dict) and "@context" in definition:
                yield from _definitions(definition["@context"])


def _terms_by_address(context: Any) -> Iterator[tuple[str, str]]:
    """Every (full address, term) that a vendored context defines."""
    definitions = list(_definitions(context))
    prefixes = {term: text for term, text in definitions if isinstance(text, str)}
    for term, definition in definitions:
        address = definition.get("@id") if isinstance(definition, dict) else definition
        if isinstance(address, str) and not address.startswith("@"):
            prefix, _, rest = address.partition(":")
            yield (prefixes[prefix] + rest if prefix in prefixes else address), term


PROPERTIES: Mapping[str, str] = {
    address: term
    for document in loader.CONTEXTS.values()
    for address, term in _terms_by_address(document["@context"])
    if term[:1].islower()
}
"""What a property is called, by its full address, in the vendored contexts.

Types have addresses too, but their names begin with a capital.
"""
