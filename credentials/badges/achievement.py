"""Open Badges 3.0 achievement credentials, unsigned: what was achieved, by whom, when.

Every text is signed as a plain string in one language. A translation is an achievement of
its own under `related`, because a map of languages would not be signed at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from credentials.model import JSONObject
from credentials.parsing import CREDENTIALS_V2, date_time_stamp
from credentials.problems import ProblemCode, refuse

OPEN_BADGES_V3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

# Identity types of our own; the specification reserves the prefix for them (IdentifierTypeEnum).
NAME_IN_LATIN = "ext:nameLatin"
BIRTH_YEAR = "ext:birthYear"

_AT = "/credentialSubject/achievement"
# LanguageCode as the badge schema has it: language, then script and region where needed.
_LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    """Who issues: a DID, and the name and address it gives itself."""

    id: str
    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as its bearer writes it, and in Latin letters where those differ."""

    written: str
    latin: str | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who achieved it. `id` is the identifier of the person's key, where there is one yet."""

    name: PersonName
    id: str | None = None
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the achievement stands in somebody else's framework."""

    name: str
    url: str
    framework: str | None = None
    code: str | None = None
    description: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Translation:
    """The issuer's own translation of an achievement's texts; `language` is a BCP 47 tag."""

    language: str
    name: str
    description: str
    criteria: str


@dataclass(frozen=True, slots=True)
class Achievement:
    """What can be achieved, in the one language that its texts are written in.

    `id` is an absolute URL without a fragment, `language` a BCP 47 tag, `image` the address
    of a picture. `type` is one of the specification's AchievementType values or begins with
    `ext:`. `creator` is left out where it is the issuer. `is_suspendable` asks for a
    credential that can be suspended, which a badge cannot.
    """

    id: str
    name: str
    description: str
    criteria: str
    language: str
    type: str | None = None
    code: str | None = None
    credits: float | None = None
    image: str | None = None
    creator: IssuerProfile | None = None
    alignments: tuple[Alignment, ...] = ()
    translations: tuple[Translation, ...] = ()
    is_suspendable: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One result: its own id, what was measured, the kind of measure, and its value.

    `type` is one of the specification's ResultType values or begins with `ext:`, for
    example `ext:hours`.
    """

    id: str
    name: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Award:
    """One award: its day, how long it counts, and what stands on the certificate.

    The times have a zone. Without `valid_from` it counts from the day of the award.
    """

    awarded_at: datetime
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    certificate_number: str | None = None
    term: str | None = None
    credits: float | None = None
    results: tuple[Result, ...] = ()


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
        "issuer": _profile(issuer),
        "validFrom": date_time_stamp(valid_from, "/validFrom"),
        **(
            {"validUntil": date_time_stamp(award.valid_until, "/validUntil")}
            if award.valid_until
            else {}
        ),
        "awardedDate": date_time_stamp(award.awarded_at, "/awardedDate"),
        "credentialSubject": _subject(recipient, achievement, award, issuer),
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
    results = [
        {"type": ["Result"], "resultDescription": result.id, "value": result.value}
        for result in award.results
    ]
    return _present(
        {
            "id": recipient.id,
            "type": ["AchievementSubject"],
            "identifier": _identity(recipient),
            "achievement": _achievement(achievement, award.results, issuer),
            "licenseNumber": award.certificate_number,
            "term": award.term,
            "creditsEarned": award.credits,
            "result": results,
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


def _achievement(
    achievement: Achievement, results: Sequence[Result], issuer: IssuerProfile
) -> JSONObject:
    if "#" in achievement.id:
        # The ids of its translations are made by adding one.
        raise refuse(ProblemCode.BAD_VALUE, "an achievement's id has no fragment", f"{_AT}/id")
    creator, image = achievement.creator, achievement.image
    return _present(
        {
            "id": achievement.id,
            "type": ["Achievement"],
            "achievementType": achievement.type,
            "name": achievement.name,
            "description": achievement.description,
            "criteria": {"narrative": achievement.criteria},
            "inLanguage": achievement.language,
            "humanCode": achievement.code,
            "creditsAvailable": achievement.credits,
            "image": {"id": image, "type": "Image"} if image else None,
            # One node described in two places could be split or merged without a trace.
            "creator": _profile(creator) if creator and creator.id != issuer.id else None,
            "alignment": [_alignment(alignment) for alignment in achievement.alignments],
            "resultDescription": [
                {
                    "id": result.id,
                    "type": ["ResultDescription"],
                    "name": result.name,
                    "resultType": result.type,
                }
                for result in results
            ],
            "related": _related(achievement),
        }
    )


def _related(achievement: Achievement) -> list[JSONObject]:
    """Each translation as an achievement that is the same but for its language.

    Open Badges 3.0 §B.1.13 (Related) is meant for editions in other languages; being an
    Achievement as well gives it texts of its own, which are signed like any other.
    """
    languages = [achievement.language, *(item.language for item in achievement.translations)]
    if not all(_LANGUAGE.fullmatch(language) for language in languages):
        raise refuse(ProblemCode.BAD_VALUE, "not a tag of a language", f"{_AT}/inLanguage")
    if len(set(languages)) != len(languages):
        raise refuse(ProblemCode.BAD_VALUE, "a language stands twice", f"{_AT}/related")
    return [
        {
            "id": f"{achievement.id}#{translation.language}",
            "type": ["Related", "Achievement"],
            "inLanguage": translation.language,
            "name": translation.name,
            "description": translation.description,
            "criteria": {"narrative": translation.criteria},
        }
        for translation in achievement.translations
    ]


def _alignment(alignment: Alignment) -> JSONObject:
    return _present(
        {
            "type": ["Alignment"],
            "targetName": alignment.name,
            "targetUrl": alignment.url,
            "targetFramework": alignment.framework,
            "targetCode": alignment.code,
            "targetDescription": alignment.description,
            "targetType": alignment.type,
        }
    )


def _profile(profile: IssuerProfile) -> JSONObject:
    return _present(
        {"id": profile.id, "type": ["Profile"], "name": profile.name, "url": profile.url}
    )


def _present(members: JSONObject) -> JSONObject:
    """The members that say something: no nulls and no empty lists (Open Badges 3.0 §8)."""
    return {name: value for name, value in members.items() if value is not None and value != []}
