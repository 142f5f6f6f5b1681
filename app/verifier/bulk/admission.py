"""What comes in to be checked at once, from a page or a program: files, never held in memory."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.base.settings import Settings
from app.verifier.bulk.items import Brought
from app.verifier.bulk.unpacking import items_in_text, items_of
from credentials import ProblemCode, refuse

_MOST_FILES = 200
_MOST_FIELDS = 10
_MOST_TEXT = 1_000_000
# Larger ones wait on the disk, without a name and until the request ends.
_IN_MEMORY = 64_000


@dataclass(frozen=True, slots=True)
class Upload:
    """What was handed in: files with their names, and the texts of the form."""

    files: list[tuple[str, BinaryIO]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def items(self, settings: Settings) -> Iterator[Brought]:
        """What is to be checked in all of it; raises as `unpacking` does."""
        typed = self.texts.get("text", "").strip()
        if typed:
            yield from items_in_text(typed, public_url=settings.public_url)
        for name, file in self.files:
            yield from items_of(
                name, file, public_url=settings.public_url, largest=settings.max_verify
            )


@asynccontextmanager
async def uploaded(request: Request) -> AsyncIterator[Upload]:
    """What a request brings, a form with files or one file as its body."""
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        async with _form(request) as upload:
            yield upload
        return
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        async for part in request.stream():
            file.write(part)
        brought = [("", cast(BinaryIO, file))] if file.tell() else []
        yield Upload(files=brought)


@asynccontextmanager
async def _form(request: Request) -> AsyncIterator[Upload]:
    parser = MultiPartParser(
        request.headers,
        request.stream(),
        max_files=_MOST_FILES,
        max_fields=_MOST_FIELDS,
        max_part_size=_MOST_TEXT,
    )
    parser.spool_max_size = _IN_MEMORY
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise refuse(ProblemCode.REQUEST_INVALID, error.message) from error
    try:
        upload = Upload()
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                upload.texts[name] = value
            elif value.filename:
                upload.files.append((value.filename, value.file))
        yield upload
    finally:
        await form.close()
