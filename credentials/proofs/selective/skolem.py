"""Nameless parts of a document under names for a while, so that selections speak of the same.

The Recommendation skolemizes the expanded form and compacts it again; here the document stays as
it is and its nodes get an `id`. Nothing rests on that: the statements are compared with those
of the document as it was given.
"""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from credentials.jsonld.dataset import Dataset, Statement, Term
from credentials.jsonld.naming import JSON_LITERALS
from credentials.jsonld.nquads import dataset_of
from credentials.model import JSONObject, Policy
from credentials.problems import ProblemCode, refuse

_REST = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>"


class Skolemization:
    """A document whose nodes all have names, and the statements of it and of its selections.

    Two selections number a blank node alike, whatever else they leave out. Raises
    CredentialsError with what `jsonld.nquads.dataset_of` finds in the document, and with
    `too-complex` where the nameless parts cannot be told apart by their place.
    """

    def __init__(self, document: JSONObject, *, policy: Policy) -> None:
        self._policy = policy
        given = dataset_of(document, policy=policy)
        # A name that nobody could know beforehand, so that none in the document is taken for it.
        self._scheme = f"urn:bnid:{secrets.token_hex(16)}:"
        self._numbers: dict[Any, int] = {}
        self.document: JSONObject = self._named(document)
        """The skolemized document (skolemizeCompactJsonLd, §3.4.8)."""
        self.statements = self.statements_of(self.document)
        """Its statements, with the names taken away again."""
        if self.dataset.canonical() != given.canonical():
            raise refuse(ProblemCode.TOO_COMPLEX, "a part that cannot be given a name")

    @property
    def dataset(self) -> Dataset:
        """The statements as a dataset."""
        return Dataset(self.statements, len(self._numbers))

    def statements_of(self, selection: JSONObject) -> Sequence[Statement]:
        """The statements of a part of the skolemized document (toDeskolemizedNQuads, §3.4.9)."""
        found = dataset_of(selection, policy=self._policy)
        others = self._others(found.statements)

        def term(term: Term) -> Term:
            return others[term] if type(term) is int else self._term(term)

        return [
            (term(subject), predicate, term(value), None if graph is None else term(graph))
            for subject, predicate, value, graph in found.statements
        ]

    def _named(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._named(one) for one in value]
        if not isinstance(value, dict) or "@value" in value:
            return value
        named = {
            name: member if name == "@context" or name in JSON_LITERALS else self._named(member)
            for name, member in value.items()
        }
        if "id" not in value:
            named["id"] = f"{self._scheme}{self._number(len(self._numbers))}"
        return named

    def _number(self, key: Any) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def _term(self, term: Term) -> Term:
        """A number for what is a name of ours (deskolemizeNQuads, §3.4.6)."""
        # Whole terms only: a text that looks like such a name stays a text.
        begin = f"<{self._scheme}"
        if isinstance(term, str) and term.startswith(begin):
            return int(term.removeprefix(begin)[:-1])
        return term

    def _others(self, statements: Sequence[Statement]) -> dict[int, int]:
        """A number for each node that has no place for an `id`: of a list, or a graph's own.

        It goes by what leads there, which a selection does not change.
        """
        rests = {one[0]: one[2] for one in statements if one[1] == _REST and type(one[2]) is int}
        roots = _roots(statements)
        numbers: dict[int, int] = {}
        for subject, predicate, value, _ in statements:
            if predicate == _REST or type(value) is not int:
                continue
            place = (self._term(subject), predicate, roots.get(value))
            node: Term | None = value
            at = 0
            while type(node) is int:
                numbers[node] = self._number((*place, at))
                node, at = rests.get(node), at + 1
        if len(set(numbers.values())) != len(numbers):
            raise refuse(ProblemCode.TOO_COMPLEX, "nameless parts that stand in one place")
        return numbers


def _roots(statements: Sequence[Statement]) -> dict[Term, Term]:
    """What each graph of its own is about: the one node in it that nothing in it leads to."""
    graphs: dict[Term, list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement[3] is not None:
            graphs[statement[3]].append(statement)
    found = {}
    for graph, inside in graphs.items():
        roots = {one[0] for one in inside} - {one[2] for one in inside}
        if len(roots) != 1:
            raise refuse(ProblemCode.TOO_COMPLEX, "a graph of its own without a beginning")
        (found[graph],) = roots
    return found
