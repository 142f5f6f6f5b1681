"""The table of accepted cryptosuites."""

from typing import Any

import pytest

from credentials.keys.algorithms import ED25519, P384, P521
from credentials.problems import ProblemCode
from credentials.proofs.registry import (
    SUITES,
    is_selective_suite,
    is_unlinkable_suite,
    suite,
    table,
    usual_suite,
)
from credentials.proofs.suites.eddsa_rdfc_2022 import EDDSA_RDFC_2022
from tests.refusal import refused


def test_a_suite_is_found_under_its_registered_name() -> None:
    assert suite("eddsa-rdfc-2022") is EDDSA_RDFC_2022


@pytest.mark.parametrize("name", ["ecdsa-xi-2023", "EDDSA-RDFC-2022", "Ed25519Signature2018"])
def test_another_suite_is_unknown_and_not_wrong(name: str) -> None:
    with refused(ProblemCode.SUITE_UNKNOWN):
        suite(name)


def test_a_proof_that_names_no_suite_is_rejected() -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        suite("")


def test_the_table_cannot_be_changed() -> None:
    writable: Any = SUITES
    with pytest.raises(TypeError):
        writable["mine"] = EDDSA_RDFC_2022


def test_two_suites_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match="one name"):
        table([EDDSA_RDFC_2022, EDDSA_RDFC_2022])


def test_each_suite_stands_under_its_own_name() -> None:
    assert all(name == entry.name for name, entry in SUITES.items())


def test_the_usual_suite_of_a_key_is_the_first_that_signs_with_it() -> None:
    assert usual_suite(ED25519).name == "eddsa-rdfc-2022"
    assert usual_suite(P384).name == "ecdsa-rdfc-2019"


def test_a_key_that_only_signs_tokens_has_no_usual_suite() -> None:
    with refused(ProblemCode.SIGNING_FAILED):
        usual_suite(P521)


def test_two_suites_let_parts_out_and_one_cannot_be_linked() -> None:
    names = [*SUITES, "vc+jwt"]
    assert {name for name in names if is_selective_suite(name)} == {"ecdsa-sd-2023", "bbs-2023"}
    assert {name for name in names if is_unlinkable_suite(name)} == {"bbs-2023"}
