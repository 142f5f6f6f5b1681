"""How names and addresses go together in the contexts of a document."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

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

    @property
    def prefixes(self) -> frozenset[str]:
        """What stands for the beginning of an address."""
        return frozenset(self._prefixes)

    def in_full(self, name: str) -> str:
        """An address in full, where a prefix abbreviates it; any other text as it is."""
        prefix, _, rest = name.partition(":")
        return self._prefixes[prefix] + rest if prefix in self._prefixes else name

    def type_named(self, found: str) -> str:
        """The name of a type that came back under another term of the same address.

        Open Badges 3.0 has such pairs: `geo` has the address of the class GeoCoordinates.
        """
        return self._pinned.only(self._addresses(found), str.isupper) or found

    def property_named(self, found: str) -> str:
        """The name of a property that came back under its address, or a class of that address.

        Some versions of the Open Badges context give a property a type that its values do not
        have, and then it does not come back under its name.
        """
        if found[:1].islower() and ":" not in found:
            return found
        return self._pinned.only(self._addresses(found), str.islower) or found

    def _addresses(self, name: str) -> set[str]:
        return {self.in_full(name)} if ":" in name else self._pinned.addresses.get(name, set())

    def check_names(self, pointer: str) -> None:
        """Refuse an inline context that gives a second name to what a vendored one names.

        With a second name, `validUntil` could be called something that no reader looks for.
        Raises CredentialsError with `tree-changed`; `pointer` is where the contexts stand.
        """
        for term, definition in self._inline:
            understood = (self._terms.get(term) or {}).get("@id") or ""
            for address in {understood, self.in_full(address_in(definition))} - {""}:
                if term not in self._pinned.names.get(address, {term}):
                    known = PROPERTIES.get(address, "a term")
                    detail = f"{known} gets a second name, under which a reader would miss it"
                    raise refuse(ProblemCode.TREE_CHANGED, detail, pointer)


class _Pinned(Struct, frozen=True):
    """What vendored contexts define: terms by full address, addresses by term, prefixes."""

    names: dict[str, set[str]]
    addresses: dict[str, set[str]]
    prefixes: dict[str, str]

    def only(self, addresses: Iterable[str], case: Callable[[str], bool]) -> str | None:
        """The only term of these addresses that begins in this case; None if it is not one."""
        terms = {term for at in addresses for term in self.names.get(at, ()) if case(term[0])}
        return terms.pop() if len(terms) == 1 else None


@lru_cache(maxsize=64)
def _pinned(urls: tuple[str, ...]) -> _Pinned:
    names: dict[str, set[str]] = {}
    addresses: dict[str, set[str]] = {}
    prefixes: dict[str, str] = {}
    for url in urls:
        definitions = list(_definitions(loader.CONTEXTS[url]["@context"]))
        prefixes |= {
            term: text
            for term, text in definitions
            if isinstance(text, str) and text.endswith(GEN_DELIMITERS)
        }
        for term, definition in definitions:
            prefix, colon, rest = address_in(definition).partition(":")
            address = prefixes.get(prefix, prefix + colon) + rest
            names.setdefault(address, set()).add(term)
            addresses.setdefault(term, set()).add(address)
    return _Pinned(names, addresses, prefixes)


def _definitions(context: Any) -> Iterator[tuple[str, Any]]:
    """Every term of a context with its definition, those of scoped contexts included."""
    for part in as_list(context):
        for term, definition in (part or {}).items():
            yield term, definition
            if isinstance(definition, dict) and "@context" in definition:
                yield from _definitions(definition["@context"])


PROPERTIES: Mapping[str, str] = {
    address: term
    for url in loader.CONTEXTS
    for address, terms in _pinned((url,)).names.items()
    for term in terms
    if term[:1].islower()
}
"""What a property is called, by its full address, in the vendored contexts.

Types have addresses too, but their names begin with a capital.
"""

JSON_LITERALS = frozenset(
    term
    for url in loader.CONTEXTS
    for term, definition in _definitions(loader.CONTEXTS[url]["@context"])
    if isinstance(definition, dict) and definition.get("@type") == "@json"
)
"""The properties whose value is JSON as it stands, in some vendored context."""
