"""What was awarded keeps its meaning: afterwards there are new versions, until it is retired."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.batches import service as batches
from app.issuer import service as issuer
from app.issuer import store
from app.issuer.people import Person
from app.issuer.service import Description
from app.issuer.tables import Achievement
from credentials import CredentialsError, ProblemCode, Verdict
from tests.unit.app.school import ANA, NOON, TODAY, School, upload

WORDS: dict[str, Any] = {"name": "Welding", "description": "Welds.", "criteria": "A test."}


def anew(school: School, achievement: Achievement, **changed: Any) -> Achievement:
    with school.database.session() as session:
        return issuer.new_version(
            session,
            school.organisation,
            achievement.id,
            Description(**{**WORDS, "code": achievement.code, **changed}),
            actor="test",
            at=NOON,
        )


def newest(school: School, code: str) -> Achievement:
    with school.database.reading() as session:
        return issuer.achievement_by_code(session, school.organisation, code)


def retired(school: School, achievement: Achievement) -> Achievement:
    with school.database.session() as session:
        return issuer.retire(session, school.organisation, achievement.id, actor="test", at=NOON)


def code_of(call: Any) -> ProblemCode:
    with pytest.raises(CredentialsError) as refused:
        call()
    return refused.value.problem.code


def test_after_the_first_award_a_new_version_is_described(small_school: School) -> None:
    first = small_school.achievement
    before = small_school.award()
    second = anew(small_school, first, criteria="A harder test.")
    assert (second.code, second.version, second.replaces) == ("WELD-2", 2, first.id)
    assert newest(small_school, "WELD-2").id == second.id

    after = small_school.award(achievement=second, day=TODAY - timedelta(days=1))
    said = {
        result.award.id: json.loads(result.award.content)["credentialSubject"]["achievement"]
        for result in (before, after)
    }
    assert said[before.award.id]["version"] == "1"
    assert said[before.award.id]["criteria"] == {"narrative": "A test."}
    assert said[after.award.id]["version"] == "2"
    assert said[after.award.id]["id"] != said[before.award.id]["id"]
    assert small_school.verify(before.award.content).verdict is Verdict.VALID


def test_a_class_list_keeps_the_version_that_it_was_handed_in_for(small_school: School) -> None:
    first = small_school.achievement
    small_school.award(day=TODAY - timedelta(days=1))
    batch = small_school.list_is_handed_in("name,birth_date,awarded_on\nOla,1990-01-01,2026-11-06")
    anew(small_school, first, criteria="A harder test.")
    small_school.list_is_worked(batch)
    [made] = [award for award in small_school.awards() if award.batch_id == batch.id]
    assert made.achievement_id == first.id


def test_the_same_description_is_no_new_version(small_school: School) -> None:
    small_school.award()
    assert anew(small_school, small_school.achievement).id == small_school.achievement.id


def test_the_database_refuses_to_describe_anew_what_was_awarded(school: School) -> None:
    never = school.new_achievement("NEVER")
    school.award()
    with school.database.session() as session:
        session.get_one(Achievement, never.id).name = "Another name"
        session.get_one(Achievement, school.achievement.id).retired_at = NOON
    with pytest.raises(IntegrityError), school.database.session() as session:
        session.get_one(Achievement, school.achievement.id).name = "Another name"
    with school.database.reading() as session:
        assert session.get_one(Achievement, school.achievement.id).name == "Welding"


def test_only_the_newest_version_leads_to_another(small_school: School) -> None:
    first = small_school.achievement
    assert code_of(lambda: anew(small_school, first, criteria="Other.")) is ProblemCode.CONFLICT
    small_school.award()
    second = anew(small_school, first, criteria="Other.")
    assert code_of(lambda: anew(small_school, first, criteria="Third.")) is ProblemCode.CONFLICT
    small_school.award(achievement=second, day=TODAY - timedelta(days=1))
    assert anew(small_school, second, criteria="Third.").version == 3


def test_nobody_is_awarded_the_same_day_again_by_a_new_version(small_school: School) -> None:
    lines = "name,birth_date,awarded_on\nOla,1990-01-01,2026-11-06\nAda,1991-02-02,2026-11-06\n"
    small_school.list_is_worked(small_school.list_is_handed_in(lines))
    second = anew(small_school, small_school.achievement, criteria="A harder test.")
    ola = Person("Ola", birth_date=date(1990, 1, 1))
    held = code_of(
        lambda: small_school.award(ola, achievement=second, day=date(2026, 11, 6)),
    )
    assert held is ProblemCode.CONFLICT
    with small_school.database.session() as session:
        again = batches.accept(
            session,
            small_school.organisation,
            second,
            upload=upload(lines),
            actor="test",
            at=NOON,
        )
    assert small_school.list_is_worked(again) == batches.Progress(total=2, awarded=0, wrong=2)


def test_a_new_version_keeps_the_code(small_school: School) -> None:
    small_school.award()
    first = small_school.achievement
    other = code_of(lambda: anew(small_school, first, code="WELD-9"))
    assert other is ProblemCode.CONFLICT


def test_a_version_that_nobody_was_awarded_is_changed_in_place(small_school: School) -> None:
    small_school.award()
    second = anew(small_school, small_school.achievement, criteria="Other.")
    for code, expected in (("WELD-2", None), ("WELD-9", ProblemCode.CONFLICT)):
        description = Description(**{**WORDS, "code": code, "criteria": "Better."})

        def change(description: Description = description) -> Achievement:
            with small_school.database.session() as session:
                return issuer.change_achievement(
                    session,
                    small_school.organisation,
                    second.id,
                    description,
                    actor="test",
                    at=NOON,
                )

        if expected is None:
            assert (change().id, change().version) == (second.id, 2)
        else:
            assert code_of(change) is expected


def test_what_was_retired_is_not_awarded_any_more(small_school: School) -> None:
    small_school.award()
    found = small_school.achievement
    assert retired(small_school, found).retired_at == NOON
    assert retired(small_school, found).retired_at == NOON
    assert code_of(lambda: newest(small_school, "WELD-2")) is ProblemCode.CONFLICT
    assert code_of(lambda: anew(small_school, found, criteria="Other.")) is ProblemCode.CONFLICT
    with small_school.database.session() as session:
        assert store.achievements(session, small_school.organisation.id) == []
        [listed] = store.all_achievements(session, small_school.organisation.id)
        assert listed.retired_at == NOON
        issuer.reopen(session, small_school.organisation, found.id, actor="test", at=NOON)
    assert newest(small_school, "WELD-2").id == found.id


def test_a_class_list_for_what_was_retired_is_neither_taken_nor_confirmed(
    small_school: School,
) -> None:
    content = "name,birth_date,awarded_on\nOla,1990-01-01,2026-11-06\n"
    with small_school.database.session() as session:
        waiting = batches.propose(
            session,
            small_school.organisation,
            small_school.achievement,
            upload=upload(content, filename="list.csv"),
            actor="test",
            at=NOON,
        )
    retired(small_school, small_school.achievement)

    def confirm() -> None:
        with small_school.database.session() as session:
            batches.confirm(session, small_school.organisation, waiting.id, actor="test", at=NOON)

    assert code_of(confirm) is ProblemCode.CONFLICT
    with small_school.database.reading() as session:
        small_school.achievement = session.get_one(Achievement, small_school.achievement.id)
    other = content.replace("Ola", "Bo")
    assert code_of(lambda: small_school.list_is_handed_in(other)) is ProblemCode.CONFLICT


def test_what_was_awarded_stays_when_it_is_retired(small_school: School) -> None:
    content = small_school.award(ANA).award.content
    retired(small_school, small_school.achievement)
    assert small_school.verify(content).verdict is Verdict.VALID


def test_another_body_retires_nothing(small_school: School) -> None:
    other = small_school.new_organisation("hillside")
    with small_school.database.session() as session:
        for step in (issuer.retire, issuer.reopen):

            def call(step: Any = step) -> None:
                step(session, other, small_school.achievement.id, actor="test", at=NOON)

            assert code_of(call) is ProblemCode.NOT_FOUND
