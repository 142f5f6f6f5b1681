"""A stored achievement as the library describes one. Pure: no database, no key, no network.

How each fact is said in an Open Badge is decided in docs/adr/0005.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import credentials
from app.base import locales
from app.base.locales import N_, gettext
from app.issuer.achievements.description import (
    ATTESTATION,
    COURSE,
    FIELD,
    LEVEL,
    OCCUPATION,
    RECOGNITION,
    SKILL,
    TRADE_TEST,
)
from app.issuer.achievements.frameworks import LADDERS
from app.issuer.achievements.pictures import data_url
from app.issuer.tables import Achievement
from credentials import Alignment, AlignmentType, ResultDescription, RubricLevel

# How somebody came to it, of equal rank, in the words of the catalogues.
ASSESSMENT_WORDS: Mapping[str, str] = {
    COURSE: N_("Course"),
    RECOGNITION: N_("Recognition of prior learning"),
    TRADE_TEST: N_("Trade test"),
    ATTESTATION: N_("Attestation by an employer"),
}
_HOURS = N_("Learning hours")
_TYPES = {
    LEVEL: AlignmentType.LEVEL,
    FIELD: AlignmentType.FIELD,
    OCCUPATION: AlignmentType.OCCUPATION,
    SKILL: AlignmentType.SKILL,
}


def described(achievement: Achievement) -> credentials.Achievement:
    """The achievement with all of its facts; the fixed words are in the achievement's language."""
    with locales.speaking(achievement.language.partition("-")[0]):
        return credentials.Achievement(
            id=achievement.id,
            name=achievement.name,
            description=achievement.description,
            criteria=achievement.criteria,
            criteria_url=achievement.criteria_url,
            language=achievement.language,
            type=achievement.achievement_type,
            code=achievement.code,
            version=str(achievement.version or 1),
            credits=achievement.credits,
            image=data_url(achievement.image) if achievement.image else None,
            alignments=tuple(_alignments(achievement)),
            results=tuple(_results(achievement)),
            translations=tuple(_translations(achievement)),
            is_suspendable=achievement.suspendable,
        )


def reached(
    achievement: Achievement, results: Sequence[Mapping[str, str]]
) -> tuple[credentials.Result, ...]:
    """What somebody reached, pointing to what the achievement measures."""
    measures = {item["name"]: number for number, item in enumerate(achievement.results or ())}
    return tuple(
        credentials.Result(
            measure_id(achievement, measures[item["name"]]),
            value=item["value"] or None,
            achieved_level=_achieved(achievement, measures[item["name"]], item["level"]),
            status=item["status"] or None,
        )
        for item in results
    )


def _achieved(achievement: Achievement, number: int, level: str) -> str | None:
    names = [item["name"] for item in achievement.results[number]["levels"]]
    return level_id(achievement, number, names.index(level)) if level else None


def measure_id(achievement: Achievement, number: int) -> str:
    """The identifier of what is measured, counted from nought."""
    return f"{achievement.id}#result-{number + 1}"


def level_id(achievement: Achievement, number: int, level: int) -> str:
    """The identifier of a level of what is measured, both counted from nought."""
    return f"{measure_id(achievement, number)}-level-{level + 1}"


def _alignments(achievement: Achievement) -> Iterator[Alignment]:
    for item in achievement.alignments or ():
        ladder = LADDERS.get(item["framework"]) if item["kind"] == LEVEL else None
        yield Alignment(
            name=item["name"],
            url=item["url"],
            framework=ladder.name if ladder else item["framework"],
            code=item["code"] or None,
            type=_TYPES[item["kind"]],
        )
    if achievement.credits is not None and achievement.credit_scheme:
        credits_ = f"{achievement.credits:g}"
        yield Alignment(
            name=f"{credits_} {achievement.credit_scheme}",
            url=achievement.credit_scheme_url or f"{achievement.id}#credits",
            framework=achievement.credit_scheme,
            code=credits_,
            type=AlignmentType.CREDIT_SCHEME,
        )
    for way in achievement.assessed_by or ():
        yield Alignment(
            name=gettext(ASSESSMENT_WORDS[way]),
            url=f"{achievement.id}#assessment-{way}",
            code=way,
            type=AlignmentType.ASSESSMENT,
        )
    yield from _outcomes(achievement, achievement.outcomes or ())
    if achievement.refresher:
        yield _refresher(achievement, achievement.refresher)


def _outcomes(achievement: Achievement, outcomes: list[str] | tuple[()]) -> Iterator[Alignment]:
    for number, outcome in enumerate(outcomes, start=1):
        # A set has no order that is signed, so each outcome says its place.
        yield Alignment(
            name=outcome,
            url=f"{achievement.id}#outcome-{number}",
            code=str(number),
            type=AlignmentType.OUTCOME,
        )


def _refresher(achievement: Achievement, rule: str) -> Alignment:
    months = achievement.refresher_months
    return Alignment(
        name=rule,
        url=f"{achievement.id}#refresher",
        code=str(months) if months else None,
        type=AlignmentType.REFRESHER,
    )


def _results(achievement: Achievement) -> Iterator[ResultDescription]:
    if achievement.hours is not None:
        yield ResultDescription(
            id=f"{achievement.id}#hours",
            name=gettext(_HOURS),
            type=credentials.LEARNING_HOURS,
            required_value=f"{achievement.hours:g}",
        )
    for number, item in enumerate(achievement.results or ()):
        names = [level["name"] for level in item["levels"]]
        required = item["required"]
        is_level = required in names
        yield ResultDescription(
            id=measure_id(achievement, number),
            name=item["name"],
            type=item["type"],
            allowed_values=tuple(item["allowed_values"]),
            minimum=item["minimum"] or None,
            maximum=item["maximum"] or None,
            required_value=None if is_level else required or None,
            required_level=(
                level_id(achievement, number, names.index(required)) if is_level else None
            ),
            levels=tuple(
                RubricLevel(
                    id=level_id(achievement, number, place),
                    name=level["name"],
                    description=level["description"] or None,
                    level=str(place + 1),
                    points=level["points"] or None,
                )
                for place, level in enumerate(item["levels"])
            ),
        )


def _translations(achievement: Achievement) -> Iterator[credentials.Translation]:
    for item in achievement.translations:
        yield _translation(achievement, item)


def _translation(achievement: Achievement, item: Mapping[str, Any]) -> credentials.Translation:
    alignments = list(_outcomes(achievement, item.get("outcomes", [])))
    if item.get("refresher"):
        alignments.append(_refresher(achievement, item["refresher"]))
    return credentials.Translation(
        language=item["language"],
        name=item["name"],
        description=item["description"],
        criteria=item["criteria"],
        alignments=tuple(alignments),
    )
