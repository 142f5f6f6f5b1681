"""status_list (Token Status List draft-20 §6, §8.3): a value on a signed list of tokens."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from msgspec.structs import replace

from credentials.did.https import trusted_name
from credentials.key_lookup import token_key
from credentials.memory import digest_of
from credentials.model import LEEWAY, StatusEntry
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.question import Question
from credentials.status.mechanism import Mechanism, Said, listed
from credentials.status.token_list import (
    ListToken,
    SignedList,
    TokenStatus,
    TokenStatusList,
    read_list_token,
)
from credentials.status.token_list_cwt import TAG, read_list_cwt

_AGAINST: Mapping[int, ProblemCode] = MappingProxyType(
    {TokenStatus.INVALID: ProblemCode.REVOKED, TokenStatus.SUSPENDED: ProblemCode.SUSPENDED}
)


def _look_up(entry: StatusEntry, issuer: str, question: Question) -> Said:
    """What the value at the entry's place says against the credential."""
    content, as_of = listed(entry, question)
    try:
        token = _believed(content, entry, issuer, question)
    except CredentialsError as error:
        # Whatever is wrong with the list leaves the credential undetermined, never passed.
        detail = f"the list: {error.problem.code}, {error.problem.detail}"
        raise refuse(ProblemCode.STATUS_INVALID, detail, entry.pointer) from error
    try:
        value = token.statuses.get(entry.index)
    except CredentialsError as error:
        raise CredentialsError(replace(error.problem, pointer=entry.pointer)) from error
    if value == TokenStatus.VALID:
        return Said(as_of)
    code = _AGAINST.get(value)
    if code is None:
        detail = f"a status of the value {value}, which is not read"
        raise refuse(ProblemCode.STATUS_UNKNOWN, detail, entry.pointer)
    detail = f"the list says {TokenStatus(value).name.lower()}"
    return Said(as_of, code, detail, is_final=code is ProblemCode.REVOKED)


def _believed(content: bytes, entry: StatusEntry, issuer: str, question: Question) -> ListToken:
    """The list, after its signature, issuer, address and dates (§8.3, steps 3 and 4)."""
    memory, digest = question.materials.memory, digest_of(content)
    remembered = ("token list", digest)
    found: SignedList = memory.recall(remembered) or _read(content)
    publisher = found.issuer or issuer
    if not question.trust.may_list(trusted_name(issuer), by=trusted_name(publisher)):
        # Before its proof is looked at: no stranger's key is asked for.
        raise refuse(ProblemCode.KEY_NOT_ALLOWED, "it is by another issuer")
    if found.listed.uri != entry.list_url:
        raise refuse(ProblemCode.STATUS_INVALID, "it is published under another address")
    key = token_key(
        found.named, publisher, purpose="assertionMethod", at=question.at, question=question
    )

    def fits() -> bool:
        signed = found.signing_input
        key.check_token(found.signature, signed, alg=found.algorithm, what="list")
        return True

    memory.once(("signature", digest, key.algorithm.name, key.raw), fits)
    # Not before its signature fits: a stranger's list is not kept for anybody.
    memory.keep(remembered, found, size=2 * len(content) + _bytes_of(found.listed.statuses))
    _check_times(found.listed, question.at)
    return found.listed


def _bytes_of(statuses: TokenStatusList) -> int:
    return len(statuses) * statuses.bits // 8


def _read(content: bytes) -> SignedList:
    return read_list_cwt(content) if content.startswith(TAG) else read_list_token(content)


def _check_times(token: ListToken, at: datetime) -> None:
    if at + LEEWAY < token.issued_at:
        raise refuse(ProblemCode.STATUS_INVALID, "it is from the future")
    if token.expires is not None and at - LEEWAY > token.expires:
        raise refuse(ProblemCode.STATUS_INVALID, "its own time is over")


TOKEN_STATUS_LIST = Mechanism(kind="status_list", look_up=_look_up)
