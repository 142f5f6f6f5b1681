"""What the pinned contexts make of each name, worked out once by PyLD and kept.

The active context at one place of a document (JSON-LD 1.1 §4.1) says which members may stand
there, and what is read inside of them. Whatever it cannot promise to read exactly as the
reference does is `Unsupported`, and the reference reads it instead.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from cachetools import LRUCache
from msgspec import Struct
from pyld.jsonld import JsonLdError

from credentials.jsonld import loader
from credentials.jsonld.canonical import XSD_STRING
from credentials.jsonld.graph import ABSOLUTE, kind_of_value
from credentials.jsonld.inline import MAX_CONTEXTS
from credentials.jsonld.lossless import without_alias
from credentials.jsonld.naming import Naming
from credentials.jsonld.processor import Memory, RememberingProcessor, options_for
from credentials.model import Policy

XSD_DOUBLE = "http://www.w3.org/2001/XMLSchema#double"

PREFIXES = frozenset(prefix for url in loader.CONTEXTS for prefix in Naming([url], {}).prefixes)
"""What stands for the beginning of an address in any vendored context."""

_MOST_KNOWN_CONTEXTS = 2_000
_MOST_COMBINATIONS = 100
_SETTINGS = ("@vocab", "@language", "@direction", "@base")
_CONTAINERS: tuple[list[str], ...] = ([], ["@set"], ["@list"], ["@graph"], ["@graph", "@set"])

# What a definition may say for the walk to know all that it means.
_KNOWN = frozenset(
    {
        *("@id", "@type", "@container", "@context"),
        *("reverse", "protected", "_prefix", "_term_has_colon"),
    }
)


_Kept = TypeVar("_Kept")
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
NO_TYPE: Any = object()
"""What stands for the `type` of a node that has none."""


class Unsupported(Exception):  # noqa: N818 - not an error: the reference reads such a document
    """The compiled path does not read this, and the reference decides what it is."""


class Member(Struct, frozen=True):
    """How the values of one member are read.

    `predicate` is in the form of N-Quads. A text is an address where `is_address`, a term where
    there are `terms` to look it up in, and otherwise a literal with this `suffix` for its
    datatype. `kind` is what a literal has to be in JSON, None where it may be anything.
    `inside` is the active context of nodes that stand there, None where none may; with `is_graph`
    each is a graph of its own. With `is_list` the values are texts whose order counts. Where a
    text `is_text` and nothing else, it stands between `before` and `after` in its line.
    """

    predicate: str
    is_address: bool
    terms: "ActiveContext | None"
    suffix: str
    kind: type[bool] | type[float] | type[str] | None
    is_double: bool
    inside: "ActiveContext | None"
    is_graph: bool
    is_list: bool
    is_text: bool
    before: str
    after: str


TYPES = Member(
    predicate=TYPE,
    is_address=False,
    terms=None,
    suffix="",
    kind=None,
    is_double=False,
    inside=None,
    is_graph=False,
    is_list=False,
    is_text=False,
    before="",
    after="",
)
"""The member that says the types of a node, of which `ActiveContext.node_of` knows the lines."""

Form = Sequence[tuple[str, Member]]
"""The names in a node but its `id`, in the order of their statements."""


class ActiveContext:
    """The names that may be used at one place, and what they stand for."""

    def __init__(self, active: Any, contexts: tuple[str, ...]) -> None:
        mappings = active["mappings"]
        aliases = [(mappings.get(name) or {}).get("@id") for name in ("id", "type")]
        self.is_empty = not mappings
        """Whether nothing has a name here, until a document names its contexts."""
        if (
            not (self.is_empty or aliases == ["@id", "@type"])
            or any(active.get(setting) for setting in _SETTINGS)
            or any((mappings[term] or {}).get("_prefix") for term in mappings.keys() - PREFIXES)
        ):
            raise Unsupported
        self._active = active
        self._contexts = contexts
        self._naming = Naming(list(contexts), {})
        self._sharing: dict[str | None, list[str]] = {}
        for term, definition in mappings.items():
            self._sharing.setdefault((definition or {}).get("@id"), []).append(term)
        self.members: dict[str, Member] = {}
        self.forms: dict[tuple[str, ...], Form] = {}
        self.classes: dict[str, str] = {}
        self.terms: dict[str, str] = {}
        self.by_types: dict[tuple[str, ...], ActiveContext] = {}
        self._nodes: dict[Any, tuple[ActiveContext, tuple[str, ...]]] = {}
        self.by_contexts: dict[tuple[str, ...], ActiveContext] = {}

    # What the walk does not find in these dictionaries it asks for here, once. Only names
    # that a vendored context defines get in, so that strangers cannot fill them.

    def member(self, name: str) -> Member:
        """How a member of this name is read here."""
        definition = self.definition(name)
        self._check_name(definition, self._naming.property_named, name)
        with _COMPILING:
            made = self.members[name] = self._member(name, definition)
        return made

    def form(self, names: tuple[str, ...]) -> Form:
        """How a node with members of these names is read.

        No two have one property: of names that share one, `member` reads none.
        """
        members = [
            (name, TYPES if name == "type" else self.members.get(name) or self.member(name))
            for name in names
            if name != "id"
        ]
        members.sort(key=lambda one: one[1].predicate)
        return _keep(self.forms, names, members)

    def class_(self, name: str) -> str:
        """The address of a class by its name."""
        definition = self.definition(name)
        self._check_name(
            definition,
            lambda term: without_alias(self._naming.type_named(term)),
            without_alias(name),
        )
        self.classes[name] = made = f"<{definition['@id']}>"
        return made

    def term(self, name: str) -> str:
        """The address of a term that stands as a value."""
        definition = self.definition(name)
        self._check_name(definition, str, name)
        # A term whose own values are of another kind does not come back from its address.
        if (
            name in PREFIXES
            or definition.get("@type") not in (None, "@id")
            or definition.get("@container", []) not in ([], ["@set"])
        ):
            raise Unsupported
        self.terms[name] = made = f"<{definition['@id']}>"
        return made

    def with_types(self, types: tuple[str, ...]) -> "ActiveContext":
        """The active context inside a node of these types (JSON-LD 1.1 §4.1.9)."""
        scoped = [
            context
            for name in sorted(types)
            if (context := self.definition(name).get("@context")) is not None
        ]
        with _COMPILING:
            active = self._within(scoped)
            if len(scoped) > 1 and _fingerprint(active) != _fingerprint(self._within(scoped[::-1])):
                # What means one thing or another by the order of the types is not read here.
                raise Unsupported
            return _keep(self.by_types, types, _interned(active, self._contexts))

    def _within(self, scoped: Sequence[Any]) -> Any:
        active = self._active
        for context in scoped:
            active = _processed(active, context, propagate=False)
        return active

    def node_of(self, types: Any) -> "tuple[ActiveContext, tuple[str, ...]]":
        """What holds inside a node whose `type` this is, and the lines that its types make."""
        key = tuple(types) if type(types) is list else types
        try:
            return self._nodes.get(key) or self._node_of(key)
        except TypeError as error:
            # What cannot be hashed is no name.
            raise Unsupported from error

    def _node_of(self, key: Any) -> "tuple[ActiveContext, tuple[str, ...]]":
        if key is NO_TYPE:
            return _keep(self._nodes, key, (self, ()))
        types = (key,) if isinstance(key, str) else key
        if not isinstance(types, tuple) or not types:
            raise Unsupported
        if not all(isinstance(name, str) for name in types):
            raise Unsupported
        inner = self.by_types.get(types) or self.with_types(types)
        lines = {f" {TYPE} {self.classes.get(name) or self.class_(name)} .\n" for name in types}
        if len(lines) != len(types):
            # The same is said twice, which may be a fault.
            raise Unsupported
        return _keep(self._nodes, key, (inner, tuple(sorted(lines))))

    def with_contexts(self, contexts: tuple[str, ...]) -> "ActiveContext":
        """That of a document inside this one that names its contexts itself."""
        with _COMPILING:
            active = _processed(self._active, list(contexts))
            return _keep(self.by_contexts, contexts, _interned(active, contexts))

    def definition(self, name: str) -> Mapping[str, Any]:
        """How the contexts define a term."""
        definition: Mapping[str, Any] | None = self._active["mappings"].get(name)
        if not definition or definition["reverse"] or not ABSOLUTE.fullmatch(definition["@id"]):
            raise Unsupported
        return definition

    def _check_name(
        self, definition: Mapping[str, Any], named: Callable[[str], str], name: str
    ) -> None:
        """Whichever term of its address comes back from the graph, it has to be this one."""
        if any(named(term) != name for term in self._sharing[definition["@id"]]):
            raise Unsupported

    def _member(self, name: str, outer: Mapping[str, Any]) -> Member:
        # The context of a property holds for its values before their own types do (§4.1.8).
        active, scoped = self._active, outer.get("@context")
        if scoped is not None:
            active = _processed(active, scoped, propagate=True, override_protected=True)
        terms = _interned(active, self._contexts)
        # Where that names nothing, the values bring their contexts along.
        definition = outer if terms.is_empty else terms.definition(name)
        kind: Any = definition.get("@type")
        container = definition.get("@container", [])
        is_literal, is_set = kind not in (None, "@id", "@vocab"), container in ([], ["@set"])
        read = ("@id", "@type", "@container")
        if (
            not {*outer, *definition} <= _KNOWN
            or any(outer.get(key) != definition.get(key) for key in read)
            or container not in _CONTAINERS
            or (terms.is_empty and "@graph" not in container)
            or (is_literal and not (is_set and ABSOLUTE.fullmatch(kind)))
            or (kind is not None and container == ["@list"])
        ):
            raise Unsupported
        node = active.get("previousContext", active)
        if definition.get("@context") and not terms.is_empty:
            node = _processed(node, definition["@context"], override_protected=True)
        suffix = f"^^<{kind}>" if is_literal and kind != XSD_STRING else ""
        literal = kind_of_value(kind) if is_literal else None
        is_text = is_set and kind not in ("@id", "@vocab") and literal in (None, str)
        return Member(
            predicate=f"<{definition['@id']}>",
            is_address=kind == "@id",
            terms=terms if kind == "@vocab" else None,
            suffix=suffix,
            kind=literal,
            is_double=kind == XSD_DOUBLE,
            inside=None if is_literal or kind == "@vocab" else _interned(node, self._contexts),
            is_graph="@graph" in container,
            is_list=container == ["@list"],
            is_text=is_text,
            before=f' <{definition["@id"]}> "',
            after=f'"{suffix} .\n',
        )


# ── Every one there is, by what it says ───────────────────────────────────────────────

# PyLD's caches are not made for threads, and neither is the table of active contexts.
_COMPILING = threading.Lock()
_MEMORY = Memory()
_PROCESSOR = RememberingProcessor(_MEMORY)
_OPTIONS = options_for(_MEMORY)
_KNOWN_CONTEXTS: dict[tuple[tuple[str, ...], str], ActiveContext] = {}
_ROOTS: dict[tuple[str, ...], ActiveContext] = {}


def active_context(contexts: tuple[str, ...]) -> ActiveContext:
    """The one at the top of a document in these vendored contexts."""
    known = _ROOTS.get(contexts)
    if known is not None:
        return known
    with _COMPILING:
        initial = _PROCESSOR.process_context(None, None, _OPTIONS)
        return _keep(_ROOTS, contexts, _interned(_processed(initial, list(contexts)), contexts))


def _processed(active: Any, local: Any, **flags: bool) -> Any:
    # Contexts that contradict each other are the reference's to refuse.
    try:
        return _PROCESSOR._process_context(active, local, _OPTIONS, **flags)  # noqa: SLF001 - it has no public name with these flags
    except JsonLdError as error:
        raise Unsupported from error


def _interned(active: Any, contexts: tuple[str, ...]) -> ActiveContext:
    key = (contexts, _fingerprint(active))
    known = _KNOWN_CONTEXTS.get(key)
    if known is None:
        if len(_KNOWN_CONTEXTS) >= _MOST_KNOWN_CONTEXTS:
            # Documents of strangers led here. Those that matter come back at once.
            _KNOWN_CONTEXTS.clear()
            _ROOTS.clear()
        known = _KNOWN_CONTEXTS[key] = ActiveContext(active, contexts)
    return known


def _fingerprint(active: Any) -> str:
    """Equal for active contexts that say the same."""
    said = {name: value for name, value in active.items() if name not in _UNSAID}
    terms = {term: _digest(definition) for term, definition in active["mappings"].items()}
    before = active.get("previousContext")
    text = json.dumps([said, terms, before and _fingerprint(before)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(value: Any) -> str:
    """Equal for definitions, and contexts in them, that say the same.

    Active contexts share their definitions, and definitions the contexts of the vendored
    files. None ever changes; the entry keeps it alive, so that its identity stays its own.
    """
    known: tuple[Any, str] | None = _DIGESTS.get(id(value))
    if known is None:
        said = value
        if isinstance(value, Mapping) and "@context" in value:
            said = {**value, "@context": _digest(value["@context"])}
        text = json.dumps(said, sort_keys=True, default=dict)
        known = _DIGESTS[id(value)] = (value, hashlib.sha256(text.encode()).hexdigest())
    return known[1]


_DIGESTS: LRUCache[int, tuple[Any, str]] = LRUCache(20_000)
_UNSAID = ("_uuid", "inverse", "mappings", "previousContext")


def contexts_of(document: Mapping[str, Any], policy: Policy) -> tuple[str, ...]:
    """The addresses of the vendored contexts that a document names, which the policy takes."""
    listed = document.get("@context")
    contexts = [listed] if isinstance(listed, str) else listed
    if (
        not isinstance(contexts, list)
        or not 1 <= len(contexts) <= MAX_CONTEXTS
        or not all(isinstance(url, str) for url in contexts)
        or len(set(contexts)) != len(contexts)
        or not all(loader.is_accepted(url, policy) for url in contexts)
    ):
        raise Unsupported
    return tuple(contexts)


def _keep(known: dict[Any, _Kept], key: Any, made: _Kept) -> _Kept:
    if len(known) >= _MOST_COMBINATIONS:
        known.clear()
    known[key] = made
    return made
