"""Who stands behind what is in a passport, and how far that is known."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from sqlalchemy.orm import Session

from credentials import Answer, Standing, VerificationReport, as_list
from wallet_api.records import store
from wallet_api.records.tables import Confirmation, Entry


class Backing(StrEnum):
    """Who stands behind a record, in the order of the page; the words are in the templates.

    `ASSESSOR` is for what a body on the list has signed that an assessor judged, whom it names
    by number; whoever is accredited stands higher. `UNPROVEN` is for certificates of which it
    could not be established who signed them.
    """

    ACCREDITED = "accredited"
    ASSESSOR = "assessor"
    KNOWN = "known"
    EMPLOYER = "employer"
    UNKNOWN_BODY = "unknown-body"
    UNKNOWN_ADDRESS = "unknown-address"
    UNPROVEN = "unproven"
    MYSELF = "myself"


_BY_STANDING = {
    Standing.ACCREDITED: Backing.ACCREDITED,
    Standing.KNOWN: Backing.KNOWN,
    # What has applied, and what was suspended, is nobody that can be relied on now.
    Standing.UNVETTED: Backing.UNKNOWN_BODY,
    Standing.SUSPENDED: Backing.UNKNOWN_BODY,
    Standing.UNKNOWN: Backing.UNKNOWN_BODY,
}


# The genre of the evidence that names an assessor (docs/adr/0006).
_ASSESSOR = "ext:assessor"


def backing_of(report: VerificationReport) -> Backing:
    """Who stands behind a certificate, as the trusted list says of the key that signed it.

    Whether it still counts is another question: a withdrawn one was issued all the same.
    """
    if report.genuine is not Answer.YES or report.standing is None:
        return Backing.UNPROVEN
    found = _BY_STANDING[report.standing.standing]
    # An assessor is only as good as the body that says so: of one that nobody has looked into,
    # the number could be anything.
    is_assessed = found is Backing.KNOWN and _names_assessor(report)
    return Backing.ASSESSOR if is_assessed else found


def _names_assessor(report: VerificationReport) -> bool:
    # Anybody's certificate comes here, so every member may have any shape.
    return any(
        isinstance(evidence, dict)
        and _ASSESSOR in as_list(evidence.get("genre"))
        and any(isinstance(name, str) and name.strip() for name in as_list(evidence.get("name")))
        for evidence in as_list(report.credential.get("evidence"))
    )


def backing_of_entry(confirmation: Confirmation | None) -> Backing:
    """Who stands behind an entry; without a confirmation it is its holder alone."""
    if confirmation is None:
        return Backing.MYSELF
    if confirmation.body is None:
        return Backing.UNKNOWN_ADDRESS
    return Backing.EMPLOYER if confirmation.is_employer else Backing.KNOWN


@dataclass(frozen=True, slots=True)
class Said:
    """An entry with what was asked and answered about it, the newest first."""

    entry: Entry
    asked: Sequence[Confirmation] = ()

    @property
    def confirmation(self) -> Confirmation | None:
        """The best of the answers that it holds; None if there is none."""
        order = list(Backing)
        held = [each for each in self.asked if each.state == store.CONFIRMED]
        return min(held, key=lambda each: order.index(backing_of_entry(each)), default=None)


def said_by(session: Session, passport_id: str) -> list[Said]:
    """Every entry of a passport, the newest first."""
    found = store.entries(session, passport_id)
    asked = store.confirmations(session, [entry.id for entry in found])
    return [Said(entry, [each for each in asked if each.entry_id == entry.id]) for entry in found]


def said_of(session: Session, entry: Entry) -> Said:
    """One entry with what was asked about it."""
    return Said(entry, store.confirmations(session, [entry.id]))


class Judged(Protocol):
    """A certificate with the report on it."""

    @property
    def report(self) -> VerificationReport:
        """What was found out about it just now."""
        ...


@dataclass(frozen=True, slots=True)
class Group:
    """What one kind of backer stands behind."""

    backing: Backing
    certificates: list[Judged] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


def grouped(certificates: Sequence[Judged], said: Sequence[Said]) -> list[Group]:
    """Everything in a passport by who stands behind it; groups without anything are left out."""
    groups = {backing: Group(backing) for backing in Backing}
    for certificate in certificates:
        groups[backing_of(certificate.report)].certificates.append(certificate)
    for each in said:
        groups[backing_of_entry(each.confirmation)].said.append(each)
    return [group for group in groups.values() if group.certificates or group.said]
