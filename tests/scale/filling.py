"""A database with as many certificates as are asked for, written by COPY around real ones."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice

import psycopg
from psycopg import sql

from app.issuer.finding import beginnings
from app.status.permutation import position
from app.status.service import LIST_SIZE
from tests.scale.rows import (
    FETCHED_EVERY,
    IN_ONE_PASSPORT,
    SHORT_BODY,
    Nation,
    Somebody,
    Template,
    moment,
)

# Half of a list is given out, and one of a hundred is withdrawn.
_ON_ONE_LIST = LIST_SIZE // 2
_WITHDRAWN_EVERY = 100
_AT_ONCE = 2_000
_LATER = "SELECT indexdef, indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s"
_KEYS = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass"


@dataclass(frozen=True, slots=True)
class Filler:
    """Writes around the real rows, past the rules that hold for everybody else."""

    connection: psycopg.Connection
    nation: Nation

    def fill(self, say: Callable[[str], None]) -> None:
        """Write everything; the counts and the chain of the audit trail fit afterwards."""
        # Neither foreign keys nor the triggers that keep the audit trail stand in the way.
        self.connection.execute("SET session_replication_role = replica")
        # An index over the beginnings of ten million is built in a third of the time.
        self.connection.execute("SET maintenance_work_mem = '1GB'")
        steps: Mapping[str, Callable[[], Iterable[str]]] = {
            "awards": self._awards,
            "award_beginnings": self._beginnings,
            "claims": self._claims,
            "passport": self._passports,
            "passport_certificate": self._holdings,
            "audit_event": self._events,
            "status_lists": self._lists,
            "status_positions": self._places,
        }
        for table, lines in steps.items():
            self._copy(table, lines())
            say(table)
        self.connection.execute(
            "UPDATE audit_head SET (seq, hash) ="
            " (SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1)"
        )
        self.connection.execute(
            "UPDATE award_beginnings_reached SET seq = (SELECT seq FROM audit_head)"
        )
        self.connection.execute("SET session_replication_role = origin")
        self.connection.execute("VACUUM ANALYZE")
        say("VACUUM ANALYZE")

    def _copy(self, table: str, lines: Iterable[str]) -> None:
        """The lines into the table; its indexes are made once it is full."""
        with self.connection.cursor() as cursor:
            kept = {name for (name,) in cursor.execute(_KEYS, [table])}
            later = [made for made, name in cursor.execute(_LATER, [table]) if name not in kept]
            names = [made.partition(" INDEX ")[2].partition(" ON ")[0] for made in later]
            for name in names:
                cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
            into = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
            blocks = _blocks(lines)
            # The real row is read before the connection is busy with the others.
            first = next(blocks)
            with cursor.copy(into) as copy:
                copy.write(first)
                for block in blocks:
                    copy.write(block)
            for made in later:
                cursor.execute(made.encode())

    def _template(self, table: str, condition: str = "TRUE") -> Template:
        cursor = self.connection.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
            [table],
        )
        columns = [name for (name,) in cursor]
        query = f"COPY (SELECT * FROM {table} WHERE {condition} LIMIT 1) TO STDOUT"  # noqa: S608 - our own words
        with self.connection.cursor() as reading, reading.copy(query.encode()) as copy:
            row = b"".join(bytes(part) for part in copy).decode().rstrip("\n").split("\t")
        return Template(table, columns, row)

    def _awards(self) -> Iterator[str]:
        made = self._template("awards", "achievement_id IS NOT NULL")
        for number, one in self.nation.people():
            yield made.with_values(self.nation.award(number, one))

    def _beginnings(self) -> Iterator[str]:
        body = self.nation.organisation_id
        for number, one in self.nation.people():
            award = self.nation.award(number, one)
            text, at = award["search_text"].replace("\\n", "\n"), award["issued_at"]
            found_by = beginnings.of_certificate(body, text, datetime.fromisoformat(at))
            numbers = ",".join(map(str, found_by))
            yield f"{one.award_id}\t{{{numbers}}}"

    def _claims(self) -> Iterator[str]:
        is_open = self._template("claims", "state = 'open'")
        fetched = self._template("claims", "state = 'claimed'")
        for number, one in self.nation.people():
            values = {"award_id": one.award_id, "code_digest": _digest("claim", one)}
            if number % FETCHED_EVERY:
                yield is_open.with_values(values)
            else:
                yield fetched.with_values({**values, "passport_id": _passport(number)})

    def _passports(self) -> Iterator[str]:
        made = self._template("passport")
        for number in range(0, self.nation.number, FETCHED_EVERY * IN_ONE_PASSPORT):
            digest = sha256(f"passport {number}".encode()).hexdigest()
            yield made.with_values({"id": _passport(number), "return_digest": digest})

    def _holdings(self) -> Iterator[str]:
        made = self._template("passport_certificate")
        for number, one in self.nation.people():
            if number % FETCHED_EVERY == 0:
                yield made.with_values(
                    {
                        "id": _digest("holding", one)[:32],
                        "passport_id": _passport(number),
                        "credential_id": one.award_id,
                        "content": SHORT_BODY,
                        "dictionary_id": "\\N",
                        "person": one.name,
                    }
                )

    def _events(self) -> Iterator[str]:
        """The trail goes on from its end, as if each had been issued after the other."""
        made = self._template("audit_event", "action = 'award.issued'")
        known = dict(zip(made.columns, made.row, strict=True))
        cursor = self.connection.execute("SELECT seq, hash FROM audit_head")
        seq, previous = cursor.fetchone() or (0, "0" * 64)
        for number, one in self.nation.people():
            seq += 1
            at = moment(number)
            said = [
                seq,
                datetime.fromisoformat(at).isoformat(),
                known["actor"],
                known["action"],
                one.award_id,
                known["organisation_id"],
                one.secret,
                previous,
            ]
            digest = sha256(json.dumps(said).encode()).hexdigest()
            yield made.with_values(
                {
                    "seq": str(seq),
                    "at": at,
                    "subject": one.award_id,
                    "digest": one.secret,
                    "previous": previous,
                    "hash": digest,
                }
            )
            previous = digest

    def _places(self) -> Iterator[str]:
        made = self._template("status_positions")
        for number, one in self.nation.people():
            listed, place = divmod(number, _ON_ONE_LIST)
            is_withdrawn = place % _WITHDRAWN_EVERY == 0
            yield made.with_values(
                {
                    "list_id": f"list-{listed}",
                    "index": str(position(place, size=LIST_SIZE, seed=bytes(32))),
                    "award_id": one.award_id,
                    "value": "t" if is_withdrawn else "f",
                }
            )

    def _lists(self) -> Iterator[str]:
        made = self._template("status_lists")
        for number in range(-(-self.nation.number // _ON_ONE_LIST)):
            yield made.with_values(
                {
                    "id": f"list-{number}",
                    "url": f"http://localhost:8000/status/list-{number}",
                    "used": str(_ON_ONE_LIST),
                    "seed": "\\\\x" + "00" * 32,
                    "is_open": "f",
                    "content": "\\N",
                    "content_changes": "-1",
                }
            )


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    waiting = iter(lines)
    while block := list(islice(waiting, _AT_ONCE)):
        yield "\n".join([*block, ""])


def _passport(number: int) -> str:
    return f"{number // (FETCHED_EVERY * IN_ONE_PASSPORT):032x}"


def _digest(kind: str, one: Somebody) -> str:
    return sha256(f"{kind} {one.award_id}".encode()).hexdigest()
