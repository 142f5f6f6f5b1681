"""The trusted list: who says that an issuer may award what, and since when.

A signature shows which key signed; only this list shows whose key that is. The name of an
issuer is taken from here, never from a credential.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from credentials.model import LEEWAY
from credentials.problems import ProblemCode, refuse


class Standing(StrEnum):
    """What the list says of an issuer for one award."""

    ACCREDITED = "accredited"
    KNOWN = "known"
    UNVETTED = "unvetted"
    UNKNOWN = "unknown"
    SUSPENDED = "suspended"


class Reason(StrEnum):
    """Why an issuer has its standing; the wording for people is in the catalogues."""

    ACCREDITED = "accredited"
    NOT_ON_THE_LIST = "not-on-the-list"
    WITHOUT_ACCREDITATION = "without-accreditation"
    TYPE_NOT_COVERED = "type-not-covered"
    AWARD_DATE_MISSING = "award-date-missing"
    OUTSIDE_PERIOD = "outside-period"
    NOT_YET_APPROVED = "not-yet-approved"
    SUSPENDED = "suspended"


class TrustEntry(Struct, frozen=True):
    """One record of the list: what is said of an issuer, by whom, for what and how long.

    An accreditation covers `achievement_types` (empty: all) for awards from `valid_from` to
    `valid_until`, both included (None: open). A suspension counts whatever its dates. An
    unvetted issuer has applied, and nobody has looked into it: its name is what it says.
    `list_issuers` are the DIDs of those who publish status lists in its place.
    """

    did: str
    name: str
    standing: Standing
    accredited_by: str | None = None
    achievement_types: frozenset[str] = frozenset()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    country: str | None = None
    url: str | None = None
    list_issuers: frozenset[str] = frozenset()


class IssuerStanding(Struct, frozen=True):
    """The answer for one issuer and one award; `name` is the list's, None when unknown."""

    standing: Standing
    name: str | None
    accredited_by: str | None
    reason: Reason


# Anything else, for example a capital in a host name or a dot behind it, could be written
# in a second way.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DID = re.compile(
    r"did:(?!web:)[a-z0-9]+:[A-Za-z0-9._:%-]+"
    rf"|did:web:{_LABEL}(?:\.{_LABEL})*(?:%3A(?!443\b)[1-9][0-9]{{0,4}})?"
    r"(?::(?:[A-Za-z0-9._-]|%[0-9A-F]{2})+)*"
)
_UNKNOWN = IssuerStanding(Standing.UNKNOWN, None, None, Reason.NOT_ON_THE_LIST)


class TrustList:
    """The records as they stood at the time `at`; never changed afterwards.

    Several records may speak of one issuer, for example accreditations by two bodies.
    """

    __slots__ = ("_entries", "at")

    def __init__(self, entries: Iterable[TrustEntry] = (), at: datetime | None = None) -> None:
        """Raises CredentialsError with `bad-value` for a DID that is not in its one form."""
        self.at = at
        self._entries: dict[str, tuple[TrustEntry, ...]] = {}
        for entry in entries:
            if not _DID.fullmatch(entry.did):
                raise refuse(ProblemCode.BAD_VALUE, "not a DID in its canonical form", "/did")
            if not all(map(_DID.fullmatch, entry.list_issuers)):
                detail = "not DIDs in their canonical form"
                raise refuse(ProblemCode.BAD_VALUE, detail, "/list_issuers")
            if entry.standing is Standing.UNKNOWN:
                raise refuse(ProblemCode.BAD_VALUE, "a record is never 'unknown'", "/standing")
            self._entries[entry.did] = (*self._entries.get(entry.did, ()), entry)

    def __len__(self) -> int:
        """How many issuers the list speaks of."""
        return len(self._entries)

    def may_list(self, did: str, *, by: str) -> bool:
        """Whether status lists by `by` count for what the issuer `did` has issued.

        Its own always do; another's when somebody who looked into the issuer has recorded it.
        """
        return did == by or any(
            by in entry.list_issuers
            for entry in self._entries.get(did, ())
            if entry.standing is not Standing.UNVETTED
        )

    def judge(
        self, did: str, *, types: Iterable[str], awarded_at: datetime | None, at: datetime
    ) -> IssuerStanding:
        """Say what the list makes of an issuer for an award.

        The DID is compared letter by letter. `types` are the achievement types of the award
        and all of them have to be covered; an accreditation for certain types covers no
        award that names none. An award dated after `at` is not covered.
        """
        entries = self._entries.get(did)
        if entries is None:
            return _UNKNOWN
        for entry in entries:
            if entry.standing is Standing.SUSPENDED:
                return IssuerStanding(Standing.SUSPENDED, entry.name, None, Reason.SUSPENDED)
        # Whatever else is on the list of a body was recorded by somebody who looked into it.
        entries = tuple(one for one in entries if one.standing is not Standing.UNVETTED) or entries
        if entries[0].standing is Standing.UNVETTED:
            reason = Reason.NOT_YET_APPROVED
            return IssuerStanding(Standing.UNVETTED, entries[0].name, None, reason)
        wanted = frozenset(types)
        reasons = [_coverage(entry, wanted, awarded_at, at) for entry in entries]
        for entry, reason in zip(entries, reasons, strict=True):
            if reason is Reason.ACCREDITED:
                return IssuerStanding(Standing.ACCREDITED, entry.name, entry.accredited_by, reason)
        # An accreditation that misses this award says more than a plain record.
        telling = next(
            (reason for reason in reasons if reason is not Reason.WITHOUT_ACCREDITATION),
            Reason.WITHOUT_ACCREDITATION,
        )
        return IssuerStanding(Standing.KNOWN, entries[0].name, None, telling)


def _coverage(
    entry: TrustEntry, types: frozenset[str], awarded_at: datetime | None, at: datetime
) -> Reason:
    if entry.standing is not Standing.ACCREDITED:
        return Reason.WITHOUT_ACCREDITATION
    if entry.achievement_types and not (types and types <= entry.achievement_types):
        return Reason.TYPE_NOT_COVERED
    if awarded_at is None:
        return Reason.AWARD_DATE_MISSING
    too_early = entry.valid_from is not None and awarded_at < entry.valid_from
    too_late = entry.valid_until is not None and awarded_at > entry.valid_until
    if too_early or too_late or awarded_at > at + LEEWAY:
        return Reason.OUTSIDE_PERIOD
    return Reason.ACCREDITED
