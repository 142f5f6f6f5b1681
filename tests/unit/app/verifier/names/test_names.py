"""The help with names, on every page that shows whose certificate it is, and by API."""

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest

from app.base.codes import printed_code
from tests.journeys.stage import Stage, stage

_HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for all tests of this file."""
    with stage(tmp_path_factory.mktemp("names") / "data") as opened:
        yield opened


def uploaded(on: Stage) -> str:
    document = on.world.document(credentialStatus=on.world.entry())
    document["credentialSubject"]["identifier"] = [
        {
            "type": "IdentityObject",
            "identityHash": name,
            "identityType": kind,
            "hashed": False,
        }
        for kind, name in (("name", "أمينة يوسف"), ("ext:nameLatin", "Amina Yusuf"))
    ]
    content = on.world.issue(document).content
    return on.client.post("/verify", files={"file": ("a", content)}, headers=_HTML).text


def fields(page: str) -> dict[str, str]:
    """What the form for a name carries along."""
    form = re.search(r'action="/verify/name".*?</form>', page, re.DOTALL)
    assert form is not None
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    return {name: unescape(value) for name, value in hidden}


def compared(on: Stage, page: str, typed: str) -> str:
    """The page that answers the form on a page of results."""
    sent = {**fields(page), "name": typed}
    return unescape(on.client.post("/verify/name", data=sent, headers=_HTML).text)


def test_what_agrees_and_what_differs_is_said_in_both_scripts(lasting: Stage) -> None:
    page = compared(lasting, uploaded(lasting), "YUSUF AMINA ALI")
    assert re.findall(r'data-outcome="(\w+)"', page) == ["partly", "partly"]
    assert re.findall(r'data-how="(\w+)"', page) == ["vowels", "vowels", "same", "same"]
    assert "The words stand in another order" in page
    assert page.count("Only in the document: <bdi>ALI</bdi>") == 2
    assert "We cannot tell you whose name it is." in page
    assert "same person" not in page


def test_it_is_there_for_printed_codes_once_the_paper_is_shown(lasting: Stage) -> None:
    path = f"/v/{printed_code(lasting.award('Amina Yusuf').verification_code or '')}"
    assert "/verify/name" not in lasting.client.get(path, headers=_HTML).text
    page = lasting.client.post(path, data={"fact": "1998"}, headers=_HTML).text
    answer = compared(lasting, page, "Amina Yusuf")
    assert re.findall(r'data-outcome="(\w+)"', answer) == ["agrees"]
    assert "1998" in answer


def test_nothing_is_offered_for_what_is_not_proven(lasting: Stage) -> None:
    content = lasting.world.issue().content.replace(b"Amina Yusuf", b"Amina Jusuf")
    page = lasting.client.post("/verify", files={"file": ("a", content)}, headers=_HTML).text
    assert "/verify/name" not in page


def test_the_answer_under_the_form_brings_no_second_heading_of_the_page(lasting: Stage) -> None:
    answer = compared(lasting, uploaded(lasting), "Amina Yusuf")
    assert answer.count("<h1") == 1
    assert "<h1" not in answer.partition("<div data-part>")[2]


def test_a_name_that_is_left_out_is_asked_for(lasting: Stage) -> None:
    assert "Type the name as it stands" in compared(lasting, uploaded(lasting), " ")


def test_only_names_that_we_have_checked_are_compared_and_for_two_hours(lasting: Stage) -> None:
    page = uploaded(lasting)
    sent = {**fields(page), "ticket": "forged", "name": "Amina"}
    assert lasting.client.post("/verify/name", data=sent, headers=_HTML).status_code == 403
    lasting.world.at += timedelta(hours=2)
    try:
        assert "The names side by side" not in compared(lasting, page, "Amina")
    finally:
        lasting.world.at -= timedelta(hours=2)


def test_a_program_gets_the_same(lasting: Stage) -> None:
    body = {"names": ["Amina Yusuf"], "former": ["Amina Ali"], "document": "Ali, Amina"}
    answer = lasting.client.post("/api/v1/names/compare", json=body)
    first, former = answer.json()
    assert (first["outcome"], first["only_certificate"]) == ("partly", ["Yusuf"])
    assert (former["outcome"], former["is_former"], former["is_reordered"]) == (
        "agrees",
        True,
        True,
    )
    assert former["pairs"][0] == {
        "certificate": "Amina",
        "document": "Amina",
        "how": "same",
        "agrees": True,
    }
    assert lasting.client.post("/api/v1/names/compare", json={"names": []}).status_code == 422


# ── An address that a badge has as a hash ──


def hashed(address: str) -> dict[str, object]:
    digest = hashlib.sha256(f"{address}s4lt".encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "salt": "s4lt",
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
    }


def test_an_address_is_compared_with_its_hash_and_never_shown(lasting: Stage) -> None:
    document = lasting.world.document()
    document["credentialSubject"]["identifier"] = [hashed("amina@example.org")]
    files = {"file": ("a", lasting.world.issue(document).content)}
    page = lasting.client.post("/verify", files=files, headers=_HTML).text
    form = re.search(r'action="/verify/address".*?</form>', page, re.DOTALL)
    assert form is not None
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))

    def answer(typed: str) -> str:
        sent = {**hidden, "address": typed}
        return unescape(lasting.client.post("/verify/address", data=sent, headers=_HTML).text)

    assert "The badge was given to this address" in answer("Amina@example.org")
    assert "The badge was not given to this address" in answer("else@example.org")
    assert "Type the e-mail address" in answer("")
    forged = {**hidden, "ticket": "x", "address": "a@b.c"}
    assert lasting.client.post("/verify/address", data=forged, headers=_HTML).status_code == 403


def test_a_certificate_without_such_an_address_has_no_form_for_one(lasting: Stage) -> None:
    assert "/verify/address" not in uploaded(lasting)


def test_programs_compare_addresses_too(lasting: Stage) -> None:
    body = {"identities": [hashed("amina@example.org")], "address": "amina@example.org"}
    answer = lasting.client.post("/api/v1/addresses/compare", json=body)
    assert answer.json() == {"same": True}
    other = {**body, "address": "else@example.org"}
    assert lasting.client.post("/api/v1/addresses/compare", json=other).json() == {"same": False}
