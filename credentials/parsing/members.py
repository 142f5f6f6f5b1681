"""Shapes that several documents share: the head of a document, its lists, texts and objects."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from credentials.model import JSONObject, as_list, types_of
from credentials.parsing.identifiers import absolute_url, is_absolute_url
from credentials.problems import ProblemCode, at_pointer, refuse

# RFC 5646 §2.1, as far as its form goes.
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"


def check_head(document: JSONObject, required_type: str) -> None:
    """The contexts, the id, the types and the words of a document (VCDM 2.0 §4.3 to §4.6)."""
    contexts = document.get("@context")
    if not isinstance(contexts, list) or not contexts:
        raise refuse(ProblemCode.BAD_VALUE, "@context is a list (VCDM 2.0 §4.3)", "/@context")
    if contexts[0] not in (CREDENTIALS_V2, CREDENTIALS_V1):
        raise refuse(
            ProblemCode.BAD_VALUE, f"the first context is not {CREDENTIALS_V2}", "/@context/0"
        )
    if "id" in document:
        url_in(document, "id", "")
    if not is_typed(document):
        raise refuse(ProblemCode.BAD_VALUE, "type is one or more names", "/type")
    if required_type not in types_of(document):
        raise refuse(ProblemCode.BAD_VALUE, f"type does not include {required_type}", "/type")
    check_words(document, "")


def is_version_1(document: Mapping[str, Any]) -> bool:
    """Whether a document follows version 1.1 of the data model, which is read and not written."""
    contexts = document.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    return bool(first == CREDENTIALS_V1)


def is_typed(node: Mapping[str, Any]) -> bool:
    """Whether a node has one or more types, each of them a name."""
    types = types_of(node)
    for name in types:
        if not isinstance(name, str) or not name:
            return False
    return bool(types)


def url_in(node: Mapping[str, Any], member: str, pointer: str) -> str:
    """The absolute URL in a member of the node at `pointer`; `bad-value` for anything else."""
    value = node.get(member)
    if is_absolute_url(value):
        return str(value)
    # The pointer is written only where there is something to be said of it.
    return absolute_url(value, at_pointer(pointer, member))


def check_words(node: Mapping[str, Any], pointer: str) -> None:
    """`name` and `description`: text, or values with a language (VCDM 2.0 §4.6, §11.1)."""
    for member in ("name", "description"):
        said = node.get(member, "")
        if isinstance(said, str):
            continue
        words = as_list(said)
        if not words or not all(map(_is_word, words)):
            raise refuse(
                ProblemCode.BAD_VALUE,
                "neither a text nor a text with its language",
                at_pointer(pointer, member),
            )


def _is_word(word: Any) -> bool:
    """Whether a value is a text, or a text with a language, a direction, or both."""
    return isinstance(word, str) or (
        isinstance(word, dict)
        and isinstance(word.get("@value"), str)
        and word.keys() <= {"@value", "@language", "@direction"}
        and _is_language_tag(word.get("@language", "en"))
        and word.get("@direction", "ltr") in ("ltr", "rtl")
    )


def _is_language_tag(value: Any) -> bool:
    return isinstance(value, str) and _LANGUAGE_TAG.fullmatch(value) is not None


def identified(document: JSONObject, member: str) -> str:
    """A URL, or an object whose `id` is a URL (VCDM 2.0 §4.7, §4.13)."""
    value = document.get(member)
    if isinstance(value, dict):
        check_words(value, f"/{member}")
        return url_in(value, "id", f"/{member}")
    return url_in(document, member, "")


def items(
    document: JSONObject, member: str, *, required: bool = False
) -> Sequence[tuple[str, Any]]:
    """The values of a member, one or many, each with its pointer.

    Raises `bad-value` for an empty list. What is missing gives None if it is `required`, so
    that the look at its shape refuses it.
    """
    if member not in document and not required:
        return []
    value = document.get(member)
    if not isinstance(value, list):
        return [(f"/{member}", value)]
    if not value:
        raise refuse(ProblemCode.BAD_VALUE, "the list is empty", f"/{member}")
    return [(f"/{member}/{number}", item) for number, item in enumerate(value)]


def object_with_members(value: Any, pointer: str) -> JSONObject:
    """A JSON object that is not empty; `bad-value` otherwise."""
    if not isinstance(value, dict) or not value:
        raise refuse(ProblemCode.BAD_VALUE, "not an object with members", pointer)
    return value
