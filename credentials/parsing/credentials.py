"""The shape of a credential (VCDM 2.0 §4 and §5)."""

from datetime import datetime

from credentials.model import Credential, JSONObject, ParsedCredential, Token, types_of
from credentials.parsing.dates import date_time
from credentials.parsing.identifiers import absolute_url
from credentials.parsing.members import check_head, identified, items, object_with_members
from credentials.parsing.proofs import proofs
from credentials.parsing.status_entries import status_entries
from credentials.problems import ProblemCode, at_pointer, refuse


def credential(document: JSONObject) -> Credential:
    """Check the shape of an unsigned credential (VCDM 2.0 §4).

    Raises `bad-value` with a pointer to the member that is missing or wrong.
    """
    check_head(document, "VerifiableCredential")
    issuer = identified(document, "issuer")
    valid_from, valid_until = _period(document)
    _check_subjects(document)
    _check_typed_members(document)
    _check_related_resources(document)
    return Credential(document, issuer, valid_from, valid_until)


def parsed_credential(document: JSONObject, *, token: Token | None = None) -> ParsedCredential:
    """Check the shape of a secured credential; nothing in the result is trusted yet."""
    checked = credential(document)
    entries, unknown = status_entries(document)
    return ParsedCredential(
        document=document,
        issuer=checked.issuer,
        proofs=proofs(document),
        token=token,
        status_entries=entries,
        unknown_status=unknown,
        valid_from=checked.valid_from,
        valid_until=checked.valid_until,
    )


def _period(document: JSONObject) -> tuple[datetime | None, datetime | None]:
    ends = []
    for member in ("validFrom", "validUntil"):
        ends.append(date_time(document[member], f"/{member}") if member in document else None)
    valid_from, valid_until = ends
    if valid_from and valid_until and valid_until < valid_from:
        raise refuse(ProblemCode.BAD_VALUE, "it ends before it begins", "/validUntil")
    return valid_from, valid_until


def _check_subjects(document: JSONObject) -> None:
    for pointer, subject in items(document, "credentialSubject", required=True):
        object_with_members(subject, pointer)
        if "id" in subject:
            absolute_url(subject["id"], at_pointer(pointer, "id"))


def _check_typed_members(document: JSONObject) -> None:
    """Members whose objects need a type, and for schemas an id too (VCDM 2.0 §4.5, §4.11)."""
    for member in (
        "credentialStatus", "credentialSchema", "evidence", "termsOfUse", "refreshService",
    ):  # fmt: skip
        for pointer, item in items(document, member):
            object_with_members(item, pointer)
            types = types_of(item)
            if not types or not all(isinstance(name, str) and name for name in types):
                raise refuse(ProblemCode.BAD_VALUE, "it has no type", at_pointer(pointer, "type"))
            if member == "credentialSchema" or "id" in item:
                absolute_url(item.get("id"), at_pointer(pointer, "id"))


def _check_related_resources(document: JSONObject) -> None:
    """Each resource has an id of its own and a digest (VCDM 2.0 §5.3)."""
    seen: set[str] = set()
    for pointer, item in items(document, "relatedResource"):
        object_with_members(item, pointer)
        identifier = absolute_url(item.get("id"), at_pointer(pointer, "id"))
        if identifier in seen:
            raise refuse(ProblemCode.BAD_VALUE, "the resource stands twice", pointer)
        seen.add(identifier)
        if not item.keys() & {"digestSRI", "digestMultibase"}:
            raise refuse(ProblemCode.BAD_VALUE, "the resource has no digest", pointer)
