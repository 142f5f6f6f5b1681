"""The statements of a document in order, and which of them each selection holds (§3.4.16)."""

import hashlib
from collections.abc import Mapping, Sequence

from msgspec import Struct

from credentials.jsonld.dataset import Dataset, Statement, line
from credentials.jsonld.nquads import canonical_nquads, dataset_of
from credentials.model import JSONObject, Policy
from credentials.problems import ProblemCode, refuse
from credentials.proofs.cryptosuite import Unsecured
from credentials.proofs.selective.labels import LabelMap
from credentials.proofs.selective.pointers import select
from credentials.proofs.selective.skolem import Skolemization


class Group(Struct, frozen=True):
    """One selection: `matching` are the places of its statements among all, in order.

    `labels` are those of its blank nodes by the canonical identifiers that they have where the
    selection stands alone, which is what a verifier sees.
    """

    matching: tuple[int, ...]
    labels: Mapping[str, str]


class Grouped(Struct, frozen=True):
    """All statements of a document as canonical N-Quads with labels, and its groups by name."""

    nquads: Sequence[str]
    groups: Mapping[str, Group]

    def matching(self, name: str) -> Sequence[str]:
        """The statements of a group."""
        return [self.nquads[at] for at in self.groups[name].matching]

    def others(self, name: str) -> Sequence[str]:
        """The statements that are not in a group (nonMatching)."""
        inside = set(self.groups[name].matching)
        return [text for at, text in enumerate(self.nquads) if at not in inside]


def canonicalize_and_group(
    document: JSONObject,
    *,
    labels: LabelMap,
    groups: Mapping[str, Sequence[str]],
    policy: Policy,
) -> Grouped:
    """Group the statements of a document by JSON Pointers (canonicalizeAndGroup, §3.4.16).

    Raises CredentialsError with what `jsonld.nquads.dataset_of` finds in the document or in a
    selection, and with `bad-value` for a pointer to nothing, or to a part of something that was
    signed as a whole: a list whose order counts, a text without its language.
    """
    skolemized = Skolemization(document, policy=policy)
    dataset = skolemized.dataset
    named = labels(dataset.names())
    names = [f"_:{label}" for label in named]
    lines = sorted((line(statement, names), statement) for statement in dataset.statements)
    places = {statement: at for at, (_, statement) in enumerate(lines)}
    made = {}
    for name, pointers in groups.items():
        selection = select(skolemized.document, pointers)
        statements = [] if selection is None else skolemized.statements_of(selection)
        if not places.keys() >= set(statements):
            raise refuse(ProblemCode.BAD_VALUE, "a part of what can only be shown as a whole")
        matching = tuple(sorted(places[statement] for statement in statements))
        made[name] = Group(matching, _alone(statements, named))
    return Grouped([text for text, _ in lines], made)


def _alone(statements: Sequence[Statement], labels: Sequence[str]) -> Mapping[str, str]:
    """The labels by the canonical identifiers of these statements alone."""
    numbers: dict[int, int] = {}
    for subject, _, found, graph in statements:
        for term in (subject, found, graph):
            if type(term) is int:
                numbers.setdefault(term, len(numbers))
    alone = Dataset([_renumbered(one, numbers) for one in statements], len(numbers))
    return {name: labels[number] for number, name in zip(numbers, alone.names(), strict=True)}


def _renumbered(statement: Statement, numbers: Mapping[int, int]) -> Statement:
    subject, predicate, found, graph = statement
    return (
        numbers[subject] if type(subject) is int else subject,
        predicate,
        numbers[found] if type(found) is int else found,
        numbers[graph] if type(graph) is int else graph,
    )


def labelled_nquads(document: JSONObject, *, labels: LabelMap, policy: Policy) -> Sequence[str]:
    """The canonical N-Quads of a document with labels (labelReplacementCanonicalizeJsonLd, §3.4.2).

    Raises what `jsonld.nquads.dataset_of` and `labels` raise.
    """
    dataset = dataset_of(document, policy=policy)
    names = [f"_:{label}" for label in labels(dataset.names())]
    return sorted(line(statement, names) for statement in dataset.statements)


def hash_options(unsecured: Unsecured) -> bytes:
    """The hash of what a proof says of itself (proofHash, §3.6.3, §3.6.4)."""
    written = canonical_nquads(unsecured.configuration, policy=unsecured.policy)
    return hashlib.sha256(written).digest()


def hash_mandatory(nquads: Sequence[str]) -> bytes:
    """The hash of the statements that every holder has to show (hashMandatoryNQuads, §3.4.17)."""
    return hashlib.sha256("".join(nquads).encode()).digest()
