"""What an item of many is, before and after it is checked; sealed as it is stored."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date

from app.base.custody import Custody
from app.verifier.bulk.tables import BulkItem

_PURPOSE = "bulk checks"
# No name of a file has it in it, as it cannot be seen; nor has a link or a code.
_BESIDE = "\x1f"
# Why an item is not looked at; the other causes are problems and the intake's own reasons.
TOO_LARGE = "item-too-large"
ARCHIVE = "archive-inside"
LOCKED = "item-locked"
MANY_LINKS = "too-many-links"
RECEIPT = "a-receipt"


@dataclass(frozen=True, slots=True)
class Brought:
    """One thing to be checked; `refused` says why it is not even looked at.

    `beside` is what stands beside a link or code in its line of a list: mostly whose it is.
    """

    name: str = field(repr=False)
    content: bytes = field(repr=False)
    refused: str = ""
    beside: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the table shows of a certificate besides its result.

    `before` is the state, and `before_cause` the cause, of the same item in an earlier check.
    """

    title: str = field(default="", repr=False)
    names: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    issuer: str = ""
    standing: str = ""
    valid_until: str = ""
    before: str = ""
    before_cause: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, opened."""

    number: int
    name: str = field(repr=False)
    state: str
    cause: str
    facts: Facts
    beside: str = field(default="", repr=False)

    @property
    def is_changed(self) -> bool:
        """Whether it came out otherwise than in the earlier check."""
        return bool(self.facts.before) and (self.facts.before, self.facts.before_cause) != (
            self.state,
            self.cause,
        )

    @property
    def last_day(self) -> date | None:
        """Its last day as the issuer wrote it."""
        return date.fromisoformat(self.facts.valid_until) if self.facts.valid_until else None


def seal(content: bytes, place: tuple[str, int], part: str, *, custody: Custody) -> bytes:
    """A part of an item as it is stored, bound to its place so that items cannot be swapped."""
    return custody.seal_bytes(content, purpose=_PURPOSE, bound_to=_bound(place, part))


def unseal(sealed: bytes, place: tuple[str, int], part: str, *, custody: Custody) -> bytes:
    """What was sealed there; raises `key-unavailable`."""
    return custody.unseal_bytes(sealed, purpose=_PURPOSE, bound_to=_bound(place, part))


def seal_name(brought: Brought, place: tuple[str, int], *, custody: Custody) -> bytes:
    """What an item is called, and what stands beside it, as they are stored."""
    written = f"{brought.name}{_BESIDE}{brought.beside}" if brought.beside else brought.name
    return seal(written.encode(), place, "name", custody=custody)


def name_of(item: BulkItem, *, custody: Custody) -> tuple[str, str]:
    """What the item is called, or the link or code that it is; what stands beside it."""
    place = (item.check_id, item.number)
    written = unseal(item.sealed_name, place, "name", custody=custody).decode()
    name, _, beside = written.partition(_BESIDE)
    return name, beside


def seal_facts(facts: Facts, place: tuple[str, int], *, custody: Custody) -> bytes:
    """The facts of an item as they are stored."""
    return seal(json.dumps(asdict(facts)).encode(), place, "facts", custody=custody)


def row_of(item: BulkItem, *, custody: Custody) -> Row:
    """The line of the table that an item is."""
    facts = Facts()
    if item.sealed_facts is not None:
        place = (item.check_id, item.number)
        facts = Facts(**json.loads(unseal(item.sealed_facts, place, "facts", custody=custody)))
    name, beside = name_of(item, custody=custody)
    return Row(item.number, name, item.state, item.cause or "", facts, beside)


def _bound(place: tuple[str, int], part: str) -> str:
    return f"{place[0]} {place[1]} {part}"
