"""T41: anybody may apply under a famous name; until the operator says so it is nobody's name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.issuer import service as issuer
from app.issuer.people import Person
from app.issuer.tables import Organisation
from tests.unit.app.pages.applying import applied, opened
from tests.unit.app.pages.people import URL, House, Visitor

_NAME = "Ministry of Labour"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A service on which a body is trying that nobody has approved."""
    opened_house = House(tmp_path)
    applied(opened_house, name=_NAME, name_latin="")
    operator = opened_house.signed_in("op@example.org")
    path = opened(operator)
    operator.send(f"{path}/try", frm=path, slug="ministry")
    yield opened_house
    opened_house.services.workers.close()
    opened_house.services.database.dispose()


def awarded(house: House) -> tuple[str, bytes, str]:
    """The path of the printed code, the certificate and the claim code of one of its awards."""
    with house.services.database.session() as session:
        body = session.query(Organisation).filter_by(slug="ministry").one()
        achievement = issuer.create_achievement(
            session,
            body,
            issuer.Description(
                code="WELD", name="Welding", description="Welds.", criteria="A test."
            ),
            actor="test",
            at=house.at,
        )
        result = issuer.award(
            session,
            body,
            achievement,
            issuer.Grant(
                person=Person(name="Amina", register_number="7"), awarded_on=house.at.date()
            ),
            desk=issuer.Desk(house.services.custody, URL),
            actor="test",
            at=house.at,
        )
        made = result.award
        return f"/v/{made.verification_code}", made.content, result.claim_code or ""


def is_shown_as_not_approved(page: str) -> bool:
    return (
        'data-state="caution"' in page
        and 'data-state="valid"' not in page
        and "has not approved yet" in page
        and "A body that is not approved yet" in page
    )


def test_pages_say_so_for_a_file_and_for_a_printed_code(house: House) -> None:
    path, content, _ = awarded(house)
    visitor = house.visitor()
    visitor.see(path)
    assert is_shown_as_not_approved(visitor.page)
    visitor.send("/verify", files={"file": ("a.json", content)})
    assert is_shown_as_not_approved(visitor.page)
    assert f"It calls itself “<bdi>{_NAME}</bdi>”" in visitor.page


def test_the_api_says_so_and_gives_no_name(house: House) -> None:
    path, content, _ = awarded(house)
    http = house.visitor().http
    asked = (
        http.post("/api/v1/verify", content=content),
        http.post("/api/v1/verify", json={"code": path.removeprefix("/v/")}),
    )
    for answer in asked:
        check = answer.json()["checks"]["issuer"]
        assert (check["answer"], check["reason"]) == ("unvetted", "not-yet-approved")
        assert "name" not in check
    (record,) = http.get("/api/v1/trust/records").json()
    assert record["standing"] == "unvetted"


def test_a_body_that_was_refused_stays_so_and_issues_no_more(house: House) -> None:
    path, _, _ = awarded(house)
    operator = house.signed_in("second@example.org")
    one = opened(operator)
    operator.send(f"{one}/refuse", frm=one, text="It is not the ministry.")
    visitor = house.visitor()
    visitor.see(path)
    assert is_shown_as_not_approved(visitor.page)
    with house.services.database.reading() as session:
        body = session.query(Organisation).filter_by(slug="ministry").one()
        assert not body.approved


def test_only_the_operator_lets_it_in(house: House) -> None:
    path, _, _ = awarded(house)
    operator = house.signed_in("second@example.org")
    one = opened(operator)
    assert "It has issued 1 certificate." in operator.words
    assert "What it issued while trying counts as well" in operator.words
    operator.send(f"{one}/approve", frm=one)
    visitor: Visitor = house.visitor()
    assert "has not approved yet" not in visitor.see(path)
    assert _NAME in visitor.words


def test_the_worker_sees_it_too(house: House) -> None:
    _, _, code = awarded(house)
    worker = house.visitor()
    worker.see(f"/c/{code}")
    assert "From a body that is not approved yet" in worker.words
    seen = re.search(r'name="seen" value="([^"]*)"', worker.page)
    worker.send(f"/c/{code}", number="7", seen=seen[1] if seen else "")
    assert "From a body that is not approved yet" in worker.words
    ticket = re.search(r'name="ticket" value="([^"]+)"', worker.page)
    assert ticket is not None
    worker.send(f"/c/{code}/accept", frm=f"/c/{code}", ticket=ticket[1], into="new")
    assert "From a body that is not approved yet" in worker.see("/passport")
