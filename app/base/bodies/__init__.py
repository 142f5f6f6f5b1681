"""The signed bytes of certificates, as they are stored: short, and read back byte for byte.

What all certificates of one achievement have in common stands once, in a dictionary that is
made of a certificate of nobody (ADR 14).
"""

from app.base.bodies.rows import HasBody
from app.base.bodies.store import keep, lost, mismatches, ready, words_of, words_under
from app.base.bodies.tables import columns
from app.base.bodies.words import BodyError, Words

__all__ = [
    "BodyError",
    "HasBody",
    "Words",
    "columns",
    "keep",
    "lost",
    "mismatches",
    "ready",
    "words_of",
    "words_under",
]
