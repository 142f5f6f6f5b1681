"""The certificate on paper and as a picture: a PDF with its QR code, a PNG to bake into."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

import qrcode
import qrcode.constants
import typst
from qrcode.image.svg import SvgPathImage

from app.issuer import documents, fonts

_PICTURE_DPI = 72.0
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What stands on one certificate; every text as it is to be read.

    `rows` are pairs of label and value (award date, number, validity). `verify_url` is what
    the QR code says, `code` the same in print. `labels` is the fixed wording, translated by
    the caller: see `LABELS`.
    """

    issuer: str
    title: str
    name: str
    name_latin: str
    description: str
    criteria: str
    rows: Sequence[tuple[str, str]]
    verify_url: str
    code: str
    issued_on: date
    language: str
    labels: Mapping[str, str]
    credential: bytes | None = field(default=None, repr=False)
    media_type: str = "application/vc"


# The wording that a certificate needs, in English as it stands in the catalogues.
LABELS: Mapping[str, str] = {
    "certificate": "Certificate",
    "awarded_to": "Awarded to",
    "check_title": "Check this certificate",
    "check_text": "Scan the code, or type it at the address below. No account, no cost.",
    "compare": "Compare every line on this paper with what the check shows.",
    "free": "Nobody may ask money for checking or sharing this certificate.",
    "qr_alt": "QR code of the check of this certificate",
    "attachment": "The signed certificate for computers",
}


def certificate_pdf(facts: CertificateFacts) -> bytes:
    """One A4 page, tagged, with the QR code, the code in print and the credential attached."""
    return _compiled(facts, picture=False)


def certificate_png(facts: CertificateFacts) -> bytes:
    """The same page as a picture of 595 × 842 pixels, to bake the credential into."""
    return _compiled(facts, picture=True)


def qr_svg(content: str) -> bytes:
    """A QR code as SVG, error correction M, with its quiet zone of four modules."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(content)
    code.make(fit=True)
    buffer = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(buffer)
    return buffer.getvalue()


# A compiler keeps fonts and template parsed (50 ms the first time, 1 ms after) and is not
# made for two threads at once.
_compiling = Lock()


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    with as_file(files(fonts)) as folder:
        return typst.Compiler(font_paths=[Path(folder)], ignore_system_fonts=True)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files(documents).joinpath("certificate.typ").read_bytes()


def _compiled(facts: CertificateFacts, *, picture: bool) -> bytes:
    address = urlsplit(facts.verify_url)
    content = {
        "issuer": facts.issuer,
        "title": facts.title,
        "name": facts.name,
        "name_latin": facts.name_latin,
        "description": facts.description,
        "criteria": facts.criteria,
        "rows": [list(row) for row in facts.rows],
        "code": facts.code,
        "issued_on": [facts.issued_on.year, facts.issued_on.month, facts.issued_on.day],
        "host": f"{address.netloc}/verify",
        "language": facts.language.partition("-")[0].lower(),
        "direction": "rtl" if facts.language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr",
        "labels": {**LABELS, **facts.labels},
        "qr": qr_svg(facts.verify_url).decode(),
    }
    if facts.credential is not None and not picture:
        content |= {"credential": facts.credential.decode(), "media_type": facts.media_type}
    given = {"facts": json.dumps(content, ensure_ascii=False)}
    with _compiling:
        made: object = (
            _compiler().compile(_template(), format="png", ppi=_PICTURE_DPI, sys_inputs=given)
            if picture
            else _compiler().compile(_template(), sys_inputs=given, pdf_standards="a-3a")
        )
    if not isinstance(made, bytes):
        raise TypeError("the certificate has more than one page")
    return made
