"""A series says of every document, after any others, what issue() says of it."""

import copy
import json
import random
from collections.abc import Iterator

import pytest

from credentials.issuance import issue
from credentials.model import JSONObject
from credentials.parsing import credential
from credentials.problems import CredentialsError
from credentials.series.issuance import Series
from credentials.series.template import written
from tests.properties.edits import at, edited, paths, put
from tests.properties.test_edits import a_rich_badge
from tests.world import NOON, Issuer, World

_TEXTS = [
    *("x", "", 'a "word"', "two\nlines\t", "أمينة", "\U0001f600", "\u202eabc", "back\\slash", "\\"),
    *(
        "a: b",
        "xsd:date",
        "sec:x",
        "\x00",
        "\x1f",
        "\x7f",
        "\x85",
        "\ud800",
        "\u2028",
        "urn:gap-0:",
    ),
    *("2031-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "0", "007", "12"),
    *("urn:x", "urn:y", "https://a.example/ä", "https://school.example/e/1", "relative", "_:b0"),
]


def rows(original: JSONObject, seed: int, often: int) -> Iterator[JSONObject]:
    """Rows of a class list as they should be, with odd texts, and with any edit at all."""
    chance = random.Random(seed)  # noqa: S311 - a seed makes a failure come again
    texts = [path for path in paths(original) if isinstance(at(original, path), str)]
    for number in range(often):
        row = copy.deepcopy(original)
        row["id"] = f"urn:uuid:{number}"
        row["credentialSubject"]["identifier"][0]["identityHash"] = f"Worker {number}"
        if number % 3:
            for _ in range(chance.randint(1, 3)):
                row = put(row, chance.choice(texts), chance.choice(_TEXTS))
        if number % 4 == 0:
            row = edited(row, chance)[1]
        if isinstance(row, dict):
            yield row


def compared(seed: int, often: int, cryptosuite: str) -> tuple[int, int]:
    """How many rows were filled in, and how many refused; fails where the two differ."""
    world = World()
    original = json.loads(a_rich_badge(world))
    del original["proof"]
    issuer: Issuer = world.issuers[original["issuer"]["id"]]
    taken: list[JSONObject] = []
    signed: list[bytes] = []
    refused = []
    for row in rows(original, seed, often):
        try:
            signed.append(
                issue(credential(row), issuer.signer, at=NOON, cryptosuite=cryptosuite).content
            )
            taken.append(row)
        except (CredentialsError, UnicodeEncodeError) as error:
            refused.append((row, error))
    series = Series(issuer.signer, cryptosuite=cryptosuite)
    made = series.issue(taken, at=NOON)
    for row, alone, one in zip(taken, signed, made, strict=True):
        assert one.content == alone, row
    for row, reason in refused:
        with pytest.raises(type(reason)) as again:
            series.issue([taken[0], row], at=NOON)
        assert str(again.value) == str(reason), row
    return sum(series._template_for(row, written(row)) is not None for row in taken), len(refused)


@pytest.mark.slow
def test_of_rows_of_every_kind_a_series_says_what_issue_says() -> None:
    filled, refused = compared(1, 120, "eddsa-rdfc-2022")
    assert filled > 30
    assert refused > 20


@pytest.mark.slow
def test_of_rows_signed_over_their_json_a_series_says_what_issue_says() -> None:
    filled, refused = compared(2, 60, "eddsa-jcs-2022")
    assert filled > 15
    assert refused > 10


@pytest.mark.faults
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("seed", range(3, 8))
@pytest.mark.parametrize("cryptosuite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_of_many_rows_of_every_kind_a_series_says_what_issue_says(
    seed: int, cryptosuite: str
) -> None:
    filled, refused = compared(seed, 4_000, cryptosuite)
    assert filled > 1_000
    assert refused > 800
