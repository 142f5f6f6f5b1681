"""A list is held against what is on record: registers, numbers, and people with a certificate."""

import json
from datetime import date
from typing import Any

import pytest

from app.batches import duplicates, service, store
from app.batches.tables import DOUBTFUL, WRONG, Batch
from app.issuer.organisations import Centre, CentreDetails, add_entry
from app.issuer.people import Person
from app.issuer.tables import Award
from tests.unit.app.school import NOON, School, upload


def proposed(school: School, content: str, **said: Any) -> Batch:
    with school.database.session() as session:
        return service.propose(
            session,
            school.organisation,
            school.achievement,
            upload=upload(content, **said),
            actor="account:clerk",
            at=NOON,
        )


def worked(school: School, batch: Batch) -> list[Award]:
    with school.database.session() as session:
        service.confirm(session, school.organisation, batch.id, actor="account:clerk", at=NOON)
    school.list_is_worked(batch)
    return school.awards()


def wrong(school: School, batch: Batch) -> list[tuple[int, str, str]]:
    with school.database.reading() as session:
        rows = store.rows(session, batch.id, state=WRONG)
        return [(row.number, row.problems[0]["column"], row.problems[0]["code"]) for row in rows]


def doubtful(school: School, batch: Batch) -> list[tuple[int, str | None]]:
    with school.database.reading() as session:
        rows = store.rows(session, batch.id, state=DOUBTFUL)
        return [(row.number, row.resembles) for row in rows]


def test_an_old_register_keeps_its_days_and_numbers(small_school: School) -> None:
    content = (
        "name,birth_date,awarded_on,certificate_number\n"
        "Ana,1970-05-31,1998-07-01,A 17/98\nBo,1971-06-01,1999-07-01,A 18/99\n"
    )
    batch = proposed(small_school, content, register_reference="Paper register 1998")
    awards = sorted(worked(small_school, batch), key=lambda award: award.certificate_number or "")
    assert [(award.certificate_number, award.awarded_on) for award in awards] == [
        ("A 17/98", date(1998, 7, 1)),
        ("A 18/99", date(1999, 7, 1)),
    ]
    assert awards[0].attribution == {"register_reference": "Paper register 1998"}
    assert "Paper register 1998" in json.dumps(json.loads(awards[0].content))


def test_each_line_may_name_its_own_place_in_the_register(small_school: School) -> None:
    content = "name,birth_date,folio\nAna,1970-05-31,vol. 3 p. 12\nBo,1971-06-01,\n"
    said = {"mapping": {"folio": "register_reference"}, "register_reference": "Paper register"}
    awards = worked(small_school, proposed(small_school, content, **said))
    assert {award.attribution["register_reference"] for award in awards if award.attribution} == {
        "vol. 3 p. 12",
        "Paper register",
    }


def test_a_number_stands_on_one_certificate(small_school: School) -> None:
    content = "name,birth_date,certificate_number\nAna,1970-05-31,A 17\nBo,1971-06-01,a17\n"
    batch = proposed(small_school, content)
    assert wrong(small_school, batch) == [(3, "certificate_number", "number-taken")]
    worked(small_school, batch)
    again = proposed(small_school, "name,birth_date,certificate_number\nCy,1980-01-01,A17\n")
    assert wrong(small_school, again) == [(2, "certificate_number", "number-taken")]


def test_a_centre_has_to_stand_in_the_register(small_school: School) -> None:
    with small_school.database.session() as session:
        add_entry(
            session,
            small_school.organisation,
            Centre,
            CentreDetails(code="N", name="North campus"),
            actor="test",
            at=NOON,
        )
    content = "name,birth_date,centre\nAna,1970-05-31,N\nBo,1971-06-01,S\n"
    batch = proposed(small_school, content)
    assert wrong(small_school, batch) == [(3, "centre", "not-in-register")]
    (award,) = worked(small_school, batch)
    assert award.attribution == {"centre": "North campus", "centre_code": "N"}


@pytest.mark.parametrize(
    ("line", "is_like"),
    [
        ("Ana Perez,1990-05-31,", True),
        ("PÉREZ ANA,1990-05-31,R-2", True),
        ("Anna Pérez,1990-05-31,", True),
        ("Ana Pérez,1991-05-31,R-17", True),
        ("Anna Pérez,1990-05-31,R-18", False),
        ("Bo Ek,1990-05-31,", False),
        ("Ana Pérez,1991-05-31,", False),
    ],
)
def test_who_looks_like_somebody_with_the_certificate_is_doubtful(
    small_school: School, line: str, *, is_like: bool
) -> None:
    known = small_school.award()
    batch = proposed(small_school, f"name,birth_date,register_number\n{line}\n")
    found = doubtful(small_school, batch)
    assert found == ([(2, known.award.certificate_number)] if is_like else [])


def test_many_people_born_on_one_day_take_no_time(small_school: School) -> None:
    lines = "".join(f"Person {chr(97 + n % 26)}{n} x,1990-01-01,R-{n}\n" for n in range(3000))
    batch = proposed(small_school, "name,birth_date,register_number\n" + lines)
    assert (batch.total, doubtful(small_school, batch)) == (3000, [])


def shared(school: School, batch: Batch) -> list[tuple[int, str, str, str]]:
    with school.database.reading() as session:
        return [
            (row.number, problem["column"], problem["code"], problem["like"])
            for row in store.rows(session, batch.id, state=DOUBTFUL)
            for problem in row.problems
        ]


def test_a_register_number_of_two_people_is_asked_about_in_both_lines(
    small_school: School,
) -> None:
    content = (
        "name,birth_date,register_number\nAna Lind,1990-01-01,R 5\nBo Ek,1985-03-04,r 5\n"
        "Cy Holm,1991-02-02,R 6\n"
    )
    batch = proposed(small_school, content)
    assert shared(small_school, batch) == [
        (2, "register_number", "number-of-another", "#3"),
        (3, "register_number", "number-of-another", "#2"),
    ]
    # What nobody said is right is not awarded, and comes back with the reason.
    assert len(worked(small_school, batch)) == 1
    assert wrong(small_school, batch) == [
        (2, "register_number", "number-of-another"),
        (3, "register_number", "number-of-another"),
    ]


def test_a_register_number_of_somebody_on_record_is_asked_about(small_school: School) -> None:
    known = small_school.award()
    batch = proposed(small_school, "name,birth_date,register_number\nBo Ek,1985-03-04,r-17\n")
    number = known.award.certificate_number
    assert shared(small_school, batch) == [(2, "register_number", "number-of-another", number)]
    with small_school.database.session() as session:
        service.keep(
            session, small_school.organisation, batch.id, numbers={2}, actor="clerk", at=NOON
        )
    assert len(worked(small_school, batch)) == 2


def test_the_number_of_a_certificate_is_no_line_of_the_list(small_school: School) -> None:
    known = "name,birth_date,register_number,certificate_number\nAna Lind,1990-01-01,R-17,#2\n"
    worked(small_school, proposed(small_school, known))
    content = "name,birth_date,register_number\nCy Holm,1991-02-02,R-6\nBo Ek,1985-03-04,R-17\n"
    batch = proposed(small_school, content)
    assert shared(small_school, batch) == [(3, "register_number", "number-of-another", "=#2")]


def test_a_corrected_number_leaves_no_question_at_the_other_line(small_school: School) -> None:
    content = "name,birth_date,register_number\nAna Lind,1990-01-01,R-5\nBo Ek,1985-03-04,R-5\n"
    batch = proposed(small_school, content)
    with small_school.database.session() as session:
        values = {"name": "Bo Ek", "birth_date": "1985-03-04", "register_number": "R-6"}
        service.correct(
            session,
            small_school.organisation,
            batch.id,
            number=3,
            values=values,
            actor="clerk",
            at=NOON,
        )
    assert doubtful(small_school, batch) == []
    assert len(worked(small_school, batch)) == 2


def test_one_number_in_every_line_takes_no_time(small_school: School) -> None:
    lines = "".join(
        f"Person {chr(97 + n % 26)}{n} x,19{n % 90 + 10}-01-01,7\n" for n in range(3000)
    )
    batch = proposed(small_school, "name,birth_date,register_number\n" + lines)
    assert len(doubtful(small_school, batch)) == 3000


def confirmed_as_well(school: School, batch: Batch) -> Batch:
    with school.database.session() as session:
        return service.confirm(session, school.organisation, batch.id, actor="clerk", at=NOON)


def test_a_list_asks_anew_about_people_of_a_list_that_was_confirmed_meanwhile(
    small_school: School,
) -> None:
    first = proposed(small_school, "name,birth_date\nAna Perez,1990-05-31\n", filename="a.csv")
    second = proposed(small_school, "name,birth_date\nPérez Ana,1990-05-31\nBo Ek,1985-01-01\n")
    confirmed_as_well(small_school, first)
    # Nobody of the first list is awarded yet: they are on their way.
    assert confirmed_as_well(small_school, second).is_open
    assert doubtful(small_school, second) == [(2, "@2 a.csv")]
    # Asked once, the answer counts: who is not ticked is left out.
    assert not confirmed_as_well(small_school, second).is_open
    assert wrong(small_school, second) == [(2, "", "probably-awarded")]


def test_an_approval_sends_a_list_back_that_has_new_questions(small_school: School) -> None:
    batch = proposed(small_school, "name,birth_date\nAna Perez,1990-05-31\n")
    small_school.organisation.lists_need_approval = True
    confirmed_as_well(small_school, batch)
    known = small_school.award()
    with small_school.database.session() as session:
        found = service.approve(
            session, small_school.organisation, batch.id, actor="second", at=NOON
        )
        assert (found.is_open, found.sent_back_at, found.sent_back_note) == (True, NOON, None)
    assert doubtful(small_school, batch) == [(2, known.award.certificate_number)]


def test_whose_certificate_was_withdrawn_before_is_named(school: School) -> None:
    withdrawn = school.revoke(school.award().award)
    school.revoke(school.award(Person("Bo", None, date(1985, 3, 4), None, None)).award)
    lines = "Ana Pérez,1990-05-31,R-17,2026-11-20", "Bo,1985-03-04,,2026-11-19", "Cy,1980-01-01,,"
    content = "\n".join(["name,birth_date,register_number,awarded_on", *lines, ""])
    batch = proposed(school, content)
    with school.database.reading() as session:
        found = duplicates.withdrawn_before(session, batch, store.rows(session, batch.id))
        assert [(number, award.id) for number, award in found] == [(2, withdrawn.id)]


@pytest.mark.parametrize("even_if_alike", [True, False])
def test_a_program_says_that_who_looks_like_somebody_is_somebody_else(
    small_school: School, *, even_if_alike: bool
) -> None:
    small_school.award()
    content = "name,birth_date,register_number\nAna Perez,1990-05-31,\nBo Ek,1985-03-04,R-17\n"
    batch = small_school.list_is_handed_in(content, even_if_alike=even_if_alike)
    small_school.list_is_worked(batch)
    assert len(small_school.awards()) == (3 if even_if_alike else 1)
    left_out = [
        (2, "", "probably-awarded"),
        (3, "register_number", "number-of-another"),
    ]
    assert wrong(small_school, batch) == ([] if even_if_alike else left_out)
