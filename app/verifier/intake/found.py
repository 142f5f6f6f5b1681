"""What can be found in what somebody brought, and why there may be nothing to check."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


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
    PASSPORT_LINK = "passport-link"
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
    Why.PASSPORT_LINK: "this link opens a passport, and is for its holder alone",
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
    """There is nothing to check, and why; `typed` is the code in a text that is none."""

    why: Why
    typed: str = field(default="", repr=False)


One = Document | PrintedCode | SharedLink | ForeignLink | Nothing


@dataclass(frozen=True, slots=True)
class Several:
    """Different certificates in one picture or file: each is answered, and none is chosen."""

    parts: tuple[One, ...]


Found = One | Picture | PDFFile | Several


def parts_of(located: Found) -> tuple[One, ...]:
    """What has to be answered, one by one."""
    match located:
        case Several(parts):
            return parts
        case Picture() | PDFFile():
            return (Nothing(Why.UNREADABLE),)
        case _:
            return (located,)


def all_of(found: Sequence[Found]) -> Found | None:
    """Everything different that can be checked; without any, why not, or None for nothing."""
    single = [one for item in found for one in parts_of(item)]
    useful = [one for one in single if isinstance(one, Document | PrintedCode | SharedLink)]
    different = tuple(dict.fromkeys(useful))
    if different:
        return different[0] if len(different) == 1 else Several(different)
    if any(isinstance(item, ForeignLink) for item in found):
        return Nothing(Why.LINK_ELSEWHERE)
    return found[0] if found else None
