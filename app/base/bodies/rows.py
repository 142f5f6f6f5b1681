"""Rows that have a signed body, as everybody else sees them."""

from sqlalchemy.orm import object_session

from app.base.bodies.store import words_of
from app.base.bodies.tables import BodyColumns


class HasBody(BodyColumns):
    """Mixed into a table; `content` is read and set like a column, and is no column."""

    @property
    def content(self) -> bytes:
        """The bytes exactly as they were signed. Raises BodyError where they cannot be read."""
        if self.dictionary_id is None:
            return self.stored
        return words_of(object_session(self), self.dictionary_id).unpacked(self.stored)

    @content.setter
    def content(self, content: bytes) -> None:
        self.stored, self.dictionary_id = content, None
