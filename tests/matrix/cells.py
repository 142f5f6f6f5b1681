"""The cells of the matrix: which answer each identity gets for its own, another's and no object.

The rules, for whoever reads the table below: who is not signed in is told so (401); an
operator has no business in a console, nor staff at the operator's (403); staff or a key
without the role or scope get 403 whether the object is there or not; and what belongs to
another body is answered exactly like what does not exist (404, never 403).
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

# Their own, another's, none at all; where a path has two objects, also another's and none
# below an address of one's own (`crossed`, `none`), and none at an address that is none.
OWN, OTHER, NONE, CROSSED, NOWHERE = "own", "other", "none", "crossed", "nowhere"
# What belongs to another is answered exactly like what is not there.
ALIKE = ({OTHER, NOWHERE}, {CROSSED, NONE})

ROLES = ("owner", "key-manager", "issuer", "approver", "auditor")
SCOPES = ("award", "revoke", "read", "settings", "webhooks")

STAFF = tuple(f"staff:{role}" for role in ROLES)
KEYS = tuple(f"key:{scope}" for scope in SCOPES)
# Everybody of the body `own`, then of the body `other`, where they may do everything.
OTHER_STAFF, OTHER_KEY = "staff:other", "key:other"
HOLDER, OTHER_HOLDER = "holder", "holder:other"
IDENTITIES = (
    "nobody", "operator", *STAFF, OTHER_STAFF, *KEYS, OTHER_KEY, HOLDER, OTHER_HOLDER,
)  # fmt: skip

GROUPS = {
    "staff": {*STAFF, OTHER_STAFF},
    "keys": {*KEYS, OTHER_KEY},
    "holders": {HOLDER, OTHER_HOLDER},
    "strangers": set(IDENTITIES) - {HOLDER, OTHER_HOLDER},
}
# What a part of a path stands for, if it is an object that somebody has.
OBJECTS = frozenset({
    "slug", "award_id", "achievement_id", "batch_id", "entry_id", "record_id", "code", "token",
    "holding_id", "share_id", "list_id", "account_id", "key_id", "application_id",
    "document_id", "case_id", "request_id", "waiting_id", "return_id", "webhook_id", "message_id",
    "asked_id", "import_id", "reader_id",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One route, as rows.py has it."""

    method: str
    path: str
    access: str
    allowed: frozenset[str]
    code: int
    absent: int
    named: dict[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> list[str]:
        """The names of the parts of the path that stand for an object."""
        names = re.findall(r"{(\w+)(?::\w+)?}", self.path)
        return [name for name in names if name in OBJECTS and name not in self.named]

    @property
    def things(self) -> tuple[str, ...]:
        """Which objects to try: another's below one's own address too, where there are two."""
        if not self.parts:
            return (OWN,)
        return (OWN, OTHER, NOWHERE, CROSSED, NONE) if len(self.parts) > 1 else (OWN, OTHER, NONE)

    @property
    def alike(self) -> Sequence[Set[str]]:
        """Which objects have to be answered alike."""
        if self.access not in {"staff", "key", "holder"}:
            return ()
        return ALIKE if len(self.parts) > 1 else ({OTHER, NONE},)

    def exception(self, identity: str, thing: str) -> int | None:
        """The answer that the row itself has for this identity."""
        for name, code in self.named.items():
            who, _, what = name.partition("/")
            if (who == identity or identity in GROUPS.get(who, ())) and what in {"", thing}:
                return int(code)
        return None


def parsed(text: str) -> list[Row]:
    """The rows of a text."""
    return [_row(line) for line in text.splitlines() if line and not line.startswith("#")]


def _row(line: str) -> Row:
    method, path, access, *rest = line.split()
    kind, _, allowed = access.partition(":")
    codes = [int(word) for word in rest if word.isdecimal()]
    pairs = [(name, value) for name, is_pair, value in map(_pair, rest) if is_pair]
    return Row(
        method,
        path,
        kind,
        frozenset(allowed.split(",")) if allowed else frozenset(),
        code=codes[0],
        absent=codes[1] if len(codes) > 1 else 404,
        named=dict(pairs),
    )


def _pair(word: str) -> tuple[str, str, str]:
    return word.partition("=")


def cells(row: Row) -> Iterator[tuple[str, str, int]]:
    """Identity, object and expected answer for each cell of a row; nobody is left out."""
    for identity in IDENTITIES:
        for thing in row.things:
            named = row.exception(identity, thing)
            yield identity, thing, expected(row, identity, thing) if named is None else named


def expected(row: Row, identity: str, thing: str) -> int:
    """The answer by the rules above."""
    kind, _, what = identity.partition(":")
    match row.access:
        case "public":
            return row.absent if thing in {NONE, NOWHERE} else row.code
        case "account":
            return 401 if kind not in {"staff", "operator"} else _found(row, what, thing)
        case "operator":
            known = {"operator": row.code if thing in {OWN, OTHER} else row.absent, "staff": 403}
            return known.get(kind, 401)
        case "staff":
            return {"operator": 403, "staff": _staff(row, what, thing)}.get(kind, 401)
        case "key" | "reader":
            return _program(row, what, thing) if kind == "key" else 401
        case "holder":
            return _found(row, what, thing) if kind == "holder" else 401
    raise ValueError(f"{row.path}: there is no access called {row.access}")


def _staff(row: Row, role: str, thing: str) -> int:
    if role != "other" and row.allowed and role not in row.allowed:
        return 403
    return _found(row, role, thing)


def _program(row: Row, scope: str, thing: str) -> int:
    if row.access == "reader":
        return 403
    if scope == "other":
        return row.code if thing == OTHER else 404
    # The address of another body is not found; below one's own the scope is asked for first.
    is_below = len(row.parts) > 1 and thing in {NONE, CROSSED}
    if thing != OWN and not is_below:
        return 404
    if scope not in row.allowed:
        return 403
    return row.code if thing == OWN else row.absent


def _found(row: Row, whose: str, thing: str) -> int:
    if not row.parts:
        return row.code
    return row.code if thing == (OTHER if whose == "other" else OWN) else row.absent
