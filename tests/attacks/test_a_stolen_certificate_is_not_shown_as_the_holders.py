"""T30: to present somebody's certificate is not to be that somebody."""

import pytest

from credentials import CREDENTIALS_V2, ProblemCode, Verdict
from tests.attacks.forging import claims_to_be, codes, with_proof
from tests.world import World


def _marks(world: World, presentation: object) -> list[ProblemCode]:
    assert isinstance(presentation, dict)
    (inner,) = world.verify(presentation).inner
    return [warning.code for warning in inner.warnings]


def test_the_persons_own_presentation_has_no_mark(world: World) -> None:
    amina = world.key_issuer()
    document = world.document()
    document["credentialSubject"]["id"] = amina.did
    shown = world.present([world.issue(document)], amina)
    assert _marks(world, shown) == []
    assert world.verify(shown).holder == amina.did


def test_mallorys_presentation_of_it_is_marked(world: World) -> None:
    amina, mallory = world.key_issuer(), world.key_issuer()
    document = world.document()
    document["credentialSubject"]["id"] = amina.did
    shown = world.present([world.issue(document)], mallory)
    assert _marks(world, shown) == [ProblemCode.HOLDER_NOT_SHOWN]
    assert world.verify(shown).holder == mallory.did


def test_mallory_cannot_name_amina_as_holder(world: World) -> None:
    amina, mallory = world.key_issuer(), world.key_issuer()
    shown = world.present([world.issue()], mallory)
    report = world.verify({**shown, "holder": amina.did})
    assert report.verdict is Verdict.INVALID
    assert report.holder is None


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "a-suite-to-come"])
def test_a_worthless_proof_of_aminas_does_not_make_her_the_holder(world: World, suite: str) -> None:
    amina, mallory = world.key_issuer(), world.key_issuer()
    document = world.document()
    document["credentialSubject"]["id"] = amina.did
    shown = world.present([world.issue(document)], mallory)
    worthless = {
        **shown["proof"],
        "cryptosuite": suite,
        "verificationMethod": amina.signer.verification_method,
    }
    shown["proof"] = [worthless, shown["proof"]]
    assert world.verify(shown).holder == mallory.did
    assert _marks(world, shown) == [ProblemCode.HOLDER_NOT_SHOWN]


def test_a_forged_certificate_inside_a_good_presentation_is_invalid(world: World) -> None:
    mallory = world.key_issuer()
    shown = with_proof(
        {
            "@context": [CREDENTIALS_V2],
            "type": ["VerifiablePresentation"],
            "holder": mallory.did,
            "verifiableCredential": [claims_to_be(world, world.school, mallory)],
        },
        mallory.signer,
        purpose="authentication",
    )
    report = world.verify(shown)
    assert report.verdict is Verdict.INVALID
    assert report.holder == mallory.did
    assert codes(report) == [ProblemCode.KEY_NOT_ALLOWED]
