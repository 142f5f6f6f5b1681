"""A running service with one body whose certificates are already issued."""

import pytest

from app.base import accounts
from app.issuer import store as issuer_store
from tests.unit.app.pages.people import NOON, House, Visitor

LIST = """name,name_latin,birth_date,register_number,email,awarded_on
أحمد بن يوسف,Ahmed Ben Youssef,1994-03-12,R-1,ahmed@example.org,2026-11-06
Олена Шевчук,Olena Shevchuk,1990-07-08,R-2,,2026-10-30
=Straße GÜL,,1991-01-09,R-3,,2026-11-06
"""


class Program:
    """A program of the body, with its API key."""

    def __init__(self, house: House, slug: str, *scopes: str) -> None:
        with house.services.database.session() as session:
            body = issuer_store.organisation_by_slug(session, slug)
            assert body is not None
            self.key = accounts.create_api_key(
                session,
                organisation_id=body.id,
                scopes=frozenset(scopes or ("read",)),
                actor="test",
                at=NOON,
            )
        self.http = house.visitor().http
        self.home = f"/api/v1/organisations/{slug}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", "Accept": "application/json"}


@pytest.fixture
def clerk(house: House) -> Visitor:
    """A clerk whose body awarded three people."""
    made = house.clerk()
    house.award(made, LIST)
    return made


@pytest.fixture
def program(house: House, clerk: Visitor) -> Program:
    """A program of the same body."""
    del clerk
    return Program(house, "riverside")
