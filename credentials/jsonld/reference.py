"""The guarded way from a JSON-LD document to its statements, over PyLD.

PyLD drops what it does not know and resolves what it should not, so it only ever sees
documents that passed `guards`, knows only vendored contexts, and its answer is compared
with what was written before anything is signed or believed.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pyld.jsonld import JsonLdError

from credentials.jsonld.canonical import Quad
from credentials.jsonld.dataset import Dataset, numbered
from credentials.jsonld.graph import check_graph, quads_of
from credentials.jsonld.guards import check_tree, embedded, presented
from credentials.jsonld.inline import check_contexts, check_policy
from credentials.jsonld.lossless import check_lossless
from credentials.jsonld.naming import Naming
from credentials.jsonld.processor import Memory, RememberingProcessor, options_for
from credentials.model import JSONObject, Policy, as_list
from credentials.problems import CredentialsError, ProblemCode, at_pointer, refuse

_PRESENTED = "https://www.w3.org/2018/credentials#verifiableCredential"

# PyLD keeps processed contexts in caches that are not made for threads.
_PYLD = threading.Lock()

# Only what the vendored contexts say goes in here, so strangers cannot fill it: a document
# with a context of its own gets a memory of its own.
_VENDORED = Memory()

# What PyLD lets out for documents that it does not foresee, besides its own error.
_PYLD_FAILURES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def canonical_nquads(
    document: Mapping[str, Any], *, policy: Policy, hash_name: str = "sha256"
) -> str:
    """What `nquads.canonical_nquads` promises, of every document."""
    return dataset_of(document, policy=policy).canonical(hash_name=hash_name)


def dataset_of(document: Mapping[str, Any], *, policy: Policy) -> Dataset:
    """What `nquads.dataset_of` promises, of every document."""
    whole = dict(document)
    inner = dict(presented(whole))
    # A vocabulary that is not known comes first: no more can be said about such a document.
    inline = check_contexts(whole)
    foreign = [context for at, shown in inner.items() for context in check_contexts(shown, at)]
    check_tree(whole, policy)
    own = {pointer: one for pointer, one in embedded(whole) if pointer not in inner}
    for pointer, one in own.items():
        check_contexts(one, pointer)
    with _PYLD:
        processing = _Processing(Memory() if inline or foreign else _VENDORED)
        quads = _quads(processing, whole, inner)
    for taken in (whole, *inner.values(), *own.values()):
        # Asked last, so that a forgery is called one and not just a form that is not read.
        check_policy(taken, policy)
    return numbered(quads)


def _quads(
    processing: "_Processing", document: JSONObject, inner: Mapping[str, JSONObject]
) -> list[Quad]:
    expanded = processing.expand(document)
    naming = processing.naming(document)
    _check_lossless(processing, document, expanded, naming)
    for pointer, shown in inner.items():
        if "proof" not in shown:
            # An enveloped credential is in the text in this form only: it is checked here.
            own_names = processing.naming(shown)
            _check_lossless(processing, shown, processing.expand(shown), own_names, pointer)
    check_graph(expanded, document, naming)
    quads = quads_of(processing.to_rdf(expanded))
    if not quads:
        raise refuse(ProblemCode.TERM_UNDEFINED, "nothing in the document makes a statement")
    return quads


def _check_lossless(
    processing: "_Processing",
    document: JSONObject,
    expanded: list[JSONObject],
    naming: Naming,
    pointer: str = "",
) -> None:
    naming.check_names(at_pointer(pointer, "@context"))
    written = document
    if any(_PRESENTED in node for node in expanded):
        # What is presented has contexts of its own and does not come back through this one.
        written = {name: document[name] for name in document if name != "verifiableCredential"}
        expanded = [{name: node[name] for name in node if name != _PRESENTED} for node in expanded]
    compacted = processing.compact(expanded, document["@context"])
    check_lossless(written, compacted, naming=naming, pointer=pointer)


class _Processing:
    """PyLD with every option said, and every failure turned into ours."""

    def __init__(self, memory: Memory) -> None:
        self._processor = RememberingProcessor(memory)
        self._options = options_for(memory)

    def expand(self, document: JSONObject) -> list[JSONObject]:
        with _refusing():
            expanded: list[JSONObject] = self._processor.expand(document, self._options)
        return expanded

    def compact(self, expanded: list[JSONObject], contexts: Any) -> JSONObject:
        options = {**self._options, "skipExpansion": True}
        with _refusing():
            compacted: JSONObject = self._processor.compact(expanded, contexts, options)
        return compacted

    def to_rdf(self, expanded: list[JSONObject]) -> dict[str, Any]:
        options = {**self._options, "skipExpansion": True}
        with _refusing():
            rdf: dict[str, Any] = self._processor.to_rdf(expanded, options)
        return rdf

    def naming(self, document: JSONObject) -> Naming:
        contexts = as_list(document["@context"])
        if not any(isinstance(context, dict) for context in contexts):
            return Naming(contexts, {})
        with _refusing():
            initial = self._processor.process_context(None, None, self._options)
            active = self._processor.process_context(initial, contexts, self._options)
        return Naming(contexts, active["mappings"])


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except JsonLdError as error:
        raise _refused(error.code) from error
    except _PYLD_FAILURES as error:
        raise refuse(ProblemCode.BAD_VALUE, "not a document that JSON-LD can read") from error


def _refused(code: str | None) -> CredentialsError:
    if code in _REDEFINITIONS:
        return refuse(
            ProblemCode.TREE_CHANGED, "a context changes what a pinned one says", "/@context"
        )
    return refuse(ProblemCode.BAD_VALUE, f"JSON-LD: {code or 'not readable'}")


_REDEFINITIONS = ("protected term redefinition", "invalid context nullification")
