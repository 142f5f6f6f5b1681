"""Rate limits: how often one address may ask, counted in memory or in the database."""

import ipaddress
import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from sqlalchemy import BigInteger, String, delete
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Mapped, Session, mapped_column
from starlette.requests import Request
from typing_extensions import override

from app.base.db import Base, Database, insert_for, is_read_only
from credentials import ProblemCode, refuse

_MINUTE = 60
_MINUTES_OF_A_DAY = 1_440
_NETWORK_OF_ONE_CUSTOMER = 64


class RateCount(Base):
    """How often one key was seen within one minute; shared by all processes."""

    __tablename__ = "rate_count"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    minute: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hits: Mapped[int]


class _Window:
    """The moments of what was tried within the last `seconds`, by who tried."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._tries: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._looked_through = 0.0
        self._lock = Lock()

    def has_room(self, who: tuple[str, str], *, limit: int, cost: int, now: float) -> bool:
        """Count `cost` tries, unless there would be more than `limit` within the time."""
        begin = now - self._seconds
        with self._lock:
            if self._looked_through < begin:
                self._forget(begin)
                self._looked_through = now
            tries = self._tries[who]
            while tries and tries[0] <= begin:
                tries.popleft()
            if len(tries) + cost > limit:
                return False
            tries.extend([now] * cost)
            return True

    def _forget(self, begin: float) -> None:
        # Who tried once and never again would stay for ever.
        over = [who for who, tries in self._tries.items() if not tries or tries[-1] <= begin]
        for who in over:
            del self._tries[who]


class Limiter:
    """Counts the tries of the last minute, in this process alone."""

    # Whether to count is to wait, so that it has to be done in a thread.
    waits = False

    def __init__(self) -> None:
        self._minute = _Window(_MINUTE)
        self._day = _Window(_MINUTE * _MINUTES_OF_A_DAY)

    def hit(self, name: str, key: str, per_minute: int) -> None:
        """Count one try of `key` at `name`; raises `too-many-requests` past `per_minute`."""
        now = time.monotonic()
        if not self._minute.has_room((name, key), limit=per_minute, cost=1, now=now):
            raise _too_many()

    def hit_daily(self, name: str, key: str, per_day: int, *, cost: int = 1) -> None:
        """Count `cost` tries of `key` at `name`; raises `too-many-requests` past `per_day`."""
        now = time.monotonic()
        if not self._day.has_room((name, key), limit=per_day, cost=cost, now=now):
            raise _too_many_today()


class SharedLimiter(Limiter):
    """Counts in the database, so that all processes of the service share one limit.

    The window slides by weighing the minute before by what is left of it.
    """

    waits = True

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._database = database
        self._clock = clock

    @override
    def hit(self, name: str, key: str, per_minute: int) -> None:
        """Count one try of `key` at `name`; raises `too-many-requests` past `per_minute`."""
        now = self._clock().timestamp() / _MINUTE
        minute = math.floor(now)
        try:
            with self._database.session() as session:
                hits = _counted(session, f"{name}:{key}", minute)
                last = session.get(RateCount, (f"{name}:{key}", minute - 1))
                session.execute(delete(RateCount).where(RateCount.minute < minute - 1))
        except InternalError as error:
            if not is_read_only(error):
                raise
            # Checks go on; until the database takes changes again, this process counts alone.
            super().hit(name, key, per_minute)
            return
        if hits + (1 - (now - minute)) * (last.hits if last else 0) > per_minute:
            raise _too_many()

    @override
    def hit_daily(self, name: str, key: str, per_day: int, *, cost: int = 1) -> None:
        """Count `cost` tries of `key` at `name`; raises `too-many-requests` past `per_day`."""
        day = math.floor(self._clock().timestamp() / _MINUTE / _MINUTES_OF_A_DAY)
        # Kept under the last minute of the day, so that it is not forgotten before.
        last_minute = (day + 1) * _MINUTES_OF_A_DAY - 1
        try:
            with self._database.session() as session:
                hits = _counted(session, f"{name}:{key}", last_minute, cost=cost)
        except InternalError as error:
            if not is_read_only(error):
                raise
            super().hit_daily(name, key, per_day, cost=cost)
            return
        if hits > per_day:
            raise _too_many_today()


def _counted(session: Session, name: str, minute: int, *, cost: int = 1) -> int:
    added = (
        insert_for(session, RateCount)
        .values(name=name, minute=minute, hits=cost)
        .on_conflict_do_update(
            index_elements=["name", "minute"], set_={"hits": RateCount.hits + cost}
        )
        .returning(RateCount.hits)
    )
    hits: int = session.execute(added).scalar_one()
    return hits


def client_address(request: Request) -> str:
    """The address that a limit counts for.

    Behind proxies of ours it is the entry of X-Forwarded-For that the outermost of them
    wrote; whatever a client puts before it is not believed. An IPv6 network of /64, which
    one customer has, counts as one.
    """
    address = request.client.host if request.client else "unknown"
    hops = request.app.state.services.settings.trusted_proxies
    if hops:
        forwarded = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        if len(forwarded) >= hops:
            address = forwarded[-hops].strip()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _NETWORK_OF_ONE_CUSTOMER), strict=False))
    return str(parsed)


def _too_many() -> Exception:
    return refuse(ProblemCode.TOO_MANY_REQUESTS, "try again in a minute")


def _too_many_today() -> Exception:
    return refuse(ProblemCode.TOO_MANY_REQUESTS, "try again tomorrow")
