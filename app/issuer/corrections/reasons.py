"""The closed lists of reasons: what may be given when a certificate is changed, and nothing else.

Values are stored, shown in public and part of the API: added, never renamed. Their wording is
in the templates. Debt, fees or leaving an employer is no reason to take anything from a worker,
so no list has a place for it.
"""

from enum import StrEnum
from typing import TypeVar

from app.status import service as status
from credentials import ProblemCode, refuse

_Reason = TypeVar("_Reason", bound=StrEnum)


class RevocationReason(StrEnum):
    """Why a certificate is withdrawn for ever; public."""

    ISSUED_IN_ERROR = "issued-in-error"
    REPLACED = "replaced"
    FRAUD_FOUND = "fraud-found"
    ASKED_BY_THE_WORKER = "withdrawn-at-the-workers-request"


class SuspensionReason(StrEnum):
    """Why a certificate is paused; public. None of them means a fault."""

    UNDER_REVIEW = "under-review"
    ASKED_BY_THE_PERSON = "asked-by-the-person"


class ReplacementReason(StrEnum):
    """What was wrong with a certificate that is replaced; for the body's own file."""

    MISSPELT_NAME = "misspelt-name"
    WRONG_BIRTH_DATE = "wrong-birth-date"
    WRONG_DAY = "wrong-day"
    NAME_CHANGED = "name-changed"


class BindingReason(StrEnum):
    """Why a certificate was issued anew for a passport's key, or without it again."""

    BOUND = "bound-to-passport"
    RELEASED = "released-from-passport"


class IdentityCheck(StrEnum):
    """How the body made sure who somebody is, before a claim is undone; for its own file."""

    PASSPORT_SEEN = "passport-seen"
    IDENTITY_CARD_SEEN = "identity-card-seen"
    KNOWN_IN_PERSON = "known-in-person"
    REGISTER_AND_PHOTO = "register-and-photo"


class WrongLine(StrEnum):
    """Which line of a certificate is wrong, as the worker says."""

    NAME = "name"
    NAME_LATIN = "name-latin"
    BIRTH_DATE = "birth-date"
    DAY = "day"
    TITLE = "title"
    NUMBER = "number"
    NOT_MINE = "not-mine"
    OTHER = "other"


class RefusalReason(StrEnum):
    """Why a body does not do what a worker asked for; told to the worker."""

    AS_ON_THE_PAPERS = "as-on-the-papers"
    PROOF_NEEDED = "proof-needed"
    RESULT_STANDS = "result-stands"
    NOT_THE_PERSON = "not-the-person"
    ALREADY_DONE = "already-done"


_PUBLIC: dict[str, type[StrEnum]] = {
    status.REVOCATION: RevocationReason,
    status.SUSPENSION: SuspensionReason,
}


def public_reason(purpose: str, stored: str) -> str:
    """A stored reason as the public may read it: one of the list, or nothing at all.

    What was typed freely before there was a list stays in the body's own file.
    """
    reasons = _PUBLIC.get(purpose)
    return stored if reasons and stored in set(reasons) else ""


def chosen(reasons: type[_Reason], written: str, pointer: str = "/reason") -> _Reason:
    """The reason that was chosen from a list; raises `bad-value` for any other."""
    try:
        return reasons(written)
    except ValueError as error:
        raise refuse(ProblemCode.BAD_VALUE, "not one of the reasons", pointer) from error
