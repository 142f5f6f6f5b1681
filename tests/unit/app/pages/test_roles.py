"""What staff may do: each role its own part of the work, and buttons only for that."""

import pytest

from tests.unit.app.pages.people import House

ISSUING = ["/console/lists/new", "/console/achievements/new"]


def test_an_auditor_sees_everything_and_changes_nothing(house: House) -> None:
    body = house.body("riverside")
    auditor = house.signed_in("auditor@riverside.example", body=body, roles=["auditor"])
    for page in ("", "/lists", "/awards", "/achievements", "/profile"):
        auditor.see(f"/console{page}")
        assert auditor.status == 200
        assert auditor.links(r"/new$") == []
    for page in ISSUING:
        words = auditor.see(page)
        assert auditor.status == 403
        assert "Only staff with the role of issuer may do this." in words
        assert "ask an owner of your training body" in words
        auditor.send(page, frm="/console")
        assert auditor.status == 403


@pytest.mark.parametrize("role", ["owner", "key-manager", "approver", "auditor"])
def test_no_other_role_issues(house: House, role: str) -> None:
    other = house.signed_in("a@riverside.example", body=house.body("riverside"), roles=[role])
    other.send("/console/achievements/new", frm="/console", code="X", name="X")
    assert other.status == 403


def test_an_issuer_finds_the_buttons_for_issuing(house: House) -> None:
    body = house.body("riverside")
    issuer = house.signed_in("i@riverside.example", body=body, roles=["issuer"])
    issuer.see("/console/lists")
    assert issuer.links(r"/new$") == ["/console/lists/new"]
    issuer.see("/console/achievements/new")
    assert issuer.status == 200
