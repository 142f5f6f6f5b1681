"""The time now, which the composition root hands to whoever asks for it."""

from datetime import UTC, datetime


def wall_clock() -> datetime:
    """The time now; the only place where it is read."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock that is handed out
