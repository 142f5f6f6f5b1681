"""The one reader of JSON: what two readers could understand differently is refused."""

import json
import re
from typing import Any, NoReturn

import orjson

from credentials.model import JSONObject
from credentials.parsing.quick_json import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    SAFE_INTEGER,
    UNREAD,
    read_usual,
    write_usual,
)
from credentials.problems import Place, ProblemCode, pointer_to, refuse

# A string is taken whole, terminated or not, so that the scan is linear on any input.
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*"?|[\[\]{}]', re.DOTALL)
_FORBIDDEN_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def read_json(content: bytes, *, limit: int = MAX_BYTES) -> Any:
    """Read one JSON value strictly (RFC 8259, narrowed).

    Refuses with `malformed`: more than `limit` bytes, bytes that are not UTF-8, nesting
    deeper than 32, more than 10,000 values, a repeated member, numbers that are not finite
    or not exact in a double, lone surrogates, and control characters other than tab and
    line ends. A number without a fraction is an `int` however it is written: 5.0 is 5.
    """
    if len(content) > limit:
        raise refuse(ProblemCode.MALFORMED, f"more than {limit} bytes")
    value = read_usual(content)
    return read_slowly(content) if value is UNREAD else value


def read_again(value: Any) -> Any:
    """A value that was made here, as `read_json` reads it from the JSON that is written of it.

    Nothing of it is shared with the given one. Raises what `written` raises.
    """
    return orjson.loads(written(value)[0])


def written(value: Any) -> tuple[bytes, Any]:
    """The JSON of a value that was made here, and what `read_json` reads there.

    Raises what that raises, and `malformed` for values that cannot be written.
    """
    usual = write_usual(value)
    if usual is not None:
        return usual, value
    try:
        content = json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass")
    except (TypeError, ValueError, RecursionError) as error:
        raise refuse(ProblemCode.MALFORMED, "a value that JSON does not have") from error
    again = read_json(content)
    return orjson.dumps(again), again


def read_slowly(content: bytes) -> Any:
    """What `read_json` promises, of any bytes: the reader that says what is wrong."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(ProblemCode.MALFORMED, f"not UTF-8 at byte {error.start}") from error
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object_without_repeats,
            parse_int=_exact_integer,
            parse_float=_finite_number,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise refuse(ProblemCode.MALFORMED, f"not JSON at {where}") from error
    _check_text(value)
    return value


def _check_depth(text: str) -> None:
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        mark = match[0]
        if mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise refuse(ProblemCode.MALFORMED, f"nested deeper than {MAX_DEPTH}")
        elif mark in "]}":
            depth -= 1


def _object_without_repeats(pairs: list[tuple[str, Any]]) -> JSONObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        # Two readers may each take another of the two: nothing signed may depend on that.
        raise refuse(ProblemCode.MALFORMED, "a member stands twice in one object")
    return found


def _exact_integer(literal: str) -> int:
    # The length is looked at first: converting many digits takes quadratic time.
    if len(literal) > len("-9007199254740992") or abs(int(literal)) > SAFE_INTEGER:
        raise refuse(ProblemCode.MALFORMED, "an integer is too large to be exact")
    return int(literal)


def _finite_number(literal: str) -> float | int:
    number = float(literal)
    if abs(number) > SAFE_INTEGER:
        raise refuse(ProblemCode.MALFORMED, "a number is too large to be exact")
    return int(number) if number.is_integer() else number


def _no_constant(literal: str) -> NoReturn:
    raise refuse(ProblemCode.MALFORMED, f"{literal} is not a JSON value")


def _check_text(value: Any) -> None:
    stack: list[tuple[Any, Place | None]] = [(value, None)]
    nodes = 0
    while stack:
        item, place = stack.pop()
        nodes += 1
        if nodes > MAX_NODES:
            raise refuse(ProblemCode.MALFORMED, f"more than {MAX_NODES} values")
        if isinstance(item, str):
            if _FORBIDDEN_CHARACTER.search(item):
                raise refuse(
                    ProblemCode.MALFORMED,
                    "a text has a control character or half of one",
                    pointer_to(place),
                )
        elif isinstance(item, dict):
            for name, member in item.items():
                stack.append((name, place))
                stack.append((member, (place, name)))
        elif isinstance(item, list):
            stack.extend((member, (place, number)) for number, member in enumerate(item))
