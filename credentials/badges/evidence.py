"""What an award rests on, as Open Badges Evidence (§B.1.8): who, where, from which papers."""

from msgspec import Struct

from credentials.badges.members import said
from credentials.model import JSONObject


class Evidence(Struct, frozen=True):
    """One thing that the award rests on: its kind, its name, and words about it.

    `genre` is any text; ours begin with `ext:` (docs/adr: who did what).
    """

    genre: str
    name: str
    description: str | None = None


def evidence_object(evidence: Evidence) -> JSONObject:
    """The evidence as it stands in a credential; it has no id, because it has no page."""
    return said(
        {
            "type": ["Evidence"],
            "genre": evidence.genre,
            "name": evidence.name,
            "description": evidence.description,
        }
    )
