"""A pattern gives the canonical N-Quads of each dataset that it is for, and of no other."""

import random

import pytest

from credentials.jsonld.dataset import Dataset, Statement, Term
from credentials.jsonld.pattern import NoPattern, Pattern

GAPS = ["urn:gap:0:", "urn:gap:1:", "urn:gap:2:", "urn:gap:3:"]
TEXTS = ["a", "b", "urn:x", "zz", "\U0001f600", "é", "", "urn:gap", "_:a", "~"]


def with_texts(statements: list[Statement], texts: list[str]) -> list[Statement]:
    def term(one: Term) -> Term:
        for marker, text in zip(GAPS, texts, strict=True):
            one = one.replace(marker, text) if isinstance(one, str) else one
        return one

    return [(term(s), p, term(o), None) for s, p, o, _ in statements]


def a_dataset(chance: random.Random) -> Dataset:
    nameless = chance.randint(0, 6)
    nodes: list[Term] = [*range(nameless), "<urn:a>", "<urn:b>", f"<{GAPS[0]}>"]
    said: set[Statement] = {(node, "<urn:in>", chance.choice(nodes), None) for node in nodes}
    for _ in range(chance.randint(1, 12)):
        found = [*nodes, '"known"', '"known"@en', f'"{GAPS[1]}"', f'"{GAPS[2]}"^^<urn:t>']
        predicate = f"<urn:{chance.choice('pqrstuvw')}>"
        said.add((chance.choice(nodes), predicate, chance.choice([*found, f"<{GAPS[3]}>"]), None))
    return Dataset(sorted(said, key=str), nameless)


def test_it_says_what_the_general_algorithm_says() -> None:
    chance = random.Random(1)  # noqa: S311 - a seed makes a failure come again
    compared = 0
    for _ in range(400):
        dataset = a_dataset(chance)
        try:
            pattern = Pattern(dataset, GAPS)
        except NoPattern:
            continue
        for _ in range(4):
            texts = [chance.choice(TEXTS) for _ in GAPS]
            filled = pattern.filled([text.encode() for text in texts])
            if filled is not None:
                general = Dataset(with_texts([*dataset.statements], texts), dataset.nameless)
                assert filled.decode() == general.canonical()
                compared += 1
    assert compared > 150


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([("<urn:a>", "<urn:p>", '"x"', "<urn:g>")], id="a graph of its own"),
        pytest.param(
            [("<urn:a>", "<urn:p>", '"x"', None), ("<urn:a>", "<urn:p>", f'"{GAPS[0]}"', None)],
            id="a gap beside another value",
        ),
        pytest.param(
            [("<urn:a>", "<urn:p>", f'"{gap}"', None) for gap in GAPS[:2]], id="gap beside gap"
        ),
        pytest.param(
            [("<urn:a>", "<urn:p>", 0, None), ("<urn:a>", "<urn:p>", f'"{GAPS[0]}"', None)],
            id="a gap beside a blank node",
        ),
        pytest.param([("<urn:a>", "<urn:p>", f'"x{GAPS[0]}"', None)], id="a part of a text"),
        pytest.param(
            [("<urn:a>", "<urn:p>", f'"{GAPS[0]}x"', None)], id="the first part of a text"
        ),
        pytest.param(
            [("<urn:a>", "<urn:p>", f'"{GAPS[0]}"^^<{GAPS[0]}>', None)], id="twice in a term"
        ),
        pytest.param(
            [("<urn:a>", "<urn:p>", 0, None), (f"<{GAPS[0]}>", "<urn:p>", 0, None)],
            id="a nameless node that is told apart by the order of addresses",
        ),
    ],
)
def test_what_is_not_usual_has_no_pattern(statements: list[Statement]) -> None:
    with pytest.raises(NoPattern):
        Pattern(Dataset(statements, 1), GAPS)


def test_nodes_that_look_alike_are_left_to_the_general_algorithm() -> None:
    statements: list[Statement] = [
        (0, "<urn:p>", f'"{GAPS[0]}"', None),
        (1, "<urn:p>", f'"{GAPS[1]}"', None),
    ]
    pattern = Pattern(Dataset(statements, 2), GAPS)
    assert pattern.filled([b"a", b"b", b"", b""]) is not None
    assert pattern.filled([b"a", b"a", b"", b""]) is None


def test_two_nodes_with_one_address_are_left_to_the_general_way() -> None:
    statements: list[Statement] = [
        (f"<{GAPS[0]}>", "<urn:p>", '"x"', None),
        ("<urn:a>", "<urn:p>", '"y"', None),
    ]
    pattern = Pattern(Dataset(statements, 0), GAPS)
    assert pattern.filled([b"urn:b", b"", b"", b""]) is not None
    assert pattern.filled([b"urn:a", b"", b"", b""]) is None


def test_nameless_values_of_one_member_stand_in_the_order_of_their_names() -> None:
    # Of the three, the names depend on the texts; nothing else that is said of the first does.
    statements: list[Statement] = [
        *(("<urn:a>", "<urn:p>", node, None) for node in range(3)),
        *((node, "<urn:q>", f'"{GAPS[node]}"', None) for node in range(3)),
        ("<urn:a>", "<urn:s>", '"x"', None),
    ]
    for few in (2, 3):
        said = [one for one in statements if one[0] in (*range(few), "<urn:a>")]
        said = [one for one in said if one[2] in (*range(few), '"x"') or type(one[0]) is int]
        pattern = Pattern(Dataset(said, few), GAPS)
        for texts in (["a", "b", "c", ""], ["c", "b", "a", ""], ["b", "a", "c", ""]):
            filled = pattern.filled([text.encode() for text in texts])
            assert filled is not None
            general = Dataset(with_texts(said, texts), few)
            assert filled.decode() == general.canonical()


def test_nothing_is_remembered_of_a_text_in_a_gap() -> None:
    statements: list[Statement] = [(f"<{GAPS[0]}>", "<urn:p>", '"x"', None)]
    pattern = Pattern(Dataset(statements, 0), GAPS)
    for number in range(300):
        text = f"urn:{number}"
        expected = f'<{text}> <urn:p> "x" .\n'.encode()
        assert pattern.filled([text.encode(), b"", b"", b""]) == expected
    ((_, block),) = pattern._named
    assert not block.known


def test_of_blank_nodes_as_much_is_remembered_as_there_is_room_for() -> None:
    # Two stand anywhere among the others by their texts, and what each says is long.
    long = "x" * 10_000
    statements: list[Statement] = [
        *((node, "<urn:p>", f'"{GAPS[node]}"', None) for node in range(2)),
        *((node, "<urn:p>", f'"{long}"@a{node}', None) for node in range(2, 9)),
        *((node, "<urn:q>", node - 1, None) for node in range(3, 9)),
    ]
    pattern = Pattern(Dataset(statements, 9), GAPS)
    for number in range(1, 60):
        texts = [f"{number}", f"{number * 7}", "", ""]
        filled = pattern.filled([text.encode() for text in texts])
        assert filled is not None
        assert filled.decode() == Dataset(with_texts(statements, texts), 9).canonical()
    kept = {
        id(lines): len(lines)
        for order in pattern._orders.values()
        for lines in [*order.lines, *order.names]
    }
    assert len(pattern._orders) > 3
    assert 250_000 < sum(kept.values()) <= 500_000


def test_a_pattern_is_not_made_where_two_always_look_alike() -> None:
    statements: list[Statement] = [
        (0, "<urn:p>", f'"{GAPS[0]}"', None),
        (1, "<urn:p>", '"x"', None),
        (2, "<urn:p>", '"x"', None),
    ]
    with pytest.raises(NoPattern):
        Pattern(Dataset(statements, 3), GAPS)


def test_what_looks_like_one_that_no_gap_touches_is_left_alone() -> None:
    statements: list[Statement] = [
        (0, "<urn:p>", f'"{GAPS[0]}"', None),
        (1, "<urn:p>", '"x"', None),
    ]
    pattern = Pattern(Dataset(statements, 2), GAPS)
    assert pattern.filled([b"x", b"", b"", b""]) is None
    for text in (b"y", b"w", b"y"):
        assert pattern.filled([text, b"", b"", b""]) is not None
