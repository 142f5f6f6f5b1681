"""What a document must look like before a JSON-LD processor may see it.

JSON-LD gives one graph many spellings and drops what it does not know. Here every form is
refused that a reader of the JSON and a reader of the graph could take differently, each
with the JSON Pointer of the place. What only the graph can show is checked in `graph`.
"""

import math
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from credentials.jsonld.inline import check_characters
from credentials.jsonld.naming import PROPERTIES
from credentials.model import JSONObject, Policy, as_list, types_of
from credentials.problems import ProblemCode, at_pointer, refuse

MAX_DEPTH = 32
MAX_NODES = 10_000
_SAFE_INTEGER = 2**53

# Below this jsonld.js writes a decimal as an integer, and above it numbers that other
# processors print differently begin; a signature over such a number fails elsewhere.
_SMALLEST_DECIMAL, _LARGEST_DECIMAL = 1e-6, 1e6

_VALUE_MEMBERS = {"@value", "@language", "@direction"}
LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def check_tree(document: Mapping[str, Any], policy: Policy) -> None:
    """Refuse a document whose JSON could be read otherwise than its graph.

    Raises CredentialsError: `malformed` for what is not bounded JSON, `bad-value` for values
    that do not survive, `term-undefined` for members that no statement would come from,
    `tree-changed` for keywords and addresses in the place of names, `context-unknown` for
    contexts inside the document. Presented credentials bring their own context, and so do
    those that stand inside another one.
    """
    own_context = {pointer for pointer, _ in presented(document)}
    own_context |= {pointer for pointer, _ in embedded(document)}
    for count, (value, pointer, depth) in enumerate(_walk(document), start=1):
        if count > MAX_NODES or depth > MAX_DEPTH:
            raise refuse(ProblemCode.MALFORMED, "too large or nested too deep", pointer)
        if isinstance(value, dict):
            _check_members(value, pointer, policy)
            if "@context" in value and pointer and pointer not in own_context:
                raise refuse(
                    ProblemCode.CONTEXT_UNKNOWN,
                    "a context inside the document is a form that is not read here",
                    at_pointer(pointer, "@context"),
                )
        else:
            _check_value(value, pointer)


def presented(document: Mapping[str, Any]) -> Iterator[tuple[str, JSONObject]]:
    """The credentials that a presentation shows, with their pointers (VCDM 2.0 §4.13).

    Raises CredentialsError with `bad-value` for a presentation inside the presentation.
    """
    if "VerifiablePresentation" not in types_of(document):
        return
    shown = document.get("verifiableCredential", [])
    for at, credential in enumerate(as_list(shown)):
        here = at_pointer("", "verifiableCredential", *([at] if isinstance(shown, list) else []))
        if isinstance(credential, dict):
            if "VerifiablePresentation" in types_of(credential):
                raise refuse(ProblemCode.BAD_VALUE, "a presentation shows a presentation", here)
            yield here, credential


def embedded(document: Mapping[str, Any]) -> Iterator[tuple[str, JSONObject]]:
    """The credentials inside a document that name contexts by address, with their pointers.

    An endorsement in a badge is one: it was signed before by somebody else, with contexts of
    its own. That each member means the same there as outside is found out like for the rest.
    """
    # What is larger is refused elsewhere, and what stands within itself has no end.
    for value, pointer, _ in islice(_walk(document), MAX_NODES):
        if (
            pointer
            and isinstance(value, dict)
            and "VerifiableCredential" in types_of(value)
            and isinstance(value.get("@context"), list)
            and all(isinstance(context, str) for context in value["@context"])
        ):
            yield pointer, value


def _walk(document: Mapping[str, Any]) -> Iterator[tuple[Any, str, int]]:
    """Every value outside of contexts, with its pointer and depth, in no special order."""
    stack: list[tuple[Any, str, int]] = [(dict(document), "", 1)]
    while stack:
        value, pointer, depth = stack.pop()
        yield value, pointer, depth
        if isinstance(value, dict):
            stack += [
                (member, at_pointer(pointer, name), depth + 1)
                for name, member in value.items()
                if name != "@context"
            ]
        elif isinstance(value, list):
            stack += [
                (member, at_pointer(pointer, at), depth + 1) for at, member in enumerate(value)
            ]


def _check_members(value: JSONObject, pointer: str, policy: Policy) -> None:
    if not all(isinstance(name, str) for name in value):
        raise refuse(ProblemCode.MALFORMED, "a member has a name that is no text", pointer)
    if "@value" in value:
        _check_value_object(value, pointer)
        return
    kinds = [kind for kind in types_of(value) if isinstance(kind, str)]
    if len(set(kinds)) != len(kinds):
        # In the graph it stands once, so the second one would not be signed.
        raise refuse(ProblemCode.BAD_VALUE, "a type stands twice", at_pointer(pointer, "type"))
    for name in value:
        here = at_pointer(pointer, name)
        check_characters(name, here)
        if name.startswith("@") and name != "@context":
            raise refuse(
                ProblemCode.TREE_CHANGED, "a keyword of JSON-LD stands in place of a name", here
            )
        if ":" in name and policy is Policy.STRICT:
            raise refuse(ProblemCode.TREE_CHANGED, _written_in_full(name), here)


def _written_in_full(name: str) -> str:
    """Says which property is hidden; only names from a vocabulary are ever quoted."""
    term = PROPERTIES.get(name)
    return f"{term or 'a member'} is written under an address, so a reader would miss it"


def _check_value_object(value: JSONObject, pointer: str) -> None:
    language = value.get("@language", "en")
    direction = value.get("@direction", "ltr")
    if (
        not value.keys() <= _VALUE_MEMBERS
        or not isinstance(value["@value"], str)
        or not isinstance(language, str)
        or not LANGUAGE_TAG.fullmatch(language)
        or direction not in ("ltr", "rtl")
    ):
        raise refuse(
            ProblemCode.BAD_VALUE,
            "a language value has a text as @value, and @language and @direction at most",
            pointer,
        )


def _check_value(value: Any, pointer: str) -> None:
    if value is None or value == []:
        raise refuse(
            ProblemCode.TERM_UNDEFINED,
            "an empty value makes no statement, so no signature covers it",
            pointer,
        )
    if isinstance(value, str):
        check_characters(value, pointer)
    elif isinstance(value, int | float):
        _check_number(value, pointer)
    elif not isinstance(value, list):
        raise refuse(ProblemCode.MALFORMED, "a value that is no JSON", pointer)
    elif any(isinstance(member, list) for member in value):
        raise refuse(ProblemCode.TREE_CHANGED, "a list in a list reads as one list", pointer)


def _check_number(value: int | float, pointer: str) -> None:
    if not is_exact(value):
        raise refuse(
            ProblemCode.BAD_VALUE, "a number that not every processor writes alike", pointer
        )


def is_exact(value: int | float) -> bool:
    """Whether every processor writes this number alike."""
    if isinstance(value, int) or (math.isfinite(value) and value.is_integer()):
        return abs(value) <= _SAFE_INTEGER
    return _SMALLEST_DECIMAL <= abs(value) <= _LARGEST_DECIMAL
