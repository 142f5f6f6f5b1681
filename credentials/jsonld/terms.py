"""The terms of statements in the canonical form of N-Quads, out of values of JSON."""

import re
from typing import Any

from credentials.jsonld.active_contexts import PREFIXES, Member, Unsupported
from credentials.jsonld.canonical import quoted
from credentials.jsonld.graph import ABSOLUTE
from credentials.jsonld.guards import LANGUAGE_TAG, is_exact
from credentials.jsonld.inline import FORBIDDEN_CHARACTER
from credentials.model import JSONObject

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FIRST, REST, NIL = (f"<{_RDF}{name}>" for name in ("first", "rest", "nil"))
_XSD = "http://www.w3.org/2001/XMLSchema#"
_LANGUAGE_VALUE = {"@value", "@language", "@direction"}


def address(text: Any) -> str:
    """An absolute address as it stands in a statement; Unsupported for any other value."""
    if type(text) is not str or text.partition(":")[0] in PREFIXES:
        raise Unsupported
    if _USUAL_ADDRESS.fullmatch(text):
        return f"<{text}>"
    if not ABSOLUTE.fullmatch(text) or FORBIDDEN_CHARACTER.search(text):
        raise Unsupported
    return f"<{text}>"


# What nearly all look like. ABSOLUTE takes more, and nothing else.
_USUAL_ADDRESS = re.compile(r"[a-z]+:[!#-;=?-\[\]_a-z~]+")


def literal(text: str) -> str:
    """A text as a literal without its datatype; Unsupported where it could be more than that."""
    if FORBIDDEN_CHARACTER.search(text) or is_abbreviation(text):
        raise Unsupported
    return quoted(text)


def is_abbreviation(text: str) -> bool:
    """Whether a text could stand for a longer address."""
    return ":" in text and text.partition(":")[0] in PREFIXES


def value_of(value: Any, member: Member) -> str:
    """What a member says with a value that is no node, as an object of a statement."""
    if member.is_graph:
        raise Unsupported
    kind = type(value)
    if kind is str:
        if member.is_address:
            return address(value)
        if member.terms is not None:
            return member.terms.terms.get(value) or member.terms.term(value)
        if member.kind not in (None, str):
            raise Unsupported
        return literal(value) + member.suffix
    if member.is_address or member.terms is not None:
        raise Unsupported
    if kind is dict and member.kind is None:
        return _language_value(value)
    if kind is bool and member.kind in (None, bool):
        return f'"{"true" if value else "false"}"{member.suffix or _BOOLEAN}'
    if kind in (int, float) and member.kind in (None, float) and is_exact(value):
        return _number(value, member)
    raise Unsupported


_BOOLEAN, _INTEGER, _DOUBLE = (f"^^<{_XSD}{name}>" for name in ("boolean", "integer", "double"))


def _number(value: int | float, member: Member) -> str:
    if value == int(value) and not member.is_double:
        return f'"{int(value)}"{member.suffix or _INTEGER}'
    # JSON-LD 1.1 API §8.6, "data round tripping": 15 digits, none of them needless.
    mantissa, _, exponent = f"{value:.15E}".partition("E")
    digits = mantissa.rstrip("0")
    return f'"{digits}{"0" if digits[-1] == "." else ""}E{int(exponent)}"{member.suffix or _DOUBLE}'


def _language_value(value: JSONObject) -> str:
    text, language, direction = value["@value"], value.get("@language"), value.get("@direction")
    if (
        len(value) == 1
        or not value.keys() <= _LANGUAGE_VALUE
        or type(text) is not str
        or not (type(language) is str and LANGUAGE_TAG.fullmatch(language))
        or direction not in (None, "ltr", "rtl")
        or ("@direction" in value and direction is None)
    ):
        raise Unsupported
    if direction:
        return f"{literal(text)}^^<https://www.w3.org/ns/i18n#{language.lower()}_{direction}>"
    return f"{literal(text)}@{language.lower()}"
