"""The shape of status entries (Bitstring Status List 1.0 §2.1)."""

import re

from credentials.model import JSONObject, StatusEntry, types_of
from credentials.parsing.members import items, url_in
from credentials.problems import ProblemCode, at_pointer, refuse

NAMED_LIST = "1EdTechRevocationList"
"""The type of an entry that leads to a list of withdrawn credentials by their ids (VCRL 1.0)."""

_MAX_STATUS_ENTRIES = 8

# Past eight bits an entry would name more messages than anybody reads.
_MAX_SIZE = 8
INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
"""How the place on a list is written."""
_VALUE = re.compile(r"0x[0-9A-Fa-f]{1,2}")


def status_entries(document: JSONObject) -> tuple[tuple[StatusEntry, ...], tuple[str, ...]]:
    """The entries of a type that is known, and the pointers of the others.

    Raises `bad-value` for more than 8 and for wrong shapes.
    """
    entries, unknown = [], []
    found = items(document, "credentialStatus")
    if len(found) > _MAX_STATUS_ENTRIES:
        raise refuse(
            ProblemCode.BAD_VALUE, f"more than {_MAX_STATUS_ENTRIES} entries", "/credentialStatus"
        )
    for pointer, item in found:
        if "BitstringStatusListEntry" in types_of(item):
            entries.append(_status_entry(item, pointer))
        elif NAMED_LIST in types_of(item):
            entries.append(_named_entry(document, item, pointer))
        else:
            unknown.append(pointer)
    return tuple(entries), tuple(unknown)


def _status_entry(item: JSONObject, pointer: str) -> StatusEntry:
    list_url = url_in(item, "statusListCredential", pointer)
    index, purpose, size = (
        item.get("statusListIndex"),
        item.get("statusPurpose"),
        item.get("statusSize", 1),
    )
    if not isinstance(index, str) or not INDEX.fullmatch(index):
        raise refuse(
            ProblemCode.BAD_VALUE,
            "not a decimal number without leading zeros, as a text",
            at_pointer(pointer, "statusListIndex"),
        )
    if not isinstance(purpose, str) or not purpose:
        raise refuse(ProblemCode.BAD_VALUE, "no purpose", at_pointer(pointer, "statusPurpose"))
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= _MAX_SIZE:
        raise refuse(
            ProblemCode.BAD_VALUE,
            f"not a number from 1 to {_MAX_SIZE}",
            at_pointer(pointer, "statusSize"),
        )
    if "statusMessage" in item or size > 1:
        _check_messages(item, size, at_pointer(pointer, "statusMessage"))
    if item.get("id") == list_url:
        raise refuse(
            ProblemCode.BAD_VALUE, "the entry has the list's own id", at_pointer(pointer, "id")
        )
    return StatusEntry(purpose, list_url, int(index), size, pointer)


def _named_entry(document: JSONObject, item: JSONObject, pointer: str) -> StatusEntry:
    """The way to a list of the ids of withdrawn credentials, which is not signed itself."""
    url = url_in(item, "id", pointer)
    if not url.startswith("https://"):
        raise refuse(ProblemCode.BAD_VALUE, "not an https address", at_pointer(pointer, "id"))
    return StatusEntry(
        "revocation",
        url,
        0,
        1,
        pointer,
        kind=NAMED_LIST,
        credential_id=url_in(document, "id", ""),
    )


def _check_messages(item: JSONObject, size: int, pointer: str) -> None:
    """One message for each value that the entry can have; needed where it has several bits."""
    messages = item.get("statusMessage")
    if not isinstance(messages, list) or len(messages) != 2**size:
        raise refuse(ProblemCode.BAD_VALUE, f"not a list of {2**size} messages", pointer)
    for message in messages:
        said = message if isinstance(message, dict) else {}
        value, text = said.get("status"), said.get("message")
        if not isinstance(value, str) or not _VALUE.fullmatch(value) or not isinstance(text, str):
            detail = "a message has its value, like 0x1, and its text"
            raise refuse(ProblemCode.BAD_VALUE, detail, pointer)
