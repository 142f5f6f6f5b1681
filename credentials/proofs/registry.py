"""The accepted cryptosuites: one table, read-only, written here and nowhere else."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from credentials.problems import ProblemCode, refuse
from credentials.proofs.cryptosuite import Cryptosuite
from credentials.proofs.suites.eddsa_rdfc_2022 import EDDSA_RDFC_2022

DEFAULT_SUITE = EDDSA_RDFC_2022.name


def table(suites: Sequence[Cryptosuite]) -> Mapping[str, Cryptosuite]:
    """The suites by name, not to be changed; ValueError when two have one name."""
    by_name = {suite.name: suite for suite in suites}
    if len(by_name) != len(suites):
        raise ValueError("two cryptosuites have one name")
    return MappingProxyType(by_name)


SUITES = table([EDDSA_RDFC_2022])


def suite(name: str) -> Cryptosuite:
    """The accepted suite of that name.

    Raises CredentialsError with `suite-unknown`, or `proof-rejected` when the proof names none.
    """
    if not name:
        raise refuse(ProblemCode.PROOF_REJECTED, "the proof names no cryptosuite")
    found = SUITES.get(name)
    if found is None:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "a cryptosuite that is not accepted here")
    return found
