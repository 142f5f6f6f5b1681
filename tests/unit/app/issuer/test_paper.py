"""What is printed: the page, its QR code, its code in print, and the credential inside."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from app.issuer.delivery import (
    CertificateFacts,
    certificate_pdf,
    certificate_png,
    certificate_svg,
)
from app.issuer.delivery.typesetting import is_printable
from credentials import MediaType, SecuredCredential, bake, unbake
from tests.browser.acts import scanned

ROOT = Path(__file__).parents[4]

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


def test_the_pdf_is_made_for_keeping_and_for_screen_readers() -> None:
    reader = PdfReader(io.BytesIO(certificate_pdf(FACTS)))
    root: Any = reader.trailer["/Root"]
    described = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in described
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in described
    assert "<pdfuaid:part>1</pdfuaid:part>" in described
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Pipe welder – Amina Yusuf"
    tags = set(tags_of(root["/StructTreeRoot"]))
    assert {"/H1", "/P", "/Figure"} <= tags
    (attached,) = root["/AF"]
    assert attached.get_object()["/AFRelationship"] == "/Data"


def tags_of(element: Any) -> Iterator[str]:
    """The kinds of everything in the tree of tags; a picture has its words."""
    if isinstance(element, int):
        return
    element = element.get_object()
    if "/S" in element:
        yield element["/S"]
        assert element["/S"] != "/Figure" or element["/Alt"]
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        yield from tags_of(child)


def fonts_of(pdf: bytes) -> list[Any]:
    """The fonts of the page, each as it is described where it is embedded."""
    page: Any = PdfReader(io.BytesIO(pdf)).pages[0]
    fonts = [entry.get_object() for entry in page["/Resources"]["/Font"].values()]
    return [font["/DescendantFonts"][0].get_object() for font in fonts]


@pytest.mark.parametrize(
    ("name", "font"),
    [
        ("محمد عبد الرحمن", "Arabic"), ("ሰላማዊት ተስፋዬ", "Ethiopic"), ("সুমাইয়া", "Bengali"),
        ("सीता", "Devanagari"), ("නිමල්", "Sinhala"), ("முருகன்", "Tamil"), ("ចាន់", "Khmer"),
        ("အောင်", "Myanmar"), ("ສົມພອນ", "Lao"), ("დავით", "Georgian"), ("Անի", "Armenian"),
        ("שרה", "Hebrew"), ("สมชาย", "Thai"), ("Олена", ""), ("Nguyễn Thị Hồng Ánh", ""),
        ("ਗੁਰਪ੍ਰੀਤ", "Gurmukhi"), ("മോഹൻ", "Malayalam"), ("తెలుగు", "Telugu"), ("ಗೀತಾ", "Kannada"),
        ("ગીતા", "Gujarati"), ("ଗୀତା", "Oriya"), ("އަލީ", "Thaana"), ("王小明", "CJKsc"),
        ("佐藤さくら", "CJKsc"), ("김철수", "CJKkr"), ("x" * 200, ""),
    ],
)  # fmt: skip
def test_names_of_every_script_are_drawn_by_a_font_that_has_it(name: str, font: str) -> None:
    pdf = certificate_pdf(replace(FACTS, name=name))
    used = fonts_of(pdf)
    # A subset is marked by six letters before its name, and its file is in the PDF.
    bases = [str(one["/BaseFont"]) for one in used]
    assert all(re.fullmatch(r"/[A-Z]{6}\+NotoSans[A-Za-z]*-\w+", base) for base in bases)
    assert all({"/FontFile2", "/FontFile3"} & set(one["/FontDescriptor"]) for one in used)
    assert any(f"NotoSans{font}-Regular" in base for base in bases)
    assert "?" not in text_of(pdf)


def test_every_character_of_the_example_list_can_be_printed() -> None:
    listed = (ROOT / "examples" / "class-list.csv").read_text(encoding="utf-8-sig")
    assert is_printable(listed.replace("\r", ""))


SAID = "Some letters cannot be printed here."


def test_a_name_that_cannot_be_printed_is_given_in_latin_letters_and_that_is_said() -> None:
    text = text_of(certificate_pdf(replace(FACTS, name="བཀྲ་ཤིས", name_latin="Tashi")))
    assert "Tashi" in text
    assert "?" not in text
    assert SAID in text
    assert SAID not in text_of(certificate_pdf(FACTS))
    text = text_of(certificate_pdf(replace(FACTS, name="Amina 😀")))
    assert "Amina ?" in text
    assert SAID in text


def test_a_right_to_left_name_stands_in_one_piece_and_as_it_was_written() -> None:
    page = PdfReader(io.BytesIO(certificate_pdf(replace(FACTS, name="محمد Ali"))))
    assert page.metadata is not None
    assert page.metadata.title == "Pipe welder – محمد Ali"
    arabic = certificate_pdf(replace(FACTS, language="ar", name="محمد"))
    root: Any = PdfReader(io.BytesIO(arabic)).trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert root["/ViewerPreferences"]["/Direction"] == "/R2L"


def test_the_longest_certificate_is_one_page_with_its_code() -> None:
    longest = replace(
        FACTS,
        title="Title " * 50,
        name="Name " * 40,
        name_latin="Latin " * 33,
        description="described " * 400,
        criteria="criteria " * 440,
        rows=[(f"Row {number}", "value " * 30) for number in range(8)],
    )
    assert FACTS.code in text_of(certificate_pdf(longest))
    picture = Image.open(io.BytesIO(certificate_png(longest)))
    assert picture.size == (595, 842)


def test_the_credential_is_in_the_drawing() -> None:
    assert FACTS.credential is not None
    secured = SecuredCredential(MediaType.VC, FACTS.credential)
    assert unbake(bake(certificate_svg(FACTS), secured)) == FACTS.credential


def test_the_printed_page_leads_to_its_check(tmp_path: Path) -> None:
    assert scanned(certificate_pdf(FACTS), tmp_path) == FACTS.verify_url


def test_the_fonts_are_those_that_the_manifest_names() -> None:
    folder = ROOT / "app" / "issuer" / "fonts"
    manifest = json.loads((folder / "manifest.json").read_text())
    there = {path.name for path in folder.iterdir() if path.suffix in {".ttf", ".otf"}}
    assert there == set(manifest["files"])
    for name, entry in manifest["files"].items():
        assert sha256((folder / name).read_bytes()).hexdigest() == entry["sha256"]
        assert entry["source"] in manifest["sources"]
