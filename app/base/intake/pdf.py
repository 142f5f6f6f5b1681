"""What is attached to a PDF file, and what its pages show; for a worker process only (T54).

A PDF file is a program's dream of a trap: references in circles, streams that inflate a
thousandfold, a tree without an end. So every walk here is counted, and the process that
walks can be ended.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, cast

from PIL import Image
from pypdf import Configuration, PageObject, PasswordType, PdfReader, apply_configuration
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from app.base.intake import Pages
from app.base.intake.pictures import codes_of, decode_picture
from credentials import CredentialsError, ProblemCode, refuse

_MOST_ATTACHMENTS = 16
_MOST_BYTES = 10_000_000
_MOST_NODES = 1_000
_MOST_PAGES = 20
_MOST_PICTURES = 20
_MOST_TEXT = 200_000
_LEAST_SIDE = 60
_JPEG = b"\xff\xd8\xff"
_MOST_PIXELS = 40_000_000

# Where pypdf stops by itself. No other program is started for a picture of a fax.
_LIMITS = Configuration(
    array_based_stream_maximum_output_length=4 * _MOST_BYTES,
    brotli_maximum_output_length=4 * _MOST_BYTES,
    lzw_maximum_output_length=4 * _MOST_BYTES,
    run_length_maximum_output_length=4 * _MOST_BYTES,
    zlib_maximum_output_length=4 * _MOST_BYTES,
    page_tree_maximum_entries=10_000,
    page_tree_maximum_page_entries=100_000,
    stream_parsing_work_maximum_count=500_000,
    xform_maximum_invocations_per_extraction=200,
    jbig2dec_binary=None,
)

# What pypdf raises for files that are not as they should be: its own errors, and whatever
# Python raises where it believed them.
_BROKEN = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
    zlib.error,
)


def attachments_of(content: bytes) -> list[bytes]:
    """The attached files, each once; see `FileReader.attachments`."""
    try:
        with apply_configuration(_LIMITS):
            return list(_attachments(_opened(content)))
    except _BROKEN as error:
        raise _broken() from error


def pages_of(content: bytes) -> Pages:
    """What the first pages show; see `FileReader.pages`."""
    try:
        with apply_configuration(_LIMITS):
            pages = _first_pages(_opened(content))
            text = "\n".join(part for page in pages for part in _written_on(page))
            codes = [text for picture in _pictures(pages) for text in _codes_in(*picture)]
    except _BROKEN as error:
        raise _broken() from error
    return Pages(tuple(dict.fromkeys(codes)), text[:_MOST_TEXT])


def _broken() -> Exception:
    return refuse(ProblemCode.MALFORMED, "the PDF file is broken")


def _opened(content: bytes) -> PdfReader:
    reader = PdfReader(BytesIO(content), root_object_recovery_limit=1_000)
    # Many files are locked against printing alone, and open with an empty password.
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "a password is needed to read it")
    return reader


# ── Attachments (ISO 32000-2, 7.11.4 and 14.13) ─────────────────────────────────────────


def _attachments(reader: PdfReader) -> Iterator[bytes]:
    found: set[bytes] = set()
    for number, specification in enumerate(_specifications(reader)):
        content = _embedded(specification)
        if content is None or content in found:
            continue
        found.add(content)
        if number >= _MOST_NODES or len(found) > _MOST_ATTACHMENTS:
            raise refuse(ProblemCode.TOO_COMPLEX, f"more than {_MOST_ATTACHMENTS} attachments")
        if sum(map(len, found)) > _MOST_BYTES:
            raise refuse(ProblemCode.TOO_LARGE, f"attachments of more than {_MOST_BYTES} bytes")
        yield content


def _specifications(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every file specification: of the document, its associated files, pages and notes."""
    catalog = reader.root_object
    names = _dictionary(catalog.get("/Names"))
    yield from _in_name_tree(names.get("/EmbeddedFiles"))
    yield from _dictionaries(catalog.get("/AF"))
    for page in _first_pages(reader):
        yield from _dictionaries(page.get("/AF"))
        for note in _dictionaries(page.get("/Annots")):
            if note.get("/Subtype") == "/FileAttachment":
                yield _dictionary(note.get("/FS"))


def _in_name_tree(root: Any) -> Iterator[DictionaryObject]:
    waiting, seen = [root], 0
    while waiting:
        node = _dictionary(waiting.pop(0))
        seen += 1
        if seen > _MOST_NODES:
            raise refuse(ProblemCode.TOO_COMPLEX, "its tree of names has no end")
        yield from _dictionaries(node.get("/Names"))
        waiting.extend(_list(node.get("/Kids")))


def _embedded(specification: DictionaryObject) -> bytes | None:
    files = _dictionary(specification.get("/EF"))
    for name in ("/UF", "/F"):
        stream = _resolved(files.get(name))
        if isinstance(stream, StreamObject):
            return bytes(stream.get_data())
    return None


# ── Pages ───────────────────────────────────────────────────────────────────────────────


def _first_pages(reader: PdfReader) -> list[PageObject]:
    return [reader.pages[number] for number in range(min(len(reader.pages), _MOST_PAGES))]


def _written_on(page: PageObject) -> Iterator[str]:
    for note in _dictionaries(page.get("/Annots")):
        address = _resolved(_dictionary(note.get("/A")).get("/URI"))
        if isinstance(address, str):
            yield address
    yield page.extract_text()


def _pictures(pages: list[PageObject]) -> Iterator[tuple[PageObject, str]]:
    """The pictures that may hold a QR code: a scan is one picture for each page."""
    left = _MOST_PICTURES
    for page in pages:
        drawn = _dictionary(_dictionary(page.get("/Resources")).get("/XObject"))
        for name in drawn:
            picture = _dictionary(drawn.get(name))
            if picture.get("/Subtype") == "/Image" and _may_hold_a_code(picture) and left > 0:
                left -= 1
                yield page, name


def _may_hold_a_code(picture: DictionaryObject) -> bool:
    sides = [_resolved(picture.get(side)) for side in ("/Width", "/Height")]
    width, height = (side if isinstance(side, int) else 0 for side in sides)
    return min(width, height) >= _LEAST_SIDE and width * height <= _MOST_PIXELS


def _codes_in(page: PageObject, name: str) -> list[str]:
    try:
        picture = page.images[name]
        if picture.data.startswith(_JPEG):
            return decode_picture(picture.data)
        # None for what pypdf cannot unpack, whatever its types say.
        return codes_of(cast(Image.Image, picture.image))
    except (CredentialsError, *_BROKEN):
        # One picture that cannot be read says nothing about the others.
        return []


# ── Values that may be anything ─────────────────────────────────────────────────────────


def _resolved(value: Any) -> object:
    return value.get_object() if isinstance(value, PdfObject) else None


def _dictionary(value: Any) -> DictionaryObject:
    found = _resolved(value)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _list(value: Any) -> list[Any]:
    found = _resolved(value)
    return list(found[:_MOST_NODES]) if isinstance(found, ArrayObject) else []


def _dictionaries(value: Any) -> Iterator[DictionaryObject]:
    """The dictionaries in an array; a name tree has a name before each."""
    for item in _list(value):
        found = _resolved(item)
        if isinstance(found, DictionaryObject):
            yield found
