"""How names and addresses go together in the contexts of a document."""

from collections.abc import Iterator, Mapping
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
        pinned = [
            definition
            for url in contexts
            if isinstance(url, str)
            for definition in _definitions(loader.CONTEXTS[url]["@context"])
        ]
        inline = [context for context in contexts if isinstance(context, dict)]
        self._inline = [definition for context in inline for definition in _definitions(context)]
        self._terms = terms
        self._pinned = pinned
        self.prefixes: Mapping[str, str] = {
            term: text
            for term, text in pinned
            if isinstance(text, str) and text.endswith(GEN_DELIMITERS)
        } | {
            term: definition["@id"]
            for term, definition in terms.items()
            if definition and definition["_prefix"]
        }
        """The terms that may stand for the beginning of an address, with that beginning."""
        self.inline_terms = frozenset(term for term, _ in self._inline)
        """The terms that an inline context defines."""

    def in_full(self, name: str) -> str:
        """An address in full, where a prefix abbreviates it; any other text as it is."""
        prefix, _, rest = name.partition(":")
        return self.prefixes[prefix] + rest if prefix in self.prefixes else name

    def check_names(self, pointer: str) -> None:
        """Refuse an inline context that gives a second name to what a vendored one names.

        With a second name, `validUntil` could be called something that no reader looks for.
        Raises CredentialsError with `tree-changed`; `pointer` is where the contexts stand.
        """
        names: dict[str, set[str]] = {}
        for term, definition in self._pinned:
            names.setdefault(self.in_full(address_in(definition)), set()).add(term)
        for term, definition in self._inline:
            understood = (self._terms.get(term) or {}).get("@id") or ""
            for address in {understood, self.in_full(address_in(definition))} - {""}:
                if term not in names.get(address, {term}):
                    known = PROPERTIES.get(address, "a term")
                    detail = f"{known} gets a second name, under which a reader would miss it"
                    raise refuse(ProblemCode.TREE_CHANGED, detail, pointer)


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
