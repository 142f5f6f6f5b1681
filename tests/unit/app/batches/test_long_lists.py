"""A long list is read in the background, part by part, and comes to the same as a short one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from app.base import jobs
from app.base.jobs import Outcome, Task
from app.base.workers import Workers
from app.batches import reading as files
from app.batches import service, store, taking_in
from app.batches.long import reading
from app.batches.reading import Choices, Line
from app.batches.tables import Batch, BatchRow
from app.issuer.people import Person
from credentials import ProblemCode
from tests.refusal import refused
from tests.unit.app.school import ANA, NOON, School, upload

# Repeats, people who look alike, shared numbers, a wrong date, and somebody who has it already.
LIST = """name,birth_date,register_number,awarded_on,certificate_number
Ana Pérez,1990-05-31,R-17,2026-11-20,
Ana Peres,1990-05-31,,2026-11-19,
Bo Li,1991-01-01,R-1,2026-11-20,C-1
Bo  LI,1991-01-01,R-1,2026-11-20,
Bo Lee,1991-01-01,,2026-11-20,C-1
Eve,1992-02-30,R-2,2026-11-20,
Mo Ali,1993-03-03,r-1,2026-11-20,C-2
Mohamed Ali,1993-03-03,R-9,2026-11-20,
Muhamed Ali,1993-03-03,,2026-11-20,
"""
OTHERS = "".join(f"Person {n},19{50 + n}-07-0{n},X-{n},2026-11-20,\n" for n in range(1, 8))


@pytest.fixture(scope="module")
def pool() -> Iterator[Workers]:
    made = Workers(1)
    yield made
    made.close()


class Reader:
    """Reads long lists in the background of a school, some lines at a time."""

    def __init__(self, school: School, pool: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
        self.school = school
        # The process is shared by all tests, and starts once.
        monkeypatch.setattr(pool, "close", lambda: None)
        self.desk = reading.Desk(school.database, lambda: NOON, lambda: pool)
        monkeypatch.setattr(taking_in, "pieces_of", partial(pieces, size=100))

    def hand_in(self, content: str, *, whole: int = 3, **said: Any) -> Batch:
        brought = upload(content)
        table = files.read(content.encode(), Choices(whole=whole))
        brought = replace(brought, table=table, **said)
        with self.school.database.session() as session:
            return service.propose(
                session,
                self.school.organisation,
                self.school.achievement,
                upload=brought,
                actor="test",
                at=NOON,
            )

    def read(self, handler: jobs.Handler | None = None, *, later: timedelta = timedelta(0)) -> int:
        handlers = {service.READING_JOB: handler or partial(reading.read_list, desk=self.desk)}
        return jobs.work(
            self.school.database, handlers, custody=self.school.custody, clock=lambda: NOON + later
        )


def pieces(content: bytes, *, size: int) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def rows(school: School, batch: Batch) -> list[tuple[object, ...]]:
    with school.database.reading() as session:
        found: list[BatchRow] = store.rows(session, batch.id)
        return [
            (row.number, row.state, row.values, row.problems, row.resembles, row.person_key)
            for row in found
        ]


@pytest.fixture
def reader(school: School, pool: Workers, monkeypatch: pytest.MonkeyPatch) -> Reader:
    return Reader(school, pool, monkeypatch)


def test_a_long_list_comes_to_the_same_as_a_short_one(reader: Reader) -> None:
    school = reader.school
    school.award(ANA)
    school.award(Person("Mo Ali", None, ANA.birth_date, "R-9", None), day=NOON.date())
    content = LIST + OTHERS
    with school.database.session() as session:
        one = service.propose(
            session,
            school.organisation,
            school.achievement,
            upload=upload(content),
            actor="test",
            at=NOON,
        )
    expected = rows(school, one)
    with school.database.session() as session:
        service.take_back(session, school.organisation, one.id, actor="test", at=NOON)

    long = reader.hand_in(content)
    assert (long.is_being_read, long.read_at, rows(school, long)) == (True, None, [])
    assert reader.read() == 1
    assert rows(school, long) == expected
    assert {row[1] for row in expected} == {"waiting", "doubtful", "wrong"}


def test_a_kill_between_two_parts_loses_and_repeats_no_line(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_LINES_AT_ONCE", 4)
    batch = reader.hand_in(LIST + OTHERS)

    def killed(task: Task) -> Outcome:
        """Dies behind the first part, when its lines are stored."""
        with reader.school.database.session() as session:
            lines = [Line(2, ("Ana Pérez", "1990-05-31", "R-17", "2026-11-20"))]
            reading._read_part(session, task, lines, at=NOON)
        raise MemoryError

    assert reader.read(killed) == 0
    assert len(rows(reader.school, batch)) == 1
    assert reader.read(later=jobs.FIRST_WAIT) == 1
    found = rows(reader.school, batch)
    assert [row[0] for row in found] == list(range(2, len(found) + 2))
    assert len(found) == len((LIST + OTHERS).splitlines()) - 1


def test_a_list_that_is_taken_back_while_it_is_read_is_gone(reader: Reader) -> None:
    school = reader.school
    batch = reader.hand_in(LIST)
    with school.database.session() as session:
        service.take_back(session, school.organisation, batch.id, actor="test", at=NOON)
    assert reader.read() == 1
    assert rows(school, batch) == []


def test_a_program_s_long_list_is_confirmed_once_it_is_read(reader: Reader) -> None:
    batch = reader.hand_in(OTHERS.join((LIST.splitlines()[0] + "\n", "")), is_accepted=True)
    reader.read()
    assert reader.school.list_is_worked(batch).awarded == 7


@pytest.mark.parametrize("even_if_alike", [True, False])
def test_a_program_says_of_a_long_list_that_who_looks_like_somebody_is_somebody_else(
    reader: Reader, *, even_if_alike: bool
) -> None:
    reader.school.award(replace(ANA, name="Person 4", birth_date=date(1954, 7, 4)))
    content = OTHERS.join((LIST.splitlines()[0] + "\n", ""))
    batch = reader.hand_in(content, is_accepted=True, even_if_alike=even_if_alike)
    reader.read()
    assert reader.school.list_is_worked(batch).awarded == (7 if even_if_alike else 6)


def test_what_was_awarded_before_a_stop_stays_and_the_rest_comes_with_the_resume(
    small_school: School,
) -> None:
    school = small_school
    batch = school.list_is_handed_in(LIST.splitlines()[0] + "\n" + OTHERS)
    said: dict[str, Any] = {"actor": "test", "at": NOON}
    work = partial(
        service.work, school.database, batch.id, desk=school.desk, clock=lambda: NOON, chunk=3
    )
    assert work(stopping=lambda: True).awarded == 3
    with school.database.session() as session:
        service.stop(session, school.organisation, batch.id, **said)
    assert (work().awarded, len(school.awards())) == (3, 3)
    with school.database.session() as session:
        assert service.unfinished(session) == []
        service.resume(session, school.organisation, batch.id, **said)
        assert service.unfinished(session) == [batch.id]
    assert work().is_finished
    assert len(school.awards()) == 7
    with school.database.session() as session, refused(ProblemCode.CONFLICT):
        service.stop(session, school.organisation, batch.id, **said)
