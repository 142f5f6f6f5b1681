"""The quick reader of JSON says what the strict one says, or leaves the text to it."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from credentials.parsing.quick_json import UNREAD, read_usual
from credentials.parsing.strict_json import read_json, read_slowly
from credentials.problems import CredentialsError
from tests.properties.test_edits import a_rich_badge
from tests.world import World

# Each of them is read one way by somebody, and another way by somebody else.
_PIECES = [
    *(b'"a":1', b'"a":1,"a":2', b'"a" :1', b'"a"\t:1', b'"a":{"a":1},"b":2', b'":":1', b'"\\":":1'),
    *(
        b'"\\u0061":1',
        b'"\\b":1',
        b'"\x7f":1',
        b'"\\ud800":1',
        b'"\xed\xa0\x80":1',
        b'"a\\n":"\\t"',
    ),
    *(b'"n":5.0', b'"n":-0', b'"n":-0.0', b'"n":1e400', b'"n":01', b'"n":9007199254740993'),
    *(b'"n":0.1', b'"n":1e-7', b'"n":123456789012345678901.5e-10', b'"n":NaN', b'"n":1e15'),
    *(b'"n":9007199254740992', b'"n":18446744073709551616', b'"n":9007199254740992.5', b'"n":1.'),
    *(
        b'"t":"x',
        b'"t":"\x00"',
        b'"t":"\t"',
        b'"t":":"',
        b'"t":"a\\":b"',
        b'"t":"\\/"',
        b'"t":"\xff"',
    ),
    *(b'"l":[1,]', b'"l":[[[{}]]]', b'"l":[]', b'"l":{"":[true,false,null]}', b"\xef\xbb\xbf", b""),
    *('"لغة":"\U0001f600"'.encode(), b'"\xc2\xa0":"\xe2\x80\xa8"'),
]


def _texts(chance: random.Random) -> Iterator[bytes]:
    """Objects out of odd pieces, and a real badge with bytes that were changed."""
    badge = a_rich_badge(World())
    for _ in range(1_000):
        pieces = chance.choices(_PIECES, k=chance.randint(1, 4))
        yield chance.choice([b"{%s}", b"[{%s}]", b" {%s}\n", b"%s", b'{"o":{%s}}']) % b",".join(
            pieces
        )
        at = chance.randrange(len(badge))
        mark = chance.choice([b'"', b":", b",", b"\\", b"{", b"}", b"[", b"]", b" ", b"\x00", b"7"])
        until = at + chance.randint(0, 2)
        yield badge[:at] + mark + badge[until:]


def _outcome(read: Callable[[bytes], Any], content: bytes) -> str:
    try:
        return repr(read(content))
    except CredentialsError as error:
        return f"refused: {error.problem}"


def test_both_readers_say_the_same() -> None:
    chance = random.Random(6)  # noqa: S311 - a seed makes a failure come again
    usual = 0
    for content in _texts(chance):
        assert _outcome(read_json, content) == _outcome(read_slowly, content), content
        usual += read_usual(content) is not UNREAD
    assert usual > 200


@pytest.mark.parametrize("depth", [31, 32, 33, 40])
@pytest.mark.parametrize("inside", [b"", b"1", b'"["', b"{}"])
def test_both_readers_bound_the_nesting_alike(depth: int, inside: bytes) -> None:
    content = b"[" * depth + inside + b"]" * depth
    assert _outcome(read_json, content) == _outcome(read_slowly, content)


@pytest.mark.parametrize("count", [4_998, 4_999, 5_000, 9_998, 9_999, 10_000])
def test_both_readers_bound_the_values_alike(count: int) -> None:
    members = json.dumps({f"m{number}": number for number in range(count)}).encode()
    for content in (members, json.dumps(list(range(count))).encode()):
        assert _outcome(read_json, content) == _outcome(read_slowly, content)


def test_the_usual_badge_is_read_quickly() -> None:
    assert read_usual(a_rich_badge(World())) is not UNREAD
