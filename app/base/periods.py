"""From one day to another, where somebody lives: when that begins and ends in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Period:
    """Days of a calendar, both ends included; None is open. `zone` is a name of the IANA list."""

    since: date | None = None
    until: date | None = None
    zone: str = "UTC"

    @property
    def begins(self) -> datetime | None:
        """The first moment of it, in UTC."""
        return _midnight(self.since, self.zone) if self.since else None

    @property
    def ends(self) -> datetime | None:
        """The first moment after it, in UTC."""
        if self.until is None or self.until == date.max:
            return None
        return _midnight(self.until + timedelta(days=1), self.zone)


def _midnight(day: date, zone: str) -> datetime:
    try:
        return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:
        # The first and the last day that a calendar can hold, at the far side of the Earth.
        return datetime.combine(day, time(), UTC)
