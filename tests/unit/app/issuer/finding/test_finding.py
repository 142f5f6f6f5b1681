"""Certificates are found by the beginnings of their words, on PostgreSQL."""

import os
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text

from app.base.custody import Custody
from app.base.db import Database
from app.issuer import finding
from app.issuer.finding import beginnings, service
from app.issuer.finding import store as finding_store
from app.issuer.people import Person
from app.issuer.record import store
from app.issuer.record.store import Wanted
from app.issuer.searching import words
from tests.unit.app.school import NOON, School

OLENA = Person("Олена Шевчук", "Olena Shevchuk", date(1990, 7, 8), "REG-1002", None)
BO = Person("Bo Li", None, date(1991, 1, 9), "REG-1003", None)


@pytest.fixture
def college(postgres_url: str) -> Iterator[School]:
    opened = Database(postgres_url)
    yield School(opened, Custody(os.urandom(32)))
    opened.dispose()


def near(school: School, typed: str) -> finding.Near:
    with school.database.reading() as session:
        return finding.near(session, school.organisation.id, words(typed), most=9)


def found(school: School, typed: str) -> list[str]:
    wanted = Wanted(words=typed)
    with school.database.reading() as session:
        body = school.organisation.id
        rows = store.find(session, body, wanted, limit=10)
        for limit in (1, 10):
            _, number = store.find_and_count(session, body, wanted, limit=limit, offset=0)
            assert number == len(rows)
    return [row.award.id for row in rows]


@pytest.mark.postgres
def test_a_certificate_is_found_before_and_after_its_words_are_written(college: School) -> None:
    olena, bo = college.award(OLENA).award.id, college.award(BO).award.id
    for _ in ("not yet written", "written"):
        assert found(college, "shevch") == found(college, "ОЛЕНА shev") == [olena]
        assert found(college, "bo li") == found(college, "reg-1003") == [bo]
        assert found(college, "li shevchuk") == []
        finding.catch_up(college.database)
    assert near(college, "shevch").award_ids == [olena]
    assert near(college, "nobody").award_ids == []
    # One letter is looked for in all of them.
    assert near(college, "Ш") == finding.Near()
    assert found(college, "Ш") == [olena]
    assert finding.catch_up(college.database) == 0


@pytest.mark.postgres
def test_a_certificate_is_found_by_what_it_says_now(college: School) -> None:
    award = college.award(OLENA).award
    finding.catch_up(college.database)
    with college.database.session() as session:
        changed = session.get_one(type(award), award.id)
        changed.person = {**(changed.person or {}), "name": "Olena Bondar", "name_latin": None}
    assert found(college, "shevchuk") == []
    with college.database.reading() as session:
        assert list(finding.mismatches(session)) == [f"award {award.id} is not found by its words"]
    college.revoke(award)
    assert found(college, "bondar") == [award.id]
    with college.database.reading() as session:
        assert list(finding.mismatches(session)) == []
    finding.catch_up(college.database)
    with college.database.reading() as session:
        assert list(finding.mismatches(session)) == []
    assert near(college, "bondar").award_ids == [award.id]
    assert near(college, "shevchuk").award_ids == []


@pytest.mark.postgres
def test_what_a_version_before_this_one_awarded_is_compared_as_well(college: School) -> None:
    award = college.award(OLENA).award
    with college.database.session() as session:
        session.execute(text("UPDATE awards SET born = NULL, register_key = NULL"))
    finding.catch_up(college.database)
    with college.database.reading() as session:
        found = session.get_one(type(award), award.id)
        assert (found.born, found.register_key) == ("1990-07-08", "reg-1002")


@pytest.mark.postgres
def test_nobody_is_found_by_another_bodys_search(college: School) -> None:
    college.award(OLENA)
    other = college.new_organisation("upstream")
    finding.catch_up(college.database)
    with college.database.reading() as session:
        assert finding.near(session, other.id, ["shevchuk"], most=9).award_ids == []
        stored = session.execute(text("SELECT * FROM award_beginnings")).all()
    assert "shev" not in str(stored)


@pytest.mark.postgres
def test_certificates_are_found_anew_where_the_rule_of_beginnings_changed(
    college: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = college.award(OLENA).award.certificate_number or ""
    monkeypatch.setattr(beginnings, "_LENGTHS", (5,))
    monkeypatch.setattr(finding_store, "_RULE", 1)
    finding.catch_up(college.database)
    monkeypatch.undo()
    assert len(found(college, number)) == 1
    finding.catch_up(college.database)
    assert len(near(college, number).award_ids or ()) == 1
    with college.database.reading() as session:
        assert list(finding.mismatches(session)) == []


@pytest.mark.postgres
def test_where_very_many_fit_the_newest_are_shown(
    college: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_COUNTED", 1)
    college.award(BO, at=NOON.replace(hour=1))
    newest = college.award(BO, day=date(2026, 11, 19)).award.id
    finding.catch_up(college.database)
    body, wanted = college.organisation.id, Wanted(words="bo")
    with college.database.reading() as session:
        near = finding.near(session, body, ["bo"], most=1)
        assert near == finding.Near(are_many=True)
        rows, number = store.find_and_count(session, body, wanted, limit=1, offset=0)
        assert [row.award.id for row in rows] == [newest]
        assert number == 2
        narrowed = Wanted(words="bo", state="revoked")
        assert store.find_and_count(session, body, narrowed, limit=1, offset=0) == ([], 0)


@pytest.mark.postgres
@pytest.mark.parametrize("most_of_block", [1, 3, 5_000])
def test_the_newest_of_very_many_are_found_block_by_block(
    college: School, monkeypatch: pytest.MonkeyPatch, most_of_block: int
) -> None:
    draw = random.Random(20_261_129)  # noqa: S311 - the same in every run
    at, made = NOON, []
    for number in range(24):
        # Some within a minute, some after hours, and one after years.
        at -= timedelta(seconds=4 ** draw.randint(1, 9), days=900 * (number == 17))
        person = Person(draw.choice(("Bo Li", "Bo Lu", "Ek")), None, None, f"R-{number}", None)
        made.append((college.award(person, day=at.date(), at=at).award.id, person.name))
        if number == 12:
            finding.catch_up(college.database)
    newest = [award_id for award_id, name in made if name == "Bo Li"]
    assert 5 < len(newest) < 20
    monkeypatch.setattr(store, "MOST_COUNTED", 0)
    monkeypatch.setattr(service, "_MOST_OF_BLOCK", most_of_block)
    wanted, gone_through = Wanted(words="bo li"), []
    for offset in range(len(newest)):
        for limit in (1, 3):
            with college.database.reading() as session:
                rows = store.find(
                    session, college.organisation.id, wanted, limit=limit, offset=offset
                )
                blocks = list(finding.newest(session, college.organisation.id, ["bo", "li"]))
            assert [row.award.id for row in rows] == newest[offset : offset + limit]
            gone_through.append(len(blocks))
            among = {award_id for block in blocks for award_id in block.award_ids}
            assert most_of_block < 5_000 or among >= set(newest)
            assert most_of_block < 5_000 or blocks[-1].since is None
            assert all(one.since and one.since >= two.until for one, two in pairwise(blocks))
    assert max(gone_through) < 40


@pytest.mark.postgres
@pytest.mark.parametrize("most_counted", [0, 1_000])
@pytest.mark.parametrize("most_in_order", [0, 5_000])
@pytest.mark.parametrize("most_blocks", [0, 2, 40])
def test_pages_show_each_certificate_once_by_whichever_way_they_are_found(
    college: School,
    monkeypatch: pytest.MonkeyPatch,
    most_counted: int,
    most_in_order: int,
    most_blocks: int,
) -> None:
    made = []
    for number in range(12):
        at = NOON - timedelta(minutes=7 * number)
        name = "Khalid Musa" if number % 3 == 1 else "Ali Musa"
        person = Person(name, None, None, f"R-{number}", None)
        made.append((college.award(person, at=at).award.id, name))
        if number == 8:
            finding.catch_up(college.database)
    monkeypatch.setattr(store, "MOST_COUNTED", most_counted)
    monkeypatch.setattr(store, "_MOST_IN_ORDER", most_in_order)
    monkeypatch.setattr(service, "_MOST_BLOCKS", most_blocks)
    body, shown = college.organisation.id, []
    for typed in ("ali", "khalid mus"):
        for offset in range(0, 13, 2):
            with college.database.reading() as session:
                rows, _ = store.find_and_count(
                    session, body, Wanted(words=typed), limit=2, offset=offset
                )
            shown += [row.award.id for row in rows]
        every = [
            row.award.id for row in store.find_all(college.database, body, Wanted(words=typed))
        ]
        expected = [award_id for award_id, name in made if name.startswith(typed[:3].title())]
        # What is not written yet is found wherever the word stands in it.
        loose = [one for one, name in made[9:] if name == "Khalid Musa" and typed == "ali"]
        assert [one for one in shown if one not in loose] == expected
        assert sorted(shown) == sorted(every)
        shown = []


@pytest.mark.postgres
def test_more_than_are_counted_is_said_of_no_beginning_that_others_share(
    college: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        name = "Daniela" if number < 3 else "Daniel"
        college.award(Person(name, None, None, f"R-{number}", None))
    finding.catch_up(college.database)
    monkeypatch.setattr(store, "MOST_COUNTED", 4)
    body = college.organisation.id
    with college.database.reading() as session:
        for typed, number in (("daniela", 3), ("daniel", 5), ("dan", 5), ("danie", 5)):
            wanted = Wanted(words=typed)
            assert store.find_and_count(session, body, wanted, limit=1, offset=0)[1] == number


@pytest.mark.postgres
def test_a_version_with_an_older_rule_takes_nothing_away(
    college: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    award = college.award(OLENA).award
    finding.catch_up(college.database)
    second = college.award(BO).award
    monkeypatch.setattr(beginnings, "_LENGTHS", (2, 4, 6, 9, 13))
    monkeypatch.setattr(finding_store, "_RULE", 2)
    finding.catch_up(college.database)
    monkeypatch.undo()
    finding.catch_up(college.database)
    with college.database.reading() as session:
        assert list(finding.mismatches(session)) == []
    assert near(college, "she").award_ids == [award.id]
    # Each went on from where it was, so that each finds what the other one saw.
    third = college.award(Person("Bo Lin", None, None, "REG-1004", None)).award
    monkeypatch.setattr(finding_store, "_RULE", 2)
    assert finding.catch_up(college.database) == 1
    monkeypatch.undo()
    assert finding.catch_up(college.database) == 1
    assert finding.catch_up(college.database) == 0
    assert set(near(college, "bo").award_ids or ()) == {second.id, third.id}


@pytest.mark.postgres
def test_what_postgresql_knows_to_be_had_by_very_many_is_not_looked_up(
    college: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        college.award(Person(f"Bo {number}", None, None, f"R-{number}", None))
    finding.catch_up(college.database)
    body = college.organisation.id
    with college.database.reading() as session:
        assert finding_store.about(session, *beginnings.typed(body, ["bo"])) == 0
    with college.database.session() as session:
        session.execute(text("ANALYZE award_beginnings"))
    monkeypatch.setattr(service, "_SURELY", 2)
    with college.database.reading() as session:
        assert finding_store.about(session, *beginnings.typed(body, ["bo"])) == 20
        assert finding_store.about(session, *beginnings.typed(body, ["ek"])) == 0
        assert len(finding.near(session, body, ["bo"], most=20).award_ids or ()) == 20
        monkeypatch.setattr(finding_store, "with_all", lambda *_, **__: pytest.fail("looked up"))
        assert finding.near(session, body, ["bo"], most=9) == finding.Near(are_many=True)


@pytest.mark.postgres
def test_the_newest_of_a_body_with_nothing_are_none(college: School) -> None:
    with college.database.reading() as session:
        (block,) = finding.newest(session, college.organisation.id, ["bo"])
        assert (block.award_ids, block.since) == ([], None)


@pytest.mark.postgres
def test_while_the_words_are_far_behind_everything_is_looked_through(
    college: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_MOST_NEW", 1)
    bo = college.award(BO).award.id
    college.award(OLENA)
    assert near(college, "bo") == finding.Near()
    assert found(college, "bo") == [bo]


def test_sqlite_looks_through_all_of_a_body(small_school: School) -> None:
    bo = small_school.award(BO).award.id
    assert finding.catch_up(small_school.database) == 0
    assert near(small_school, "bo") == finding.Near()
    assert found(small_school, "bo") == [bo]
    with small_school.database.reading() as session:
        assert list(finding.mismatches(session)) == []


def test_what_is_typed_is_among_the_beginnings_of_the_words() -> None:
    written = beginnings.of_text("body", "anne-marie o'hara\n2026-ab12cd34\n2026ab12cd34")
    for typed in (
        ["anne"],
        ["marie", "o"],
        ["anne-marie"],
        ["2026-ab"],
        ["2026ab12c"],
        ["hara"],
        ["2026-ab12cd34"],
        ["ab12cd3"],
        ["o'hara"],
    ):
        assert set(beginnings.typed("body", typed)) <= set(written)
    assert not set(beginnings.typed("body", ["nne"])) & set(written)
    assert beginnings.typed("body", ["x", "-"]) == []
    assert not set(beginnings.typed("other", ["anne"])) & set(written)
    assert all(-(2**31) <= number < 2**31 for number in written)


def test_a_whole_number_is_looked_up_by_what_few_have() -> None:
    """Its parts alone would lead to all of a year, and to those that begin alike."""
    typed = beginnings.typed("body", ["2026-ab12-cd34-ef56"])
    of_the_year = beginnings.of_text("body", "2026-cd34-ef56-ab12")
    assert len(set(typed) - set(of_the_year)) == len(typed) - len(["cd34-ef56", "ef56"]) == 2


def test_marks_without_end_are_read_in_the_time_of_letters() -> None:
    assert len(beginnings.of_text("body", "a-" * 100_000)) == 6


def test_all_that_can_be_typed_from_the_beginning_of_a_word_on_finds_it() -> None:
    draw = random.Random(20_261_129)  # noqa: S311 - the same in every run
    for _ in range(2_000):
        text = words("".join(draw.choices("aбé1-/'.( \u200f", k=draw.randint(1, 40))))
        written = set(beginnings.of_text("body", "\n".join(text)))
        for word in text:
            starts = [at for at in range(len(word)) if word[at] not in "-/'.("]
            starts = [at for at in starts if at == 0 or word[at - 1] in "-/'.("]
            for start in starts:
                end = draw.randint(start + 1, len(word))
                assert set(beginnings.typed("body", [word[start:end]])) <= written
