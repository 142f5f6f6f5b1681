"""The time now, which the composition root hands to whoever asks for it."""

from datetime import UTC, datetime

WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)
"""A time that was over when this code was written; raised now and then."""


def wall_clock() -> datetime:
    """The time now; the only place where it is read."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock that is handed out
