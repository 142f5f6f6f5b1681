"""What one person reached in what an achievement measures: a grade, points, a level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.issuer import people
from app.issuer.achievements.checking import number_of
from app.issuer.tables import Achievement
from credentials import CredentialsError, ProblemCode, refuse

# ResultStatusType of Open Badges 3.0, §B.2; an award is made of nothing that is under way.
STATUSES = ("Completed", "Provisional")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One result: the name of what was measured, and a value, the name of a level or a status."""

    name: str
    value: str = ""
    level: str = ""
    status: str = ""


def read(achievement: Achievement, typed: Mapping[str, str]) -> tuple[Reached, ...]:
    """Results as somebody typed them, by the name of what was measured; empty ones are left out.

    What is the name of a level, in whatever case, is meant as that.
    """
    found = []
    for measure in achievement.results:
        text = people.normal_form(typed.get(measure["name"], ""))
        if text:
            found.append(_understood(measure, Reached(name=measure["name"], value=text)))
    return tuple(found)


def written(text: str) -> tuple[Reached, ...]:
    """Results as they stand in one cell: `88`, or `Written test: 88; Practice: Good`.

    Without a name it is a result of the only thing that is measured. Whether a text is the
    name of a level is seen when it is checked.
    """
    parts = [people.normal_form(part) for part in text.split(";")]
    found = []
    for part in parts:
        name, colon, value = part.rpartition(":")
        if part:
            found.append(Reached(name=name.strip() if colon else "", value=value.strip()))
    return tuple(found)


def stored(results: Sequence[Mapping[str, str]] | None) -> tuple[Reached, ...]:
    """The results of a stored award, to be awarded once more in its place."""
    return tuple(Reached(**item) for item in results or ())


def checked(achievement: Achievement, results: Sequence[Reached]) -> list[dict[str, str]]:
    """The results as they are stored.

    Raises `bad-value` for one that the achievement does not measure, that is not possible,
    or that does not count as passed: nobody is awarded what they failed.
    """
    measures = {measure["name"]: measure for measure in achievement.results or ()}
    kept: dict[str, dict[str, str]] = {}
    for number, reached in enumerate(results):
        pointer = f"/results/{number}"
        name = reached.name or (next(iter(measures)) if len(measures) == 1 else "")
        measure = measures.get(name)
        if measure is None or name in kept:
            raise _wrong("nothing that is measured, or measured twice", f"{pointer}/name")
        kept[name] = _checked(measure, _understood(measure, reached), pointer)
    return list(kept.values())


def _understood(measure: Mapping[str, Any], reached: Reached) -> Reached:
    """A value that is the name of a level or of a status as what it is."""
    if not reached.value or reached.level or reached.status:
        return reached
    levels = {level["name"].casefold(): level["name"] for level in measure["levels"]}
    level = levels.get(reached.value.casefold())
    if level is not None:
        return Reached(name=reached.name, level=level)
    if measure["type"] == "Status" and reached.value in STATUSES:
        return Reached(name=reached.name, status=reached.value)
    return reached


def _checked(measure: Mapping[str, Any], reached: Reached, pointer: str) -> dict[str, str]:
    value = people.text(reached.value, f"{pointer}/value", limit=200)
    levels = [level["name"] for level in measure["levels"]]
    if bool(value) + bool(reached.level) + bool(reached.status) != 1:
        raise _wrong("a value, a level or a status", pointer)
    if reached.status and reached.status not in STATUSES:
        raise _wrong(f"one of {', '.join(STATUSES)}", f"{pointer}/status")
    if reached.level and reached.level not in levels:
        raise _wrong(f"one of {', '.join(levels)}", f"{pointer}/level")
    allowed = measure["allowed_values"]
    if value and allowed and value not in allowed:
        raise _wrong(f"one of {', '.join(allowed)}", f"{pointer}/value")
    if value and not _is_within(value, measure):
        raise _wrong("outside the range", f"{pointer}/value")
    required = measure["required"]
    for order, given, member in ((levels, reached.level, "level"), (allowed, value, "value")):
        if given and required in order and order.index(given) < order.index(required):
            raise _wrong("it does not count as passed", f"{pointer}/{member}")
    if value and not allowed and not _is_enough(value, required):
        raise _wrong("it does not count as passed", f"{pointer}/value")
    return {
        "name": measure["name"], "value": value, "level": reached.level, "status": reached.status
    }  # fmt: skip


def _is_within(value: str, measure: Mapping[str, Any]) -> bool:
    lowest, highest = number_of(measure["minimum"]), number_of(measure["maximum"])
    if lowest is None and highest is None:
        return True
    number = number_of(value)
    return (
        number is not None
        and (lowest is None or number >= lowest)
        and (highest is None or number <= highest)
    )


def _is_enough(value: str, required: str) -> bool:
    least, number = number_of(required), number_of(value)
    return least is None or (number is not None and number >= least)


def _wrong(detail: str, pointer: str) -> CredentialsError:
    return refuse(ProblemCode.BAD_VALUE, detail, pointer)
