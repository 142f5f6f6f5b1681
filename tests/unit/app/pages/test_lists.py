"""A clerk with a list that is not made for us: asked, looked at, mended, approved."""

import io
import re
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from PIL import Image

from app.base import outbox
from app.base.audit import AuditEvent
from app.base.outbox import OutboxMessage
from app.batches import reconcile
from app.issuer import store as issuer_store
from tests.unit.app.pages.people import House, Visitor

HEADINGS = ["Nom", "Prénom", "Né(e) le", "Matricule", "Obtenu le", "Remarque"]
LINES: list[list[Any]] = [
    ["Pérez", "Ana", "03/04/2001", "R-1", date(2026, 11, 6), "x"],
    ["Шевчук", "Олена", "07/08/1990", "R-2", date(2026, 11, 6), None],
    ["بن يوسف", "أحمد", "05/06/1999", "R-3", date(2026, 11, 6), None],
    ["Bad", "One", "45/45/1990", "R-4", date(2026, 11, 6), "y"],
    ["Perez", "Ana", "03/04/2001", None, date(2026, 11, 6), None],
]
CHOSEN = {
    "column-0": "family_name",
    "column-1": "given_name",
    "column-2": "birth_date",
    "column-3": "register_number",
    "column-4": "awarded_on",
    "column-5": "-",
    "order": "day-first",
    "heading": "3",
}


def book(lines: list[list[Any]]) -> bytes:
    """A workbook with a title above its headings."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for line in [["Class of 2026"], [], HEADINGS, *lines]:
        sheet.append(line)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


@pytest.fixture
def clerk(house: House) -> Visitor:
    """A clerk whose body awards one thing."""
    return house.clerk()


@pytest.fixture
def looked_at(clerk: Visitor) -> str:
    """The page of a list whose columns were said."""
    one = clerk.hand_in(book(LINES))
    clerk.send(f"{one}/columns", **CHOSEN)
    return one


def wants_approval(house: House) -> None:
    with house.services.database.session() as session:
        body = issuer_store.organisation_by_slug(session, "riverside")
        assert body is not None
        body.lists_need_approval = True


def test_what_the_headings_do_not_say_is_asked(clerk: Visitor) -> None:
    one = clerk.hand_in(book(LINES))
    assert "What the columns are" in clerk.words
    assert "Which day is 03/04/2001? " in clerk.words
    assert "3 April 2001" in clerk.words
    assert "4 March 2001" in clerk.words
    assert re.search(r'<option value="family_name" selected>', clerk.page)
    unsaid = {**CHOSEN, "column-5": ""}
    clerk.send(f"{one}/columns", **unsaid)
    assert clerk.status == 422
    assert "Say what this column is, or that it is not to be used." in clerk.words
    clerk.send(f"{one}/columns", **{**CHOSEN, "column-5": "family_name"})
    assert "Another column was said to be the same." in clerk.words
    clerk.send(f"{one}/columns", **{**CHOSEN, "order": ""})
    assert "Which day is 03/04/2001?" in clerk.words


def test_the_same_headings_are_asked_about_once(clerk: Visitor, looked_at: str) -> None:
    clerk.send(f"{looked_at}/take-back")
    dated = [[*line[:2], date(1990, 1, place + 1), *line[3:]] for place, line in enumerate(LINES)]
    clerk.hand_in(book(dated))
    assert "5 certificates will be issued" in clerk.words


def test_an_encoding_that_is_a_guess_is_shown_with_others(clerk: Visitor) -> None:
    text = "name;birth_date\nШевчук Олена;1990-05-31\nИванов Пётр;1991-06-01\n"
    one = clerk.hand_in(text.encode("cp1251"))
    assert "Where do the names look right?" in clerk.words
    assert "Cyrillic (Windows 1251)" in clerk.words
    clerk.send(f"{one}/columns/again", frm=one, encoding="cp1252", heading="1")
    assert "Øåâ÷óê" in clerk.words
    said = {"column-0": "name", "column-1": "birth_date", "heading": "1"}
    clerk.send(f"{one}/columns", encoding="cp1251", **said)
    # What was said was said of what stood there before, so the page comes again.
    assert "Where do the names look right?" in clerk.words
    clerk.send(f"{one}/columns", encoding="cp1251", **said)
    assert "Шевчук Олена" in clerk.words
    assert "2 certificates will be issued" in clerk.words


def test_nothing_is_approved_that_could_not_be_looked_at(house: House, clerk: Visitor) -> None:
    wants_approval(house)
    people = "".join(f"Person {number:03},R-{number}\n" for number in range(1, 103))
    one = clerk.hand_in(f"name,register_number\n{people}".encode())
    assert "Person 008" in clerk.words
    assert "Person 009" not in clerk.words
    assert "Person 102" in clerk.see(clerk.links(r"after=9")[0].removesuffix("#people"))
    assert "Back to the first lines" in clerk.words
    clerk.send(f"{one}/confirm", frm=one)
    second = house.colleague()
    assert "Person 100" in second.see(one)
    assert "Person 102" in second.see(second.links(r"after=101")[0].removesuffix("#people"))
    assert "Person 100" not in second.words


def test_a_wrong_line_is_corrected_on_the_page(clerk: Visitor, looked_at: str) -> None:
    clerk.see(looked_at)
    assert "1 line is wrong" in clerk.words
    line = f"{looked_at}/lines/7"
    assert "There is no such day in the calendar." in clerk.see(line)
    fields = {"family_name": "Bad", "given_name": "One", "register_number": "R-4"}
    clerk.send(line, **fields, birth_date="32/01/1990")
    assert clerk.status == 422
    assert "The line is still wrong." in clerk.words
    clerk.send(line, **fields, birth_date="31/01/1990", awarded_on="2026-11-06")
    assert "line is wrong" not in clerk.words
    assert "1990-01-31" in clerk.words


def test_the_wrong_lines_come_back_with_the_headings_of_the_file(
    clerk: Visitor, looked_at: str
) -> None:
    wrong = clerk.http.get(f"{looked_at}/wrong-lines.csv").content.decode("utf-8-sig")
    assert wrong.startswith("Nom,Prénom,Né(e) le,Matricule,Obtenu le,Remarque,problem")
    assert "Bad,One,45/45/1990,R-4,2026-11-06,y," in wrong
    clerk.hand_in(wrong.replace("45/45/1990", "1990-05-31"))
    assert "1 certificate will be issued" in clerk.words


def test_a_probable_duplicate_is_awarded_only_if_somebody_says_so(
    house: House, clerk: Visitor, looked_at: str
) -> None:
    clerk.see(looked_at)
    assert "1 line may be a duplicate" in clerk.words
    assert "looks like line 4" in clerk.words
    clerk.send(f"{looked_at}/keep", frm=looked_at, **{"keep-8": "1"})
    assert "may be a duplicate" not in clerk.words
    clerk.send(f"{looked_at}/keep", frm=looked_at)
    clerk.send(f"{looked_at}/confirm", frm=looked_at)
    house.work()
    assert "3 certificates were issued" in clerk.see(looked_at)
    assert "If it is another person, hand the line in again" in clerk.words


def test_a_certificate_whose_number_begins_like_a_line_is_shown_as_one(
    house: House, clerk: Visitor
) -> None:
    head = "name,birth_date,register_number,certificate_number\n"
    house.award(clerk, f"{head}Ana Perez,1990-05-31,R 1,#7\nBo Ek,1991-02-02,R 2,@7 b.csv\n")
    clerk.hand_in(f"{head}Pérez Ana,1990-05-31,,\nCy Holm,1985-03-04,R 2,\n")
    assert "looks like certificate #7" in clerk.words
    assert "the same one stands on record with the certificate @7 b.csv" in clerk.words


def test_a_latin_name_is_proposed_and_never_written_by_itself(
    clerk: Visitor, looked_at: str
) -> None:
    clerk.see(looked_at)
    assert "Олена Шевчук → Olena Shevchuk" in clerk.words
    clerk.send(f"{looked_at}/latin-names", frm=looked_at, **{"latin-5": "1"})
    assert "Олена Шевчук → Olena Shevchuk" not in clerk.words
    assert "Olena Shevchuk" in clerk.words
    assert "أحمد بن يوسف →" in clerk.words
    clerk.send(f"{looked_at}/latin-names", frm=looked_at, all="1")
    assert "→" not in clerk.words


def test_the_preview_shows_the_longest_and_the_right_to_left_name(
    clerk: Visitor, looked_at: str
) -> None:
    clerk.see(looked_at)
    pictures = re.findall(r'<img loading="lazy" src="([^"]+)"', clerk.page)
    assert [path.split("/")[-2] for path in pictures] == ["4", "5", "6"]
    answer = clerk.http.get(pictures[-1])
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.format == "PNG"
        # The mark across it is red, and nothing else on a certificate is.
        red = [
            count
            for count, colour in picture.getcolors(1 << 24) or ()
            if colour[0] - colour[1] > 40  # type: ignore[index]
        ]
    assert sum(red) > 1000
    for line in ("7/preview.png", f"{2**63}/preview.png", str(2**63), "-1"):
        assert clerk.http.get(f"{looked_at}/lines/{line}").status_code == 404


def test_a_second_person_approves_or_sends_back(
    house: House, clerk: Visitor, looked_at: str
) -> None:
    wants_approval(house)
    clerk.send(f"{looked_at}/confirm", frm=looked_at)
    assert "The list waits for the approval of a second person" in clerk.words
    house.work()
    assert "No certificate was issued yet." in clerk.see("/console/awards")
    # Neither the one who confirmed it nor somebody without the role decides.
    assert "Approve, and issue" not in clerk.see(looked_at)
    clerk.send(f"{looked_at}/approve", frm="/console/lists/new")
    assert clerk.status == 403
    # Nobody changes it while it waits.
    clerk.send(f"{looked_at}/keep", frm="/console/lists/new", all="1")
    assert clerk.status == 409

    second = house.colleague()
    assert "Confirmed by: Somebody (office@riverside.example)" in second.see(looked_at)
    second.send(f"{looked_at}/send-back", frm=looked_at, note=" ")
    assert "Say in a few words what has to be changed." in second.words
    second.send(f"{looked_at}/send-back", frm=looked_at, note="Line 7 is mine.")
    assert "Line 7 is mine." in clerk.see(looked_at)
    clerk.send(f"{looked_at}/confirm", frm=looked_at)
    # Pressed again, it tells nobody again.
    house.at += timedelta(minutes=1)
    clerk.send(f"{looked_at}/confirm", frm="/console/lists/new")
    with house.services.database.reading() as session:
        mail = session.query(OutboxMessage).filter_by(template="mail/list_waits.txt").one()
        assert mail.recipient == "second@riverside.example"
        assert set(mail.context) == {"organisation", "achievement", "number", "link"}
        text = outbox._as_mail(mail, render=house.services.pages.text, sender="a@b").get_content()
    assert "3 certificates are to be issued." in text
    assert f"{house.services.settings.public_url}{looked_at}" in text
    second.send(f"{looked_at}/approve", frm=looked_at)
    house.work()
    assert "3 certificates were issued" in clerk.see(looked_at)
    with house.services.database.reading() as session:
        done = [event.action for event in session.query(AuditEvent).order_by(AuditEvent.seq)]
        assert list(reconcile.mismatches(session)) == []
    steps = [action for action in done if action.startswith("batch.")]
    assert steps == [
        "batch.accepted",
        "batch.columns-chosen",
        "batch.submitted",
        "batch.sent-back",
        "batch.submitted",
        "batch.approved",
        "batch.confirmed",
        "batch.finished",
    ]


def test_the_pace_is_shown_while_it_is_signed(clerk: Visitor, looked_at: str) -> None:
    clerk.send(f"{looked_at}/confirm", frm=looked_at)
    assert "It begins in a moment." in clerk.words
    assert "2 lines are wrong" in clerk.words


@pytest.mark.parametrize("path", ["", "/columns", "/lines/4", "/lines/4/preview.png"])
def test_a_list_of_another_body_is_not_found(
    house: House, clerk: Visitor, looked_at: str, path: str
) -> None:
    other = house.signed_in("ana@other.example", body=house.body("other"))
    other.see(f"{looked_at}{path}")
    assert other.status == 404
    assert clerk.http.get(f"{looked_at}{path}").status_code == 200


def test_no_limit_but_the_one_of_the_settings_is_set_to_a_file(house: House) -> None:
    clerk = house.clerk()
    clerk.hand_in(b"\xff" * 20_000_001)
    assert clerk.status == 422
