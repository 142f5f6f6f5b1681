"""What a reader does with many checks: look at the table, take it along, check again, delete it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base import jobs
from app.base.codes import token_digest
from app.base.custody import Custody
from app.verifier import intake
from app.verifier.bulk import items as sealing
from app.verifier.bulk import store
from app.verifier.bulk.items import Brought, Row
from app.verifier.bulk.tables import WAITING, WORST_FIRST, BulkCheck
from app.verifier.bulk.taking_in import JOB
from credentials import ProblemCode, refuse

_ABANDONED = timedelta(days=1)
_HEADINGS = (
    "number", "item", "result", "cause", "award", "name", "certificate number", "issuer",
    "issuer standing", "valid until", "result before", "cause before", "changed", "beside",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a check is. `has_failed` says that it was given up; the operator can retry it.

    `left_out` counts what was in the earlier check that it is compared with, and is not here.
    """

    total: int
    done: int
    tally: Mapping[str, int]
    is_finished: bool
    has_failed: bool
    left_out: int


def find(session: Session, token: str, *, at: datetime) -> BulkCheck:
    """The check behind a link; raises `not-found`, also when its time is over."""
    found = store.check_by_digest(session, token_digest(token[:100]), at=at)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such result; it may have been deleted")
    return found


def progress_of(session: Session, found: BulkCheck) -> Progress:
    """How many items were checked, and how they came out."""
    tally = store.tally(session, found.id)
    done = sum(number for state, number in tally.items() if state != WAITING)
    job = jobs.newest(session, JOB, subject=f"bulk check {found.id}")
    return Progress(
        total=found.total,
        done=done,
        tally={state: tally.get(state, 0) for state in WORST_FIRST},
        is_finished=found.finished_at is not None,
        has_failed=job is not None and job.state == jobs.FAILED,
        left_out=store.number_left_out(session, found.id, since_id=found.since_id or ""),
    )


def rows(
    session: Session,
    found: BulkCheck,
    *,
    custody: Custody,
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[Row]:
    """The table, those first that need a look."""
    listed = store.items(session, found.id, limit=limit, offset=offset)
    return [sealing.row_of(item, custody=custody) for item in listed]


def csv_lines(rows: Iterable[Row]) -> Iterator[Sequence[str]]:
    """The table for a spreadsheet, with the words that programs read."""
    yield _HEADINGS
    for row in rows:
        facts = row.facts
        yield (
            str(row.number), row.name, row.state, row.cause, facts.title, facts.names,
            facts.number, facts.issuer, facts.standing, facts.valid_until, facts.before,
            facts.before_cause, ("yes" if row.is_changed else "no") if facts.before else "",
            row.beside,
        )  # fmt: skip


def to_check_again(
    session: Session, found: BulkCheck, *, custody: Custody, public_url: str
) -> Iterator[Brought]:
    """The links and codes of a check; files are not kept, so they have to be handed in again."""
    for row in sorted(rows(session, found, custody=custody), key=lambda row: row.number):
        there = intake.find_in_text(row.name, public_url=public_url)
        if isinstance(there, intake.PrintedCode | intake.SharedLink | intake.ForeignLink):
            yield Brought(row.name, row.name.encode(), beside=row.beside)


def forget_ended(session: Session, *, at: datetime) -> None:
    """Delete the results whose time is over, and what never came in whole."""
    store.forget_ended(session, at=at, abandoned=at - _ABANDONED)


def wipe_unchecked(session: Session, *, at: datetime) -> None:
    """Wipe what was handed in more than a day ago and could not be checked."""
    store.wipe_unchecked(session, before=at - _ABANDONED)
