"""What bytes are: a picture, a PDF file, or a text; only the bytes themselves are believed."""

import json
import re
from collections.abc import Iterable

from app.verifier.intake.found import Document, Found, Nothing, PDFFile, Picture, Why, all_of
from app.verifier.intake.texts import MAX_TEXT, find_in_text
from credentials import CredentialsError, unbake

# A COSE_Sign1 with its tag (RFC 9052 §4.2), the one form of a credential that is no text.
_COSE = b"\xd2\x84"
_PICTURES = (b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM")
_PNG = b"\x89PNG\r\n\x1a\n"
# Other JSON is attached to PDF files too: settings, measurements, what a program left.
_LIKE_A_CREDENTIAL = re.compile(rb"^eyJ|credential|presentation", re.IGNORECASE)
_QUESTION = re.compile(rb'\s*\{\s*"(?:text|url|code)"\s*:')


def find(content: bytes, *, public_url: str) -> Found:
    """What the bytes are. Never raises; looks into baked pictures, not for QR codes."""
    if not content.strip():
        return Nothing(Why.EMPTY)
    picture = _picture(content)
    if picture is not None:
        return picture
    if content.startswith(_COSE):
        return Document(content)
    text = _text(content)
    if text is None:
        return Nothing(Why.UNREADABLE)
    if text.lstrip().startswith("<"):
        return _baked(content) or Nothing(Why.UNREADABLE)
    return find_in_text(text, public_url=public_url)


def _picture(content: bytes) -> Found | None:
    """What a file that begins like a picture or a PDF is; None for any other."""
    if content.startswith(_PNG):
        return _baked(content) or Picture(content)
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return Picture(content)
    if content[4:8] == b"ftyp":
        # HEIC and AVIF: camera formats that no decoder at hand reads.
        return Nothing(Why.PICTURE_UNREADABLE)
    # Readers take what begins within the first 1024 bytes (ISO 32000-1, appendix H.3.4.1).
    return PDFFile(content) if content[:1024].lstrip()[:5] == b"%PDF-" else None


def find_attached(contents: Iterable[bytes], *, public_url: str) -> Found | None:
    """The credentials among the files that are attached to one; None without any."""
    found = [find(content, public_url=public_url) for content in contents]
    documents = [item for item in found if isinstance(item, Document)]
    return all_of([item for item in documents if _LIKE_A_CREDENTIAL.search(item.content)])


def asked_in_json(content: bytes) -> tuple[str, str] | None:
    """The member and the text of a JSON object whose only member is text, url or code.

    None for everything else: any other JSON is the credential itself.
    """
    if len(content) > MAX_TEXT or not _QUESTION.match(content):
        return None
    try:
        pairs = json.loads(content, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return None
    if not isinstance(pairs, list) or len(pairs) != 1:
        return None
    name, value = pairs[0]
    return (name, value) if isinstance(value, str) else None


def _baked(content: bytes) -> Document | None:
    try:
        return Document(unbake(content))
    except CredentialsError:
        # Even when what was baked in is broken, a QR code may be seen on the picture.
        return None


def _text(content: bytes) -> str | None:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text
