"""Parts of a document by JSON Pointers (RFC 6901; ECDSA Cryptosuites 1.0 §3.4.10 to §3.4.13)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from credentials.model import JSONObject
from credentials.problems import ProblemCode, refuse

MAX_POINTERS = 1_000
_MAX_CHARACTERS = 50_000
_MAX_SHOWN = 200
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_BAD_ESCAPE = re.compile(r"~(?![01])")
_ALWAYS = ("@context", "id", "type")


def paths_of(pointer: str) -> list[str]:
    """The steps of a JSON Pointer (jsonPointerToPaths, §3.4.10).

    Raises CredentialsError with `bad-value` for what is no pointer, and for the empty one,
    which would select the document and not a part of it.
    """
    if not pointer.startswith("/") or len(pointer) > _MAX_CHARACTERS or _BAD_ESCAPE.search(pointer):
        raise refuse(ProblemCode.BAD_VALUE, "not a JSON Pointer to a part of the document")
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def select(document: JSONObject, pointers: Sequence[str]) -> JSONObject | None:
    """The document with these parts of it only (selectJsonLd, §3.4.13); None for no pointers.

    The `id` and `type` of everything on the way to a part are in it too, and the contexts.
    Lists keep their order and close up. Raises CredentialsError with `bad-value` for what is
    no pointer or points to nothing, and for more than 1,000 or 50,000 characters of them.
    """
    if len(pointers) > MAX_POINTERS or sum(map(len, pointers)) > _MAX_CHARACTERS:
        raise refuse(ProblemCode.BAD_VALUE, f"more than {MAX_POINTERS} pointers, or too long ones")
    if not pointers:
        return None
    root = _Part()
    for pointer in pointers:
        if not root.mark(document, paths_of(pointer)):
            # Where it was to lead says who asked for it what to mend.
            shown = pointer if len(pointer) <= _MAX_SHOWN else ""
            raise refuse(ProblemCode.BAD_VALUE, "a pointer to what is not in the document", shown)
    selected: JSONObject = root.of(document)
    return selected


@dataclass(slots=True)
class _Part:
    """What is selected of one value: all of it, or these of its members."""

    is_whole: bool = False
    members: dict[Any, "_Part"] = field(default_factory=dict)

    def mark(self, value: Any, paths: Iterable[str]) -> bool:
        """Select what the steps lead to (selectPaths, §3.4.12); whether there is such a thing."""
        part = self
        for step in paths:
            key: Any = step
            if isinstance(value, list):
                key = int(step) if _INDEX.fullmatch(step) else len(value)
                if key >= len(value):
                    return False
            elif not isinstance(value, dict) or step not in value:
                return False
            value = value[key]
            part = part.members.setdefault(key, _Part())
        part.is_whole = True
        return True

    def of(self, value: Any) -> Any:
        """The selected parts of a value, which is not changed and not copied."""
        if self.is_whole:
            return value
        if isinstance(value, list):
            return [self.members[at].of(value[at]) for at in sorted(self.members)]
        return {
            name: member if name in _ALWAYS else self.members[name].of(member)
            for name, member in value.items()
            if name in _ALWAYS or name in self.members
        }
