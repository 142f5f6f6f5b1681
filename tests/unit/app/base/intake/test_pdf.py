"""PDF files of ours and of others: what is attached, and what their pages show."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NullObject,
    TextStringObject,
)

from app.base.intake import FileReader
from app.base.intake.pdf import attachments_of, pages_of
from app.base.workers import Workers
from app.issuer.delivery.certificate import certificate_pdf
from credentials import CredentialsError, ProblemCode
from tests.refusal import refused
from tests.unit.app.issuer.test_paper import FACTS

ADDRESS = "https://passport.example/v/ABCD-EFGH-JKMNP"


@pytest.fixture(scope="module")
def files() -> Iterator[FileReader]:
    pool = Workers(1)
    yield FileReader(pool)
    pool.close()


def written(*edits: Callable[[PdfWriter], object]) -> bytes:
    """A PDF file of one empty page, edited."""
    writer, content = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    for edit in edits:
        edit(writer)
    writer.write(content)
    return content.getvalue()


def specification(writer: PdfWriter, content: bytes) -> DictionaryObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    files = DictionaryObject({NameObject("/F"): writer._add_object(stream)})
    return DictionaryObject(
        {NameObject("/Type"): NameObject("/Filespec"), NameObject("/EF"): files}
    )


def scanned(text: str, form: str = "JPEG") -> bytes:
    """What a copier makes: each page is one picture."""
    code, content = qrcode.QRCode(box_size=6), BytesIO()
    code.add_data(text)
    sheet, drawn = Image.new("L", (1_000, 1_400), 255), BytesIO()
    code.make_image().save(drawn, "PNG")
    sheet.paste(Image.open(drawn), (300, 500))
    (sheet if form == "JPEG" else sheet.convert("1")).save(content, "PDF")
    return content.getvalue()


def test_our_own_certificate_has_its_credential_attached(files: FileReader) -> None:
    assert files.attachments(certificate_pdf(FACTS)) == [FACTS.credential]


def test_our_own_certificate_printed_to_another_file_still_shows_its_code(
    files: FileReader,
) -> None:
    def drop(writer: PdfWriter) -> None:
        writer.append(PdfReader(BytesIO(certificate_pdf(FACTS))))
        for name in ("/Names", "/AF"):
            writer._root_object.pop(name, None)

    printed = written(drop)
    assert files.attachments(printed) == []
    assert FACTS.code in files.pages(printed).text


def test_files_of_every_place_are_found_each_once() -> None:
    def attach(writer: PdfWriter) -> None:
        writer.add_attachment("one.json", b"one")
        writer.add_attachment("again.json", b"one")
        root = writer._root_object
        root[NameObject("/AF")] = ArrayObject([specification(writer, b"two")])
        page: Any = writer.pages[0]
        page[NameObject("/AF")] = ArrayObject([specification(writer, b"three")])
        note = DictionaryObject(
            {
                NameObject("/Subtype"): NameObject("/FileAttachment"),
                NameObject("/FS"): specification(writer, b"four"),
            }
        )
        page[NameObject("/Annots")] = ArrayObject([note])

    assert attachments_of(written(attach)) == [b"one", b"two", b"three", b"four"]


def test_a_tree_of_names_is_walked_to_its_leaves() -> None:
    def nest(writer: PdfWriter) -> None:
        names = ArrayObject([TextStringObject("a"), specification(writer, b"deep")])
        node = DictionaryObject({NameObject("/Names"): names})
        for _ in range(3):
            node = DictionaryObject({NameObject("/Kids"): ArrayObject([node])})
        writer._root_object[NameObject("/Names")] = DictionaryObject(
            {NameObject("/EmbeddedFiles"): node}
        )

    assert attachments_of(written(nest)) == [b"deep"]


def test_links_and_codes_in_scans_are_read(files: FileReader) -> None:
    def link(writer: PdfWriter) -> None:
        action = DictionaryObject({NameObject("/URI"): TextStringObject(ADDRESS)})
        note = DictionaryObject({NameObject("/A"): action})
        page: Any = writer.pages[0]
        page[NameObject("/Annots")] = ArrayObject([note, NullObject()])

    assert ADDRESS in files.pages(written(link)).text
    for form in ("JPEG", "fax"):
        assert files.pages(scanned(ADDRESS, form)).codes == (ADDRESS,)


def test_a_locked_file_says_so_and_one_that_only_forbids_printing_is_read() -> None:
    def attach(writer: PdfWriter) -> None:
        writer.add_attachment("one.json", b"one")

    def lock(password: str) -> Callable[[PdfWriter], None]:
        return lambda writer: writer.encrypt(password, "owner", algorithm="AES-256")

    assert attachments_of(written(attach, lock(""))) == [b"one"]
    with refused(ProblemCode.UNSUPPORTED_MEDIA):
        attachments_of(written(attach, lock("secret")))


def test_too_many_attachments_are_not_chosen_from() -> None:
    def attach(writer: PdfWriter) -> None:
        for number in range(17):
            writer.add_attachment(f"{number}", b"%d" % number)

    with refused(ProblemCode.TOO_COMPLEX):
        attachments_of(written(attach))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + b"x" * 1_000, b"hello"])
def test_what_is_no_pdf_file_is_refused(content: bytes) -> None:
    for read in (attachments_of, pages_of):
        with refused(ProblemCode.MALFORMED):
            read(content)


@settings(max_examples=60)
@given(st.binary(max_size=60), st.integers(0, 1_500))
def test_a_broken_file_is_refused_or_read_and_nothing_else(junk: bytes, place: int) -> None:
    whole = written(lambda writer: writer.add_attachment("one.json", b"one"))
    broken = whole[:place] + junk + whole[place + len(junk) :]
    for read in (attachments_of, pages_of):
        with suppress(CredentialsError):
            assert read(broken) is not None


def test_a_page_without_anything_shows_nothing() -> None:
    assert pages_of(written()).codes == ()
    assert isinstance(PdfReader(BytesIO(written())).pages[0], PageObject)
