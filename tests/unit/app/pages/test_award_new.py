"""Award one person: every fact looked at, nothing signed before it was confirmed."""

import io
import re
from html import unescape

import pytest
from pypdf import PdfReader

from app.issuer import service as issuer
from app.issuer import store as issuer_store
from app.issuer.organisations import Centre, CentreDetails, add_entry
from app.issuer.service import Measure
from app.issuer.tables import Award
from tests.unit.app.pages.people import House, Visitor

NEW = "/console/awards/new"
FORM = {
    "name": "Łukasz Żółć",
    "birth_date": "1990-05-31",
    "awarded_on": "2026-11-06",
}


@pytest.fixture
def clerk(house: House) -> Visitor:
    """A clerk whose body awards one thing."""
    return house.clerk()


def fields(clerk: Visitor) -> dict[str, str]:
    """What the fields of the page hold that is shown."""
    inputs = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', clerk.page)
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', clerk.page)
    boxes = {"csrf", "take_proposal", "another_person", "shows_former_names"}
    return {name: unescape(value) for name, value in inputs + areas if name not in boxes}


def filled(clerk: Visitor, **changed: str) -> str:
    """Send the form with these fields, as far as the look at the certificate."""
    return clerk.send(NEW, code="WELD", **{**FORM, **changed})


def awards(house: House) -> list[Award]:
    with house.services.database.reading() as session:
        return issuer_store.all_awards(session, after="", limit=100)


def test_the_day_is_today_where_the_body_is(house: House, clerk: Visitor) -> None:
    with house.services.database.session() as session:
        for body in issuer_store.organisations(session):
            body.time_zone = "Pacific/Auckland"

    clerk.see(NEW)
    assert fields(clerk)["awarded_on"] == "2026-11-21"


def test_nothing_is_signed_before_it_was_looked_at_and_confirmed(
    house: House, clerk: Visitor
) -> None:
    words = filled(clerk)
    assert "Look at it before it is signed" in words
    assert "6 November 2026" in words
    assert awards(house) == []

    clerk.send(NEW, **{**fields(clerk), "confirmed": "yes"})
    (made,) = awards(house)
    assert clerk.path == f"/console/awards/{made.id.rpartition(':')[2]}"
    assert made.person is not None
    assert made.person["name_latin"] is None
    house.work()


def test_a_spelling_in_latin_letters_is_proposed_and_used_only_when_it_is_taken(
    house: House, clerk: Visitor
) -> None:
    assert "Lukasz Zolc" in filled(clerk)
    proposed = {**fields(clerk), "take_proposal": "yes", "back": "yes"}
    clerk.send(NEW, **proposed)
    assert fields(clerk)["name_latin"] == "Lukasz Zolc"

    words = filled(clerk, name_latin="Lukasz Zolc")
    assert "There is no name in Latin letters yet" not in words
    clerk.send(NEW, **{**fields(clerk), "confirmed": "yes"})
    assert [award.person["name_latin"] for award in awards(house) if award.person] == [
        "Lukasz Zolc"
    ]


def test_a_rough_proposal_is_called_rough(clerk: Visitor) -> None:
    assert "This is rough" in filled(clerk, name="محمد علي")
    assert "There is no name in Latin letters yet" not in filled(clerk, name="王小明")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "A name is needed"),
        ("birth_date", "", "Give a real birth date, or else a register number."),
        ("birth_year", "1991", "Give a real year, the same as in the birth date."),
        ("family_name", "Nowak", "as it stands in the name above"),
        ("former_names", "A\nB\nC\nD\nE\nF", "Five names at most"),
        ("awarded_on", "", "Give a day that is not in the future"),
        ("awarded_on", "2030-01-01", "Give a day that is not in the future"),
        ("awarded_on", "1980-01-01", "Give a day that is not in the future, and after the birth."),
        ("assessors", "A-9", "Give numbers of your register"),
        ("register_reference", "a\u202eb", "120 at most"),
    ],
)
def test_the_form_says_which_field_is_wrong_and_why(
    house: House, clerk: Visitor, field: str, value: str, sentence: str
) -> None:
    words = filled(clerk, **{field: value})

    assert clerk.status == 422
    assert sentence in words
    assert awards(house) == []


def test_a_year_alone_is_refused_with_the_reason(clerk: Visitor) -> None:
    words = filled(clerk, birth_date="", birth_year="1990")
    assert "A year alone is too easy to guess" in words

    words = filled(clerk, birth_date="", birth_year="1990", register_number="R-1")
    assert "Year of birth 1990" in words


def test_a_number_that_another_certificate_has_is_refused_beside_its_field(
    clerk: Visitor,
) -> None:
    filled(clerk, certificate_number="42")
    clerk.send(NEW, **{**fields(clerk), "confirmed": "yes"})

    words = filled(clerk, name="Bo Li", birth_date="1991-01-01", certificate_number="42")
    assert "Another certificate of yours has this number." in words


def test_a_result_is_asked_for_and_a_wrong_one_is_said_beside_its_field(
    house: House, clerk: Visitor
) -> None:
    measures = (
        Measure(name="Practice", type="Status"),
        Measure(name="Theory", type="Percent", minimum="0", maximum="100", required="60"),
    )
    with house.services.database.session() as session:
        (body,) = issuer_store.organisations(session)
        issuer.create_achievement(
            session,
            body,
            issuer.Description(
                code="RES", name="Welding", description="W.", criteria="A test.", results=measures
            ),
            actor="test",
            at=house.at,
        )
    clerk.send(f"{NEW}?achievement=RES", code="RES", **FORM, **{"result-1": "55"})
    assert clerk.status == 422
    assert 'aria-describedby="result-1-error"' in clerk.page

    words = clerk.send(f"{NEW}?achievement=RES", code="RES", **FORM, **{"result-1": "88"})
    assert "Theory 88" in words


def test_what_was_retired_meanwhile_is_not_awarded(house: House, clerk: Visitor) -> None:
    filled(clerk)
    confirmed = {**fields(clerk), "confirmed": "yes"}
    with house.services.database.session() as session:
        (body,) = issuer_store.organisations(session)
        chosen = issuer.achievement_by_code(session, body, "WELD")
        issuer.retire(session, body, chosen.id, actor="test", at=house.at)
    clerk.send(NEW, frm="/console", **confirmed)
    assert clerk.status == 409
    assert awards(house) == []


def test_somebody_who_probably_has_it_already_is_awarded_only_after_a_question(
    house: House, clerk: Visitor
) -> None:
    filled(clerk)
    clerk.send(NEW, **{**fields(clerk), "confirmed": "yes"})

    words = filled(clerk, name="Lukasz Zolc", awarded_on="2026-11-07")
    assert "Somebody like this has the certificate already" in words
    clerk.send(NEW, **{**fields(clerk), "confirmed": "yes"})
    assert clerk.status == 422
    assert len(awards(house)) == 1

    clerk.send(NEW, **{**fields(clerk), "confirmed": "yes", "another_person": "yes"})
    assert len(awards(house)) == 2


def test_a_register_number_of_somebody_else_is_asked_about(house: House, clerk: Visitor) -> None:
    filled(clerk, register_number="R 7")
    clerk.send(NEW, **{**fields(clerk), "confirmed": "yes"})

    words = filled(clerk, name="Bo Ek", birth_date="1985-03-04", register_number="r 7")
    assert "Another person has this register number" in words
    clerk.send(NEW, **{**fields(clerk), "confirmed": "yes"})
    assert (clerk.status, len(awards(house))) == (422, 1)


def test_the_same_award_cannot_be_confirmed_twice(house: House, clerk: Visitor) -> None:
    filled(clerk)
    confirmed = {**fields(clerk), "confirmed": "yes", "another_person": "yes"}
    clerk.send(NEW, **confirmed)
    clerk.send(NEW, **confirmed)

    assert len(awards(house)) == 1


def test_a_duplicate_keeps_the_number_and_says_that_it_is_one(house: House, clerk: Visitor) -> None:
    with house.services.database.session() as session:
        body = issuer_store.organisations(session)[0]
        details = CentreDetails(code="C-4", name="Dock 4")
        add_entry(session, body, Centre, details, actor="test", at=house.at)
    filled(clerk, centre="C-4")
    clerk.send(NEW, **{**fields(clerk), "confirmed": "yes"})
    page = clerk.path
    (made,) = awards(house)
    assert "Dock 4" in clerk.words

    clerk.send(f"{page}/duplicate", frm=page)
    text = PdfReader(io.BytesIO(clerk.last.content)).pages[0].extract_text()
    assert "Duplicate for lost paper, printed on" in text
    assert made.certificate_number is not None
    assert made.certificate_number in text
    assert len(awards(house)) == 1
    assert "A duplicate was printed for lost paper" in clerk.see(page)


def test_a_stranger_prints_no_duplicate(house: House, clerk: Visitor) -> None:
    filled(clerk)
    clerk.send(NEW, **{**fields(clerk), "confirmed": "yes"})
    page = clerk.path
    other = house.signed_in("eva@other.example", body=house.body("other"))

    other.see("/console")
    other.send(f"{page}/duplicate", frm="/console")
    assert other.status == 404


def test_a_correction_keeps_what_it_does_not_change(house: House, clerk: Visitor) -> None:
    filled(
        clerk,
        birth_date="",
        birth_year="1990",
        register_number="R-1",
        family_name="Żółć",
        former_names="Łukasz Nowak",
    )
    clerk.send(NEW, **{**fields(clerk), "confirmed": "yes"})
    (old,) = awards(house)
    clerk.see(f"{clerk.path}/replace")
    corrected = {**fields(clerk), "name": "Łukasz Adam Żółć", "reason": "misspelt-name"}
    clerk.send(clerk.path, **corrected)

    (new,) = (award for award in awards(house) if award.id != old.id)
    assert old.person is not None
    assert new.person == {**old.person, "name": "Łukasz Adam Żółć"}
    assert new.certificate_number == old.certificate_number
