"""What a person reached is signed, and refused where it is not possible or not enough."""

import dataclasses
import json
from typing import Any

import pytest

from app.batches import store as batch_store
from app.issuer import service as issuer
from app.issuer.achievements import results
from app.issuer.awards import Grant
from app.issuer.corrections import Correction, ReplacementReason
from app.issuer.service import Measure, Reached, RubricLevel
from app.issuer.tables import Achievement
from credentials import CredentialsError, ProblemCode, Verdict
from tests.unit.app.school import ANA, NOON, TODAY, School

MEASURED = (
    Measure(
        name="Bend test",
        type="RubricCriterionLevel",
        required="Pass",
        levels=(RubricLevel(name="Fail"), RubricLevel(name="Pass"), RubricLevel(name="Good")),
    ),
    Measure(name="Theory", type="Percent", minimum="0", maximum="100", required="60"),
    Measure(name="Grade", type="LetterGrade", allowed_values=("C", "B", "A"), required="B"),
    Measure(name="Practice", type="Status"),
)
STORED = Achievement(
    results=[
        {
            "name": item.name, "type": item.type, "required": item.required,
            "minimum": item.minimum, "maximum": item.maximum,
            "allowed_values": list(item.allowed_values),
            "levels": [{"name": level.name} for level in item.levels],
        }
        for item in MEASURED
    ]
)  # fmt: skip


def test_the_results_of_a_person_are_signed_in_the_badge(small_school: School) -> None:
    measured = small_school.new_achievement("WELD-3", results=MEASURED)
    with small_school.database.session() as session:
        made = issuer.award(
            session,
            small_school.organisation,
            measured,
            Grant(
                person=ANA,
                awarded_on=TODAY,
                results=results.read(
                    measured, {"Bend test": " good ", "Theory": "87,5", "Practice": "Completed"}
                ),
            ),
            desk=small_school.desk,
            actor="test",
            at=NOON,
        ).award
        assert results.stored(made.results)[0] == Reached(name="Bend test", level="Good")
        content = made.content
    assert small_school.verify(content).verdict is Verdict.VALID
    subject = json.loads(content)["credentialSubject"]
    bend, theory, _, practice = subject["achievement"]["resultDescription"]
    assert subject["result"] == [
        {
            "type": ["Result"],
            "resultDescription": bend["id"],
            "achievedLevel": bend["rubricCriterionLevel"][2]["id"],
        },
        {"type": ["Result"], "resultDescription": theory["id"], "value": "87,5"},
        {"type": ["Result"], "resultDescription": practice["id"], "status": "Completed"},
    ]


def test_a_corrected_certificate_keeps_the_results(small_school: School) -> None:
    measured = small_school.new_achievement("WELD-3", results=MEASURED)
    with small_school.database.session() as session:
        reached = results.read(measured, {"Theory": "61"})
        old = issuer.award(
            session,
            small_school.organisation,
            measured,
            Grant(person=ANA, awarded_on=TODAY, results=reached),
            desk=small_school.desk,
            actor="test",
            at=NOON,
        ).award
        new = issuer.replace(
            session,
            small_school.organisation,
            old.id,
            correction=Correction(
                person=dataclasses.replace(ANA, name="Ana Peres"),
                reason=ReplacementReason.MISSPELT_NAME,
            ),
            desk=small_school.desk,
            actor="test",
            at=NOON,
        ).award
        assert results.stored(new.results) == reached
        assert json.loads(new.content)["credentialSubject"]["result"][0]["value"] == "61"


def test_what_is_typed_is_read_as_a_level_a_status_or_a_value() -> None:
    typed = {"Bend test": "PASS", "Theory": "", "Grade": "A", "Practice": "Completed"}
    assert results.read(STORED, typed) == (
        Reached(name="Bend test", level="Pass"),
        Reached(name="Grade", value="A"),
        Reached(name="Practice", status="Completed"),
    )


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"name": "Swimming", "value": "1"}, "/results/0/name"),
        ({"name": "Theory"}, "/results/0"),
        ({"name": "Theory", "value": "70", "status": "Completed"}, "/results/0"),
        ({"name": "Theory", "value": "101"}, "/results/0/value"),
        ({"name": "Theory", "value": "-1"}, "/results/0/value"),
        ({"name": "Theory", "value": "many"}, "/results/0/value"),
        ({"name": "Theory", "value": "59.9"}, "/results/0/value"),
        ({"name": "Grade", "value": "D"}, "/results/0/value"),
        ({"name": "Grade", "value": "C"}, "/results/0/value"),
        ({"name": "Bend test", "level": "Fail"}, "/results/0/level"),
        ({"name": "Bend test", "level": "Great"}, "/results/0/level"),
        ({"name": "Practice", "status": "Failed"}, "/results/0/status"),
        ({"name": "Practice", "value": "a\u202eb"}, "/results/0/value"),
    ],
)
def test_a_result_that_cannot_be_is_refused_with_the_member(
    given: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(CredentialsError) as refused:
        results.checked(STORED, [Reached(**given)])
    assert refused.value.problem.code is ProblemCode.BAD_VALUE
    assert refused.value.problem.pointer == pointer


def test_nothing_is_measured_twice() -> None:
    with pytest.raises(CredentialsError) as refused:
        results.checked(STORED, [Reached(name="Theory", value="70")] * 2)
    assert refused.value.problem.pointer == "/results/1/name"


def test_results_stand_in_one_cell_of_a_class_list(small_school: School) -> None:
    small_school.achievement = small_school.new_achievement("WELD-3", results=MEASURED)
    batch = small_school.list_is_handed_in(
        "name,birth_date,awarded_on,result\n"
        "Ola,1990-01-01,2026-11-06,Theory: 61; swimming: Good\n"
        "Al,1989-01-01,2026-11-06,Theory: 61; Bend test: good\n"
        "Bo,1991-01-01,2026-11-06,Theory: 12\n"
        "Cy,1992-01-01,2026-11-06,\n"
    )
    small_school.list_is_worked(batch)
    with small_school.database.reading() as session:
        rows = batch_store.rows(session, batch.id)
        wrong = {row.number: row.problems for row in rows if row.problems}
    assert wrong[2] == [{"column": "result", "code": "result-unfit"}]
    assert wrong[4] == [{"column": "result", "code": "result-unfit"}]
    held = {award.person["name"]: award.results for award in small_school.awards() if award.person}
    assert held["Cy"] == []
    assert [(item["name"], item["value"] or item["level"]) for item in held["Al"] or ()] == [
        ("Theory", "61"), ("Bend test", "Good")
    ]  # fmt: skip


def test_a_column_of_results_that_are_not_measured_is_named_so(small_school: School) -> None:
    batch = small_school.list_is_handed_in(
        "name,birth_date,awarded_on,result\nOla,1990-01-01,2026-11-06,87\n"
    )
    with small_school.database.reading() as session:
        rows = batch_store.rows(session, batch.id)
    assert rows[0].problems == [{"column": "result", "code": "result-not-described"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("88", (Reached(name="", value="88"),)),
        ("Theory: 88 ; ; Practice:Completed", (
            Reached(name="Theory", value="88"), Reached(name="Practice", value="Completed")
        )),
        ("Part 1: oral: 7", (Reached(name="Part 1: oral", value="7"),)),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_one_or_several_results(text: str, expected: tuple[Reached, ...]) -> None:
    assert results.written(text) == expected


def test_what_has_no_name_is_the_only_thing_that_is_measured() -> None:
    alone = Achievement(results=STORED.results[1:2])
    assert results.checked(alone, results.written("88"))[0]["name"] == "Theory"
    with pytest.raises(CredentialsError):
        results.checked(STORED, results.written("88"))
    [level] = results.checked(STORED, results.written("Bend test: good"))
    assert (level["level"], level["value"]) == ("Good", "")
