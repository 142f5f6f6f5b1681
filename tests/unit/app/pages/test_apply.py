"""A training body applies: the form, the mailed link, papers, questions, and the decision."""

from datetime import timedelta

import pytest

from app.issuer import applications
from app.issuer.applications.tables import Application, ApplicationDocument
from tests.unit.app.pages.applying import (
    FORM,
    PDF,
    applied,
    apply,
    hand_in,
    link_of,
    mails,
    opened,
)
from tests.unit.app.pages.people import PASSWORD, URL, House, Visitor

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
DID = "did:web:localhost%3A8000:issuers:harbour"


@pytest.fixture
def operator(house: House) -> Visitor:
    """The operator, signed in."""
    return house.signed_in("op@example.org")


def standing(house: House) -> str:
    """How the trusted list judges an award of the applicant's body."""
    judged = house.services.trust.current().judge(DID, types=[], awarded_at=house.at, at=house.at)
    return str(judged.standing)


def test_an_application_counts_once_its_address_is_confirmed(
    house: House, operator: Visitor
) -> None:
    visitor = apply(house)
    assert "ana@harbour.example" in visitor.words
    assert "/apply/" not in visitor.page.replace('"/apply"', "")
    assert "No application waits." in operator.see("/operator/applications")
    page = link_of(house)
    assert "One step before it counts" in visitor.see(page)
    visitor.send(f"{page}/confirm", frm=page)
    assert visitor.path == page
    assert "With the operator" in visitor.words
    assert "كلية الميناء" in operator.see("/operator/applications")
    assert "Applications that wait" in operator.see("/operator")


def test_a_country_written_out_is_not_cut_to_another_country(house: House) -> None:
    # Cut to two letters by the browser, Bangladesh becomes Bosnia and Herzegovina.
    visitor = house.visitor()
    visitor.see("/apply")
    assert "maxlength" not in visitor.page.split('name="country"')[1].split(">")[0]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "A name is needed"),
        ("name", "Har\u202ebour", "A name is needed"),
        ("name_latin", "x" * 201, "Use letters that can be seen"),
        ("kind", "", "Choose what you are."),
        ("country", "", "Choose a country."),
        ("country", "Bangladesh", "Choose a country."),
        ("url", "harbour", "Write the whole address"),
        ("awards", "", "This is needed"),
        ("contact_name", " ", "A name is needed."),
        ("email", "ana", "This is not an e-mail address."),
        ("email", "ana@x.example\r\nBcc: all@x.example", "This is not an e-mail address."),
        ("language", "x", "Choose a language."),
        ("time_zone", "Nairobi", "Choose one of the list"),
        ("did_method", "ion", "Choose how the world is to know the body."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_no_mail_is_sent(
    house: House, field: str, value: str, sentence: str
) -> None:
    visitor = apply(house, **{field: value})
    assert visitor.status == 422
    assert sentence in visitor.words
    assert "Welding and plumbing" in visitor.page or field == "awards"
    assert mails(house) == []


def test_everything_that_is_wrong_is_said_at_once(house: House) -> None:
    wrong = {"name": "", "kind": "", "country": "", "url": "x", "awards": "", "email": "ana"}
    visitor = apply(house, **wrong, contact_name="", language="", time_zone="", did_method="domain")
    assert visitor.status == 422
    for name in (*wrong, "contact_name", "language", "time_zone", "domain"):
        assert f'id="{name}-error"' in visitor.page


def test_countries_and_languages_are_chosen_by_the_names_that_the_reader_knows(
    house: House,
) -> None:
    visitor = house.visitor()
    visitor.see("/apply?lang=ar")
    assert '<option value="KE">كينيا</option>' in visitor.page
    assert '<option value="sw">السواحلية (sw)</option>' in visitor.page


@pytest.mark.parametrize("domain", ["", "127.0.0.1", "a b", "school.example/path"])
def test_an_identity_on_a_domain_needs_a_domain(house: House, domain: str) -> None:
    visitor = apply(house, did_method="domain", domain=domain)
    assert visitor.status == 422
    assert "Write the domain alone" in visitor.words


def test_no_header_is_added_to_a_mail_by_a_name(house: House) -> None:
    apply(house, name="Harbour\r\nBcc: all@x.example", contact_name="Ana\nX: y")
    ((to, subject, _),) = mails(house)
    assert to == "ana@harbour.example"
    assert subject == "Your application for Harbour Bcc: all@x.example"


def test_the_operator_asks_and_the_applicant_answers(house: House, operator: Visitor) -> None:
    visitor, page = applied(house)
    path = opened(operator)
    assert "Write what the applicant is to read" in operator.send(f"{path}/ask", frm=path, text="")
    operator.send(f"{path}/ask", frm=path, text="Which number\ndo you have?")
    assert "A question waits for an answer" in operator.words
    house.at += timedelta(minutes=1)
    assert any("Which number do you have?" in text for _, _, text in mails(house))
    assert "Which number do you have?" in visitor.see(page)
    assert "Write something" in visitor.send(f"{page}/answer", frm=page, text=" ")
    visitor.send(f"{page}/answer", frm=page, text="Number 17")
    assert "With the operator" in visitor.words
    assert "Number 17" in operator.see(path)


def test_papers_are_handed_in_and_saved_by_the_operator(house: House, operator: Visitor) -> None:
    visitor, page = applied(house)
    assert "registration\u200e.pdf" not in hand_in(
        visitor, page, name="C:\\x\\registration\u200e.pdf"
    )
    assert "registration.pdf · 1 kB" in visitor.words
    house.at += timedelta(minutes=1)
    hand_in(visitor, page, PNG)
    opened(operator)
    first, second = operator.links("/documents/")
    assert operator.http.get(first).content == PDF
    assert operator.http.get(second).headers["content-type"] == "image/png"


@pytest.mark.parametrize("content", [b"", b"<html><script>", b"MZ\x90", b"GIF89a", b" %PDF-"])
def test_only_pdf_png_and_jpeg_are_taken(house: House, content: bytes) -> None:
    visitor, page = applied(house)
    assert "Choose a PDF, PNG or JPEG file." in hand_in(visitor, page, content)
    assert visitor.status == 422


def test_papers_have_ten_megabytes_together(house: House) -> None:
    visitor, page = applied(house)
    hand_in(visitor, page, PDF + bytes(6_000_000))
    assert visitor.status == 200
    hand_in(visitor, page, PDF + bytes(6_000_000))
    assert visitor.status == 422
    hand_in(visitor, page, PDF + bytes(11_000_000))
    assert visitor.status == 413


def test_the_website_is_shown_to_be_theirs_by_a_line_on_it(house: House, operator: Visitor) -> None:
    visitor, page = applied(house)
    path = opened(operator)
    assert "Not shown to be theirs" in operator.words
    line = next(word for word in visitor.see(page).split() if word.startswith("skills-passport="))
    address = "https://harbour.example/.well-known/skills-passport.txt"
    assert address in visitor.words
    for content in (None, b"skills-passport=another", line.encode()[:-1], b"\xff\xfe"):
        if content is not None:
            house.web.files[address] = content
        visitor.send(f"{page}/check", frm=page)
        assert visitor.status == 422
        operator.send(f"{path}/check", frm=path)
        assert operator.status == 422
    house.web.files[address] = b"# our proof\r\n" + line.encode() + b"\r\n"
    visitor.send(f"{page}/check", frm=page)
    assert "We saw the line on 20 November 2026" in visitor.words
    assert "Shown to be theirs" in operator.see(path)


def test_without_a_website_there_is_nothing_to_show(house: House, operator: Visitor) -> None:
    visitor, page = applied(house, url="")
    assert "Show that the website is yours" not in visitor.see(page)
    path = opened(operator)
    assert "It names no website." in operator.words
    operator.send(f"{path}/check", frm=path)
    assert operator.status == 422


def test_an_approved_body_has_the_applicant_as_its_owner(house: House, operator: Visitor) -> None:
    visitor, page = applied(house)
    path = opened(operator)
    assert 'value="harbour-college"' in operator.page
    operator.send(f"{path}/approve", frm=path, slug="harbour")
    assert "Approved" in operator.words
    assert standing(house) == "known"
    assert "You may issue certificates" in visitor.see(page)
    said = next(text for _, _, text in mails(house) if "may now issue" in text)
    assert f"{URL}/console\n" in said
    assert "hand in your first class list" in said
    assert "while trying" not in said
    setup = next(text for _, _, text in mails(house) if "/console/setup/" in text)
    link = next(word for word in setup.split() if "/console/setup/" in word)
    owner = house.visitor()
    owner.send(link.removeprefix(URL), password=PASSWORD, again=PASSWORD)
    for words in ("Harbour College", "Africa/Nairobi", DID, "Change the settings"):
        assert words in owner.see("/console/profile")
    operator.send(f"{path}/approve", frm="/operator", slug="harbour")
    assert operator.status == 422


def test_a_body_tries_before_it_is_approved(house: House, operator: Visitor) -> None:
    visitor, page = applied(house)
    path = opened(operator)
    operator.send(f"{path}/try", frm=path, slug="harbour")
    assert standing(house) == "unvetted"
    assert "It has issued 0 certificates." in operator.words
    assert "You can try already" in visitor.see(page)
    assert "Not yet approved" in operator.see("/operator/bodies/harbour")
    operator.send(f"{path}/try", frm=path, slug="second")
    assert operator.status == 422
    operator.send(f"{path}/approve", frm=path)
    assert standing(house) == "known"
    assert any("while trying" in text for _, _, text in mails(house))


def test_a_body_whose_entry_was_ended_can_be_approved_all_the_same(
    house: House, operator: Visitor
) -> None:
    applied(house)
    path = opened(operator)
    operator.send(f"{path}/try", frm=path, slug="harbour")
    operator.see("/operator/bodies/harbour")
    operator.send(operator.links("/end$")[0])
    assert standing(house) == "unknown"
    operator.send(f"{path}/approve", frm=path)
    assert standing(house) == "known"


def test_a_refused_body_issues_nothing_and_reads_why(house: House, operator: Visitor) -> None:
    visitor, page = applied(house, did_method="domain", domain="harbour.example")
    path = opened(operator)
    operator.send(f"{path}/try", frm=path, slug="harbour")
    operator.send(f"{path}/refuse", frm=path, text="")
    assert operator.status == 422
    operator.send(f"{path}/refuse", frm=path, text="Nobody knows this number.")
    assert "Refused" in operator.words
    assert "Nobody knows this number." in visitor.see(page)
    assert any("Nobody knows this number." in text for _, _, text in mails(house))
    assert "No, it was refused" in operator.see("/operator")
    body = "/operator/bodies/harbour"
    shown = operator.http.get(body).text.partition('<pre tabindex="0">')[2].partition("</pre>")[0]
    file = shown.replace("&#34;", '"').encode()
    house.web.files["https://harbour.example/.well-known/did.json"] = file
    operator.send(f"{body}/check", frm=body)
    assert operator.status == 422
    for name, fields in (("answer", {"text": "But"}), ("confirm", {}), ("documents", {})):
        visitor.send(f"{page}/{name}", frm="/apply", **fields)
    assert "But" not in operator.see(path)
    assert "No application waits." in operator.see("/operator/applications")


@pytest.mark.parametrize(
    ("slug", "email", "sentence"),
    [
        ("taken", FORM["email"], "no other body may have it"),
        ("Harbour!", FORM["email"], "Small letters a–z"),
        ("harbour", "office@riverside.example", "Somebody signs in with this e-mail address"),
    ],
)
def test_what_stands_against_a_new_body_is_named_and_nothing_is_made(
    house: House, operator: Visitor, slug: str, email: str, sentence: str
) -> None:
    house.body("taken")
    house.clerk()
    applied(house, email=email)
    path = opened(operator)
    assert sentence in operator.send(f"{path}/approve", frm=path, slug=slug)
    assert operator.status == 422
    operator.see("/operator/bodies/harbour")
    assert operator.status == 404
    assert "With the operator" in operator.see(path)


def test_what_nobody_confirmed_or_was_refused_is_forgotten(house: House, operator: Visitor) -> None:
    apply(house, email="never@harbour.example")
    unconfirmed = link_of(house, "never@harbour.example")
    visitor, page = applied(house)
    hand_in(visitor, page)
    path = opened(operator)
    operator.send(f"{path}/refuse", frm=path, text="No.")
    for days, gone in ((8, unconfirmed), (366, page)):
        visitor.see(gone)
        assert visitor.status == 200
        with house.services.database.session() as session:
            applications.forget_old(session, at=house.at + timedelta(days=days))
        visitor.see(gone)
        assert visitor.status == 404


def test_the_papers_of_an_approved_application_are_forgotten_after_a_year(
    house: House, operator: Visitor
) -> None:
    visitor, page = applied(house)
    hand_in(visitor, page)
    path = opened(operator)
    operator.send(f"{path}/approve", frm=path, slug="harbour")
    left = []
    for days in (364, 366):
        with house.services.database.session() as session:
            applications.forget_old(session, at=house.at + timedelta(days=days))
        with house.services.database.reading() as session:
            left.append(session.query(ApplicationDocument).count())
            # Who was let in, and when, stays with the body.
            assert session.query(Application).one().organisation_id is not None
    assert left == [1, 0]


def test_every_page_is_there_in_arabic(house: House, operator: Visitor) -> None:
    visitor = house.visitor()
    visitor.see("/apply?lang=ar")
    assert 'dir="rtl"' in visitor.page
    visitor, page = applied(house)
    hand_in(visitor, page)
    visitor.see(f"{page}?lang=ar")
    assert 'dir="rtl"' in visitor.page
    for path in (opened(operator), "/operator/applications"):
        operator.see(f"{path}?lang=ar")
        assert operator.status == 200
        assert 'dir="rtl"' in operator.page
