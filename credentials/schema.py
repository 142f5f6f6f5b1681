"""The published JSON Schema of Open Badges 3.0, applied to what says that it is a badge.

Only vendored schemas are used and nothing is ever fetched. What a schema cannot see, a map
of languages in place of a text, is looked for here too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs

from credentials.json_schema import problems_of
from credentials.jsonld import loader
from credentials.model import JSONObject, as_list, objects_in, types_of
from credentials.parsing import CREDENTIALS_V2, is_version_1
from credentials.problems import Place, Problem, ProblemCode, pointer_to

ACHIEVEMENT_CREDENTIAL = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)

_BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_ONE_ED_TECH = "1EdTechJsonSchemaValidator2019"
_MAX_PROBLEMS = 20
_RENAMED = {"issuanceDate": "validFrom", "expirationDate": "validUntil"}
# The keys that the published schema takes for languages: two letters, then a region.
_LANGUAGE_KEY = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_LANGUAGE_LENGTHS = (2, 5)
# To ask for less in there would not be to ask for less of the document.
_AS_IT_IS = frozenset({"contains", "not", "if"})


def is_badge(types: Iterable[object]) -> bool:
    """Whether a credential of these types has to have the form of a badge."""
    return any(isinstance(name, str) and name in _BADGE_TYPES for name in types)


def is_known(entry: Mapping[str, Any]) -> bool:
    """Whether `check` applies the schema that this `credentialSchema` entry names."""
    return _ONE_ED_TECH in types_of(entry) and entry.get("id") == ACHIEVEMENT_CREDENTIAL


def check(
    document: JSONObject, *, is_partial: bool = False, has_no_languages: bool = False
) -> list[Problem]:
    """What speaks against a badge's form; nothing for what is no badge and names no schema.

    Applies the achievement credential schema (JSON Schema 2019-09, formats included) to
    badges and to whatever names it as `credentialSchema`. Gives at most 20 problems:
    `schema-mismatch`, and `bad-value` for a map of languages, which passes the schema but
    would not be signed. Details name the rule and never the value. Where a document
    `is_partial`, what is missing may have been left out by its holder and is no problem. One that
    is known to have no such map (`has_no_languages`) is not looked through for one.
    """
    if not applies_to(document):
        return []
    problems = [] if has_no_languages else list(_language_maps(document))
    shown = _in_version_2(document)
    if not (_validator_of_parts() if is_partial else _validator()).is_valid(shown):
        errors = _validator().iter_errors(shown)
        problems += problems_of(errors, "the badge schema", is_partial=is_partial)
    return problems[:_MAX_PROBLEMS]


def applies_to(document: JSONObject) -> bool:
    """Whether a document says that it is a badge, or names the schema of one."""
    if is_badge(types_of(document)):
        return True
    entries = as_list(document.get("credentialSchema", []))
    return any(isinstance(entry, dict) and is_known(entry) for entry in entries)


def _in_version_2(document: JSONObject) -> JSONObject:
    """A badge of version 1.1 under the names of 2.0, which are all that the schema knows."""
    if not is_version_1(document):
        return document
    renamed = {_RENAMED.get(name, name): member for name, member in document.items()}
    return {**renamed, "@context": [CREDENTIALS_V2, *document["@context"][1:]]}


@cache
def _validator() -> jsonschema_rs.Draft201909Validator:
    return validator_of(published())


@cache
def _validator_of_parts() -> jsonschema_rs.Draft201909Validator:
    """What takes no document of which more is wrong than that something is missing.

    To list all that is missing, only to pass over it, takes many times as long.
    """
    return validator_of(_without_required(published()))


def _without_required(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_required(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: part if name in _AS_IT_IS else _without_required(part)
        for name, part in schema.items()
        if name != "required" or not isinstance(part, list)
    }


@cache
def published() -> JSONObject:
    """The schema itself, not to be changed."""
    return loader.schema(ACHIEVEMENT_CREDENTIAL)


def validator_of(schema: JSONObject) -> jsonschema_rs.Draft201909Validator:
    """What applies this schema, or a part of it."""
    return jsonschema_rs.Draft201909Validator(
        schema,
        validate_formats=True,
        offline=True,
        # The linear engine: a pattern cannot be made slow by what it is matched against.
        pattern_options=jsonschema_rs.RegexOptions(),
    )


def _language_maps(document: JSONObject) -> Iterator[Problem]:
    if not any(map(_is_language_map, objects_in(document))):
        return
    # Only now does it matter where they stand.
    stack: list[tuple[Any, Place | None]] = [(document, None)]
    while stack:
        item, place = stack.pop()
        if isinstance(item, dict):
            if _is_language_map(item):
                detail = "a text in several languages at once would not be signed"
                yield Problem(ProblemCode.BAD_VALUE, detail, pointer_to(place))
            stack.extend((value, (place, name)) for name, value in item.items())
        elif isinstance(item, list):
            stack.extend((value, (place, number)) for number, value in enumerate(item))


def _is_language_map(item: Mapping[str, Any]) -> bool:
    for name in item:
        if len(name) not in _LANGUAGE_LENGTHS or not _LANGUAGE_KEY.fullmatch(name):
            return False
    # `id` alone is a reference to another node, though it is the tag of Indonesian too.
    return bool(item) and item.keys() != {"id"}
