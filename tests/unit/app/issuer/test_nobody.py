"""The bodies of certificates are stored with the words of a certificate of nobody."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text

from app.base import bodies
from app.base.bodies import BodyError, Words
from app.base.bodies.tables import Dictionary
from app.issuer import claims, nobody, reconcile
from app.issuer.people import Person
from app.issuer.tables import Award
from credentials import Verdict
from tests.unit.app.school import ANA, NOON, School, small_school

__all__ = ["small_school"]

_PICTURE = bytes(range(256)) * 300
_LIST = "name,birth_date,register_number\n" + "".join(
    f"Person Zanzibar{number},1987-06-05,CANARY-{number}\n" for number in range(12)
)


def dictionaries(school: School) -> list[Dictionary]:
    with school.database.reading() as session:
        return list(session.scalars(select(Dictionary)))


def test_one_and_many_are_stored_short_with_the_same_words_and_read_as_signed(
    school: School,
) -> None:
    single = school.award(ANA).award
    school.list_is_worked(school.list_is_handed_in(_LIST))
    found = school.awards()
    assert len(found) == 13
    (kept,) = dictionaries(school)
    assert {award.dictionary_id for award in found} == {kept.id}
    for award in found:
        assert award.content.startswith(b"{")
        assert len(award.stored) < len(award.content) / 4
    assert school.verify(single.content).verdict is Verdict.VALID
    with school.database.reading() as session:
        assert [*reconcile.mismatches(session, custody=school.custody, at=NOON)] == []
        assert [*bodies.mismatches(session)] == []


def test_nobody_is_named_in_a_dictionary(small_school: School) -> None:
    person = replace(ANA, family_name="Pérez", given_name="Ana", email="ana@example.org")
    made = small_school.award(person, certificate_number="N-77").award
    (kept,) = dictionaries(small_school)
    said = kept.text.decode()
    assert "Welding" in said
    assert small_school.organisation.did in said
    ours = {"Ana", "Pérez", "Perez", "1990", "R-17", "N-77", "ana@", made.id}
    assert [word for word in ours if word in said] == []
    # It is worth nothing to whoever finds it: no key of the body has signed it.
    assert small_school.verify(kept.text).verdict is Verdict.INVALID


def test_whatever_cannot_be_signed_of_nobody_is_stored_as_it_was_signed(
    small_school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nobody, "_HOLDER", "no identifier")
    made = small_school.award(ANA).award
    assert (made.dictionary_id, made.stored) == (None, made.content)
    assert dictionaries(small_school) == []


def test_a_picture_stands_once_in_the_database(small_school: School) -> None:
    with small_school.database.session() as session:
        small_school.achievement = session.merge(small_school.achievement)
        small_school.achievement.image = _PICTURE
    made = small_school.award(ANA).award
    assert len(made.content) > len(_PICTURE)
    assert len(made.stored) < 1_000
    assert small_school.verify(made.content).verdict is Verdict.VALID


def test_what_was_stored_before_is_read_as_it_is(small_school: School) -> None:
    made = small_school.award(ANA).award
    with small_school.database.session() as session:
        found = session.get_one(Award, made.id)
        found.content = made.content
    with small_school.database.reading() as session:
        found = session.get_one(Award, made.id)
        assert (found.stored, found.dictionary_id) == (made.content, None)
        assert found.content == made.content


def test_a_body_without_its_dictionary_is_an_error_and_fsck_says_so(small_school: School) -> None:
    made = small_school.award(ANA).award
    other = Words.of(b"of another database")
    with small_school.database.session() as session:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        found = session.get_one(Award, made.id)
        found.dictionary_id = other.id
        session.flush()
        with pytest.raises(BodyError, match="is missing"):
            _ = found.content
        assert any(
            "cannot be read" in said
            for said in reconcile.mismatches(session, custody=small_school.custody, at=NOON)
        )
        (said,) = bodies.lost(session, Award)
        assert said == f"dictionary {other.id} is missing, and bodies were written with it"
        session.rollback()


def test_a_dictionary_that_was_changed_is_noticed(small_school: School) -> None:
    small_school.award(ANA)
    with small_school.database.session() as session:
        session.execute(text("UPDATE body_dictionaries SET text = x'00'"))
        (said,) = bodies.mismatches(session)
    assert "other bytes than it was made with" in said


def test_whoever_comes_second_writes_with_the_words_of_the_first(school: School) -> None:
    first, second = Words.of(b"first"), Words.of(b"second")
    for words in (first, second):
        with school.database.session() as session:
            assert bodies.keep(session, "a template", words, at=NOON) == first


def test_a_claimed_certificate_is_as_short_in_the_passport(small_school: School) -> None:
    made = small_school.award(Person("Bo Li", birth_date=date(1990, 1, 1))).award
    with small_school.database.session() as session:
        taken = claims.take_approved(session, made.id, passport_id="p", at=NOON)
    assert taken.content == made.content
    assert taken.dictionary_id == made.dictionary_id is not None
