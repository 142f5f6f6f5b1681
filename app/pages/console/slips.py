"""Claim slips: the paper with the secret code that a worker fetches a certificate with."""

from dataclasses import dataclass, field

from app.issuer import service as issuer
from app.issuer.awards import Desk
from app.issuer.tables import Award, Claim


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one person; the code is secret and good once.

    The birth date and the register number are not on it: whoever finds a slip must not hold
    the second fact as well.
    """

    name: str
    name_latin: str
    title: str
    code: str = field(repr=False)
    url: str = field(repr=False)


def slip_of(award: Award, claim: Claim, title: str, *, desk: Desk) -> Slip | None:
    """The slip of an award; None when its code was used or is closed."""
    code = issuer.printed_code(claim, custody=desk.custody)
    person = award.person or {}
    if code is None:
        return None
    return Slip(
        name=person.get("name") or "",
        name_latin=person.get("name_latin") or "",
        title=title,
        code=code,
        url=f"{desk.public_url}/c/{code}",
    )
