"""Sniff what somebody brought: a credential, a link, a printed code, or nothing of use.

The declared type and the file's name are never believed; only the bytes are.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from app.base.codes import parse_code
from credentials import CredentialsError, unbake


class Why(StrEnum):
    """Why there is nothing to check. The wording for people is in the templates."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    NOT_A_CREDENTIAL = "not-a-credential"
    STATUS_LIST = "status-list"
    PDF_WITHOUT_CREDENTIAL = "pdf-without-credential"
    PDF_LOCKED = "pdf-locked"
    PDF_UNREADABLE = "pdf-unreadable"
    PICTURE_WITHOUT_CODE = "picture-without-code"
    PICTURE_UNREADABLE = "picture-unreadable"
    CODE_MISTYPED = "code-mistyped"
    CODE_UNKNOWN = "code-unknown"
    CODE_REPLACED = "code-replaced"
    CLAIM_CODE = "claim-code"
    LINK_UNKNOWN = "link-unknown"
    LINK_ENDED = "link-ended"
    LINK_UNREACHABLE = "link-unreachable"
    LINK_ELSEWHERE = "link-elsewhere"


# English for developers, as the `detail` of the problem.
DETAILS = {
    Why.EMPTY: "nothing was sent",
    Why.UNREADABLE: "neither a credential, a link, a code nor a picture",
    Why.NOT_A_CREDENTIAL: "it can be read, and it is no credential",
    Why.STATUS_LIST: "an issuer's list of what it has withdrawn, and no certificate",
    Why.PDF_WITHOUT_CREDENTIAL: "no credential is attached to the PDF file, and no code is in it",
    Why.PDF_LOCKED: "the PDF file needs a password",
    Why.PDF_UNREADABLE: "the PDF file cannot be read",
    Why.PICTURE_WITHOUT_CODE: "no credential and no QR code was found in the picture",
    Why.PICTURE_UNREADABLE: "the picture cannot be read",
    Why.CODE_MISTYPED: "not a printed code: its check character does not fit",
    Why.CODE_UNKNOWN: "no certificate was printed with this code",
    Why.CODE_REPLACED: "the holder has had this printed code replaced by a new one",
    Why.CLAIM_CODE: "this is a claim link, which is for its worker alone",
    Why.LINK_UNKNOWN: "there is no certificate at this address",
    Why.LINK_ENDED: "the link has ended or was withdrawn",
    Why.LINK_UNREACHABLE: "the address could not be fetched",
    Why.LINK_ELSEWHERE: "the code in the picture leads to another website",
}


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes that may be a credential; nothing about them is believed yet."""

    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo or scan, in which QR codes have to be looked for."""

    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PDFFile:
    """A PDF file, to which credentials may be attached and whose pages may show codes."""

    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """A code in its canonical form, as it stands on a printed certificate."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SharedLink:
    """The token of a link of this service to a shared set."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ForeignLink:
    """An address outside of this service."""

    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to check, and why."""

    why: Why


One = Document | PrintedCode | SharedLink | ForeignLink | Nothing


@dataclass(frozen=True, slots=True)
class Several:
    """Different certificates in one picture or file: each is answered, and none is chosen."""

    parts: tuple[One, ...]


Found = One | Picture | PDFFile | Several

_MAX_LINK = 2_000
_MAX_TEXT = 1_000_000
_MOST_LINKS = 20
_PICTURES = (b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM")
_PNG = b"\x89PNG\r\n\x1a\n"
_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_LINK = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)
# What a sentence puts behind a link. None of it ends a link of ours.
_AFTER_A_LINK = ".,;:!?)]»”’"
_LIKE_A_CODE = re.compile(r"[\w-]{4}[\s-]?[\w-]{4}[\s-]?[\w-]{4,6}")
# A code among other words, as it is printed; its check character tells it from chance.
_PRINTED_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}\b")
# Other JSON is attached to PDF files too: settings, measurements, what a program left.
_LIKE_A_CREDENTIAL = re.compile(rb"^eyJ|credential|presentation", re.IGNORECASE)
# Half of a character: JSON can spell one, and UTF-8 has no bytes for it.
_HALF = re.compile("[\ud800-\udfff]")
_QUESTION = re.compile(rb'\s*\{\s*"(?:text|url|code)"\s*:')


def find(content: bytes, *, public_url: str) -> Found:
    """What the bytes are. Never raises; looks into baked pictures, not for QR codes."""
    if not content.strip():
        return Nothing(Why.EMPTY)
    picture = _picture(content)
    if picture is not None:
        return picture
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


def find_in_text(text: str, *, public_url: str) -> Found:
    """What a typed or pasted text, or the text of a QR code, is."""
    stripped = text.strip().lstrip("\ufeff").strip()
    if not stripped:
        return Nothing(Why.EMPTY)
    if _HALF.search(stripped):
        return Nothing(Why.UNREADABLE)
    if stripped[0] in "{[":
        return Document(stripped.encode())
    # Mail programs break long lines; no part of a token has white space.
    unbroken = re.sub(r"\s+", "", stripped) if stripped.startswith("eyJ") else ""
    if unbroken and _TOKEN.fullmatch(unbroken):
        return Document(unbroken.encode())
    return _linked(stripped, public_url=public_url) or _coded(stripped)


def _coded(text: str) -> Found:
    """The code that a text is, or the codes that are in it."""
    found = find_code(text)
    if isinstance(found, PrintedCode) or _LIKE_A_CODE.fullmatch(text):
        return found
    return _each_code(text) or Nothing(Why.UNREADABLE)


def _each_code(text: str) -> Found | None:
    """The codes of a text: one in each line however it is typed, or as printed among words.

    A mistyped one is kept beside the others, so that nobody counts it as checked.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    typed = lines if all(map(_LIKE_A_CODE.fullmatch, lines)) else _PRINTED_CODE.findall(text)
    different = tuple(dict.fromkeys(find_code(code) for code in typed))
    return Several(different) if len(different) > 1 else next(iter(different), None)


def find_code(typed: str) -> PrintedCode | Nothing:
    """A printed code, or that it is none."""
    try:
        return PrintedCode(parse_code(typed))
    except CredentialsError:
        return Nothing(Why.CODE_MISTYPED)


def find_link(typed: str, *, public_url: str) -> Found:
    """What a link leads to: to something of this service, or elsewhere."""
    return _linked(typed.strip(), public_url=public_url) or Nothing(Why.LINK_UNKNOWN)


def find_in_picture(texts: Iterable[str], *, public_url: str) -> Found:
    """What the QR codes of one picture are.

    A link that leads elsewhere is not followed: the reader did not type it and may not know
    where it goes (T57).
    """
    found = [find_in_text(text, public_url=public_url) for text in texts]
    return _all_of(found) or Nothing(Why.PICTURE_WITHOUT_CODE)


def find_attached(contents: Iterable[bytes], *, public_url: str) -> Found | None:
    """The credentials among the files that are attached to one; None without any."""
    found = [find(content, public_url=public_url) for content in contents]
    documents = [item for item in found if isinstance(item, Document)]
    return _all_of([item for item in documents if _LIKE_A_CREDENTIAL.search(item.content)])


def find_on_pages(codes: Iterable[str], text: str, *, public_url: str) -> Found:
    """What the pages of a PDF file show: QR codes in pictures, printed codes, links of ours."""
    found = [find_in_text(code, public_url=public_url) for code in codes]
    links = [_own(link.rstrip(_AFTER_A_LINK), public_url=public_url) for link in _links(text)]
    found += [link for link in links if link is not None and not isinstance(link, Nothing)]
    typed = [find_code(code) for code in _PRINTED_CODE.findall(text)[:_MOST_LINKS]]
    found += [code for code in typed if not isinstance(code, Nothing)]
    return _all_of(found) or Nothing(Why.PDF_WITHOUT_CREDENTIAL)


def _all_of(found: Sequence[Found]) -> Found | None:
    """Everything different that can be checked; without any, why not, or None for nothing."""
    single = [one for item in found for one in parts_of(item)]
    useful = [one for one in single if isinstance(one, Document | PrintedCode | SharedLink)]
    different = tuple(dict.fromkeys(useful))
    if different:
        return different[0] if len(different) == 1 else Several(different)
    if any(isinstance(item, ForeignLink) for item in found):
        return Nothing(Why.LINK_ELSEWHERE)
    return found[0] if found else None


def parts_of(located: Found) -> tuple[One, ...]:
    """What has to be answered, one by one."""
    match located:
        case Several(parts):
            return parts
        case Picture() | PDFFile():
            return (Nothing(Why.UNREADABLE),)
        case _:
            return (located,)


def asked_in_json(content: bytes) -> tuple[str, str] | None:
    """The member and the text of a JSON object whose only member is text, url or code.

    None for everything else: any other JSON is the credential itself.
    """
    if len(content) > _MAX_TEXT or not _QUESTION.match(content):
        return None
    try:
        pairs = json.loads(content, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return None
    if not isinstance(pairs, list) or len(pairs) != 1:
        return None
    name, value = pairs[0]
    return (name, value) if isinstance(value, str) else None


def _linked(text: str, *, public_url: str) -> Found | None:
    """The link that a text is or, for one of ours, has in it."""
    host = urlsplit(public_url).netloc
    bare = text if len(text) <= _MAX_LINK and not re.search(r"\s", text) else ""
    if bare.lower().startswith(f"{host}/"):
        # People type an address as it is printed, without the scheme.
        bare = f"{public_url}{bare[len(host) :]}"
    candidates = [bare] if _LINK.fullmatch(bare) else _links(text)
    own = [_own(link.rstrip(_AFTER_A_LINK), public_url=public_url) for link in candidates]
    ours = [item for item in own if item is not None]
    if ours:
        return _all_of(ours)
    if candidates == [bare]:
        return ForeignLink(bare)
    return None


def _links(text: str) -> list[str]:
    return _LINK.findall(text[:_MAX_TEXT])[:_MOST_LINKS]


def _own(link: str, *, public_url: str) -> Found | None:
    """What a link of this service stands for; None when it leads elsewhere."""
    try:
        base, parts = urlsplit(public_url), urlsplit(link)
    except ValueError:
        # Half of an IPv6 address, for one; the fetcher refuses it as it does any such.
        return None
    if parts.netloc.lower() != base.netloc:
        return None
    head, _, rest = parts.path.strip("/").partition("/")
    if head == "v":
        return find_code(rest)
    if head == "s" and re.fullmatch(r"[A-Za-z0-9_-]{1,100}", rest):
        return SharedLink(rest)
    if head in {"c", "claim"}:
        return Nothing(Why.CLAIM_CODE)
    return Nothing(Why.LINK_UNKNOWN)


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
