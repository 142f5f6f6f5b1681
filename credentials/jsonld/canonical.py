"""RDF Dataset Canonicalization (RDFC-1.0) with a budget, and canonical N-Quads.

Written from the Recommendation "RDF Dataset Canonicalization" of 21 May 2024; section
numbers in this module are its. The work is bounded, because an attacker can draw a graph
for which the algorithm never ends (§7.1).
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import NamedTuple

from msgspec import Struct

from credentials.problems import ProblemCode, refuse

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"

# The hardest of the published test graphs that must pass needs 468 calls. Every further order
# of nodes that look alike costs at least two.
_MAX_CALLS = 2_000
_MAX_SAME_HASH = 64
_MAX_DEPTH = 100

HASHES: dict[str, Callable[[bytes], "hashlib._Hash"]] = {
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
}


class IRI(Struct, frozen=True):
    """An absolute IRI; well-formedness is the caller's business."""

    value: str


class BlankNode(Struct, frozen=True):
    """A blank node, by a label that means nothing outside its dataset."""

    label: str


class Literal(Struct, frozen=True):
    """A literal; `language` is "" unless the datatype is rdf:langString."""

    value: str
    datatype: str = XSD_STRING
    language: str = ""


class Written(Struct, frozen=True):
    """An IRI or a literal that is in the canonical form of N-Quads already."""

    text: str


class Quad(NamedTuple):
    """A statement; `graph` is None in the default graph."""

    subject: IRI | Written | BlankNode
    predicate: IRI | Written
    object: IRI | Written | BlankNode | Literal
    graph: IRI | Written | BlankNode | None = None


_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')
_SHORT_ESCAPES = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}


def _escape(match: re.Match[str]) -> str:
    return _SHORT_ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


def quoted(text: str) -> str:
    """A text in the canonical form of N-Quads (§A)."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def text_of(term: IRI | Written | Literal) -> str:
    """A term in the canonical form of N-Quads (§A)."""
    if isinstance(term, Written):
        return term.text
    if isinstance(term, IRI):
        return f"<{term.value}>"
    literal = quoted(term.value)
    if term.language:
        return f"{literal}@{term.language}"
    return literal if term.datatype == XSD_STRING else f"{literal}^^<{term.datatype}>"


def _line(quad: Quad, name: Callable[[BlankNode], str]) -> str:
    parts = (
        name(term) if isinstance(term, BlankNode) else text_of(term)
        for term in quad
        if term is not None
    )
    return " ".join(parts) + " .\n"


@dataclass(slots=True)
class _Issuer:
    """Hands out identifiers in the order in which they are asked for (§4.5)."""

    prefix: str
    issued: dict[BlankNode, str] = field(default_factory=dict)

    def issue(self, node: BlankNode) -> str:
        return self.issued.setdefault(node, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> "_Issuer":
        return _Issuer(self.prefix, dict(self.issued))


@dataclass(slots=True)
class _Budget:
    """What is left of the work that one dataset may cause."""

    calls: int = _MAX_CALLS

    def spend_call(self, depth: int) -> None:
        self.calls -= 1
        if self.calls < 0 or depth > _MAX_DEPTH:
            raise _too_complex()


def _too_complex() -> Exception:
    return refuse(
        ProblemCode.TOO_COMPLEX, "nameless parts are too alike to be told apart in bounded time"
    )


def canonicalize(quads: Iterable[Quad], *, hash_name: str = "sha256") -> str:
    """The canonical N-Quads of a dataset: sorted lines, each ended by a line feed.

    `hash_name` is "sha256", or "sha384" for suites with larger keys. Raises CredentialsError
    with `too-complex` when more than 2,000 calls of Hash N-Degree Quads would be needed, or
    more than 64 blank nodes look alike at first sight.
    """
    dataset = set(quads)
    issued = canonical_names(dataset, hash_name=hash_name)
    return "".join(sorted(_line(quad, lambda node: f"_:{issued[node]}") for quad in dataset))


def canonical_names(quads: set[Quad], *, hash_name: str) -> dict[BlankNode, str]:
    """The canonical identifier of each blank node (§4.4); raises what `canonicalize` raises."""
    return _Canonicalization(quads, HASHES[hash_name]).label()


def _orders(nodes: Sequence[BlankNode]) -> Iterator[tuple[BlankNode, ...]]:
    """Every order of nodes in which some stand several times, each order once.

    A node stands there once for each statement that relates it. To exchange it with itself
    would walk the same path again, and for six statements seven hundred times.
    """
    left = Counter(nodes)
    if len(left) == 1:
        return iter([tuple(nodes)])
    if len(nodes) > _MAX_DEPTH:
        raise _too_complex()

    def extended(order: tuple[BlankNode, ...]) -> Iterator[tuple[BlankNode, ...]]:
        if len(order) == len(nodes):
            yield order
        for node in left:
            if left[node]:
                left[node] -= 1
                yield from extended((*order, node))
                left[node] += 1

    return permutations(nodes) if len(left) == len(nodes) else extended(())


class _Canonicalization:
    """The state of one run of the algorithm (§4.3)."""

    def __init__(self, dataset: set[Quad], new_hash: Callable[[bytes], "hashlib._Hash"]) -> None:
        self._new_hash = new_hash
        self._quads: dict[BlankNode, list[Quad]] = defaultdict(list)
        for quad in dataset:
            for node in {term for term in quad if isinstance(term, BlankNode)}:
                self._quads[node].append(quad)
        self._first_degree = {node: self._hash_first_degree(node) for node in self._quads}
        self._links = {node: self._links_of(node) for node in self._quads}
        self._canonical = _Issuer("c14n")
        self._budget = _Budget()

    def label(self) -> dict[BlankNode, str]:
        """The canonical identifier of every blank node (§4.4)."""
        groups: dict[str, list[BlankNode]] = defaultdict(list)
        for node, first_degree in self._first_degree.items():
            groups[first_degree].append(node)
        shared = []
        for first_degree in sorted(groups):
            nodes = groups[first_degree]
            if len(nodes) == 1:
                self._canonical.issue(nodes[0])
            elif len(nodes) > _MAX_SAME_HASH:
                raise _too_complex()
            else:
                shared.append(nodes)
        for nodes in shared:
            self._label_alike(nodes)
        return self._canonical.issued

    def _label_alike(self, nodes: list[BlankNode]) -> None:
        results = []
        for node in nodes:
            if node not in self._canonical.issued:
                issuer = _Issuer("b")
                issuer.issue(node)
                results.append(self._hash_n_degree(node, issuer, depth=0))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for node in issuer.issued:
                self._canonical.issue(node)

    def _hash(self, text: str) -> str:
        return self._new_hash(text.encode()).hexdigest()

    def _hash_first_degree(self, node: BlankNode) -> str:
        """Hash First Degree Quads (§4.6)."""
        lines = (
            _line(quad, lambda other: "_:a" if other == node else "_:z")
            for quad in self._quads[node]
        )
        return self._hash("".join(sorted(lines)))

    def _links_of(self, node: BlankNode) -> list[tuple[str, BlankNode]]:
        """The other blank nodes of a node's quads, with what is said of their place (§4.7)."""
        return [
            (place if place == "g" else f"{place}{text_of(quad.predicate)}", other)
            for quad in self._quads[node]
            for place, other in (("s", quad.subject), ("o", quad.object), ("g", quad.graph))
            if isinstance(other, BlankNode) and other != node
        ]

    def _related(self, node: BlankNode, issuer: _Issuer) -> dict[str, list[BlankNode]]:
        """The related nodes by their hash: Hash Related Blank Node (§4.7) for each of them."""
        groups: dict[str, list[BlankNode]] = defaultdict(list)
        for place, other in self._links[node]:
            known = self._canonical.issued.get(other) or issuer.issued.get(other)
            name = f"_:{known}" if known else self._first_degree[other]
            groups[self._hash(f"{place}{name}")].append(other)
        return groups

    def _hash_n_degree(
        self, node: BlankNode, issuer: _Issuer, *, depth: int
    ) -> tuple[str, _Issuer]:
        """Hash N-Degree Quads (§4.8): a hash, and the issuer with what it has named."""
        self._budget.spend_call(depth)
        groups = self._related(node, issuer)
        to_hash = []
        for related_hash in sorted(groups):
            path, issuer = self._shortest_path(groups[related_hash], issuer, depth)
            to_hash += [related_hash, path]
        return self._hash("".join(to_hash)), issuer

    def _shortest_path(
        self, nodes: list[BlankNode], issuer: _Issuer, depth: int
    ) -> tuple[str, _Issuer]:
        """The least path through nodes that look alike, over all their orders (§4.8.3, 5.4)."""
        orders = _orders(nodes)
        chosen = self._walk(next(orders), issuer.copy(), depth)
        for order in orders:
            walked = self._walk(order, issuer.copy(), depth)
            chosen = min(chosen, walked, key=lambda found: found[0])
        return chosen

    def _walk(
        self, order: tuple[BlankNode, ...], issuer: _Issuer, depth: int
    ) -> tuple[str, _Issuer]:
        """The path of one order, and the issuer as it then stands.

        The Recommendation stops early on a path that cannot win any more; walking it to its
        end gives the same choice, and the budget bounds the work.
        """
        path = []
        to_visit = []
        for node in order:
            known = self._canonical.issued.get(node)
            if known is None and node not in issuer.issued:
                to_visit.append(node)
            path.append(f"_:{known or issuer.issue(node)}")
        for node in to_visit:
            found, visited = self._hash_n_degree(node, issuer, depth=depth + 1)
            path.append(f"_:{issuer.issue(node)}<{found}>")
            issuer = visited
        return "".join(path), issuer
