"""The achievement of a badge: its texts, where it stands in frameworks, what can be measured.

Every text is signed as a plain string in one language. A translation is an achievement of
its own under `related`, because a map of languages would not be signed at all.

Open Badges 3.0 has no members for a level, an occupation, hours, the scheme of credits or a
way of assessment. They are Alignments, told apart by `targetType` (AlignmentType), and the
hours are what a ResultDescription requires (docs/adr/0005).
"""

import re
from enum import StrEnum

from msgspec import Struct

from credentials.badges.members import IssuerProfile, number, profile, said
from credentials.model import JSONObject
from credentials.problems import ProblemCode, refuse

AT = "/credentialSubject/achievement"
# The kind of a result whose required value is the hours of learning (ResultType, §B.2).
LEARNING_HOURS = "ext:LearningHours"
# LanguageCode as the badge schema has it: language, then script and region where needed.
_LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


class AlignmentType(StrEnum):
    """What an alignment is about; the prefix `ext:` is reserved for values like these."""

    LEVEL = "ext:QualificationLevel"
    FIELD = "ext:FieldOfEducation"
    OCCUPATION = "ext:Occupation"
    SKILL = "ceasn:Competency"
    OUTCOME = "ext:LearningOutcome"
    CREDIT_SCHEME = "ext:CreditScheme"
    ASSESSMENT = "ext:AssessmentMethod"
    REFRESHER = "ext:RefresherRule"


class Alignment(Struct, frozen=True):
    """Where the achievement stands in somebody else's framework."""

    name: str
    url: str
    framework: str | None = None
    code: str | None = None
    description: str | None = None
    type: str | None = None


class RubricLevel(Struct, frozen=True):
    """One level that can be reached in a result; `id` is an absolute URL of its own."""

    id: str
    name: str
    description: str | None = None
    level: str | None = None
    points: str | None = None


class ResultDescription(Struct, frozen=True):
    """What is measured, and what counts as passed.

    `id` is an absolute URL of its own, `type` one of the specification's ResultType values
    or begins with `ext:`. `required_level` is the id of one of `levels`. The order of
    `allowed_values` is signed, from the lowest to the highest.
    """

    id: str
    name: str
    type: str
    allowed_values: tuple[str, ...] = ()
    minimum: str | None = None
    maximum: str | None = None
    required_value: str | None = None
    required_level: str | None = None
    levels: tuple[RubricLevel, ...] = ()


class Translation(Struct, frozen=True):
    """The issuer's own translation of an achievement's texts; `language` is a BCP 47 tag."""

    language: str
    name: str
    description: str
    criteria: str
    alignments: tuple[Alignment, ...] = ()


class Achievement(Struct, frozen=True):
    """What can be achieved, in the one language that its texts are written in.

    `id` is an absolute URL without a fragment, `language` a BCP 47 tag, `image` the address
    of a picture. `type` is one of the specification's AchievementType values or begins with
    `ext:`. Of `criteria` and `criteria_url` one at least says what had to be shown. `creator`
    is left out where it is the issuer. `is_suspendable` asks for a credential that can be
    suspended, which a badge cannot.
    """

    id: str
    name: str
    description: str
    criteria: str
    language: str
    type: str | None = None
    code: str | None = None
    version: str | None = None
    criteria_url: str | None = None
    credits: float | None = None
    image: str | None = None
    creator: IssuerProfile | None = None
    alignments: tuple[Alignment, ...] = ()
    results: tuple[ResultDescription, ...] = ()
    translations: tuple[Translation, ...] = ()
    is_suspendable: bool = False


def achievement_object(achievement: Achievement, issuer: IssuerProfile) -> JSONObject:
    """The member `achievement` of a badge's subject (Open Badges 3.0 §B.1.2).

    Raises `bad-value` for an id with a fragment, and for a language that is none or twice.
    """
    if "#" in achievement.id:
        # The ids of its translations are made by adding one.
        raise refuse(ProblemCode.BAD_VALUE, "an achievement's id has no fragment", f"{AT}/id")
    creator, image = achievement.creator, achievement.image
    return said(
        {
            "id": achievement.id,
            "type": ["Achievement"],
            "achievementType": achievement.type,
            "name": achievement.name,
            "description": achievement.description,
            "criteria": _criteria(achievement.criteria, achievement.criteria_url),
            "inLanguage": achievement.language,
            "humanCode": achievement.code,
            "version": achievement.version,
            "creditsAvailable": number(achievement.credits),
            "image": {"id": image, "type": "Image"} if image else None,
            # One node described in two places could be split or merged without a trace.
            "creator": profile(creator) if creator and creator.id != issuer.id else None,
            "alignment": [_alignment(alignment) for alignment in achievement.alignments],
            "resultDescription": [_result(result) for result in achievement.results],
            "related": _related(achievement),
        }
    )


def _criteria(narrative: str, url: str | None = None) -> JSONObject:
    return said({"id": url, "narrative": narrative or None})


def _result(result: ResultDescription) -> JSONObject:
    return said(
        {
            "id": result.id,
            "type": ["ResultDescription"],
            "name": result.name,
            "resultType": result.type,
            "allowedValue": list(result.allowed_values),
            "valueMin": result.minimum,
            "valueMax": result.maximum,
            "requiredValue": result.required_value,
            "requiredLevel": result.required_level,
            "rubricCriterionLevel": [_level(level) for level in result.levels],
        }
    )


def _level(level: RubricLevel) -> JSONObject:
    return said(
        {
            "id": level.id,
            "type": ["RubricCriterionLevel"],
            "name": level.name,
            "description": level.description,
            "level": level.level,
            "points": level.points,
        }
    )


def _related(achievement: Achievement) -> list[JSONObject]:
    """Each translation as an achievement that is the same but for its language.

    Open Badges 3.0 §B.1.13 (Related) is meant for editions in other languages; being an
    Achievement as well gives it texts of its own, which are signed like any other.
    """
    languages = [achievement.language, *(item.language for item in achievement.translations)]
    if not all(_LANGUAGE.fullmatch(language) for language in languages):
        raise refuse(ProblemCode.BAD_VALUE, "not a tag of a language", f"{AT}/inLanguage")
    if len(set(languages)) != len(languages):
        raise refuse(ProblemCode.BAD_VALUE, "a language stands twice", f"{AT}/related")
    return [
        said(
            {
                "id": f"{achievement.id}#{translation.language}",
                "type": ["Related", "Achievement"],
                "inLanguage": translation.language,
                "name": translation.name,
                "description": translation.description,
                "criteria": _criteria(translation.criteria) or None,
                "alignment": [_alignment(alignment) for alignment in translation.alignments],
            }
        )
        for translation in achievement.translations
    ]


def _alignment(alignment: Alignment) -> JSONObject:
    return said(
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
