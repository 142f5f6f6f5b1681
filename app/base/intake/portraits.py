"""A photo of a person from outside, drawn anew in a worker process, so that only it is left."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from app.base.intake.pictures import check_size, reduce
from credentials import ProblemCode, refuse

_FORMATS = ("PNG", "JPEG", "WEBP")
_LONGEST_SIDE = 480


def portrait(content: bytes) -> bytes:
    """The photo as a JPEG of 480 pixels at most, upright, without what the camera wrote.

    For a worker process, whose limits it needs. Raises `unsupported-media`, `malformed` or
    `too-large`.
    """
    # Our own check knows of the reduction of a JPEG; Pillow's would refuse a phone's photo.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            reduce(picture, "RGB")
            check_size(picture.size)
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except UnidentifiedImageError as error:
        raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "not a picture that can be read") from error
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError) as error:
        # Pillow's readers raise these for broken files (Pillow, "Writing your own plugin").
        raise refuse(ProblemCode.MALFORMED, "the picture is broken") from error
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    written = BytesIO()
    # Made anew from its points alone: an attribute of the old one could be saved with it.
    plain = Image.frombytes("RGB", upright.size, upright.tobytes())
    plain.save(written, format="JPEG", quality=85)
    return written.getvalue()
