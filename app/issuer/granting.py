"""A grant: who is to be awarded, when and with what, and what is checked of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.base import codes, days
from app.base.custody import Custody
from app.issuer import certificate, numbers, people
from app.issuer.achievements.results import Reached
from app.issuer.attribution import Attribution
from app.issuer.holders import NO_PASSPORTS, Holders
from app.issuer.people import Person
from app.issuer.tables import ACTIVE, Achievement, Organisation
from credentials import Achievement as DescribedAchievement
from credentials import CredentialsError, JSONObject, ProblemCode, refuse

# Before that, no certificate of somebody who lives.
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Desk:
    """What issuing needs of the service: its keys, its public address, and the passports.

    It `verifies_all` where every certificate of a list is looked at again before it is stored.
    """

    custody: Custody
    public_url: str
    holders: Holders = NO_PASSPORTS
    verifies_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Who is awarded, when, and under which number; `batch_id` if it belongs to a class list.

    With `has_passport` nobody is mailed a claim link: it goes where an earlier one is.
    Provider, centre and assessors are entries of the body's registers, by id or code.
    `register_reference` is where the award stands in a register of earlier days.
    `attribution` takes the place of all of these where it is known already. `holder` is the
    identifier of the person's key, where the certificate is to name it.
    """

    person: Person
    awarded_on: date
    certificate_number: str | None = None
    batch_id: str | None = None
    results: Sequence[Reached] = ()
    has_passport: bool = False
    provider_id: str | None = None
    centre_id: str | None = None
    assessor_ids: tuple[str, ...] = ()
    register_reference: str | None = None
    shows_former_names: bool = False
    attribution: Attribution | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """A grant of which everything was checked, ready to be put into words and signed."""

    award_id: str
    grant: Grant
    person: Person
    number: str
    attribution: Attribution
    results: list[dict[str, str]]

    def document(
        self,
        organisation: Organisation,
        achievement: Achievement,
        entries: Sequence[JSONObject],
        *,
        described: DescribedAchievement | None = None,
        at: datetime,
    ) -> JSONObject:
        """The certificate before it is signed, with these status entries; see `certificate`."""
        return certificate.document(
            organisation,
            achievement,
            self.person,
            certificate.Facts(
                credential_id=self.award_id,
                certificate_number=self.number,
                awarded_on=self.grant.awarded_on,
                status_entries=entries,
                time_zone=organisation.time_zone,
                results=self.results,
                attribution=self.attribution,
                holder=self.grant.holder,
            ),
            described=described,
            at=at,
        )

    def columns(
        self, organisation: Organisation, achievement: Achievement, *, at: datetime
    ) -> dict[str, Any]:
        """What is stored of it beside the signed bytes."""
        return {
            "id": self.award_id,
            "credential_id": self.award_id,
            "organisation_id": organisation.id,
            "achievement_id": achievement.id,
            "person": self.person.as_json(),
            "person_key": self.person.key,
            "certificate_number": self.number,
            "number_key": numbers.key(organisation, self.number),
            "attribution": self.attribution.as_json(),
            "awarded_on": self.grant.awarded_on,
            "results": self.results,
            "verification_code": codes.new_canonical_code(),
            "batch_id": self.grant.batch_id,
            "state": ACTIVE,
            "issued_at": at,
        }


def check_may_award(organisation: Organisation, achievement: Achievement) -> None:
    """Raise `conflict` for a body that may not award yet, `not-found` for another's achievement."""
    if not organisation.approved:
        raise not_approved()
    if achievement.organisation_id != organisation.id:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such achievement")


def person_of(grant: Grant, organisation: Organisation, *, at: datetime) -> Person:
    """The person in normal form; raises `bad-value` for what is wrong with them or the day."""
    person = people.checked(grant.person, at=at.date())
    day = grant.awarded_on
    if day > days.latest(organisation.time_zone, at=at):
        raise refuse(ProblemCode.BAD_VALUE, "the day lies in the future", "/awarded_on")
    if day < _EARLIEST or (person.birth_date is not None and day <= person.birth_date):
        raise refuse(ProblemCode.BAD_VALUE, "the person was not born then", "/awarded_on")
    return person


def not_approved() -> CredentialsError:
    """The refusal of a body that may not award yet."""
    return refuse(ProblemCode.CONFLICT, "the file on the organisation's own domain was not seen")


def held_already() -> CredentialsError:
    """The refusal of what somebody holds already."""
    return refuse(ProblemCode.CONFLICT, "the person holds this award already")
