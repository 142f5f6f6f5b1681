"""Certificates found by the words of a search on PostgreSQL, however many there are.

Beside each certificate are numbers made of the beginnings of its words and of when it was issued,
and an index over them.
They are written a moment later, in the order of the audit trail, so that nobody who awards waits
for them; what was issued or changed since then is looked at one by one. SQLite has no such
index, and looks through the certificates of the body that asks.
"""

from app.issuer.finding.beginnings import are_whole
from app.issuer.finding.service import (
    Block,
    Near,
    catch_up,
    is_near,
    mismatches,
    near,
    newest,
)

__all__ = [
    "Block",
    "Near",
    "are_whole",
    "catch_up",
    "is_near",
    "mismatches",
    "near",
    "newest",
]
