"""The days of a training body: when they begin and end, and which one it is there now.

A certificate of 3 March counts from the midnight with which 3 March began where it was
awarded, and says so with that place's offset, so that it is 3 March for every reader.
A zone is an IANA name that was checked when the body chose it.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

# What a body is in until it says otherwise.
UNKNOWN = "UTC"
_DAY = timedelta(days=1)


def today(zone_name: str, *, at: datetime) -> date:
    """The day that it is there at that moment."""
    return at.astimezone(ZoneInfo(zone_name)).date()


def latest(zone_name: str, *, at: datetime) -> date:
    """The last day that does not lie in the future there.

    Of a body that has not said where it is, the day that it is already somewhere on Earth.
    """
    if zone_name == UNKNOWN:
        return (at + timedelta(hours=14)).date()
    return today(zone_name, at=at)


def start(day: date, zone_name: str) -> datetime:
    """The first moment of a day there, with the offset of that moment.

    That is midnight, or the end of the gap where the clocks are put forward at midnight.
    """
    local = datetime.combine(day, time(), ZoneInfo(zone_name))
    existing = local.astimezone(UTC).astimezone(local.tzinfo)
    # A day that was left out altogether (Samoa, 30 December 2011) keeps its date.
    return _offset_only(existing if existing.date() == day else local)


def end(day: date, zone_name: str) -> datetime:
    """The last second of a day there, with the offset of that moment."""
    after = start(day + _DAY, zone_name).astimezone(UTC) - timedelta(seconds=1)
    return _offset_only(after.astimezone(ZoneInfo(zone_name)))


def _offset_only(moment: datetime) -> datetime:
    """The same clock with a fixed offset in whole minutes, as a certificate can write it.

    Before standard time an offset had seconds (Monrovia until 1972); the day matters more.
    """
    offset = moment.utcoffset() or timedelta()
    minutes = timedelta(minutes=round(offset.total_seconds() / 60))
    fixed: tzinfo = timezone(minutes) if minutes else UTC
    return moment.replace(tzinfo=fixed, fold=0)
