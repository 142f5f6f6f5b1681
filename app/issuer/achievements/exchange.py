"""Achievements as JSON, to be carried from one body to another and back without loss."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.base.workers import Workers
from app.issuer import store
from app.issuer.achievements import pictures, service
from app.issuer.achievements.checking import checked
from app.issuer.schemas import ExchangedAchievement
from app.issuer.tables import Achievement, Organisation
from credentials import CredentialsError, ProblemCode, at_pointer, read_json, refuse

FORMAT = "skills-passport/achievements"
FORMAT_VERSION = 1
LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import led to: what is new, and how many were there already."""

    made: tuple[Achievement, ...]
    unchanged: int


def exported(achievements: list[Achievement]) -> dict[str, Any]:
    """The document of these achievements; each version is one of its own."""
    items = [ExchangedAchievement.of(item) for item in achievements]
    items.sort(key=lambda item: (item.code, item.version))
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "achievements": [item.model_dump() for item in items],
    }


def take_in(
    session: Session,
    organisation: Organisation,
    content: bytes,
    *,
    workers: Workers,
    actor: str,
    at: datetime,
) -> Imported:
    """Add what an export holds: all of it, or nothing. What is there already stays as it is.

    Raises `malformed` for what is no such document, `bad-value` for what an achievement
    cannot say and `conflict` for a code that stands for something else here, each with a
    pointer to the member.
    """
    made, unchanged = [], 0
    for pointer, item in _items(content):
        try:
            added = _take_in(session, organisation, item, workers=workers, actor=actor, at=at)
        except CredentialsError as error:
            problem = error.problem
            raise refuse(problem.code, problem.detail, pointer + problem.pointer) from error
        if added is None:
            unchanged += 1
        else:
            made.append(added)
    return Imported(tuple(made), unchanged)


def _take_in(
    session: Session,
    organisation: Organisation,
    item: ExchangedAchievement,
    *,
    workers: Workers,
    actor: str,
    at: datetime,
) -> Achievement | None:
    description = item.description_of(image=pictures.drawn(item.image, workers=workers))
    values = checked(description)
    known = store.achievement_version(
        session, organisation_id=organisation.id, code=str(values["code"]), version=item.version
    )
    if known is not None:
        if not service.is_same(known, values):
            raise refuse(ProblemCode.CONFLICT, "the code stands for something else here", "/code")
        return None
    newest = store.achievement_by_code(
        session, organisation_id=organisation.id, code=str(values["code"])
    )
    if newest is not None and newest.version > item.version:
        raise refuse(ProblemCode.CONFLICT, "there is a newer version here", "/version")
    service.rehearse(organisation, values, at=at)
    made = service.add(
        session,
        organisation,
        values,
        version=item.version,
        replaces=newest.id if newest else None,
        actor=actor,
        at=at,
    )
    if item.retired:
        service.retire(session, organisation, made.id, actor=actor, at=at)
    return made


def _items(content: bytes) -> list[tuple[str, ExchangedAchievement]]:
    """The achievements of a document, older versions first, each with its place in it."""
    document = read_json(content, limit=LARGEST)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise refuse(ProblemCode.MALFORMED, f"not a document of the format {FORMAT}", "/format")
    if document.get("format_version") != FORMAT_VERSION:
        raise refuse(ProblemCode.MALFORMED, "a version that is not read", "/format_version")
    listed = document.get("achievements")
    if not isinstance(listed, list) or document.keys() - {
        "format", "format_version", "achievements"
    }:  # fmt: skip
        raise refuse(ProblemCode.MALFORMED, "achievements, and nothing else", "/achievements")
    items = [
        (at_pointer("/achievements", number), _item(item, number))
        for number, item in enumerate(listed)
    ]
    return sorted(items, key=lambda pair: (pair[1].code, pair[1].version))


def _item(item: Any, number: int) -> ExchangedAchievement:
    try:
        return ExchangedAchievement.model_validate(item, strict=False)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise refuse(
            ProblemCode.BAD_VALUE,
            first["msg"],
            at_pointer("/achievements", number, *first["loc"]),
        ) from None
