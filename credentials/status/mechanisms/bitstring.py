"""BitstringStatusListEntry (Bitstring Status List 1.0 §3.2): a bit of a signed credential."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec.structs import replace

from credentials.authentication import authenticate
from credentials.memory import Memory, digest_of, size_read
from credentials.model import ParsedCredential, ParsedPresentation, StatusEntry
from credentials.opening import open_secured
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.question import Question
from credentials.status import bitstring
from credentials.status.mechanism import Mechanism, Said, listed
from credentials.validity import outside_dates

# What an entry that is not zero means. The text of a message is for developers (§2.1), so it
# is not passed on.
_DECIDING: Mapping[str, ProblemCode] = MappingProxyType(
    {"revocation": ProblemCode.REVOKED, "suspension": ProblemCode.SUSPENDED}
)
_INFORMING: Mapping[str, ProblemCode] = MappingProxyType(
    {"refresh": ProblemCode.REFRESH_OFFERED, "message": ProblemCode.STATUS_MESSAGE}
)
_MEANING = MappingProxyType({**_DECIDING, **_INFORMING})


def _look_up(entry: StatusEntry, issuer: str, question: Question) -> Said:
    """What the entry's value says of the credential."""
    content, as_of = listed(entry, question)
    value = _value(content, entry, issuer, question)
    if value == 0:
        return Said(as_of)
    code = _MEANING[entry.purpose]
    detail = f"its status entry has the value {value:#x}"
    return Said(as_of, code, detail, is_final=code is ProblemCode.REVOKED)


def _value(content: bytes, entry: StatusEntry, issuer: str, question: Question) -> int:
    """The entry's value, after the list's own signature, issuer, dates, address and purpose."""

    def doubted(detail: str) -> CredentialsError:
        return refuse(ProblemCode.STATUS_INVALID, detail, entry.pointer)

    memory, digest = question.materials.memory, digest_of(content)
    remembered = ("list", digest)
    try:
        known: ParsedCredential | ParsedPresentation | None = memory.recall(remembered)
        opened = known or open_secured(content)
        if isinstance(opened, ParsedPresentation):
            raise doubted("the list is a presentation")
        if not question.trust.may_list(issuer, by=opened.issuer):
            # Before its proof is looked at: no stranger's key document is asked for.
            raise doubted("the list is by another issuer")
        authenticate(opened, opened.issuer, "assertionMethod", question, digest=digest)
    except CredentialsError as error:
        # Whatever is wrong with the list leaves the credential undetermined, never passed.
        raise doubted(f"the list: {error.problem.code}, {error.problem.detail}") from error
    if known is None:
        # Not before its proof holds: a stranger's list is not kept for anybody.
        memory.keep(remembered, opened, size=size_read(content))
    if next(outside_dates(opened, question.at), None) is not None:
        raise doubted("the list's own dates do not include this moment")
    try:
        published = bitstring.read_list(
            opened.document,
            list_url=entry.list_url,
            purpose=entry.purpose,
            size=entry.size,
            decode=_decoding(memory, digest),
        )
        return published.statuses.value(entry.index, size=entry.size)
    except CredentialsError as error:
        raise CredentialsError(replace(error.problem, pointer=entry.pointer)) from error


def _decoding(memory: Memory, digest: bytes) -> bitstring.Decode:
    """Decodes the bits of the list of that digest, once.

    What else it says is read each time: its length and its number are a stranger's to choose.
    """

    def decode(encoded: str, entries: int) -> bitstring.StatusList:
        return memory.once(
            ("bits", digest, entries),
            lambda: bitstring.StatusList.decode(encoded, entry_count_at_least=entries),
            size=lambda bits: len(bits) // 8,
        )

    return decode


BITSTRING = Mechanism(
    kind="BitstringStatusListEntry",
    look_up=_look_up,
    is_read=lambda entry: entry.purpose in _MEANING,
    is_telling=lambda entry: entry.purpose in _DECIDING,
)
