"""Whether everything in a document is also in its graph, and under the same name.

A document is taken apart into its graph and put together again; where the result differs
from what was written, something was not signed or not signed as it stands there. `NEUTRAL`
is the whole list of differences that mean nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from credentials.jsonld.naming import PROPERTIES, Naming
from credentials.model import JSONObject, as_list
from credentials.problems import CredentialsError, ProblemCode, at_pointer, refuse

NEUTRAL: Mapping[str, str] = MappingProxyType(
    {
        "member-order": "The members of an object have no order.",
        "set-order": "The values of a set have no order; those of a list term do.",
        "one-or-list": "One value and a list of one value are the same set.",
        "id-or-object": "A node of which only the id is said may be written as that id.",
        "type-alias": "AchievementCredential and OpenBadgeCredential are one type.",
        "language-case": "Language tags are compared without regard to case (RFC 5646 §2.1.1).",
        "number-spelling": "5.0 and 5 are one number, as in JavaScript.",
        "pinned-contexts": "Other pinned contexts under which every member means the same.",
        "said-twice": "A node that is described twice in the very same words, or once.",
    }
)
"""The edits of a signed document that are not noticed, because they change no meaning."""

_KNOWN_TERMS = frozenset(PROPERTIES.values())
_TYPE_ALIASES = {"AchievementCredential": "OpenBadgeCredential"}


def check_lossless(
    written: Mapping[str, Any],
    found: Mapping[str, Any],
    *,
    naming: Naming,
    pointer: str,
) -> None:
    """Compare a document with what came back from its graph.

    `naming` says what its names stand for, `pointer` where the document stands. Raises
    CredentialsError, at the first difference: `term-undefined` where a member made no
    statement, `tree-changed` where it was renamed, hidden or moved.
    """
    _Comparison(naming).compare(written, _without_context(found), pointer)


def _without_context(document: Mapping[str, Any]) -> JSONObject:
    return {name: member for name, member in document.items() if name != "@context"}


class _Comparison:
    """Two trees, walked side by side."""

    def __init__(self, naming: Naming) -> None:
        self._naming = naming

    def compare(self, written: Any, found: Any, pointer: str) -> None:
        if isinstance(written, list) and len(written) == 1:
            written, pointer = written[0], at_pointer(pointer, 0)
        if isinstance(found, list) and len(found) == 1:
            found = found[0]
        if isinstance(written, dict) and "id" in written and isinstance(found, str):
            found = {"id": found}
        if isinstance(written, list) and isinstance(found, list) and len(written) == len(found):
            for at, (one, other) in enumerate(zip(written, found, strict=True)):
                self.compare(one, other, at_pointer(pointer, at))
        elif isinstance(written, dict) and isinstance(found, dict):
            self._compare_members(written, found, pointer)
        elif not self._is_same(written, found):
            raise refuse(
                ProblemCode.TREE_CHANGED,
                "what stands here is not what the graph says, or says in another way",
                pointer,
            )

    def _compare_members(self, written: JSONObject, found: JSONObject, pointer: str) -> None:
        # Whatever contexts stand inside, the names have to mean what they mean outside.
        written = _without_context(written)
        named = {self._naming.property_named(name): member for name, member in found.items()}
        if len(named) != len(found):
            raise refuse(ProblemCode.TREE_CHANGED, "a property stands here twice", pointer)
        found = named
        missing = [name for name in written if name not in found]
        moved = [name for name in found if name not in written]
        for name in missing or moved:
            raise self._unlike(name, moved, at_pointer(pointer, name))
        for name, member in written.items():
            here = at_pointer(pointer, name)
            if name == "type":
                self._compare_types(member, found[name], here)
            elif name == "@language":
                self.compare(str(member).lower(), str(found[name]).lower(), here)
            else:
                self.compare(member, found[name], here)

    def _unlike(self, name: str, moved: list[str], pointer: str) -> CredentialsError:
        """Why a member is on one side only; only names of a vocabulary are ever quoted."""
        if ":" in name:
            term = PROPERTIES.get(self._naming.in_full(name), "a member")
            detail = f"{term} is written under an address, so a reader would miss it"
        elif name in self._naming.inline_terms:
            term = name if name in _KNOWN_TERMS else "a member"
            detail = f"{term} is hidden by a context inside the document"
        elif moved:
            term = moved[0] if moved[0] in _KNOWN_TERMS else "a member"
            detail = f"{term} is written under another name here"
        else:
            return refuse(
                ProblemCode.TERM_UNDEFINED,
                "no context defines this member, so no signature covers it",
                pointer,
            )
        return refuse(ProblemCode.TREE_CHANGED, detail, pointer)

    def _compare_types(self, written: Any, found: Any, pointer: str) -> None:
        # Where no context says what `type` is, it is a member like others: any value.
        types = [
            self._naming.type_named(name) if isinstance(name, str) else name
            for name in as_list(found)
        ]
        self.compare([*map(without_alias, as_list(written))], [*map(without_alias, types)], pointer)

    def _is_same(self, written: Any, found: Any) -> bool:
        if isinstance(written, str) and isinstance(found, str):
            # On the way back an address may have been abbreviated, which is no matter;
            # a document that abbreviates one itself is refused in `graph`.
            return written in (found, self._naming.in_full(found))
        return isinstance(written, bool) == isinstance(found, bool) and bool(written == found)


def without_alias(name: Any) -> Any:
    """The one name of a type that has two."""
    return _TYPE_ALIASES.get(name, name) if isinstance(name, str) else name
