"""The shape of a credential (VCDM 2.0 §4 and §5; VCDM 1.1 where its context stands first)."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from msgspec import Struct

from credentials.model import Credential, JSONObject, ParsedCredential, Policy, Token
from credentials.parsing.dates import date_time
from credentials.parsing.members import (
    check_head,
    identified,
    is_typed,
    is_version_1,
    items,
    object_with_members,
    url_in,
)
from credentials.parsing.proofs import proofs
from credentials.parsing.status_entries import status_entries
from credentials.parsing.strict_json import written
from credentials.problems import ProblemCode, at_pointer, refuse

# Version 1.1 calls its dates otherwise, and already has the names of 2.0 (VCDM 1.1 §4.6).
_BEGINNINGS = ("validFrom", "issuanceDate")
_ENDS = ("validUntil", "expirationDate")

# What needs a type, and what of it an id too (VCDM 2.0 §4.5, §4.11; VCDM 1.1 §4.9, §5.4).
_TYPED = ("credentialStatus", "credentialSchema", "evidence", "termsOfUse", "refreshService")
_WITH_ID = frozenset({"credentialSchema"})
_WITH_ID_IN_1 = _WITH_ID | {"credentialStatus", "refreshService"}


class _Moment(Struct, frozen=True):
    time: datetime
    member: str


def _time(moment: _Moment | None) -> datetime | None:
    return moment.time if moment else None


def credential(document: JSONObject, *, policy: Policy = Policy.STRICT) -> Credential:
    """Check the shape of an unsigned credential (VCDM 2.0 §4).

    Raises `bad-value` with a pointer to the member that is missing or wrong, `malformed` for
    values that `read_json` does not read, and `context-unknown` for version 1.1 of the data model,
    in which we sign nothing of our own.
    """
    content, document = written(document)
    if policy is Policy.STRICT and is_version_1(document):
        raise refuse(
            ProblemCode.CONTEXT_UNKNOWN, "version 1.1 of the data model is only read", "/@context/0"
        )
    issuer, begins, ends = _checked(document)
    return Credential(content, issuer, _time(begins), _time(ends))


def parsed_credential(document: JSONObject, *, token: Token | None = None) -> ParsedCredential:
    """Check the shape of a secured credential; nothing in the result is trusted yet."""
    issuer, begins, ends = _checked(document)
    entries, unknown = status_entries(document)
    return ParsedCredential(
        document=document,
        issuer=issuer,
        proofs=proofs(document),
        token=token,
        status_entries=entries,
        unknown_status=unknown,
        valid_from=_time(begins),
        valid_until=_time(ends),
        begins_in=begins.member if begins else _BEGINNINGS[0],
        ends_in=ends.member if ends else _ENDS[0],
    )


def _checked(document: JSONObject) -> tuple[str, _Moment | None, _Moment | None]:
    """The issuer, beginning and end of a credential, after a look at everything else."""
    check_head(document, "VerifiableCredential")
    issuer = identified(document, "issuer")
    begins, ends = _period(document)
    _check_subjects(document)
    _check_typed_members(document)
    _check_related_resources(document)
    return issuer, begins, ends


def _period(document: JSONObject) -> tuple[_Moment | None, _Moment | None]:
    """The latest beginning and the earliest end that the document names (§4.9)."""
    if is_version_1(document):
        if "issuanceDate" not in document:
            raise refuse(ProblemCode.BAD_VALUE, "it is missing (VCDM 1.1 §4.6)", "/issuanceDate")
        beginnings, endings = _moments(document, _BEGINNINGS), _moments(document, _ENDS)
        begins = max(beginnings, key=attrgetter("time"), default=None)
        ends = min(endings, key=attrgetter("time"), default=None)
    else:
        begins, ends = _moment(document, _BEGINNINGS[0]), _moment(document, _ENDS[0])
    if begins and ends and ends.time < begins.time:
        raise refuse(ProblemCode.BAD_VALUE, "it ends before it begins", f"/{ends.member}")
    return begins, ends


def _moments(document: JSONObject, members: Sequence[str]) -> list[_Moment]:
    found = [_moment(document, member) for member in members]
    return [moment for moment in found if moment is not None]


def _moment(document: JSONObject, member: str) -> _Moment | None:
    if member not in document:
        return None
    return _Moment(date_time(document[member], f"/{member}"), member)


def _check_subjects(document: JSONObject) -> None:
    for pointer, subject in items(document, "credentialSubject", required=True):
        object_with_members(subject, pointer)
        if "id" in subject:
            url_in(subject, "id", pointer)


def _check_typed_members(document: JSONObject) -> None:
    """Members whose objects need a type, and some an id too."""
    with_id = _WITH_ID_IN_1 if is_version_1(document) else _WITH_ID
    for member in _TYPED:
        for pointer, item in items(document, member):
            object_with_members(item, pointer)
            if not is_typed(item):
                raise refuse(ProblemCode.BAD_VALUE, "it has no type", at_pointer(pointer, "type"))
            if member in with_id or "id" in item:
                url_in(item, "id", pointer)


def _check_related_resources(document: JSONObject) -> None:
    """Each resource has an id of its own and a digest (VCDM 2.0 §5.3)."""
    seen: set[str] = set()
    for pointer, item in items(document, "relatedResource"):
        object_with_members(item, pointer)
        identifier = url_in(item, "id", pointer)
        if identifier in seen:
            raise refuse(ProblemCode.BAD_VALUE, "the resource stands twice", pointer)
        seen.add(identifier)
        if not item.keys() & {"digestSRI", "digestMultibase"}:
            raise refuse(ProblemCode.BAD_VALUE, "the resource has no digest", pointer)
