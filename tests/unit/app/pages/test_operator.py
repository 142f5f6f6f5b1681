"""The operator: training bodies with an identity for ever, their staff, and who is trusted."""

import json
from datetime import timedelta

import pytest

from app.base import outbox
from app.base.outbox import OutboxMessage
from app.pages.operator.store import standings
from tests.unit.app.pages.people import PASSWORD, URL, House, Visitor

NEW = {
    "name": "كلية الميناء",
    "name_latin": "Harbour College",
    "slug": "harbour",
    "country": "ke",
    "url": "https://harbour.example",
    "language": "ar",
    "time_zone": "Africa/Nairobi",
    "did_method": "web",
    "cryptosuite": "eddsa-rdfc-2022",
}
ENTRY = {
    "did": "did:web:school.example",
    "name": "School of Elsewhere",
    "standing": "accredited",
    "accredited_by": "Ministry of Elsewhere",
    "achievement_types": "Certificate\nLicense",
    "valid_from": "2020-01-01",
    "valid_until": "2030-12-31",
}


@pytest.fixture
def operator(house: House) -> Visitor:
    """The operator, signed in."""
    return house.signed_in("op@example.org")


def add(operator: Visitor, **changed: str) -> str:
    """Fill in the form for a new training body."""
    return operator.send("/operator/bodies/new", **{**NEW, **changed})


def entry(operator: Visitor, **changed: str) -> str:
    """Fill in the form for an entry of the trusted list."""
    return operator.send("/operator/trust/new", **{**ENTRY, **changed})


@pytest.mark.parametrize(
    ("method", "did"),
    [
        ("web", "did:web:localhost%3A8000:issuers:harbour"),
        ("domain", "did:web:harbour.example"),
        ("key", "did:key:z6Mk"),
    ],
)
def test_a_body_is_made_with_its_identity(operator: Visitor, method: str, did: str) -> None:
    words = add(operator, did_method=method, domain="Harbour.example")
    assert operator.path == "/operator/bodies/harbour"
    assert did in words
    assert "Harbour College" in words
    assert "كلية الميناء" in operator.see("/operator")
    assert "Kenya" in operator.words


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("slug", "Harbour!", "Small letters a–z, digits and dashes"),
        ("slug", "taken", "no other body may have it"),
        ("name", "", "A name is needed"),
        ("name", "Harb\u200dour", "A name is needed"),
        ("url", "javascript:alert(1)", "Write the whole address"),
        ("country", "Kenya", "Choose a country."),
        ("language", "english", "Choose a language."),
        ("time_zone", "Nairobi", "Choose one of the list"),
        ("did_method", "ion", "Choose how the world is to know the body."),
        ("cryptosuite", "none", "Choose the form of the signature."),
    ],
)
def test_a_body_in_the_wrong_form_is_not_made(
    house: House, operator: Visitor, field: str, value: str, sentence: str
) -> None:
    house.body("taken")
    words = add(operator, **{field: value})
    assert operator.status == 422
    assert sentence in words
    assert "Harbour College" not in operator.see("/operator")


@pytest.mark.parametrize("domain", ["", "127.0.0.1", "a b", "school.example/path"])
def test_an_identity_on_a_domain_needs_a_domain(operator: Visitor, domain: str) -> None:
    add(operator, did_method="domain", domain=domain)
    assert operator.status in {422}
    operator.see("/operator/bodies/harbour")
    assert operator.status == 404


def test_two_bodies_cannot_have_one_domain(operator: Visitor) -> None:
    add(operator, did_method="domain", domain="harbour.example")
    add(operator, slug="second", did_method="domain", domain="harbour.example")
    assert operator.status == 422
    operator.see("/operator/bodies/second")
    assert operator.status == 404


def test_the_file_for_the_own_domain_is_shown_and_checked(house: House, operator: Visitor) -> None:
    add(operator, did_method="domain", domain="harbour.example")
    page = "/operator/bodies/harbour"
    assert "https://harbour.example/.well-known/did.json" in operator.words
    shown = operator.page.partition('<pre tabindex="0">')[2].partition("</pre>")[0]
    file = shown.replace("&#34;", '"').encode()
    assert json.loads(file)["id"] == "did:web:harbour.example"

    words = operator.send(f"{page}/check", frm=page)
    assert "We could not read the file at this address." in words
    house.web.files["https://harbour.example/.well-known/did.json"] = b"not found"
    assert "not the one below" in operator.send(f"{page}/check", frm=page)
    house.web.files["https://harbour.example/.well-known/did.json"] = file
    operator.send(f"{page}/check", frm=page)
    assert "We have seen the file, and it is right." in operator.words


def test_a_body_without_own_domain_has_no_file_to_check(operator: Visitor) -> None:
    add(operator)
    operator.send("/operator/bodies/harbour/check", frm="/operator/bodies/harbour")
    assert operator.status == 404


def test_staff_are_invited_by_a_link_that_is_shown_once_and_mailed(
    house: House, operator: Visitor
) -> None:
    add(operator)
    page = "/operator/bodies/harbour"
    words = operator.send(f"{page}/staff", frm=page, email="Ana@harbour.example", name="Ana")
    link = next(word for word in words.split() if "/console/setup/" in word)
    assert "has not signed in yet" in words
    assert "/console/setup/" not in operator.see(page)

    with house.services.database.reading() as session:
        mail = session.query(OutboxMessage).one()
        assert (mail.recipient, mail.template) == ("ana@harbour.example", "mail/setup.txt")
        text = outbox._as_mail(mail, render=house.services.pages.text, sender="a@b")
    assert link in str(text.get_content())

    ana = house.visitor()
    ana.send(link.removeprefix(URL), password=PASSWORD, again=PASSWORD)
    assert "كلية الميناء" in ana.see("/console")
    assert "has not signed in yet" not in operator.see(page)


def test_a_second_invitation_of_the_same_person_is_a_new_link(
    house: House, operator: Visitor
) -> None:
    add(operator)
    page = "/operator/bodies/harbour"
    links = []
    for _ in range(2):
        words = operator.send(f"{page}/staff", frm=page, email="ana@harbour.example", name="Ana")
        links.append(next(word for word in words.split() if "/console/setup/" in word))
    visitor = house.visitor()
    visitor.see(links[0].removeprefix(URL))
    assert visitor.status == 410
    visitor.see(links[1].removeprefix(URL))
    assert visitor.status == 200


@pytest.mark.parametrize("email", ["nobody", "office@riverside.example", "op@example.org", ""])
def test_nobody_is_invited_who_works_elsewhere_or_has_no_address(
    house: House, operator: Visitor, email: str
) -> None:
    house.clerk()
    add(operator)
    page = "/operator/bodies/harbour"
    words = operator.send(f"{page}/staff", frm=page, email=email, name="Ana")
    assert operator.status == 422
    assert "This is not an e-mail address, or somebody elsewhere signs in with it." in words
    assert "Nobody can sign in for this body yet." in words


def test_a_new_account_needs_a_name(operator: Visitor) -> None:
    add(operator)
    page = "/operator/bodies/harbour"
    for name in ("", "x" * 201):
        words = operator.send(f"{page}/staff", frm=page, email="ana@x.example", name=name)
        assert operator.status == 422
        assert "A name is needed." in words


def test_an_accreditation_is_seen_at_once(house: House, operator: Visitor) -> None:
    words = entry(operator)
    assert operator.path == "/operator/trust"
    assert "Accredited by Ministry of Elsewhere · 1 January 2020 to 31 December 2030" in words
    assert "· Certificate, License" in words
    judged = house.services.trust.current().judge(
        ENTRY["did"], types=["License"], awarded_at=house.at, at=house.at
    )
    assert (judged.standing, judged.name) == ("accredited", "School of Elsewhere")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("did", "school.example", "Write the identifier in its one form"),
        ("did", "did:web:School.example", "Write the identifier in its one form"),
        ("name", "", "A name is needed"),
        ("accredited_by", "", "An accreditation says who gave it"),
        ("standing", "known", "An accreditation says who gave it"),
        ("achievement_types", "9lives", "Names of kinds in English"),
        ("list_issuers", "registry.example", "Identifiers like did:web:registry.example"),
        ("valid_from", "someday", "This is not a date."),
        ("valid_until", "2019-12-31", "it lies before the first day"),
        ("country", "Kenya", "Choose a country."),
        ("url", "school", "Write the whole address"),
    ],
)
def test_an_entry_in_the_wrong_form_is_not_recorded(
    operator: Visitor, field: str, value: str, sentence: str
) -> None:
    words = entry(operator, **{field: value})
    assert operator.status == 422
    assert sentence in words
    assert "The list is empty." in operator.see("/operator/trust")


def test_the_form_for_an_own_body_is_filled_in(operator: Visitor) -> None:
    add(operator)
    link = operator.links("/operator/trust/new")[0]
    operator.see(link)
    assert 'value="did:web:localhost%3A8000:issuers:harbour"' in operator.page
    assert 'value="كلية الميناء"' in operator.page


def test_a_body_is_suspended_reinstated_and_ended(house: House, operator: Visitor) -> None:
    entry(operator)
    for change, standing in (
        ("suspend", "suspended"),
        ("reinstate", "accredited"),
        ("end", None),
    ):
        page = operator.links(f"/{change}$")[0]
        operator.see(page)
        assert "School of Elsewhere" in operator.words
        house.at += timedelta(minutes=1)
        operator.send(page)
        assert operator.path == "/operator/trust"
        with house.services.database.reading() as session:
            assert standings(session).get(ENTRY["did"]) == standing
    assert operator.links("/suspend$") == []


def test_a_body_with_several_entries_stands_once_and_is_suspended_in_one_go(
    house: House, operator: Visitor
) -> None:
    entry(operator)
    entry(operator, standing="known", accredited_by="", achievement_types="")
    operator.see("/operator/trust")
    assert operator.words.count("School of Elsewhere") == 1
    (suspending,) = operator.links("/suspend$")
    operator.send(suspending)
    assert operator.links("/suspend$") == []
    operator.send(operator.links("/end$")[0])
    (lifting,) = operator.links("/reinstate$")
    operator.send(lifting)
    assert operator.links("/reinstate$") == []
    assert "Suspended" not in operator.words
    with house.services.database.reading() as session:
        assert ENTRY["did"] in standings(session)
    operator.send(lifting)
    assert operator.status == 409


def test_a_body_whose_entry_ended_while_it_was_suspended_can_be_reinstated(
    house: House, operator: Visitor
) -> None:
    entry(operator)
    operator.send(operator.links("/suspend$")[0])
    operator.send(operator.links("/end$")[0])
    with house.services.database.reading() as session:
        assert standings(session) == {ENTRY["did"]: "suspended"}
    operator.send(operator.links("/reinstate$")[0])
    with house.services.database.reading() as session:
        assert standings(session) == {}
    operator.see("/operator/trust")
    assert operator.links("/(suspend|reinstate|end)$") == []


def test_unknown_entries_and_bodies_are_not_found(operator: Visitor) -> None:
    for path in ("/operator/trust/x/suspend", "/operator/bodies/x", "/operator/trust/x/end"):
        operator.see(path)
        assert operator.status == 404
    operator.send("/operator/trust/x/suspend", frm="/operator")
    assert operator.status == 404
    operator.see("/operator/trust/x/explode")
    assert operator.status == 422


def test_a_stranger_sees_nothing_of_it(house: House) -> None:
    stranger = house.visitor()
    for path in ("/operator/bodies/new", "/operator/trust", "/operator/trust/new"):
        stranger.see(path)
        assert stranger.status == 401
    stranger.see("/operator")
    assert stranger.path == "/console/sign-in"


def test_every_page_of_the_operator_is_there_in_arabic(operator: Visitor) -> None:
    add(operator)
    entry(operator)
    for path in ("", "/bodies/new", "/bodies/harbour", "/trust", "/trust/new"):
        operator.see(f"/operator{path}?lang=ar")
        assert operator.status == 200
        assert 'dir="rtl"' in operator.page
