"""From a document that is a tree in pinned contexts to its canonical N-Quads, in one walk.

The usual credential is one: all in one graph, and nothing nameless that two things refer to.
What this says, `compiled` and `reference` say too, or it says nothing; tests compare the two.
"""

from collections.abc import Mapping, Sequence
from itertools import compress
from operator import itemgetter, not_
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
from credentials.jsonld.guards import MAX_DEPTH, MAX_NODES
from credentials.jsonld.nodes import Above, Node, hashes_of, texts_of
from credentials.jsonld.terms import FIRST, NIL, REST, address, literal, value_of
from credentials.model import Policy


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


class _Branch:
    """A named node with all below it, walked once for all documents that it stands in.

    An achievement is one: it is more than half of each certificate that is issued for it.
    """

    def __init__(self, tree: "_Tree") -> None:
        self.described = tree.described
        self.lines = tree.lines()
        self._above = tree.above
        is_open = [type(node.subject) is int or bool(node.parts) for node in tree.nodes]
        self._nodes = list(compress(tree.nodes, is_open))
        self._fixed = texts_of(compress(tree.nodes, map(not_, is_open)), ())
        self._hashes: dict[str, list[bytes]] = {}

    def __len__(self) -> int:
        """How many nameless nodes it has."""
        return len(self._above)

    def hashes(self, hash_name: str) -> list[bytes]:
        """The first hash of each nameless node, by its number in the branch."""
        known = self._hashes.get(hash_name)
        if known is None:
            known = self._hashes[hash_name] = hashes_of(self._nodes, self._above, hash_name)
        return known

    def texts(self, names: Sequence[str]) -> list[tuple[str, bytes]]:
        """What is written of each node, when its nameless ones have these names."""
        return self._fixed + texts_of(self._nodes, names)


class _Tree:
    """One document, or a branch, on its way; `above` is where each nameless node stands.

    `branches` are those that were walked before, each with the number of its first nameless
    node here.
    """

    def __init__(self, *, is_plain: bool, is_branch: bool = False) -> None:
        self.nodes: list[Node] = []
        self.above: list[Above | None] = []
        self.described: set[str] = set()
        self._is_plain = is_plain
        self._takes_branches = is_plain and not is_branch
        self._branches: list[tuple[int, _Branch]] = []

    def document(self, document: Mapping[str, Any], active: ActiveContext) -> None:
        """Walk the whole."""
        self._node({name: document[name] for name in document if name != "@context"}, active, 1)
        # A line comes from two values at most, or from four that make up a text with a
        # language, so that this bounds the values at least as `guards` does.
        lines = self.lines()
        if lines == 1 or 4 * lines > MAX_NODES:
            raise Unsupported

    def lines(self) -> int:
        """How many there will be, or a few more."""
        own = sum([1 + len(node.lines) for node in self.nodes])
        return own + sum([branch.lines for _, branch in self._branches])

    def _node(self, node: Mapping[str, Any], active: ActiveContext, depth: int) -> str | int:
        # A value is up to three levels further in, with the list and the words around it.
        if depth + 3 > MAX_DEPTH:
            raise Unsupported
        inner, classes = active.node_of(node.get("type", NO_TYPE))
        names = tuple(node)
        made = Node(self._subject(node))
        self.nodes.append(made)
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
            self.above.append(None)
            return len(self.above) - 1
        subject = address(node["id"])
        if subject in self.described:
            raise Unsupported
        self.described.add(subject)
        return subject

    def _inside(self, node: dict[str, Any], member: Member, made: Node, depth: int) -> str | int:
        """A node that is the value of a member: its address, or its number where it has none."""
        active = member.inside
        if active is None or not node:
            raise Unsupported
        if "id" in node and len(node) == 1:
            return address(node["id"])
        if self._takes_branches and len(node) >= _LEAST_MEMBERS and "id" in node:
            return self._branch(node, active, depth + 2)
        found = self._node(node, active, depth + 2)
        if type(found) is int:
            self.above[found] = (made.subject, member.predicate)
        return found

    def _add(self, made: Node, member: Member, found: str | int) -> None:
        if type(found) is int:
            made.parts.append((len(made.lines), member.predicate, found))
            made.lines.append("")
        else:
            made.lines.append(f" {member.predicate} {found} .\n")

    def _values(self, values: list[Any], member: Member, made: Node, depth: int) -> None:
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
            made.has_alike |= len(nameless) > 1
            found = [*known, *nameless]
        for one in found:
            self._add(made, member, one)

    def _list(self, values: list[Any], member: Member, made: Node) -> None:
        """Texts whose order counts, as RDF says it: a chain of nameless nodes."""
        above, predicate = made, member.predicate
        for text in values:
            if type(text) is not str:
                raise Unsupported
            link = Node(self._subject({}), [f" {FIRST} {literal(text)} .\n"])
            self.nodes.append(link)
            number = len(self.above) - 1
            self.above[number] = (above.subject, predicate)
            above.parts.append((len(above.lines), predicate, number))
            above.lines.append("")
            above, predicate = link, REST
        above.lines.append(f" {REST} {NIL} .\n")

    def _branch(self, node: dict[str, Any], active: ActiveContext, depth: int) -> str:
        """The address of a node that may have been walked before."""
        if depth > _DEPTH_OF_BRANCHES:
            raise Unsupported
        key = (active, orjson.dumps(node))
        branch = _BRANCHES.get(key)
        if branch is None:
            tree = _Tree(is_plain=True, is_branch=True)
            tree._node(node, active, _DEPTH_OF_BRANCHES)
            branch = _Branch(tree)
            if len(key[1]) <= _MOST_BYTES:
                if len(_BRANCHES) >= _MOST_BRANCHES:
                    # Documents of strangers led here. Those that matter come back at once.
                    _BRANCHES.clear()
                _BRANCHES[key] = branch
        if not self.described.isdisjoint(branch.described):
            raise Unsupported
        self.described |= branch.described
        self._branches.append((len(self.above), branch))
        self.above += [None] * len(branch)
        return address(node["id"])

    def canonical(self, hash_name: str) -> bytes:
        """The canonical N-Quads; Unsupported where two nameless nodes look alike at first."""
        names = self._names(hash_name)
        texts = texts_of(self.nodes, names)
        for first, branch in self._branches:
            texts += branch.texts(names[first : first + len(branch)])
        texts.sort(key=itemgetter(0))
        return b"".join([text for _, text in texts])

    def _names(self, hash_name: str) -> list[str]:
        """The canonical identifier of each nameless node, by its number (§4.4)."""
        hashes = hashes_of(self.nodes, self.above, hash_name)
        for first, branch in self._branches:
            hashes[first : first + len(branch)] = branch.hashes(hash_name)
        if len(set(hashes)) != len(hashes):
            raise Unsupported
        names = [""] * len(hashes)
        for rank, number in enumerate(sorted(range(len(hashes)), key=hashes.__getitem__)):
            names[number] = f"_:c14n{rank}"
        return names


# A branch is known by all its bytes, and by what its names mean where it stands.
_BRANCHES: dict[tuple[ActiveContext, bytes], _Branch] = {}
_MOST_BRANCHES = 200
_MOST_BYTES = 8_000
_LEAST_MEMBERS = 8
# It is walked as if it stood so far in, so that it can stand anywhere before.
_DEPTH_OF_BRANCHES = 12
