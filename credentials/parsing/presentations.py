"""The shape of a presentation (VCDM 2.0 §4.13)."""

import json

from credentials.model import JSONObject, ParsedPresentation, Token, as_list
from credentials.parsing.members import (
    check_head,
    identified,
    is_version_1,
    object_with_members,
)
from credentials.parsing.proofs import proofs
from credentials.problems import ProblemCode, at_pointer, refuse

_MAX_PRESENTED = 64


def parsed_presentation(document: JSONObject, *, token: Token | None = None) -> ParsedPresentation:
    """Check the shape of a secured presentation (VCDM 2.0 §4.13); nothing is trusted yet."""
    check_head(document, "VerifiablePresentation")
    holder = identified(document, "holder") if "holder" in document else None
    presented = as_list(document.get("verifiableCredential", []))
    if len(presented) > _MAX_PRESENTED:
        raise refuse(
            ProblemCode.BAD_VALUE,
            f"more than {_MAX_PRESENTED} credentials",
            "/verifiableCredential",
        )
    many = isinstance(document.get("verifiableCredential"), list)
    credentials = []
    for number, item in enumerate(presented):
        pointer = at_pointer("/verifiableCredential", *([number] if many else []))
        if isinstance(item, str) and token is not None and is_version_1(document):
            credentials.append((pointer, _token(item, pointer)))
            continue
        object_with_members(item, pointer)
        credentials.append((pointer, json.dumps(item, ensure_ascii=False).encode()))
    return ParsedPresentation(document, holder, proofs(document), token, tuple(credentials))


def _token(text: str, pointer: str) -> bytes:
    """A token that stands as a text, as version 1.1 shows it in tokens (VCDM 1.1 §6.3.1).

    Where the proof stands inside, no statement and so no signature would cover the text.
    """
    if not text.startswith("eyJ"):
        raise refuse(ProblemCode.BAD_VALUE, "neither an object nor a token", pointer)
    return text.encode()
