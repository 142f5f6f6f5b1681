"""The form that describes an achievement: what was typed becomes a description, and back.

Repeated parts are rows with numbered fields (`level_2_code`); a row with nothing in it does
not count. Which row became which part of the description is kept, so that what is wrong
with a part is said beside its field.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.base import wording as base_wording
from app.base.mistakes import Mistakes, problems_of
from app.issuer.achievements.checking import number_of
from app.issuer.achievements.description import (
    ASSESSMENTS,
    FIELD,
    LEVEL,
    OCCUPATION,
    SKILL,
    Alignment,
    Description,
    Measure,
    RubricLevel,
    Translation,
)
from app.issuer.schemas import AchievementBody
from app.pages.console.achievements import wording
from app.pages.forms import Filled
from credentials import CredentialsError, ProblemCode, refuse

# The rows that can be added, with their fields; those in small letters say nothing alone.
ROWS: Mapping[str, tuple[str, ...]] = {
    "level": ("framework", "code", "name", "url"),
    "field": ("code", "name"),
    "occupation": ("code", "name", "url"),
    "skill": ("name", "url", "framework"),
    "result": ("name", "type", "minimum", "maximum", "required", "allowed", "levels"),
    "translation": ("language", "name", "description", "criteria", "outcomes", "refresher"),
}
_SAYS_NOTHING_ALONE = {"type", "language"}
_MOST_ROWS = 50
_OWN_TYPE = re.compile(r"[A-Za-z0-9._|-]{1,50}")
_PLAIN = ("code", "name", "description", "criteria", "language", "refresher")
_OPTIONAL = ("criteria_url", "credit_scheme", "credit_scheme_url")


@dataclass(slots=True)
class Typed:
    """A description, and the field that each of its parts was typed in, by pointer."""

    description: Description
    fields: dict[str, str] = field(default_factory=dict)


def errors_of(error: CredentialsError, fields: Mapping[str, str]) -> dict[str, str]:
    """What to say beside which field; what belongs to none stands under the empty name."""
    errors: dict[str, str] = {}
    for problem in problems_of(error):
        name = _field(problem.pointer, fields)
        said = wording.sentence(name)
        if said is None:
            errors.setdefault("", base_wording.problem_sentence(problem.code, problem))
        else:
            errors.setdefault(name, said)
    return errors


def typed(form: Filled, *, image: bytes | None, found: Mistakes) -> Typed:
    """What was typed, as a description; `found` is told of what is no number or kind."""
    fields: dict[str, str] = {}
    alignments: list[Alignment] = []
    for kind in (LEVEL, FIELD, OCCUPATION, SKILL):
        for row, values in _rows(form, kind):
            fields[f"/alignments/{len(alignments)}"] = row
            alignments.append(Alignment(kind=kind, **values))
    translations: list[Translation] = []
    for row, values in _rows(form, "translation"):
        fields[f"/translations/{len(translations)}"] = row
        outcomes = _lines(values.pop("outcomes"))
        translations.append(Translation(**values, outcomes=outcomes))
    measures: list[Measure] = []
    for row, values in _rows(form, "result"):
        fields[f"/results/{len(measures)}"] = row
        measures.append(_measure(values))
    words: dict[str, Any] = {name: form.text(name) for name in _PLAIN}
    words |= {name: form.text(name) or None for name in _OPTIONAL}
    description = Description(
        **words,
        achievement_type=found.of(_type, form) or wording.OWN_TYPE,
        outcomes=_lines(form.text("outcomes")),
        hours=found.of(_amount, form, "hours"),
        credits=found.of(_amount, form, "credits"),
        assessed_by=tuple(way for way in ASSESSMENTS if form.has(f"assessed_{way}")),
        alignments=tuple(alignments),
        translations=tuple(translations),
        results=tuple(measures),
        suspendable=form.has("suspendable"),
        validity_months=found.of(form.number, "validity_months"),
        refresher_months=found.of(form.number, "refresher_months"),
        image=image,
    )
    return Typed(description, fields)


def filled_in(body: AchievementBody) -> dict[str, str]:
    """A described achievement as the form's fields."""
    values = {name: getattr(body, name) or "" for name in (*_PLAIN, *_OPTIONAL)}
    for name in ("hours", "credits", "validity_months", "refresher_months"):
        value = getattr(body, name)
        values[name] = "" if value is None else f"{value:g}"
    values["achievement_type"] = body.achievement_type
    if body.achievement_type not in wording.TYPES:
        values["achievement_type"] = wording.OWN_TYPE
        values["own_type"] = body.achievement_type.removeprefix("ext:")
    values["outcomes"] = "\n".join(body.outcomes)
    values |= {f"assessed_{way}": "yes" for way in body.assessed_by}
    if body.suspendable:
        values["suspendable"] = "yes"
    rows: list[tuple[str, Mapping[str, Any]]] = [
        *((item.kind, item.model_dump()) for item in body.alignments),
        *(("translation", _translation_fields(item.model_dump())) for item in body.translations),
        *(("result", _measure_fields(item.model_dump())) for item in body.results),
    ]
    numbers: dict[str, int] = {}
    for kind, item in rows:
        numbers[kind] = number = numbers.get(kind, 0) + 1
        values |= {f"{kind}_{number}_{name}": item[name] for name in ROWS[kind]}
    return values


def numbers_of_rows(values: Mapping[str, str], *, added: str = "") -> dict[str, int]:
    """How many rows of each kind the form shows: those that are there, and one more if asked."""
    shown = {}
    for kind in ROWS:
        used = [number for number in range(1, _MOST_ROWS + 1) if _row(values, kind, number)]
        sent = [number for number in range(1, _MOST_ROWS + 1) if f"{kind}_{number}_name" in values]
        there = max([*used, *sent], default=1)
        shown[kind] = min(there + (added == kind), _MOST_ROWS)
    return shown


def _field(pointer: str, fields: Mapping[str, str]) -> str:
    """The field that a pointer into the description, or into its badge, is about."""
    if pointer.endswith("/achievementType"):
        return "achievement_type"
    whole = pointer.removeprefix("/")
    head, _, rest = whole.partition("/")
    number, _, member = rest.partition("/")
    row = fields.get(f"/{head}/{number}")
    if row is None:
        return head
    name = member.partition("/")[0] or "name"
    return f"{row}_{'allowed' if name == 'allowed_values' else name}"


def _rows(form: Filled, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for number in range(1, _MOST_ROWS + 1):
        values = _row(form.values, kind, number)
        if values:
            yield f"{kind}_{number}", values


def _row(values: Mapping[str, str], kind: str, number: int) -> dict[str, str]:
    """The fields of a row; empty when nothing was typed into it."""
    row = {name: values.get(f"{kind}_{number}_{name}", "").strip() for name in ROWS[kind]}
    typed_in = any(text for name, text in row.items() if name not in _SAYS_NOTHING_ALONE)
    return row if typed_in else {}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _amount(form: Filled, name: str) -> float | None:
    written = form.text(name)
    value = number_of(written)
    if written and value is None:
        raise refuse(ProblemCode.BAD_VALUE, "not a number", f"/{name}")
    return value


def _type(form: Filled) -> str:
    chosen = form.text("achievement_type")
    if chosen != wording.OWN_TYPE:
        return chosen
    own = re.sub(r"\s+", "-", form.text("own_type"))
    if not _OWN_TYPE.fullmatch(own):
        raise refuse(ProblemCode.BAD_VALUE, "letters and digits", "/achievement_type")
    return f"ext:{own}"


def _measure(values: dict[str, str]) -> Measure:
    levels = []
    for line in _lines(values.pop("levels")):
        name, description, points = (*map(str.strip, line.split("|")), "", "")[:3]
        levels.append(RubricLevel(name=name, description=description, points=points))
    return Measure(
        **{name: text for name, text in values.items() if name not in {"allowed", "type"}},
        type=values["type"] or "Result",
        allowed_values=_lines(values["allowed"]),
        levels=tuple(levels),
    )


def _measure_fields(measure: dict[str, Any]) -> dict[str, str]:
    lines = []
    for level in measure["levels"]:
        parts = [level["name"], level["description"], level["points"]]
        while not parts[-1]:
            parts.pop()
        lines.append(" | ".join(parts))
    return {
        **measure,
        "allowed": "\n".join(measure["allowed_values"]),
        "levels": "\n".join(lines),
    }


def _translation_fields(translation: dict[str, Any]) -> dict[str, str]:
    return {**translation, "outcomes": "\n".join(translation["outcomes"])}
