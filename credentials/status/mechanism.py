"""What a status mechanism is: the way from an entry in a credential to what a list says of it."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from credentials.materials import Fetched, Want, WantKind
from credentials.model import StatusEntry
from credentials.problems import ProblemCode, refuse
from credentials.question import MissingError, Question


class Said(Struct, frozen=True):
    """What a list said of an entry at the time at which the list was seen.

    `code` None: nothing against it. `is_final` says that it can never be taken back, so that
    what a register adds (replaced by another one) belongs to it.
    """

    as_of: datetime
    code: ProblemCode | None = None
    detail: str = ""
    is_final: bool = False


class Mechanism(Struct, frozen=True):
    """A kind of status entry, by the type under which credentials name it.

    `is_read` says of an entry whether it is understood here, and `is_telling` whether it can
    speak against a credential at all; what others say is a warning. `look_up` asks the list for
    the issuer of the credential; it raises `MissingError` when the list has to be fetched
    first, and CredentialsError with what leaves the status open.
    """

    kind: str
    look_up: Callable[[StatusEntry, str, Question], Said]
    is_read: Callable[[StatusEntry], bool] = lambda _: True
    is_telling: Callable[[StatusEntry], bool] = lambda _: True


def listed(entry: StatusEntry, question: Question) -> tuple[bytes, datetime]:
    """The list of an entry as it is at hand, and when it was seen.

    Raises `MissingError`, or `status-unreachable` when fetching it was tried in vain.
    """
    fetched: Fetched | None = question.materials.status_lists.get(entry.list_url)
    if fetched is None:
        raise MissingError(Want(WantKind.STATUS_LIST, entry.list_url, entry.list_url))
    if fetched.content is None:
        raise refuse(ProblemCode.STATUS_UNREACHABLE, fetched.reason, entry.pointer)
    return fetched.content, fetched.at
