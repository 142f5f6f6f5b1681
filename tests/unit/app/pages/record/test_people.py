"""A person asks what is held about them, on the pages and over the API."""

import json

from app.base.audit import AuditEvent
from app.issuer.tables import Award
from tests.unit.app.pages.people import House, Visitor
from tests.unit.app.pages.record.conftest import Program

PAGE = "/console/record/people"


def page_of(clerk: Visitor, words: str) -> str:
    clerk.see(f"{PAGE}?words={words}")
    return clerk.links(rf"^{PAGE}/[0-9a-f-]{{36}}$")[0]


def test_a_person_is_told_what_is_held_after_their_identity_was_checked(
    house: House, clerk: Visitor
) -> None:
    page = page_of(clerk, "ahmed")
    clerk.see(page)
    assert "ahmed@example.org" in clerk.words
    clerk.send(f"{page}/file", frm=page)
    assert "Say how you made sure who is asking." in clerk.words
    clerk.send(f"{page}/file", frm=page, identity_check="in-person")
    told = json.loads(clerk.page)
    assert told["person"]["register_number"] == "R-1"
    assert told["certificate"]["as_signed"]["credentialSubject"]
    assert told["class_list_line"]["name"] == "أحمد بن يوسف"
    assert told["mail"][0]["to"] == "ahmed@example.org"
    with house.services.database.reading() as session:
        actions = {entry.action for entry in session.query(AuditEvent)}
    assert {"identity.checked-in-person", "person.told"} <= actions


def test_of_a_certificate_in_force_only_what_a_claim_needs_is_deleted(
    house: House, clerk: Visitor
) -> None:
    page = page_of(clerk, "olena")
    clerk.send(f"{page}/delete", frm=page, identity_check="by-document")
    assert "Tick the box to show that you are sure." in clerk.words
    clerk.send(f"{page}/delete", frm=page, identity_check="by-document", sure="1")
    assert "register number were deleted" in clerk.words
    assert "1990-07-08" not in clerk.page
    with house.services.database.reading() as session:
        left = session.query(Award).filter(Award.minimised_at.is_not(None)).one()
        assert (left.person or {})["name"] == "Олена Шевчук"
        assert left.content
    clerk.see(f"/console/awards/{page.rpartition('/')[2]}")
    assert "issue it anew" in clerk.words


def test_what_is_withdrawn_is_erased(house: House, clerk: Visitor) -> None:
    page = page_of(clerk, "olena")
    with house.services.database.session() as session:
        award_id = f"urn:uuid:{page.rpartition('/')[2]}"
        award = session.get_one(Award, award_id)
        award.state, award.changed_at = "revoked", house.at
    clerk.send(f"{page}/delete", frm=page, identity_check="by-document", sure="1")
    assert "Everything about the person was deleted" in clerk.words
    assert "Олена" not in clerk.page
    clerk.see("/console/awards?words=olena")
    assert "No certificate fits this." in clerk.words
    assert clerk.see("/console/awards")
    assert clerk.status == 200
    clerk.see(f"/console/awards/{page.rpartition('/')[2]}")
    assert clerk.status == 200


def test_a_body_chooses_fewer_days(clerk: Visitor) -> None:
    clerk.send(f"{PAGE}/days", frm=PAGE, unclaimed_days="5")
    assert "Write a number of days that is allowed here" in clerk.words
    clerk.send(f"{PAGE}/days", frm=PAGE, unclaimed_days="60")
    assert 'value="60"' in clerk.page
    clerk.send(f"{PAGE}/days", frm=PAGE, unclaimed_days="")
    assert 'value="60"' not in clerk.page
    assert "Nobody fits this." in clerk.see(f"{PAGE}?words=nobody")


def test_a_program_tells_and_deletes(house: House, clerk: Visitor) -> None:
    page = page_of(clerk, "olena")
    program = Program(house, "riverside", "revoke")
    one = f"{program.home}/awards/urn:uuid:{page.rpartition('/')[2]}/person"
    asked = {"identity_check": "by-known-contact"}
    told = program.http.post(f"{one}/held", json=asked, headers=program.headers)
    assert told.json()["person"]["name"] == "Олена Шевчук"
    assert program.http.post(f"{one}/held", json={}, headers=program.headers).status_code == 422
    deleted = program.http.post(f"{one}/delete", json=asked, headers=program.headers)
    assert deleted.status_code == 200
    told = program.http.post(f"{one}/held", json=asked, headers=program.headers)
    assert told.json()["person"]["register_number"] is None
    missing = f"{program.home}/awards/urn:uuid:0/person/held"
    assert program.http.post(missing, json=asked, headers=program.headers).status_code == 404
