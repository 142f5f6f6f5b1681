"""The one word for a certificate: whatever could not be checked is never `valid`."""

import pytest

from credentials import SecuredCredential
from tests.world import World, changed
from wallet_api.standing import Standing, standing_of


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [("revocation", Standing.REVOKED), ("suspension", Standing.SUSPENDED)],
)
def test_a_bit_of_the_status_list_has_its_own_word(purpose: str, expected: Standing) -> None:
    world = World()
    document = world.document(credentialStatus=world.entry(purpose))
    certificate = world.issue(document)
    assert standing_of(world.verify(certificate)) is Standing.VALID
    world.set_status(document, purpose)
    assert standing_of(world.verify(certificate)) is expected


def test_a_revoked_certificate_that_also_expired_is_revoked() -> None:
    world = World()
    document = world.document(credentialStatus=world.entry(), validUntil="2026-11-01T00:00:00Z")
    certificate = world.issue(document)
    assert standing_of(world.verify(certificate)) is Standing.EXPIRED
    world.set_status(document, "revocation")
    assert standing_of(world.verify(certificate)) is Standing.REVOKED


def test_a_certificate_of_the_future_is_not_valid_yet() -> None:
    world = World()
    certificate = world.issue(world.document(validFrom="2027-01-01T00:00:00Z"))
    assert standing_of(world.verify(certificate)) is Standing.NOT_YET_VALID


def test_an_unreachable_issuer_leaves_it_unchecked() -> None:
    world = World()
    certificate: SecuredCredential = world.issue()
    world.unreachable.add(world.school.did)
    assert standing_of(world.verify(certificate)) is Standing.UNCHECKED


def test_a_changed_certificate_is_not_genuine() -> None:
    world = World()
    forged = changed(world.issue(), lambda document: document.update(name="Doctor"))
    assert standing_of(world.verify(forged)) is Standing.NOT_GENUINE
