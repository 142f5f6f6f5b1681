"""Finding certificates, on both databases."""

from datetime import date, timedelta

import pytest

from app.base.periods import Period
from app.issuer.people import Person
from app.issuer.record import store
from app.issuer.record.store import Wanted
from tests.unit.app.school import NOON, School

PEOPLE = [
    Person("Олена Шевчук", "Olena Shevchuk", date(1990, 7, 8), "REG-1002", None),
    Person("أحمد بن يوسف", "Ahmed Ben Youssef", date(1994, 3, 12), "REG-1001", None),
    Person("Bo_100%", None, date(1991, 1, 9), "REG-1003", None),
]


def names(school: School, **asked: object) -> list[str]:
    wanted = Wanted(**asked)  # type: ignore[arg-type]
    body = school.organisation.id
    with school.database.reading() as session:
        found = store.find(session, body, wanted, limit=10)
        for limit in (1, 10):
            _, number = store.find_and_count(session, body, wanted, limit=limit, offset=0)
            assert number == len(found)
    every = [item.award.id for item in store.find_all(school.database, body, wanted)]
    assert sorted(every) == sorted(item.award.id for item in found)
    return [str((item.award.person or {}).get("name")) for item in found]


def test_certificates_are_found_by_words_and_filters(school: School) -> None:
    other = school.new_achievement("COOK-1", name="Cooking")
    olena, ahmed, bo = (person.name for person in PEOPLE)
    first = school.award(PEOPLE[0], at=NOON - timedelta(days=2), day=date(2026, 11, 1)).award
    school.award(PEOPLE[1], at=NOON - timedelta(days=1), day=date(2026, 11, 10))
    third = school.award(PEOPLE[2], achievement=other, day=date(2026, 11, 20)).award
    school.revoke(third)

    assert names(school) == [bo, ahmed, olena]
    assert names(school, words="ОЛЕНА") == [olena]
    assert names(school, words="shevchuk ОЛЕ") == [olena]
    assert names(school, words="احمد") == [ahmed]
    assert names(school, words="reg-1001") == names(school, words="REG1001") == [ahmed]
    assert names(school, words="0%") == names(school, words="o_1") == [bo]
    assert names(school, words="nobody") == []
    assert names(school, words=str(first.certificate_number).replace("-", "")) == [olena]
    assert names(school, words=str(first.verification_code)) == [olena]
    assert names(school, achievement="COOK-1") == [bo]
    assert names(school, state="revoked") == [bo]
    assert names(school, period=Period(date(2026, 11, 2), date(2026, 11, 19))) == [ahmed]
    assert names(school, claimed="yes") == []
    assert names(school, claimed="no") == [bo, ahmed, olena]
    assert names(school, sort="name") == [bo, olena, ahmed]
    assert names(school, sort="oldest") == [olena, ahmed, bo]
    assert names(school, sort="day") == [bo, ahmed, olena]
    assert len(names(school, sort="number")) == 3


def test_a_certificate_is_found_by_what_it_says_now(small_school: School) -> None:
    award = small_school.award(PEOPLE[0]).award
    with small_school.database.session() as session:
        stored = session.get_one(type(award), award.id)
        stored.person = {**(stored.person or {}), "name": "Maria"}
    assert names(small_school, words="maria") == ["Maria"]
    assert names(small_school, words="олена") == []


@pytest.mark.parametrize("sort", store.SORTS)
def test_pages_have_no_gap_and_no_double(small_school: School, sort: str) -> None:
    for number in range(5):
        small_school.award(Person(f"P{number % 2}", None, None, f"R-{number}", None))
    with small_school.database.reading() as session:
        pages = [
            store.find(
                session, small_school.organisation.id, Wanted(sort=sort), limit=2, offset=offset
            )
            for offset in (0, 2, 4)
        ]
    assert len({item.award.id for page in pages for item in page}) == 5
