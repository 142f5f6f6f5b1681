"""The job that reads the lines of a long class list: part by part, each as a whole or not at all.

What was read stays read, whatever dies in between: who comes next goes on behind the last line
that has a row. The file is never in memory as a whole but in the worker process that reads it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.base.db import Database
from app.base.jobs import Outcome, StoppedError, Task
from app.base.workers import Workers
from app.batches import class_list, judging, preview, store
from app.batches.class_list import Row
from app.batches.deciding import confirm_read
from app.batches.long import comparing
from app.batches.plan import Plan
from app.batches.reading import Choices, Line, lines_apart
from app.batches.tables import Batch
from app.batches.taking_in import stored
from app.issuer.tables import Organisation

_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class Desk:
    """What the job works with; `make_workers` opens the process that reads the file."""

    database: Database
    clock: Callable[[], datetime]
    make_workers: Callable[[], Workers]


def read_list(task: Task, *, desk: Desk) -> Outcome:
    """Read the list that the task names (the jobs' handler).

    It does nothing when the list was taken back meanwhile, or is to be read otherwise.
    """
    with desk.database.reading() as session:
        found = _still_asked(session, task)
        if found is None:
            return Outcome()
        lines = (found.reading or {})["lines"]
        behind = store.last_number(session, found.id)
    pauses = desk.database.pauses()
    for part in _parts(desk, found):
        left = [line for line in part if line.number > behind]
        if left:
            with desk.database.session() as session:
                read = _read_part(session, task, left, at=desk.clock())
            task.tell(read, lines)
            pauses.let_others_write()
    for _ in comparing.compare_all(desk.database, found.id):
        # A sign of life, while everybody is compared with everybody.
        task.tell(lines, lines)
    return Outcome(also=lambda session: _finish(session, task, at=desk.clock()))


def _parts(desk: Desk, found: Batch) -> Iterator[list[Line]]:
    """The lines of the file. No session is open while they are waited for."""
    known = found.reading or {}
    choices = Choices(encoding=known["encoding"], sheet=known["sheet"])
    with desk.database.reading() as session:
        size = store.file_size(session, found.id) or 0
    with closing(desk.make_workers()) as workers:
        yield from lines_apart(_pieces(desk, found), choices, size=size, workers=workers)


def _pieces(desk: Desk, found: Batch) -> Iterator[bytes]:
    with desk.database.reading() as session:
        yield from store.file_pieces(session, found.id)


def _still_asked(session: Session, task: Task) -> Batch | None:
    """The list, locked, if it still waits for this very job."""
    found = session.get(Batch, task.payload["batch"])
    is_asked = found is not None and (found.reading or {}).get("job") == task.payload["run"]
    return found if is_asked else None


def _locked(session: Session, task: Task) -> Batch:
    """The same, locked; raises StoppedError when somebody has decided otherwise."""
    store.batch_for_work(session, task.payload["batch"])
    found = _still_asked(session, task)
    if found is None:
        raise StoppedError
    return found


def _read_part(session: Session, task: Task, lines: Sequence[Line], *, at: datetime) -> int:
    """Judge and store some lines; how many of the list there are by now."""
    found = _locked(session, task)
    organisation = session.get_one(Organisation, found.organisation_id)
    read = class_list.some_rows(
        lines, Plan.stored(found.plan or {}), zone=organisation.time_zone, at=at
    )
    rows = [stored(found.id, row) for row in _once(session, found, read)]
    judging.judge_part(session, organisation, found, rows)
    store.add_rows(session, rows)
    found.total += len(rows)
    return found.total


def _once(session: Session, found: Batch, read: Sequence[Row]) -> list[Row]:
    """The rows, of which those are wrong whose person stands in the list before them."""
    keys = [row.person.key for row in read if row.person is not None]
    return class_list.without_repeats(read, seen=store.people_taken(session, found.id, keys))


def _finish(session: Session, task: Task, *, at: datetime) -> None:
    """Say that the list is read, and let it be awarded where that was asked for with the file."""
    try:
        found = _locked(session, task)
    except StoppedError:
        return
    organisation = session.get_one(Organisation, found.organisation_id)
    looked_at = store.rows_to_award(session, found.id, limit=_LOOKED_AT)
    found.read_at = at
    found.reading = {**(found.reading or {}), "pictures": preview.numbers(looked_at), "job": None}
    session.flush()
    if task.payload.get("accept"):
        confirm_read(
            session,
            organisation,
            found,
            even_if_alike=task.payload.get("even_if_alike", False),
            actor=task.actor,
            at=at,
        )
