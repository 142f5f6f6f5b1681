"""A class list is awarded once, whoever works on it and from wherever it is resumed."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from app.base.outbox import OutboxMessage
from app.batches import reconcile, service, store
from app.batches.tables import WAITING, WRONG, Batch, BatchRow
from app.issuer.tables import Award
from credentials import CredentialsError, ProblemCode, Verdict
from tests.unit.app.school import NOON, School


def people(count: int, *, start: int = 0) -> str:
    lines = [f"Person {n},1990-01-01,R-{n}" for n in range(start, start + count)]
    return "\n".join(["name,birth_date,register_number", *lines])


def awards(school: School) -> int:
    with school.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Award)) or 0


def fits(school: School) -> bool:
    with school.database.reading() as session:
        return list(reconcile.mismatches(session)) == []


def test_everybody_on_the_list_is_awarded(school: School) -> None:
    batch = school.list_is_handed_in(people(7))

    reached = school.list_is_worked(batch, chunk=3)

    assert (reached.awarded, reached.wrong, reached.is_finished) == (7, 0, True)
    assert awards(school) == 7
    assert all(school.verify(item.content).verdict is Verdict.VALID for item in school.awards())
    assert fits(school)


def test_a_wrong_line_is_told_and_the_others_are_awarded(school: School) -> None:
    batch = school.list_is_handed_in(people(2) + "\nNobody,1990-02-30,R-9")

    reached = school.list_is_worked(batch)

    assert (reached.awarded, reached.wrong) == (2, 1)
    with school.database.reading() as session:
        (wrong,) = store.rows(session, batch.id, state=WRONG)
    assert (wrong.number, wrong.problems[0]["code"]) == (4, "date-impossible")
    assert fits(school)


def test_the_same_file_is_the_same_list(school: School) -> None:
    first = school.list_is_handed_in(people(3))
    school.list_is_worked(first)

    again = school.list_is_handed_in(people(3))
    school.list_is_worked(again)

    assert again.id == first.id
    assert awards(school) == 3


def test_another_file_awards_nobody_twice(school: School) -> None:
    school.list_is_worked(school.list_is_handed_in(people(3)))

    reached = school.list_is_worked(school.list_is_handed_in(people(3, start=2)))

    assert (reached.awarded, reached.wrong) == (2, 1)
    assert awards(school) == 5
    assert fits(school)


def test_work_that_was_stopped_goes_on_where_it_was(school: School) -> None:
    batch = school.list_is_handed_in(people(6))
    stopped = service.work(
        school.database,
        batch.id,
        desk=school.desk,
        clock=lambda: NOON,
        chunk=2,
        stopping=lambda: True,
    )
    assert (stopped.awarded, stopped.is_finished) == (2, False)
    with school.database.reading() as session:
        assert service.unfinished(session) == [batch.id]

    seen: list[int] = []
    service.work(
        school.database,
        batch.id,
        desk=school.desk,
        clock=lambda: NOON,
        chunk=2,
        progress=lambda reached: seen.append(reached.awarded),
    )

    assert seen == [4, 6]
    assert awards(school) == 6
    with school.database.reading() as session:
        assert service.unfinished(session) == []


def test_workers_at_the_same_time_award_everybody_once(school: School) -> None:
    batch = school.list_is_handed_in(people(24))

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: school.list_is_worked(batch, chunk=2), range(4)))

    assert awards(school) == 24
    assert fits(school)


def test_everybody_with_an_address_gets_one_mail(small_school: School) -> None:
    batch = small_school.list_is_handed_in(
        "name,register_number,email\nAna,1,ana@example.org\nBo,2,\n"
    )
    small_school.list_is_worked(batch)
    small_school.list_is_worked(batch)

    with small_school.database.reading() as session:
        (mail,) = session.scalars(select(OutboxMessage))
    assert mail.recipient == "ana@example.org"
    assert mail.context["claim_url"].startswith("http://localhost:8000/c/")


def test_a_body_that_may_not_award_yet_keeps_its_list(small_school: School) -> None:
    batch = small_school.list_is_handed_in(people(2))
    with small_school.database.session() as session:
        session.merge(small_school.organisation).approved = False

    with pytest.raises(CredentialsError) as refused:
        small_school.list_is_worked(batch)

    assert refused.value.problem.code is ProblemCode.CONFLICT
    assert fits(small_school)


def test_a_line_that_the_library_refuses_keeps_nobody_else_back(small_school: School) -> None:
    batch = small_school.list_is_handed_in(people(3))
    with small_school.database.session() as session:
        row = session.get_one(BatchRow, (batch.id, 3))
        row.person = {**(row.person or {}), "name": "Ana\u0007"}

    reached = small_school.list_is_worked(batch)

    assert (reached.awarded, reached.wrong) == (2, 1)
    with small_school.database.reading() as session:
        (wrong,) = store.rows(session, batch.id, state=WRONG)
        assert wrong.problems == [{"column": "", "code": "refused"}]
    assert fits(small_school)


def test_one_line_of_many_that_is_refused_is_found_by_halves(small_school: School) -> None:
    batch = small_school.list_is_handed_in(people(40))
    with small_school.database.session() as session:
        row = session.get_one(BatchRow, (batch.id, 25))
        row.person = {**(row.person or {}), "name": "Ana\u0007"}

    reached = small_school.list_is_worked(batch)

    assert (reached.awarded, reached.wrong) == (39, 1)
    with small_school.database.reading() as session:
        (wrong,) = store.rows(session, batch.id, state=WRONG)
        assert (wrong.number, wrong.problems) == (25, [{"column": "", "code": "refused"}])
    assert fits(small_school)


def test_others_can_write_while_a_list_is_worked_on(small_school: School) -> None:
    batch = small_school.list_is_handed_in(people(100))

    with ThreadPoolExecutor(1) as worker:
        working = worker.submit(small_school.list_is_worked, batch, chunk=10)
        written = 0
        while not working.done():
            small_school.new_organisation(f"other-{written}")
            written += 1
            # Whoever wrote without a pause would keep the list itself from going on.
            time.sleep(0.02)

    assert working.result().awarded == 100
    assert written >= 3


def test_a_list_of_another_body_is_not_found(small_school: School) -> None:
    batch = small_school.list_is_handed_in(people(1))
    other = small_school.new_organisation("other")

    with small_school.database.reading() as session:
        assert service.batch(session, small_school.organisation, batch.id).id == batch.id
        with pytest.raises(CredentialsError):
            service.batch(session, other, batch.id)


def test_a_list_that_died_between_its_last_rows_and_its_mark_is_marked_by_the_next_worker(
    small_school: School,
) -> None:
    batch = small_school.list_is_handed_in(people(2))
    small_school.list_is_worked(batch)
    with small_school.database.session() as session:
        session.execute(update(Batch).values(finished_at=None))
        assert not list(reconcile.mismatches(session))
        assert service.unfinished(session) == [batch.id]

    small_school.list_is_worked(batch)

    with small_school.database.reading() as session:
        assert session.get_one(Batch, batch.id).finished_at is not None


def test_work_on_an_unknown_list_is_refused(small_school: School) -> None:
    with pytest.raises(CredentialsError):
        service.work(small_school.database, "x", desk=small_school.desk, clock=lambda: NOON)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (update(Batch).values(total=9), "counts 9 rows and has 2"),
        (update(BatchRow).values(state=WAITING), "marked as finished, and rows of it wait"),
        (update(Batch).values(read_at=None), "marked as read, or not"),
        (update(Batch).values(submitted_by="a"), "confirmed by nobody, or at no time"),
        (update(Batch).values(submitted_by="a", approved_by="a"), "by the one who confirmed it"),
        (update(BatchRow).values(award_id=None), "does not fit its award"),
        (update(BatchRow).values(state=WRONG), "does not fit its award"),
        (update(Award).values(batch_id=None), "do not know each other"),
    ],
)
def test_fsck_sees_a_list_that_was_tampered_with(
    small_school: School, damage: object, sentence: str
) -> None:
    small_school.list_is_worked(small_school.list_is_handed_in(people(2)))

    with small_school.database.session() as session:
        session.execute(damage)  # type: ignore[call-overload]
        assert sentence in " ".join(reconcile.mismatches(session))
