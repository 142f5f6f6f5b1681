"""Who did what: looked up in the body's registers, signed, and shown as it was signed."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.issuer import organisations, service, store
from app.issuer.attribution import Attribution
from app.issuer.corrections import ReplacementReason
from app.issuer.organisations import (
    Assessor,
    AssessorDetails,
    Centre,
    CentreDetails,
    Provider,
    ProviderDetails,
)
from app.issuer.paper import certificate_facts
from app.issuer.tables import Award
from app.verifier.claims import Label
from app.verifier.reading import read
from credentials import CredentialsError, ProblemCode, Verdict
from tests.unit.app.school import ANA, NOON, TODAY, School

BO = replace(ANA, name="Bo Li", name_latin=None, register_number="R-18")


def entered(school: School, kind: type[Any], details: Any) -> None:
    with school.database.session() as session:
        organisations.add_entry(session, school.organisation, kind, details, actor="test", at=NOON)


@pytest.fixture
def registers(small_school: School) -> School:
    entered(small_school, Centre, CentreDetails(code="C-4", name="Dock 4", address="Quay 1"))
    entered(small_school, Provider, ProviderDetails(code="HY", name="Harbour Yard"))
    assessor = AssessorDetails(code="A-17", name="Inés Roa", achievement_codes=("WELD-2",))
    entered(small_school, Assessor, assessor)
    return small_school


def award(school: School, **facts: Any) -> Award:
    return school.award(facts.pop("person", ANA), day=facts.pop("day", TODAY), **facts).award


def test_a_certificate_names_provider_centre_and_assessors_and_verifies(registers: School) -> None:
    made = award(registers, provider_id="HY", centre_id="C-4", assessor_ids=("A-17",))

    reading = read(registers.verify(made.content))
    assert reading.verdict is Verdict.VALID
    assert reading.claims.values(Label.PROVIDER) == ("Harbour Yard",)
    assert reading.claims.values(Label.CENTRE) == ("Dock 4 · C-4",)
    assert reading.claims.values(Label.ASSESSOR) == ("A-17",)
    assert "Inés" not in made.content.decode()
    others = [line.path for line in reading.claims.lines if line.label is Label.OTHER]
    assert not [path for path in others if "evidence" in path or "source" in path]


def test_the_paper_says_the_same_as_the_check(registers: School) -> None:
    registers.organisation.time_zone = "Asia/Manila"
    late = NOON + timedelta(hours=6)
    person = replace(ANA, former_names=("Ana Lopez",))
    made = award(
        registers,
        person=person,
        at=late,
        centre_id="C-4",
        assessor_ids=("A-17",),
        register_reference="1998/42",
        shows_former_names=True,
    )
    facts = certificate_facts(
        made, registers.organisation, registers.achievement, public_url="http://localhost"
    )
    rows = dict(facts.rows)
    assert rows["Awarded on"] == "20 November 2026"
    assert rows["Issued on"] == "21 November 2026"
    assert rows["Centre"] == "Dock 4 · C-4"
    assert rows["Assessed by, number in the register"] == "A-17"
    assert rows["Issued from the register"] == "1998/42"
    assert rows["Former name"] == "Ana Lopez"
    reading = read(registers.verify(made.content, at=late))
    shown = {line.label: line.day.date() for line in reading.claims.lines if line.day}
    assert (shown[Label.AWARDED_ON], shown[Label.ISSUED_ON]) == (TODAY, TODAY + timedelta(1))
    assert reading.claims.values(Label.FORMER_NAME) == ("Ana Lopez",)
    assert reading.claims.values(Label.REGISTER) == ("1998/42",)


def test_an_award_of_decades_ago_keeps_its_day(registers: School) -> None:
    made = award(registers, day=date(1998, 6, 30), register_reference="1998/42")

    assert json.loads(made.content)["validFrom"] == "1998-06-30T00:00:00Z"
    assert registers.verify(made.content).verdict is Verdict.VALID


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(1, 1, 1), ANA.birth_date])
def test_nobody_was_awarded_before_they_were_born(small_school: School, day: date) -> None:
    small_school.organisation.time_zone = "Asia/Manila"

    with pytest.raises(CredentialsError) as refused:
        award(small_school, day=day)

    assert refused.value.problem.pointer == "/awarded_on"


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"centre_id": "C-5"}, "/centre"),
        ({"provider_id": "C-4"}, "/provider"),
        ({"assessor_ids": ("A-17", "A-18")}, "/assessors/1"),
        ({"register_reference": "x" * 121}, "/register_reference"),
        ({"register_reference": "19\u202e98"}, "/register_reference"),
    ],
)
def test_what_the_registers_do_not_have_is_not_signed(
    registers: School, asked: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(CredentialsError) as refused:
        award(registers, **asked)

    assert refused.value.problem.pointer == pointer


def test_an_assessor_signs_for_what_they_are_accredited_for(registers: School) -> None:
    other = registers.new_achievement("COOK-1")

    with pytest.raises(CredentialsError) as refused:
        award(registers, achievement=other, assessor_ids=("A-17",))

    assert refused.value.problem.pointer == "/assessors/0"


def test_a_corrected_certificate_names_the_same_centre_though_it_has_closed(
    registers: School,
) -> None:
    made = award(registers, centre_id="C-4", register_reference="1998/42")
    with registers.database.session() as session:
        centre = organisations.entries(session, Centre, organisation_id=registers.organisation.id)
        closed = CentreDetails(code="C-4", name="Dock 4 (closed)", until=date(2020, 1, 1))
        organisations.change_entry(
            session, registers.organisation, Centre, centre[0].id, closed, actor="test", at=NOON
        )
        corrected = service.replace(
            session,
            registers.organisation,
            made.id,
            correction=service.Correction(
                person=replace(ANA, name="Ana María Pérez"), reason=ReplacementReason.NAME_CHANGED
            ),
            desk=registers.desk,
            actor="test",
            at=NOON,
        ).award
        assert corrected.attribution == made.attribution
        assert corrected.certificate_number == made.certificate_number


def test_nothing_is_stored_of_an_award_that_names_nobody_else(small_school: School) -> None:
    made = award(small_school)

    assert made.attribution == {}
    assert Attribution.stored(None) == Attribution.stored(made.attribution) == Attribution()


# ── Numbers ─────────────────────────────────────────────────────────────────────────────


def test_a_number_stands_on_one_certificate_of_a_body(small_school: School) -> None:
    award(small_school, certificate_number="No 42")

    with pytest.raises(CredentialsError) as refused:
        award(small_school, person=BO, certificate_number="NO 42 ")

    assert refused.value.problem.code is ProblemCode.CONFLICT
    assert refused.value.problem.pointer == "/certificate_number"


def test_a_withdrawn_certificate_keeps_its_number(small_school: School) -> None:
    small_school.revoke(award(small_school, certificate_number="42"))

    with pytest.raises(CredentialsError):
        award(small_school, person=BO, certificate_number="42")


def test_two_bodies_may_use_the_same_number(small_school: School) -> None:
    award(small_school, certificate_number="42")
    small_school.organisation = small_school.new_organisation("lakeside")
    small_school.achievement = small_school.new_achievement("WELD-2")

    assert award(small_school, certificate_number="42").certificate_number == "42"


def test_the_database_itself_refuses_a_number_twice(small_school: School) -> None:
    made = award(small_school, certificate_number="42")
    with small_school.database.session() as session:
        other = store.award(
            session, award(small_school, person=BO).id, organisation_id=made.organisation_id
        )
        assert other is not None
        other.number_key = made.number_key
        with pytest.raises(Exception, match=r"(?i)unique"):
            session.flush()
        session.rollback()
