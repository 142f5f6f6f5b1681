"""Where two documents differ, and where documents made from one template may."""

from collections.abc import Iterator, Mapping
from typing import Any

from credentials.model import JSONObject, types_of

Path = tuple[str | int, ...]
"""The way to a text in a document: names, and numbers in lists."""

# What these say decides how everything else is read or checked.
_FIXED = frozenset(
    {
        "@context", "issuer", "credentialSchema", "relatedResource", "termsOfUse",
        "refreshService", "proof",
    }
)  # fmt: skip
_OF_STATUS = frozenset({"id", "statusListIndex", "statusListCredential"})


def differing(one: Any, other: Any, path: Path = ()) -> Iterator[Path]:
    """The texts in which two documents differ; an empty path where they differ in more.

    Also where members stand in another order, because that is another sequence of bytes.
    """
    if isinstance(one, str) and isinstance(other, str):
        if one != other:
            yield path
    elif isinstance(one, dict) and isinstance(other, dict) and list(one) == list(other):
        for name, member in one.items():
            yield from differing(member, other[name], (*path, name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (value, another) in enumerate(zip(one, other, strict=True)):
            yield from differing(value, another, (*path, number))
    elif type(one) is not type(other) or one != other:
        yield ()


def may_vary(path: Path, document: JSONObject) -> bool:
    """Whether the text there has no part in how the rest of the document is checked."""
    if not path or path[0] in _FIXED:
        return False
    if any(isinstance(step, str) and (step == "type" or step[:1] == "@") for step in path):
        return False
    if path[0] == "credentialStatus":
        *way, name = path
        return name in _OF_STATUS and types_of(at(document, way)) == ["BitstringStatusListEntry"]
    return True


def at(document: Any, path: Iterator[str | int] | list[str | int] | Path) -> Any:
    """What stands there."""
    for step in path:
        document = document[step]
    return document


def replaced(document: Any, texts: Mapping[Path, str], path: Path = ()) -> Any:
    """The document with other texts in these places."""
    if isinstance(document, dict):
        return {name: replaced(value, texts, (*path, name)) for name, value in document.items()}
    if isinstance(document, list):
        return [replaced(value, texts, (*path, at)) for at, value in enumerate(document)]
    return texts.get(path, document)


def in_order(document: Any, paths: frozenset[Path], path: Path = ()) -> Iterator[Path]:
    """These places in the order in which they stand in the document."""
    if path in paths:
        yield path
    elif isinstance(document, dict):
        for name, value in document.items():
            yield from in_order(value, paths, (*path, name))
    elif isinstance(document, list):
        for number, value in enumerate(document):
            yield from in_order(value, paths, (*path, number))
