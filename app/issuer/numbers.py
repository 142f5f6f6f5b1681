"""Certificate numbers: the body's own or made here, and each on one certificate of a body."""

from datetime import date

from sqlalchemy.orm import Session

from app.issuer import people, store
from app.issuer.tables import Organisation
from credentials import ProblemCode, refuse

_MAX = 60


def checked(session: Session, organisation: Organisation, number: str | None) -> str | None:
    """The body's own number in normal form, None where it gives none.

    Raises `conflict` when another certificate has it: a withdrawn one keeps its number, and
    a corrected one takes it over from the one that it replaces.
    """
    normal = written(number)
    if normal and store.award_by_number(session, key(organisation, normal)) is not None:
        raise taken()
    return normal or None


def written(number: str | None) -> str:
    """A number in normal form, empty where none is given; raises `bad-value`."""
    return people.text(number or "", "/certificate_number", limit=_MAX)


def generated(award_id: str, awarded_on: date) -> str:
    """A number from forty-eight random bits of the identifier, in groups to be read aloud."""
    digits = award_id.removeprefix("urn:uuid:").replace("-", "").upper()
    return f"{awarded_on.year}-{digits[:4]}-{digits[4:8]}-{digits[8:12]}"


def key(organisation: Organisation, number: str) -> str:
    """By what two numbers are the same: capitals and spaces make no difference."""
    return f"{organisation.id}:{number.casefold().replace(' ', '')}"


def taken() -> Exception:
    """The refusal of a number that another certificate has."""
    return refuse(
        ProblemCode.CONFLICT, "another certificate has this number", "/certificate_number"
    )
