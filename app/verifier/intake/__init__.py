"""Sniff what somebody brought: a credential, a link, a printed code, or nothing of use.

The declared type and the file's name are never believed; only the bytes are.
"""

from app.verifier.intake.content import (
    asked_in_json,
    find,
    find_attached,
)
from app.verifier.intake.found import (
    DETAILS,
    Document,
    ForeignLink,
    Found,
    Nothing,
    One,
    PDFFile,
    Picture,
    PrintedCode,
    Several,
    SharedLink,
    Why,
    parts_of,
)
from app.verifier.intake.texts import (
    find_code,
    find_in_picture,
    find_in_text,
    find_link,
    find_on_pages,
)

__all__ = [
    "DETAILS",
    "Document",
    "ForeignLink",
    "Found",
    "Nothing",
    "One",
    "PDFFile",
    "Picture",
    "PrintedCode",
    "Several",
    "SharedLink",
    "Why",
    "asked_in_json",
    "find",
    "find_attached",
    "find_code",
    "find_in_picture",
    "find_in_text",
    "find_link",
    "find_on_pages",
    "parts_of",
]
