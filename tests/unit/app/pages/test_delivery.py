"""Who has their certificate, mail that came back, and mail sent again."""

import csv
import io
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from app.base import outbox
from app.base.outbox import FolderMail, OutboxMessage
from app.issuer.tables import Award, Claim, Organisation
from tests.unit.app.pages.people import House, Visitor

LIST = """name,name_latin,birth_date,register_number,email,awarded_on
=Ana,,1994-03-12,R-1,ana@example.org,2026-11-06
Bo Li,,1990-07-08,R-2,bo@nowhere.example,2026-11-06
Cem Kaya,,1990-07-09,R-3,,2026-11-06
"""


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.clerk()


@pytest.fixture
def issued(house: House, clerk: Visitor) -> str:
    return house.award(clerk, LIST)


def send_mail(house: House) -> list[str]:
    """Let the outbox send what is due; the texts of all that was ever sent."""
    folder = house.services.settings.data_dir / "mail"
    outbox.deliver(
        house.services.database,
        FolderMail(folder),
        render=house.services.pages.text,
        sender="passport@example.org",
        at=house.at,
    )
    return [text_of(path) for path in folder.glob("*.eml")]


def text_of(path: Path) -> str:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    return f"To: {mail['To']}\n{mail.get_content()}"


def came_back(house: House, recipient: str) -> None:
    with house.services.database.session() as session:
        message = session.query(OutboxMessage).filter_by(recipient=recipient).one()
        outbox.record_bounce(session, message.id, status="5.1.1", at=house.at)


def award_page(clerk: Visitor, name: str) -> str:
    clerk.see(f"/console/awards?words={name}")
    return clerk.links(r"/console/awards/[0-9a-f-]{36}$")[0]


def test_the_report_says_how_each_certificate_stands(
    house: House, clerk: Visitor, issued: str
) -> None:
    assert "Mail is on its way 2" in clerk.see(f"{issued}/delivery")
    send_mail(house)
    came_back(house, "bo@nowhere.example")
    words = clerk.see(f"{issued}/delivery")
    assert "3 certificates in force" in words
    for line in ("Mail sent, not fetched yet 1", "Mail came back 1", "No mail sent 1", "Fetched 0"):
        assert line in words
    assert "There is no such address. Correct it, or hand over the slip. (bounce-5.1.1)" in words
    assert words.index("Bo Li", 300) < words.index("=Ana", 300)
    whole = clerk.see("/console/record/delivery")
    assert "list.csv 3 0 1 1 1" in whole


def test_the_report_is_harmless_in_a_spreadsheet(clerk: Visitor, issued: str) -> None:
    answer = clerk.http.get(f"{issued}/delivery.csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {line["name"] for line in lines} == {"'=Ana", "Bo Li", "Cem Kaya"}
    assert {line["state"] for line in lines} == {"waiting", "not-sent"}
    whole = clerk.http.get("/console/record/delivery.csv").content.decode("utf-8-sig")
    assert "list.csv,3,0,0,0,2,1" in whole


def test_a_mail_that_came_back_goes_out_again_to_a_corrected_address(
    house: House, clerk: Visitor, issued: str
) -> None:
    send_mail(house)
    came_back(house, "bo@nowhere.example")
    page = award_page(clerk, "Bo")
    assert "Mail came back" in clerk.see(page)
    words = clerk.send(f"{page}/mail", frm=page, email="not an address")
    assert clerk.status == 422
    assert "This is not an e-mail address. Correct it." in words
    clerk.send(f"{page}/mail", frm=page, email="bo@example.org")
    assert "Mail is on its way" in clerk.words
    sent = send_mail(house)
    # It is the same code, so that a slip that was printed meanwhile stays good.
    links = {word for mail in sent for word in mail.split() if "/c/" in word and "bo@" in mail}
    assert len([mail for mail in sent if "bo@" in mail]) == 2
    assert len(links) == 1
    assert "Mail came back" not in clerk.see(f"{issued}/delivery").split("Bo Li")[1][:80]


def test_all_whom_no_mail_has_reached_are_mailed_again(
    house: House, clerk: Visitor, issued: str
) -> None:
    send_mail(house)
    came_back(house, "bo@nowhere.example")
    clerk.send(f"{issued}/mail", frm=f"{issued}/delivery")
    assert "1 mail is on its way." in clerk.words
    clerk.send(f"{issued}/mail", frm=f"{issued}/delivery")
    assert "0 mails are on their way." in clerk.words


def test_nobody_gets_more_than_five_mails_an_hour(
    house: House, clerk: Visitor, issued: str
) -> None:
    del issued
    page = award_page(clerk, "Bo")
    for _ in range(4):
        clerk.send(f"{page}/mail", frm=page, email="bo@nowhere.example")
        assert clerk.status == 200
    clerk.send(f"{page}/mail", frm=page, email="BO@nowhere.example")
    assert clerk.status == 422
    house.at += timedelta(hours=1)
    with house.services.database.reading() as session:
        body = session.query(Organisation).one()
    later = house.signed_in("later@riverside.example", body=body)
    later.send(f"{page}/mail", frm=page, email="bo@nowhere.example")
    assert later.status == 200


def test_what_was_fetched_or_withdrawn_is_not_mailed_again(
    house: House, clerk: Visitor, issued: str
) -> None:
    page = award_page(clerk, "Bo")
    with house.services.database.session() as session:
        award = session.query(Award).filter(Award.id == f"urn:uuid:{page[-36:]}").one()
        claim = session.get_one(Claim, award.id)
        claim.state, claim.sealed_code, claim.claimed_at = "claimed", None, house.at
    clerk.send(f"{page}/mail", frm=page, email="bo@example.org")
    assert clerk.status == 409
    assert "Fetched 1" in clerk.see(f"{issued}/delivery")


def test_another_body_sees_and_sends_nothing(house: House, clerk: Visitor, issued: str) -> None:
    page = award_page(clerk, "Bo")
    other = house.clerk("hillside")
    for path in (f"{issued}/delivery", f"{issued}/delivery.csv"):
        other.see(path)
        assert other.status == 404
    for path in (f"{issued}/mail", f"{page}/mail"):
        other.send(path, frm="/console", email="me@example.org")
        assert other.status == 404
    assert "list.csv" not in other.see("/console/record/delivery")
