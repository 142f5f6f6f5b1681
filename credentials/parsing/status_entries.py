"""The shape of status entries (Bitstring Status List 1.0 §2.1)."""

import re

from credentials.model import JSONObject, StatusEntry, types_of
from credentials.parsing.identifiers import absolute_url
from credentials.parsing.members import items
from credentials.problems import ProblemCode, at_pointer, refuse

_MAX_STATUS_ENTRIES = 8

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


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
        else:
            unknown.append(pointer)
    return tuple(entries), tuple(unknown)


def _status_entry(item: JSONObject, pointer: str) -> StatusEntry:
    list_url = absolute_url(
        item.get("statusListCredential"), at_pointer(pointer, "statusListCredential")
    )
    index, purpose, size = (
        item.get("statusListIndex"),
        item.get("statusPurpose"),
        item.get("statusSize", 1),
    )
    if not isinstance(index, str) or not _INDEX.fullmatch(index):
        raise refuse(
            ProblemCode.BAD_VALUE,
            "not a decimal number without leading zeros, as a text",
            at_pointer(pointer, "statusListIndex"),
        )
    if not isinstance(purpose, str) or not purpose:
        raise refuse(ProblemCode.BAD_VALUE, "no purpose", at_pointer(pointer, "statusPurpose"))
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise refuse(
            ProblemCode.BAD_VALUE, "not a positive number", at_pointer(pointer, "statusSize")
        )
    if item.get("id") == list_url:
        raise refuse(
            ProblemCode.BAD_VALUE, "the entry has the list's own id", at_pointer(pointer, "id")
        )
    return StatusEntry(purpose, list_url, int(index), size, pointer)
