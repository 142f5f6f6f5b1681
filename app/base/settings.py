"""Every setting of the service, read from the environment, and the reasons not to start.

This is the one place that reads environment variables; the README lists each by a test.
"""

import ipaddress
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

DEMO_LOGINS = "demo-logins.txt"
# The name that prometheus_client reads when it is imported.
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


class StartError(Exception):
    """The service must not start; the message is a sentence for whoever starts it."""


class Settings(BaseModel):
    """What can be set, each as PASSPORT_ and the name in capitals.

    Sizes are in bytes, rates in requests per minute.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    data_dir: Path = Path("data")
    """Folder of the key file, of the embedded database and of mail that is not sent."""
    secrets_dir: Path | None = Field(default=None, repr=False)
    """Folder with a file for each setting that is a secret, named `passport_database_url`."""
    database_url: str = Field(default="", repr=False)
    """SQLAlchemy address of the database; empty is a SQLite file in the data folder."""
    database_read_url: str = Field(default="", repr=False)
    """Address of a standby of the database, for reads that may be five seconds old."""
    database_connections: int = 30
    """Connections to PostgreSQL that a process opens at most; a third of them is kept."""
    public_url: str = ""
    """The address under which people reach the service; it is part of identities and codes.
    Empty is http://localhost with the port: a name, because did:web takes no IP address."""
    host: str = "127.0.0.1"
    """The network address to listen on."""
    port: int = 8000
    """The port to listen on."""
    tls_cert: Path | None = None
    """Certificate file (PEM), to serve https without a proxy in front."""
    tls_key: Path | None = None
    """Private key file (PEM) of that certificate."""
    verify_rate: int = 60
    """Verifications per minute and address without an API key."""
    reader_checks: int = 10_000
    """Checks per day by the programs of one employer, unless its account says otherwise."""
    bulk_rate: int = 20
    """Checks of many at once per day and address without an API key."""
    code_rate: int = 10
    """Tries of a claim code, a printed code or a log-in, per minute and address."""
    rate_storage: str = "memory"
    """Where tries are counted: `memory` (one process) or `database` (several)."""
    trusted_proxies: int = 0
    """How many proxies of ours stand in front and add to X-Forwarded-For."""
    max_json: int = 1_000_000
    """Largest JSON body."""
    max_verify: int = 10_000_000
    """Largest file to be verified."""
    max_upload: int = 200_000_000
    """Largest class list, and largest archive to be checked."""
    processes: int = 1
    """Processes that serve; more than one need PostgreSQL and `rate_storage` database."""
    jobs: str = "own"
    """Who does class lists and jobs: `own` (`serve` or `work`), or on PostgreSQL `procrastinate`
    (any number of `jobs work`)."""
    background: bool = True
    """Whether `serve` also does the work in the background; if not, `work` does."""
    drain_seconds: int = 0
    """How long the service answers on after it was told to stop, while /readyz says no."""
    verify_all: bool = False
    """Whether every certificate of a class list is verified before it is stored, not a sample."""
    workers: int = 2
    """Processes that read pictures and other things that strangers can make slow."""
    static_lists: Path | None = None
    """Folder into which every signed status list is written, for a file server; empty is none."""
    mail_from: str = "skills-passport@localhost"
    """Sender of mail."""
    smtp_url: str = Field(default="", repr=False)
    """Mail server, smtp://host:port or smtps://user:password@host; empty writes files."""
    unclaimed_days: int = 365
    """After how many days the data that only a claim needs is deleted, if nobody claimed."""
    list_days: int = 90
    """After how many days what a finished class list holds of people is deleted."""
    return_days: int = 7
    """How many days a code of a training body waits before it opens a passport again."""
    fetch_allow: frozenset[str] = frozenset()
    """For tests only: host:port, comma-separated, that may be fetched from on loopback."""
    fetch_ca: Path | None = None
    """For tests only: certificate file (PEM) that is believed for these hosts."""
    log_format: str = "json"
    """How the log is written: `json` for machines, or `text` for people at a terminal."""
    demo: bool = False
    """Whether the log-ins and keys were made for a demonstration."""

    @field_validator("fetch_allow", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:
        if isinstance(value, str):
            return frozenset(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _default_address(self) -> Self:
        if not self.public_url:
            scheme = "https" if self.tls_cert else "http"
            # The settings are frozen from here on; this is the last moment to fill one in.
            object.__setattr__(self, "public_url", f"{scheme}://localhost:{self.port}")
        return self

    @classmethod
    def from_environment(cls, **overrides: Any) -> Self:
        """The settings of this process; `overrides` (from the command line) win.

        Raises StartError when a value has the wrong form.
        """
        folder = overrides.get("secrets_dir", os.environ.get("PASSPORT_SECRETS_DIR"))
        if folder is not None and not Path(folder).is_dir():
            raise StartError(f"PASSPORT_SECRETS_DIR names a folder that does not exist: {folder}.")
        try:
            return cls(**{**_written(folder), **_said(), **overrides})
        except ValidationError as error:
            names = sorted({f"PASSPORT_{str(item['loc'][0]).upper()}" for item in error.errors()})
            raise StartError(
                f"These settings have a value that cannot be used: {', '.join(names)}."
            ) from None

    @cached_property
    def effective_database_url(self) -> str:
        """The database's address, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'passport.sqlite3'}"

    @property
    def uses_https(self) -> bool:
        """Whether people reach the service by https, so that cookies can be bound to it."""
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        """Host and port of the public address, as the address writes them."""
        return urlsplit(self.public_url).netloc

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the service."""
        return is_loopback(self.host) and is_loopback(urlsplit(self.public_url).hostname or "")

    def check(self) -> None:
        """Raise StartError, in a sentence, for a combination that would put people at risk."""
        self._check_numbers()
        self._check_transport(_checked_public_url(self.public_url))
        if not self.is_local:
            self._check_not_for_tests()

    def _check_transport(self, public: SplitResult) -> None:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise StartError(
                "Set PASSPORT_TLS_CERT and PASSPORT_TLS_KEY together: "
                "a certificate needs its key and a key its certificate."
            )
        for name, path in (("TLS_CERT", self.tls_cert), ("TLS_KEY", self.tls_key)):
            if path is not None and not path.is_file():
                raise StartError(f"PASSPORT_{name} names a file that does not exist: {path}.")
        if public.scheme == "https":
            return
        if not is_loopback(public.hostname or ""):
            raise StartError(
                f"PASSPORT_PUBLIC_URL is {self.public_url}, which other machines can reach "
                "without https. Certificates and log-ins would travel in the open. "
                "Use an address that starts with https://."
            )
        if not is_loopback(self.host):
            raise StartError(
                f"PASSPORT_HOST is {self.host}, which listens to other machines, but "
                "PASSPORT_PUBLIC_URL is not https. Listen on 127.0.0.1, or set the https "
                "address under which people reach the service."
            )

    def _check_not_for_tests(self) -> None:
        if self.demo or (self.data_dir / DEMO_LOGINS).exists():
            raise StartError(
                "This data folder holds the log-ins of the demonstration, and the service would "
                "be open to other machines. Start it with an empty PASSPORT_DATA_DIR and "
                "without PASSPORT_DEMO."
            )
        if self.fetch_allow or self.fetch_ca:
            raise StartError(
                "PASSPORT_FETCH_ALLOW and PASSPORT_FETCH_CA are for tests on one machine and "
                "are refused when the service is open to other machines. Remove them."
            )

    def _check_numbers(self) -> None:
        at_least_one = (
            "verify_rate",
            "bulk_rate",
            "reader_checks",
            "code_rate",
            "max_json",
            "max_verify",
            "max_upload",
            "workers",
            "processes",
            "database_connections",
        )
        for name in (*at_least_one, "unclaimed_days", "list_days", "return_days"):
            if getattr(self, name) < 1:
                raise StartError(f"PASSPORT_{name.upper()} must be at least 1.")
        if not 0 <= self.port < 65_536:  # noqa: PLR2004 - the ports that exist
            raise StartError("PASSPORT_PORT must be between 0 and 65535.")
        for name in ("trusted_proxies", "drain_seconds"):
            if getattr(self, name) < 0:
                raise StartError(f"PASSPORT_{name.upper()} must not be negative.")
        if self.log_format not in {"json", "text"}:
            raise StartError("PASSPORT_LOG_FORMAT must be json or text.")
        if self.rate_storage not in {"memory", "database"}:
            raise StartError("PASSPORT_RATE_STORAGE must be memory or database.")
        if self.jobs not in {"own", "procrastinate"}:
            raise StartError("PASSPORT_JOBS must be own or procrastinate.")
        self._check_database()
        self._check_processes()

    def _check_database(self) -> None:
        if not self.effective_database_url.startswith("sqlite"):
            return
        if self.rate_storage == "database":
            raise StartError(
                "PASSPORT_RATE_STORAGE can be database only with PostgreSQL. SQLite serves one "
                "process, and that counts in memory."
            )
        if self.jobs != "own":
            raise StartError(
                "PASSPORT_JOBS can be procrastinate only with PostgreSQL. With SQLite the work is "
                "done by the service itself."
            )
        if self.database_read_url:
            raise StartError(
                "PASSPORT_DATABASE_READ_URL names a standby, which only PostgreSQL has. Set"
                " PASSPORT_DATABASE_URL to the database that it follows."
            )

    def _check_processes(self) -> None:
        if self.processes == 1:
            return
        if self.effective_database_url.startswith("sqlite"):
            raise StartError(
                "PASSPORT_PROCESSES can be more than 1 only with PostgreSQL: set "
                "PASSPORT_DATABASE_URL. On SQLite one process writes at a time, so that more "
                "would wait for each other."
            )
        if self.rate_storage != "database":
            raise StartError(
                "Several processes must count tries together: set PASSPORT_RATE_STORAGE to "
                "database. In memory, each would allow as many as the limit says."
            )


def _said() -> dict[str, str]:
    """What the environment says, in any case: the name of a setting, and its value."""
    said = {name.lower(): value for name, value in os.environ.items()}
    return {
        name: said[f"passport_{name}"]
        for name in Settings.model_fields
        if f"passport_{name}" in said
    }


def _written(folder: str | Path | None) -> dict[str, str]:
    """What the files of a folder say that are named like a setting."""
    if folder is None:
        return {}
    files = {file.name.lower(): file for file in Path(folder).iterdir() if file.is_file()}
    return {
        name: files[f"passport_{name}"].read_text().strip()
        for name in Settings.model_fields
        if f"passport_{name}" in files
    }


def environment(said: Mapping[str, Any]) -> dict[str, str]:
    """The environment of this process with other settings, for a process of the same service."""
    return {**os.environ, **{f"PASSPORT_{name.upper()}": str(said[name]) for name in said}}


def metrics_folder() -> Path | None:
    """Where several processes measure together; None for one that measures by itself."""
    folder = os.environ.get(METRICS_FOLDER)
    return Path(folder) if folder else None


def trace_endpoint() -> str:
    """Where spans are to be sent, by the names that OpenTelemetry gives these; empty: nowhere."""
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return ""
    names = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`; a name other than localhost is not."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _checked_public_url(public_url: str) -> SplitResult:
    sentence = (
        f"PASSPORT_PUBLIC_URL is {public_url!r}, which is not an address such as "
        "https://passport.example: scheme and host, and nothing after them."
    )
    try:
        parts = urlsplit(public_url)
        port = parts.port
    except ValueError:
        raise StartError(sentence) from None
    # Capitals, other scripts and user names would give one identity several spellings.
    canonical = f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port is not None else "")
    is_ip6 = ":" in (parts.hostname or "")
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or not parts.hostname.isascii()
        or (public_url != canonical and not is_ip6)
    ):
        raise StartError(sentence)
    return parts
