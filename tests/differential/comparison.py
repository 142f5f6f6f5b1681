"""What is said of a case here, and what a difference to somebody else's answer comes to."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from pyld.jsonld import JsonLdProcessor

from credentials.jsonld import compiled, reference, trees
from credentials.jsonld.canonical import canonicalize
from credentials.jsonld.graph import quads_of
from credentials.problems import CredentialsError
from tests.differential.cases import Case
from tests.differential.partners import Answer


class Said(NamedTuple):
    """Canonical N-Quads and the path that they came by, or why there are none."""

    text: str | None
    path: str = ""
    refusal: str = ""


def said_here(case: Case) -> Said:
    """What the product says: the first path that reads the case, in the order of `nquads`."""
    try:
        for path, text in fast_here(case).items():
            return Said(text, path=path)
        return Said(reference.canonical_nquads(case.document, policy=case.policy), path="reference")
    except CredentialsError as error:
        return Said(None, refusal=error.problem.code.value)
    except Exception as error:  # noqa: BLE001 - that it falls over is a finding, and not the end
        return Said(None, refusal=f"{_FALLEN}{error!r}")


def fast_here(case: Case) -> dict[str, str]:
    """What each path but the reference says, by its name, where it says anything.

    A shape is known of classes of documents only; tests/properties/test_shapes.py makes them.
    Raises AssertionError where they do not say the same.
    """
    tree = trees.canonical_nquads(case.document, policy=case.policy, hash_name="sha256")
    walked = compiled.dataset_of(case.document, policy=case.policy)
    said = {
        "tree": None if tree is None else tree.decode(),
        "compiled": None if walked is None else walked.canonical(),
    }
    texts = {path: text for path, text in said.items() if text is not None}
    assert len(set(texts.values())) < 2, said
    return texts


_FALLEN = "falls over: "


class Outcome(NamedTuple):
    """What the two answers come to: its kind, and which of that kind."""

    kind: str
    which: str = ""


AGREED, BOTH_REFUSED, REFUSED_HERE, EXPLAINED, UNEXPLAINED = (
    *("agreed", "both_refused", "refused_here", "explained", "unexplained"),
)


def outcome(case: Case, here: Said, there: Answer) -> Outcome:
    """Compare what is said here with what a partner says."""
    if here.refusal.startswith(_FALLEN):
        return Outcome(UNEXPLAINED)
    if here.text is None:
        is_refused = there.text is None or there.is_lossy
        return Outcome(BOTH_REFUSED) if is_refused else Outcome(REFUSED_HERE, here.refusal)
    if here.text == there.text and not there.is_lossy:
        return Outcome(AGREED, here.path)
    for name, is_so in EXPLANATIONS.items():
        if there.text is not None and is_so(case, here.text, there):
            return Outcome(EXPLAINED, name)
    return Outcome(UNEXPLAINED)


# ── The differences that are understood ───────────────────────────────────────────────
# docs/differential/README.md says who is wrong, and test_explained.py shows each.


def _is_of_utf16(_case: Case, here: str, there: Answer) -> bool:
    """The same statements, but sorted by the halves of characters beyond U+FFFF."""
    assert there.text is not None
    if there.is_lossy or not any(ord(character) > 0xFFFF for character in here):
        return False
    # Other hashes may give other names. PyLD's parser misreads some escapes, so that the
    # lines themselves are looked at first.
    lines = sorted(there.text.splitlines(keepends=True))
    return "".join(lines) == here or _again(there.text) == here


def _is_shown_by_itself(case: Case, here: str, there: Answer) -> bool:
    """The same text, of which a shown credential with a proof of its own loses something."""
    shown = case.document.get("verifiableCredential")
    listed = shown if isinstance(shown, list) else [shown]
    return (
        there.is_lossy
        and there.text == here
        and any(isinstance(one, dict) and "proof" in one for one in listed)
    )


def _is_without_direction(case: Case, _here: str, there: Answer) -> bool:
    """What is said here once a text is left out that another has but for its direction."""
    document = _without_twins(case.document)
    if there.is_lossy or document == case.document:
        return False
    return said_here(replace(case, document=document)).text == there.text


def _without_twins(value: Any) -> Any:
    """A value whose lists keep the first of the texts that differ in direction alone."""
    if isinstance(value, dict):
        return {name: _without_twins(member) for name, member in value.items()}
    if not isinstance(value, list):
        return value
    kept: list[Any] = []
    met = []
    for item in value:
        if isinstance(item, dict) and "@value" in item:
            but_direction = {name: one for name, one in item.items() if name != "@direction"}
            if but_direction in met:
                continue
            met.append(but_direction)
        kept.append(_without_twins(item))
    return kept


def _is_of_empty_graphs(_case: Case, here: str, there: Answer) -> bool:
    """What is said here, without the graphs that nothing is said in.

    It counts them as a loss and would not sign. Whether anything else is lost, what is said
    here tells, as for `_is_shown_by_itself`.
    """
    assert there.text is not None
    lines = here.splitlines(keepends=True)
    rest = [line for line in lines if not _names_an_empty_graph(line, here)]
    return len(rest) < len(lines) and _again("".join(rest)) == _again(there.text)


def _names_an_empty_graph(line: str, text: str) -> bool:
    """Whether it names what is shown, or a proof, and nothing else is said of that."""
    found = _GRAPH.search(line)
    return found is not None and text.count(f"{found[1]} ") == 1


# The two members whose values are graphs of their own.
_GRAPH = re.compile(
    r" <https://(?:www\.w3\.org/2018/credentials#verifiableCredential|w3id\.org/security#proof)>"
    r" (_:c14n\d+) "
)


def _again(text: str) -> str:
    """Statements with the names that they get when they are read again."""
    return canonicalize(quads_of(JsonLdProcessor.parse_nquads(text)))


EXPLANATIONS: Mapping[str, Callable[[Case, str, Answer], bool]] = {
    "order-of-utf-16": _is_of_utf16,
    "shown-by-itself": _is_shown_by_itself,
    "direction-not-compared": _is_without_direction,
    "empty-graph": _is_of_empty_graphs,
}
