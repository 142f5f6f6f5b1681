"""Photos from outside: find the QR codes in a picture, in a worker process, within limits."""

from io import BytesIO

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from app.base.workers import Workers
from credentials import ProblemCode, refuse

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_MOST_PIXELS = 10_000_000
_LONGEST_SIDE = 20_000
_MOST_CODES = 16
_TIMEOUT = 5.0


def read_qr_codes(content: bytes, *, workers: Workers) -> list[str]:
    """The texts of the QR codes in a picture, in reading order; empty when there is none.

    PNG, JPEG, WebP, GIF and BMP up to 10 megapixels (a JPEG may have more: it is reduced
    while it is read). Raises CredentialsError with `unsupported-media`, `too-large` or
    `too-complex`. Blocks: call it from a thread.
    """
    return workers.run(decode_picture, content, timeout=_TIMEOUT)


def decode_picture(content: bytes) -> list[str]:
    """The texts of the QR codes in a picture; for a worker process, whose limits it needs."""
    # Our own check knows of the reduction of a JPEG; Pillow's would refuse a phone's photo.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            _reduce(picture)
            _check_size(picture.size)
            upright = ImageOps.exif_transpose(picture).convert("L")
    except UnidentifiedImageError as error:
        raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "not a picture that can be read") from error
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError) as error:
        # Pillow's readers raise these for broken files (Pillow, "Writing your own plugin").
        raise refuse(ProblemCode.MALFORMED, "the picture is broken") from error
    found = zxingcpp.read_barcodes(
        upright, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    found.sort(key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return [code.text for code in found[:_MOST_CODES]]


def _reduce(picture: Image.Image) -> None:
    """Have a JPEG that is too large decoded at a half, a quarter or an eighth of its size."""
    width, height = picture.size
    for scale in (1, 2, 4, 8):
        if width * height <= _MOST_PIXELS * scale * scale:
            # Only JPEG's reader can do this; the others do nothing here.
            picture.draft("L", (width // scale, height // scale))
            return


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > _MOST_PIXELS or max(size) > _LONGEST_SIDE:
        raise refuse(ProblemCode.TOO_LARGE, f"more than {_MOST_PIXELS // 1_000_000} megapixels")
