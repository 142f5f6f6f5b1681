"""The end of the audit trail as it was noted outside the database, again and again.

A file in the data folder gets a line whenever the trail has grown: how long it was, the hash
of its last entry, when, and a code that only the holder of the key file can make and that
covers the line before. A database that was changed, cut or put back to an older state does
not fit these lines. Whoever can change database, file and key file at once is stopped only by
a copy elsewhere: each line is also written to the log.
"""

import fcntl
import hashlib
import hmac
import json
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.base.audit.chain import AuditEvent, head, note, record
from app.base.custody import Custody
from app.base.db import Database
from app.base.settings import StartError

_log = logging.getLogger(__name__)

FILE = "audit-checkpoints"
# There while a database was put back, and nobody has said yet that it goes on from there.
_UNACCEPTED = "restored-and-not-accepted"
EVERY = timedelta(minutes=1)
_PURPOSE = "audit checkpoints"
_FIRST = "0" * 64
_LONGEST_LINE = 1000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How long the trail was at a moment, and the hash of its last entry.

    `is_accepted` says that the operator put the database back and stands for it from here on.
    `code` is an HMAC-SHA-256 over the rest and over the code of the line before.
    """

    seq: int
    hash: str
    at: str
    is_accepted: bool = False
    code: str = ""

    def as_line(self) -> bytes:
        """The line as it stands in the file."""
        return json.dumps(asdict(self)).encode() + b"\n"


class Notebook:
    """The file of checkpoints in a data folder."""

    def __init__(self, folder: Path, custody: Custody) -> None:
        self._path = folder / FILE
        self._key = custody.derive(_PURPOSE)

    def write(self, database: Database, *, at: datetime, is_last: bool = False) -> bool:
        """Note how far the trail is, if it grew; whether a line was written.

        At most one line a minute, unless `is_last` (the service ends). Nothing is noted of a
        trail that contradicts the file: the contradiction is for `fsck`, and is logged.
        """
        with database.reading() as session:
            end = head(session)
            if end is None:
                return False
            reached, end_hash, noted = end.seq, end.hash, end.noted_seq
            with self._opened() as file:
                last = self._last(file)
                if not _continues(session, last, noted=noted):
                    _log.error("the audit trail contradicts its checkpoints; run fsck")
                    return False
                if last is None or (last.seq < reached and (is_last or _is_due(last, at=at))):
                    last = self._append(file, Checkpoint(reached, end_hash, at.isoformat()), last)
                elif last.seq <= noted:
                    return False
        # The file comes first: what the database says was noted was noted.
        with database.session() as session:
            note(session, last.seq)
        return True

    def check_that_it_goes_on(self, database: Database) -> None:
        """Raise StartError when the database was put back and nobody stands for it yet.

        It would give out status positions again that certificates have which it does not know.
        """
        with database.reading() as session:
            end = head(session)
            if end is None or not self._path.exists():
                was_put_back = False
            else:
                with self._opened() as file:
                    last = self._last(file)
                was_put_back = not _continues(session, last, noted=end.noted_seq)
        if was_put_back or self._path.with_name(_UNACCEPTED).exists():
            raise StartError(
                "The database was put back to an older state, or its audit trail was changed. "
                "See what `fsck` says; then run `accept-restored`, so that no status position is "
                "given out twice."
            )

    def lost(self, database: Database) -> int:
        """How many entries were noted here and are not in the database."""
        with database.reading() as session:
            end = head(session)
        reached = end.seq if end else 0
        if not self._path.exists():
            return 0
        with self._opened() as file:
            last = self._last(file)
        return max(0, last.seq - reached) if last else 0

    @staticmethod
    def expect_acceptance(folder: Path) -> None:
        """Have no service start here before `accept`: a database is being put back."""
        folder.joinpath(_UNACCEPTED).touch(mode=0o600)

    def accept(self, database: Database, *, actor: str, at: datetime) -> None:
        """Go on from the database as it is, after it was put back from a backup.

        Both the trail and the file say so for ever; lines before this one are not compared
        any more.
        """
        with database.session() as session:
            record(
                session,
                actor=actor,
                action="audit.restored",
                subject=FILE,
                organisation_id=None,
                at=at,
            )
        with database.reading() as session:
            end = head(session)
        if end is None:
            raise RuntimeError("an entry was just recorded")
        with self._opened() as file:
            made = Checkpoint(end.seq, end.hash, at.isoformat(), is_accepted=True)
            self._append(file, made, self._last(file))
        with database.session() as session:
            note(session, end.seq)
        self._path.with_name(_UNACCEPTED).unlink(missing_ok=True)

    def mismatches(self, session: Session) -> Iterator[str]:
        """A sentence for each way in which the database and the file differ (for `fsck`)."""
        end = head(session)
        noted = end.noted_seq if end else 0
        lines = self._path.read_bytes().splitlines(keepends=True) if self._path.exists() else []
        if lines and not lines[-1].endswith(b"\n"):
            # A power cut in the middle of a line; the next writer takes it away.
            lines.pop()
        if noted and not lines:
            yield f"{FILE} is missing or empty, and the audit trail was noted up to entry {noted}"
        known = [_read(line) for line in lines]
        yield from self._own_faults(known)
        compared = _since_accepted([item for item in known if item is not None])
        yield from _differences(session, compared)
        if lines and max((item.seq for item in compared), default=0) < noted:
            yield f"{FILE} was cut off: the audit trail was noted up to entry {noted}"

    def _own_faults(self, known: Sequence[Checkpoint | None]) -> Iterator[str]:
        for number, (before, item) in enumerate(pairwise([None, *known]), start=1):
            if item is None:
                yield f"line {number} of {FILE} cannot be read"
            elif not hmac.compare_digest(item.code, self._code(item, before)):
                yield f"line {number} of {FILE} was changed, or a line before it was taken out"
            elif before is not None and item.seq <= before.seq and not item.is_accepted:
                yield f"line {number} of {FILE} goes back"

    def _opened(self) -> BinaryIO:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        is_new = not self._path.exists()
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        file = os.fdopen(descriptor, "r+b", buffering=0)
        # Several processes may share the folder; the lock ends when the file is closed.
        fcntl.flock(file, fcntl.LOCK_EX)
        if is_new:
            _settle(self._path.parent)
        return file

    def _last(self, file: BinaryIO) -> Checkpoint | None:
        size = file.seek(0, os.SEEK_END)
        begin = max(0, size - 2 * _LONGEST_LINE)
        file.seek(begin)
        tail = file.read(size - begin)
        whole = tail[: tail.rfind(b"\n") + 1]
        if len(whole) < len(tail):
            # Half a line of a writer that died: it was never a checkpoint.
            file.truncate(begin + len(whole))
        lines = whole.splitlines()
        return _read(lines[-1]) if lines else None

    def _append(self, file: BinaryIO, item: Checkpoint, last: Checkpoint | None) -> Checkpoint:
        made = replace(item, code=self._code(item, last))
        file.write(made.as_line())
        os.fsync(file.fileno())
        _log.info("audit checkpoint", extra={"count": made.seq, "digest": made.hash})
        return made

    def _code(self, item: Checkpoint, before: Checkpoint | None) -> str:
        parts = [before.code if before else _FIRST, *astuple(replace(item, code=""))]
        return hmac.new(self._key, json.dumps(parts).encode(), hashlib.sha256).hexdigest()


def _is_due(last: Checkpoint, *, at: datetime) -> bool:
    # A clock that was put back must not keep the trail from being noted.
    return not timedelta(0) <= at - datetime.fromisoformat(last.at) < EVERY


def _read(line: bytes) -> Checkpoint | None:
    try:
        item = Checkpoint(**json.loads(line))
        datetime.fromisoformat(item.at)
    except (ValueError, TypeError):
        return None
    texts = (item.hash, item.at, item.code)
    return item if type(item.seq) is int and all(isinstance(text, str) for text in texts) else None


def _continues(session: Session, last: Checkpoint | None, *, noted: int) -> bool:
    """Whether the trail goes on from where the file ends."""
    if last is None or last.seq < noted:
        # A line that was noted is not there any more.
        return last is None and not noted
    entry = session.get(AuditEvent, last.seq)
    return entry is not None and entry.hash == last.hash


def _since_accepted(known: Sequence[Checkpoint]) -> Sequence[Checkpoint]:
    begins = max((place for place, item in enumerate(known) if item.is_accepted), default=0)
    return known[begins:]


def _differences(session: Session, known: Sequence[Checkpoint]) -> Iterator[str]:
    end = head(session)
    reached = end.seq if end else 0
    for first in range(0, len(known), _AT_ONCE):
        chunk = known[first : first + _AT_ONCE]
        rows = session.execute(
            select(AuditEvent.seq, AuditEvent.hash).where(
                AuditEvent.seq.in_([item.seq for item in chunk])
            )
        )
        hashes = {row.seq: row.hash for row in rows}
        for item in chunk:
            when = f"as it was noted on {item.at}"
            if item.seq not in hashes and item.seq > reached:
                yield (
                    f"the audit trail ends at entry {reached} and reached entry {item.seq}, {when}:"
                    " the database was put back to an older state, or the end was cut off"
                )
            elif hashes.get(item.seq) != item.hash:
                yield f"audit entry {item.seq} is not the same {when}"


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
