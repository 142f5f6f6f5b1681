"""A class list is looked at before anything is signed: proposed, then confirmed or taken back."""

import pytest
from sqlalchemy.orm import Session

from app.base import spreadsheets
from app.base.audit import AuditEvent
from app.batches import corrections, reconcile, service, store
from app.batches.tables import WRONG, Batch
from credentials import CredentialsError, ProblemCode
from tests.unit.app.school import NOON, School, upload

LIST = b"name,birth_date\nAna,1990-01-01\nBo,1990-02-31\n"


def proposed(school: School, session: Session, content: bytes | str = LIST) -> Batch:
    return service.propose(
        session,
        school.organisation,
        school.achievement,
        upload=upload(content),
        actor="account:clerk",
        at=NOON,
    )


def confirmed(school: School, session: Session, batch: Batch) -> Batch:
    return service.confirm(session, school.organisation, batch.id, actor="account:clerk", at=NOON)


def test_nobody_is_awarded_before_the_list_is_confirmed(school: School) -> None:
    with school.database.session() as session:
        batch = proposed(school, session)
    with school.database.reading() as session:
        assert service.unfinished(session) == []
        assert list(reconcile.mismatches(session)) == []
    with pytest.raises(CredentialsError) as refused:
        school.list_is_worked(batch)
    assert refused.value.problem.code is ProblemCode.CONFLICT
    assert school.awards() == []

    with school.database.session() as session:
        confirmed(school, session, batch)
    assert school.list_is_worked(batch).awarded == 1
    assert len(school.awards()) == 1


def test_confirming_twice_is_noted_once(small_school: School) -> None:
    with small_school.database.session() as session:
        batch = proposed(small_school, session)
        confirmed(small_school, session, batch)
        confirmed(small_school, session, batch)
    with small_school.database.reading() as session:
        noted = session.query(AuditEvent).filter_by(action="batch.confirmed").all()
        assert [event.subject for event in noted] == [batch.id]


def test_a_list_whose_lines_are_all_wrong_is_finished_with_the_confirmation(
    small_school: School,
) -> None:
    with small_school.database.session() as session:
        batch = proposed(small_school, session, b"name,birth_date\nBo,1990-02-31\n")
        assert confirmed(small_school, session, batch).finished_at == NOON
    with small_school.database.reading() as session:
        assert list(reconcile.mismatches(session)) == []


def test_a_list_that_was_taken_back_is_gone_and_can_come_again(school: School) -> None:
    with school.database.session() as session:
        batch = proposed(school, session)
    with school.database.session() as session:
        service.take_back(session, school.organisation, batch.id, actor="account:clerk", at=NOON)
    with school.database.session() as session:
        with pytest.raises(CredentialsError):
            service.batch(session, school.organisation, batch.id)
        assert store.rows(session, batch.id) == []
        assert proposed(school, session).id != batch.id


def test_a_confirmed_list_cannot_be_taken_back(small_school: School) -> None:
    batch = small_school.list_is_handed_in(LIST)
    with (
        small_school.database.session() as session,
        pytest.raises(CredentialsError) as refused,
    ):
        service.take_back(session, small_school.organisation, batch.id, actor="a", at=NOON)
    assert refused.value.problem.code is ProblemCode.CONFLICT


def test_only_the_body_itself_confirms_and_takes_back(small_school: School) -> None:
    other = small_school.new_organisation("other")
    with small_school.database.session() as session:
        batch = proposed(small_school, session)
    for change in (service.confirm, service.take_back):
        with (
            small_school.database.session() as session,
            pytest.raises(CredentialsError) as refused,
        ):
            change(session, other, batch.id, actor="account:other", at=NOON)
        assert refused.value.problem.code is ProblemCode.NOT_FOUND


def test_a_body_that_may_not_award_yet_cannot_confirm(small_school: School) -> None:
    small_school.organisation.approved = False
    with small_school.database.session() as session:
        batch = proposed(small_school, session)
        with pytest.raises(CredentialsError) as refused:
            confirmed(small_school, session, batch)
    assert refused.value.problem.code is ProblemCode.CONFLICT


def test_who_is_awarded_already_is_said_before_the_confirmation(school: School) -> None:
    school.list_is_worked(school.list_is_handed_in(b"name,birth_date\nAna,1990-01-01\n"))
    with school.database.session() as session:
        batch = proposed(school, session, b"name,birth_date\nAna,1990-01-01\nCy,1991-01-01\n")
        wrong = store.rows(session, batch.id, state=WRONG)
    assert [(row.number, row.problems[0]["code"]) for row in wrong] == [(2, "awarded-already")]


def test_the_wrong_lines_come_back_as_a_list_that_can_be_corrected_and_read(
    small_school: School,
) -> None:
    batch = small_school.list_is_handed_in(LIST)
    with small_school.database.reading() as session:
        content = corrections.wrong_lines(batch, store.rows(session, batch.id, state=WRONG))
    text = content.decode("utf-8-sig")
    assert "birth_date: There is no such day in the calendar." in text

    again = small_school.list_is_handed_in(text.replace("1990-02-31", "1990-02-28"))
    assert small_school.list_is_worked(again).awarded == 1


def test_a_cell_is_never_a_formula() -> None:
    assert spreadsheets.as_csv([["=1+1", "@sum", "plain"]]).decode("utf-8-sig") == (
        "'=1+1,'@sum,plain\r\n"
    )
