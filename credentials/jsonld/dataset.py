"""The statements of a document, and the canonical names of its blank nodes (RDFC-1.0)."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from credentials.jsonld.canonical import (
    HASHES,
    IRI,
    BlankNode,
    Literal,
    Quad,
    Written,
    canonical_names,
    text_of,
)

# A term in the canonical form of N-Quads, or the number of a blank node.
Term = str | int
Statement = tuple[Term, str, Term, Term | None]
"""Subject, predicate, object and graph; None is the default graph."""


class Dataset(Struct, frozen=True):
    """Statements, each there once; their blank nodes are numbered from 0 to below `nameless`."""

    statements: Sequence[Statement]
    nameless: int

    def canonical(self, *, hash_name: str = "sha256") -> str:
        """The canonical N-Quads (RDFC-1.0 §4.4): sorted lines, each ended by a line feed."""
        names = [f"_:{name}" for name in self.names(hash_name=hash_name)]
        return "".join(sorted(line(statement, names) for statement in self.statements))

    def names(self, *, hash_name: str = "sha256") -> Sequence[str]:
        """The canonical identifier of each blank node, by its number: `c14n0` and so on.

        Raises CredentialsError with `too-complex` as `canonical.canonicalize` does.
        """
        new_hash = HASHES[hash_name]
        hashes = [new_hash("".join(sorted(lines)).encode()).digest() for lines in self._near()]
        names = [""] * self.nameless
        if len(set(hashes)) == self.nameless:
            for rank, node in enumerate(sorted(range(self.nameless), key=hashes.__getitem__)):
                names[node] = f"c14n{rank}"
            return names
        # The general algorithm is only asked where the first hash of two blank nodes is the same.
        quads = {_quad(statement) for statement in self.statements}
        for blank, name in canonical_names(quads, hash_name=hash_name).items():
            names[int(blank.label)] = name
        return names

    def _near(self) -> list[list[str]]:
        """What each blank node sees of the dataset (RDFC-1.0 §4.6)."""
        near: list[list[str]] = [[] for _ in range(self.nameless)]
        for subject, predicate, found, graph in self.statements:
            # Spelt out because it is most of the work.
            if graph is not None:
                _tell(near, (subject, predicate, found, graph))
            elif type(subject) is int:
                near[subject].append(
                    f"_:a {predicate} {_seen(found, subject) if type(found) is int else found} .\n"
                )
                if type(found) is int and found != subject:
                    near[found].append(f"_:z {predicate} _:a .\n")
            elif type(found) is int:
                near[found].append(f"{subject} {predicate} _:a .\n")
        return near


def line(statement: Statement, names: Sequence[str]) -> str:
    """A statement as a line of N-Quads, with the names of blank nodes as they are written."""
    subject, predicate, found, graph = statement
    return (
        f"{names[subject] if type(subject) is int else subject} {predicate} "
        f"{names[found] if type(found) is int else found} "
        f"{'' if graph is None else f'{names[graph] if type(graph) is int else graph} '}.\n"
    )


def numbered(quads: Iterable[Quad]) -> Dataset:
    """The dataset of these quads, each taken once."""
    numbers: dict[BlankNode, int] = {}

    def term(term: IRI | Written | BlankNode | Literal) -> Term:
        if isinstance(term, BlankNode):
            return numbers.setdefault(term, len(numbers))
        return text_of(term)

    statements = dict.fromkeys(
        (
            term(quad.subject),
            text_of(quad.predicate),
            term(quad.object),
            None if quad.graph is None else term(quad.graph),
        )
        for quad in quads
    )
    return Dataset(list(statements), len(numbers))


def _quad(statement: Statement) -> Quad:
    subject, predicate, found, graph = statement
    return Quad(
        _term(subject), Written(predicate), _term(found), None if graph is None else _term(graph)
    )


def _term(term: Term) -> Written | BlankNode:
    return Written(term) if isinstance(term, str) else BlankNode(f"{term}")


def _seen(term: Term, node: int) -> str:
    return term if type(term) is str else "_:a" if term == node else "_:z"


def _tell(near: list[list[str]], statement: tuple[Term, str, Term, Term]) -> None:
    for node in {term for term in statement if type(term) is int}:
        seen = (_seen(term, node) for term in statement)
        near[node].append(" ".join(seen) + " .\n")
