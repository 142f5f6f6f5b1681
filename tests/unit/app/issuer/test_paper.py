"""What is printed: the page, its QR code, its code in print, and the credential inside."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from app.issuer.delivery import CertificateFacts, certificate_pdf, certificate_png

FACTS = CertificateFacts(
    issuer="Harbour College",
    title="Pipe welder",
    name="Amina Yusuf",
    name_latin="",
    description="Welds pipes.",
    criteria="Passed the test.",
    rows=[("Awarded on", "6 November 2026"), ("Year of birth", "1996")],
    verify_url="https://passport.example/v/ABCD-EFGH-JKMNP",
    code="ABCD-EFGH-JKMNP",
    issued_on=date(2026, 11, 6),
    language="en",
    labels={},
    credential='{"name": "አሚና"}'.encode(),
)


def text_of(pdf: bytes) -> str:
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    return reader.pages[0].extract_text()


def test_the_page_says_who_was_awarded_what_and_how_to_check_it() -> None:
    text = text_of(certificate_pdf(FACTS))
    for expected in ("Harbour College", "Pipe welder", "Amina Yusuf", "1996", FACTS.code,
                     "passport.example/verify"):  # fmt: skip
        assert expected in text


def test_the_signed_bytes_are_attached_as_they_are() -> None:
    reader = PdfReader(io.BytesIO(certificate_pdf(FACTS)))
    assert reader.attachments == {"credential.json": [FACTS.credential]}


def test_the_page_is_tagged_for_screen_readers_and_says_its_language() -> None:
    root: Any = PdfReader(io.BytesIO(certificate_pdf(FACTS))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"


def test_the_same_certificate_is_the_same_file() -> None:
    assert certificate_pdf(FACTS) == certificate_pdf(FACTS)


def test_the_qr_code_of_the_picture_leads_to_the_check() -> None:
    picture = Image.open(io.BytesIO(certificate_png(FACTS)))
    codes = zxingcpp.read_barcodes(picture.resize((picture.width * 3, picture.height * 3)))
    assert [code.text for code in codes] == [FACTS.verify_url]


@pytest.mark.parametrize("hostile", ['#panic("x")', "$x$", "*bold*", '"],"issuer":"x', "\\u{0}"])
def test_a_name_is_never_markup(hostile: str) -> None:
    assert hostile in text_of(certificate_pdf(replace(FACTS, name=hostile)))


@pytest.mark.parametrize(
    ("name", "font"),
    [
        ("محمد عبد الرحمن", "Arabic"), ("ሰላማዊት ተስፋዬ", "Ethiopic"), ("সুমাইয়া", "Bengali"),
        ("सीता", "Devanagari"), ("නිමල්", "Sinhala"), ("முருகன்", "Tamil"), ("ចាន់", "Khmer"),
        ("အောင်", "Myanmar"), ("ສົມພອນ", "Lao"), ("დავით", "Georgian"), ("Անի", "Armenian"),
        ("שרה", "Hebrew"), ("สมชาย", "Thai"), ("Олена", ""), ("Nguyễn Thị Hồng Ánh", ""),
        ("x" * 200, ""),
    ],
)  # fmt: skip
def test_names_of_every_script_are_drawn_by_a_font_that_has_it(name: str, font: str) -> None:
    page: Any = PdfReader(io.BytesIO(certificate_pdf(replace(FACTS, name=name)))).pages[0]
    used = {str(entry.get_object()["/BaseFont"]) for entry in page["/Resources"]["/Font"].values()}
    assert any(f"NotoSans{font}-Regular" in base for base in used)
    assert all("NotoSans" in base for base in used)
