"""Fonts for the scripts that occur in names; source, licence and hashes in manifest.json."""

import struct
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

# In the order in which a character is looked for.
FAMILIES = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Armenian",
    "Noto Sans Bengali",
    "Noto Sans Devanagari",
    "Noto Sans Ethiopic",
    "Noto Sans Georgian",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Hebrew",
    "Noto Sans Kannada",
    "Noto Sans Khmer",
    "Noto Sans Lao",
    "Noto Sans Malayalam",
    "Noto Sans Myanmar",
    "Noto Sans NKo",
    "Noto Sans Ol Chiki",
    "Noto Sans Oriya",
    "Noto Sans Sinhala",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Thaana",
    "Noto Sans Thai",
    "Noto Sans Tifinagh",
    "Noto Sans CJK SC",
    "Noto Sans CJK KR",
)
_ENDINGS = (".ttf", ".otf")


@lru_cache(maxsize=1)
def characters() -> frozenset[int]:
    """Every character (code point) that at least one of the fonts can draw."""
    found: set[int] = set()
    for file in files(__name__).iterdir():
        if file.name.endswith(_ENDINGS):
            found.update(_mapped(file.read_bytes()))
    return frozenset(found)


def _mapped(font: bytes) -> Iterator[int]:
    """The characters of one font, from its table `cmap` (ISO/IEC 14496-22 §5.2.1)."""
    cmap = _table(font, b"cmap")
    (number,) = struct.unpack_from(">H", cmap, 2)
    for place in range(number):
        _, _, start = struct.unpack_from(">HHI", cmap, 4 + 8 * place)
        (kind,) = struct.unpack_from(">H", cmap, start)
        if kind == 4:  # noqa: PLR2004 - segments of the first 65,536 characters
            yield from _segments(cmap, start)
        elif kind == 12:  # noqa: PLR2004 - groups of all characters
            yield from _groups(cmap, start)


def _table(font: bytes, name: bytes) -> bytes:
    (number,) = struct.unpack_from(">H", font, 4)
    for place in range(number):
        tag, _, start, length = struct.unpack_from(">4sIII", font, 12 + 16 * place)
        if tag == name:
            return font[start : start + length]
    raise ValueError("the font has no such table")


def _segments(cmap: bytes, start: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", cmap, start + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", cmap, start + 14)
    begins = struct.unpack_from(f">{count}H", cmap, start + 16 + doubled)
    for first, last in zip(begins, ends, strict=True):
        # The last segment, 0xFFFF, only ends the list.
        yield from range(first, min(last, 0xFFFE) + 1)


def _groups(cmap: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", cmap, start + 12)
    for place in range(count):
        first, last, _ = struct.unpack_from(">III", cmap, start + 16 + 12 * place)
        yield from range(first, last + 1)
