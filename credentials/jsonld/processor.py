"""PyLD with a memory: what a context comes to is worked out once and not for every node.

Nearly half of PyLD's time goes into processing the same scoped contexts again, because it
gives each result a new name and so never finds it in its own caches. The results are the
same; only the work is saved.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache
from pyld.context_resolver import ContextResolver
from pyld.jsonld import JsonLdProcessor
from typing_extensions import override

from credentials.jsonld import loader

_MOST = 512


def _cache() -> LRUCache[Hashable, Any]:
    # Bounded, because strangers choose how the vendored contexts are nested.
    return LRUCache(_MOST)


@dataclass(frozen=True, slots=True)
class Memory:
    """What was worked out before; `resolved` is PyLD's own, of contexts by address."""

    resolved: dict[str, Any] = field(default_factory=dict)
    processed: LRUCache[Hashable, Any] = field(default_factory=_cache)
    inverse: LRUCache[Hashable, Any] = field(default_factory=_cache)


def options_for(memory: Memory) -> dict[str, Any]:
    """Every option of PyLD that matters, said."""
    return {
        # Without a base, relative addresses stay relative and are found; PyLD's own
        # default would complete them from an address of its own.
        "base": None,
        "processingMode": "json-ld-1.1",
        "rdfDirection": "i18n-datatype",
        "documentLoader": loader.load_document,
        "contextResolver": ContextResolver(memory.resolved, loader.load_document),
    }


class RememberingProcessor(JsonLdProcessor):  # type: ignore[misc] # PyLD ships no types
    """A JSON-LD processor that keeps active contexts and their inverse by what made them."""

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self._memory = memory

    @override
    def expand(self, input_: Any, options: Any) -> Any:
        # PyLD's to_rdf expands once more what is expanded already, which changes nothing.
        return input_ if options.get("skipExpansion") else super().expand(input_, options)

    @override
    def _process_context(
        self,
        active_ctx: Any,
        local_ctx: Any,
        options: Any,
        **flags: Any,
    ) -> Any:
        is_scoped = not isinstance(local_ctx, str | list)
        if "_uuid" not in active_ctx or "cycles" in flags or not is_scoped:
            # A context that is being made has no name yet; those at the top of a document
            # are few, and PyLD keeps them.
            return super()._process_context(active_ctx, local_ctx, options, **flags)
        # An active context never changes under its name. A scoped context is the very object
        # of the vendored file, which the entry keeps alive, so that its identity stays its own.
        key = (active_ctx["_uuid"], id(local_ctx), frozenset(flags.items()))
        known = self._memory.processed.get(key)
        if known is None:
            made = super()._process_context(active_ctx, local_ctx, options, **flags)
            self._memory.processed[key] = known = (local_ctx, made)
        return known[1]

    @override
    def _get_inverse_context(self, active_ctx: Any) -> Any:
        name = active_ctx["_uuid"]
        known = self._memory.inverse.get(name)
        if known is None:
            known = self._memory.inverse[name] = super()._get_inverse_context(active_ctx)
        return known
