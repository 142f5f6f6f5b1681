"""Identifiers: absolute URLs, and whom the one of a key belongs to."""

import re
from typing import Any

from credentials.problems import ProblemCode, refuse

_ABSOLUTE_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20\x7f-\xa0<>\"{}|\\^`]+")


def absolute_url(value: Any, pointer: str) -> str:
    """A single absolute URL; `bad-value` otherwise. Relative ones would not be signed (T5)."""
    if not is_absolute_url(value):
        raise refuse(ProblemCode.BAD_VALUE, "not an absolute identifier", pointer)
    return str(value)


def is_absolute_url(value: Any) -> bool:
    """Whether a value is a single absolute URL."""
    return isinstance(value, str) and _ABSOLUTE_URL.fullmatch(value) is not None


def did_of(url: str) -> str:
    """The DID at the beginning of a DID URL: everything before `?`, `#` and the path.

    Of an https address everything before `#`: its path belongs to the identifier.
    """
    named = url.partition("#")[0]
    if ("?" in named or "/" in named) and not url.startswith("https://"):
        return named.partition("?")[0].partition("/")[0]
    return named
