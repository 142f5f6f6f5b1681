"""Procrastinate brings the work: what was committed and nothing else, each piece once in effect."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import text

from app.base import engine, jobs
from app.base.custody import Custody
from app.base.db import Database
from app.base.engine import Crew
from app.base.jobs import Handler, Job, Outcome, Task
from app.batches import reconcile, service
from app.batches.tables import Batch
from tests.unit.app.school import NOON, School

pytestmark = pytest.mark.postgres


@pytest.fixture
def school(postgres_url: str) -> Iterator[School]:
    opened = Database(postgres_url)
    opened.upgrade()
    engine.use(opened)
    engine.use(opened)
    yield School(opened, Custody(bytes(32)))
    opened.dispose()


def works(school: School, handler: Handler) -> None:
    """Do what is deferred, until nothing is."""

    def do(job_id: str) -> datetime | None:
        return jobs.work_on(
            school.database,
            job_id,
            {"count": handler},
            custody=school.custody,
            clock=lambda: NOON,
        )

    award = partial(service.work_a_while, school.database, desk=school.desk, clock=lambda: NOON)
    crew = Crew({jobs.TASK: do, service.TASK: award}, look=lambda: None)
    engine.work(school.database, crew, at_once=1, until_empty=True)


def deferred(school: School) -> list[str]:
    with school.database.reading() as session:
        query = text("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return list(session.scalars(query))


def test_a_list_and_a_job_are_brought_by_what_was_committed(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.batches.working.CHUNK", 2)
    with pytest.raises(LookupError), school.database.session() as session:  # noqa: PT012
        jobs.enqueue(session, "count", subject="undone", actor="test", at=NOON)
        raise LookupError
    assert deferred(school) == []
    with school.database.session() as session:
        job_id = jobs.enqueue(session, "count", subject="one", actor="test", at=NOON).id
    lines = "".join(f"Person {n},1990-01-0{n},R-{n}\n" for n in range(1, 8))
    batch = school.list_is_handed_in("name,birth_date,register_number\n" + lines)
    assert deferred(school) == [jobs.TASK, service.TASK, service.TASK]
    with school.database.session() as session:
        jobs.defer_waiting(session)
        service.defer_waiting(session)
    # What waits already is not deferred a second time.
    assert len(deferred(school)) == 3

    seen: list[str] = []

    def count(task: Task) -> Outcome:
        seen.append(task.id)
        return Outcome()

    works(school, count)
    assert seen == [job_id]
    with school.database.reading() as session:
        found = session.get_one(Batch, batch.id)
        assert (found.finished_at, list(reconcile.mismatches(session))) == (NOON, [])
    assert len(school.awards()) == 7


def test_what_fails_comes_again_and_stays_to_be_seen_at_last(school: School) -> None:
    with school.database.session() as session:
        job_id = jobs.enqueue(session, "count", subject="one", actor="test", at=NOON).id

    def fails(_task: Task) -> Outcome:
        raise ZeroDivisionError

    works(school, fails)
    with school.database.reading() as session:
        found = session.get_one(Job, job_id)
        assert (found.tries, found.due_at) == (1, NOON + jobs.FIRST_WAIT)
    with school.database.session() as session:
        session.get_one(Job, job_id).tries = jobs.MOST_TRIES
        session.get_one(Job, job_id).due_at = NOON
    # The time of its next try is the real clock's; whoever looks now finds it given up.
    assert (
        jobs.work_on(
            school.database, job_id, {"count": fails}, custody=school.custody, clock=lambda: NOON
        )
        is None
    )
    with school.database.session() as session:
        assert [one.id for one in jobs.failed(session)] == [job_id]
        jobs.retry(session, job_id, at=NOON)
    assert deferred(school).count(jobs.TASK) == 2
