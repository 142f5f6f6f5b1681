"""Anybody may apply: what they send is never shown as ours, and opens nothing of anybody's."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.app.pages.applying import FORM, PDF, applied, apply, hand_in, link_of, mails, opened
from tests.unit.app.pages.people import House, Visitor


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The whole service on SQLite; nobody is in it yet."""
    opened_house = House(tmp_path, code_rate=100)
    yield opened_house
    opened_house.services.workers.close()
    opened_house.services.database.dispose()


@pytest.fixture
def operator(house: House) -> Visitor:
    """The operator, signed in."""
    return house.signed_in("op@example.org")


def test_a_paper_is_saved_and_never_shown_inside_a_page(house: House, operator: Visitor) -> None:
    visitor, page = applied(house)
    hand_in(visitor, page, PDF, name='x.html"; filename="y.html')
    opened(operator)
    (link,) = operator.links("/documents/")
    answer = operator.http.get(link)
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert re.fullmatch(
        r'attachment; filename="paper-\w{8}\.pdf"', answer.headers["content-disposition"]
    )
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert PDF.decode() not in operator.page + visitor.page


def test_a_paper_lies_sealed_in_the_database(house: House, tmp_path: Path) -> None:
    visitor, page = applied(house)
    hand_in(visitor, page)
    for file in tmp_path.glob("passport.sqlite3*"):
        assert PDF not in file.read_bytes()


def test_only_the_operator_opens_papers_and_applications(house: House, operator: Visitor) -> None:
    visitor, page = applied(house)
    hand_in(visitor, page)
    path = opened(operator)
    (link,) = operator.links("/documents/")
    clerk = house.clerk()
    for stranger, status in ((visitor, 401), (clerk, 403)):
        for address in (path, link, "/operator/applications"):
            stranger.see(address)
            assert stranger.status == status
        for action in ("approve", "try", "refuse", "ask", "check"):
            stranger.send(f"{path}/{action}", frm="/apply", slug="mine", text="Yes")
            assert stranger.status == status


def test_a_paper_is_found_in_its_own_application_only(house: House, operator: Visitor) -> None:
    visitor, page = applied(house)
    hand_in(visitor, page)
    first = opened(operator)
    (link,) = operator.links("/documents/")
    applied(house, email="other@x.example")
    operator.see("/operator/applications")
    both = operator.links(r"/operator/applications/\w{32}$")
    (second,) = set(both) - {first}
    operator.see(link.replace(first, second))
    assert operator.status == 404


def test_an_applicants_link_opens_their_own_application_and_nothing_else(house: House) -> None:
    visitor, page = applied(house)
    other, theirs = applied(house, name="Another College", email="other@x.example")
    token = page.rpartition("/")[2]
    assert len(token) >= 22  # 128 bits
    assert "Another College" not in visitor.see(page)
    assert visitor.http.cookies.get("session") is None
    for address in (
        f"/console/setup/{token}",
        f"/c/{token}",
        f"/s/{token}",
        f"/apply/{token[:-1]}",
        f"/apply/{token}x",
    ):
        visitor.see(address)
        assert visitor.status in {404, 410, 422}
    visitor.see("/console/profile")
    assert visitor.status == 401
    assert "كلية الميناء" not in other.see(theirs)


def test_an_application_that_is_not_confirmed_is_nothing_to_the_operator(
    house: House, operator: Visitor
) -> None:
    visitor = apply(house)
    page = link_of(house)
    hand_in(visitor, page)
    assert visitor.status == 422
    visitor.send(f"{page}/answer", frm=page, text="Hello")
    assert visitor.status == 422
    assert operator.see("/operator/applications").count("Harbour") == 0


def test_nobody_floods_the_operator_or_somebodys_mail(house: House) -> None:
    visitor = house.visitor()
    for _ in range(7):
        visitor.send("/apply", **FORM)
    assert visitor.status == 429
    assert len(mails(house)) == 5
    for number in range(30):
        visitor.send("/apply", **{**FORM, "email": f"a{number}@x.example"})
    assert visitor.status == 429
    assert len(mails(house)) <= 20
