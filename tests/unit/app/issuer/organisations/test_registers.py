"""Centres, providers and assessors: entered, changed, ended, and named for an award."""

from datetime import date
from typing import Any

import pytest

from app.issuer.organisations import (
    Assessor,
    AssessorDetails,
    Centre,
    CentreDetails,
    Provider,
    ProviderDetails,
    add_entry,
    change_entry,
    entries,
    named_assessors,
    named_centre,
    named_provider,
)
from credentials import CredentialsError, ProblemCode
from tests.unit.app.school import NOON, TODAY, School

KISUMU = CentreDetails(code="C-1", name="Kituo cha Kisumu", name_latin="Kisumu Centre")
ODHIAMBO = AssessorDetails(
    code="A/17",
    name="Odhiambo",
    achievement_codes=("WELD-2",),
    since=date(2020, 1, 1),
    until=date(2026, 12, 31),
)


def entered(school: School, details: Any, kind: Any) -> Any:
    """An entry of the school's register."""
    with school.database.session() as session:
        return add_entry(session, school.organisation, kind, details, actor="test", at=NOON)


def assessors(
    school: School, *references: str, on: date = TODAY, code: str = "WELD-2"
) -> list[str]:
    """The numbers of the assessors that a certificate would name."""
    with school.database.reading() as session:
        found = named_assessors(
            session, school.organisation, references, achievement_code=code, on=on
        )
        return [one.register_number for one in found]


def test_the_same_entry_again_is_the_same_and_another_under_its_code_is_refused(
    small_school: School,
) -> None:
    first = entered(small_school, KISUMU, Centre)
    assert entered(small_school, KISUMU, Centre).id == first.id
    with pytest.raises(CredentialsError) as refused:
        entered(small_school, CentreDetails(code="C-1", name="Another"), Centre)
    assert refused.value.problem.code is ProblemCode.CONFLICT


def test_a_centre_is_named_by_its_code_or_id_until_its_last_day(small_school: School) -> None:
    made = entered(small_school, KISUMU, Centre)
    with small_school.database.session() as session:
        organisation = small_school.organisation
        closed = CentreDetails(code="C-1", name="Kisumu", until=TODAY)
        change_entry(session, organisation, Centre, made.id, closed, actor="test", at=NOON)
        for reference in ("C-1", made.id):
            assert named_centre(session, organisation, reference, on=TODAY).id == made.id
        for reference, day in (("C-1", date(2026, 11, 21)), ("C-2", TODAY)):
            with pytest.raises(CredentialsError) as refused:
                named_centre(session, organisation, reference, on=day)
            assert refused.value.problem.code is ProblemCode.BAD_VALUE
            assert refused.value.problem.pointer == "/centre"


def test_an_assessor_is_named_for_what_and_when_they_are_accredited(small_school: School) -> None:
    made = entered(small_school, ODHIAMBO, Assessor)
    anybody = entered(small_school, AssessorDetails(code="B", name="Achieng"), Assessor)
    assert assessors(small_school, "B", "A/17", made.id) == ["B", "A/17"]
    assert assessors(small_school, anybody.id, code="PLUMB") == ["B"]


@pytest.mark.parametrize(
    ("reference", "day", "code"),
    [
        ("A/17", date(2019, 12, 31), "WELD-2"),
        ("A/17", date(2027, 1, 1), "WELD-2"),
        ("A/17", TODAY, "PLUMB"),
        ("A/18", TODAY, "WELD-2"),
        ("", TODAY, "WELD-2"),
    ],
)
def test_nobody_else_can_be_named_as_assessor(
    small_school: School, reference: str, day: date, code: str
) -> None:
    entered(small_school, AssessorDetails(code="B", name="Achieng"), Assessor)
    entered(small_school, ODHIAMBO, Assessor)
    with pytest.raises(CredentialsError) as refused:
        assessors(small_school, "B", reference, on=day, code=code)
    assert refused.value.problem.code is ProblemCode.BAD_VALUE
    assert refused.value.problem.pointer == "/assessors/1"


def test_the_registers_of_another_body_are_not_there(small_school: School) -> None:
    made = entered(small_school, ProviderDetails(code="P", name="Elsewhere"), Provider)
    other = small_school.new_organisation("harbour")
    with small_school.database.session() as session:
        assert entries(session, Provider, organisation_id=other.id) == []
        for reference in ("P", made.id):
            with pytest.raises(CredentialsError):
                named_provider(session, other, reference, on=TODAY)
        with pytest.raises(CredentialsError) as refused:
            change_entry(
                session,
                other,
                Provider,
                made.id,
                ProviderDetails(code="P", name="Mine"),
                actor="test",
                at=NOON,
            )
    assert refused.value.problem.code is ProblemCode.NOT_FOUND


@pytest.mark.parametrize(
    ("details", "kind", "pointer"),
    [
        (CentreDetails(code="", name="A"), Centre, "/code"),
        (CentreDetails(code="A", name=""), Centre, "/name"),
        (CentreDetails(code="A", name="A\u202eB"), Centre, "/name"),
        (CentreDetails(code="A", name="A\u200dB"), Centre, "/name"),
        (CentreDetails(code="A", name="A", address="x" * 501), Centre, "/address"),
        (ProviderDetails(code="A", name="A", did="school.example"), Provider, "/did"),
        (ProviderDetails(code="A", name="A", url="javascript:1"), Provider, "/url"),
        (AssessorDetails(code="A", name=" "), Assessor, "/name"),
        (
            AssessorDetails(code="A", name="A", achievement_codes=("x",) * 201),
            Assessor,
            "/achievement_codes",
        ),
        (
            AssessorDetails(code="A", name="A", since=TODAY, until=date(2020, 1, 1)),
            Assessor,
            "/until",
        ),
    ],
)
def test_an_entry_in_the_wrong_form_is_refused(
    small_school: School, details: Any, kind: Any, pointer: str
) -> None:
    with pytest.raises(CredentialsError) as refused:
        entered(small_school, details, kind)
    assert refused.value.problem.code is ProblemCode.BAD_VALUE
    assert refused.value.problem.pointer == pointer
