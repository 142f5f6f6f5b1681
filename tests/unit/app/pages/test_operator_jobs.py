"""The operator sees what the background gave up, and has it tried again."""

from sqlalchemy import select

from app.base import jobs
from app.base.jobs import Job
from app.issuer.tables import Organisation
from tests.unit.app.pages.people import House

PAGE = "/operator/jobs"


def test_a_job_that_was_given_up_is_seen_and_tried_again(house: House) -> None:
    operator = house.signed_in("op@example.org")
    assert "Nothing was given up." in operator.see(PAGE)
    clerk = house.clerk()
    with house.services.database.session() as session:
        body = session.scalars(select(Organisation)).one()
        made = jobs.enqueue(
            session,
            "slips",
            subject="list 1",
            organisation_id=body.id,
            actor="test",
            at=house.services.clock(),
        )
        made.due_at, made.problem, made.tries = None, "OSError", jobs.MOST_TRIES
    words = operator.see(PAGE)
    assert "1 piece of work was given up" in words
    assert "Draw claim slips" in words
    assert "OSError" in words
    assert body.name in words
    (again,) = operator.links("/retry$")
    operator.send(again, frm=PAGE)
    assert "Nothing was given up." in operator.words
    assert "1 piece of work waits" in operator.words
    with house.services.database.reading() as session:
        assert session.scalars(select(Job.tries)).one() == 0
    # Whoever is late finds it waiting already, and no body's staff gets here.
    operator.send(again, frm=PAGE)
    assert operator.status == 409
    assert clerk.http.get(PAGE).status_code == 403
