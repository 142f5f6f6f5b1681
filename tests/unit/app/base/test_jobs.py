"""Durable jobs: done once in effect, whatever dies in between."""

import io
import itertools
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.base import jobs
from app.base.custody import Custody
from app.base.db import Database
from app.base.idempotency import IdempotentAnswer
from app.base.jobs import Archive, File, Handler, Job, JobPiece, Outcome, Task
from credentials import ProblemCode
from tests.refusal import refused
from tests.unit.app.base.conftest import NOW

ROOT = Path(__file__).parents[4]
SLIPS = File(b"%PDF", "slips.pdf", "application/pdf")


def ask(database: Database, *, subject: str = "list 1", at: datetime = NOW) -> str:
    with database.session() as session:
        return jobs.enqueue(session, "slips", subject=subject, actor="test", at=at).id


def work(
    database: Database,
    custody: Custody,
    handler: Handler,
    later: timedelta = timedelta(0),
    *,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    return jobs.work(
        database,
        {"slips": handler},
        custody=custody,
        clock=lambda: NOW + later,
        stopping=stopping,
    )


def stored(database: Database, job_id: str) -> Job:
    with database.reading() as session:
        return session.get_one(Job, job_id)


def mark(session: Session) -> None:
    """An effect that can be counted."""
    number = session.scalar(select(func.count()).select_from(IdempotentAnswer)) or 0
    session.add(
        IdempotentAnswer(
            scope="test",
            key=str(number),
            request_digest="",
            status=200,
            media_type="",
            headers={},
            body=b"",
            created_at=NOW,
        )
    )


def marks(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(IdempotentAnswer)) or 0


def breaks(_task: Task) -> Outcome:
    raise ZeroDivisionError


def test_a_job_is_done_once_and_its_file_is_there(database: Database, custody: Custody) -> None:
    job_id = ask(database)
    assert stored(database, job_id).state == jobs.WAITING
    assert work(database, custody, lambda _: Outcome(SLIPS, also=mark)) == 1
    assert work(database, custody, lambda _: Outcome(SLIPS, also=mark), timedelta(days=1)) == 0
    assert stored(database, job_id).state == jobs.DONE
    assert marks(database) == 1
    with database.reading() as session:
        found = session.get_one(Job, job_id)
        made = jobs.file(session, found, custody=custody, at=NOW)
        assert (made.content, made.filename) == (b"%PDF", "slips.pdf")
        assert b"%PDF" not in (session.scalar(select(Job.content)) or b"")
        with refused(ProblemCode.GONE):
            jobs.file(session, found, custody=custody, at=NOW + timedelta(days=1))


def test_nothing_is_done_for_what_was_rolled_back(sqlite: Database, custody: Custody) -> None:
    with pytest.raises(LookupError), sqlite.session() as session:  # noqa: PT012
        jobs.enqueue(session, "slips", subject="list 1", actor="test", at=NOW)
        session.flush()
        raise LookupError
    assert work(sqlite, custody, lambda _: Outcome()) == 0


def test_the_same_is_not_asked_for_twice_while_it_waits(
    database: Database, custody: Custody
) -> None:
    first = ask(database)
    assert ask(database) == first
    assert ask(database, subject="list 2") != first
    work(database, custody, lambda _: Outcome())
    assert ask(database, at=NOW + timedelta(hours=1)) != first


def test_an_abandoned_lease_is_taken_up_and_its_first_holder_changes_nothing_any_more(
    database: Database, custody: Custody
) -> None:
    job_id = ask(database)

    def slow(_task: Task) -> Outcome:
        # While this worker computes, its lease runs out and another one does the job.
        assert work(database, custody, lambda _: Outcome(also=mark)) == 0
        assert work(database, custody, lambda _: Outcome(also=mark), jobs.LEASE) == 1
        return Outcome(also=mark)

    assert work(database, custody, slow) == 0
    assert marks(database) == 1
    assert stored(database, job_id).state == jobs.DONE
    assert stored(database, job_id).tries == 2


def test_a_process_that_is_killed_leaves_its_job_to_the_next(
    sqlite: Database, custody: Custody
) -> None:
    job_id = ask(sqlite)
    program = f"""
import os, signal
from datetime import datetime, UTC
import app.main
from app.base import jobs
from app.base.custody import Custody
from app.base.db import Database
def killed(task):
    os.kill(os.getpid(), signal.SIGKILL)
jobs.work(Database({str(sqlite.engine.url)!r}), {{"slips": killed}}, custody=Custody(bytes(32)),
          clock=lambda: datetime.fromisoformat({NOW.isoformat()!r}))
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert stored(sqlite, job_id).state == jobs.RUNNING
    assert work(sqlite, custody, lambda _: Outcome(also=mark)) == 0
    assert work(sqlite, custody, lambda _: Outcome(also=mark), jobs.LEASE) == 1
    assert marks(sqlite) == 1


def test_a_job_that_fails_is_tried_later_and_later_and_then_stays_visible(
    sqlite: Database, custody: Custody
) -> None:
    job_id = ask(sqlite)
    tried: list[timedelta] = []
    later = timedelta(0)
    while stored(sqlite, job_id).state != jobs.FAILED:
        due = stored(sqlite, job_id).due_at
        assert due is not None
        later = due - NOW
        tried.append(later)
        assert work(sqlite, custody, breaks, later - timedelta(seconds=1)) == 0
        assert work(sqlite, custody, breaks, later) == 0
    waits = [after - before for before, after in itertools.pairwise(tried)]
    assert len(tried) == jobs.MOST_TRIES
    assert waits == [jobs.FIRST_WAIT * 2**number for number in range(jobs.MOST_TRIES - 1)]
    with sqlite.session() as session:
        (dead,) = jobs.failed(session)
        assert dead.problem == "ZeroDivisionError"
        jobs.retry(session, job_id, at=NOW + later)
    with sqlite.session() as session, refused(ProblemCode.CONFLICT):
        jobs.retry(session, job_id, at=NOW + later)
    assert work(sqlite, custody, lambda _: Outcome(), later) == 1
    assert stored(sqlite, job_id).problem is None


def test_a_job_that_kills_every_process_ends_some_day(sqlite: Database, custody: Custody) -> None:
    job_id = ask(sqlite)

    def dies(_task: Task) -> Outcome:
        raise KeyboardInterrupt

    for number in range(jobs.MOST_TRIES):
        with pytest.raises(KeyboardInterrupt):
            work(sqlite, custody, dies, jobs.LEASE * number)
    assert work(sqlite, custody, dies, jobs.LEASE * jobs.MOST_TRIES) == 0
    assert stored(sqlite, job_id).state == jobs.FAILED
    assert stored(sqlite, job_id).problem == "abandoned"


def test_an_effect_that_fails_undoes_the_end_of_the_job(sqlite: Database, custody: Custody) -> None:
    job_id = ask(sqlite)

    def half(session: Session) -> None:
        mark(session)
        session.flush()
        raise ZeroDivisionError

    assert work(sqlite, custody, lambda _: Outcome(also=half)) == 0
    assert marks(sqlite) == 0
    assert stored(sqlite, job_id).state == jobs.WAITING


def test_one_job_that_fails_keeps_no_other_from_being_done(
    sqlite: Database, custody: Custody
) -> None:
    ask(sqlite, subject="a")
    ask(sqlite, subject="b", at=NOW - timedelta(seconds=1))

    def only_the_first(task: Task) -> Outcome:
        return breaks(task) if task.subject == "b" else Outcome()

    assert work(sqlite, custody, only_the_first) == 1


def test_telling_how_far_it_is_keeps_the_lease(sqlite: Database, custody: Custody) -> None:
    job_id = ask(sqlite)

    def told(task: Task) -> Outcome:
        task.tell(3, 10)
        found = stored(sqlite, job_id)
        assert (found.done, found.total, found.state) == (3, 10, jobs.RUNNING)
        assert found.due_at == NOW + jobs.LEASE
        return Outcome()

    assert work(sqlite, custody, told) == 1
    assert stored(sqlite, job_id).done == 10


def test_a_service_that_stops_gives_the_job_back_untried(
    sqlite: Database, custody: Custody
) -> None:
    job_id = ask(sqlite)
    is_stopping = False

    def stopped(task: Task) -> Outcome:
        nonlocal is_stopping
        is_stopping = True
        task.tell(1, 2)
        raise AssertionError("it goes on")

    assert work(sqlite, custody, stopped, stopping=lambda: is_stopping) == 0
    found = stored(sqlite, job_id)
    assert (found.state, found.tries) == (jobs.WAITING, 0)


def test_a_job_without_a_handler_waits(sqlite: Database, custody: Custody) -> None:
    job_id = ask(sqlite)
    handlers: Mapping[str, Handler] = {}
    assert jobs.work(sqlite, handlers, custody=custody, clock=lambda: NOW) == 0
    assert stored(sqlite, job_id).tries == 0


def test_a_job_is_nobody_elses(sqlite: Database) -> None:
    job_id = ask(sqlite)
    with sqlite.reading() as session, refused(ProblemCode.NOT_FOUND):
        jobs.job(session, job_id, organisation_id="another")


def test_what_is_past_its_time_is_deleted(sqlite: Database, custody: Custody) -> None:
    with_file = ask(sqlite)
    work(sqlite, custody, lambda _: Outcome(SLIPS))
    ask(sqlite, subject="list 2")
    work(sqlite, custody, lambda _: Outcome())
    waits = ask(sqlite, subject="list 3")
    for later, left in ((timedelta(hours=23), 3), (timedelta(days=1), 2), (timedelta(days=30), 1)):
        with sqlite.session() as session:
            jobs.forget_old(session, at=NOW + later)
        with sqlite.reading() as session:
            assert session.scalar(select(func.count()).select_from(Job)) == left
    assert with_file != waits
    assert stored(sqlite, waits).state == jobs.WAITING


def test_parts_that_were_kept_are_not_made_again_and_are_one_archive(
    database: Database, custody: Custody
) -> None:
    job_id = ask(database)

    def in_parts(task: Task) -> Outcome:
        number = len(task.kept) + 1
        task.keep(number, f"part-{number}.txt", f"secret {number}".encode())
        if number == 1:
            raise MemoryError
        return Outcome(archive=Archive("parts.zip"))

    assert work(database, custody, in_parts) == 0
    assert work(database, custody, in_parts, jobs.FIRST_WAIT) == 1
    at = NOW + jobs.FIRST_WAIT
    name, _, parts = jobs.stream(database, stored(database, job_id), custody=custody, at=at)
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        assert (name, archive.namelist()) == ("parts.zip", ["part-1.txt", "part-2.txt"])
        assert archive.read("part-2.txt") == b"secret 2"
    with database.reading() as session:
        assert not any(b"secret" in one for one in session.scalars(select(JobPiece.content)))
    with database.session() as session:
        jobs.forget_old(session, at=at + timedelta(days=1))
        assert session.scalar(select(func.count()).select_from(JobPiece)) == 0


def test_a_lease_is_kept_while_a_handler_says_nothing(
    sqlite: Database, custody: Custody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_BEAT_S", 0.01)
    job_id = ask(sqlite)

    def silent(_task: Task) -> Outcome:
        until = time.monotonic() + 5
        while time.monotonic() < until and stored(sqlite, job_id).due_at == NOW + jobs.LEASE:
            time.sleep(0.01)
        assert stored(sqlite, job_id).due_at == NOW + timedelta(seconds=20) + jobs.LEASE
        return Outcome()

    times = itertools.chain([NOW], itertools.repeat(NOW + timedelta(seconds=20)))
    done = jobs.work(sqlite, {"slips": silent}, custody=custody, clock=lambda: next(times), most=1)
    assert done == 1
