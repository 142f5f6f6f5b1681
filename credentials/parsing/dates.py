"""Times: XML Schema's dateTimeStamp, read and written, and the seconds of tokens."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from credentials.problems import ProblemCode, refuse

# XML Schema 1.1 part 2, §3.4.28: dateTimeStamp is a dateTime whose zone is required.
_DATE_TIME_STAMP = re.compile(
    r"(?P<date>[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))T"
    r"(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]|(?P<midnight>24:00:00))"
    r"(?P<fraction>\.[0-9]{1,12})?"
    r"(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
)

# The form in which nearly all are written, of 20 characters. Hours above 23 and days that are
# not there are left to the rest.
_USUAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-5][0-9]:[0-5][0-9]Z")
_USUAL_LENGTH = 20

# The year 6325: no calendar ends before it.
_MOST_SECONDS = 2**37


def date_time(value: Any, pointer: str) -> datetime:
    """An XSD dateTimeStamp as an aware datetime in UTC; `bad-value` for anything else.

    Leap seconds, times without a zone, and years outside 0001 to 9999 are refused.
    """
    moment = _local_time(value, pointer)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise refuse(ProblemCode.BAD_VALUE, "no such day", pointer) from error


def clock_time(value: Any, pointer: str) -> datetime:
    """What the clock showed where a time was written, as if that had been in UTC.

    For what counts in days: 1 March in Manila is 1 March, though it began in February here.
    Takes and refuses what `date_time` does.
    """
    return _local_time(value, pointer).replace(tzinfo=UTC)


def _local_time(value: Any, pointer: str) -> datetime:
    if isinstance(value, str) and len(value) == _USUAL_LENGTH:
        usual = _usual_time(value)
        if usual is not None:
            return usual
    match = _DATE_TIME_STAMP.fullmatch(value) if isinstance(value, str) else None
    if match is None or (match["midnight"] and (match["fraction"] or "").strip(".0")):
        raise refuse(
            ProblemCode.BAD_VALUE, "not a date and time with a zone (XSD dateTimeStamp)", pointer
        )
    clock = "00:00:00" if match["midnight"] else match["time"]
    microseconds = int(((match["fraction"] or ".")[1:] + "000000")[:6])
    try:
        moment = datetime.fromisoformat(f"{match['date']}T{clock}").replace(tzinfo=_zone(match))
        moment = moment.replace(microsecond=microseconds)
        return moment + timedelta(days=1) if match["midnight"] else moment
    except (ValueError, OverflowError) as error:
        raise refuse(ProblemCode.BAD_VALUE, "no such day", pointer) from error


@lru_cache(maxsize=4_096)
def _usual_time(text: str) -> datetime | None:
    # Certificates come in classes, so that the same few days come again.
    if _USUAL.fullmatch(text):
        with suppress(ValueError):
            return datetime.fromisoformat(text)
    return None


def numeric_date(value: Any, pointer: str) -> datetime:
    """A NumericDate (RFC 7519 §2) as an aware datetime in UTC; `bad-value` for anything else.

    Times before 1970 and from the year 6325 on are refused.
    """
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 <= value < _MOST_SECONDS
    ):
        raise refuse(ProblemCode.BAD_VALUE, "not a time in seconds since 1970", pointer)
    return datetime.fromtimestamp(value, tz=UTC)


def _zone(match: re.Match[str]) -> timezone:
    text = match["zone"]
    if text == "Z":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(offset if text[0] == "+" else -offset)


def date_time_stamp(moment: datetime, pointer: str) -> str:
    """A time as an XSD dateTimeStamp in UTC, to the second: what `date_time` reads.

    Raises CredentialsError with `bad-value` for a time without a zone, which would otherwise
    be taken for one in the zone of this machine.
    """
    if moment.tzinfo is None:
        raise refuse(ProblemCode.BAD_VALUE, "a time without a zone", pointer)
    return local_date_time_stamp(moment.astimezone(UTC), pointer)


def local_date_time_stamp(moment: datetime, pointer: str) -> str:
    """The same, with the offset that the time was given in: its day is told as well.

    Raises CredentialsError with `bad-value` also for an offset that has seconds, which XSD
    cannot write.
    """
    offset = moment.utcoffset()
    if offset is None or offset % timedelta(minutes=1):
        raise refuse(ProblemCode.BAD_VALUE, "a time without a zone", pointer)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
