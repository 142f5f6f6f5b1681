"""The edits of a signed document that change nothing: the committed list, as one function.

White space and the order of members are already gone when JSON was read. What is left is
what the RDF data model does not tell apart; test_neutral_kinds.py proves each kind.
"""

import json
from typing import Any

# Two names of one type in the Open Badges context.
_ALIASES = {"AchievementCredential": "OpenBadgeCredential"}


def normal_form(value: Any, member: str = "") -> Any:
    """The document with every neutral choice made in one way.

    - A set has no order.
    - One value and a set of one value are the same.
    - An object that has nothing but an id is that id.
    - AchievementCredential and OpenBadgeCredential name one type.
    - A whole number is the same with and without a fraction (the reader sees to it).
    - The case of a language tag.
    - The order of pinned contexts behind the first one.
    """
    if isinstance(value, dict):
        if value.keys() == {"id"}:
            return value["id"]
        return {name: normal_form(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        items = [normal_form(item, member) for item in value]
        # The order of contexts decides what terms mean, so it is not neutral but for pinned
        # ones behind the first, under which every member still means the same.
        first = 1 if member == "@context" else 0
        ordered = [*items[:first], *sorted(items[first:], key=_sort_key)]
        return ordered[0] if len(ordered) == 1 and member != "@context" else ordered
    if member == "type" and isinstance(value, str):
        return _ALIASES.get(value, value)
    if member == "@language" and isinstance(value, str):
        return value.lower()
    return value


def _sort_key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
