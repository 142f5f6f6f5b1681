"""Parts of a badge that are read as one line: a place in a framework, a measure, a result.

How our own badges say levels, hours and ways of assessment is in docs/adr/0005. The badges
of others are told apart by the framework that they name. Everything here is somebody else's
word: it is only sorted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from credentials import LEARNING_HOURS, AlignmentType, JSONObject, as_list

# What a line is about, as the labels of the report name it.
_ALIGNED: Mapping[str, str] = {
    AlignmentType.LEVEL: "level",
    AlignmentType.FIELD: "field",
    AlignmentType.OCCUPATION: "occupation",
    AlignmentType.SKILL: "skill",
    AlignmentType.OUTCOME: "outcome",
    AlignmentType.CREDIT_SCHEME: "credits",
    AlignmentType.ASSESSMENT: "assessment",
    AlignmentType.REFRESHER: "refresher",
}
# Words of a framework's name or address, for badges that do not say the type.
_NAMED = (
    ("/esco/skill/", "skill"),
    ("/esco/occupation/", "occupation"),
    ("isco-08", "occupation"),
    ("isced", "field"),
    ("qualification", "level"),
)
# How we say that it was assessed, which readers see in their own language.
_WAYS = frozenset({"course", "recognition-of-prior-learning", "trade-test", "employer-attestation"})
_ALIGNMENT = ("targetName", "targetFramework", "targetCode", "targetDescription", "targetUrl")
_MEASURE = {
    "valueMin": "lowest",
    "valueMax": "highest",
    "requiredValue": "required",
    "resultType": "type",
}
# Of a level that can be reached; its number comes last, as it is the order that is shown.
_RUNG = ("name", "description", "points", "level")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is about, its words, details with their kinds, and its place.

    `about` is what was measured, for a result. `used` are the members that it says.
    """

    label: str
    value: str = field(repr=False)
    used: frozenset[str]
    about: str = field(default="", repr=False)
    details: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    place: int = 0


def names_of_measures(document: JSONObject) -> dict[str, str]:
    """What each result and level of a badge is called, by the identifier it is pointed to with."""
    names: dict[str, str] = {}
    for subject in _objects(document.get("credentialSubject")):
        for achievement in _objects(subject.get("achievement")):
            for measure in _objects(achievement.get("resultDescription")):
                for named in (measure, *_objects(measure.get("rubricCriterionLevel"))):
                    identifier, name = _text(named, "id"), _text(named, "name")
                    if identifier and name:
                        names[identifier] = name
    return names


def line_of(member: str, value: JSONObject, names: Mapping[str, str]) -> Line | None:
    """The line of an object under that member; None where its parts are read one by one."""
    if member == "alignment":
        return _alignment(value)
    if member == "resultDescription":
        return _measure(value, names)
    if member == "result":
        return _result(value, names)
    return None


def _alignment(value: JSONObject) -> Line | None:
    parts = {name: _text(value, name) for name in (*_ALIGNMENT, "targetType")}
    if not parts["targetName"]:
        return None
    label = _ALIGNED.get(parts["targetType"]) or _label_of_framework(parts)
    url = parts["targetUrl"]
    details = [
        ("framework", parts["targetFramework"]),
        ("code", "" if label in ("outcome", "assessment", "refresher") else parts["targetCode"]),
        ("note", parts["targetDescription"]),
        # The whole address is among what only machines read: its host says whose it is.
        ("host", host_of(url)),
        ("type", "" if parts["targetType"] in _ALIGNED else parts["targetType"]),
    ]
    code = parts["targetCode"]
    if label == "assessment":
        details.append(("way" if code in _WAYS else "code", code))
    if label == "refresher" and _is_number(code):
        details.append(("months", code))
    return Line(
        label,
        parts["targetName"],
        _used(value, [*_ALIGNMENT, "targetType"]) - {"targetUrl"},
        details=_present(details),
        # Outcomes are numbered, because no signature covers the order of a set.
        place=int(code) if label == "outcome" and _is_number(code) else 0,
    )


def _label_of_framework(parts: Mapping[str, str]) -> str:
    known = f"{parts['targetFramework']} {parts['targetUrl']}".casefold()
    return next((label for word, label in _NAMED if word in known), "alignment")


def _measure(value: JSONObject, names: Mapping[str, str]) -> Line | None:
    name, kind = _text(value, "name"), _text(value, "resultType")
    required = _text(value, "requiredValue")
    if kind == LEARNING_HOURS and required:
        return Line("hours", required, _used(value, ["name", *_MEASURE]))
    if not name:
        return None
    details = [(told, _text(value, member)) for member, told in _MEASURE.items()]
    needed = _text(value, "requiredLevel")
    details.append(("required", names.get(needed, needed)))
    rungs = list(_objects(value.get("rubricCriterionLevel")))
    are_plain = all(set(rung) <= {"id", "type", *_RUNG} and _rung(rung) for rung in rungs)
    if are_plain:
        rungs.sort(key=lambda rung: (len(_text(rung, "level")), _text(rung, "level")))
        details += [("rung", _rung(rung)) for rung in rungs]
    return Line(
        "measure",
        name,
        _used(value, ["name", "requiredLevel", *_MEASURE])
        | (frozenset({"rubricCriterionLevel"}) if are_plain else frozenset()),
        details=_present(details),
    )


def _rung(level: JSONObject) -> str:
    """A level that can be reached in one text; empty when a part of it is not one text."""
    parts = [_text(level, name) for name in _RUNG if name in level]
    return " · ".join(parts) if all(parts) else ""


def _result(value: JSONObject, names: Mapping[str, str]) -> Line | None:
    level = _text(value, "achievedLevel")
    said = _text(value, "value") or names.get(level, level) or _text(value, "status")
    described = _text(value, "resultDescription")
    if not said:
        return None
    used = ["resultDescription"] if described in names else []
    used += ["value"] if _text(value, "value") else ["achievedLevel"] if level else ["status"]
    return Line("result", said, _used(value, used), about=names.get(described, ""))


def _is_number(code: str) -> bool:
    return code.isascii() and code.isdecimal() and len(code) <= len("9999")


def host_of(url: str) -> str:
    """Whose address it is, which is what a reader has to look at; empty for none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _used(value: JSONObject, members: list[str]) -> frozenset[str]:
    """The members whose value is one text; anything else is still to be read on its own."""
    return frozenset(name for name in members if _text(value, name))


def _present(details: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((kind, text) for kind, text in details if text)


def _text(value: JSONObject, member: str) -> str:
    """The one text or number of a member, alone or in a list of one; empty for anything else."""
    found = value.get(member)
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    return found if isinstance(found, str) else ""


def _objects(value: Any) -> Iterator[JSONObject]:
    return (item for item in as_list(value) if isinstance(item, dict))
