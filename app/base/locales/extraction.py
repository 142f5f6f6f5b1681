"""Find every sentence that is shown to people, in code and templates of all slices."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

_ROOT = Path(__file__).parents[3]
_METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
# A template that cannot be read must not pass for one without sentences.
_OPTIONS = {pattern: {"silent": "false"} for pattern, method in _METHODS if method == "jinja2"}
_KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_WIDTH = 100


def sentences() -> Iterator[tuple[str, str | tuple[str, str], str | None]]:
    """File, sentence (a pair when it has a plural) and context of each place with a sentence."""
    for folder in ("app", "wallet_api"):
        found = extract_from_dir(
            _ROOT / folder, method_map=_METHODS, options_map=_OPTIONS, keywords=_KEYWORDS
        )
        for file, _line, sentence, _comments, context in found:
            yield f"{folder}/{file}", _as_sentence(sentence), context


def english() -> Catalog:
    """The catalogue of the source: every sentence once, with the files it stands in."""
    catalogue = Catalog(locale="en", fuzzy=False)
    for file, sentence, context in sentences():
        catalogue.add(sentence, sentence, locations=[(file, 0)], context=context)
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """A catalogue as its file: sorted, without dates and line numbers, so that it is stable."""
    body = BytesIO()
    write_po(
        body,
        catalogue,
        width=_WIDTH,
        omit_header=True,
        sort_output=True,
        include_lineno=False,
    )
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale}\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    return header.encode() + body.getvalue()


def _as_sentence(found: str | tuple[str, ...]) -> str | tuple[str, str]:
    return found if isinstance(found, str) else (found[0], found[1])
