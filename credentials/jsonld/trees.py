"""From a document that is a tree in pinned contexts to its canonical N-Quads, in one walk.

The usual credential is one: all in one graph, and nothing nameless that two things refer to.
What this says, `compiled` and `reference` say too, or it says nothing; tests compare the two.
Because each nameless node stands in one place only, what is first hashed of it and what is
written of it in the end are the same lines under another name (RDFC-1.0 §4.6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import orjson

from credentials.jsonld.active_contexts import (
    NO_TYPE,
    ActiveContext,
    Member,
    Unsupported,
    active_context,
    contexts_of,
)
from credentials.jsonld.canonical import HASHES
from credentials.jsonld.guards import MAX_DEPTH, MAX_NODES
from credentials.jsonld.terms import FIRST, NIL, REST, address, is_abbreviation, literal, value_of
from credentials.model import JSONObject, Policy

# What a nameless node stands in: the other node, by its name or number, and the property.
_Above = tuple[str | int, str]


def canonical_nquads(document: Mapping[str, Any], *, policy: Policy, hash_name: str) -> str | None:
    """What `nquads.canonical_nquads` returns; None where only `compiled` can tell."""
    tree = _Tree(is_plain=_is_plain(document))
    try:
        tree.document(document, active_context(contexts_of(document, policy)))
        return tree.canonical(hash_name)
    except Unsupported:
        return None


def _is_plain(document: Mapping[str, Any]) -> bool:
    """Whether every text in it is written in N-Quads as it is.

    JSON escapes just the characters that N-Quads escapes, but for DEL.
    """
    try:
        content = orjson.dumps(document)
    except TypeError:
        return False
    return b"\\" not in content and b"\x7f" not in content


@dataclass(slots=True)
class _Node:
    """What is said of a node: lines without their beginning, and its nameless parts.

    A part is its number behind the property.
    """

    subject: str | int
    lines: list[str]
    parts: list[tuple[str, int]] = field(default_factory=list)

    def written(self, names: Sequence[str] | None) -> list[str]:
        """The lines in their order; nobody has `names` when a node is hashed for the first time."""
        if not self.parts:
            return self.lines
        parts = [f" {of} {names[part] if names else '_:z'} .\n" for of, part in self.parts]
        return sorted(self.lines + parts)


class _Tree:
    """One document on its way into lines; `above` is where each nameless node stands."""

    def __init__(self, *, is_plain: bool) -> None:
        self._is_plain = is_plain
        self._nodes: list[_Node] = []
        self._above: list[_Above | None] = []
        self._described: set[str] = set()

    def document(self, document: Mapping[str, Any], active: ActiveContext) -> None:
        """Walk the whole."""
        self._node({name: document[name] for name in document if name != "@context"}, active, 1)
        # A line comes from two values at most, or from four that make up a text with a
        # language, so that this bounds the values at least as `guards` does.
        lines = sum(1 + len(node.lines) + len(node.parts) for node in self._nodes)
        if lines == 1 or 4 * lines > MAX_NODES:
            raise Unsupported

    def _node(self, node: Mapping[str, Any], active: ActiveContext, depth: int) -> str | int:
        # A value is up to three levels further in, with the list and the words around it.
        if depth + 3 > MAX_DEPTH:
            raise Unsupported
        inner, classes = active.node_of(node.get("type", NO_TYPE))
        made = _Node(self._subject(node), [*classes])
        self._nodes.append(made)
        add, members, is_plain = made.lines.append, inner.members, self._is_plain
        for name, value in node.items():
            member = members.get(name)
            if member is None:
                if name in ("id", "type"):
                    continue
                member = inner.member(name)
            if type(value) is str and is_plain and member.is_text:
                if ":" in value and is_abbreviation(value):
                    raise Unsupported
                add(f"{member.before}{value}{member.after}")
            else:
                self._values(value, member, made, depth)
        made.lines.sort()
        if len(set(made.lines)) != len(made.lines):
            # The same is said twice, which may be a fault.
            raise Unsupported
        return made.subject

    def _subject(self, node: Mapping[str, Any]) -> str | int:
        if "id" not in node:
            self._above.append(None)
            return len(self._above) - 1
        subject = address(node["id"])
        if subject in self._described:
            raise Unsupported
        self._described.add(subject)
        return subject

    def _values(self, value: Any, member: Member, made: _Node, depth: int) -> None:
        is_many = type(value) is list
        if member.is_graph or (is_many and not value) or (member.is_list and not is_many):
            raise Unsupported
        if member.is_list:
            self._list(value, member, made)
            return
        for one in value if is_many else (value,):
            if type(one) is dict and "@value" not in one:
                self._inside(one, member, made, depth)
            else:
                made.lines.append(f" {member.predicate} {value_of(one, member)} .\n")

    def _inside(self, node: JSONObject, member: Member, made: _Node, depth: int) -> None:
        active = member.inside
        if active is None or not node:
            raise Unsupported
        found: str | int
        if "id" in node and len(node) == 1:
            found = address(node["id"])
        else:
            found = self._node(node, active, depth + 2)
        self._join(made, member.predicate, found)

    def _join(self, made: _Node, predicate: str, found: str | int) -> None:
        if type(found) is int:
            self._above[found] = (made.subject, predicate)
            made.parts.append((predicate, found))
        else:
            made.lines.append(f" {predicate} {found} .\n")

    def _list(self, values: list[Any], member: Member, made: _Node) -> None:
        """Texts whose order counts, as RDF says it: a chain of nameless nodes."""
        above, predicate = made, member.predicate
        for text in values:
            if type(text) is not str:
                raise Unsupported
            link = _Node(self._subject({}), [f" {FIRST} {literal(text)} .\n"])
            self._nodes.append(link)
            self._join(above, predicate, link.subject)
            above, predicate = link, REST
        above.lines.append(f" {REST} {NIL} .\n")

    def canonical(self, hash_name: str) -> str:
        """The canonical N-Quads; Unsupported where two nameless nodes look alike at first."""
        names = self._names(hash_name)
        said = [
            (node.subject if isinstance(node.subject, str) else names[node.subject], node)
            for node in self._nodes
        ]
        said.sort(key=itemgetter(0))
        return "".join([f"{name}{name.join(node.written(names))}" for name, node in said])

    def _names(self, hash_name: str) -> list[str]:
        """The canonical identifier of each nameless node, by its number (§4.4)."""
        new_hash, hashes = HASHES[hash_name], [b""] * len(self._above)
        for node in self._nodes:
            if type(node.subject) is int:
                # A line that begins with an address stands before those with `_:a`, and one
                # that begins with `_:z` behind them.
                own = f"_:a{'_:a'.join(node.written(None))}"
                above = self._above[node.subject]
                if above is not None:
                    other, predicate = above
                    named = type(other) is str
                    seen = f"{other if named else '_:z'} {predicate} _:a .\n"
                    own = seen + own if named else own + seen
                hashes[node.subject] = new_hash(own.encode()).digest()
        if len(set(hashes)) != len(hashes):
            raise Unsupported
        names = [""] * len(hashes)
        for rank, number in enumerate(sorted(range(len(hashes)), key=hashes.__getitem__)):
            names[number] = f"_:c14n{rank}"
        return names
