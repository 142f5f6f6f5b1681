"""Random edits of a JSON document: every kind that a forger with an editor could make."""

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

Path = tuple[str | int, ...]

# Names that exist in the contexts (so that a copy under them is defined), names that do not,
# keywords, and full addresses of terms that hide a member from readers of JSON.
_NAMES = [
    "name", "description", "id", "type", "issuer", "validFrom", "validUntil", "awardedDate",
    "credentialStatus", "credentialSubject", "achievement", "criteria", "narrative", "identifier",
    "evidence", "image", "inLanguage", "result", "related", "creator", "proof", "termsOfUse",
    "favouriteColour", "fullName", "@id", "@type", "@context", "@graph", "@included", "@reverse",
    "@nest", "@index", "@value", "@language", "@json", "", "https://schema.org/name",
    "https://www.w3.org/2018/credentials#validUntil", "cred:validUntil", "_:b0",
    "https://www.w3.org/2018/credentials#credentialStatus",
]  # fmt: skip
_SCALARS: list[Any] = [
    None, True, False, 0, 1, 1.5, -1, 2**53, "", "x", "en", "EN", "urn:x", "_:b0", "#x",
    "did:web:school.example", "2031-01-01T00:00:00Z", "OpenBadgeCredential", "name", {}, [], [[]],
    [None], {"id": "urn:x"}, {"@value": "x"}, {"@value": "x", "@language": "en"}, {"@id": "urn:x"},
    {"@list": ["x"]}, {"@set": ["x"]}, {"type": "Achievement"},
]  # fmt: skip
_CONTEXTS: list[Any] = [
    {"fullName": "https://schema.org/name"}, {"role": None}, {"name": None}, {"@vocab": "urn:v#"},
    {"@base": "urn:b"}, {"@language": "en"}, "https://www.w3.org/ns/credentials/examples/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json", "https://x.example/context", None,
]  # fmt: skip


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    """The places of a document, the document itself first."""
    yield here
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, (*here, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*here, index))


def at(document: Any, path: Path) -> Any:
    """The value at a place."""
    for step in path:
        document = document[step]
    return document


def put(document: Any, path: Path, value: Any) -> Any:
    """Put a value at a place; the document itself can be replaced too."""
    if not path:
        return value
    at(document, path[:-1])[path[-1]] = value
    return document


def edited(document: Any, rng: random.Random) -> tuple[str, Any]:
    """The kind of one random edit, and the document after it."""
    kind = rng.choice(list(_EDITS))
    return kind, _EDITS[kind](copy.deepcopy(document), rng)


def _place(document: Any, rng: random.Random, *kinds: type) -> Path:
    found = [path for path in paths(document) if path and isinstance(at(document, path), kinds)]
    return rng.choice(found) if found else ()


def _replace(document: Any, rng: random.Random) -> Any:
    return put(document, _place(document, rng, object), copy.deepcopy(rng.choice(_SCALARS)))


def _retype(document: Any, rng: random.Random) -> Any:
    path = _place(document, rng, str)
    if not path:
        return document
    text = at(document, path)
    cut = rng.randrange(len(text) + 1)
    inserted = text[:cut] + rng.choice("aZ0 é\u200f") + text[cut:]
    shortened = text[:cut] + text[cut + 1 :]
    other = rng.choice(
        [shortened, inserted, text.upper(), text.lower(), text + " ", " " + text, text[::-1]]
    )
    return put(document, path, other)


def _remove(document: Any, rng: random.Random) -> Any:
    path = _place(document, rng, object)
    if path:
        del at(document, path[:-1])[path[-1]]
    return document


def _add(document: Any, rng: random.Random) -> Any:
    node = at(document, _place(document, rng, dict) if rng.random() < 0.8 else ())
    node[rng.choice(_NAMES)] = copy.deepcopy(rng.choice(_SCALARS))
    return document


def _rename(document: Any, rng: random.Random) -> Any:
    path = _place(document, rng, object)
    if not path or isinstance(path[-1], int):
        return _remove(document, rng)
    node = at(document, path[:-1])
    node[rng.choice(_NAMES)] = node.pop(path[-1])
    return document


def _move(document: Any, rng: random.Random) -> Any:
    path = _place(document, rng, object)
    if not path:
        return document
    value = at(document, path)
    del at(document, path[:-1])[path[-1]]
    target = _place(document, rng, dict)
    at(document, target)[str(path[-1])] = value
    return document


def _copy(document: Any, rng: random.Random) -> Any:
    value = copy.deepcopy(at(document, _place(document, rng, object)))
    target = at(document, _place(document, rng, dict, list))
    if isinstance(target, dict):
        target[rng.choice(_NAMES)] = value
    elif isinstance(target, list):
        target.insert(rng.randrange(len(target) + 1), value)
    return document


def _wrap(document: Any, rng: random.Random) -> Any:
    path = _place(document, rng, object)
    value = at(document, path)
    wrapped = rng.choice(
        [[value], [[value]], {"@value": value}, {"@id": value}, {"id": value}, {"@set": [value]},
         {"@list": [value]}, {"@graph": value}, [value, value], {"@value": value, "@type": "@json"}]
    )  # fmt: skip
    return put(document, path, wrapped)


def _unwrap(document: Any, rng: random.Random) -> Any:
    path = _place(document, rng, list, dict)
    value = at(document, path)
    inner = list(value.values()) if isinstance(value, dict) else value
    return put(document, path, rng.choice(inner) if inner else None)


def _swap(document: Any, rng: random.Random) -> Any:
    one, other = _place(document, rng, object), _place(document, rng, object)
    if one[: len(other)] == other or other[: len(one)] == one:
        return _replace(document, rng)
    first, second = at(document, one), at(document, other)
    return put(put(document, one, second), other, first)


def _shuffle(document: Any, rng: random.Random) -> Any:
    path = _place(document, rng, list)
    if path:
        rng.shuffle(at(document, path))
    return document


def _context(document: Any, rng: random.Random) -> Any:
    contexts = document.get("@context")
    item = copy.deepcopy(rng.choice(_CONTEXTS))
    if rng.random() < 0.5 and isinstance(contexts, list):
        contexts.insert(rng.randrange(len(contexts) + 1), item)
    else:
        at(document, _place(document, rng, dict))["@context"] = item
    return document


def _split(document: Any, rng: random.Random) -> Any:
    path = _place(document, rng, dict)
    node = at(document, path)
    names = [name for name in node if name not in ("id", "type")]
    half = set(rng.sample(names, len(names) // 2))
    same = {name: node[name] for name in ("id", "type") if name in node and rng.random() < 0.7}
    parts = [
        {**same, **{name: node[name] for name in names if name in half}},
        {**same, **{name: node[name] for name in names if name not in half}},
    ]
    return put(document, path, parts)


_EDITS: dict[str, Callable[[Any, random.Random], Any]] = {
    "replace": _replace, "retype": _retype, "remove": _remove, "add": _add, "rename": _rename,
    "move": _move, "copy": _copy, "wrap": _wrap, "unwrap": _unwrap, "swap": _swap,
    "shuffle": _shuffle, "context": _context, "split": _split,
}  # fmt: skip
