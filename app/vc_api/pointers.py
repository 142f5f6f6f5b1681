"""The JSON Pointers in the options of a request."""

from typing import Any

from credentials import ProblemCode, refuse


def pointers_in(options: Any, member: str) -> list[str]:
    """The pointers that the options name; none where they name none.

    Raises `bad-value` for options that are no object, and for what is no list of texts.
    """
    if options is not None and not isinstance(options, dict):
        raise refuse(ProblemCode.BAD_VALUE, "not an object with members", "/options")
    written = (options or {}).get(member, [])
    if not isinstance(written, list) or not all(isinstance(one, str) for one in written):
        raise refuse(ProblemCode.BAD_VALUE, "not a list of JSON Pointers", f"/options/{member}")
    return written
