"""The delivery report: of the certificates in force, how many reached their people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.issuer.delivery import store
from app.issuer.delivery.standing import Standing


@dataclass(frozen=True, slots=True)
class Tally:
    """How many certificates stand how."""

    claimed: int = 0
    bounced: int = 0
    sent: int = 0
    waiting: int = 0
    not_sent: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.claimed + self.not_claimed

    @property
    def not_claimed(self) -> int:
        """Those that nobody has fetched, however they stand."""
        return self.bounced + self.sent + self.waiting + self.not_sent

    @property
    def delivered(self) -> int:
        """Those that were fetched, or whose mail did not come back."""
        return self.claimed + self.sent


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the report of a list: whose certificate stands how."""

    award_id: str
    name: str
    name_latin: str
    certificate_number: str
    email: str
    standing: Standing
    since: datetime | None
    problem: str


def tallies(session: Session, organisation_id: str) -> Mapping[str | None, Tally]:
    """The tally of each class list by its id; None is for what was awarded one by one."""
    counted: dict[str | None, dict[str, int]] = {}
    for batch_id, standing, number in store.standings(session, organisation_id):
        counted.setdefault(batch_id, {})[standing.replace("-", "_")] = number
    return {batch_id: Tally(**numbers) for batch_id, numbers in counted.items()}


def whole(parts: Iterable[Tally]) -> Tally:
    """The tally of several together."""
    every = list(parts)
    return Tally(
        claimed=sum(part.claimed for part in every),
        bounced=sum(part.bounced for part in every),
        sent=sum(part.sent for part in every),
        waiting=sum(part.waiting for part in every),
        not_sent=sum(part.not_sent for part in every),
    )


def tally_of(session: Session, organisation_id: str, batch_id: str) -> Tally:
    """The tally of one class list."""
    return tallies(session, organisation_id).get(batch_id, Tally())


def people_of(session: Session, organisation_id: str, batch_id: str) -> Sequence[Person]:
    """Everybody of a class list whose certificate is in force, by name."""
    found = store.deliveries(session, organisation_id, batch_id)
    lines = [
        Person(
            award_id=award.id,
            name=(award.person or {}).get("name") or "",
            name_latin=(award.person or {}).get("name_latin") or "",
            certificate_number=award.certificate_number or "",
            email=(award.person or {}).get("email") or "",
            standing=Standing(standing),
            since=since,
            problem=problem or "",
        )
        for award, standing, since, problem in found
    ]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.award_id))
