"""Every list that has changed is signed once, whoever else is at work."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, text, update

from app.base.custody import SigningKey
from app.status import service
from app.status.publication import store
from app.status.publication.store import Signed
from app.status.service import REVOCATION, Publisher
from app.status.tables import StatusList, StatusPosition
from app.status.token_lists.tables import TokenPlace
from tests.unit.app.school import NOON, URL, School


def lists(school: School, names: Sequence[str] = ("one", "two", "three")) -> None:
    """A list for each of these bodies, with two places."""
    for name in names:
        body = school.new_organisation(name)
        publisher = Publisher(body.id, body.did, URL)
        for number in range(2):
            with school.database.session() as session:
                service.allocate(
                    session, publisher, purpose=REVOCATION, award_id=f"{name}-{number}", at=NOON
                )


def revoke(school: School, award_id: str) -> None:
    with school.database.session() as session:
        service.set_status(session, award_id=award_id, purpose=REVOCATION, value=True, at=NOON)


def claimed(school: School, lease: str, *, seconds: int = 0) -> list[str]:
    at = NOON + timedelta(seconds=seconds)
    with school.database.session() as session:
        found = store.claim(session, StatusList, lease=lease, at=at, good_until=at, most=2)
        return [one.id for one in found]


def test_only_what_has_changed_is_signed(small_school: School) -> None:
    lists(small_school)
    assert small_school.republish() == 3
    revoke(small_school, "two-0")
    assert small_school.republish() == 1
    assert small_school.republish(NOON + timedelta(hours=23)) == 0
    # Half of its validity is over.
    assert small_school.republish(NOON + timedelta(hours=25)) == 3


def test_no_list_is_signed_by_two_workers(school: School) -> None:
    lists(school, [f"body-{number}" for number in range(8)])
    together = Barrier(4)

    def work(_: int) -> int:
        together.wait()
        return school.republish()

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(work, range(4))) == 8
    assert not school.is_anything_stale()


def test_a_worker_that_dies_holds_a_list_up_for_some_seconds_only(small_school: School) -> None:
    lists(small_school)
    assert len(claimed(small_school, "the dead one")) == 2
    assert small_school.republish() == 1
    assert small_school.is_anything_stale()
    assert small_school.republish(NOON + store.LEASE) == 2


def test_a_worker_that_slept_publishes_nothing_old(small_school: School) -> None:
    lists(small_school, ["one"])
    (list_id,) = claimed(small_school, "the sleeper")
    revoke(small_school, "one-0")
    small_school.republish(NOON + store.LEASE)
    old = Signed(list_id, changes=0, content=b"old", until=NOON)
    with small_school.database.session() as session:
        store.keep(session, StatusList, [old], lease="the sleeper")
        assert session.get_one(StatusList, list_id).content != b"old"
    assert not small_school.is_anything_stale()


def test_a_list_that_is_being_signed_with_a_key_given_up_is_not_published(
    small_school: School,
) -> None:
    lists(small_school, ["one"])
    (list_id,) = claimed(small_school, "in the middle")
    with small_school.database.session() as session:
        service.sign_anew(session, session.get_one(StatusList, list_id).organisation_id)
        signed = Signed(list_id, changes=0, content=b"by the lost key", until=NOON)
        store.keep(session, StatusList, [signed], lease="in the middle")
    assert small_school.is_anything_stale()
    assert small_school.republish() == 1


def test_a_body_whose_key_is_away_keeps_nobody_elses_list_waiting(small_school: School) -> None:
    lists(small_school)
    with small_school.database.session() as session:
        first = session.scalars(text("SELECT min(organisation_id) FROM status_lists")).one()
        owner = f"organisation:{first}"
        session.execute(update(SigningKey).where(SigningKey.owner == owner).values(state="pending"))
    assert small_school.republish() == 2
    assert small_school.is_anything_stale()
    with small_school.database.session() as session:
        session.execute(update(SigningKey).where(SigningKey.owner == owner).values(state="active"))
    assert small_school.republish(NOON + store.LEASE) == 1


@pytest.mark.parametrize("place", [StatusPosition, TokenPlace])
def test_what_is_set_is_found_without_looking_at_every_place(
    school: School, place: type[StatusPosition | TokenPlace]
) -> None:
    query = select(place.index).where(place.list_id == "x", place.is_set())
    with school.database.reading() as session:
        if session.get_bind().dialect.name == "postgresql":
            # With so few rows it would not care for any index.
            session.execute(text("SET LOCAL enable_seqscan = off"))
            how = "EXPLAIN"
        else:
            how = "EXPLAIN QUERY PLAN"
        bind = session.get_bind()
        asked = query.compile(bind, compile_kwargs={"literal_binds": True})
        plan = session.execute(text(f"{how} {asked}")).all()
    assert f"ix_{place.__tablename__}_set" in str(plan)
