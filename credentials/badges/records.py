"""Comprehensive Learner Records 2.0: certificates of one learner, put together by one issuer.

The record is a credential; each certificate in it is one too, with an issuer and a signature of
its own. Here the form of a record is checked and its certificates are found. Whether each is
genuine is found out like for every credential.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from credentials.model import JSONObject, as_list, types_of
from credentials.problems import Problem, ProblemCode, at_pointer

CLR_V2 = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"

MOST = 64
"""How many certificates of one record are looked at; more make it too complex."""

_SUBJECT = "/credentialSubject"


def is_record(types: Iterable[str]) -> bool:
    """Whether a credential of these types is a learner record."""
    return "ClrCredential" in types


def check(document: JSONObject, *, is_partial: bool = False) -> list[Problem]:
    """What speaks against the form of a record (CLR 2.0, ClrCredential); nothing for others.

    Gives `schema-mismatch`, with the place, and `too-complex` for more than `MOST`
    certificates. Where a record `is_partial`, what is missing may have been left out.
    """
    if not is_record(types_of(document)):
        return []
    problems = [*_own(document), *_in_subject(document["credentialSubject"])]
    if is_partial:
        problems = [one for one in problems if one.detail != _MISSING]
    return problems


_MISSING = "the record: this member is missing"


def _missing(node: JSONObject, names: Iterable[str], pointer: str) -> Iterator[Problem]:
    for name in names:
        if node.get(name, []) == []:
            yield _unlike(_MISSING, at_pointer(pointer, name))


def _unlike(detail: str, pointer: str) -> Problem:
    return Problem(ProblemCode.SCHEMA_MISMATCH, detail, pointer)


def _own(document: JSONObject) -> Iterator[Problem]:
    yield from _missing(document, ("id", "name", "validFrom"), "")
    if not isinstance(document.get("name", ""), str):
        yield _unlike("the record: its name is one text", "/name")
    if not isinstance(document.get("partial", True), bool):
        yield _unlike("the record: partial is true or false", "/partial")


def _in_subject(subject: Any) -> Iterator[Problem]:
    if not isinstance(subject, dict) or "ClrSubject" not in types_of(subject):
        yield _unlike("the record: it has one subject, a ClrSubject", _SUBJECT)
        return
    yield from _missing(subject, ("verifiableCredential",), _SUBJECT)
    parts = {
        "verifiableCredential": ("type", "issuer", "credentialSubject", "VerifiableCredential"),
        "achievement": ("id", "type", "name", "criteria", "description", "Achievement"),
        "association": ("type", "associationType", "sourceId", "targetId", "Association"),
    }
    for member, (*names, kind) in parts.items():
        for number, part in enumerate(as_list(subject.get(member, []))):
            yield from _in_part(part, names, kind, at_pointer(_SUBJECT, member, number))
    if len(as_list(subject.get("verifiableCredential", []))) > MOST:
        where = at_pointer(_SUBJECT, "verifiableCredential")
        yield Problem(ProblemCode.TOO_COMPLEX, f"the record: more than {MOST} certificates", where)


def _in_part(part: Any, names: Iterable[str], kind: str, pointer: str) -> Iterator[Problem]:
    if not isinstance(part, dict):
        yield _unlike("the record: it is no object", pointer)
    elif "EnvelopedVerifiableCredential" in types_of(part):
        # What is in it is known when it is opened.
        return
    elif kind not in types_of(part):
        yield _unlike(f"the record: it is no {kind}", at_pointer(pointer, "type"))
    else:
        yield from _missing(part, names, pointer)


def certificates_in(document: JSONObject) -> list[tuple[str, bytes]]:
    """The certificates of a record with their places, at most `MOST`, NOT yet believed."""
    subject = document["credentialSubject"]
    if not is_record(types_of(document)) or not isinstance(subject, dict):
        return []
    found = as_list(subject.get("verifiableCredential", []))
    return [
        (
            at_pointer(_SUBJECT, "verifiableCredential", number),
            json.dumps(item, ensure_ascii=False).encode(),
        )
        for number, item in enumerate(found[:MOST])
        if isinstance(item, dict)
    ]
