"""The inputs that reached new lines, in one archive for each target."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FOLDER = Path(__file__).parent / "corpus"


def inputs(target: str) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each kept input."""
    with ZipFile(_FOLDER / f"{target}.zip") as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def unpack(target: str, folder: Path) -> None:
    """Write the kept inputs of a target as files into a new folder."""
    folder.mkdir()
    if (_FOLDER / f"{target}.zip").exists():
        for name, content in inputs(target):
            (folder / name).write_bytes(content)


def pack(target: str, folder: Path) -> None:
    """Keep the files of a folder; the same files always make the same archive."""
    with ZipFile(_FOLDER / f"{target}.zip", "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.writestr(ZipInfo(file.name), file.read_bytes(), ZIP_DEFLATED)
