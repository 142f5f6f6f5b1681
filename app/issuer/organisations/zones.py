"""The time zones of the IANA list: where a body's days begin and end."""

from functools import cache
from zoneinfo import available_timezones

DEFAULT = "UTC"
# The rest of the list are old names, offsets with the sign turned round, and machines' needs.
_OFFERED = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@cache
def time_zones() -> tuple[str, ...]:
    """The names to choose from, by continent and city; UTC comes first."""
    return (DEFAULT, *sorted(name for name in _known() if name.startswith(_OFFERED)))


def is_known(name: str) -> bool:
    """Whether a name is on the list, letter by letter."""
    return name in _known()


@cache
def _known() -> frozenset[str]:
    # `localtime` is whatever this machine is set to, and another one differs.
    return frozenset(available_timezones()) - {"localtime", "posixrules", "Factory"}
