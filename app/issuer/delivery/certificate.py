"""The certificate on paper and as a picture: a PDF with its QR code, pictures to bake into."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from app.base.locales import N_
from app.issuer.delivery.typesetting import (
    is_one_page,
    is_printable,
    language_facts,
    printable,
    qr_svg,
    typeset,
)

_TEMPLATE = "certificate.typ"
# How large the letters are, and how long description and criteria may be: tried in turn.
_SIZES = ((1.0, 4000), (0.85, 4000), (0.7, 4000), (0.7, 1200), (0.6, 600))


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
    "certificate": N_("Certificate"),
    "awarded_to": N_("Awarded to"),
    "check_title": N_("Check this certificate"),
    "check_text": N_("Scan the code, or type it at the address below. No account, no cost."),
    "compare": N_("Compare every line on this paper with what the check shows."),
    "free": N_("Nobody may ask money for checking or sharing this certificate."),
    "qr_alt": N_("QR code of the check of this certificate"),
    "attachment": N_("The signed certificate for computers"),
    "unprintable": N_("Some letters cannot be printed here. The check shows all of them."),
}


def certificate_pdf(facts: CertificateFacts) -> bytes:
    """One A4 page, tagged, with the QR code, the code in print and the credential attached."""
    content = _fitting(facts)
    if facts.credential is not None:
        content |= {"credential": facts.credential.decode(), "media_type": facts.media_type}
    return typeset(_TEMPLATE, content, "pdf")


def certificate_png(facts: CertificateFacts) -> bytes:
    """The same page as a picture of 595 × 842 pixels, to bake the credential into."""
    return typeset(_TEMPLATE, _fitting(facts), "png")


def certificate_svg(facts: CertificateFacts) -> bytes:
    """The same page as a drawing that is sharp at every size, to bake the credential into."""
    return typeset(_TEMPLATE, _fitting(facts), "svg")


def _fitting(facts: CertificateFacts) -> dict[str, Any]:
    """What the template is given so that everything stands on one page.

    A long certificate is set smaller; if that is not enough, the long texts end with dots, and
    the check shows them whole.
    """
    content = _content(facts)
    for scale, longest in _SIZES:
        content |= {
            "scale": scale,
            "description": _shortened(printable(facts.description), longest),
            "criteria": _shortened(printable(facts.criteria), longest),
        }
        if is_one_page(_TEMPLATE, content):
            break
    return content


def _content(facts: CertificateFacts) -> dict[str, Any]:
    address = urlsplit(facts.verify_url)
    texts = [facts.issuer, facts.title, facts.name, facts.description, facts.criteria]
    values = [value for _, value in facts.rows]
    # Who cannot be written in their own script here is named in Latin letters alone.
    is_latin_only = bool(facts.name_latin) and not is_printable(facts.name)
    name, latin = (facts.name_latin, "") if is_latin_only else (facts.name, facts.name_latin)
    return {
        **language_facts(facts.language),
        "issuer": printable(facts.issuer),
        "title": printable(facts.title),
        "name": printable(name),
        "name_latin": printable(latin),
        "rows": [[label, printable(value)] for label, value in facts.rows],
        "code": facts.code,
        "issued_on": [facts.issued_on.year, facts.issued_on.month, facts.issued_on.day],
        "host": f"{address.netloc}/verify",
        "labels": {**LABELS, **facts.labels},
        "has_unprintable": not all(is_printable(text) for text in (*texts, *values)),
        "qr": qr_svg(facts.verify_url).decode(),
    }


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return f"{text[:longest].rpartition(' ')[0] or text[:longest]} …"
