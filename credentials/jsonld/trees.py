"""From a document that is a tree in pinned contexts to its canonical N-Quads, in one walk.

The usual credential is one: all in one graph, and nothing nameless that two things refer to.
What this says, `compiled` and `reference` say too, or it says nothing; tests compare the two.
Because each nameless node stands in one place only, what is first hashed of it and what is
written of it in the end are the same lines under another name (RDFC-1.0 §4.6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import orjson

from credentials.jsonld.active_contexts import (
    NO_TYPE,
    PREFIXES,
    TYPES,
    ActiveContext,
    Member,
    Unsupported,
    active_context,
    contexts_of,
)
from credentials.jsonld.canonical import HASHES
from credentials.jsonld.guards import MAX_DEPTH, MAX_NODES
from credentials.jsonld.terms import FIRST, NIL, REST, address, literal, value_of
from credentials.model import Policy

# What a nameless node stands in: the other node, by its name or number, and the property.
_Above = tuple[str | int, str]


def canonical_nquads(
    document: Mapping[str, Any], *, policy: Policy, hash_name: str
) -> bytes | None:
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
    """What is said of a node: lines in their order, without their beginning.

    In the place of some stands nothing until the nameless nodes have names: each of `parts`
    says where, of which property, and the number of the node.
    """

    subject: str | int
    lines: list[str]
    parts: list[tuple[int, str, int]]

    def written(self, names: Sequence[str] | None) -> list[str]:
        """The lines in their order; nobody has `names` when a node is hashed for the first time."""
        lines = self.lines
        if self.parts:
            lines = lines.copy()
            for at, predicate, part in self.parts:
                lines[at] = f" {predicate} {names[part] if names else '_:z'} .\n"
        return lines


class _Tree:
    """One document on its way into lines; `above` is where each nameless node stands."""

    def __init__(self, *, is_plain: bool) -> None:
        self._is_plain = is_plain
        self._nodes: list[_Node] = []
        self._above: list[_Above | None] = []
        self._described: set[str] = set()
        # Nameless values of one member stand in the order of the names that they get.
        self._alike: list[tuple[_Node, int, int]] = []

    def document(self, document: Mapping[str, Any], active: ActiveContext) -> None:
        """Walk the whole."""
        self._node({name: document[name] for name in document if name != "@context"}, active, 1)
        # A line comes from two values at most, or from four that make up a text with a
        # language, so that this bounds the values at least as `guards` does.
        lines = sum([1 + len(node.lines) for node in self._nodes])
        if lines == 1 or 4 * lines > MAX_NODES:
            raise Unsupported

    def _node(self, node: Mapping[str, Any], active: ActiveContext, depth: int) -> str | int:
        # A value is up to three levels further in, with the list and the words around it.
        if depth + 3 > MAX_DEPTH:
            raise Unsupported
        inner, classes = active.node_of(node.get("type", NO_TYPE))
        names = tuple(node)
        made = _Node(self._subject(node), [], [])
        self._nodes.append(made)
        add, is_plain = made.lines.append, self._is_plain
        for name, member in inner.forms.get(names) or inner.form(names):
            value = node[name]
            # Spelt out because it is most of the work.
            if type(value) is str and is_plain and member.is_text:
                if ":" in value and value.partition(":")[0] in PREFIXES:
                    raise Unsupported
                add(f"{member.before}{value}{member.after}")
            elif member is TYPES:
                made.lines += classes
            elif type(value) is list:
                self._values(value, member, made, depth)
            elif member.is_graph or member.is_list:
                raise Unsupported
            elif type(value) is dict and "@value" not in value:
                self._add(made, member, self._inside(value, member, made, depth))
            else:
                add(f" {member.predicate} {value_of(value, member)} .\n")
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

    def _inside(self, node: dict[str, Any], member: Member, made: _Node, depth: int) -> str | int:
        """A node that is the value of a member: its address, or its number where it has none."""
        active = member.inside
        if active is None or not node:
            raise Unsupported
        if "id" in node and len(node) == 1:
            return address(node["id"])
        found = self._node(node, active, depth + 2)
        if type(found) is int:
            self._above[found] = (made.subject, member.predicate)
        return found

    def _add(self, made: _Node, member: Member, found: str | int) -> None:
        if type(found) is int:
            made.parts.append((len(made.lines), member.predicate, found))
            made.lines.append("")
        else:
            made.lines.append(f" {member.predicate} {found} .\n")

    def _values(self, values: list[Any], member: Member, made: _Node, depth: int) -> None:
        if member.is_graph or not values:
            raise Unsupported
        if member.is_list:
            self._list(values, member, made)
            return
        found: list[str | int] = [
            self._inside(value, member, made, depth)
            if type(value) is dict and "@value" not in value
            else value_of(value, member)
            for value in values
        ]
        if len(found) > 1:
            # What has no name of its own comes last: `_` is behind `"` and `<`.
            known = sorted([one for one in found if type(one) is str])
            nameless = [one for one in found if type(one) is int]
            if len(set(known)) != len(known):
                # The same is said twice, which may be a fault.
                raise Unsupported
            if len(nameless) > 1:
                self._alike.append((made, len(made.parts), len(made.parts) + len(nameless)))
            found = [*known, *nameless]
        for one in found:
            self._add(made, member, one)

    def _list(self, values: list[Any], member: Member, made: _Node) -> None:
        """Texts whose order counts, as RDF says it: a chain of nameless nodes."""
        above, predicate = made, member.predicate
        for text in values:
            if type(text) is not str:
                raise Unsupported
            link = _Node(self._subject({}), [f" {FIRST} {literal(text)} .\n"], [])
            self._nodes.append(link)
            number = len(self._above) - 1
            self._above[number] = (above.subject, predicate)
            above.parts.append((len(above.lines), predicate, number))
            above.lines.append("")
            above, predicate = link, REST
        above.lines.append(f" {REST} {NIL} .\n")

    def canonical(self, hash_name: str) -> bytes:
        """The canonical N-Quads; Unsupported where two nameless nodes look alike at first."""
        names = self._names(hash_name)
        for made, start, end in self._alike:
            places = made.parts[start:end]
            ordered = sorted([part for _, _, part in places], key=names.__getitem__)
            made.parts[start:end] = [
                (at, before, part) for (at, before, _), part in zip(places, ordered, strict=True)
            ]
        said = [
            (node.subject if isinstance(node.subject, str) else names[node.subject], node)
            for node in self._nodes
        ]
        said.sort(key=itemgetter(0))
        # Most nodes are written in ASCII, and alone those are encoded at once.
        texts = [f"{name}{name.join(node.written(names))}" for name, node in said]
        return b"".join([text.encode() for text in texts])

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
