"""The nodes of a document that is a tree: what is written of each, and what is first hashed.

Because each nameless node stands in one place only, what is first hashed of it and what is
written of it in the end are the same lines under another name (RDFC-1.0 §4.6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from credentials.jsonld.canonical import HASHES

Above = tuple[str | int, str]
"""What a nameless node stands in: the other node, by its name or number, and the property."""


@dataclass(slots=True)
class Node:
    """What is said of a node: lines in their order, without their beginning.

    In the place of some stands nothing until the nameless nodes have names: each of `parts`
    says where, of which property, and the number of the node.
    """

    subject: str | int
    lines: list[str] = field(default_factory=list)
    parts: list[tuple[int, str, int]] = field(default_factory=list)
    has_alike: bool = False

    def written(self, names: Sequence[str] | None) -> list[str]:
        """The lines in their order; nobody has `names` when a node is hashed for the first time."""
        lines = self.lines
        if self.parts:
            lines = lines.copy()
            for at, predicate, part in self.parts if names is None else self._ordered(names):
                lines[at] = f" {predicate} {names[part] if names else '_:z'} .\n"
        return lines

    def _ordered(self, names: Sequence[str]) -> list[tuple[int, str, int]]:
        """The parts, of which those of one property stand in the order of their names."""
        if not self.has_alike:
            return self.parts
        # What is of one property stands together, so that each finds its place among its like.
        parts = sorted(self.parts, key=lambda part: (part[1], names[part[2]]))
        return [(at, *part[1:]) for (at, _, _), part in zip(self.parts, parts, strict=True)]


def texts_of(nodes: Iterable[Node], names: Sequence[str]) -> list[tuple[str, bytes]]:
    """The name of each node with its lines."""
    said = [
        (node.subject if isinstance(node.subject, str) else names[node.subject], node)
        for node in nodes
    ]
    # Most nodes are written in ASCII, and alone those are encoded at once.
    return [(name, f"{name}{name.join(node.written(names))}".encode()) for name, node in said]


def hashes_of(nodes: Iterable[Node], above: Sequence[Above | None], hash_name: str) -> list[bytes]:
    """The first hash of each nameless node among these, by its number (§4.6)."""
    new_hash, hashes = HASHES[hash_name], [b""] * len(above)
    for node in nodes:
        if type(node.subject) is int:
            # A line that begins with an address stands before those with `_:a`, and one
            # that begins with `_:z` behind them.
            own = f"_:a{'_:a'.join(node.written(None))}"
            place = above[node.subject]
            if place is not None:
                other, predicate = place
                named = type(other) is str
                seen = f"{other if named else '_:z'} {predicate} _:a .\n"
                own = seen + own if named else own + seen
            hashes[node.subject] = new_hash(own.encode()).digest()
    return hashes
