"""The guarded fetcher: the one place from which anything goes out over HTTP.

The addresses come from documents that strangers wrote, so nothing private is reached,
nothing is followed, and nothing is waited for long. Failure is a value, never an exception.
"""

import re
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from typing import TypeVar

import anyio
import httpx2
from msgspec import Struct

from credentials.materials import Fetched

Answer = TypeVar("Answer")

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""All addresses of a host and port, as texts; raises OSError when there are none."""

_ADDRESSES_TRIED = 3
_CONNECTIONS_PER_HOST = 4
_CONNECTIONS = 32
_FRESH = timedelta(seconds=300)
_CACHE_ENTRIES = 512
_CACHE_BYTES = 32_000_000
_USER_AGENT = "skills-passport"


class Allowance(Struct, frozen=True):
    """The one exception, for tests and runs on one machine: these hosts may be on loopback.

    `hosts` are written host:port. They are reached on loopback only, by http too, and their
    certificates are believed when `ca_file` (PEM) signed them.
    """

    hosts: frozenset[str]
    ca_file: Path | None = None


NO_ALLOWANCE = Allowance(frozenset())


class Patience(Struct, frozen=True):
    """How long is waited, in seconds; the slowest body, in bytes per second, after a while."""

    connect: float = 3.0
    total: float = 5.0
    slow_after: float = 1.0
    slowest: float = 2_000.0


class _RefusedError(Exception):
    """Why there is nothing; never leaves this module."""

    def __init__(self, reason: str, *, gone: bool = False, withdrawn: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.gone = gone
        self.withdrawn = withdrawn


# ── Addresses ───────────────────────────────────────────────────────────────────────────

# The special-purpose registries of IANA (RFC 6890). The flags of the standard library differ
# between versions, and take several ways of writing an inner IPv4 address for public.
_NOT_PUBLIC_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_GLOBAL_V6 = IPv6Network("2000::/3")
# Protocol assignments with Teredo, documentation, 6to4.
_NOT_PUBLIC_V6 = tuple(
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet.

    An IPv4 address inside an IPv6 one (mapped, NAT64) is judged by itself; every other way
    of carrying one, and everything that is not global unicast, is not public.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped
        if found in _NAT64:
            inner = IPv4Address(found.packed[-4:])
        if inner is None:
            is_special = any(found in network for network in _NOT_PUBLIC_V6)
            return found.scope_id is None and found in _GLOBAL_V6 and not is_special
        found = inner
    return not any(found in network for network in _NOT_PUBLIC_V4)


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """The addresses of a host as the operating system knows them."""
    found = await anyio.getaddrinfo(host, port, proto=6)  # TCP
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


# An own grammar, narrower than RFC 3986: what two readers could take apart differently (a
# user, a backslash, an escape in a host, letters of other scripts) is no address at all.
_URL = re.compile(
    r"(?P<scheme>(?i:https?))://"
    r"(?P<host>(?i:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\]))"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?P<target>[/?][A-Za-z0-9._~:/?@!$&'()*+,;=%\[\]-]*)?"
)
_MAX_URL = 2_048
_PORTS = {"http": 80, "https": 443}
_UNPRIVILEGED = range(1_024, 65_536)


class _Place(Struct, frozen=True):
    """Where an address leads: the parts of a URL, and the connection that is kept to them."""

    scheme: str
    host: str
    port: int
    target: str
    is_allowed: bool

    @property
    def host_header(self) -> str:
        return self.host if self.port == _PORTS[self.scheme] else f"{self.host}:{self.port}"

    def at(self, address: str) -> str:
        """The same URL with an IP address in place of its host."""
        host = f"[{address}]" if ":" in address else address
        return f"{self.scheme}://{host}:{self.port}{self.target}"


def _place(url: str, allowance: Allowance) -> _Place:
    match = _URL.fullmatch(url)
    if match is None or len(url) > _MAX_URL:
        raise _RefusedError("it is not an address that is asked")
    # Schemes and hosts are the same in either case, paths are not (RFC 3986 §6.2.2.1).
    scheme, host, target = match["scheme"].lower(), match["host"].lower(), match["target"] or "/"
    port = int(match["port"] or _PORTS[scheme])
    is_allowed = f"{host}:{port}" in allowance.hosts
    if scheme != "https" and not is_allowed:
        raise _RefusedError("the address is not https")
    if port != _PORTS[scheme] and port not in _UNPRIVILEGED:
        raise _RefusedError("no web server is on that port")
    if target.startswith("?"):
        target = f"/{target}"
    return _Place(scheme, host, port, target, is_allowed)


# ── Taking turns, and remembering ───────────────────────────────────────────────────────


@dataclass(slots=True)
class _Turn:
    semaphore: anyio.Semaphore
    users: int = 0


class _Turns:
    """At most so many at a time for each name; nothing is kept of names that nobody uses."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._turns: dict[str, _Turn] = {}

    @asynccontextmanager
    async def take(self, name: str) -> AsyncIterator[None]:
        turn = self._turns.setdefault(name, _Turn(anyio.Semaphore(self._places)))
        turn.users += 1
        try:
            async with turn.semaphore:
                yield
        finally:
            turn.users -= 1
            if not turn.users:
                del self._turns[name]


@dataclass(slots=True)
class _Cache:
    """What was fetched lately: bounded in entries and bytes, the longest unused goes first."""

    entries: OrderedDict[tuple[str, str], tuple[Fetched, timedelta]] = field(
        default_factory=OrderedDict
    )
    size: int = 0

    def get(self, key: tuple[str, str], *, at: datetime) -> Fetched | None:
        if key not in self.entries:
            return None
        fetched, fresh_for = self.entries[key]
        if not timedelta(0) <= at - fetched.at <= fresh_for:
            self._drop(key)
            return None
        self.entries.move_to_end(key)
        return fetched

    def put(self, key: tuple[str, str], fetched: Fetched, *, fresh_for: timedelta) -> None:
        self.entries[key] = (fetched, fresh_for)
        self.size += len(fetched.content or b"")
        while len(self.entries) > _CACHE_ENTRIES or self.size > _CACHE_BYTES:
            self._drop(next(iter(self.entries)))

    def _drop(self, key: tuple[str, str]) -> None:
        fetched, _ = self.entries.pop(key)
        self.size -= len(fetched.content or b"")


_NOT_KEPT = re.compile(r"\b(?:no-store|no-cache)\b", re.IGNORECASE)
_MAX_AGE = re.compile(r"\bmax-age=([0-9]{1,9})", re.IGNORECASE)


def _fresh_for(cache_control: str) -> timedelta:
    """How long an answer may be used again: as its host says (RFC 9111), 300 s at most."""
    if _NOT_KEPT.search(cache_control):
        return timedelta(0)
    age = _MAX_AGE.search(cache_control)
    return min(_FRESH, timedelta(seconds=int(age[1]))) if age else _FRESH


# ── Fetching ────────────────────────────────────────────────────────────────────────────


class GuardedFetcher:
    """Fetches over https from the public internet, within bounds; remembers for 300 s.

    A host is resolved once and every address it has must be public; the connection is made
    to one of those, under the host's name. Redirects, proxies, compression and settings of
    the environment are not used. At most four connections go to one host and 32 in all.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        allowance: Allowance = NO_ALLOWANCE,
        resolve: Resolve = resolve_by_system,
        patience: Patience | None = None,
    ) -> None:
        self._clock = clock
        self._allowance = allowance
        self._resolve = resolve
        self._patience = patience or Patience()
        self._cache = _Cache()
        self._url_turns = _Turns(1)
        self._host_turns = _Turns(_CONNECTIONS_PER_HOST)
        self._all_turns = _Turns(_CONNECTIONS)

    async def fetch(self, url: str, *, limit: int, accept: str) -> Fetched:
        """What stands at `url`, at most `limit` bytes, or the reason why there is nothing.

        Takes five seconds at most, waiting for others included. `at` is when it was asked
        for, which may be up to 300 seconds ago. `accept` are the media types asked for.
        """
        with anyio.move_on_after(self._patience.total):
            try:
                return await self._remembered(url, limit, accept)
            except _RefusedError as refused:
                return Fetched(
                    None,
                    self._clock(),
                    refused.reason,
                    gone=refused.gone,
                    withdrawn=refused.withdrawn,
                )
        return Fetched(None, self._clock(), "the host does not answer in time")

    async def post(
        self, url: str, *, content: bytes, headers: Mapping[str, str]
    ) -> tuple[int | None, str]:
        """Hand something over to `url`: the status of the answer, and why it does not count.

        The reason is empty for a status of 2xx. What the host says beyond its status is not
        read. The same addresses are refused, and as little is followed, as for `fetch`.
        """
        with anyio.move_on_after(self._patience.total):
            try:
                place = _place(url, self._allowance)
                async with self._host_turns.take(place.host), self._all_turns.take(""):
                    hand_over = partial(
                        self._post_at, place=place, content=content, headers=headers
                    )
                    status = await self._at_one_address(place, hand_over)
            except _RefusedError as refused:
                return None, refused.reason
            return status, "" if httpx2.codes.is_success(status) else f"the host answers {status}"
        return None, "the host does not answer in time"

    async def _remembered(self, url: str, limit: int, accept: str) -> Fetched:
        place = _place(url, self._allowance)
        key = (url, accept)
        # A hundred credentials on one list ask once: the others wait for the first.
        async with self._url_turns.take(url):
            fetched = self._cache.get(key, at=self._clock())
            if fetched is None:
                async with self._host_turns.take(place.host), self._all_turns.take(""):
                    asked_at = self._clock()
                    ask = partial(self._ask_at, place=place, limit=limit, accept=accept)
                    content, fresh_for = await self._at_one_address(place, ask)
                fetched = Fetched(content, asked_at)
                if fresh_for:
                    self._cache.put(key, fetched, fresh_for=fresh_for)
        if len(fetched.content or b"") > limit:
            raise _RefusedError(f"it is larger than {limit} bytes")
        return fetched

    async def _at_one_address(
        self, place: _Place, ask: Callable[[str], Awaitable[Answer]]
    ) -> Answer:
        """What the first address that can be reached answers."""
        refused = _RefusedError("the host has no address")
        for address in (await self._addresses(place))[:_ADDRESSES_TRIED]:
            try:
                return await ask(address)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                refused = _RefusedError(_why_not_connected(error))
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                raise _RefusedError("the host does not answer as web servers do") from error
        raise refused

    async def _addresses(self, place: _Place) -> Sequence[str]:
        """The addresses of a host, all of them checked: one that is private spoils all."""
        try:
            found = await self._resolve(place.host.strip("[]"), place.port)
        except (OSError, UnicodeError) as error:
            raise _RefusedError("the host is not known") from error
        if place.is_allowed:
            if not all(ip_address(address).is_loopback for address in found):
                raise _RefusedError("the host is allowed on this machine and is elsewhere")
        elif not all(is_public(address) for address in found):
            raise _RefusedError("the host is not on the public internet")
        return found

    async def _ask_at(
        self, address: str, *, place: _Place, limit: int, accept: str
    ) -> tuple[bytes, timedelta]:
        asked = {"Accept": accept, "Accept-Encoding": "identity"}
        async with self._request("GET", place, address, asked) as response:
            _check_head(response)
            content = await self._body(response, limit)
            return content, _fresh_for(response.headers.get("cache-control", ""))

    async def _post_at(
        self, address: str, *, place: _Place, content: bytes, headers: Mapping[str, str]
    ) -> int:
        async with self._request("POST", place, address, headers, content=content) as response:
            return response.status_code

    @asynccontextmanager
    async def _request(
        self,
        method: str,
        place: _Place,
        address: str,
        headers: Mapping[str, str],
        *,
        content: bytes | None = None,
    ) -> AsyncIterator[httpx2.Response]:
        # A client of its own for each request: connections are made to bare addresses, and a
        # kept one would be used for another host's name without asking for its certificate.
        timeout = httpx2.Timeout(self._patience.total, connect=self._patience.connect)
        async with (
            httpx2.AsyncClient(
                verify=self._local_trust if place.is_allowed else self._public_trust,
                trust_env=False,
                follow_redirects=False,
                timeout=timeout,
            ) as client,
            client.stream(
                method,
                place.at(address),
                headers={**headers, "Host": place.host_header, "User-Agent": _USER_AGENT},
                content=content,
                extensions={"sni_hostname": place.host.strip("[]")},
            ) as response,
        ):
            yield response

    async def _body(self, response: httpx2.Response, limit: int) -> bytes:
        content = bytearray()
        begun = anyio.current_time()
        async for piece in response.aiter_raw():
            content += piece
            if len(content) > limit:
                raise _RefusedError(f"it is larger than {limit} bytes")
            elapsed = anyio.current_time() - begun
            is_slow = len(content) < elapsed * self._patience.slowest
            if elapsed > self._patience.slow_after and is_slow:
                raise _RefusedError("the host answers too slowly")
        return bytes(content)

    @cached_property
    def _public_trust(self) -> ssl.SSLContext:
        return httpx2.create_ssl_context(trust_env=False)

    @cached_property
    def _local_trust(self) -> ssl.SSLContext:
        if self._allowance.ca_file is None:
            return self._public_trust
        return ssl.create_default_context(cafile=self._allowance.ca_file)


def _check_head(response: httpx2.Response) -> None:
    if response.is_redirect:
        raise _RefusedError("the host points elsewhere, and nobody follows")
    if response.status_code in (httpx2.codes.NOT_FOUND, httpx2.codes.GONE):
        withdrawn = response.status_code == httpx2.codes.GONE
        reason = f"the host has it not ({response.status_code})"
        raise _RefusedError(reason, gone=True, withdrawn=withdrawn)
    if response.status_code != httpx2.codes.OK:
        raise _RefusedError(f"the host answers {response.status_code}")
    # It was not asked for, and unpacking it would be another thing to bound.
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise _RefusedError("the host sends it compressed")


def _why_not_connected(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "the host's certificate is not accepted"
        cause = cause.__cause__ or cause.__context__
    return "the host does not answer"
