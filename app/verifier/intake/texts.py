"""What a text is: a credential, a link of ours or of others, one printed code or several."""

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from app.base.codes import parse_code
from app.verifier.intake.found import (
    Document,
    ForeignLink,
    Found,
    Nothing,
    PrintedCode,
    Several,
    SharedLink,
    Why,
    all_of,
)
from credentials import CredentialsError

_MAX_LINK = 2_000
MAX_TEXT = 1_000_000
_MOST_LINKS = 20
# With what an SD-JWT has behind it: disclosures, and perhaps the token of a key.
_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:~[A-Za-z0-9_.-]*)*")
# What is left of one that was not copied to its end: it is damaged, and not nothing.
_HALF_A_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]{20,}(?:\.[A-Za-z0-9_-]*){0,2}")
_LINK = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)
# Links of this service that are a worker's own, by how their paths begin.
_OF_ITS_OWNER = {"c": Why.CLAIM_CODE, "claim": Why.CLAIM_CODE, "p": Why.PASSPORT_LINK}
# What a sentence puts behind a link. None of it ends a link of ours.
_AFTER_A_LINK = ".,;:!?)]»”’"
_LIKE_A_CODE = re.compile(r"[\w-]{4}[\s-]?[\w-]{4}[\s-]?[\w-]{4,6}")
# A code among other words, as it is printed; its check character tells it from chance.
_PRINTED_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}\b")
# Half of a character: JSON can spell one, and UTF-8 has no bytes for it.
_HALF = re.compile("[\ud800-\udfff]")


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
    if unbroken and (_TOKEN.fullmatch(unbroken) or _HALF_A_TOKEN.fullmatch(unbroken)):
        return Document(unbroken.encode())
    return _linked(stripped, public_url=public_url) or _coded(stripped)


def _coded(text: str) -> Found:
    """The code that a text is, or the codes that are in it."""
    found = _one_code(text)
    if isinstance(found, PrintedCode) or _LIKE_A_CODE.fullmatch(text):
        return found
    return _each_code(text) or Nothing(Why.UNREADABLE)


def _each_code(text: str) -> Found | None:
    """The codes of a text: one in each line however it is typed, or as printed among words.

    A mistyped one is kept beside the others as it was typed: nobody counts it as checked, and
    whoever typed it finds it.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    typed = lines if all(map(_LIKE_A_CODE.fullmatch, lines)) else _PRINTED_CODE.findall(text)
    different = tuple(dict.fromkeys(_one_code(code) for code in typed))
    return Several(different) if len(different) > 1 else next(iter(different), None)


def _one_code(typed: str) -> PrintedCode | Nothing:
    found = find_code(typed)
    return found if isinstance(found, PrintedCode) else replace(found, typed=typed)


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
    return all_of(found) or Nothing(Why.PICTURE_WITHOUT_CODE)


def find_on_pages(codes: Iterable[str], text: str, *, public_url: str) -> Found:
    """What the pages of a PDF file show: QR codes in pictures, printed codes, links of ours."""
    found = [find_in_text(code, public_url=public_url) for code in codes]
    links = [_own(link.rstrip(_AFTER_A_LINK), public_url=public_url) for link in _links(text)]
    found += [link for link in links if link is not None and not isinstance(link, Nothing)]
    typed = [find_code(code) for code in _PRINTED_CODE.findall(text)[:_MOST_LINKS]]
    found += [code for code in typed if not isinstance(code, Nothing)]
    return all_of(found) or Nothing(Why.PDF_WITHOUT_CREDENTIAL)


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
        return all_of(ours)
    if candidates == [bare]:
        return ForeignLink(bare)
    return None


def _links(text: str) -> list[str]:
    return _LINK.findall(text[:MAX_TEXT])[:_MOST_LINKS]


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
    return Nothing(_OF_ITS_OWNER.get(head, Why.LINK_UNKNOWN))
