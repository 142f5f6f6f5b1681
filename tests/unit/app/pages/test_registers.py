"""Centres, providers and assessors on the pages and in the API of their body."""

import pytest
from fastapi.testclient import TestClient

from app.base import accounts
from tests.client import Client
from tests.unit.app.pages.people import House, Visitor

ENTRIES = {
    "centres": {"code": "C-1", "name": "كلية الميناء", "address": "1 Lake Road"},
    "providers": {"code": "P", "name": "School", "did": "did:web:school.example"},
    "assessors": {"code": "A/17", "name": "Odhiambo", "for:WELD": "yes", "since": "2020-01-01"},
}


@pytest.fixture
def clerk(house: House) -> Visitor:
    """Somebody of a training body, signed in."""
    return house.clerk()


def enter(visitor: Visitor, kind: str, **changed: str) -> str:
    """Fill in the form for a new entry."""
    return visitor.send(f"/console/registers/{kind}/new", **{**ENTRIES[kind], **changed})


@pytest.mark.parametrize("kind", ENTRIES)
def test_an_entry_is_added_changed_and_ended(clerk: Visitor, kind: str) -> None:
    assert "There is no entry yet." in clerk.see(f"/console/registers/{kind}")
    words = enter(clerk, kind)
    assert clerk.path == f"/console/registers/{kind}"
    assert ENTRIES[kind]["name"] in words
    page = clerk.links(rf"/registers/{kind}/\w{{32}}$")[0]
    clerk.see(page)
    assert f'value="{ENTRIES[kind]["code"]}"' in clerk.page
    words = clerk.send(page, **{**ENTRIES[kind], "name": "Another", "until": "2026-12-31"})
    assert "Another" in words
    assert "31 December 2026" in words


def test_an_assessor_is_accredited_for_what_was_ticked(clerk: Visitor) -> None:
    assert "WELD · from 1 January 2020" in enter(clerk, "assessors")
    clerk.see(clerk.links(r"/assessors/\w{32}$")[0])
    assert 'name="for:WELD" value="yes" checked' in clerk.page


@pytest.mark.parametrize(
    ("kind", "field", "value", "sentence"),
    [
        ("centres", "code", "", "each code can stand for one entry only"),
        ("centres", "name", "", "A name is needed"),
        ("providers", "did", "school", "Write the identifier in its one form"),
        ("providers", "url", "school", "Write the whole address"),
        ("assessors", "since", "once", "This is not a date."),
        ("assessors", "until", "2019-12-31", "it lies before the first day"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(
    clerk: Visitor, kind: str, field: str, value: str, sentence: str
) -> None:
    assert sentence in enter(clerk, kind, **{field: value})
    assert clerk.status == 422
    assert "There is no entry yet." in clerk.see(f"/console/registers/{kind}")


def test_two_entries_cannot_have_one_code(clerk: Visitor) -> None:
    enter(clerk, "centres")
    assert "each code can stand for one entry only" in enter(clerk, "centres", name="Another")


def test_the_registers_of_another_body_are_not_found(house: House, clerk: Visitor) -> None:
    enter(clerk, "centres")
    page = clerk.links(r"/centres/\w{32}$")[0]
    other = house.clerk("harbour")
    assert "There is no entry yet." in other.see("/console/registers/centres")
    other.see(page)
    assert other.status == 404
    other.send(page, frm="/console/registers/centres/new", **ENTRIES["centres"])
    assert other.status == 404


def test_the_pages_are_there_in_arabic(clerk: Visitor) -> None:
    for kind in ENTRIES:
        enter(clerk, kind)
        for page in (f"/console/registers/{kind}", f"/console/registers/{kind}/new"):
            clerk.see(f"{page}?lang=ar")
            assert clerk.status == 200
            assert 'dir="rtl"' in clerk.page
        clerk.see("/console?lang=en")


def test_programs_keep_the_registers_of_their_own_body(house: House) -> None:
    house.body("harbour")
    body = house.body("riverside")
    with house.services.database.session() as session:
        key = accounts.create_api_key(
            session,
            organisation_id=body.id,
            scopes=accounts.EVERYTHING,
            actor="test",
            at=house.at,
        )
    http = Client(house.application, headers={"Authorization": f"Bearer {key}"})
    own, other = (f"/api/v1/organisations/{slug}" for slug in ("riverside", "harbour"))
    for register, body_of in (
        ("centres", {"code": "C-1", "name": "Kisumu", "address": "1 Lake Road"}),
        ("providers", {"code": "P", "name": "School", "did": "did:web:school.example"}),
        ("assessors", {"code": "A/17", "name": "Odhiambo", "achievement_codes": ["WELD"]}),
    ):
        made = http.post(f"{own}/{register}", json=body_of)
        assert made.status_code == 201
        ended = {**body_of, "until": "2026-12-31"}
        address = f"{own}/{register}/{made.json()['id']}"
        assert http.put(address, json=ended).json()["until"] == "2026-12-31"
        assert [row["code"] for row in http.get(f"{own}/{register}").json()] == [body_of["code"]]
        assert http.put(f"{own}/{register}/none", json=ended).status_code == 404
        assert http.get(f"{other}/{register}").status_code == 404
        assert http.post(f"{own}/{register}", json={**body_of, "id": "1"}).status_code == 422


def test_programs_change_the_settings_of_their_own_body_with_a_key_for_it(house: House) -> None:
    body = house.body("riverside")
    house.body("harbour")

    def program(scope: str) -> TestClient:
        with house.services.database.session() as session:
            key = accounts.create_api_key(
                session,
                organisation_id=body.id,
                scopes=frozenset({scope}),
                actor="test",
                at=house.at,
            )
        return Client(house.application, headers={"Authorization": f"Bearer {key}"})

    address = "/api/v1/organisations/{}/settings"
    http = program(accounts.SETTINGS)
    settings = {
        "url": None,
        "country": "KE",
        "language": "sw",
        "time_zone": "Africa/Nairobi",
        "lists_need_approval": True,
    }
    assert http.put(address.format("riverside"), json=settings).json() == settings
    assert program(accounts.READ).get(address.format("riverside")).json() == settings
    assert http.put(address.format("harbour"), json=settings).status_code == 404
    weak = {**settings, "lists_need_approval": False}
    assert program(accounts.AWARD).put(address.format("riverside"), json=weak).status_code == 403
    assert http.put(address.format("riverside"), json={**weak, "name": "x"}).status_code == 422
    assert program(accounts.READ).get(address.format("riverside")).json() == settings


# ── Assessors as a list ──

LIST = "/console/registers/assessors/list"


def hand_in(visitor: Visitor, content: str | bytes) -> str:
    """Hand in a list of assessors."""
    written = content.encode() if isinstance(content, str) else content
    return visitor.send(LIST, files={"file": ("a.csv", written, "text/csv")})


def test_a_list_of_assessors_is_entered_and_describes_anew(clerk: Visitor) -> None:
    enter(clerk, "assessors")
    words = hand_in(
        clerk,
        "code,name,name_latin,achievement_codes,since,until\n"
        "A/17,Odhiambo Otieno,,WELD;PLUMB,2021-02-01,2027-12-31\n"
        "A/18,عائشة,Aisha,,,\n",
    )
    assert "2 assessors of the list are in the register." in words
    words = clerk.see("/console/registers/assessors")
    for expected in ("Odhiambo Otieno", "PLUMB, WELD · from 1 February 2021", "عائشة", "A/18"):
        assert expected in words
    assert "2 assessors" in hand_in(clerk, "code;name\nA/18;عائشة\nA/17;Odhiambo\n")
    assert clerk.see("/console/registers/assessors").count("A/1") == 2


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",Nobody,", "Line 3, code : The number in the register is needed"),
        ("A/2,,", "Line 3, name : A name is needed"),
        ("A/2,B\u202eC,", "Line 3, name : A name is needed"),
        ("A/2,B,31.12.2026", "Line 3, until : Write the day like 2026-11-30"),
        ("A/2,B,,x", "Line 3: There is more on this line"),
        ("A/1,B,", "Line 3, code : This number stands on two lines."),
    ],
)
def test_one_wrong_line_keeps_the_whole_list_out(clerk: Visitor, line: str, sentence: str) -> None:
    assert sentence in hand_in(clerk, f"code,name,until\nA/1,Achieng,\n{line}\n")
    assert clerk.status == 422
    assert "There is no entry yet." in clerk.see("/console/registers/assessors")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Choose a file"),
        (b"PK\x03\x04", "We cannot read this file"),
        (b"code,nom\nA,B\n", "The first line has to name the columns"),
        (b"code,name,code\nA,B,1\n", "The first line has to name the columns"),
        (b"code,name,salary\nA,B,1\n", "The first line has to name the columns"),
        ("code,name\nA,Ñandú Pérez\n".encode("cp1252"), "We cannot read this file"),
    ],
)
def test_a_file_that_is_no_list_of_assessors_is_refused(
    clerk: Visitor, content: bytes, sentence: str
) -> None:
    assert sentence in hand_in(clerk, content)
    assert clerk.status == 422


def test_the_empty_list_can_be_handed_in(clerk: Visitor) -> None:
    clerk.see(f"{LIST}?lang=ar")
    assert 'dir="rtl"' in clerk.page
    clerk.see(f"{LIST}?lang=en")
    empty = clerk.http.get(f"{LIST}/example.csv").content
    assert "1 assessor of the list is in the register." in hand_in(clerk, empty + b"A,B,,,,\r\n")


def test_a_number_of_another_assessor_is_not_overwritten(clerk: Visitor) -> None:
    hand_in(clerk, b"code,name\nA-1,Ana Lind\n")
    words = hand_in(clerk, b"code,name\nA-2,Cy Holm\nA-1,Bo Ek\n")
    assert clerk.status == 422
    assert "Your register has this number with another name: Ana Lind." in words
    words = clerk.see("/console/registers/assessors")
    assert "Ana Lind" in words
    assert "Cy Holm" not in words
    # Another spelling is the same person.
    hand_in(clerk, b"code,name\nA-1,Anna Lind\n")
    assert "Anna Lind" in clerk.see("/console/registers/assessors")
