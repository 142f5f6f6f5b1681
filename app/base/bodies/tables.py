"""The table of dictionaries, and the columns of whatever has a signed body."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.base.bodies.words import LARGEST, Words
from app.base.db import Base


class Dictionary(Base):
    """What the bodies of one `template` have in common; see `Words`. It names nobody.

    A template is whatever its owner makes certificates of, by the owner's name for it. Rows
    are added and never changed.
    """

    __tablename__ = "body_dictionaries"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    template: Mapped[str] = mapped_column(String(200), unique=True)
    text: Mapped[bytes] = mapped_column(LargeBinary)
    long_part: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]


class BodyColumns:
    """The columns of a signed body: as it was signed, or short with the words of a dictionary."""

    stored: Mapped[bytes] = mapped_column("content", LargeBinary)
    dictionary_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("body_dictionaries.id")
    )


def columns(body: bytes, words: Words | None) -> dict[str, Any]:
    """The values of these columns for a body, written with those words where there are some."""
    if words is None or len(body) > LARGEST:
        return {"stored": body, "dictionary_id": None}
    return {"stored": words.packed(body), "dictionary_id": words.id}
