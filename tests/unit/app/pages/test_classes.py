"""A class code on the wall: who asks, what staff see, and who gets what."""

import re
from datetime import timedelta

import pytest

from app.base.audit import AuditEvent
from app.issuer.delivery.class_tables import ClassCode, ClassRequest
from app.issuer.tables import Organisation
from tests.unit.app.pages.people import URL, House, Visitor

LIST = """name,name_latin,birth_date,register_number,email,awarded_on
Ana Pérez,,1994-03-12,R-1,,2026-11-06
Олена Шевчук,Olena Shevchuk,1990-07-08,R-2,,2026-11-06
"""
OLENA = {"name": "shevchuk OLENA", "day": "8", "month": "7", "year": "1990"}


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.clerk()


@pytest.fixture
def issued(house: House, clerk: Visitor) -> str:
    return house.award(clerk, LIST)


@pytest.fixture
def wall(clerk: Visitor, issued: str) -> str:
    """The address that stands on the wall."""
    clerk.send(f"{issued}/class", frm=f"{issued}/class", hours="4")
    found = re.search(rf"{URL}/g/[0-9A-Z-]+|localhost:8000/g/[0-9A-Z-]+", clerk.page)
    assert found is not None
    return "/g/" + found.group(0).rpartition("/")[2]


def asks(house: House, wall: str, **fields: str) -> Visitor:
    worker = house.visitor()
    worker.send(wall, **{**OLENA, **fields})
    return worker


def decide(clerk: Visitor, issued: str, what: str, **fields: str) -> str:
    """Press the button beside the first who waits, with what is chosen there."""
    clerk.see(f"{issued}/class")
    chosen = re.search(r'<option value="([^"]+)" selected', clerk.page)
    if chosen:
        fields.setdefault("award", chosen[1])
    path = clerk.links(rf"/class/[0-9a-f]{{32}}/{what}$")[0]
    return clerk.send(path, frm=f"{issued}/class", **fields)


def test_somebody_asks_is_approved_and_keeps_the_certificate(
    house: House, clerk: Visitor, issued: str, wall: str
) -> None:
    worker = asks(house, wall)
    assert worker.path == "/g/waiting"
    assert "Your trainer sees that you asked." in worker.words
    assert worker.last.headers["refresh"] == "5"
    words = clerk.see(f"{issued}/class")
    assert "1 person waits" in words
    assert "Name and answer fit the list" in words
    decide(clerk, issued, "approve")
    assert "0 people wait" in clerk.words
    assert "Олена Шевчук" in worker.see("/g/waiting")
    assert "Welding" in worker.send("/g/waiting/accept", frm="/g/waiting")
    assert worker.status == 200
    assert "Fetched 1" in clerk.see(f"{issued}/delivery")
    assert "Welding" in worker.see("/passport")
    with house.services.database.reading() as session:
        request = session.query(ClassRequest).one()
        assert (request.sealed_name, request.sealed_fact) == (None, None)
        assert session.query(AuditEvent).filter_by(action="class.approved").count() == 1


def test_who_asks_learns_nothing_of_what_fits(house: House, wall: str) -> None:
    right, wrong = asks(house, wall), asks(house, wall, name="Nobody", day="9")
    assert right.words == wrong.words
    assert "Ana" not in right.words
    assert "Шевчук" not in right.words


def test_two_words_of_a_name_are_enough_and_one_is_not(
    house: House, clerk: Visitor, issued: str, wall: str
) -> None:
    for name, said in (("ana PEREZ", "Name and answer fit"), ("Ana", "The answer fits, the name")):
        asks(house, wall, name=name, number="R-1")
        assert said in clerk.see(f"{issued}/class")
        decide(clerk, issued, "refuse")


def test_who_fits_nobody_is_refused_or_given_what_staff_choose(
    house: House, clerk: Visitor, issued: str, wall: str
) -> None:
    stranger = asks(house, wall, name="Nobody", day="9")
    assert "Fits nobody on the list" in clerk.see(f"{issued}/class")
    assert "Choose whose certificate it is." in decide(clerk, issued, "approve", award="")
    decide(clerk, issued, "refuse")
    assert "It was not handed over" in stranger.see("/g/waiting")
    stranger.send("/g/waiting/accept", frm=wall)
    assert stranger.status == 404


def test_a_certificate_is_handed_over_once(
    house: House, clerk: Visitor, issued: str, wall: str
) -> None:
    first = asks(house, wall)
    house.at += timedelta(seconds=1)
    second = asks(house, wall)
    decide(clerk, issued, "approve")
    assert "Somebody has this certificate already" in decide(clerk, issued, "approve")
    first.send("/g/waiting/accept", frm="/g/waiting")
    assert first.status == 200
    second.send("/g/waiting/accept", frm=wall)
    assert second.status == 404
    thief = house.visitor()
    thief.send("/g/waiting/accept", frm=wall)
    assert thief.status == 404


def test_a_closed_or_old_code_takes_nobody_in_and_forgets_who_waited(
    house: House, clerk: Visitor, issued: str, wall: str
) -> None:
    waiting = asks(house, wall)
    clerk.send(f"{issued}/class/close", frm=f"{issued}/class")
    assert "It was not handed over" in waiting.see("/g/waiting")
    late = house.visitor()
    assert "This code has ended" in late.see(wall)
    assert late.status == 410
    with house.services.database.reading() as session:
        assert session.query(ClassRequest).one().sealed_name is None
        assert session.query(ClassCode).one().sealed_code is None
    clerk.send(f"{issued}/class", frm=f"{issued}/class", hours="1")
    again = "/g/" + clerk.page.partition("/g/")[2][:15]
    assert house.visitor().see(again)
    house.at += timedelta(hours=1)
    assert "This code has ended" in house.visitor().see(again)


def test_what_is_missing_is_said_beside_the_field(house: House, wall: str) -> None:
    worker = asks(house, wall, name=" ", day="32")
    assert worker.status == 422
    assert "Write your name." in worker.words
    assert "Fill in all three as numbers, or your register number below." in worker.words
    assert "1990" in worker.page


def test_a_wrong_code_is_counted_and_a_class_on_one_connection_is_not(
    house: House, wall: str
) -> None:
    limited = House(house.services.settings.data_dir, code_rate=3)
    statuses = []
    for number in range(5):
        visitor = limited.visitor()
        visitor.see(f"/g/0000-0000-0000{number}")
        statuses.append(visitor.status)
    assert statuses[-1] == 429
    for _ in range(5):
        visitor = limited.visitor()
        visitor.see(wall)
        assert visitor.status == 200
    limited.services.workers.close()
    limited.services.database.dispose()


def test_another_body_and_an_auditor_decide_nothing(
    house: House, clerk: Visitor, issued: str, wall: str
) -> None:
    asks(house, wall)
    clerk.see(f"{issued}/class")
    paths = clerk.links(r"/class/[0-9a-f]{32}/(approve|refuse)$")
    other = house.clerk("hillside")
    other.see(f"{issued}/class")
    assert other.status == 404
    with house.services.database.reading() as session:
        body = session.query(Organisation).filter_by(slug="riverside").one()
    auditor = house.signed_in("auditor@riverside.example", body=body, roles=["auditor"])
    for path in [*paths, f"{issued}/class", f"{issued}/class/close"]:
        other.send(path, frm="/console", award="x", hours="1")
        assert other.status == 404, path
        auditor.send(path, frm="/console", award="x", hours="1")
        assert auditor.status == 403, path
    # Another body's own list does not open the request of this one.
    theirs = other.hand_in(LIST)
    other.send(f"{theirs}/class/{paths[0].split('/')[-2]}/refuse", frm=theirs)
    assert other.status == 404
    assert "1 person waits" in clerk.see(f"{issued}/class")


def test_what_waits_is_sealed(house: House, wall: str) -> None:
    asks(house, wall, name="Somebody Unusual", number="NUMBER-4711")
    stored = b"".join(
        path.read_bytes() for path in house.services.settings.data_dir.glob("passport.sqlite3*")
    )
    for secret in (b"Somebody Unusual", b"NUMBER-4711", wall[3:].replace("-", "").encode()):
        assert secret not in stored


def test_a_new_code_ends_what_was_approved_for_somebody_else(
    house: House, clerk: Visitor, issued: str, wall: str
) -> None:
    wrong = asks(house, wall)
    decide(clerk, issued, "approve")
    clerk.see("/console/awards")
    pages = clerk.links(r"/console/awards/[0-9a-f-]{36}$")
    (page,) = [page for page in pages if "Олена" in clerk.see(page)]
    clerk.send(f"{page}/new-code", frm=page)
    assert clerk.status == 200
    assert "Олена" not in wrong.see("/g/waiting")
    wrong.send("/g/waiting/accept", frm="/")
    assert wrong.status in {403, 404, 410}
    assert "Fetched 0" in clerk.see(f"{issued}/delivery")
    # Whoever it is really about can be approved after all.
    right = asks(house, wall)
    decide(clerk, issued, "approve")
    assert "Олена Шевчук" in right.see("/g/waiting")
