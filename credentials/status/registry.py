"""The accepted status mechanisms: one table, read-only, written here and nowhere else."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from credentials.status.mechanism import Mechanism
from credentials.status.mechanisms.bitstring import BITSTRING
from credentials.status.mechanisms.revoked_credentials import REVOKED_CREDENTIALS
from credentials.status.mechanisms.token_status_list import TOKEN_STATUS_LIST


def table(mechanisms: Sequence[Mechanism]) -> Mapping[str, Mechanism]:
    """The mechanisms by the kind of their entries; ValueError when two have one kind."""
    by_kind = {mechanism.kind: mechanism for mechanism in mechanisms}
    if len(by_kind) != len(mechanisms):
        raise ValueError("two status mechanisms read one kind of entry")
    return MappingProxyType(by_kind)


MECHANISMS = table([BITSTRING, REVOKED_CREDENTIALS, TOKEN_STATUS_LIST])
