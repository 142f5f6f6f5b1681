"""What kind of file somebody handed in, and whether a workbook's archive is safe to open.

A workbook is a ZIP archive, and a few kilobytes of it can inflate to gigabytes. What its
directory promises is added up before anything is inflated, and `zipfile` itself inflates no
more of a part than the directory promised for it.
"""

import io
import zipfile
import zlib
from zipfile import ZipFile, ZipInfo

from app.batches.reading.table import Kind
from credentials import ProblemCode, refuse

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How a compound file names its stream that holds an encrypted workbook (MS-OFFCRYPTO 2.3.4).
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ODS = b"application/vnd.oasis.opendocument"
_HEAD = 10_000
_BLANK = b"\x00\x09\x0a\x0d\x20\xef\xbb\xbf"
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml")
MAX_PARTS = 2_000
MAX_INFLATED = 300_000_000
_ENCRYPTED_FLAG = 0x1
# Deflate cannot do better than about a thousand to one. A sheet of empty lines comes near
# to a hundred; a large part beyond this limit is no sheet.
_MAX_RATIO = 400
_LARGE_PART = 10_000_000

# What Python's zipfile raises for archives that are not as they should be: RuntimeError for
# another compression or a password, ValueError for names that are no text.
DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError)


def kind_of(content: bytes) -> Kind:
    """The kind of a file by its bytes; raises `unsupported-media` with what it is instead."""
    head = content[:_HEAD]
    if not head.strip(_BLANK) and not content.strip(_BLANK):
        raise refuse(ProblemCode.BAD_VALUE, "the file is empty", "/file/empty")
    if content.startswith(_ZIP):
        return Kind.XLSX
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise refuse(
                ProblemCode.UNSUPPORTED_MEDIA,
                "it has a password: save it without",
                "/file/password",
            )
        raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "an .xls file: save it as .xlsx", "/file/xls")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith(_MARKUP):
        raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "a web page: save it as .xlsx", "/file/markup")
    return Kind.CSV


def opened(content: bytes) -> ZipFile:
    """The archive of a workbook, once its directory was seen to be harmless.

    Raises `unsupported-media`, `malformed`, or `too-complex` for what inflates to too much.
    """
    try:
        archive = ZipFile(io.BytesIO(content))
        parts = archive.infolist()
        _check_directory(parts, len(content))
        _check_kind(archive)
    except DAMAGED as error:
        raise broken() from error
    return archive


def broken() -> Exception:
    """What is said of a workbook that is damaged."""
    return refuse(ProblemCode.MALFORMED, "the workbook is broken", "/file/broken")


def _check_directory(parts: list[ZipInfo], size: int) -> None:
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise refuse(
            ProblemCode.UNSUPPORTED_MEDIA, "it has a password: save it without", "/file/password"
        )
    bomb = (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_INFLATED
        # Parts that lie over each other are counted once for the file and often for the sum.
        or sum(part.compress_size for part in parts) > size
        or any(part.file_size > max(_LARGE_PART, part.compress_size * _MAX_RATIO) for part in parts)
    )
    if bomb:
        raise refuse(ProblemCode.TOO_COMPLEX, "it inflates to too much", "/file/bomb")


def _check_kind(archive: ZipFile) -> None:
    names = set(archive.namelist())
    if "mimetype" in names and archive.read("mimetype").startswith(_ODS):
        raise refuse(
            ProblemCode.UNSUPPORTED_MEDIA, "an OpenDocument file: save it as .xlsx", "/file/ods"
        )
    if "xl/workbook.bin" in names:
        raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "an .xlsb file: save it as .xlsx", "/file/xls")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "an archive, and no workbook", "/file/kind")
