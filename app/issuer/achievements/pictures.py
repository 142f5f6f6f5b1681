"""The picture of an achievement: drawn anew from what was handed in, small enough for a badge."""

import base64
import binascii
import re
from io import BytesIO

import typst
from PIL import Image, UnidentifiedImageError

from app.base.workers import Workers
from credentials import ImageKind, ProblemCode, image_kind, refuse

LARGEST = 200_000
_FORMATS = ("PNG", "JPEG", "WEBP")
_MOST_PIXELS = 25_000_000
_SIDES = (512, 384, 256)
_TIMEOUT = 8.0
_DATA = re.compile(r"data:image/[a-z+]{2,10};base64")
# The parts of a PNG that are its pixels (PNG, "Critical chunks", and tRNS for transparency).
_PIXELS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PAGE = b"""#set page(width: 512pt, height: 512pt, margin: 0pt, fill: none)
#image(bytes(sys.inputs.picture), format: "svg", width: 100%, height: 100%, fit: "contain")"""


def as_png(content: bytes, *, workers: Workers) -> bytes:
    """The picture as a PNG of at most 512 x 512 pixels and 200 KB, with nothing but its pixels.

    PNG, SVG, JPEG and WebP are read, in a worker process. A PNG that is so already stays as
    it is. Raises `unsupported-media`, `malformed`, `too-large` or `too-complex`, each at
    `/image`. Blocks: call it from a thread.
    """
    return workers.run(redraw, content, timeout=_TIMEOUT)


def drawn(url: str | None, *, workers: Workers) -> bytes | None:
    """The picture in a `data:` URL, if there is one, drawn anew."""
    return as_png(from_data_url(url), workers=workers) if url else None


def redraw(content: bytes) -> bytes:
    """The same, for a worker process, whose limits it needs."""
    # The size is looked at below, before a pixel is read.
    Image.MAX_IMAGE_PIXELS = None
    if image_kind(content) is ImageKind.SVG:
        content = _drawn(content)
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise refuse(ProblemCode.TOO_LARGE, "more than 25 megapixels", "/image")
            picture.load()
            if _is_bare(content) and max(picture.size) <= _SIDES[0]:
                return content
            return _small(picture.convert("RGBA"))
    except UnidentifiedImageError as error:
        raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "not a PNG or SVG picture", "/image") from error
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError) as error:
        # Pillow's readers raise these for broken files (Pillow, "Writing your own plugin").
        raise refuse(ProblemCode.MALFORMED, "the picture is broken", "/image") from error


def from_data_url(url: str) -> bytes:
    """The file in a `data:` URL of a picture; raises `bad-value` at `/image`."""
    head, _, body = url.partition(",")
    wrong = refuse(ProblemCode.BAD_VALUE, "a picture as data:image/png;base64,…", "/image")
    if not _DATA.fullmatch(head):
        raise wrong
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise wrong from error


def data_url(content: bytes) -> str:
    """A picture of ours as a `data:` URL."""
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


def _drawn(content: bytes) -> bytes:
    """A drawing as pixels: nothing in it is run or fetched."""
    try:
        made: object = typst.compile(
            _PAGE, format="png", ppi=72.0, sys_inputs={"picture": content.decode("utf-8-sig")}
        )
    except (RuntimeError, ValueError) as error:
        raise refuse(
            ProblemCode.MALFORMED, "the drawing is broken, or shows what lies elsewhere", "/image"
        ) from error
    if not isinstance(made, bytes):
        raise TypeError("one page is one picture")
    return made


def _small(picture: Image.Image) -> bytes:
    for side in _SIDES:
        picture.thumbnail((side, side))
        for drawn in (picture, picture.quantize(256)):
            buffer = BytesIO()
            drawn.save(buffer, "PNG", optimize=True)
            if buffer.tell() <= LARGEST:
                return buffer.getvalue()
    raise refuse(ProblemCode.TOO_LARGE, "the picture cannot be made small enough", "/image")


def _is_bare(content: bytes) -> bool:
    """Whether a file is a PNG of our size with its pixels and nothing beside them."""
    if not content.startswith(_SIGNATURE) or len(content) > LARGEST:
        return False
    place, kinds = len(_SIGNATURE), set()
    while place + 12 <= len(content):
        kind = content[place + 4 : place + 8]
        kinds.add(kind)
        place += 12 + int.from_bytes(content[place : place + 4])
        if kind == b"IEND":
            break
    return kinds <= _PIXELS and place == len(content)
