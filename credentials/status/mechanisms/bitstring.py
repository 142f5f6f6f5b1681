"""BitstringStatusListEntry (Bitstring Status List 1.0 §3.2): a bit of a signed credential."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from credentials.authentication import authenticate
from credentials.model import ParsedPresentation, StatusEntry
from credentials.opening import open_secured
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.question import Question
from credentials.status import bitstring
from credentials.status.mechanism import Mechanism, Said, listed
from credentials.validity import outside_dates

_DECIDING: Mapping[str, ProblemCode] = MappingProxyType(
    {"revocation": ProblemCode.REVOKED, "suspension": ProblemCode.SUSPENDED}
)
# These never make a credential invalid, so their lists are not asked for.
_INFORMING = frozenset({"refresh", "message"})


def _look_up(entry: StatusEntry, issuer: str, question: Question) -> Said:
    """What the entry's bit says against the credential."""
    content, as_of = listed(entry, question)
    if not _bit(content, entry, issuer, question):
        return Said(as_of)
    code = _DECIDING[entry.purpose]
    detail = "the bit of its status entry is set"
    return Said(as_of, code, detail, is_final=code is ProblemCode.REVOKED)


def _bit(content: bytes, entry: StatusEntry, issuer: str, question: Question) -> bool:
    """The entry's bit, after the list's own signature, issuer, dates, address and purpose."""

    def doubted(detail: str) -> CredentialsError:
        return refuse(ProblemCode.STATUS_INVALID, detail, entry.pointer)

    try:
        opened = open_secured(content)
        if isinstance(opened, ParsedPresentation):
            raise doubted("the list is a presentation")
        if opened.issuer != issuer:
            # Before its proof is looked at: nobody else's key document is asked for.
            raise doubted("the list is by another issuer")
        authenticate(opened, issuer, "assertionMethod", question)
    except CredentialsError as error:
        # Whatever is wrong with the list leaves the credential undetermined, never passed.
        raise doubted(f"the list: {error.problem.code}, {error.problem.detail}") from error
    if next(outside_dates(opened, question.at), None) is not None:
        raise doubted("the list's own dates do not include this moment")
    try:
        published = bitstring.read_list(
            opened.document, list_url=entry.list_url, purpose=entry.purpose
        )
        return published.statuses.get(entry.index)
    except CredentialsError as error:
        raise CredentialsError(replace(error.problem, pointer=entry.pointer)) from error


BITSTRING = Mechanism(
    kind="BitstringStatusListEntry",
    look_up=_look_up,
    is_read=lambda entry: (
        entry.purpose in _INFORMING or (entry.purpose in _DECIDING and entry.size == 1)
    ),
    is_telling=lambda entry: entry.purpose not in _INFORMING,
)
