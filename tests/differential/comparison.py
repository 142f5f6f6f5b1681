"""What is said of a case here, and what a difference to somebody else's answer comes to."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

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
    return (
        not there.is_lossy
        and any(ord(character) > 0xFFFF for character in here)
        and canonicalize(quads_of(JsonLdProcessor.parse_nquads(there.text))) == here
    )


def _is_shown_by_itself(case: Case, here: str, there: Answer) -> bool:
    """The same text, of which a shown credential with a proof of its own loses something."""
    shown = case.document.get("verifiableCredential")
    listed = shown if isinstance(shown, list) else [shown]
    return (
        there.is_lossy
        and there.text == here
        and any(isinstance(one, dict) and "proof" in one for one in listed)
    )


EXPLANATIONS: Mapping[str, Callable[[Case, str, Answer], bool]] = {
    "order-of-utf-16": _is_of_utf16,
    "shown-by-itself": _is_shown_by_itself,
}
