"""The guarded fetcher, against real servers on loopback: what it brings and what it refuses."""

import socketserver
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import IPv4Address
from pathlib import Path
from threading import Lock, Thread

import anyio
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from credentials.materials import Fetched
from credentials.net import Allowance, GuardedFetcher, Patience, Resolve, is_public

QUICK = Patience(connect=0.5, total=1.0, slow_after=0.3, slowest=2_000)
LIMIT = 64_000
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now


class Server:
    """A server on loopback that gives one answer, byte by byte as told, and keeps the requests."""

    def __init__(self, answer: bytes | Sequence[bytes], *, pause: float = 0.0) -> None:
        self.requests: list[str] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = Lock()
        pieces = [answer] if isinstance(answer, bytes) else answer
        server = self

        class Handler(socketserver.StreamRequestHandler):
            @override
            def handle(self) -> None:
                try:
                    server._answer(self, pieces, pause)
                except OSError:
                    return  # the other side has had enough

        self._sockets = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._sockets.daemon_threads = True
        self.port = int(self._sockets.server_address[1])
        self._thread = Thread(target=partial(self._sockets.serve_forever, 0.01))

    def _answer(
        self,
        handler: socketserver.StreamRequestHandler,
        pieces: Sequence[bytes],
        pause: float,
    ) -> None:
        lines = []
        while (line := handler.rfile.readline()) not in (b"\r\n", b""):
            lines.append(line.decode())
        if not lines:
            return
        self.requests.append("".join(lines))
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        for number, piece in enumerate(pieces, start=1):
            time.sleep(pause)
            if number == len(pieces):
                with self._lock:
                    self._now -= 1
            handler.wfile.write(piece)
            handler.wfile.flush()

    @contextmanager
    def running(self, context: ssl.SSLContext | None = None) -> Iterator["Server"]:
        if context is not None:
            self._sockets.socket = context.wrap_socket(self._sockets.socket, server_side=True)
        self._thread.start()
        try:
            yield self
        finally:
            self._sockets.shutdown()
            self._thread.join()
            self._sockets.server_close()


def answer(body: bytes = b'{"ok":1}', *, status: str = "200 OK", headers: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
    return head.encode() + body


def found_at(*addresses: str) -> Resolve:
    """A resolver that gives these addresses for every host."""

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return resolve


def fetcher_for(
    server: Server,
    *,
    host: str = "localhost",
    clock: Callable[[], datetime] | None = None,
    ca_file: Path | None = None,
    patience: Patience = QUICK,
) -> GuardedFetcher:
    """A fetcher that may reach this server, under this name."""
    return GuardedFetcher(
        clock=clock or Clock(),
        allowance=Allowance(frozenset({f"{host}:{server.port}"}), ca_file),
        resolve=found_at("127.0.0.1"),
        patience=patience,
    )


def asked(fetcher: GuardedFetcher, url: str, *, limit: int = LIMIT) -> Fetched:
    return anyio.run(partial(fetcher.fetch, url, limit=limit, accept="application/json"))


def brought(reply: bytes | Sequence[bytes], *, pause: float = 0.0) -> Fetched:
    """What the fetcher makes of an answer."""
    with Server(reply, pause=pause).running() as server:
        return asked(fetcher_for(server), f"http://localhost:{server.port}/list")


# ── What it brings ──────────────────────────────────────────────────────────────────────


def test_it_brings_the_bytes_with_the_time_of_asking() -> None:
    assert brought(answer(b"bytes")) == Fetched(b"bytes", AT)


def test_it_asks_as_itself_for_the_types_that_are_wanted_and_nothing_packed() -> None:
    with Server(answer()).running() as server:
        fetcher = fetcher_for(server, host="school.example")
        asked(fetcher, f"http://school.example:{server.port}/a%20b?c=D")
    request = server.requests[0]
    assert request.startswith("GET /a%20b?c=D HTTP/1.1\r\n")
    assert f"Host: school.example:{server.port}\r\n" in request
    assert "Accept: application/json\r\n" in request
    assert "Accept-Encoding: identity\r\n" in request
    assert "User-Agent: skills-passport\r\n" in request


@pytest.mark.parametrize(("target", "line"), [("", "/"), ("?A=/B", "/?A=/B"), ("/Path", "/Path")])
def test_the_path_is_asked_for_as_it_was_written(target: str, line: str) -> None:
    with Server(answer()).running() as server:
        asked(fetcher_for(server), f"HTTP://LocalHost:{server.port}{target}")
    assert server.requests[0].startswith(f"GET {line} HTTP/1.1\r\n")


def test_an_answer_in_chunks_is_put_together() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert brought([head, b"2\r\nab\r\n", b"1\r\nc\r\n", b"0\r\n\r\n"]).content == b"abc"


def test_it_tries_the_next_address_when_one_does_not_answer() -> None:
    with Server(answer()).running() as server:
        fetcher = GuardedFetcher(
            clock=Clock(),
            allowance=Allowance(frozenset({f"localhost:{server.port}"})),
            resolve=found_at("::1", "127.0.0.1"),
            patience=QUICK,
        )
        assert asked(fetcher, f"http://localhost:{server.port}/").content == b'{"ok":1}'


def test_the_system_knows_where_localhost_is() -> None:
    with Server(answer()).running() as server:
        fetcher = GuardedFetcher(
            clock=Clock(), allowance=Allowance(frozenset({f"localhost:{server.port}"}))
        )
        assert asked(fetcher, f"http://localhost:{server.port}/").content == b'{"ok":1}'


# ── What it remembers ───────────────────────────────────────────────────────────────────


def asked_again(
    after: timedelta, *, headers: str = "", answers: int = 1
) -> tuple[list[Fetched], Server]:
    clock = Clock()
    with Server(answer(headers=headers)).running() as server:
        fetcher = fetcher_for(server, clock=clock)
        results = []
        for _ in range(answers + 1):
            results.append(asked(fetcher, f"http://localhost:{server.port}/"))
            clock.now += after
    return results, server


def test_what_was_fetched_lately_is_not_asked_for_again_and_shows_its_age() -> None:
    results, server = asked_again(timedelta(seconds=300))
    assert len(server.requests) == 1
    assert [result.at for result in results] == [AT, AT]


@pytest.mark.parametrize(
    ("after", "headers"),
    [
        (301, ""),
        (-1, ""),
        (301, "Cache-Control: max-age=86400\r\n"),
        (61, "Cache-Control: public, max-age=60\r\n"),
        (0, "Cache-Control: max-age=0\r\n"),
        (0, "Cache-Control: No-Store\r\n"),
        (0, "Cache-Control: no-cache, max-age=300\r\n"),
    ],
)
def test_what_is_old_or_not_to_be_kept_is_asked_for_again(after: int, headers: str) -> None:
    _, server = asked_again(timedelta(seconds=after), headers=headers)
    assert len(server.requests) == 2


def test_a_failure_is_not_remembered() -> None:
    with Server(answer(status="500 Broken")).running() as server:
        fetcher = fetcher_for(server)
        for _ in range(2):
            asked(fetcher, f"http://localhost:{server.port}/")
    assert len(server.requests) == 2


def test_what_is_remembered_still_keeps_a_smaller_limit() -> None:
    with Server(answer(bytes(500))).running() as server:
        fetcher = fetcher_for(server)
        url = f"http://localhost:{server.port}/"
        assert asked(fetcher, url).content == bytes(500)
        assert asked(fetcher, url, limit=499).content is None


def test_memory_is_bounded_and_the_longest_unused_goes_first() -> None:
    with Server(answer(bytes(4_000_000))).running() as server:
        fetcher = fetcher_for(server, patience=Patience())
        url = f"http://localhost:{server.port}"
        for number in [*range(8), 0, 8]:
            asked(fetcher, f"{url}/{number}", limit=4_000_000)
        assert len(server.requests) == 9
        asked(fetcher, f"{url}/0", limit=4_000_000)
        assert len(server.requests) == 9
        asked(fetcher, f"{url}/1", limit=4_000_000)
        assert len(server.requests) == 10


def test_a_hundred_askers_of_one_list_ask_once() -> None:
    async def ask_together(fetcher: GuardedFetcher, url: str) -> None:
        async with anyio.create_task_group() as group:
            for _ in range(100):
                group.start_soon(partial(fetcher.fetch, url, limit=LIMIT, accept="*/*"))

    with Server(answer()).running() as server:
        anyio.run(ask_together, fetcher_for(server), f"http://localhost:{server.port}/")
    assert len(server.requests) == 1


def test_one_host_gets_four_connections_at_a_time() -> None:
    async def ask_together(fetcher: GuardedFetcher, url: str) -> None:
        async with anyio.create_task_group() as group:
            for number in range(12):
                group.start_soon(
                    partial(fetcher.fetch, f"{url}/{number}", limit=LIMIT, accept="*/*")
                )

    with Server(answer(), pause=0.05).running() as server:
        fetcher = fetcher_for(server, patience=Patience())
        anyio.run(ask_together, fetcher, f"http://localhost:{server.port}")
    assert len(server.requests) == 12
    assert server.most_at_once <= 4


# ── What it refuses to take ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See", "307 Keep", "308 Keep", "304 Same"]
)
def test_a_redirect_is_not_followed(status: str) -> None:
    with Server(answer(b"secret")).running() as canary:
        target = f"Location: http://localhost:{canary.port}/\r\n"
        fetched = brought(answer(status=status, headers=target))
    assert fetched.content is None
    assert fetched.reason == "the host points elsewhere, and nobody follows"
    assert canary.requests == []


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_what_is_not_there_is_said_to_be_gone(status: str) -> None:
    fetched = brought(answer(status=status))
    assert (fetched.content, fetched.gone) == (None, True)


@pytest.mark.parametrize("status", ["204 Empty", "206 Part", "403 No", "500 Broken", "502 Bad"])
def test_any_other_answer_than_200_is_a_failure_and_not_gone(status: str) -> None:
    fetched = brought(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
    assert (fetched.content, fetched.gone) == (None, False)
    assert status[:3] in fetched.reason


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate, gzip", "x"])
def test_what_is_packed_is_not_unpacked(coding: str) -> None:
    fetched = brought(answer(headers=f"Content-Encoding: {coding}\r\n"))
    assert fetched == Fetched(None, AT, "the host sends it compressed")


def test_a_large_body_is_cut_off_at_the_limit() -> None:
    assert brought(answer(bytes(LIMIT))).content == bytes(LIMIT)
    assert brought(answer(bytes(LIMIT + 1))) == Fetched(None, AT, "it is larger than 64000 bytes")


def test_a_body_without_end_is_cut_off_at_the_limit() -> None:
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    assert brought([head, *[bytes(10_000)] * 5_000]).reason == "it is larger than 64000 bytes"


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\x00\r\n\r\n",
    ],
)
def test_what_is_not_http_is_a_failure(reply: bytes) -> None:
    fetched = brought(reply)
    assert fetched.content is None
    assert fetched.reason == "the host does not answer as web servers do"


def test_a_body_that_drips_is_given_up() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    begun = time.monotonic()
    fetched = brought([head, *[b"x"] * 12], pause=0.1)
    assert fetched.reason == "the host answers too slowly"
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("reply", [[b""] * 15, [b"H", *[b"T"] * 15]], ids=["silence", "a drip"])
def test_a_host_that_does_not_come_to_the_point_is_given_up_in_time(reply: list[bytes]) -> None:
    fetched = brought(reply, pause=0.1)
    assert fetched == Fetched(None, AT, "the host does not answer in time")


def test_a_resolver_that_does_not_answer_is_given_up_in_time() -> None:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        await anyio.sleep(30)
        return []

    fetcher = GuardedFetcher(clock=Clock(), resolve=resolve, patience=QUICK)
    assert asked(fetcher, "https://school.example/").reason == "the host does not answer in time"


def test_a_port_where_nobody_listens_is_a_failure() -> None:
    with Server(b"").running() as server:
        fetcher = fetcher_for(server)
    fetched = asked(fetcher, f"http://localhost:{server.port}/")
    assert fetched == Fetched(None, AT, "the host does not answer")


# ── Where it does not go ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["8.8.8.8", "127.0.0.1"],
        ["127.0.0.1", "8.8.8.8"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["169.254.169.254"],
    ],
)
def test_a_host_with_any_private_address_is_never_connected_to(addresses: list[str]) -> None:
    with Server(answer()).running() as canary:
        fetcher = GuardedFetcher(clock=Clock(), resolve=found_at(*addresses), patience=QUICK)
        fetched = asked(fetcher, f"https://rebound.example:{canary.port}/")
    assert fetched == Fetched(None, AT, "the host is not on the public internet")
    assert canary.requests == []


def test_a_host_is_resolved_once_and_connected_to_where_it_was_checked() -> None:
    answers = [["127.0.0.1"], ["8.8.8.8"]]

    async def rebinding(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    with Server(answer()).running() as server:
        fetcher = GuardedFetcher(
            clock=Clock(),
            allowance=Allowance(frozenset({f"rebound.example:{server.port}"})),
            resolve=rebinding,
            patience=QUICK,
        )
        fetched = asked(fetcher, f"http://rebound.example:{server.port}/")
    assert fetched.content == b'{"ok":1}'
    assert answers == [["8.8.8.8"]]


def test_an_allowed_host_is_reached_on_this_machine_only() -> None:
    fetcher = GuardedFetcher(
        clock=Clock(),
        allowance=Allowance(frozenset({"localhost:8443"})),
        resolve=found_at("127.0.0.1", "10.0.0.1"),
    )
    fetched = asked(fetcher, "https://localhost:8443/")
    assert fetched.reason == "the host is allowed on this machine and is elsewhere"


def test_the_allowance_is_for_its_port_alone() -> None:
    with Server(answer()).running() as other, Server(answer()).running() as server:
        fetcher = fetcher_for(server)
        assert asked(fetcher, f"https://localhost:{other.port}/").content is None
        assert asked(fetcher, f"http://localhost:{other.port}/").content is None
    assert other.requests == []


@pytest.mark.parametrize("error", [OSError("no such host"), UnicodeError("label too long")])
def test_a_host_that_nobody_knows_is_a_failure(error: Exception) -> None:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        raise error

    fetcher = GuardedFetcher(clock=Clock(), resolve=resolve)
    assert asked(fetcher, "https://school.example/").reason == "the host is not known"


@pytest.mark.parametrize("host", ["a" * 64 + ".invalid", "a..b.invalid"])
def test_a_name_that_the_system_cannot_even_look_up_is_a_failure(host: str) -> None:
    fetcher = GuardedFetcher(clock=Clock())
    assert asked(fetcher, f"https://{host}/").reason == "the host is not known"


def test_a_host_without_an_address_is_a_failure() -> None:
    fetcher = GuardedFetcher(clock=Clock(), resolve=found_at())
    assert asked(fetcher, "https://school.example/").reason == "the host has no address"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "school.example",
        "//school.example/",
        "file:///etc/passwd",
        "ftp://school.example/",
        "gopher://school.example/",
        "http://school.example/",
        "https://",
        "https:///path",
        "https://user@school.example/",
        "https://user:word@school.example/",
        "https://school.example\\@127.0.0.1/",
        "https://school.example#@127.0.0.1/",
        "https://school.example/#fragment",
        "https://school.example/a b",
        "https://school.example/a\r\nHost: x",
        "https://school.example/\u00e9",
        "https://sch\u043eol.example/",
        "https://\u2460\u2461\u2466.0.0.1/",
        "https://school.example./",
        "https://-school.example/",
        "https://school%2eexample/",
        "https://school_1.example/",
        "https://school.example:/",
        "https://school.example:0/",
        "https://school.example:22/",
        "https://school.example:25/",
        "https://school.example:65536/",
        "https://school.example:0443/",
        "https://school.example:443x/",
        "https://[::1%25lo]/",
        "https://[::1",
        "https://school.example/" + "a" * 2_048,
        " https://school.example/",
        "https://school.example/\n",
    ],
)
def test_what_is_not_a_plain_https_address_is_not_even_resolved(url: str) -> None:
    resolved: list[str] = []

    async def resolve(host: str, _port: int) -> Sequence[str]:
        resolved.append(host)
        return []

    fetched = asked(GuardedFetcher(clock=Clock(), resolve=resolve), url)
    assert fetched.content is None
    assert fetched.reason in {
        "it is not an address that is asked",
        "the address is not https",
        "no web server is on that port",
    }
    assert resolved == []


@given(st.text(max_size=40) | st.text(max_size=40).map("https://school.example/{}".format))
def test_no_text_does_anything_but_fail(url: str) -> None:
    fetcher = GuardedFetcher(clock=Clock(), resolve=found_at())
    assert asked(fetcher, url).content is None


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f.1", "017700000001", "127.0.0.1", "localhost", "[::1]"]
)
def test_loopback_in_any_spelling_is_not_on_the_public_internet(host: str) -> None:
    fetched = asked(GuardedFetcher(clock=Clock()), f"https://{host}/")
    assert fetched.reason in {"the host is not on the public internet", "the host is not known"}


@pytest.mark.parametrize(
    "address",
    [
        "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1",
        "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8",
        "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "2002:7f00:1::",
        "2002:808:808::", "2001::1", "2001:db8::1", "3fff::1", "fc00::1", "fd12::1", "fe80::1",
        "fe80::1%lo", "fec0::1", "ff02::1", "100::1", "2606:4700::1%eth0", "4000::1",
        "", "localhost", "8.8.8", "08.8.8.8", "8.8.8.8 ",
    ],
)  # fmt: skip
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "198.17.255.255",
        "223.255.255.255", "2606:4700::1", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
    ],
)  # fmt: skip
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


# ── Certificates ────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS context for school.example, and the CA file that vouches for it."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "school.example")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("school.example"), x509.IPAddress(IPv4Address("127.0.0.1"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    ca_file, key_file = folder / "ca.pem", folder / "key.pem"
    ca_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ca_file, key_file)
    return context, ca_file


@pytest.mark.parametrize("host", ["school.example", "127.0.0.1"])
def test_a_certificate_for_the_hosts_name_is_believed(
    identity: tuple[ssl.SSLContext, Path], host: str
) -> None:
    context, ca_file = identity
    with Server(answer()).running(context) as server:
        fetcher = fetcher_for(server, host=host, ca_file=ca_file)
        assert asked(fetcher, f"https://{host}:{server.port}/").content == b'{"ok":1}'


def test_a_certificate_for_another_name_is_not_believed(
    identity: tuple[ssl.SSLContext, Path],
) -> None:
    context, ca_file = identity
    with Server(answer()).running(context) as server:
        fetcher = fetcher_for(server, host="other.example", ca_file=ca_file)
        fetched = asked(fetcher, f"https://other.example:{server.port}/")
    assert fetched == Fetched(None, AT, "the host's certificate is not accepted")
    assert server.requests == []


def test_a_connection_under_one_name_is_not_used_for_another(
    identity: tuple[ssl.SSLContext, Path],
) -> None:
    context, ca_file = identity
    with Server(answer()).running(context) as server:
        hosts = frozenset({f"school.example:{server.port}", f"other.example:{server.port}"})
        fetcher = GuardedFetcher(
            clock=Clock(),
            allowance=Allowance(hosts, ca_file),
            resolve=found_at("127.0.0.1"),
            patience=QUICK,
        )
        assert asked(fetcher, f"https://school.example:{server.port}/").content is not None
        assert asked(fetcher, f"https://other.example:{server.port}/").content is None


def test_a_certificate_that_nobody_vouches_for_is_not_believed(
    identity: tuple[ssl.SSLContext, Path],
) -> None:
    context, _ = identity
    with Server(answer()).running(context) as server:
        fetched = asked(
            fetcher_for(server, host="school.example"), f"https://school.example:{server.port}/"
        )
    assert fetched.reason == "the host's certificate is not accepted"


def test_settings_of_the_environment_are_not_used(
    identity: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context, ca_file = identity
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    with Server(answer(b"proxied")).running() as proxy, Server(answer()).running(context) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        fetched = asked(
            fetcher_for(server, host="school.example"), f"https://school.example:{server.port}/"
        )
    assert fetched.reason == "the host's certificate is not accepted"
    assert proxy.requests == []


# ── Handing over ────────────────────────────────────────────────────────────────────────


def posted(fetcher: GuardedFetcher, url: str) -> tuple[int | None, str]:
    return anyio.run(partial(fetcher.post, url, content=b"{}", headers={"X-Mark": "a"}))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("204 No Content", (204, "")),
        ("200 OK", (200, "")),
        ("500 Oops", (500, "the host answers 500")),
        ("302 Found", (302, "the host answers 302")),
    ],
)
def test_what_is_handed_over_is_answered_by_its_status(
    status: str, expected: tuple[int, str]
) -> None:
    reply = answer(b"", status=status, headers="Location: http://127.0.0.1:1/\r\n")
    with Server(reply).running() as server:
        assert posted(fetcher_for(server), f"http://localhost:{server.port}/hook?a=1") == expected
    (request,) = server.requests
    assert request.startswith("POST /hook?a=1 HTTP/1.1")
    assert "x-mark: a" in request.lower()


@pytest.mark.parametrize(
    "url", ["https://localhost/", "http://example.org/", "file:///etc/passwd", "https://a@b/"]
)
def test_nothing_is_handed_over_where_nothing_is_fetched(url: str) -> None:
    fetcher = GuardedFetcher(clock=Clock(), resolve=found_at("127.0.0.1"), patience=QUICK)
    status, reason = posted(fetcher, url)
    assert status is None
    assert reason


def test_a_host_that_takes_too_long_to_take_it_is_given_up() -> None:
    with Server(answer(), pause=1.2).running() as server:
        found = posted(fetcher_for(server), f"http://localhost:{server.port}/")
    assert found == (None, "the host does not answer in time")
