"""Bodies are written with the words of a dictionary, and read back byte for byte."""

import zlib

import pytest
from alembic.script import ScriptDirectory
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.bodies import BodyError, Words, columns
from app.base.bodies.words import LARGEST
from app.base.db import migration_config

_TEXT = b'{"name":"-","achievement":"Welding","image":"PICTURE","proof":"z"}'
PLAIN = Words.of(_TEXT)
PICTURED = Words.of(_TEXT, long_part=b"PICTURE")
_PARTS = st.lists(st.sampled_from([b"PICTURE", _TEXT, b"PICT", b"", b"\0"]) | st.binary())


@settings(max_examples=60, deadline=None)
@given(
    body=_PARTS.map(b"".join),
    text=st.binary() | st.just(_TEXT),
    long_part=st.binary() | st.just(b"PICTURE"),
)
def test_every_body_is_read_back_byte_for_byte(body: bytes, text: bytes, long_part: bytes) -> None:
    words = Words.of(text, long_part=long_part)
    words.check()
    assert words.unpacked(words.packed(body)) == body


@settings(max_examples=60, deadline=None)
@given(body=_PARTS.map(b"".join))
def test_the_revision_that_goes_back_reads_it_too(body: bytes) -> None:
    scripts = ScriptDirectory.from_config(migration_config())
    read = scripts.get_revision("0037").module.body
    for words in (PLAIN, PICTURED):
        assert read(words.packed(body), words.text, words.long_part) == body


@settings(max_examples=60, deadline=None)
@given(stored=st.binary(), at=st.integers(0, 40), change=st.integers(1, 255))
def test_what_was_damaged_is_refused_or_never_written_so(
    stored: bytes, at: int, change: int
) -> None:
    good = bytearray(PICTURED.packed(_TEXT + b"Ana"))
    good[4 + at % (len(good) - 4)] ^= change
    with pytest.raises(BodyError):
        PICTURED.unpacked(bytes(good))
    for words in (PLAIN, PICTURED):
        try:
            words.unpacked(stored)
        except BodyError:
            continue


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"\0\0",
        b"\x7f\xff\xff\xff" + PLAIN.packed(_TEXT),
        PICTURED.packed(_TEXT) + b"more",
        PICTURED.packed(_TEXT)[:-1],
        b"\xff\xff\xff\xff" + zlib.compress(bytes(LARGEST + 1)),
    ],
    ids=["nothing", "no place", "far away", "more", "less", "endless"],
)
def test_what_cannot_be_a_body_is_refused(stored: bytes) -> None:
    with pytest.raises(BodyError):
        PICTURED.unpacked(stored)


def test_a_body_cannot_be_read_with_other_words() -> None:
    with pytest.raises(BodyError):
        Words.of(_TEXT + b" ").unpacked(PLAIN.packed(_TEXT))


def test_words_are_known_by_their_bytes() -> None:
    assert Words.of(_TEXT).id == PLAIN.id != PICTURED.id
    with pytest.raises(BodyError, match="other bytes than it was made with"):
        Words(PLAIN.id, _TEXT + b" ").check()


def test_what_is_too_large_to_be_read_back_is_stored_as_it_is() -> None:
    assert columns(bytes(LARGEST + 1), PLAIN)["dictionary_id"] is None
    assert columns(_TEXT, None) == {"stored": _TEXT, "dictionary_id": None}
