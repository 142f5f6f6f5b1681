"""Take in a class list: find out how it is to be read, and read its rows.

What cannot be known (the encoding of an old file, which of several sheets, what a column is,
whether day or month comes first) is asked and never guessed in silence.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from app.base import jobs
from app.base.jobs import Job
from app.batches import class_list, columns, judging, plan, preview, store, trail
from app.batches.columns import UNUSED
from app.batches.dates import Order
from app.batches.plan import Plan
from app.batches.reading import Table, pieces_of
from app.batches.tables import WAITING, WRONG, Batch, BatchRow, ColumnMemory
from app.issuer.achievements.service import check_open
from app.issuer.tables import Achievement, Organisation
from credentials import ProblemCode, refuse

READING_JOB = "read-list"
_SHOWN_VALUES = 3
_SHOWN_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was handed in, and its lines, which a worker process has read.

    `is_encoding_chosen`, `is_sheet_chosen` and `mapping` (the column for a heading) say what
    needs not be asked any more. `register_reference` is that of a register of the past.
    With `even_if_alike` whoever looks like somebody else is another person.
    """

    filename: str
    content: bytes | BinaryIO = field(repr=False)
    table: Table = field(repr=False)
    is_encoding_chosen: bool = False
    is_sheet_chosen: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)
    order: Order | None = None
    register_reference: str = ""
    even_if_alike: bool = False
    is_accepted: bool = False
    """Whether it is to be awarded once it is read, without being looked at before."""


def propose(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    *,
    upload: Upload,
    actor: str,
    at: datetime,
) -> Batch:
    """Take in a class list. The same file for the same achievement gives the same batch.

    Its rows are read at once if nothing has to be asked. Raises `bad-value` when the file as
    a whole is no class list; wrong lines are kept with what is wrong with them. Nobody is
    awarded before somebody confirms it.
    """
    digest = _digest(upload)
    known = store.same_file(
        session, organisation_id=organisation.id, achievement_id=achievement.id, digest=digest
    )
    if known is not None:
        return known
    check_open(achievement)
    made = Batch(
        id=secrets.token_hex(16),
        organisation_id=organisation.id,
        achievement_id=achievement.id,
        filename=upload.filename[-200:],
        digest=digest,
        actor=actor,
        total=0,
        created_at=at,
        register_reference=upload.register_reference or None,
    )
    session.add(made)
    # The rows point to the batch, and two who hand in one file at once are told apart here.
    session.flush()
    store.add_file(session, made.id, pieces_of(upload.content))
    trail.record(session, made, "batch.accepted", actor=actor, at=at)
    look(session, organisation, made, upload=upload, at=at)
    return made


def look(
    session: Session, organisation: Organisation, found: Batch, *, upload: Upload, at: datetime
) -> None:
    """Note what the file looks like, and read the rows if nothing has to be asked."""
    table = upload.table
    first = plan.first_plan(table, None)
    memory = store.column_memory(
        session, organisation.id, fingerprint=columns.fingerprint(first.headings)
    )
    remembered = memory.columns if memory else None
    said = {columns.plain(heading): column for heading, column in upload.mapping.items()}
    told = {**(remembered or {}), **said}
    proposed = plan.first_plan(table, told)
    if upload.order is not None and proposed.order is None:
        proposed = replace(proposed, order=upload.order)
    found.plan = proposed.as_json()
    found.reading = _reading(table, proposed, upload)
    if plan.is_certain(proposed, told) and not questions(found):
        _read_rows(session, organisation, found, upload, proposed, actor=found.actor, at=at)


def settle(
    session: Session,
    organisation: Organisation,
    batch_id: str,
    *,
    upload: Upload,
    chosen: Plan,
    actor: str,
    at: datetime,
) -> Batch:
    """Read the rows as somebody has said, and remember it for the same headings.

    Raises `conflict` once somebody was done with the list, and `bad-value` for a plan that
    leaves something open. Where only the order of day and month is, no row is read yet.
    """
    found = open_batch(session, organisation, batch_id)
    chosen.check()
    evidence = plan.evidence(chosen, upload.table)
    # What the file itself proves needs nobody's word.
    chosen = replace(chosen, order=evidence.order or chosen.order)
    found.plan = chosen.as_json()
    found.reading = _reading(upload.table, chosen, upload)
    _remember(session, organisation, chosen, at=at)
    if not questions(found):
        _read_rows(session, organisation, found, upload, chosen, actor=actor, at=at)
        trail.record(session, found, "batch.columns-chosen", actor=actor, at=at)
    return found


def reconsider(
    session: Session,
    organisation: Organisation,
    batch_id: str,
    *,
    upload: Upload,
    heading: int | None,
) -> Batch:
    """Look at the file again: in another encoding, another sheet, or with another heading.

    The rows that were read before are forgotten.
    """
    found = open_batch(session, organisation, batch_id)
    table = upload.table
    proposed = (
        plan.first_plan(table, None) if heading is None else plan.plan_at(table, heading, None)
    )
    found.plan = proposed.as_json()
    found.reading = _reading(table, proposed, upload)
    store.delete_rows(session, found.id)
    found.total, found.read_at = 0, None
    session.flush()
    return found


def open_batch(session: Session, organisation: Organisation, batch_id: str) -> Batch:
    """A batch that can still be changed, locked; raises `not-found` and `conflict`."""
    found = for_change(session, organisation, batch_id)
    if not found.is_open:
        raise refuse(ProblemCode.CONFLICT, "somebody was done with the class list already")
    return found


def for_change(session: Session, organisation: Organisation, batch_id: str) -> Batch:
    """A batch of that organisation, locked; raises `not-found`."""
    found = store.batch_for_work(session, batch_id)
    if found is None or found.organisation_id != organisation.id:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such class list")
    return found


def questions(found: Batch) -> list[str]:
    """What has to be said before the rows can be read, beside what the columns are.

    `encoding`, `sheet` and `order`, each if the file leaves it open.
    """
    reading: Mapping[str, Any] = found.reading or {}
    return [name for name in ("encoding", "sheet", "order") if reading.get("asks", {}).get(name)]


def _reading(table: Table, proposed: Plan, upload: Upload) -> dict[str, Any]:
    """What the page that asks shows of the file."""
    lines = plan.below(table, proposed.heading)
    above = sum(line.number <= proposed.heading for line in table.lines)
    evidence = plan.evidence(proposed, table)
    return {
        "kind": table.kind.value,
        "encoding": table.encoding,
        "samples": [[sample.encoding, list(sample.words)] for sample in table.samples],
        "separator": table.separator,
        "sheets": list(table.sheets),
        "sheet": table.sheet,
        "notes": [note.value for note in table.notes],
        "lines": table.total - above,
        "values": [
            _first([line.cells[place] for line in lines if place < len(line.cells)])
            for place in range(len(proposed.headings))
        ],
        "example": evidence.example if evidence.is_open else "",
        "asks": {
            "encoding": len(table.samples) > 0 and not upload.is_encoding_chosen,
            "sheet": len(table.sheets) > 1 and not upload.is_sheet_chosen,
            "order": evidence.is_open and proposed.order is None,
        },
    }


def _first(cells: Sequence[str]) -> list[str]:
    return [cell[:_SHOWN_LENGTH] for cell in cells if cell][:_SHOWN_VALUES]


def _read_rows(
    session: Session,
    organisation: Organisation,
    found: Batch,
    upload: Upload,
    chosen: Plan,
    *,
    actor: str,
    at: datetime,
) -> None:
    """Read the rows now, or of a long list in the background, asked for in this transaction."""
    store.delete_rows(session, found.id)
    found.total, found.read_at = 0, None
    if not upload.table.is_whole:
        _have_them_read(session, found, upload, actor=actor, at=at)
        return
    read = class_list.rows(upload.table, chosen, zone=organisation.time_zone, at=at)
    rows = [stored(found.id, row) for row in read]
    judging.judge(session, organisation, found, rows)
    store.add_rows(session, rows)
    found.total, found.read_at = len(rows), at
    found.reading = {**(found.reading or {}), "pictures": preview.numbers(rows)}
    session.flush()


def _have_them_read(
    session: Session, found: Batch, upload: Upload, *, actor: str, at: datetime
) -> None:
    # Whoever reads for an earlier wish, which named another run, finds that it is over.
    run = secrets.token_hex(16)
    found.reading = {**(found.reading or {}), "job": run}
    jobs.enqueue(
        session,
        READING_JOB,
        subject=f"reading {run}",
        organisation_id=found.organisation_id,
        payload={
            "batch": found.id,
            "run": run,
            "accept": upload.is_accepted,
            "even_if_alike": upload.even_if_alike,
        },
        actor=actor,
        at=at,
    )
    session.flush()


def reading_job(session: Session, found: Batch) -> Job | None:
    """The job that reads a long list, as long as it is not read."""
    run = (found.reading or {}).get("job")
    return jobs.newest(session, READING_JOB, subject=f"reading {run}") if run else None


def _digest(upload: Upload) -> str:
    digest = sha256()
    for piece in pieces_of(upload.content):
        digest.update(piece)
    return digest.hexdigest()


def stored(batch_id: str, row: class_list.Row) -> BatchRow:
    """A line as it is stored; the whole of it only where it may have to be given back."""
    return BatchRow(
        batch_id=batch_id,
        number=row.number,
        values=row.values,
        cells=list(row.cells) if row.faults else None,
        person=row.person.as_json() if row.person else None,
        awarded_on=row.awarded_on.isoformat() if row.awarded_on else None,
        certificate_number=row.certificate_number,
        facts=dict(row.facts) or None,
        person_key=row.person.key if row.person else None,
        state=WAITING if row.person else WRONG,
        problems=[{"column": fault.column, "code": fault.code.value} for fault in row.faults],
    )


def _remember(session: Session, organisation: Organisation, chosen: Plan, *, at: datetime) -> None:
    names = [columns.plain(heading) for heading in chosen.headings]
    if columns.is_ours(chosen.headings) or "" in names or len(set(names)) != len(names):
        # A heading that stands for nothing or for two things says nothing about the next list.
        return
    said = {name: column or UNUSED for name, column in zip(names, chosen.columns, strict=True)}
    session.merge(
        ColumnMemory(
            organisation_id=organisation.id,
            fingerprint=columns.fingerprint(chosen.headings),
            columns=said,
            changed_at=at,
        )
    )
