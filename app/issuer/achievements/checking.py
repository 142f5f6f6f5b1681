"""Descriptions on the way in: put into normal form, or refused with the member at fault."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from app.base.mistakes import Mistakes
from app.issuer import people
from app.issuer.achievements import frameworks
from app.issuer.achievements.description import (
    ASSESSMENTS,
    FIELD,
    KINDS,
    LEVEL,
    OCCUPATION,
    SKILL,
    Alignment,
    Description,
    Measure,
    Translation,
)
from app.issuer.achievements.pictures import LARGEST
from app.issuer.organisations import LANGUAGE
from credentials import CredentialsError, ProblemCode, refuse

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")

_LONGEST_VALIDITY_MONTHS = 600
_MOST_HOURS = 20_000
_MOST_CREDITS = 1_000
# More of a kind than anybody has described; enough to keep one certificate readable.
_MOST = 50
_URL = re.compile(r"https?://[^\x00-\x20\x7f-\xa0<>\"{}|\\^`]{1,480}")


def checked(description: Description) -> dict[str, Any]:
    """The columns of a described achievement; raises `bad-value` for all that is wrong with it."""
    found = Mistakes()
    words = {
        name: found.of(people.text, getattr(description, name), f"/{name}", limit=limit)
        for name, limit in (
            ("code", 60),
            ("name", 300),
            ("description", 4000),
            ("criteria", 4000),
            ("achievement_type", 60),
            ("language", 20),
            ("refresher", 1000),
        )
    }
    for name in ("code", "name", "description", "achievement_type", "language"):
        if words[name] == "":
            found.note(_wrong("it is needed", f"/{name}"))
    if words["language"] and not LANGUAGE.fullmatch(words["language"]):
        found.note(_wrong("a tag like en or pt-BR (BCP 47)", "/language"))
    if words["criteria"] == "" and not description.criteria_url:
        found.note(_wrong("it is needed, or an address where it stands", "/criteria"))
    numbers: dict[str, float | int | None] | None = found.of(_numbers, description)
    scheme: dict[str, str | None] | None = found.of(_credit_scheme, description)
    values: dict[str, Any] = {
        **words,
        "criteria_url": found.of(_url, description.criteria_url, "/criteria_url"),
        "outcomes": found.of(_texts, description.outcomes, "/outcomes"),
        "translations": found.of(_translations, description),
        "suspendable": description.suspendable,
        **(numbers or {}),
        **(scheme or {}),
        "alignments": found.of(_each, description.alignments, "/alignments", _alignment),
        "assessed_by": found.of(_assessed_by, description.assessed_by),
        "results": found.of(_results, description.results),
        "image": found.of(_image, description.image),
    }
    found.settle()
    return values


def _image(content: bytes | None) -> bytes | None:
    if content is not None and not (content.startswith(b"\x89PNG") and len(content) <= LARGEST):
        raise _wrong(f"a PNG picture of at most {LARGEST} bytes", "/image")
    return content


def _numbers(description: Description) -> dict[str, float | int | None]:
    found = Mistakes()
    values: dict[str, float | int | None] = {
        "validity_months": found.of(_whole, description.validity_months, "/validity_months"),
        "refresher_months": found.of(_whole, description.refresher_months, "/refresher_months"),
        "hours": found.of(_amount, description.hours, "/hours", most=_MOST_HOURS),
        "credits": found.of(_amount, description.credits, "/credits", most=_MOST_CREDITS),
    }
    if description.refresher_months is not None and description.validity_months is None:
        reason = "what is valid for ever has no end to refresh before"
        found.note(_wrong(reason, "/refresher_months"))
    found.settle()
    return values


def _whole(months: int | None, pointer: str) -> int | None:
    if months is not None and not 1 <= months <= _LONGEST_VALIDITY_MONTHS:
        raise _wrong("a number of months to 600", pointer)
    return months


def _amount(value: float | None, pointer: str, *, most: int) -> float | None:
    # What is not a number is not between the two either.
    if value is not None and not (0 < value <= most and round(value, 2) == value):
        raise _wrong(f"a number to {most} with two decimals at most", pointer)
    return None if value is None else float(value)


def _credit_scheme(description: Description) -> dict[str, str | None]:
    scheme = people.text(description.credit_scheme or "", "/credit_scheme", limit=200)
    url = _url(description.credit_scheme_url, "/credit_scheme_url")
    if description.credits is not None and not scheme:
        raise _wrong("credits are credits of a scheme", "/credit_scheme")
    if scheme and description.credits is None:
        raise _wrong("how many credits is missing", "/credits")
    return {"credit_scheme": scheme or None, "credit_scheme_url": url}


def _translations(description: Description) -> list[dict[str, Any]]:
    languages, found = [description.language], Mistakes()
    made = []
    for number, item in enumerate(_few(description.translations, "/translations")):
        pointer = f"/translations/{number}"
        made.append(found.of(_translation, item, pointer))
        if item.language and item.language in languages:
            found.note(_wrong("a translation is in another language", f"{pointer}/language"))
        languages.append(item.language)
    found.settle()
    return made


def _translation(translation: Translation, pointer: str) -> dict[str, Any]:
    found = Mistakes()
    made: dict[str, Any] = {
        name: found.of(people.text, getattr(translation, name), f"{pointer}/{name}", limit=4000)
        for name in ("language", "name", "description", "criteria")
    }
    for name in ("language", "name", "description"):
        if made[name] == "":
            found.note(_wrong("it is needed", f"{pointer}/{name}"))
    outcomes = found.of(_texts, translation.outcomes, f"{pointer}/outcomes")
    refresher = found.of(people.text, translation.refresher, f"{pointer}/refresher", limit=1000)
    found.settle()
    # What is not there is not stored, as before these two were known.
    if outcomes:
        made["outcomes"] = outcomes
    if refresher:
        made["refresher"] = refresher
    return made


# ── Frameworks ──────────────────────────────────────────────────────────────────────────


def _alignment(alignment: Alignment, pointer: str) -> dict[str, str]:
    if alignment.kind not in KINDS:
        raise _wrong(f"one of {', '.join(KINDS)}", f"{pointer}/kind")
    given = {
        name: people.text(getattr(alignment, name), f"{pointer}/{name}", limit=limit)
        for name, limit in (("framework", 200), ("code", 60), ("name", 300), ("url", 500))
    }
    filled = {**given, **_known(alignment.kind, given, pointer)}
    is_address = _URL.fullmatch(filled["url"]) is not None
    for name in ("framework", "name"):
        # An address that is none is said first: it is what was meant for the rest.
        if not filled[name] and (is_address or not filled["url"]):
            raise _wrong("it is needed", f"{pointer}/{name}")
    if not is_address:
        raise _wrong("an address that begins with https:// or http://", f"{pointer}/url")
    return {"kind": alignment.kind, **filled}


def _known(kind: str, given: dict[str, str], pointer: str) -> dict[str, str]:
    """What a framework that we know adds, after its own rules were kept."""
    framework, code = given["framework"], given["code"]
    if kind == LEVEL:
        return _level(given, pointer)
    if kind == FIELD and framework in ("", frameworks.ISCED_F):
        name = frameworks.field_name(code)
        if name is None:
            raise _wrong("not a field of ISCED-F: two to four digits", f"{pointer}/code")
        url = f"http://data.europa.eu/esco/isced-f/{code}"
        return {"framework": frameworks.ISCED_F, "name": given["name"] or name, "url": url}
    if kind == OCCUPATION and framework in ("", frameworks.ISCO) and code:
        name = frameworks.occupation_name(code)
        if name is None:
            raise _wrong("not a group of ISCO-08: one to four digits", f"{pointer}/code")
        url = f"http://data.europa.eu/esco/isco/C{code}"
        return {"framework": frameworks.ISCO, "name": given["name"] or name, "url": url}
    is_esco = framework == frameworks.ESCO or given["url"].startswith("http://data.europa.eu/")
    if kind in (OCCUPATION, SKILL) and is_esco:
        if not frameworks.ESCO_CONCEPT.fullmatch(given["url"]):
            raise _wrong("an address like http://data.europa.eu/esco/skill/…", f"{pointer}/url")
        return {"framework": frameworks.ESCO}
    return {}


def _level(given: dict[str, str], pointer: str) -> dict[str, str]:
    framework, code = given["framework"], given["code"]
    if not code:
        raise _wrong("it is needed", f"{pointer}/code")
    name = given["name"] or f"{framework} {code}"
    ladder = frameworks.LADDERS.get(framework)
    if ladder is None:
        return {"name": name}
    if code not in {str(step) for step in range(ladder.lowest, ladder.highest + 1)}:
        raise _wrong(f"a level from {ladder.lowest} to {ladder.highest}", f"{pointer}/code")
    return {"name": name, "url": ladder.url}


# ── How it is assessed, and what is measured ────────────────────────────────────────────


def _assessed_by(ways: Sequence[str]) -> list[str]:
    for number, way in enumerate(ways):
        if way not in ASSESSMENTS:
            raise _wrong(f"one of {', '.join(ASSESSMENTS)}", f"/assessed_by/{number}")
    # Each once, in an order that ranks none.
    return sorted(set(ways))


def _results(measures: Sequence[Measure]) -> list[dict[str, Any]]:
    made = _each(measures, "/results", _measure)
    names = [item["name"] for item in made]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise _wrong("two results have this name", f"/results/{number}/name")
    return made


def _measure(measure: Measure, pointer: str) -> dict[str, Any]:
    words = {
        name: people.text(getattr(measure, name), f"{pointer}/{name}", limit=limit)
        for name, limit in (
            ("name", 200),
            ("type", 60),
            ("minimum", 60),
            ("maximum", 60),
            ("required", 200),
        )
    }
    for name in ("name", "type"):
        if not words[name]:
            raise _wrong("it is needed", f"{pointer}/{name}")
    allowed = _texts(measure.allowed_values, f"{pointer}/allowed_values")
    levels = [
        {
            name: people.text(getattr(level, name), f"{pointer}/levels/{number}/{name}", limit=1000)
            for name in ("name", "description", "points")
        }
        for number, level in enumerate(_few(measure.levels, f"{pointer}/levels"))
    ]
    _check_levels([level["name"] for level in levels], f"{pointer}/levels")
    _check_range(words, pointer)
    fitting = [level["name"] for level in levels] or allowed
    if words["required"] and fitting and words["required"] not in fitting:
        raise _wrong(f"one of {', '.join(fitting)}", f"{pointer}/required")
    return {**words, "allowed_values": allowed, "levels": levels}


def _check_levels(names: Sequence[str], pointer: str) -> None:
    for number, name in enumerate(names):
        # The bar parts name, description and points where levels are typed line by line.
        if not name or name in names[:number] or "|" in name:
            raise _wrong("each level has a name of its own", f"{pointer}/{number}/name")


def _check_range(words: dict[str, str], pointer: str) -> None:
    lowest, highest = number_of(words["minimum"]), number_of(words["maximum"])
    for name, value in (("minimum", lowest), ("maximum", highest)):
        if words[name] and value is None:
            raise _wrong("a number", f"{pointer}/{name}")
    if lowest is not None and highest is not None and lowest > highest:
        raise _wrong("the highest is lower than the lowest", f"{pointer}/maximum")


def number_of(written: str) -> float | None:
    """A number as people write it, with a point or a comma; None for anything else."""
    if not re.fullmatch(r"-?[0-9]{1,9}(?:[.,][0-9]{1,4})?", written):
        return None
    return float(written.replace(",", "."))


# ── Small parts ─────────────────────────────────────────────────────────────────────────


def _each(
    items: Sequence[_Item], pointer: str, check: Callable[[_Item, str], _Made]
) -> list[_Made]:
    found = Mistakes()
    made = [
        found.of(check, item, f"{pointer}/{number}")
        for number, item in enumerate(_few(items, pointer))
    ]
    found.settle()
    return made


def _few(items: Sequence[_Item], pointer: str) -> Sequence[_Item]:
    if len(items) > _MOST:
        raise _wrong(f"more than {_MOST}", pointer)
    return items


def _texts(items: Sequence[str], pointer: str) -> list[str]:
    def text(value: str, where: str) -> str:
        normal = people.text(value, where, limit=1000)
        if not normal:
            raise _wrong("it is empty", where)
        return normal

    return _each(items, pointer, text)


def _url(value: str | None, pointer: str) -> str | None:
    written = (value or "").strip()
    if written and not _URL.fullmatch(written):
        raise _wrong("an address that begins with https:// or http://", pointer)
    return written or None


def _wrong(detail: str, pointer: str) -> CredentialsError:
    return refuse(ProblemCode.BAD_VALUE, detail, pointer)
