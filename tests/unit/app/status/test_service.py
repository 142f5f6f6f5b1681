"""Positions are unique, changes are kept, and the published list says what the rows say."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.status import reconcile, service
from app.status.service import REVOCATION, SUSPENSION, Publisher
from app.status.tables import StatusList, StatusPosition
from credentials import CredentialsError, ProblemCode
from credentials import StatusList as Bits
from tests.unit.app.school import NOON, URL, School


def publisher(school: School) -> Publisher:
    return Publisher(school.organisation.id, school.organisation.did, URL)


def allocated(school: School, award_id: str, purpose: str = REVOCATION) -> service.Position:
    with school.database.session() as session:
        return service.allocate(
            session, publisher(school), purpose=purpose, award_id=award_id, at=NOON
        )


def changed(school: School, award_id: str, *, value: bool, purpose: str = REVOCATION) -> bool:
    with school.database.session() as session:
        return service.set_status(session, award_id=award_id, purpose=purpose, value=value, at=NOON)


def bits(school: School, url: str) -> Bits:
    with school.database.reading() as session:
        content = service.own_list(session, url, custody=school.custody, at=NOON)
    assert content is not None
    return Bits.decode(json.loads(content)["credentialSubject"]["encodedList"])


def test_two_awards_never_share_a_position(school: School) -> None:
    positions = [allocated(school, f"award-{number}") for number in range(20)]

    assert len({(item.list_url, item.index) for item in positions}) == 20
    assert len({item.list_url for item in positions}) == 1


def test_writers_at_the_same_time_never_get_one_position(school: School) -> None:
    with ThreadPoolExecutor(4) as writers:
        positions = list(
            writers.map(lambda number: allocated(school, f"award-{number}"), range(40))
        )

    assert len({(item.list_url, item.index) for item in positions}) == 40
    assert len({item.list_url for item in positions}) == 1


def test_what_is_rolled_back_gives_its_position_back(school: School) -> None:
    with pytest.raises(RuntimeError), school.database.session() as session:  # noqa: PT012
        service.allocate(session, publisher(school), purpose=REVOCATION, award_id="lost", at=NOON)
        raise RuntimeError

    with school.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StatusPosition)) == 0
        assert list(reconcile.mismatches(session)) == []


def test_a_list_is_closed_when_half_of_it_is_given_out(school: School) -> None:
    first = allocated(school, "first")
    with school.database.session() as session:
        session.execute(update(StatusList).values(used=StatusList.size // 2 - 1))

    last = allocated(school, "last")
    next_one = allocated(school, "next")

    assert last.list_url == first.list_url
    assert next_one.list_url != first.list_url


@pytest.mark.parametrize("left", [21, 20, 7, 0])
def test_many_places_at_once_are_those_that_one_by_one_gives(
    small_school: School, left: int
) -> None:
    places = []
    for take in (many_allocated, each_allocated):
        with small_school.database.session() as session:
            listed = session.scalars(select(StatusList).where(StatusList.is_open)).one_or_none()
            if listed is not None:
                # The second way starts on a list that is like the first one was.
                listed.is_open = False
        allocated(small_school, f"first of {take.__name__}")
        with small_school.database.session() as session:
            listed = session.scalars(select(StatusList).where(StatusList.is_open)).one()
            listed.seed, listed.used = bytes(32), listed.size // 2 - left
        found = take(small_school, [f"{take.__name__}-{number}" for number in range(20)])
        urls = list(dict.fromkeys(item.list_url for item in found))
        here = [item.index for item in found if item.list_url == listed.url]
        places.append((here, len(urls)))
        with small_school.database.reading() as session:
            assert session.get_one(StatusList, listed.id).is_open == (left > 20)

    assert places[0] == places[1]
    assert len(places[0][0]) == min(left or 1, 20)


def many_allocated(school: School, award_ids: list[str]) -> list[service.Position]:
    with school.database.session() as session:
        return service.allocate_many(
            session, publisher(school), purpose=REVOCATION, award_ids=award_ids, at=NOON
        )


def each_allocated(school: School, award_ids: list[str]) -> list[service.Position]:
    return [allocated(school, award_id) for award_id in award_ids]


def test_each_purpose_has_its_own_list(school: School) -> None:
    assert allocated(school, "one").list_url != allocated(school, "one", SUSPENSION).list_url


def test_a_set_bit_is_seen_at_once_and_no_other_is(school: School) -> None:
    revoked, other = allocated(school, "revoked"), allocated(school, "other")

    assert changed(school, "revoked", value=True)

    assert bits(school, revoked.list_url).get(revoked.index)
    assert not bits(school, other.list_url).get(other.index)


def test_a_revocation_is_final(school: School) -> None:
    allocated(school, "award")
    changed(school, "award", value=True)

    with pytest.raises(CredentialsError) as refused:
        changed(school, "award", value=False)

    assert refused.value.problem.code is ProblemCode.CONFLICT


def test_setting_what_is_set_changes_nothing(school: School) -> None:
    allocated(school, "award")

    assert changed(school, "award", value=True)
    assert not changed(school, "award", value=True)


def test_a_suspension_can_be_ended(school: School) -> None:
    position = allocated(school, "award", SUSPENSION)
    changed(school, "award", value=True, purpose=SUSPENSION)
    changed(school, "award", value=False, purpose=SUSPENSION)

    assert not bits(school, position.list_url).get(position.index)


def test_an_award_without_that_status_cannot_get_one_later(school: School) -> None:
    allocated(school, "award")

    with pytest.raises(CredentialsError) as refused:
        changed(school, "award", value=True, purpose=SUSPENSION)

    assert refused.value.problem.code is ProblemCode.NOT_FOUND


def test_changes_at_the_same_time_are_all_kept(school: School) -> None:
    positions = [allocated(school, f"award-{number}") for number in range(40)]

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(lambda n: changed(school, f"award-{n}", value=True), range(40)))

    shown = bits(school, positions[0].list_url)
    assert all(shown.get(item.index) for item in positions)


def test_the_kept_list_is_served_until_something_changes(school: School) -> None:
    allocated(school, "award")
    url = allocated(school, "other").list_url
    assert [school.republish(), school.republish()] == [1, 0]
    with school.database.reading() as session:
        kept = service.own_list(session, url, custody=school.custody, at=NOON + timedelta(hours=1))
        again = service.own_list(session, url, custody=school.custody, at=NOON + timedelta(hours=2))
    assert kept == again
    assert not school.is_anything_stale()

    changed(school, "award", value=True)

    assert school.is_anything_stale()
    with school.database.reading() as session:
        assert service.own_list(session, url, custody=school.custody, at=NOON) != kept


def test_a_served_list_holds_for_at_least_a_day(school: School) -> None:
    url = allocated(school, "award").list_url
    school.republish()

    for hours in (0, 23, 25, 47):
        at = NOON + timedelta(hours=hours)
        with school.database.reading() as session:
            content = service.own_list(session, url, custody=school.custody, at=at)
        assert content is not None
        until = json.loads(content)["validUntil"]
        assert until >= (at + timedelta(hours=24)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_list_of_another_service_is_not_ours(school: School) -> None:
    with school.database.reading() as session:
        found = service.own_list(
            session, "https://example.org/status/1", custody=school.custody, at=NOON
        )

    assert found is None


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (update(StatusList).values(used=7), "counts 7 positions and has 1"),
        (update(StatusPosition).values(index=-1), "never gave out position -1"),
        (update(StatusPosition).values(purpose="suspension"), "has another purpose"),
        (update(StatusPosition).values(value=True), "other bits than its rows say"),
        (update(StatusList).values(content=b"{"), "cannot be read"),
        (update(StatusList).values(used=65_537), "more than half"),
    ],
)
def test_fsck_sees_a_list_that_was_tampered_with(
    small_school: School, statement: object, sentence: str
) -> None:
    allocated(small_school, "award")
    small_school.republish()
    with small_school.database.session() as session:
        assert list(reconcile.mismatches(session)) == []
        session.execute(statement)  # type: ignore[call-overload]

        assert sentence in " ".join(reconcile.mismatches(session))
