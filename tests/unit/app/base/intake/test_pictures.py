from collections.abc import Iterator
from io import BytesIO

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.base.intake import FileReader
from app.base.intake.pictures import decode_picture
from app.base.workers import Workers
from credentials import CredentialsError, ProblemCode
from tests.refusal import refused

ADDRESS = "https://passport.example/v/ABCD-EFGH-JKMNP"


def qr(text: str) -> Image.Image:
    code = qrcode.QRCode(box_size=6)
    code.add_data(text)
    code.make()
    written = BytesIO()
    code.make_image().save(written, "PNG")
    return Image.open(written).convert("L")


def encoded(picture: Image.Image, form: str = "PNG") -> bytes:
    written = BytesIO()
    picture.save(written, form)
    return written.getvalue()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(1)
    yield pool
    pool.close()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_code_is_read_from(form: str, workers: Workers) -> None:
    assert FileReader(workers).qr_codes(encoded(qr(ADDRESS), form)) == [ADDRESS]


def test_a_picture_without_a_code_has_none(workers: Workers) -> None:
    assert FileReader(workers).qr_codes(encoded(Image.new("L", (300, 300), 255))) == []


def test_several_codes_are_read_from_top_to_bottom() -> None:
    one, two = qr("one"), qr("two")
    page = Image.new("L", (max(one.width, two.width), one.height + two.height), 255)
    page.paste(one, (0, 0))
    page.paste(two, (0, one.height))
    assert decode_picture(encoded(page)) == ["one", "two"]


def test_a_picture_that_lies_on_its_side_is_read() -> None:
    picture = qr(ADDRESS).rotate(90, expand=True)
    assert decode_picture(encoded(picture)) == [ADDRESS]


def test_the_large_photo_of_a_phone_is_read(workers: Workers) -> None:
    photo = Image.new("RGB", (8_000, 6_000), "white")
    photo.paste(qr(ADDRESS).resize((1_600, 1_600)), (1_000, 900))
    assert FileReader(workers).qr_codes(encoded(photo, "JPEG")) == [ADDRESS]


def test_a_small_file_with_too_many_pixels_is_refused(workers: Workers) -> None:
    flood = encoded(Image.new("1", (19_000, 19_000)))
    assert len(flood) < 200_000
    with refused(ProblemCode.TOO_LARGE):
        FileReader(workers).qr_codes(flood)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"%PDF-1.7", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"GIF89a"]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(CredentialsError) as caught:
        decode_picture(content)
    assert caught.value.problem.code in {ProblemCode.UNSUPPORTED_MEDIA, ProblemCode.MALFORMED}


@given(st.binary(max_size=60), st.integers(0, 400), st.sampled_from(["PNG", "JPEG", "GIF", "BMP"]))
def test_a_broken_picture_is_refused_or_read_and_nothing_else(
    junk: bytes, place: int, form: str
) -> None:
    whole = encoded(qr("x"), form)
    broken = whole[:place] + junk + whole[place + len(junk) :]
    try:
        found = isinstance(decode_picture(broken), list)
    except CredentialsError:
        found = True
    assert found


def test_an_eps_file_does_not_start_another_program() -> None:
    with refused(ProblemCode.UNSUPPORTED_MEDIA):
        decode_picture(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n")
