"""How names and addresses go together in the contexts of a document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from credentials.jsonld import loader
from credentials.jsonld.inline import GEN_DELIMITERS, address_in
from credentials.model import as_list
from credentials.problems import ProblemCode, refuse


class Naming:
    """The names of one document: its contexts, and how the processor understood them.

    `terms` are the processor's definitions by term; they are only asked where an inline
    context stands beside the vendored ones.
    """

    def __init__(self, contexts: list[Any], terms: Mapping[str, Any]) -> None:
        self._pinned = _pinned(tuple(url for url in contexts if isinstance(url, str)))
        inline = [context for context in contexts if isinstance(context, dict)]
        self._inline = [definition for context in inline for definition in _definitions(context)]
        self._terms = terms
        self._prefixes = self._pinned.prefixes | {
            term: definition["@id"]
            for term, definition in terms.items()
            if definition and definition["_prefix"]
        }
        self.inline_terms = frozenset(term for term, _ in self._inline)
        """The terms that an inline context defines."""

    def in_full(self, name: str) -> str:
        """An address in full, where a prefix abbreviates it; any other text as it is."""
        prefix, _, rest = name.partition(":")
        return self._prefixes[prefix] + rest if prefix in self._prefixes else name

    def type_named(self, term: str) -> str:
        """The name of a type, where the processor took a property with the same address.

        Open Badges 3.0 has such pairs: `geo` has the address of the class GeoCoordinates.
        """
        return self._pinned.kinds.get(term, term)

    def check_names(self, pointer: str) -> None:
        """Refuse an inline context that gives a second name to what a vendored one names.

        With a second name, `validUntil` could be called something that no reader looks for.
        Raises CredentialsError with `tree-changed`; `pointer` is where the contexts stand.
        """
        names: dict[str, set[str]] = {}
        for term, definition in self._pinned.definitions:
            names.setdefault(self.in_full(address_in(definition)), set()).add(term)
        for term, definition in self._inline:
            understood = (self._terms.get(term) or {}).get("@id") or ""
            for address in {understood, self.in_full(address_in(definition))} - {""}:
                if term not in names.get(address, {term}):
                    known = PROPERTIES.get(address, "a term")
                    detail = f"{known} gets a second name, under which a reader would miss it"
                    raise refuse(ProblemCode.TREE_CHANGED, detail, pointer)


@dataclass(frozen=True, slots=True)
class _Pinned:
    """What a list of vendored contexts defines; `kinds` has the type of a property's address."""

    definitions: list[tuple[str, Any]]
    prefixes: dict[str, str]
    kinds: dict[str, str]


@lru_cache(maxsize=64)
def _pinned(urls: tuple[str, ...]) -> _Pinned:
    definitions = [pair for url in urls for pair in _definitions(loader.CONTEXTS[url]["@context"])]
    types = {address_in(text): term for term, text in definitions if term[0].isupper()}
    return _Pinned(
        definitions,
        prefixes={
            term: text
            for term, text in definitions
            if isinstance(text, str) and text.endswith(GEN_DELIMITERS)
        },
        kinds={
            term: types[address_in(text)]
            for term, text in definitions
            if address_in(text) in types and term[0].islower()
        },
    )


def _definitions(context: Any) -> Iterator[tuple[str, Any]]:
    """Every term of a context with its definition, those of scoped contexts included."""
    for part in as_list(context):
        for term, definition in (part or {}).items():
            yield term, definition
            if isinstance(definition, dict) and "@context" in definition:
                yield from _definitions(definition["@context"])


def _properties() -> dict[str, str]:
    found = {}
    for document in loader.CONTEXTS.values():
        definitions = list(_definitions(document["@context"]))
        prefixes = {term: text for term, text in definitions if isinstance(text, str)}
        for term, definition in definitions:
            prefix, _, rest = address_in(definition).partition(":")
            if term[:1].islower():
                found[prefixes.get(prefix, f"{prefix}:") + rest] = term
    return found


PROPERTIES: Mapping[str, str] = _properties()
"""What a property is called, by its full address, in the vendored contexts.

Types have addresses too, but their names begin with a capital.
"""
