"""Claim slips: the paper with the secret code that a worker fetches a certificate with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from app.base import locales
from app.base.locales import N_, gettext
from app.issuer import slips as claim_codes
from app.issuer.awards import Desk
from app.issuer.delivery.typesetting import (
    forget_drawn,
    language_facts,
    printable,
    qr_svg,
    typeset,
)
from app.issuer.tables import Award, Claim, Organisation

_TEMPLATE = "slips.typ"
_ENGLISH = "en"
_TOLD_EVERY = 40
_MANY = 100
_HEADING = N_("Claim slips")
_QR = N_("QR code that leads to the certificate")
_SAID = N_(
    "Scan the code with your phone, or type it at this address. You are asked for your birth "
    "date or register number. It is free. Keep this slip to yourself."
)
# Letters on a line, and how large they then are, in points.
_SIZES = ((22, 17.0), (48, 13.0), (100, 9.5), (400, 7.0))


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one person; the code is secret and good once.

    The birth date and the register number are not on it: whoever finds a slip must not hold
    the second fact as well. The number of the certificate tells people of one name apart.
    """

    name: str
    name_latin: str
    title: str
    number: str
    code: str = field(repr=False)
    url: str = field(repr=False)


def slip_of(award: Award, claim: Claim, title: str, *, desk: Desk) -> Slip | None:
    """The slip of an award; None when its code was used or is closed."""
    code = claim_codes.printed_code(claim, custody=desk.custody)
    person = award.person or {}
    if code is None:
        return None
    return Slip(
        name=person.get("name") or "",
        name_latin=person.get("name_latin") or "",
        title=title,
        number=award.certificate_number or "",
        code=code,
        url=f"{desk.public_url}/c/{code}",
    )


def slips_pdf(
    slips: Sequence[Slip],
    organisation: Organisation,
    *,
    public_url: str,
    made_on: date,
    tell: Callable[[int], None] = lambda _: None,
) -> bytes:
    """Eight slips on each page of A4, in the language of the body and in English.

    `tell` is called now and then with the number of slips that are drawn.
    """
    address = urlsplit(public_url)
    language = organisation.language if _is_spoken(organisation.language) else _ENGLISH
    with locales.speaking(language.partition("-")[0]):
        heading, qr_alt = gettext(_HEADING), gettext(_QR)
    drawn = []
    for number, slip in enumerate(slips):
        if number % _TOLD_EVERY == 0:
            tell(number)
        drawn.append(_content(slip))
    facts = {
        **language_facts(language),
        "issuer": printable(organisation.name),
        "heading": heading,
        "qr_alt": qr_alt,
        "host": f"{address.netloc}/claim",
        "made_on": [made_on.year, made_on.month, made_on.day],
        "said": [_said(each) for each in dict.fromkeys((language, _ENGLISH))],
        "slips": drawn,
    }
    made = typeset(_TEMPLATE, facts, "pdf")
    if len(slips) > _MANY:
        forget_drawn()
    return made


def _is_spoken(language: str) -> bool:
    return language.partition("-")[0] in locales.LANGUAGES


def _said(language: str) -> dict[str, str]:
    with locales.speaking(language.partition("-")[0]):
        return {**language_facts(language), "words": gettext(_SAID)}


def _content(slip: Slip) -> dict[str, Any]:
    name, latin = printable(slip.name), printable(slip.name_latin)
    if name != slip.name and latin:
        name, latin = latin, ""
    return {
        "name": name,
        "latin": latin,
        "size": _size(name),
        "title": printable(slip.title),
        "title_size": min(10.0, _size(slip.title)),
        "number": printable(slip.number),
        "code": slip.code,
        "qr": qr_svg(slip.url).decode(),
    }


def _size(text: str) -> float:
    return next((size for longest, size in _SIZES if len(text) <= longest), _SIZES[-1][1])
