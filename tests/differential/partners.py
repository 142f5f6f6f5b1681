"""Who is asked for a second opinion: PyLD as it comes, and jsonld.js in Node."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from pyld import jsonld

from credentials.jsonld import loader
from credentials.model import JSONObject
from tests.interop import node


class Answer(NamedTuple):
    """Canonical N-Quads, None where there are none; `is_lossy` where it would not sign them."""

    text: str | None
    is_lossy: bool = False


Ask = Callable[[Sequence[JSONObject]], list[Answer]]


class Partner(NamedTuple):
    """Somebody to ask: its version, how it is started, and how many cases make a whole ledger."""

    version: str
    start: Callable[[], AbstractContextManager[Ask]]
    whole: int


def by_pyld(document: JSONObject) -> Answer:
    """What PyLD says by itself: none of our guards, memories and canonical N-Quads."""
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "rdfDirection": "i18n-datatype",
        "documentLoader": loader.load_document,
    }
    try:
        return Answer(jsonld.normalize(document, options))
    except Exception:  # noqa: BLE001 - PyLD lets out whatever happens to it
        return Answer(None)


@contextmanager
def _pyld() -> Iterator[Ask]:
    yield lambda documents: [by_pyld(document) for document in documents]


@contextmanager
def jsonld_js() -> Iterator[Ask]:
    """A Node that answers; `make interop` installs what it runs."""
    with node.conversation("normalize.mjs") as spoken:
        spoken.tell(dict(loader.CONTEXTS))
        yield lambda documents: [Answer(*answer) for answer in spoken.ask(list(documents))]


def _version_in_node() -> str:
    package = Path(node.__file__).parent / "package.json"
    return str(json.loads(package.read_text())["dependencies"]["jsonld"])


PARTNERS: Mapping[str, Partner] = {
    "pyld": Partner(f"PyLD {version('PyLD')}", _pyld, 1_000_000),
    "jsonld.js": Partner(f"jsonld.js {_version_in_node()}", jsonld_js, 100_000),
}
