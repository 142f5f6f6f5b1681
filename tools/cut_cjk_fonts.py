"""Cut the Noto CJK fonts to the characters of names; run once, its result is in the project.

pip install fonttools
python tools/cut_cjk_fonts.py NotoSansCJK-Regular.ttc app/issuer/fonts
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

# The first and last bytes of the standards' rows: character sets of everyday writing.
_SETS = (
    ("gb2312", range(0xB0, 0xF8), (range(0xA1, 0xFF),)),
    ("big5", range(0xA4, 0xC7), (range(0x40, 0x7F), range(0xA1, 0xFF))),
    ("euc_jp", range(0xB0, 0xF5), (range(0xA1, 0xFF),)),
)
_KANA = {chr(code) for code in (*range(0x3000, 0x3130), *range(0xFF01, 0xFF61))}
_HANGUL = {chr(code) for code in (*range(0x3130, 0x3190), *range(0xAC00, 0xD7A4))}


def han() -> set[str]:
    """The ideographs of the three standards."""
    found: set[str] = set()
    for codec, rows, cells in _SETS:
        for row in rows:
            for cell in (code for part in cells for code in part):
                found.update(bytes([row, cell]).decode(codec, "ignore"))
    return {character for character in found if "\u4e00" <= character <= "\u9fff"}


def cut(collection: Path, folder: Path) -> None:
    """Write one font for Chinese and Japanese, and one for Korean."""
    wanted = {"SC": han() | _KANA, "KR": _HANGUL}
    for font in TTCollection(collection):
        script = font["name"].getDebugName(4).removeprefix("Noto Sans CJK ")
        if script not in wanted:
            continue
        options = subset.Options(layout_features=[], name_IDs=["*"], hinting=False)
        options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(wanted[script]))
        cutter.subset(font)
        font.save(folder / f"NotoSansCJK{script.lower()}-Regular.otf")


if __name__ == "__main__":
    cut(Path(sys.argv[1]), Path(sys.argv[2]))
