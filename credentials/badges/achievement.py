"""Open Badges 3.0 achievement credentials, unsigned: what was achieved, by whom, when."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from credentials.badges.description import (
    Achievement,
    achievement_object,
)
from credentials.badges.evidence import Evidence, evidence_object
from credentials.badges.members import IssuerProfile, number, profile, said
from credentials.model import JSONObject
from credentials.parsing import CREDENTIALS_V2, local_date_time_stamp
from credentials.problems import ProblemCode, refuse

OPEN_BADGES_V3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

# Identity types of our own; the specification reserves the prefix for them (IdentifierTypeEnum).
NAME_IN_LATIN = "ext:nameLatin"
FAMILY_NAME = "ext:familyName"
GIVEN_NAME = "ext:givenName"
FORMER_NAME = "ext:formerName"
BIRTH_YEAR = "ext:birthYear"


class PersonName(Struct, frozen=True):
    """A name as its bearer writes it, and in Latin letters where those differ.

    `family` and `given` say which part of it is which, where that is known; `former` are
    names that the bearer had before and wants to be found under.
    """

    written: str
    latin: str | None = None
    family: str | None = None
    given: str | None = None
    former: tuple[str, ...] = ()


class Recipient(Struct, frozen=True):
    """Who achieved it. `id` is the identifier of the person's key, where there is one yet."""

    name: PersonName
    id: str | None = None
    birth_year: int | None = None


class Result(Struct, frozen=True):
    """What somebody reached in what `description_id`, the id of a ResultDescription, names.

    One of: a value, the id of a rubric's level, or a ResultStatusType (`Completed`, …).
    """

    description_id: str
    value: str | None = None
    achieved_level: str | None = None
    status: str | None = None


class Award(Struct, frozen=True):
    """One award: its day, how long it counts, and what stands on the certificate.

    The times have a zone, and are written with its offset: the day is the one that it was
    where the award was made. Without `valid_from` it counts from the day of the award.
    `source` is who taught or assessed on behalf of the issuer.
    """

    awarded_at: datetime
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    certificate_number: str | None = None
    term: str | None = None
    credits: float | None = None
    results: tuple[Result, ...] = ()
    source: IssuerProfile | None = None
    evidence: tuple[Evidence, ...] = ()


def achievement_credential(
    *,
    credential_id: str,
    issuer: IssuerProfile,
    achievement: Achievement,
    recipient: Recipient,
    award: Award,
    status_entries: Sequence[JSONObject] = (),
) -> JSONObject:
    """An unsigned AchievementCredential (Open Badges 3.0 §B.1) on the 2.0 data model.

    A badge takes at most one status entry, for revocation. An achievement that can be
    suspended takes two, for revocation and for suspension, and yields a plain verifiable
    credential with the same subject instead, because Open Badges 3.0 allows one. Raises
    CredentialsError with `bad-value` for other entries, a language that is none or stands
    twice, or a time without a zone; everything else is checked when it is issued.
    """
    types = ["VerifiableCredential"]
    if not achievement.is_suspendable:
        types.append("OpenBadgeCredential")
    valid_from = award.awarded_at if award.valid_from is None else award.valid_from
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": credential_id,
        "type": types,
        "name": achievement.name,
        "issuer": profile(issuer),
        "validFrom": local_date_time_stamp(valid_from, "/validFrom"),
        **(
            {"validUntil": local_date_time_stamp(award.valid_until, "/validUntil")}
            if award.valid_until
            else {}
        ),
        "awardedDate": local_date_time_stamp(award.awarded_at, "/awardedDate"),
        "credentialSubject": _subject(recipient, achievement, award, issuer),
        **said({"evidence": [evidence_object(item) for item in award.evidence]}),
        **_status(status_entries, is_suspendable=achievement.is_suspendable),
    }


def _status(entries: Sequence[JSONObject], *, is_suspendable: bool) -> JSONObject:
    purposes = [entry.get("statusPurpose") for entry in entries]
    expected = ["revocation", "suspension"] if is_suspendable else ["revocation"]
    if not entries and not is_suspendable:
        return {}
    if purposes != expected:
        raise refuse(
            ProblemCode.BAD_VALUE,
            f"the status entries are not exactly: {', '.join(expected)}",
            "/credentialStatus",
        )
    return {"credentialStatus": list(entries) if is_suspendable else entries[0]}


def _subject(
    recipient: Recipient, achievement: Achievement, award: Award, issuer: IssuerProfile
) -> JSONObject:
    return said(
        {
            "id": recipient.id,
            "type": ["AchievementSubject"],
            "identifier": _identity(recipient),
            "achievement": achievement_object(achievement, issuer),
            "licenseNumber": award.certificate_number,
            "term": award.term,
            "creditsEarned": number(award.credits),
            "result": [_result(result) for result in award.results],
            "source": _source(award.source, achievement, issuer),
        }
    )


def _source(
    source: IssuerProfile | None, achievement: Achievement, issuer: IssuerProfile
) -> JSONObject | None:
    """Who assessed, where it is not the issuer.

    One node described in two places could be split or merged without a trace, so the
    achievement's creator is only named again by its id.
    """
    if source is None or source.id == issuer.id:
        return None
    if achievement.creator is not None and achievement.creator.id == source.id:
        return {"id": source.id, "type": ["Profile"]}
    return profile(source)


def _result(result: Result) -> JSONObject:
    return said(
        {
            "type": ["Result"],
            "resultDescription": result.description_id,
            "value": result.value,
            "achievedLevel": result.achieved_level,
            "status": result.status,
        }
    )


def _identity(recipient: Recipient) -> list[JSONObject]:
    """The person in words to compare with a passport, never as a hash.

    A hashed number would be no secret: its salt travels with it, and numbers are few.
    """
    name = recipient.name
    identities = [("name", name.written)]
    if name.latin is not None and name.latin != name.written:
        identities.append((NAME_IN_LATIN, name.latin))
    parts = ((FAMILY_NAME, name.family), (GIVEN_NAME, name.given))
    identities.extend((kind, part) for kind, part in parts if part is not None)
    identities.extend((FORMER_NAME, former) for former in name.former)
    if recipient.birth_year is not None:
        identities.append((BIRTH_YEAR, str(recipient.birth_year)))
    return [
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": value,
            "identityType": kind,
        }
        for kind, value in identities
    ]
