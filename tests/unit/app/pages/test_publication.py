"""Where a body's keys are published, as a page says it."""

import pytest

from app.issuer.tables import Organisation
from app.pages.publication import address_of


@pytest.mark.parametrize(
    ("did", "public_url", "address"),
    [
        (
            "did:web:localhost%3A8000:issuers:school",
            "http://localhost:8000",
            "http://localhost:8000/issuers/school/did.json",
        ),
        (
            "did:web:passport.example:issuers:school",
            "https://passport.example",
            "https://passport.example/issuers/school/did.json",
        ),
        (
            "did:web:school.example",
            "http://localhost:8000",
            "https://school.example/.well-known/did.json",
        ),
        ("did:key:z6Mk", "http://localhost:8000", ""),
    ],
)
def test_the_address_of_the_keys_is_one_that_opens(did: str, public_url: str, address: str) -> None:
    assert address_of(Organisation(did=did), public_url=public_url) == address
