"""What became of a certificate on its way to the person."""

from enum import StrEnum


class Standing(StrEnum):
    """Fetched; or mail came back, went out, waits to go out; or nothing was mailed."""

    CLAIMED = "claimed"
    BOUNCED = "bounced"
    SENT = "sent"
    WAITING = "waiting"
    NOT_SENT = "not-sent"
