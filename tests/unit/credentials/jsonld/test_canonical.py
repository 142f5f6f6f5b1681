import time
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

from credentials.jsonld.canonical import (
    IRI,
    XSD_STRING,
    BlankNode,
    Literal,
    Quad,
    Written,
    canonicalize,
)
from credentials.problems import ProblemCode
from tests.refusal import refused

SUBJECT, NEXT = IRI("urn:s"), IRI("urn:next")


def literal_line(value: str) -> str:
    return canonicalize([Quad(SUBJECT, NEXT, Literal(value))])


@pytest.mark.parametrize(
    ("character", "escaped"),
    [
        ("\b", r"\b"),
        ("\t", r"\t"),
        ("\n", r"\n"),
        ("\f", r"\f"),
        ("\r", r"\r"),
        ('"', r"\""),
        ("\\", r"\\"),
        ("\x00", r"\u0000"),
        ("\x0b", r"\u000B"),
        ("\x1f", r"\u001F"),
        ("\x7f", r"\u007F"),
    ],
)
def test_a_character_is_escaped_as_the_recommendation_says(character: str, escaped: str) -> None:
    assert literal_line(character) == f'<urn:s> <urn:next> "{escaped}" .\n'


@pytest.mark.parametrize("character", [" ", "'", "\x80", "é", "ﷺ", "\U0001f600"])
def test_any_other_character_stands_for_itself(character: str) -> None:
    assert literal_line(character) == f'<urn:s> <urn:next> "{character}" .\n'


def test_a_language_and_a_datatype_are_written_and_xsd_string_is_not() -> None:
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    lang_string = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    quads = [
        Quad(SUBJECT, NEXT, Literal("5", integer)),
        Quad(SUBJECT, NEXT, Literal("five", lang_string, "en")),
        Quad(SUBJECT, NEXT, Literal("5", XSD_STRING), IRI("urn:g")),
    ]
    assert canonicalize(quads) == (
        '<urn:s> <urn:next> "5" <urn:g> .\n'
        f'<urn:s> <urn:next> "5"^^<{integer}> .\n'
        '<urn:s> <urn:next> "five"@en .\n'
    )


def test_lines_are_sorted_by_code_point_and_repeats_fall_away() -> None:
    quads = [Quad(SUBJECT, NEXT, Literal(text)) for text in ("\U0001f600", "\uffee", "a", "a")]
    assert canonicalize(quads) == (
        '<urn:s> <urn:next> "a" .\n<urn:s> <urn:next> "\uffee" .\n'
        '<urn:s> <urn:next> "\U0001f600" .\n'
    )


def test_a_blank_node_is_not_an_iri_of_the_same_spelling() -> None:
    quads = [Quad(BlankNode("x"), NEXT, SUBJECT), Quad(IRI("x"), NEXT, SUBJECT)]
    assert canonicalize(quads) == "<x> <urn:next> <urn:s> .\n_:c14n0 <urn:next> <urn:s> .\n"


def ring(size: int) -> list[Quad]:
    nodes = [BlankNode(str(number)) for number in range(size)]
    return [Quad(node, NEXT, nodes[(at + 1) % size]) for at, node in enumerate(nodes)]


def clique(size: int) -> list[Quad]:
    nodes = [BlankNode(str(number)) for number in range(size)]
    return [Quad(one, NEXT, other) for one, other in product(nodes, nodes) if one != other]


def two_chains(length: int) -> list[Quad]:
    return [
        Quad(BlankNode(f"{chain}{at}"), IRI(f"urn:{at}"), BlankNode(f"{chain}{at + 1}"))
        for chain in "ab"
        for at in range(length)
    ]


def the_same_in_many_graphs(graphs: int) -> list[Quad]:
    """Two loops of two nodes; each link is stated in many graphs, so orders are many."""
    return [
        Quad(BlankNode(f"{loop}{at}"), NEXT, BlankNode(f"{loop}{1 - at}"), IRI(f"urn:{graph}"))
        for loop in "ab"
        for at in (0, 1)
        for graph in range(graphs)
    ]


@pytest.mark.parametrize(
    "poison",
    [ring(400), *map(clique, range(6, 11)), two_chains(2000)],
    ids=["ring", *(f"clique{size}" for size in range(6, 11)), "chains"],
)
def test_a_poison_graph_is_refused_in_bounded_time(poison: list[Quad]) -> None:
    started = time.process_time()
    with refused(ProblemCode.TOO_COMPLEX):
        canonicalize(poison)
    assert time.process_time() - started < 2


def test_two_chains_that_are_alike_are_named_as_another_implementation_names_them() -> None:
    chains = two_chains(2)
    assert canonicalize(chains) == in_oxigraph(chains, CanonicalizationAlgorithm.RDFC_1_0)


@pytest.mark.parametrize("number", range(2, 8))
def test_what_leads_to_different_things_is_named_as_another_implementation_does(
    number: int,
) -> None:
    quads = []
    for each in range(number):
        first, second, third = (BlankNode(f"{name}{each}") for name in "xyz")
        quads += [
            Quad(first, NEXT, second),
            Quad(second, IRI("urn:on"), third),
            Quad(third, NEXT, IRI(f"urn:thing:{each}"), first),
        ]
    assert canonicalize(quads) == in_oxigraph(quads, CanonicalizationAlgorithm.RDFC_1_0)


def test_a_ring_of_twenty_is_still_worked_out() -> None:
    assert canonicalize(ring(20)).count("\n") == 20


def test_sixty_four_parts_that_look_alike_are_taken_and_one_more_is_refused() -> None:
    def alike(count: int) -> list[Quad]:
        return [Quad(SUBJECT, NEXT, BlankNode(str(number))) for number in range(count)]

    assert canonicalize(alike(64)).count("\n") == 64
    with refused(ProblemCode.TOO_COMPLEX):
        canonicalize(alike(65))


def test_the_hash_can_be_chosen_and_decides_the_order_of_names() -> None:
    quads = [Quad(BlankNode(name), NEXT, Literal(name)) for name in "abcdefgh"]
    assert canonicalize(quads, hash_name="sha384") != canonicalize(quads)


def in_oxigraph(quads: list[Quad], algorithm: CanonicalizationAlgorithm) -> str:
    text = "".join(f"{' '.join(written(term) for term in quad if term)} .\n" for quad in quads)
    dataset = Dataset(parse(text, format=RdfFormat.N_QUADS))
    dataset.canonicalize(algorithm)
    lines = (serialize(dataset, format=RdfFormat.N_QUADS) or b"").decode()
    return "".join(sorted(lines.splitlines(keepends=True)))


def written(term: IRI | Written | BlankNode | Literal) -> str:
    assert not isinstance(term, Written)
    return f"_:{term.label}" if isinstance(term, BlankNode) else f"<{term.value}>"


NODES = st.integers(0, 4).map(lambda number: BlankNode(f"n{number}"))
SUBJECTS = NODES | st.sampled_from([IRI("urn:a"), IRI("urn:b")])
QUADS = st.builds(
    Quad,
    SUBJECTS,
    st.sampled_from([IRI("urn:p"), IRI("urn:q")]),
    SUBJECTS,
    st.none() | SUBJECTS,
)


@given(st.lists(QUADS, max_size=10))
def test_another_implementation_finds_the_same_form(quads: list[Quad]) -> None:
    assert canonicalize(quads) == in_oxigraph(quads, CanonicalizationAlgorithm.RDFC_1_0)


@given(st.lists(QUADS, max_size=8))
def test_another_implementation_finds_the_same_form_with_the_longer_hash(
    quads: list[Quad],
) -> None:
    algorithm = CanonicalizationAlgorithm.RDFC_1_0_SHA_384
    assert canonicalize(quads, hash_name="sha384") == in_oxigraph(quads, algorithm)


@given(st.lists(QUADS, max_size=10), st.permutations([f"n{number}" for number in range(5)]))
def test_labels_and_order_do_not_matter(quads: list[Quad], labels: list[str]) -> None:
    def renamed(term: Any) -> Any:
        return BlankNode(labels[int(term.label[1:])]) if isinstance(term, BlankNode) else term

    others = [Quad(*(renamed(term) for term in quad)) for quad in reversed(quads)]
    assert canonicalize(others) == canonicalize(quads)


def test_the_form_can_be_read_back() -> None:
    text = literal_line('\b\t\n\f\r"\\\x01\x7f é')
    (quad,) = parse(text, format=RdfFormat.N_QUADS)
    assert quad.object.value == '\b\t\n\f\r"\\\x01\x7f é'


def alike_things(number: int, statements: int) -> list[Quad]:
    """Nameless things of which the same is said, each in a graph of its own."""
    quads = []
    for at in range(number):
        graph, thing = BlankNode(f"g{at}"), BlankNode(f"t{at}")
        quads.append(Quad(SUBJECT, NEXT, Literal(str(at)), graph))
        for which in range(statements):
            quads.append(Quad(thing, IRI(f"urn:{which}"), Literal("the same"), graph))
    return quads


def test_things_in_many_statements_are_told_apart_by_their_graphs() -> None:
    # A graph is related to a thing once for each statement in it; orders that exchange it
    # with itself are one order. Twelve statements would have 479,001,600 otherwise.
    assert canonicalize(alike_things(3, 12)).count("\n") == 3 * 13
    assert canonicalize(the_same_in_many_graphs(30)).count("\n") == 4 * 30


def twice_related(statements: int) -> list[Quad]:
    """Two hubs that look alike, each related to two nodes in several graphs."""
    return [
        Quad(BlankNode(hub), NEXT, BlankNode(f"{hub}{leaf}"), IRI(f"urn:{graph}"))
        for hub in "ab"
        for leaf in "xy"
        for graph in range(statements)
    ]


def test_nodes_that_are_related_several_times_are_named_as_another_implementation_does() -> None:
    quads = twice_related(3)
    assert canonicalize(quads) == in_oxigraph(quads, CanonicalizationAlgorithm.RDFC_1_0)


def test_too_many_relations_of_nodes_that_look_alike_are_refused() -> None:
    with refused(ProblemCode.TOO_COMPLEX):
        canonicalize(twice_related(60))
