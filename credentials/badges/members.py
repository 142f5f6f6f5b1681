"""Members that several parts of a badge share."""

from msgspec import Struct

from credentials.model import JSONObject


class IssuerProfile(Struct, frozen=True):
    """Who issues: a DID, and the name and address it gives itself."""

    id: str
    name: str
    url: str | None = None


def profile(issuer: IssuerProfile) -> JSONObject:
    """An organisation as an Open Badges Profile (§B.1.12)."""
    return said({"id": issuer.id, "type": ["Profile"], "name": issuer.name, "url": issuer.url})


def said(members: JSONObject) -> JSONObject:
    """The members that say something: no nulls and no empty lists (Open Badges 3.0 §8)."""
    return {name: value for name, value in members.items() if value is not None and value != []}


def number(value: float | None) -> float | None:
    """A number as it is written: whole ones without a fraction.

    2.0 in Python and 2 in JavaScript are one number and two canonical forms, so a badge with
    the former would be signed here and look changed elsewhere.
    """
    return int(value) if value is not None and value == int(value) else value
