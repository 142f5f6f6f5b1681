"""Places on token lists are unique, and a change of an award is on both kinds of list at once."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from app.status import reconcile, service
from app.status.service import REVOCATION, SUSPENSION, Publisher
from app.status.token_lists import service as token_lists
from app.status.token_lists import store
from app.status.token_lists.service import Place, TokenPublisher
from app.status.token_lists.tables import TokenList, TokenPlace
from credentials import CredentialsError, TokenStatus, read_list_token
from tests.unit.app.school import NOON, URL, School


def allocated(school: School, award_id: str = "award") -> Place:
    publisher = TokenPublisher(school.organisation.id, school.organisation.did, URL)
    with school.database.session() as session:
        return token_lists.allocate(session, publisher, award_id=award_id, at=NOON)


def on_bitstring_lists(school: School, award_id: str = "award") -> None:
    body = Publisher(school.organisation.id, school.organisation.did, URL)
    with school.database.session() as session:
        for purpose in (REVOCATION, SUSPENSION):
            service.allocate(session, body, purpose=purpose, award_id=award_id, at=NOON)


def changed(school: School, purpose: str, *, value: bool) -> None:
    with school.database.session() as session:
        service.set_status(session, award_id="award", purpose=purpose, value=value, at=NOON)


def value_of(school: School, place: Place) -> int:
    with school.database.reading() as session:
        content = service.own_list(session, place.url, custody=school.custody, at=NOON)
    assert content is not None
    return read_list_token(content).listed.statuses.get(place.index)


def test_each_copy_has_a_place_of_its_own(small_school: School) -> None:
    places = [allocated(small_school) for _ in range(20)]

    assert len({(place.url, place.index) for place in places}) == 20
    assert len({place.url for place in places}) == 1
    assert places[0].url.startswith(f"{URL}/token-status/")


def test_a_change_is_on_both_kinds_of_list_at_once(small_school: School) -> None:
    on_bitstring_lists(small_school)
    one, other = allocated(small_school), allocated(small_school)
    beside = allocated(small_school, "another")
    changed(small_school, SUSPENSION, value=True)
    assert value_of(small_school, one) == value_of(small_school, other) == TokenStatus.SUSPENDED
    changed(small_school, SUSPENSION, value=False)
    assert value_of(small_school, one) == TokenStatus.VALID
    changed(small_school, REVOCATION, value=True)
    assert value_of(small_school, one) == value_of(small_school, other) == TokenStatus.INVALID
    assert value_of(small_school, beside) == TokenStatus.VALID


def test_what_is_revoked_stays_revoked(small_school: School) -> None:
    on_bitstring_lists(small_school)
    place = allocated(small_school)
    changed(small_school, SUSPENSION, value=True)
    changed(small_school, REVOCATION, value=True)
    changed(small_school, SUSPENSION, value=False)
    assert value_of(small_school, place) == TokenStatus.INVALID


def test_a_change_that_is_rolled_back_is_on_neither(small_school: School) -> None:
    on_bitstring_lists(small_school)
    place = allocated(small_school)
    with pytest.raises(RuntimeError), small_school.database.session() as session:  # noqa: PT012
        service.set_status(session, award_id="award", purpose=REVOCATION, value=True, at=NOON)
        raise RuntimeError
    assert value_of(small_school, place) == TokenStatus.VALID


def test_a_list_is_signed_once_and_again_after_a_change(small_school: School) -> None:
    on_bitstring_lists(small_school)
    place = allocated(small_school)
    assert small_school.republish() == 3
    assert not small_school.is_anything_stale()
    changed(small_school, REVOCATION, value=True)
    assert small_school.is_anything_stale()
    assert small_school.republish() == 2
    with small_school.database.session() as session:
        kept = store.list_at(session, place.url)
        assert kept is not None
        content = token_lists.published(session, kept.id, custody=small_school.custody, at=NOON)
        assert content == kept.content
        service.sign_anew(session, small_school.organisation.id)
    assert small_school.is_anything_stale()


def test_a_list_is_closed_when_half_of_it_is_given_out(small_school: School) -> None:
    first = allocated(small_school)
    with small_school.database.session() as session:
        session.execute(update(TokenList).values(size=8, used=3))
    last = allocated(small_school)
    assert last.url == first.url
    assert allocated(small_school).url != first.url


def test_there_is_no_list_that_is_not_there(small_school: School) -> None:
    with small_school.database.reading() as session:
        with pytest.raises(CredentialsError):
            token_lists.published(session, "none", custody=small_school.custody, at=NOON)
        assert service.own_list(session, "https://x", custody=small_school.custody, at=NOON) is None
        assert service.list_outside(session, URL) is None


def test_a_list_under_another_address_is_found(small_school: School) -> None:
    place = allocated(small_school)
    with small_school.database.reading() as session:
        assert service.list_outside(session, "https://other.example") == place.url


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda: update(TokenPlace).values(value=1), "other values than its rows say"),
        (lambda: update(TokenPlace).values(value=3), "a value without a meaning"),
        (lambda: update(TokenPlace).values(index=131_071), "never gave out place"),
        (lambda: update(TokenList).values(used=2), "counts 2 places and has 1"),
        (lambda: update(TokenList).values(size=8, used=5), "more than half"),
        (lambda: update(TokenList).values(content=b"x"), "cannot be read"),
    ],
)
def test_fsck_sees_a_list_that_was_tampered_with(
    small_school: School, spoil: Callable[[], object], sentence: str
) -> None:
    allocated(small_school)
    small_school.republish()
    with small_school.database.session() as session:
        assert list(reconcile.mismatches(session)) == []
        session.execute(spoil())  # type: ignore[call-overload]

        assert sentence in " ".join(reconcile.mismatches(session))
