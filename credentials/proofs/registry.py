"""The accepted cryptosuites: one table, read-only, written here and nowhere else."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from credentials.keys.algorithms import Algorithm
from credentials.problems import ProblemCode, refuse
from credentials.proofs.cryptosuite import Cryptosuite
from credentials.proofs.suites.bbs_2023 import BBS_2023
from credentials.proofs.suites.ecdsa_jcs_2019 import ECDSA_JCS_2019
from credentials.proofs.suites.ecdsa_rdfc_2019 import ECDSA_RDFC_2019
from credentials.proofs.suites.ecdsa_sd_2023 import ECDSA_SD_2023
from credentials.proofs.suites.ed25519_signature_2020 import ED25519_SIGNATURE_2020
from credentials.proofs.suites.eddsa_jcs_2022 import EDDSA_JCS_2022
from credentials.proofs.suites.eddsa_rdfc_2022 import EDDSA_RDFC_2022

DEFAULT_SUITE = EDDSA_RDFC_2022.name


def table(suites: Sequence[Cryptosuite]) -> Mapping[str, Cryptosuite]:
    """The suites by name, not to be changed; ValueError when two have one name."""
    by_name = {suite.name: suite for suite in suites}
    if len(by_name) != len(suites):
        raise ValueError("two cryptosuites have one name")
    return MappingProxyType(by_name)


SUITES = table(
    [
        EDDSA_RDFC_2022,
        EDDSA_JCS_2022,
        ECDSA_RDFC_2019,
        ECDSA_JCS_2019,
        ECDSA_SD_2023,
        ED25519_SIGNATURE_2020,
        BBS_2023,
    ]
)


def suites_for(algorithm: Algorithm) -> Sequence[str]:
    """The names of the suites that sign with such a key, the usual one first."""
    return [one.name for one in SUITES.values() if one.signs and algorithm in one.algorithms]


def is_selective_suite(name: str) -> bool:
    """Whether an accepted suite of this name lets holders leave parts out."""
    return name in SUITES and SUITES[name].is_selective


def is_unlinkable_suite(name: str) -> bool:
    """Whether an accepted suite of this name makes proofs that cannot be linked."""
    return name in SUITES and SUITES[name].is_unlinkable


def usual_suite(algorithm: Algorithm) -> Cryptosuite:
    """The suite that is used with such a key unless another is asked for.

    Raises CredentialsError with `signing-failed` for keys that only tokens are signed with.
    """
    for name in suites_for(algorithm):
        return SUITES[name]
    raise refuse(ProblemCode.SIGNING_FAILED, f"no cryptosuite signs with {algorithm.name}")


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
