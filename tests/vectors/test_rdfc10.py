"""The published test graphs of RDFC-1.0 (w3c/rdf-canon), read from ../shared/vectors."""

import re
from pathlib import Path

import pytest
from pyoxigraph import BlankNode as OxBlankNode
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse
from pyoxigraph import Literal as OxLiteral

from credentials.jsonld.canonical import IRI, BlankNode, Literal, Quad, canonicalize
from credentials.problems import ProblemCode
from tests.refusal import refused

FOLDER = Path(__file__).parents[2].parent / "shared" / "vectors" / "rdfc10"
POSITIVE = sorted(path.name[:7] for path in FOLDER.glob("test*-rdfc10.nq"))

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the published vectors are not in ../shared/vectors/rdfc10"
)


def quads_of(name: str) -> list[Quad]:
    found = []
    for quad in parse((FOLDER / f"{name}-in.nq").read_bytes(), format=RdfFormat.N_QUADS):
        terms = [quad.subject, quad.predicate, quad.object, quad.graph_name]
        found.append(Quad(*(term_of(term) for term in terms)))  # type: ignore[arg-type]
    return found


def term_of(term: object) -> IRI | BlankNode | Literal | None:
    match term:
        case DefaultGraph():
            return None
        case NamedNode():
            return IRI(term.value)
        case OxBlankNode():
            return BlankNode(term.value)
        case OxLiteral():
            return Literal(term.value, term.datatype.value, term.language or "")
    raise AssertionError(term)


@pytest.mark.parametrize("name", POSITIVE)
def test_a_published_graph_gets_its_published_canonical_form(name: str) -> None:
    # Test 075 is the one whose form is made with SHA-384.
    hash_name = "sha384" if name == "test075" else "sha256"
    expected = (FOLDER / f"{name}-rdfc10.nq").read_text(encoding="utf-8")
    assert canonicalize(quads_of(name), hash_name=hash_name) == expected


def test_all_published_graphs_are_there() -> None:
    assert len(POSITIVE) == 64
    assert all(re.fullmatch(r"test\d{3}", name) for name in POSITIVE)


def test_the_published_poison_graph_is_refused() -> None:
    with refused(ProblemCode.TOO_COMPLEX):
        canonicalize(quads_of("test074"))
