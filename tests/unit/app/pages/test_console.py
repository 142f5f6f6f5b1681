"""A clerk with a class list: looked at, confirmed, signed, handed out, and corrected."""

import csv
import io
import re
import zipfile

import pytest

from app.base.bodies import words as dictionaries
from app.issuer import service as issuer
from app.issuer import store as issuer_store
from app.issuer.routes import desk_of
from credentials import unbake
from credentials.memory import FORGETFUL
from tests.unit.app.pages.people import House, Visitor

_LIVE = '<meta http-equiv="refresh" content="2">'
LIST = """name,name_latin,birth_date,register_number,email,awarded_on
أحمد بن يوسف,Ahmed Ben Youssef,1994-03-12,R-1,,2026-11-06
Олена Шевчук,Olena Shevchuk,1990-07-08,R-2,,2026-11-06
Ana Pérez,,1990-02-30,R-3,,2026-11-06
"""


@pytest.fixture
def clerk(house: House) -> Visitor:
    """A clerk whose body awards one thing."""
    return house.clerk()


@pytest.fixture
def issued(house: House, clerk: Visitor) -> str:
    """The page of a class list that was confirmed and signed."""
    return house.award(clerk, LIST)


def award_page(clerk: Visitor, words: str = "Olena") -> str:
    """The page of the certificate that is found by these words."""
    clerk.see(f"/console/awards?words={words}")
    return clerk.links(r"/console/awards/[0-9a-f-]{36}$")[0]


def test_the_first_page_leads_to_the_first_step(house: House) -> None:
    new = house.signed_in("ana@new.example", body=house.body("new"))
    assert "Begin here" in new.see("/console")
    assert "First describe what the people on the list have earned." in new.see(
        "/console/lists/new"
    )


def test_a_list_is_looked_at_before_anything_is_signed(house: House, clerk: Visitor) -> None:
    clerk.hand_in(LIST)
    assert "2 certificates will be issued" in clerk.words
    assert "1 line is wrong" in clerk.words
    assert (
        "4: correct it Ana Pérez birth_date 1990-02-30 There is no such day in the calendar."
        in clerk.words
    )
    assert "Ahmed Ben Youssef" in clerk.words
    house.work()
    assert "No certificate was issued yet." in clerk.see("/console/awards")


def test_the_signing_is_shown_while_it_goes_on(house: House, clerk: Visitor) -> None:
    page = clerk.hand_in(LIST)
    clerk.send(f"{page}/confirm", frm=page)
    assert _LIVE in clerk.http.get(page).text
    assert "1 of 3 lines are done" in clerk.see(page)
    house.work()
    assert "2 certificates were issued" in clerk.see(page)
    assert _LIVE not in clerk.http.get(page).text


def test_a_list_that_was_taken_back_is_gone(clerk: Visitor) -> None:
    page = clerk.hand_in(LIST)
    clerk.send(f"{page}/take-back", frm=page)
    assert "There is no class list yet." in clerk.words
    clerk.see(page)
    assert clerk.status == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04\xff", "This workbook is damaged."),
        (b"", "There is nothing in this file."),
        (b"name\n", "There is a line of headings, and no line below it."),
        (b"%PDF-1.7\n\x00\x01", "This is not a class list that we can read."),
    ],
)
def test_a_file_that_is_no_class_list_is_explained(
    clerk: Visitor, content: bytes, sentence: str
) -> None:
    clerk.hand_in(content)
    assert clerk.status == 422
    assert sentence in clerk.words


def test_what_was_earned_has_to_be_chosen(clerk: Visitor) -> None:
    clerk.send("/console/lists/new", files={"file": ("l.csv", LIST.encode())}, achievement="X")
    assert clerk.status == 422
    assert "Choose what the people on the list have earned." in clerk.words


def test_the_example_can_be_handed_in_as_it_is(clerk: Visitor) -> None:
    example = clerk.http.get("/console/lists/example.csv").content
    clerk.hand_in(example)
    assert "2 certificates will be issued" in clerk.words


def test_the_wrong_lines_are_corrected_and_handed_in_again(clerk: Visitor, issued: str) -> None:
    wrong = clerk.http.get(f"{issued}/wrong-lines.csv").content.decode("utf-8-sig")
    assert "There is no such day in the calendar." in wrong
    clerk.hand_in(wrong.replace("1990-02-30", "1990-02-28"))
    assert "1 certificate will be issued" in clerk.words


def test_the_certificates_come_as_one_archive_with_an_index(
    clerk: Visitor, issued: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As in a server that has read no dictionary of bodies since it was started.
    monkeypatch.setattr(dictionaries, "_known", FORGETFUL)
    answer = clerk.http.get(f"{issued}/certificates.zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        index = archive.read("certificates.csv").decode("utf-8-sig")
        picture = archive.read(next(name for name in names if name.endswith(".png")))
        paper = archive.read(next(name for name in names if name.endswith(".pdf")))
    lines = list(csv.reader(io.StringIO(index)))
    assert [line[:3] for line in lines[1:]] == [
        ["2", "أحمد بن يوسف", "Ahmed Ben Youssef"],
        ["3", "Олена Шевчук", "Olena Shevchuk"],
    ]
    assert sorted(names) == sorted(
        ["certificates.csv"]
        + [
            f"{kind}/{line[3]}.{kind}"
            for line in lines[1:]
            for kind in ("pdf", "png", "svg", "json")
        ]
    )
    assert b"eddsa-rdfc-2022" in unbake(picture)
    assert paper.startswith(b"%PDF")


@pytest.mark.parametrize("words", ["أحمد", "Ahmed", "ahmed youssef", "R-1", "r-1 ahmed"])
@pytest.mark.usefixtures("issued")
def test_a_certificate_is_found_by_name_in_either_script_and_by_number(
    clerk: Visitor, words: str
) -> None:
    clerk.see(f"/console/awards?words={words}")
    assert len(clerk.links(r"/console/awards/[0-9a-f-]{36}$")) == 1
    assert "أحمد بن يوسف" in clerk.words


@pytest.mark.usefixtures("issued")
def test_other_alphabets_are_found_in_small_letters_too(clerk: Visitor) -> None:
    assert "Olena Shevchuk" in clerk.see("/console/awards?words=шевчук")


@pytest.mark.usefixtures("issued")
def test_what_is_not_there_is_not_found(clerk: Visitor) -> None:
    for query in ("words=%25", "words=_", "words=nobody", "state=revoked"):
        assert "No certificate fits this." in clerk.see(f"/console/awards?{query}")


@pytest.mark.usefixtures("issued")
def test_a_certificate_comes_in_three_forms(clerk: Visitor) -> None:
    page = award_page(clerk)
    forms = {kind: clerk.http.get(f"{page}/certificate/{kind}") for kind in ("pdf", "png", "json")}
    assert forms["pdf"].content.startswith(b"%PDF")
    assert unbake(forms["png"].content) == forms["json"].content
    for kind, answer in forms.items():
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"].endswith(f'.{kind}"')
        assert "Olena" not in answer.headers["content-disposition"]


@pytest.mark.usefixtures("issued")
def test_a_misspelt_name_is_corrected_by_a_new_certificate(clerk: Visitor) -> None:
    old = award_page(clerk)
    clerk.send(
        f"{old}/replace",
        name="Олена Шевченко",
        name_latin="Olena Shevchenko",
        birth_date="1990-07-08",
        register_number="R-2",
        awarded_on="2026-11-06",
        reason="misspelt-name",
    )
    assert clerk.path != old
    assert "Olena Shevchenko" in clerk.words
    assert "Issued in place of an earlier one." in clerk.words
    new = clerk.path
    words = clerk.see(old)
    assert "by a corrected one" in words
    assert "The name was misspelt" in words
    assert clerk.links(r"/console/awards/[0-9a-f-]{36}$") == [new]


@pytest.mark.usefixtures("issued")
def test_a_correction_that_changes_nothing_is_not_issued(clerk: Visitor) -> None:
    page = award_page(clerk)
    clerk.see(f"{page}/replace")
    fields = dict(re.findall(r'<input id="([a-z_]+)"[^>]* value="([^"]*)"', clerk.page))
    assert fields["name_latin"] == "Olena Shevchuk"
    words = clerk.send(f"{page}/replace", reason="misspelt-name", **fields)
    assert clerk.status == 422
    assert "Nothing is different from the certificate that there is." in words
    words = clerk.send(
        f"{page}/replace", reason="misspelt-name", **{**fields, "email": "olena@example.org"}
    )
    assert "Issued in place of an earlier one." in words


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "A name is needed"),
        ("name", "Ol\u202eena", "A name is needed"),
        ("birth_date", "1790-01-01", "Give a real birth date"),
        ("birth_date", "tomorrow", "Give a real birth date"),
        ("email", "nobody", "This is not an e-mail address."),
        ("awarded_on", "2030-01-01", "This day lies in the future."),
        ("reason", "", "Choose why."),
    ],
)
@pytest.mark.usefixtures("issued")
def test_a_correction_says_which_field_is_wrong_and_changes_nothing(
    clerk: Visitor, field: str, value: str, sentence: str
) -> None:
    page = award_page(clerk)
    right = {"name": "Olena", "birth_date": "1990-07-08", "reason": "misspelt-name"}
    words = clerk.send(f"{page}/replace", **{**right, "awarded_on": "2026-11-06", field: value})
    assert clerk.status == 422
    assert sentence in words
    assert "Correct and replace" in clerk.see(page)


def test_what_can_be_suspended_is_paused_and_valid_again(house: House, clerk: Visitor) -> None:
    clerk.send(
        "/console/achievements/new",
        code="LIC",
        name="Crane licence",
        description="Drives cranes.",
        criteria="A test.",
        achievement_type="License",
        language="en",
        suspendable="yes",
    )
    page = clerk.hand_in(LIST, achievement="LIC")
    clerk.send(f"{page}/confirm", frm=page)
    house.work()
    award = award_page(clerk)
    clerk.send(f"{award}/suspend", reason="under-review", sure="yes")
    assert "Paused since" in clerk.words
    clerk.send(f"{award}/reinstate", frm=award)
    assert "Paused since" not in clerk.words
    assert "Valid again" in clerk.words
    assert "The reason given: It is being looked into." in clerk.words


@pytest.mark.usefixtures("issued")
def test_what_cannot_be_suspended_is_not_offered_to_be(clerk: Visitor) -> None:
    page = award_page(clerk)
    clerk.see(page)
    assert clerk.links("/suspend$") == []
    clerk.send(f"{page}/suspend", reason="under-review", sure="yes")
    assert clerk.status == 409


@pytest.mark.usefixtures("issued")
def test_a_new_code_makes_the_old_slip_worthless(house: House, clerk: Visitor) -> None:
    page = award_page(clerk)
    clerk.send(f"{page}/slip", frm=page)
    secret = re.compile(r'class="secret"><bdi dir="ltr">([0-9A-Z-]{15})<')
    (old,) = secret.findall(clerk.page)
    clerk.send(f"{page}/new-code", frm=page)
    (new,) = secret.findall(clerk.page)
    assert "The old one opens nothing any more." in clerk.words
    assert old != new
    worker = house.visitor()
    worker.see(f"/c/{old}")
    assert worker.status == 422
    worker.see(f"/c/{new}")
    assert worker.status == 200


@pytest.mark.usefixtures("issued")
def test_what_happened_to_a_certificate_is_told_with_who_did_it(clerk: Visitor) -> None:
    page = award_page(clerk)
    clerk.send(f"{page}/slip", frm=page)
    words = clerk.see(page)
    assert "Issued and signed · office@riverside.example" in words
    assert "Claim slip shown · office@riverside.example" in words


def test_a_description_can_be_changed_until_it_was_awarded(house: House, clerk: Visitor) -> None:
    clerk.see("/console/achievements")
    page = clerk.links(r"/console/achievements/[0-9a-f-]{36}$")[0]
    described = {
        "code": "WELD",
        "name": "Arc welding",
        "description": "Welds.",
        "criteria": "A test.",
        "achievement_type": "Certificate",
        "language": "en",
        "validity_months": "60",
        "translation_1_language": "ar",
        "translation_1_name": "لحام",
        "translation_1_description": "يلحم",
        "translation_1_criteria": "اختبار",
    }
    assert "Arc welding" in clerk.send(page, **described)
    assert "60 months" in clerk.words
    clerk.see(page)
    assert "لحام" in clerk.page

    house.award(clerk, LIST)
    assert "It was awarded already, so it stays as it is" in clerk.see(page)
    clerk.send(page, frm="/console/achievements/new", **{**described, "name": "Something else"})
    assert clerk.status == 422
    assert "Arc welding" in clerk.see("/console/achievements")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("code", "", "each code can stand for one thing only"),
        ("name", "", "This is needed"),
        ("language", "English", "Choose a language."),
        ("validity_months", "0", "A number of months from 1 to 600"),
        ("validity_months", "many", "A number of months from 1 to 600"),
        ("translation_1_language", "en", "Choose another language than the original’s"),
    ],
)
def test_a_description_says_which_field_is_wrong(
    clerk: Visitor, field: str, value: str, sentence: str
) -> None:
    right = {
        "code": "NEW",
        "name": "New",
        "description": "It.",
        "criteria": "It.",
        "achievement_type": "Certificate",
        "language": "en",
        "translation_1_language": "ar",
        "translation_1_name": "لحام",
        "translation_1_description": "يلحم",
        "translation_1_criteria": "اختبار",
    }
    words = clerk.send("/console/achievements/new", **{**right, field: value})
    assert clerk.status == 422
    assert sentence in words


def test_nothing_of_a_body_is_seen_by_another(house: House, clerk: Visitor, issued: str) -> None:
    award = award_page(clerk)
    clerk.see("/console/achievements")
    achievement = clerk.links(r"/console/achievements/[0-9a-f-]{36}$")[0]
    other = house.clerk("hillside")
    for path in (
        issued,
        f"{issued}/wrong-lines.csv",
        f"{issued}/certificates.zip",
        f"{issued}/slips",
        award,
        f"{award}/certificate/pdf",
        f"{award}/revoke",
        f"{award}/replace",
        achievement,
    ):
        other.see(path)
        assert other.status == 404, path
    for path, fields in (
        (f"{issued}/slips", {}),
        (f"{issued}/slips/file", {}),
        (f"{issued}/confirm", {}),
        (f"{issued}/take-back", {}),
        (f"{award}/slip", {}),
        (f"{award}/new-code", {}),
        (f"{award}/revoke", {"reason": "issued-in-error", "sure": "yes"}),
        (f"{award}/replace", {"name": "X", "reason": "misspelt-name"}),
        (achievement, {"name": "X"}),
    ):
        other.send(path, frm="/console", **fields)
        assert other.status == 404, path
    assert "No certificate was issued yet." in other.see("/console/awards")
    assert "Valid" in clerk.see(award)


@pytest.mark.parametrize(
    "path",
    [
        "/console/lists/x",
        "/console/lists/%00",
        "/console/awards/x",
        "/console/awards/urn:uuid:x",
        "/console/awards/x/certificate/pdf",
        "/console/achievements/%F0%9F%92%A9",
        "/console/awards?start=-1",
        "/console/awards?state=x",
        "/console/awards/x/certificate/exe",
    ],
)
def test_hostile_addresses_are_refused_quietly(clerk: Visitor, path: str) -> None:
    clerk.see(path)
    assert clerk.status in {404, 422}


@pytest.mark.usefixtures("issued")
def test_behind_the_last_page_the_first_one_is_offered(clerk: Visitor) -> None:
    words = clerk.see("/console/awards?start=5000&sort=name")
    assert "There are no more certificates." in words
    assert "No certificate was issued yet." not in words
    (first,) = clerk.links(r"^/console/awards\?.*sort=name")
    assert "Valid" in clerk.see(first)


@pytest.mark.usefixtures("issued")
def test_hostile_words_are_only_words(clerk: Visitor) -> None:
    for words in ("'; DROP TABLE awards --", "%", "\\", "a " * 90, "<script>alert(1)</script>"):
        answer = clerk.http.get("/console/awards", params={"words": words})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


def test_a_body_with_its_own_domain_issues_once_its_file_is_published(house: House) -> None:
    clerk = house.clerk("school", did_method="domain", domain="school.example")
    assert "One step before you can issue" in clerk.see("/console")
    page = clerk.hand_in(LIST)
    clerk.send(f"{page}/confirm", frm=page)
    assert clerk.status == 409

    profile = "/console/profile"
    assert "We could not read the file at this address." in clerk.send(
        f"{profile}/check", frm=profile
    )
    file = clerk.http.get(f"{profile}/did.json").content
    address = "https://school.example/.well-known/did.json"
    house.web.files[address] = file.replace(b"z6Mk", b"z6Mj")
    words = clerk.send(f"{profile}/check", frm=profile)
    assert "There is a file at this address, but not the one below." in words

    house.web.files[address] = file
    clerk.send(f"{profile}/check", frm=profile)
    assert "We have seen the file, and it is right." in clerk.words
    clerk.send(f"{page}/confirm", frm=page)
    assert clerk.status == 200


def test_only_a_body_with_its_own_domain_has_a_file_to_publish(clerk: Visitor) -> None:
    assert "did:web:localhost%3A8000:issuers:riverside" in clerk.see("/console/profile")
    clerk.see("/console/profile/did.json")
    assert clerk.status == 404
    clerk.send("/console/profile/check", frm="/console/profile")
    assert clerk.status == 404


@pytest.mark.usefixtures("issued")
def test_every_page_of_the_console_is_there_in_arabic(clerk: Visitor) -> None:
    award = award_page(clerk)
    for path in ("", "/lists", "/lists/new", "/awards", "/achievements", "/profile"):
        clerk.see(f"/console{path}?lang=ar")
        assert 'dir="rtl"' in clerk.page
    assert "سحب هذه الشهادة" in clerk.see(f"{award}/revoke?lang=ar")


def test_pages_of_people_are_kept_by_nobody(clerk: Visitor, issued: str) -> None:
    for path in ("/console/awards", issued, f"{issued}/wrong-lines.csv"):
        assert clerk.http.get(path).headers["cache-control"] == "no-store"


def test_a_certificate_made_by_a_program_is_shown_too(house: House, clerk: Visitor) -> None:
    with house.services.database.session() as session:
        body = issuer_store.organisation_by_slug(session, "riverside")
        assert body is not None
        made = issuer.issue_raw(
            session,
            body,
            {
                "@context": ["https://www.w3.org/ns/credentials/v2"],
                "type": ["VerifiableCredential"],
                "issuer": body.did,
                "credentialSubject": {"id": "did:example:ana"},
            },
            desk=desk_of(house.services),
            actor="test",
            at=house.at,
        )
    page = f"/console/awards/{made.id.rpartition(':')[2]}"
    assert "This certificate is not fetched with a code." in clerk.see(page)
    clerk.see(f"{page}/certificate/pdf")
    assert clerk.status == 404
    clerk.send(f"{page}/slip", frm=page)
    assert clerk.status == 409
    clerk.send(f"{page}/revoke", reason="issued-in-error", sure="yes")
    assert "Somebody asked to withdraw it" in clerk.words
