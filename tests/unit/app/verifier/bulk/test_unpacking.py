"""Archives and lists are opened within limits, whatever they claim."""

import io
import struct
import zipfile

import pytest

from app.base.codes import new_code
from app.verifier.bulk import unpacking
from app.verifier.bulk.items import ARCHIVE, LOCKED, TOO_LARGE, Brought
from credentials import CredentialsError, ProblemCode
from tests.unit.app.verifier.bulk.archives import archive

URL = "https://passport.example"


def items(content: bytes, name: str = "f", largest: int = 1_000) -> list[Brought]:
    file = io.BytesIO(content)
    return list(unpacking.items_of(name, file, public_url=URL, largest=largest))


def refused(content: bytes) -> ProblemCode:
    with pytest.raises(CredentialsError) as found:
        items(content)
    return found.value.problem.code


def test_an_archive_gives_each_of_its_files() -> None:
    made = archive([("a.json", b"{}"), ("folder/b.txt", b"x"), ("__MACOSX/a", b"y"), ("d/", b"")])
    assert [(item.name, item.content) for item in items(made)] == [
        ("a.json", b"{}"),
        ("folder/b.txt", b"x"),
    ]


def test_an_archive_in_an_archive_is_not_opened() -> None:
    inner = archive([("deep.json", b"{}")])
    (item,) = items(archive([("inner.zip", inner)]))
    assert (item.refused, item.content) == (ARCHIVE, b"")


def test_a_file_that_is_too_large_is_not_read() -> None:
    found = items(archive([("big", bytes(1_001)), ("small", b"x")]))
    assert [item.refused for item in found] == [TOO_LARGE, ""]
    assert [item.refused for item in items(bytes(1_001))] == [TOO_LARGE]


def test_an_archive_that_inflates_to_too_much_is_refused_before_it_is_inflated() -> None:
    part = bytes(1_000_000)
    bomb = archive([(str(number), part) for number in range(4)])
    # The directory now says that each of them has two hundred megabytes.
    claimed = bomb.replace(struct.pack("<L", 1_000_000), struct.pack("<L", 200_000_000))
    assert refused(claimed) is ProblemCode.TOO_COMPLEX


def test_a_part_that_holds_more_than_its_directory_says_is_cut_and_noticed() -> None:
    made = archive([("a", bytes(900))])
    lying = made.replace(struct.pack("<L", 900), struct.pack("<L", 9))
    assert refused(lying) is ProblemCode.MALFORMED


def test_a_directory_of_too_many_entries_is_refused_before_it_is_read() -> None:
    made = bytearray(archive([("a", b"x")]))
    end = made.rfind(b"PK\x05\x06")
    for place, value in ((10, 0xFFFF), (12, 0xFF)):
        hostile = bytearray(made)
        hostile[end + place : end + place + 2] = struct.pack("<H", value)
        hostile[end + 14 : end + 16] = b"\xff\xff"
        assert refused(bytes(hostile)) is ProblemCode.TOO_LARGE
    many = archive((str(number), b"") for number in range(unpacking.MOST_ITEMS + 1))
    assert refused(many) is ProblemCode.TOO_LARGE


def test_other_kinds_of_archives_and_broken_ones_are_refused() -> None:
    assert refused(archive([("a", b"x")], zipfile.ZIP_LZMA)) is ProblemCode.UNSUPPORTED_MEDIA
    assert refused(archive([("[Content_Types].xml", b"")])) is ProblemCode.UNSUPPORTED_MEDIA
    assert refused(archive([("a", b"x")])[:-30]) is ProblemCode.MALFORMED
    assert refused(b"PK\x03\x04") is ProblemCode.MALFORMED


def test_a_locked_file_is_said_to_be_locked() -> None:
    made = bytearray(archive([("a", b"x"), ("b", b"y")]))
    made[made.find(b"PK\x01\x02") + 8] |= 1
    assert [item.refused for item in items(bytes(made))] == [LOCKED, ""]


def test_a_list_gives_the_first_link_or_code_of_each_line() -> None:
    code = new_code()
    listed = (
        f"Name;Code\r\nAmina;{code.lower()}\r\n;;\r\nPetra;{URL}/s/abcdefgh1234\r\nJonas;none\r\n"
    ).encode("utf-8-sig")
    assert [(item.name, item.content, item.beside) for item in items(listed)] == [
        (code.lower(), code.lower().encode(), "Amina"),
        (f"{URL}/s/abcdefgh1234", f"{URL}/s/abcdefgh1234".encode(), "Petra"),
        ("Jonas none", b"Jonas none", ""),
    ]


def test_one_code_alone_and_a_credential_are_no_lists() -> None:
    code = new_code().encode()
    for single in (code, b'{"a":\n"' + code + b'"}', b"eyJh.a.b\n", b"\xff\xd8\xff", b"some\ntext"):
        (item,) = items(single)
        assert (item.name, item.content) == ("f", single)


def test_a_name_is_shown_without_what_cannot_be_seen() -> None:
    (item,) = items(b"x", name="a\u202eb\nc" + "d" * 300)
    assert item.name.startswith("…")
    assert len(item.name) == 200
    (item,) = items(b"x", name="a\u202eb\nc")
    assert item.name == "a b c"


def test_a_typed_text_is_a_list_or_a_single_thing() -> None:
    codes = [new_code() for _ in range(2)]
    found = list(unpacking.items_in_text("\n".join(codes), public_url=URL))
    assert [item.name for item in found] == codes
    (single,) = unpacking.items_in_text('{"a": 1}', public_url=URL)
    assert single.content == b'{"a": 1}'
