"""T38: an issuer is its DID to the letter; what looks alike is another one, or none."""

import pytest

from credentials import (
    CredentialsError,
    ProblemCode,
    Standing,
    TrustEntry,
    TrustList,
    Verdict,
    did_web_url,
)
from tests.attacks.forging import codes
from tests.refusal import refused
from tests.world import World

LOOKALIKES = [
    "did:web:sch\u043eol.example", "did:web:School.example", "did:web:school.example.",
    "did:web:school%2Eexample", "did:web:school.example%3A443", "did:web:school.example%3a8443",
    "did:web:school.example:", "did:web:school.example:..", "did:web:school.example:%2e%2e",
    "did:web:school.example/x", "did:web:school.example?x", "DID:web:school.example",
    "did:WEB:school.example", "did:web:school.example\u200b",
]  # fmt: skip


@pytest.mark.parametrize("did", LOOKALIKES)
def test_an_odd_spelling_has_no_address(did: str) -> None:
    with pytest.raises(CredentialsError):
        did_web_url(did)


@pytest.mark.parametrize("did", [did for did in LOOKALIKES if did.count(":") == 2][:9])
def test_an_odd_spelling_has_no_place_on_the_list(did: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        TrustList([TrustEntry(did=did, name="School", standing=Standing.ACCREDITED)])


@pytest.mark.parametrize("did", LOOKALIKES)
def test_an_odd_spelling_does_not_borrow_the_schools_key(world: World, did: str) -> None:
    signed = world.issue().content.replace(b"did:web:school.example", did.encode())
    report = world.verify(signed)
    assert report.verdict is not Verdict.VALID
    # It is refused before the school's key is tried on it.
    assert ProblemCode.TAMPERED not in codes(report)


def test_a_neighbouring_domain_is_unknown_however_it_calls_itself(world: World) -> None:
    neighbour = world.issuer("xn--schol-jye.example")
    document = world.document(neighbour)
    document["issuer"]["name"] = "Harbour Technical School"
    report = world.verify(world.issue(document, issuer=neighbour))
    assert report.standing is not None
    assert (report.standing.standing, report.standing.name) == (Standing.UNKNOWN, None)
