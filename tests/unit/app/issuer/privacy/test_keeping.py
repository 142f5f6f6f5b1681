"""What only a claim needs is deleted after its time, and nobody's certificate with it."""

from datetime import date, timedelta

import pytest

from app.batches import keeping as batch_keeping
from app.batches import reconcile as batches_reconcile
from app.batches import store as batch_store
from app.issuer import reconcile, slips
from app.issuer import store as issuer_store
from app.issuer.people import Person
from app.issuer.privacy import keeping
from app.issuer.tables import CLOSED, Award, Claim
from credentials import CredentialsError, Verdict
from tests.unit.app.school import NOON, School

YEAR = 365
ANA = Person("Ana Pérez", "Ana Perez", date(1990, 5, 31), "REG-17", "ana@example.org")


def is_clean(school: School) -> bool:
    with school.database.reading() as session:
        return [*reconcile.mismatches(session, custody=school.custody, at=NOON)] == []


def stored(school: School, award: Award) -> Award:
    with school.database.reading() as session:
        found = session.get_one(Award, award.id)
        session.expunge_all()
        return found


def test_what_nobody_fetched_keeps_the_certificate_and_loses_the_rest(school: School) -> None:
    award = school.award(ANA).award
    late = NOON + timedelta(days=YEAR)
    assert keeping.minimise_unclaimed(school.database, days=YEAR, at=late - timedelta(1)) == 0
    assert keeping.minimise_unclaimed(school.database, days=YEAR, at=late) == 1
    assert keeping.minimise_unclaimed(school.database, days=YEAR, at=late) == 0

    left = stored(school, award)
    assert left.person is not None
    kept = {name: value for name, value in left.person.items() if value}
    assert kept == {"name": "Ana Pérez", "name_latin": "Ana Perez", "birth_year": 1990}
    assert (left.person_key, left.minimised_at) == (None, late)
    assert "reg-17" not in left.search_text
    assert "perez" in left.search_text
    assert school.verify(left.content).verdict is not Verdict.INVALID
    assert left.content == award.content
    assert is_clean(school)
    with school.database.session() as session:
        claim = session.get_one(Claim, award.id)
        assert (claim.state, claim.sealed_code) == (CLOSED, None)
        with pytest.raises(CredentialsError):
            slips.renew_claim(session, session.get_one(Award, award.id), custody=school.custody)


def test_a_body_may_keep_it_for_fewer_days(small_school: School) -> None:
    small_school.award(ANA)
    with small_school.database.session() as session:
        body = issuer_store.organisation_by_slug(session, "riverside")
        assert body is not None
        for wrong in (29, 366):
            with pytest.raises(CredentialsError):
                keeping.choose_days(session, body, wrong, longest=YEAR, actor="a", at=NOON)
        keeping.choose_days(session, body, 30, longest=YEAR, actor="a", at=NOON)
    at = NOON + timedelta(days=30)
    assert keeping.minimise_unclaimed(small_school.database, days=YEAR, at=at) == 1


def test_what_was_fetched_is_left_to_the_worker_and_the_register(small_school: School) -> None:
    award = small_school.award(ANA).award
    with small_school.database.session() as session:
        claim = session.get_one(Claim, award.id)
        claim.state, claim.claimed_at = "claimed", NOON
    at = NOON + timedelta(days=9999)
    assert keeping.minimise_unclaimed(small_school.database, days=YEAR, at=at) == 0


def test_only_what_is_not_in_force_is_erased(small_school: School) -> None:
    award = small_school.award(ANA).award
    with small_school.database.session() as session, pytest.raises(CredentialsError):
        keeping.erase(session, session.get_one(Award, award.id), None, actor="a", at=NOON)
    small_school.revoke(award)
    with small_school.database.session() as session:
        for _ in range(2):
            found, claim = session.get_one(Award, award.id), session.get_one(Claim, award.id)
            keeping.erase(session, found, claim, actor="a", at=NOON)
    left = stored(small_school, award)
    assert (left.person, left.content, left.search_text.count("an")) == (None, b"", 0)
    assert left.digest == award.digest
    assert is_clean(small_school)
    with small_school.database.session() as session:
        session.get_one(Award, award.id).state = "active"
    assert not is_clean(small_school)


def test_a_class_list_is_emptied_after_its_time(school: School) -> None:
    content = "name,birth_date\nBo Li,1990-01-01\nAna,1990-02-31\n"
    done = school.list_is_handed_in(content, filename="bo-li.csv")
    school.list_is_worked(done)
    at = NOON + timedelta(days=90)
    assert batch_keeping.minimise_old(school.database, days=91, at=at) == 0
    assert batch_keeping.minimise_old(school.database, days=90, at=at) == 1
    assert batch_keeping.minimise_old(school.database, days=90, at=at) == 0
    with school.database.reading() as session:
        for row in batch_store.rows(session, done.id):
            assert (row.values, row.person, row.cells) == ({}, None, None)
        assert {row.state for row in batch_store.rows(session, done.id)} == {"awarded", "wrong"}
        assert batch_store.all_batches(session)[0].filename == ""
        assert [*batches_reconcile.mismatches(session)] == []
