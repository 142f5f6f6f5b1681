"""Images that carry a credential: put it in, and take it out again (Open Badges 3.0 §5.3).

This is where the two kinds of image are told apart; each has its own module.
"""

import re
from enum import StrEnum

from credentials.badges import png, svg
from credentials.model import MediaType, SecuredCredential, as_bytes
from credentials.parsing.envelopes import envelope
from credentials.problems import ProblemCode, refuse


class ImageKind(StrEnum):
    """The kinds of image that can carry a credential."""

    PNG = "png"
    SVG = "svg"


# What may stand before the root of an SVG file: a declaration, comments, a document type.
_SVG_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?[^>]*+>\s*+|<!--(?:(?!-->).)*-->\s*+|<!DOCTYPE[^>]*+>\s*+)*"
    rb"<(?:[A-Za-z_][\w.-]*+:)?svg[\s/>]",
    re.DOTALL,
)
_LOOKED_AT = 65_536
_MAX_CREDENTIAL = 1_000_000


def image_kind(content: bytes) -> ImageKind | None:
    """What the first bytes say it is; None for anything that cannot carry a credential."""
    if content.startswith(png.SIGNATURE):
        return ImageKind.PNG
    if _SVG_START.match(content[:_LOOKED_AT]):
        return ImageKind.SVG
    return None


def bake(image: bytes, credential: SecuredCredential) -> bytes:
    """The image with the credential in it, and any other credential taken out.

    Raises CredentialsError: `bad-value` for what is neither PNG nor SVG, and `malformed` or
    `too-complex` for an image that is broken or too large.
    """
    if len(credential.content) > _MAX_CREDENTIAL:
        raise refuse(ProblemCode.TOO_COMPLEX, f"a credential of more than {_MAX_CREDENTIAL} bytes")
    if credential.media_type is MediaType.VC_COSE:
        # An image has room for text only: the bytes go in as the JSON that stands for them.
        wrapped = as_bytes(envelope(credential, in_base64=True))
        credential = SecuredCredential(MediaType.VC, wrapped)
    kind = image_kind(image)
    if kind is ImageKind.PNG:
        return png.bake(image, credential)
    if kind is ImageKind.SVG:
        return svg.bake(image, credential)
    raise refuse(ProblemCode.BAD_VALUE, "neither a PNG nor an SVG image")


def bake_version2(image: bytes, badge: bytes, *, url: str) -> bytes:
    """The image with a hosted badge of Open Badges 2.0 in it, and no other; raises like `bake`."""
    kind = image_kind(image)
    if kind is ImageKind.PNG:
        return png.bake_version2(image, badge)
    if kind is ImageKind.SVG:
        return svg.bake_version2(image, badge, url=url)
    raise refuse(ProblemCode.BAD_VALUE, "neither a PNG nor an SVG image")


def unbake(image: bytes) -> bytes:
    """The credential in the image, as it was put in: JSON or a compact JWS, not yet read.

    Reads what Open Badges 2.0 baked too. Raises CredentialsError: `no-credential-found`,
    `malformed` for a broken image or one with two credentials, `too-complex` past a limit.
    """
    kind = image_kind(image)
    if kind is ImageKind.PNG:
        return png.unbake(image)
    if kind is ImageKind.SVG:
        return svg.unbake(image)
    raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, "neither a PNG nor an SVG image")
