"""The shape of status entries."""

import pytest

from credentials.model import JSONObject
from credentials.parsing import parsed_credential
from credentials.problems import ProblemCode
from tests.refusal import refused
from tests.unit.credentials.parsing.documents import a_document, an_entry


def test_status_entries_are_read_and_other_types_are_pointed_at() -> None:
    parsed = parsed_credential(a_document(credentialStatus=[an_entry(), {"type": "Other"}]))
    entry = parsed.status_entries[0]
    assert (entry.purpose, entry.index, entry.size) == ("revocation", 7, 1)
    assert parsed.unknown_status == ("/credentialStatus/1",)


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"statusListIndex": 7}, "statusListIndex"),
        ({"statusListIndex": "-1"}, "statusListIndex"),
        ({"statusListIndex": "07"}, "statusListIndex"),
        ({"statusListIndex": "0x7"}, "statusListIndex"),
        ({"statusListIndex": "7 "}, "statusListIndex"),
        ({"statusListIndex": "٧"}, "statusListIndex"),
        ({"statusListIndex": "9999999999"}, "statusListIndex"),
        ({"statusListIndex": ...}, "statusListIndex"),
        ({"statusPurpose": ""}, "statusPurpose"),
        ({"statusPurpose": ["revocation"]}, "statusPurpose"),
        ({"statusListCredential": "status/1"}, "statusListCredential"),
        ({"statusSize": 0}, "statusSize"),
        ({"statusSize": True}, "statusSize"),
        ({"statusSize": "1"}, "statusSize"),
        ({"id": "https://school.example/status/1"}, "id"),
    ],
)
def test_a_wrong_status_entry_is_refused_at_its_place(changes: JSONObject, member: str) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer=f"/credentialStatus/{member}"):
        parsed_credential(a_document(credentialStatus=an_entry(**changes)))


def test_more_status_entries_than_anybody_needs_are_refused() -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/credentialStatus"):
        parsed_credential(a_document(credentialStatus=[an_entry()] * 9))
