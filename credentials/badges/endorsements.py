"""Endorsements in a badge: what others say of it, of its award, or of a body in it.

Each is a credential of its own, embedded or as a token, with an issuer of its own (Open
Badges 3.0 §B.1, EndorsementCredential). Here they are found and held against what they stand
at; whether one is genuine is found out like for every credential, and says nothing of the
badge around it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from credentials.model import JSONObject, ParsedCredential, as_list, types_of
from credentials.problems import Problem, ProblemCode, at_pointer

MOST = 8
"""How many endorsements of one badge are looked at."""

MEMBERS = frozenset({"endorsement", "endorsementJwt"})


@dataclass(frozen=True, slots=True)
class Endorsement:
    """One endorsement as it stands in a badge, NOT yet believed.

    `about` is the identifier of the thing that it stands at; None where that has none.
    """

    pointer: str
    about: str | None
    content: bytes = field(repr=False)


def endorsements_in(document: JSONObject) -> tuple[Endorsement, ...]:
    """The endorsements of a badge and of its parts, not those inside endorsements.

    At most `MOST` of them, in an order that does not depend on how the badge was written:
    no signature covers the order of a set, and whoever passes the badge on could choose.
    """
    # No letter of a member's name is escaped there, so that its beginning stands as it is.
    if b'"endorsement' not in orjson.dumps(document):
        return ()
    found = sorted(_found(document, ""), key=lambda one: (one.content, one.pointer))
    return tuple(found[:MOST])


def _found(node: Any, pointer: str) -> Iterator[Endorsement]:
    if isinstance(node, list):
        for place, item in enumerate(node):
            yield from _found(item, at_pointer(pointer, place))
        return
    if not isinstance(node, dict):
        return
    identifier = node.get("id")
    about = identifier if isinstance(identifier, str) else None
    for name, value in node.items():
        where = at_pointer(pointer, name)
        if name not in MEMBERS:
            yield from _found(value, where)
            continue
        for place, item in enumerate(as_list(value)):
            at = at_pointer(where, place) if isinstance(value, list) else where
            yield Endorsement(at, about, _content(item))


def _content(item: Any) -> bytes:
    if isinstance(item, str):
        return item.encode()
    return json.dumps(item, sort_keys=True, ensure_ascii=False).encode()


def out_of_place(parsed: ParsedCredential, about: str | None) -> Problem | None:
    """What speaks against reading a credential as an endorsement of what it stands at.

    Its subject has to be just that thing (§B.1, EndorsementSubject): the praise of another
    body cannot be moved to one's own. None when nothing does.
    """
    if parsed.vct is not None or "EndorsementCredential" not in types_of(parsed.document):
        return Problem(ProblemCode.BAD_VALUE, "it is no endorsement", "/type")
    subjects = as_list(parsed.document["credentialSubject"])
    if about is None or [subject.get("id") for subject in subjects] != [about]:
        detail = "it is about another thing than the one it stands at"
        return Problem(ProblemCode.ENDORSES_ANOTHER, detail, "/credentialSubject/id")
    return None
