"""1EdTechRevocationList (VCRL 1.0): the credential's id on a plain list of its issuer's."""

from msgspec.structs import replace

from credentials.model import StatusEntry
from credentials.parsing.status_entries import NAMED_LIST
from credentials.problems import CredentialsError, ProblemCode
from credentials.question import Question
from credentials.status import revoked_credentials
from credentials.status.mechanism import Mechanism, Said, listed


def _look_up(entry: StatusEntry, issuer: str, question: Question) -> Said:
    """Whether the credential's id is on the list."""
    content, as_of = listed(entry, question)
    try:
        found = revoked_credentials.is_revoked(content, entry.credential_id, issuer=issuer)
    except CredentialsError as error:
        raise CredentialsError(replace(error.problem, pointer=entry.pointer)) from error
    if not found:
        return Said(as_of)
    return Said(
        as_of, ProblemCode.REVOKED, "its id is on the list of withdrawn ones", is_final=True
    )


REVOKED_CREDENTIALS = Mechanism(kind=NAMED_LIST, look_up=_look_up)
