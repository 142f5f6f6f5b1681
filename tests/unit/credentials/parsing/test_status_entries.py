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


def test_an_entry_of_several_bits_names_what_each_value_means() -> None:
    messages = [{"status": hex(value), "message": f"step {value}"} for value in range(4)]
    entry = an_entry(statusSize=2, statusMessage=messages)

    assert parsed_credential(a_document(credentialStatus=entry)).status_entries[0].size == 2


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
        ({"statusSize": 9}, "statusSize"),
        ({"statusSize": 2}, "statusMessage"),
        ({"statusMessage": []}, "statusMessage"),
        ({"statusMessage": "set"}, "statusMessage"),
        ({"statusMessage": [{"status": "0x0", "message": "a"}]}, "statusMessage"),
        ({"statusMessage": [{"status": "0x0", "message": "a"}, "b"]}, "statusMessage"),
        ({"statusMessage": [{"status": "0x0", "message": "a"}, {"status": 1}]}, "statusMessage"),
        (
            {"statusMessage": [{"status": "0x0", "message": "a"}, {"status": "0x1"}]},
            "statusMessage",
        ),
        (
            {"statusMessage": [{"status": "0x0", "message": "a"}, {"status": "1", "message": "b"}]},
            "statusMessage",
        ),
        ({"id": "https://school.example/status/1"}, "id"),
    ],
)
def test_a_wrong_status_entry_is_refused_at_its_place(changes: JSONObject, member: str) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer=f"/credentialStatus/{member}"):
        parsed_credential(a_document(credentialStatus=an_entry(**changes)))


def test_more_status_entries_than_anybody_needs_are_refused() -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/credentialStatus"):
        parsed_credential(a_document(credentialStatus=[an_entry()] * 9))
