"""A picture goes into the badge drawn anew, small, and with nothing but its pixels."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.base.workers import Workers
from app.issuer.achievements.pictures import LARGEST, as_png, redraw
from credentials import CredentialsError, ProblemCode

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
    b"<script>alert(1)</script>"
    b'<rect width="10" height="10" fill="#008000"/></svg>'
)
# Each of ten levels shows the one below ten times: ten thousand million squares.
BOMB = (
    b'<svg xmlns="http://www.w3.org/2000/svg"><defs><rect id="a0" width="1" height="1"/>'
    + (
        b"".join(
            b'<g id="a%d">%s</g>' % (level, b'<use href="#a%d"/>' % (level - 1) * 10)
            for level in range(1, 11)
        )
    )
    + b'</defs><use href="#a10"/></svg>'
)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(1)
    yield pool
    pool.close()


def png(size: tuple[int, int], *, mode: str = "RGB", noise: bool = False, text: str = "") -> bytes:
    picture = Image.effect_noise(size, 90).convert("RGB") if noise else Image.new(mode, size)
    info = PngInfo()
    if text:
        info.add_text("Comment", text)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "PNG"
    assert len(content) <= LARGEST
    return picture


def test_a_large_picture_is_made_small() -> None:
    assert opened(redraw(png((2000, 1000)))).size == (512, 256)


def test_even_noise_becomes_small_enough() -> None:
    assert max(opened(redraw(png((1200, 1200), noise=True))).size) <= 512


def test_what_stands_beside_the_pixels_is_left_out() -> None:
    assert b"secret" not in redraw(png((20, 20), text="secret"))


def test_a_picture_that_was_drawn_anew_stays_as_it_is() -> None:
    once = redraw(png((20, 20), text="note"))
    assert redraw(once) == once


def test_a_drawing_becomes_pixels_and_nothing_in_it_is_run(workers: Workers) -> None:
    drawn = opened(as_png(SVG, workers=workers)).convert("RGB")
    assert drawn.getpixel((256, 256)) == (0, 128, 0)


@pytest.mark.parametrize("link", ["https://x.example/a.png", "file:///etc/passwd", "/etc/passwd"])
def test_a_drawing_fetches_nothing(link: str) -> None:
    with pytest.raises(CredentialsError) as refused:
        redraw(SVG.replace(b"<rect", b'<image href="%s"/><rect' % link.encode()))
    assert refused.value.problem.code is ProblemCode.MALFORMED


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ProblemCode.UNSUPPORTED_MEDIA),
        (b"GIF89a", ProblemCode.UNSUPPORTED_MEDIA),
        (b"<html></html>", ProblemCode.UNSUPPORTED_MEDIA),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><rect', ProblemCode.MALFORMED),
        (png((20, 20))[:-30], ProblemCode.MALFORMED),
        (png((6000, 6000), mode="1"), ProblemCode.TOO_LARGE),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes, code: ProblemCode) -> None:
    with pytest.raises(CredentialsError) as refused:
        redraw(content)
    assert refused.value.problem.code is code
    assert refused.value.problem.pointer == "/image"


def test_a_drawing_that_grows_without_end_is_stopped(workers: Workers) -> None:
    with pytest.raises(CredentialsError) as refused:
        as_png(BOMB, workers=workers)
    assert refused.value.problem.code in {ProblemCode.TOO_COMPLEX, ProblemCode.MALFORMED}
