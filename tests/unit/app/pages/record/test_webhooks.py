"""Webhooks on their pages and over the API."""

import re
from functools import partial

import anyio

from app.base.webhooks import sending
from tests.sink import listening
from tests.unit.app.pages.people import House, Visitor
from tests.unit.app.pages.record.conftest import Program

PAGE = "/console/record/webhooks"


def test_an_owner_adds_a_webhook_and_sees_what_was_sent(house: House, clerk: Visitor) -> None:
    with listening() as sink:
        clerk.send(PAGE, url=sink.url, **{"award.issued": "1", "list.finished": "1"})
        assert "Copy the secret now" in clerk.words
        secret = re.search(r"whsec_[\w-]+", clerk.page)
        assert secret
        page = clerk.links(rf"^{PAGE}/\w+$")[0]
        house.award(clerk, "name,birth_date\nBo Li,1990-01-01\n")
        # The service of this test may reach nothing on this machine, and says so.
        send = partial(
            sending.send_all,
            house.services.database,
            house.services.ports["poster"],
            custody=house.services.custody,
            at=house.at,
        )
        anyio.run(send)
        assert sink.bodies == []
    clerk.see(page)
    assert "A certificate was issued" in clerk.words
    assert "A class list is done" in clerk.words
    assert "the address is not https" in clerk.words
    assert secret[0] not in clerk.page
    clerk.send(clerk.links("/messages/")[0], frm=page)
    assert clerk.path == page


def test_a_webhook_is_changed_gets_a_new_secret_and_is_removed(clerk: Visitor) -> None:
    clerk.send(PAGE, url="https://one.example/", **{"award.issued": "1"})
    page = clerk.links(rf"^{PAGE}/\w+$")[0]
    clerk.send(page, url="https://two.example/", **{"award.revoked": "1"})
    assert "two.example" in clerk.words
    clerk.send(page, url="https://two.example/")
    assert "Choose at least one thing to be told." in clerk.words
    clerk.send(f"{page}/secret", frm=page)
    assert "Copy the secret now" in clerk.words
    clerk.send(f"{page}/end", frm=page)
    assert "two.example" not in clerk.words
    clerk.see(page)
    assert clerk.status == 404


def test_what_is_no_address_is_said_beside_the_field(clerk: Visitor) -> None:
    clerk.send(PAGE, url="example", **{"award.issued": "1"})
    assert clerk.status == 422
    assert "Write the whole address, beginning with https://" in clerk.words


def test_nobody_else_sees_a_webhook(house: House, clerk: Visitor) -> None:
    clerk.send(PAGE, url="https://one.example/", **{"award.issued": "1"})
    page = clerk.links(rf"^{PAGE}/\w+$")[0]
    other = house.signed_in("ana@other.example", body=house.body("other"))
    other.see(page)
    assert other.status == 404


def test_a_program_does_the_same(house: House, clerk: Visitor) -> None:
    del clerk
    program = Program(house, "riverside", "webhooks")
    home, http, headers = f"{program.home}/webhooks", program.http, program.headers
    body = {"url": "https://one.example/", "events": ["award.issued"]}
    made = http.post(home, json=body, headers=headers).json()
    assert made["secret"].startswith("whsec_")
    one = f"{home}/{made['id']}"
    assert http.get(one, headers=headers).json()["secret"] is None
    assert (
        http.put(one, json={**body, "events": ["award.eaten"]}, headers=headers).status_code >= 400
    )
    changed = http.put(one, json={**body, "events": ["award.claimed"]}, headers=headers)
    assert changed.json()["events"] == ["award.claimed"]
    assert http.post(f"{one}/secret", headers=headers).json()["secret"] != made["secret"]
    assert http.get(f"{one}/messages", headers=headers).json() == []
    assert http.post(f"{one}/messages/x/resend", headers=headers).status_code == 404
    assert len(http.get(home, headers=headers).json()) == 1
    assert http.delete(one, headers=headers).status_code == 204
    assert http.get(one, headers=headers).status_code == 404
    reading = Program(house, "riverside", "read")
    assert http.get(home, headers=reading.headers).status_code == 403
