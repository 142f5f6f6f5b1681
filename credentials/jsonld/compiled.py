"""From a document in pinned contexts to its statements, in one walk.

It is the same function as `reference` for the documents that it reads, and reads no others:
whatever is unusual, and whatever the reference would refuse, it leaves to the reference.
Tests compare the two over generated and changed documents.
"""

from collections.abc import Mapping
from typing import Any

from credentials.jsonld.active_contexts import (
    TYPE,
    ActiveContext,
    Member,
    Unsupported,
    active_context,
    contexts_of,
)
from credentials.jsonld.dataset import Dataset, Statement, Term
from credentials.jsonld.guards import MAX_DEPTH, MAX_NODES
from credentials.jsonld.terms import FIRST, NIL, REST, address, literal, value_of
from credentials.model import JSONObject, Policy


def dataset_of(document: Mapping[str, Any], *, policy: Policy) -> Dataset | None:
    """What `reference.dataset_of` returns; None where only that can tell."""
    walk = _Walk(policy)
    try:
        walk.document(document)
    except Unsupported:
        return None
    if not walk.statements or len(set(walk.statements)) != len(walk.statements):
        # The same is said twice, which may be a fault.
        return None
    return Dataset(walk.statements, walk.nameless)


class _Walk:
    """One document on its way into statements; `nameless` counts its blank nodes."""

    def __init__(self, policy: Policy) -> None:
        self.statements: list[Statement] = []
        self.nameless = 0
        self._policy = policy
        self._values = 0

    def document(self, document: Mapping[str, Any]) -> None:
        """Walk a whole document."""
        active = active_context(contexts_of(document, self._policy))
        self._node(document, active, _Place(), 1, is_document=True)

    def _node(
        self,
        node: Mapping[str, Any],
        active: ActiveContext,
        place: "_Place",
        depth: int,
        *,
        is_document: bool = False,
    ) -> Term:
        """Walk a node with all that is said of it; `is_document` where it names its contexts."""
        self._count(depth)
        types = _types(node)
        inner = (active.by_types.get(types) or active.with_types(types)) if types else active
        subject = place.describe(address(node["id"])) if "id" in node else self._new()
        add, graph = self.statements.append, place.graph
        for name in types:
            self._count(depth + 2)
            add((subject, TYPE, active.classes.get(name) or active.class_(name), graph))
        presents = depth == 1 and "VerifiablePresentation" in types
        for name, value in node.items():
            if name in ("id", "type") or (is_document and name == "@context"):
                continue
            member = inner.members.get(name) or inner.member(name)
            has_contexts = presents and name == "verifiableCredential"
            for found in self._objects(value, member, place, depth, has_contexts=has_contexts):
                add((subject, member.predicate, found, graph))
        return subject

    def _objects(
        self, value: Any, member: Member, place: "_Place", depth: int, *, has_contexts: bool
    ) -> list[Term]:
        """What a member says of its node, one or more."""
        is_many = type(value) is list
        if (is_many and not value) or (member.is_list and not is_many):
            raise Unsupported
        if member.is_list:
            return [self._list(value, place.graph, depth + 2)]
        return [
            self._inside(one, member, place, depth + 1 + is_many, has_contexts=has_contexts)
            if type(one) is dict and "@value" not in one
            else self._plain(one, member, depth + 1 + is_many)
            for one in (value if is_many else [value])
        ]

    def _plain(self, value: Any, member: Member, depth: int) -> str:
        self._count(depth)
        return value_of(value, member)

    def _inside(
        self, node: JSONObject, member: Member, place: "_Place", depth: int, *, has_contexts: bool
    ) -> Term:
        """Walk a node that is a value, or the graph of its own that it stands for."""
        active = member.inside
        is_reference = "id" in node and len(node) == 1
        if (
            active is None
            or not node
            or (is_reference and member.is_graph)
            or (active.is_empty and not has_contexts)
        ):
            raise Unsupported
        if is_reference:
            self._count(depth + 1)
            return address(node["id"])
        if not member.is_graph:
            return self._node(node, active, place, depth)
        graph = self._new()
        if has_contexts:
            contexts = contexts_of(node, self._policy)
            if node.keys() <= {"@context", "id"} or "VerifiablePresentation" in _types(node):
                raise Unsupported
            active = active.by_contexts.get(contexts) or active.with_contexts(contexts)
        self._node(node, active, _Place(graph), depth, is_document=has_contexts)
        return graph

    def _list(self, values: list[Any], graph: int | None, depth: int) -> Term:
        """Texts whose order counts, as RDF says it: a chain of nameless nodes."""
        nodes = [self._new() for _ in values]
        rests: list[Term] = [*nodes[1:], NIL]
        for node, rest, text in zip(nodes, rests, values, strict=True):
            if type(text) is not str:
                raise Unsupported
            self._count(depth)
            self.statements.append((node, FIRST, literal(text), graph))
            self.statements.append((node, REST, rest, graph))
        return nodes[0]

    def _new(self) -> int:
        self.nameless += 1
        return self.nameless - 1

    def _count(self, depth: int) -> None:
        # Each value counts at least as much as in `guards`.
        self._values += 2
        if depth > MAX_DEPTH or self._values > MAX_NODES:
            raise Unsupported


class _Place:
    """The graph in which statements are made, and the named nodes described there so far."""

    __slots__ = ("_described", "graph")

    def __init__(self, graph: int | None = None) -> None:
        self.graph = graph
        self._described: set[str] = set()

    def describe(self, address: str) -> str:
        if address in self._described:
            raise Unsupported
        self._described.add(address)
        return address


def _types(node: Mapping[str, Any]) -> tuple[str, ...]:
    types = node.get("type", ())
    listed = (types,) if isinstance(types, str) else tuple(types) if type(types) is list else ()
    if ("type" in node and not listed) or not all(type(name) is str for name in listed):
        raise Unsupported
    return listed
