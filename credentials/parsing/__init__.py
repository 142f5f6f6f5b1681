"""Bytes to typed values. This is the only place where shapes of untrusted input are checked.

Nothing here says that a document is genuine. The rest of the library takes from here what is
listed below:

| module | reads |
|---|---|
| `strict_json` | JSON that nobody can read in two ways |
| `dates`, `identifiers` | times and URLs |
| `members` | what credentials and presentations have in common |
| `credentials`, `presentations` | the two documents of the data model |
| `proofs`, `status_entries` | what they carry |
| `envelopes` | documents inside a data: URL |
"""

from credentials.parsing.credentials import credential, parsed_credential
from credentials.parsing.dates import (
    clock_time,
    date_time,
    date_time_stamp,
    local_date_time_stamp,
    numeric_date,
)
from credentials.parsing.envelopes import enveloped
from credentials.parsing.identifiers import absolute_url, did_of
from credentials.parsing.members import CREDENTIALS_V1, CREDENTIALS_V2, is_version_1
from credentials.parsing.presentations import parsed_presentation
from credentials.parsing.strict_json import read_again, read_json

__all__ = [
    "CREDENTIALS_V1",
    "CREDENTIALS_V2",
    "absolute_url",
    "clock_time",
    "credential",
    "date_time",
    "date_time_stamp",
    "did_of",
    "enveloped",
    "is_version_1",
    "local_date_time_stamp",
    "numeric_date",
    "parsed_credential",
    "parsed_presentation",
    "read_again",
    "read_json",
]
