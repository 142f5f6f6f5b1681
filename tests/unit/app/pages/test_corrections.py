"""A certificate is withdrawn by two people, for a reason of the list, and nobody reads the note."""

from typing import Any

import pytest

from app.base.accounts import APPROVER, AUDITOR, ISSUER
from tests.unit.app.pages.people import House, Visitor

LIST = """name,birth_date,register_number
Olena Shevchuk,1990-07-08,R-2
"""
NOTE = "CANARY the father of her colleague says so"


@pytest.fixture
def clerk(house: House) -> Visitor:
    """A clerk whose body awards one thing."""
    return house.clerk()


@pytest.fixture
def page(house: House, clerk: Visitor) -> str:
    """The page of a certificate that is in force."""
    house.award(clerk, LIST)
    clerk.see("/console/awards")
    return clerk.links(r"/console/awards/[0-9a-f-]{36}$")[0]


def ask(clerk: Visitor, page: str, **fields: str) -> str:
    sent = {"reason": "fraud-found", "note": NOTE, "sure": "yes", **fields}
    return clerk.send(f"{page}/revoke", **sent)


def decision(visitor: Visitor, what: str) -> str:
    """The address of the form that decides what waits."""
    visitor.see("/console/requests")
    return visitor.links(f"/console/requests/cases/[0-9a-f]+/{what}$")[0]


def checked(visitor: Visitor, page: str) -> Any:
    content = visitor.http.get(f"{page}/certificate/json").content
    return visitor.http.post("/api/v1/verify", content=content).json()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": "because"}, "Choose why."),
        ({"reason": "fees-unpaid"}, "Choose why."),
        ({"note": "x" * 501}, "Write 500 letters at most"),
        ({"note": "a\u202eb"}, "only letters that can be seen"),
    ],
)
def test_withdrawing_needs_a_reason_of_the_list_and_a_short_note(
    clerk: Visitor, page: str, fields: dict[str, str], sentence: str
) -> None:
    assert sentence in ask(clerk, page, **fields)
    assert clerk.status == 422
    words = clerk.see("/console/requests")
    assert "Nothing waits for a second person." in words
    assert "Nobody waits for an answer." in words
    assert "None so far." in clerk.see("/console/requests?state=refused")


def test_withdrawing_needs_certainty(clerk: Visitor, page: str) -> None:
    words = clerk.send(f"{page}/revoke", reason="fraud-found")
    assert "Tick the box to show that you are sure." in words
    assert "Debt, unpaid fees or leaving an employer is no reason" in words


def test_a_certificate_counts_until_a_second_person_confirms(
    house: House, clerk: Visitor, page: str
) -> None:
    ask(clerk, page)
    assert clerk.path == page
    assert "It still counts." in clerk.words
    assert clerk.links("/revoke$") == []
    assert "To the request" in clerk.words
    assert "If you correct it now, that request ends" in clerk.see(f"{page}/replace")
    assert checked(clerk, page)["verdict"] == "valid"
    # Nothing waits for who asked.
    assert "1 step waits" not in clerk.see("/console")

    second = house.colleague()
    assert "1 step waits" in second.see("/console")
    assert "Confirm or decline" in second.see(page)
    second.send(decision(second, "confirm"), frm="/console/requests")
    assert "The certificate was withdrawn. To the certificate" in second.words
    assert second.links(f"^{page}$") == [page]
    assert "Nothing waits for a second person." in second.words
    answer = checked(clerk, page)
    assert answer["verdict"] == "invalid"
    (problem,) = answer["problems"]
    assert (problem["code"], problem["reason"], problem["since"]) == (
        "revoked",
        "fraud-found",
        "2026-11-20",
    )
    words = clerk.see(page)
    assert "The reason given: Fraud was found." in words
    assert "A second person confirmed the withdrawal · second@riverside.example" in words
    clerk.see(f"{page}/revoke")
    assert clerk.path == page
    clerk.see(f"{page}/replace")
    assert clerk.status == 409
    clerk.hand_in(LIST)
    assert "You handed this file in before" in clerk.words
    assert "1 certificate was issued" in clerk.words
    # The same list is handed in again, with somebody who was forgotten.
    clerk.hand_in(f"{LIST}Bo Ek,1985-01-01,R-3\n")
    assert "1 of these certificates was withdrawn before" in clerk.words
    assert clerk.links(r"/console/awards/[0-9a-f-]{36}$") == [page]


def test_whoever_asked_cannot_confirm_and_may_take_it_back(
    house: House, clerk: Visitor, page: str
) -> None:
    ask(clerk, page)
    words = clerk.see("/console/requests")
    assert "You are the only one who works here for your body." in words
    assert clerk.links("/confirm$") == []
    take_back = decision(clerk, "take-back")
    confirm = take_back.replace("take-back", "confirm")
    for path in (confirm, take_back.replace("take-back", "decline")):
        clerk.send(path, frm="/console/requests")
        assert clerk.status == 403
    assert checked(clerk, page)["verdict"] == "valid"

    second = house.colleague()
    second.send(take_back, frm="/console/requests")
    assert second.status == 403
    clerk.send(take_back, frm="/console/requests")
    second.send(confirm, frm="/console/requests")
    assert second.status == 409
    assert "The request to withdraw it was taken back" in clerk.see(page)


def test_only_an_approver_decides(house: House, clerk: Visitor, page: str) -> None:
    ask(clerk, page)
    take_back = decision(clerk, "take-back")
    second = house.colleague(roles=[ISSUER, AUDITOR])
    assert "Somebody with the role “approver”" in second.see("/console/requests")
    for what in ("confirm", "decline"):
        second.send(take_back.replace("take-back", what), frm="/console/requests")
        assert second.status == 403
    assert checked(clerk, page)["verdict"] == "valid"
    third = house.colleague(name="third", roles=[APPROVER])
    third.send(decision(third, "decline"), frm="/console/requests")
    assert "Declined. The certificate stays as it is." in third.words
    assert "It was not withdrawn" in clerk.see(page)


def test_what_another_body_asked_for_is_not_found(house: House, clerk: Visitor, page: str) -> None:
    ask(clerk, page)
    confirm = decision(clerk, "take-back").replace("take-back", "confirm")
    stranger = house.clerk("hillside")
    assert "Nothing waits for a second person." in stranger.see("/console/requests")
    for path in (confirm, confirm.replace("confirm", "decline")):
        stranger.send(path, frm="/console/requests")
        assert stranger.status == 404
    case_id = confirm.split("/")[-2]
    for visitor in (stranger, clerk):
        # Of another body, and not decided.
        assert "To the certificate" not in visitor.see(f"/console/requests?decided={case_id}")
    clerk.see("/console/requests?decided=%00")
    assert clerk.status == 422
    assert checked(clerk, page)["verdict"] == "valid"


def test_the_public_reads_the_reason_and_the_day_and_never_the_note(
    house: House, clerk: Visitor, page: str
) -> None:
    ask(clerk, page)
    assert NOTE in clerk.see(page)
    second = house.colleague()
    assert NOTE in second.see("/console/requests")
    second.send(decision(second, "confirm"), frm="/console/requests")

    content = clerk.http.get(f"{page}/certificate/json").content
    clerk.see(page)
    (printed,) = clerk.links("^/v/")
    public = house.visitor()
    by_code = public.see(printed)
    assert "Withdrawn on 20 November 2026 Reason Fraud was found" in by_code
    public.send("/verify", text=content.decode())
    by_file = public.words
    assert "Reason Fraud was found" in by_file
    by_api = public.http.post("/api/v1/verify", content=content).text
    for answer in (by_code, by_file, by_api):
        assert "CANARY" not in answer


def test_one_person_does_not_withdraw_by_putting_somebody_else_in_its_place(
    clerk: Visitor, page: str
) -> None:
    stranger = {"name": "Bo Ek", "birth_date": "1970-01-01", "register_number": "R-9"}
    words = clerk.send(
        f"{page}/replace", **stranger, awarded_on="2026-11-20", reason="misspelt-name"
    )
    assert clerk.status == 422
    assert "this is another person" in words
    assert checked(clerk, page)["verdict"] == "valid"


def test_a_replaced_certificate_leaves_nothing_to_confirm(
    house: House, clerk: Visitor, page: str
) -> None:
    ask(clerk, page)
    person = {"name": "Olena Shevchenko", "birth_date": "1990-07-08", "register_number": "R-2"}
    clerk.send(f"{page}/replace", **person, awarded_on="2026-11-20", reason="misspelt-name")
    assert house.colleague().see("/console/requests").count("Nothing waits") == 1
    assert "The request to withdraw it has lapsed" in clerk.see(page)
