"""Which names a document may use at each place, read off the context files themselves.

Only roughly what JSON-LD says of scoped contexts: enough to draw documents most of which mean
something, and independent of the code that the documents are to test.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from credentials.jsonld import loader

Definition = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Scope:
    """The names at one place; `of` a type and `inside` a member there may be others.

    `outside` is the place without what the types of its node bring along: that does not reach
    into the values of its members.
    """

    terms: dict[str, Definition]
    outside: "Scope | None" = None

    @cached_property
    def members(self) -> list[str]:
        """What may stand as the name of a member."""
        return [name for name in self.terms if not name[:1].isupper() and name not in _ALIASES]

    @cached_property
    def classes(self) -> list[str]:
        """What may stand as a type: names with a capital, as everybody writes them."""
        return [name for name in self.terms if name[:1].isupper() or name[:1].isdigit()]

    @lru_cache(maxsize=4_000)  # noqa: B019 - scopes come from the vendored contexts and are few
    def of(self, kind: str) -> "Scope":
        """The names inside a node of this type."""
        return Scope({**self.terms, **_terms(self._scoped(kind))}, outside=self.outside or self)

    @lru_cache(maxsize=4_000)  # noqa: B019 - as above
    def inside(self, name: str) -> "Scope":
        """The names inside the values of a member, before their types bring more."""
        scoped = self._scoped(name)
        outside = self.outside or self
        return Scope({**outside.terms, **_terms(scoped)}) if scoped else outside

    def _scoped(self, name: str) -> Any:
        return self.terms.get(name, {}).get("@context") or {}


@lru_cache(maxsize=100)
def scope(contexts: tuple[str, ...]) -> Scope:
    """The names at the top of a document in these contexts."""
    terms: dict[str, Definition] = {}
    for url in contexts:
        terms |= _terms(loader.CONTEXTS[url]["@context"])
    return Scope(terms)


_ALIASES = ("id", "type", "proof", "verifiableCredential")


def _terms(context: Any) -> dict[str, Definition]:
    parts: Sequence[Any] = context if isinstance(context, list) else [context]
    return {
        name: {"@id": said} if isinstance(said, str) else said
        for part in parts
        if isinstance(part, dict)
        for name, said in part.items()
        if not name.startswith("@") and said is not None
    }
