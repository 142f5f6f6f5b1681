"""A class list is handed out: slips in the background, fetched as a file."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from app.base import codes
from app.base.audit import AuditEvent
from app.batches import handing_out
from app.issuer.claims import Claims
from app.issuer.tables import CLOSED, Award, Claim, Organisation
from tests.browser.acts import sheets
from tests.unit.app.pages.people import URL, House, Visitor

LIST = """name,name_latin,birth_date,register_number,email,awarded_on
أحمد بن يوسف,Ahmed Ben Youssef,1994-03-12,R-1,,2026-11-06
Олена Шевчук,Olena Shevchuk,1990-07-08,R-2,,2026-11-06
"""


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.clerk()


def issued(house: House, clerk: Visitor, content: str = LIST) -> str:
    return house.award(clerk, content)


def fetched(clerk: Visitor, page: str) -> Any:
    """The answer to who presses the button of the download."""
    clerk.send(f"{page}/slips/file", frm=f"{page}/slips")
    return clerk.last


def slips_of(house: House, clerk: Visitor, page: str) -> bytes:
    clerk.send(f"{page}/slips", frm=f"{page}/slips")
    house.work()
    content: bytes = fetched(clerk, page).content
    return content


def test_slips_are_made_in_the_background_and_fetched(house: House, clerk: Visitor) -> None:
    page = issued(house, clerk)
    assert "Make 2 claim slips" in clerk.see(f"{page}/slips")
    assert "The slips are being made." in clerk.send(f"{page}/slips", frm=f"{page}/slips")
    # It is looked at again and again meanwhile, and counting takes long.
    assert "not fetched it yet" not in clerk.words
    assert 'http-equiv="refresh"' in clerk.page
    house.work()
    assert "The slips are ready" in clerk.see(f"{page}/slips")
    assert 'http-equiv="refresh"' not in clerk.page
    answer = fetched(clerk, page)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert text.index("Ahmed Ben Youssef") < text.index("Olena Shevchuk")
    # By themselves: a secret code may have these letters in it.
    assert not {"1994", "1994-03-12", "R-1"} & set(text.split())
    with house.services.database.reading() as session:
        assert session.query(AuditEvent).filter_by(action="slips.shown").count() == 1


def test_slips_that_were_made_before_a_correction_say_so(house: House, clerk: Visitor) -> None:
    page = issued(house, clerk)
    slips_of(house, clerk, page)
    assert "were corrected or withdrawn since" not in clerk.see(f"{page}/slips")
    clerk.see("/console/awards?words=olena")
    (award,) = clerk.links(r"/console/awards/[0-9a-f-]{36}$")
    house.at += timedelta(minutes=1)
    said = {"name": "Олена Шевченко", "birth_date": "1990-07-08", "awarded_on": "2026-11-06"}
    clerk.send(f"{award}/replace", reason="misspelt-name", **said)
    assert "were corrected or withdrawn since" in clerk.see(f"{page}/slips")
    text = PdfReader(io.BytesIO(slips_of(house, clerk, page))).pages[0].extract_text()
    assert "Шевченко" in text
    assert "were corrected or withdrawn since" not in clerk.see(f"{page}/slips")


def test_whose_code_is_closed_has_not_fetched_theirs(house: House, clerk: Visitor) -> None:
    page = issued(house, clerk)
    with house.services.database.session() as session:
        first, _ = session.query(Claim)
        first.state = CLOSED
    for words in (clerk.see(page), clerk.see(f"{page}/slips")):
        assert "2 people have not fetched it yet. The code of 1 of them is closed" in words
    assert "Make 1 claim slip" in clerk.words


def test_two_people_of_one_name_have_different_slips(house: House, clerk: Visitor) -> None:
    heading, *_ = LIST.splitlines()
    lines = [f"Amina Hassan,,199{number}-05-01,Z-{number},,2026-11-06" for number in (1, 2)]
    pdf = slips_of(house, clerk, issued(house, clerk, "\n".join([heading, *lines])))
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    with house.services.database.reading() as session:
        numbers = [str(number) for (number,) in session.query(Award.certificate_number)]
    assert len(numbers) == 2
    assert all(number in text for number in numbers)


def test_what_is_printed_on_a_slip_opens_the_certificate_of_its_person(
    house: House, clerk: Visitor, tmp_path: Path
) -> None:
    pdf = slips_of(house, clerk, issued(house, clerk))
    (sheet,) = sheets(pdf, tmp_path)
    scanned = zxingcpp.read_barcodes(Image.open(io.BytesIO(sheet)))
    urls = [code.text for code in sorted(scanned, key=lambda code: code.position.top_left.x)]
    assert len(urls) == 2
    desk = Claims(house.services.custody, public_url=URL)
    with house.services.database.session() as session:
        for url, born in zip(urls, ("1994-03-12", "1990-07-08"), strict=True):
            code = url.removeprefix(f"{URL}/c/")
            assert code in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
            attempt = desk.attempt(session, codes.parse_code(code), born, at=house.at)
            assert attempt.shown is not None


def test_eight_slips_are_on_a_page_and_the_pages_are_tagged(house: House, clerk: Visitor) -> None:
    lines = [f"Person {number},,,T.{number},," for number in range(17)]
    page = issued(house, clerk, "\n".join([LIST.splitlines()[0], *lines]))
    reader = PdfReader(io.BytesIO(slips_of(house, clerk, page)))
    root: Any = reader.trailer["/Root"]
    assert len(reader.pages) == 3
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "T.3" not in reader.pages[0].extract_text()


def test_a_long_list_is_an_archive_of_several(
    house: House, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_out, "SLIPS_IN_ONE", 1)
    page = issued(house, clerk)
    with zipfile.ZipFile(io.BytesIO(slips_of(house, clerk, page))) as archive:
        assert archive.namelist() == ["slips-00001-to-00001.pdf", "slips-00002-to-00002.pdf"]
        texts = [
            PdfReader(io.BytesIO(archive.read(name))).pages[0].extract_text()
            for name in archive.namelist()
        ]
    assert "Ahmed" in texts[0]
    assert "Olena" in texts[1]


def test_the_codes_are_kept_sealed_and_for_a_day_only(house: House, clerk: Visitor) -> None:
    page = issued(house, clerk)
    pdf = slips_of(house, clerk, page)
    stored = b"".join(
        path.read_bytes() for path in house.services.settings.data_dir.glob("passport.sqlite3*")
    )
    assert pdf[:200] not in stored
    house.at += timedelta(days=1)
    with house.services.database.reading() as session:
        body = session.query(Organisation).one()
    again = house.signed_in("next-day@riverside.example", body=body)
    assert fetched(again, page).status_code == 410
    assert "The file was deleted" in again.see(f"{page}/slips")


def test_slips_are_in_the_language_of_the_body_and_in_english(house: House) -> None:
    clerk = house.clerk("maghrib", language="ar")
    page = issued(house, clerk)
    reader = PdfReader(io.BytesIO(slips_of(house, clerk, page)))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert "You are asked for your birth date" in reader.pages[0].extract_text().replace("\n", " ")


def test_an_auditor_sees_no_code(house: House, clerk: Visitor) -> None:
    page = issued(house, clerk)
    slips_of(house, clerk, page)
    with house.services.database.reading() as session:
        body = session.query(Organisation).one()
    auditor = house.signed_in("auditor@riverside.example", body=body, roles=["auditor"])
    auditor.see(f"{page}/slips")
    assert auditor.status == 403
    auditor.send(f"{page}/slips/file", frm=page)
    assert auditor.status == 403
