"""The documents of version 2.0 that we publish are those that we read."""

from datetime import UTC, datetime

from credentials.badges.v2 import documents, making
from credentials.badges.v2.opening import open_badge
from credentials.keys import pem
from credentials.keys.algorithms import ED25519, public_key
from credentials.keys.local_signer import LocalSigner, generate_seed

SITE = "https://school.example"
WHEN = datetime(2026, 6, 12, tzinfo=UTC)


def test_what_is_written_can_be_read() -> None:
    signer = LocalSigner(generate_seed(), verification_method=f"{SITE}/key")
    key = public_key(ED25519, signer.public_key)
    hosted = making.assertion_document(
        f"{SITE}/1",
        badge=f"{SITE}/b",
        recipient=making.Identity.of(" Ana@example.org ", salt="s"),
        issued_on=WHEN,
        expires=WHEN,
    )
    assert documents.assertion(hosted).expires == WHEN
    signed = making.assertion_document(
        "urn:uuid:1",
        badge=f"{SITE}/b",
        recipient=making.Identity.of("ana@example.org", salt="s"),
        issued_on=WHEN,
        expires=None,
        creator=f"{SITE}/key",
    )
    assert signed["recipient"] == hosted["recipient"]
    brought = open_badge(making.sign(signed, signer))
    assert brought is not None
    found = brought.assertion()
    assert found is not None
    assert found.creator == f"{SITE}/key"
    badge = making.class_document(
        f"{SITE}/b",
        name="Welder",
        description="Welds.",
        criteria="Passed.",
        criteria_url=None,
        image=f"{SITE}/b.png",
        issuer=f"{SITE}/i",
    )
    assert documents.badge_class(badge, "") == f"{SITE}/i"
    profile = making.profile_document(
        f"{SITE}/i",
        name="School",
        site=SITE,
        email="a@school.example",
        revocation_list=f"{SITE}/r",
        keys=[f"{SITE}/key"],
    )
    assert documents.profile(profile).keys == {f"{SITE}/key"}
    owner, text = documents.key(
        making.public_key_document(f"{SITE}/key", owner=f"{SITE}/i", key=key)
    )
    assert (owner, pem.decode(text)) == (f"{SITE}/i", key)
    listed = making.revocation_document(f"{SITE}/r", issuer=f"{SITE}/i", revoked=["urn:uuid:1"])
    assert documents.revoked_in(listed, found, issuer=f"{SITE}/i")
    assert making.revoked_document(f"{SITE}/1", reason="withdrawn")["revoked"] is True
