"""A folder with every signed list, so that a file server or a CDN serves them by itself.

It shows what the database has and is nothing that anybody relies on: whatever is missing or
other than there is written again. So it may be emptied, shared by the workers of one machine,
or be on each of many.
"""

import fcntl
import gzip
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from app.base.db import Database
from app.status.publication import store
from app.status.publication.store import AnyList, Edition
from app.status.validity import VALIDITY

_AT_ONCE = 100
_READ_BY_ALL = 0o644


class Folder:
    """The folder at a path; it remembers what it has shown."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shown: dict[str, Edition] = {}

    def mirror(self, database: Database) -> int:
        """Write every list that is not there as the database has it; how many.

        Each lies under the path of its address, and beside it compressed (`.gz`). A reader sees
        the old list or the new one, also after a power cut. While another process of this
        machine is at it, nothing is done. Raises OSError, for a full disk for instance.
        """
        written = 0
        for kind in store.KINDS:
            with database.reading() as session:
                editions = store.editions(session, kind)
            new = [one for one in editions if self._shown.get(one.list_id) != one]
            if new:
                written += self._show(database, kind, new)
        return written

    def _show(self, database: Database, kind: type[AnyList], new: Sequence[Edition]) -> int:
        self._path.mkdir(parents=True, exist_ok=True)
        written = 0
        with _alone(self._path / ".lock") as is_alone:
            for start in range(0, len(new) if is_alone else 0, _AT_ONCE):
                some = {one.list_id: one for one in new[start : start + _AT_ONCE]}
                with database.reading() as session:
                    contents = store.contents(session, kind, some)
                written += self._write(some, contents)
                self._shown |= some
        return written

    def _write(self, editions: Mapping[str, Edition], contents: Mapping[str, bytes]) -> int:
        folders, written = set(), 0
        for list_id, content in contents.items():
            edition = editions[list_id]
            file = self._path / urlsplit(edition.url).path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.is_file() and file.read_bytes() == content:
                continue
            signed_at = edition.until - VALIDITY
            # The plain one is last, because it is looked at to see whether both are there.
            _replace(file.with_name(f"{file.name}.gz"), compressed(content), at=signed_at)
            _replace(file, content, at=signed_at)
            folders.add(file.parent)
            written += 1
        for folder in folders:
            _sync(folder)
        return written


def compressed(content: bytes) -> bytes:
    """A list as it is sent to who takes gzip; the same list always gives the same bytes."""
    return gzip.compress(content, compresslevel=6, mtime=0)


@contextmanager
def _alone(lock: Path) -> Iterator[bool]:
    """Whether no other process of this machine is in such a block, which nobody waits for."""
    descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        # Which also unlocks it.
        os.close(descriptor)


def _replace(file: Path, content: bytes, *, at: datetime) -> None:
    """Put a file in the place of another at once; `at` is its time on every machine.

    File servers make the ETag from it, and the same list has to have the same one everywhere.
    """
    part = file.with_name(f".{file.name}.part")
    descriptor = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, _READ_BY_ALL)
    with open(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    os.utime(part, (at.timestamp(), at.timestamp()))
    os.replace(part, file)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
