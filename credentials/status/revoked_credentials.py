"""1EdTechRevocationList: the identifiers of withdrawn credentials, as plain JSON.

Read only (Open Badges 3.0 puts Bitstring Status List in its place). The list is not signed:
what it says, it says because it stands at the https address that the issuer has signed.
"""

from collections.abc import Iterator
from typing import Any

from credentials.model import as_list
from credentials.parsing import read_json
from credentials.problems import CredentialsError, ProblemCode, refuse

_MAX_BYTES = 1_000_000


def is_revoked(content: bytes, credential_id: str, *, issuer: str) -> bool:
    """Whether the list says that this credential of this issuer is withdrawn (VCRL 1.0).

    An entry counts unless it says `revoked` false. Raises CredentialsError with
    `status-invalid` for what is no such list or is another issuer's.
    """
    try:
        found = read_json(content, limit=_MAX_BYTES)
    except CredentialsError as error:
        raise _invalid(f"the list: {error.problem.detail}") from error
    if not isinstance(found, dict):
        raise _invalid("the list is not an object")
    named = found.get("issuer", issuer)
    if (named.get("id") if isinstance(named, dict) else named) != issuer:
        raise _invalid("the list is by another issuer")
    # The specification's member is in the singular; some issuers write the plural.
    members = found.keys() & {"revokedCredential", "revokedCredentials"}
    if len(members) != 1:
        raise _invalid("not one list of withdrawn credentials")
    return credential_id in set(_revoked(as_list(found[members.pop()])))


def _revoked(entries: list[Any]) -> Iterator[str]:
    for entry in entries:
        identifier = entry.get("id") if isinstance(entry, dict) else entry
        if not isinstance(identifier, str):
            raise _invalid("an entry of the list names no credential")
        if not (isinstance(entry, dict) and entry.get("revoked") is False):
            yield identifier


def _invalid(detail: str) -> CredentialsError:
    return refuse(ProblemCode.STATUS_INVALID, detail)
