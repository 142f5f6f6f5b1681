"""`issue`: a class list in, certificates and claim slips out."""

import gc
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.orm import Session

from app.base import audit, jobs
from app.base.settings import StartError
from app.base.workers import Workers
from app.batches import approvers
from app.batches import service as batches
from app.batches import store as batch_store
from app.batches.faults import RowFault
from app.batches.long import reading as list_reading
from app.batches.reading import read_apart
from app.batches.schemas import UploadQuery
from app.batches.service import Progress as Reached
from app.batches.service import Upload
from app.batches.tables import WRONG, Batch, BatchRow
from app.batches.wording import fault_advice, fault_sentence
from app.cli import folder
from app.cli.workplace import ACTOR, Workplace, open_workplace
from app.issuer import service as issuer
from app.issuer.schemas import AchievementBody
from app.issuer.tables import Achievement, Organisation

_NOTHING_SAID = UploadQuery()
_ALIKE = (RowFault.PROBABLY_AWARDED, RowFault.NUMBER_OF_ANOTHER)
_LOOKED_EVERY_S = 0.5
_LOOKED_FOR_AFTER = 50_000


@contextmanager
def _looked_for_seldom() -> Iterator[None]:
    """Of what a list leaves behind nearly nothing has to be looked for.

    Only here: in a service that goes on, what strangers sent would lie about for as long.
    """
    before = gc.get_threshold()
    gc.set_threshold(_LOOKED_FOR_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@_looked_for_seldom()
def issue(
    slug: str,
    file: Path,
    *,
    achievement: str,
    out: Path | None,
    said: UploadQuery = _NOTHING_SAID,
) -> None:
    """Award everybody on the list who is not awarded yet, and write the files that are missing.

    Wrong lines are printed and keep nobody else from a certificate. Raises CredentialsError
    when the file is no class list, StartError when it cannot be read.
    """
    place = open_workplace()
    audit.Notebook(place.settings.data_dir, place.custody).check_that_it_goes_on(place.database)
    with closing(Workers(1)) as workers:
        upload, at = read_list(file, said, workers=workers), place.clock()
        with place.database.session() as session:
            organisation = issuer.organisation_by_slug(session, slug)
            awarded = _achievement(session, organisation, achievement, place=place)
            batch = batches.accept(
                session, organisation, awarded, upload=upload, actor=ACTOR, at=at
            )
            approvers.tell(
                session, organisation, batch, public_url=place.settings.public_url, at=at
            )
        batch = _read(place, batch, workers)
    if batch.awaits_approval:
        typer.echo("The list waits for the approval of a second person, on the pages.")
        return
    reached = work(place, batch)
    if out is not None:
        written = folder.write(place, batch, out)
        typer.echo(f"{written} certificates written to {out}")
    report(place, batch, reached)
    notebook = audit.Notebook(place.settings.data_dir, place.custody)
    notebook.write(place.database, at=place.clock(), is_last=True)


def _read(place: Workplace, batch: Batch, workers: Workers) -> Batch:
    """The list once its lines are read: of a long one here, unless a server does it first."""
    if not batch.is_being_read:
        return batch
    desk = list_reading.Desk(place.database, place.clock, lambda: workers)
    handlers = {batches.READING_JOB: partial(list_reading.read_list, desk=desk)}
    with _shown((batch.reading or {})["lines"], "Reading") as show:
        while True:
            jobs.work(place.database, handlers, custody=place.custody, clock=place.clock, most=1)
            with place.database.reading() as session:
                found = session.get_one(Batch, batch.id)
                job = batches.reading_job(session, found)
                session.expunge_all()
            if not found.is_being_read:
                return found
            if job is None or job.state == jobs.FAILED:
                raise StartError("The list could not be read; `jobs failed` says more.")
            show(Reached(job.total, job.done, 0))
            time.sleep(_LOOKED_EVERY_S)


def work(place: Workplace, batch: Batch) -> Reached:
    """Do the work of a class list, and show how far it is."""
    with _shown(batch.total) as show:
        return batches.work(
            place.database,
            batch.id,
            desk=place.desk,
            clock=place.clock,
            # A short list is done in smaller steps, so that its progress can be seen.
            chunk=min(batches.CHUNK, batch.total // 8 + 1),
            progress=show,
        )


def report(place: Workplace, batch: Batch, reached: Reached) -> None:
    """Print what became of the list, and each wrong line with what to do about it."""
    typer.echo(f"{reached.awarded} of {reached.total} lines are awarded, {reached.wrong} wrong")
    are_alike = False
    with place.database.reading() as session:
        for row in batch_store.rows(session, batch.id, state=WRONG):
            for sentence in sentences(row):
                typer.echo(sentence)
            are_alike |= any(problem["code"] in _ALIKE for problem in row.problems)
    if are_alike:
        typer.echo(
            "If those who look like others are other people, hand their lines in as a list of "
            "their own, with --even-if-alike."
        )


def sentences(row: BatchRow) -> Iterator[str]:
    """For each thing wrong with a line: where, what, and what to do."""
    for problem in row.problems:
        fault = RowFault(problem["code"])
        where = f", column {problem['column']}" if problem["column"] else ""
        yield f"Line {row.number}{where}: {fault_sentence(fault)} {fault_advice(fault)}"


def said_of_list(**said: str | bool | None) -> UploadQuery:
    """What the options say about the file. Raises StartError for what cannot be said."""
    try:
        return UploadQuery.model_validate(said)
    except ValidationError as error:
        names = ", ".join(str(item["loc"][0]) for item in error.errors())
        raise StartError(f"These options have a value that cannot be used: {names}.") from None


def read_list(file: Path, said: UploadQuery = _NOTHING_SAID, *, workers: Workers) -> Upload:
    """A class list from the disk, read in a process of the workers.

    Raises CredentialsError when it is none, StartError when it cannot be read.
    """
    content = _content(file)
    table = read_apart(content, said.choices(), workers=workers)
    return said.upload(content, table, filename=file.name)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise StartError(f"{file} cannot be read: {error.strerror}.") from error


def _achievement(
    session: Session, organisation: Organisation, named: str, *, place: Workplace
) -> Achievement:
    if not named.endswith(".json"):
        return issuer.achievement_by_code(session, organisation, named)
    try:
        body = AchievementBody.model_validate(json.loads(_content(Path(named))))
    except (ValidationError, ValueError) as error:
        raise StartError(f"{named} does not describe an achievement.") from error
    return issuer.create_achievement(
        session, organisation, body.description_of(), actor=ACTOR, at=place.clock()
    )


def _said(reached: Reached) -> str:
    words = f"{reached.done} of {reached.total}"
    if reached.pace:
        words += f", {reached.pace:.0f} lines a second, {reached.seconds_left} seconds left"
    return words + (f", {reached.wrong} wrong" if reached.wrong else "")


@contextmanager
def _shown(total: int, doing: str = "Issuing") -> Iterator[Callable[[Reached], None]]:
    console = Console(stderr=True)
    if not console.is_terminal:
        # A log or a program reads lines; each comes after its commit.
        yield lambda reached: typer.echo(_said(reached), err=True)
        return
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("issue", total=total)
        yield lambda reached: bar.update(task, completed=reached.done)
