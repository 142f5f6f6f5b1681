"""From what somebody hands in to single items: files, archives of files, lists of links or codes.

Nothing is inflated before the directory of an archive was seen to be small, and never more
than the limits say, in pieces: the memory that this takes does not grow with what an archive
claims to hold. What the items themselves hold is opened by the checks, in worker processes.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.verifier import intake
from app.verifier.bulk.items import ARCHIVE, LOCKED, TOO_LARGE, Brought
from credentials import ProblemCode, refuse

MOST_ITEMS = 2_000
MOST_INFLATED = 300_000_000
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_LONGEST_LIST = 2_000_000
_LONGEST_NAME = 200
_LONGEST_LINE = 2_000
_ENCRYPTED_FLAG = 0x1
_GLANCE = 4

# The end of an archive (APPNOTE 4.3.16): where the directory is, how long, how many entries.
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_LONGEST_DIRECTORY = 2_000_000


def items_of(name: str, file: BinaryIO, *, public_url: str, largest: int) -> Iterator[Brought]:
    """What is to be checked in one file; `largest` is the most bytes of a single item.

    Raises `too-complex` for an archive that inflates to too much, `malformed` for a broken
    one, `unsupported-media` for one of a kind that is not read.
    """
    file.seek(0)
    beginning = file.read(_GLANCE)
    file.seek(0)
    if beginning in (_ZIP, _EMPTY_ZIP):
        yield from _in_archive(file, public_url=public_url, largest=largest)
        return
    content = file.read(largest + 1)
    yield from _items(name, content, public_url=public_url, largest=largest)


def items_in_text(text: str, *, public_url: str) -> Iterator[Brought]:
    """What is to be checked in a text that was typed or pasted."""
    yield from _listed(text, public_url=public_url) or [_single("", text.encode())]


def _items(name: str, content: bytes, *, public_url: str, largest: int) -> Iterator[Brought]:
    if len(content) > largest:
        yield Brought(_shown(name), b"", TOO_LARGE)
        return
    text = _as_text(content)
    listed = _listed(text, public_url=public_url) if text else []
    yield from listed or [_single(name, content)]


def _single(name: str, content: bytes) -> Brought:
    if content[:_GLANCE] == _ZIP:
        return Brought(_shown(name), b"", ARCHIVE)
    return Brought(_shown(name), content)


# ── Archives ────────────────────────────────────────────────────────────────────────────


def _in_archive(file: BinaryIO, *, public_url: str, largest: int) -> Iterator[Brought]:
    _check_end(file)
    try:
        with ZipFile(file) as archive:
            parts = [part for part in archive.infolist() if _is_file(part)]
            _check_directory(parts)
            for part in parts:
                yield from _in_part(archive, part, public_url=public_url, largest=largest)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise refuse(ProblemCode.MALFORMED, "the archive is broken", "/file") from error


def _in_part(
    archive: ZipFile, part: ZipInfo, *, public_url: str, largest: int
) -> Iterator[Brought]:
    name = part.filename
    if part.flag_bits & _ENCRYPTED_FLAG:
        yield Brought(_shown(name), b"", LOCKED)
    elif part.file_size > largest:
        yield Brought(_shown(name), b"", TOO_LARGE)
    else:
        with archive.open(part) as opened:
            # zipfile inflates no more of a part than the directory promised for it.
            content = opened.read(largest + 1)
        yield from _items(name, content, public_url=public_url, largest=largest)


def _is_file(part: ZipInfo) -> bool:
    # What a Mac puts beside each file is nothing that somebody wants to have checked.
    name = part.filename
    return not (part.is_dir() or name.startswith("__MACOSX/") or name.endswith(".DS_Store"))


def _check_directory(parts: list[ZipInfo]) -> None:
    if any(part.filename == "[Content_Types].xml" for part in parts):
        raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "a workbook: save it as CSV", "/file/workbook")
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        # Other methods may ask for gigabytes of memory for a few bytes.
        raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "an archive of another kind", "/file")
    if len(parts) > MOST_ITEMS:
        raise refuse(ProblemCode.TOO_LARGE, f"more than {MOST_ITEMS} items", "/file")
    if sum(part.file_size for part in parts) > MOST_INFLATED:
        raise refuse(ProblemCode.TOO_COMPLEX, "it inflates to too much", "/file")


def _check_end(file: BinaryIO) -> None:
    """Refuse a directory that is too large to be read, before it is read.

    Whichever of several ends a reader takes, none of them may announce more.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    tail = file.read()
    place = tail.find(_END)
    while place >= 0:
        length = int.from_bytes(tail[place + 12 : place + 16], "little")
        number = int.from_bytes(tail[place + 10 : place + 12], "little")
        if length > _LONGEST_DIRECTORY or number > 2 * MOST_ITEMS:
            # A directory in the 64-bit form announces the largest numbers here.
            raise refuse(ProblemCode.TOO_LARGE, f"more than {MOST_ITEMS} items", "/file")
        place = tail.find(_END, place + 1)
    file.seek(0)


# ── Lists ───────────────────────────────────────────────────────────────────────────────


def _listed(text: str, *, public_url: str) -> list[Brought]:
    """The links and codes of a list, one in each line; empty for what is no list.

    Of a line with several cells the first counts that is a link or a code. A line of headings
    is passed over; any other line without one is an item that says so. What stands in the
    first other cell is mostly whose it is, and stays beside it.
    """
    lines = [line for line in _lines(text) if any(cell.strip() for cell in line)]
    found = [_in_line(line, public_url=public_url) for line in lines]
    if len(found) <= 1 or not any(found):
        return []
    begins = 0 if found[0] else 1
    return [
        Brought(cell, cell[:_LONGEST_LINE].encode(), beside=_beside(cell, line))
        if cell
        else Brought(_shown(" ".join(line)), " ".join(line)[:_LONGEST_LINE].encode())
        for cell, line in zip(found[begins:], lines[begins:], strict=True)
    ]


def _beside(found: str, line: list[str]) -> str:
    others = (_shown(cell) for cell in line if cell.strip() != found)
    return next((cell for cell in others if cell), "")


def _in_line(cells: list[str], *, public_url: str) -> str:
    for cell in cells[:50]:
        found = intake.find_in_text(cell[:_LONGEST_LINE], public_url=public_url)
        if isinstance(found, intake.PrintedCode | intake.SharedLink | intake.ForeignLink):
            return cell.strip()
    return ""


def _lines(text: str) -> list[list[str]]:
    if text.lstrip()[:1] in ("{", "[", "<"):
        return []
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=separator)
        return [line for line, _ in zip(reader, range(MOST_ITEMS + 2), strict=False)]
    except csv.Error:
        return []


def _as_text(content: bytes) -> str:
    if len(content) > _LONGEST_LIST:
        return ""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return ""
    return "" if "\0" in text else text


def _shown(name: str) -> str:
    """A name as it may be shown: without what cannot be seen, and not too long."""
    seen = "".join(character if character.isprintable() else " " for character in name).strip()
    return seen if len(seen) <= _LONGEST_NAME else "…" + seen[1 - _LONGEST_NAME :]
