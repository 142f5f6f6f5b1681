"""QR codes in photos; everything here is for a worker process, whose limits it needs."""

from io import BytesIO

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from credentials import ProblemCode, refuse

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_MOST_PIXELS = 10_000_000
_LONGEST_SIDE = 20_000
_MOST_CODES = 16


def decode_picture(content: bytes) -> list[str]:
    """The texts of the QR codes in a picture, in reading order; see `FileReader.qr_codes`."""
    # Our own check knows of the reduction of a JPEG; Pillow's would refuse a phone's photo.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            reduce(picture)
            check_size(picture.size)
            upright = ImageOps.exif_transpose(picture).convert("L")
    except UnidentifiedImageError as error:
        raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "not a picture that can be read") from error
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError) as error:
        # Pillow's readers raise these for broken files (Pillow, "Writing your own plugin").
        raise refuse(ProblemCode.MALFORMED, "the picture is broken") from error
    return codes_of(upright)


def codes_of(picture: Image.Image) -> list[str]:
    """The texts of the QR codes in a picture that is unpacked; `too-large` as for a file."""
    check_size(picture.size)
    found = zxingcpp.read_barcodes(
        picture.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    found.sort(key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return [code.text for code in found[:_MOST_CODES]]


def reduce(picture: Image.Image, mode: str = "L") -> None:
    """Have a JPEG that is too large decoded at a half, a quarter or an eighth of its size."""
    width, height = picture.size
    for scale in (1, 2, 4, 8):
        if width * height <= _MOST_PIXELS * scale * scale:
            # Only JPEG's reader can do this; the others do nothing here.
            picture.draft(mode, (width // scale, height // scale))
            return


def check_size(size: tuple[int, int]) -> None:
    """Raise `too-large` for a picture of more than ten megapixels, or a very long one."""
    width, height = size
    if width * height > _MOST_PIXELS or max(size) > _LONGEST_SIDE:
        raise refuse(ProblemCode.TOO_LARGE, f"more than {_MOST_PIXELS // 1_000_000} megapixels")
