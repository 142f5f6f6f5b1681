"""Typst with the project's own fonts: from facts to PDF, PNG or SVG, never by way of markup.

A text arrives as data, so no name can become markup; and a character that none of the fonts
has is never drawn as an empty box: see `printable`.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst
import zxingcpp

from app.issuer import documents, fonts

_PICTURE_DPI = 72.0
_GLANCE_DPI = 2.0
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})
_UNPRINTABLE = "?"
_REMEMBERED_FOR = 10
_NOTHING = b'#set document(title: "-")'

Form = Literal["pdf", "png", "svg"]

# A compiler keeps fonts and templates parsed (50 ms the first time, 1 ms after) and is not
# made for two threads at once.
_compiling = Lock()


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    with as_file(files(fonts)) as folder:
        return typst.Compiler(font_paths=[Path(folder)], ignore_system_fonts=True)


@lru_cache(maxsize=4)
def _template(name: str) -> bytes:
    return files(documents).joinpath(name).read_bytes()


def typeset(template: str, facts: Mapping[str, Any], form: Form) -> bytes:
    """The document of that template and these facts (JSON); a picture is of one page."""
    made = _compiled(template, facts, form, ppi=_PICTURE_DPI)
    if not isinstance(made, bytes):
        raise TypeError("a picture has more than one page")
    return made


def forget_drawn() -> None:
    """Have the memory of what was drawn given back; for whoever has drawn very much.

    The compiler keeps each piece of a document for ten more, in case it comes again: of
    documents with hundreds of codes that is close to a gigabyte.
    """
    with _compiling:
        for _ in range(_REMEMBERED_FOR + 1):
            _compiler().compile(_NOTHING)


def is_one_page(template: str, facts: Mapping[str, Any]) -> bool:
    """Whether these facts fill no more than one page of that template."""
    return isinstance(_compiled(template, facts, "png", ppi=_GLANCE_DPI), bytes)


def _compiled(template: str, facts: Mapping[str, Any], form: Form, *, ppi: float) -> object:
    given = {"facts": json.dumps({**facts, "fonts": fonts.FAMILIES}, ensure_ascii=False)}
    with _compiling:
        if form == "pdf":
            # For the long time (attachments, no outside fonts) and for screen readers.
            return _compiler().compile(
                _template(template), sys_inputs=given, pdf_standards=["a-3a", "ua-1"]
            )
        return _compiler().compile(_template(template), format=form, ppi=ppi, sys_inputs=given)


def language_facts(language: str) -> dict[str, str]:
    """What a template needs to know of the language (BCP 47) that it speaks."""
    primary = language.partition("-")[0].lower()
    return {"language": primary, "direction": "rtl" if primary in _RIGHT_TO_LEFT else "ltr"}


def printable(text: str) -> str:
    """The text with a question mark for each character that none of our fonts has."""
    return "".join(
        character if _can_print(character) else _UNPRINTABLE
        for character in unicodedata.normalize("NFC", text)
    )


def is_printable(text: str) -> bool:
    """Whether our fonts have every character of a text."""
    return all(_can_print(character) for character in unicodedata.normalize("NFC", text))


def qr_svg(content: str) -> bytes:
    """A QR code as SVG, error correction M, with its quiet zone of four modules."""
    # Twenty times as fast as a library in pure Python: a list may have 100,000 slips.
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = code.to_image(scale=1)
    shades: Any = memoryview(picture).tolist()
    rows = [[not shade for shade in row] for row in shades]
    # One path of runs: drawing each module by itself takes ten times as long.
    path = "".join(
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}"'
        f' shape-rendering="crispEdges"><path d="{path}"/></svg>'
    ).encode()


def _runs(row: Sequence[bool | None]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin, and how many there are side by side."""
    place = 0
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        if is_dark:
            yield place, length
        place += length


def _can_print(character: str) -> bool:
    return ord(character) in fonts.characters() or _is_invisible(character)


def _is_invisible(character: str) -> bool:
    # Joiners and variation selectors shape what stands beside them and are not drawn.
    is_selector = "\ufe00" <= character <= "\ufe0f"
    return character == "\n" or is_selector or unicodedata.category(character) == "Cf"
