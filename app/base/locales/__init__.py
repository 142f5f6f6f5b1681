"""The languages of the service: its catalogues and the language of the request at hand.

English is the source: `en/messages.po` is written from it (`python -m app.base.locales`) and
is what a new language starts from. Each part of the wording has its own file of a language;
all are read as one. Plural forms stand in Babel's order, which the files' headers repeat.
"""

import gettext as gnu
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from io import BytesIO
from unicodedata import bidirectional, normalize

from babel.core import Locale, negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "ar")
DEFAULT = "en"
COOKIE = "lang"

# First strong isolate, and its end.
_FSI, _PDI = "\u2068", "\u2069"
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
_STRONG_RTL = frozenset({"R", "AL"})

_TWO_LETTERS = re.compile("[A-Za-z]{2}")
# What the list of territories has beside countries: groups, and codes for trying out.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
# Languages of many people that have no short name of two letters, and those with two standards.
_MORE_LANGUAGES = frozenset({"ceb", "ckb", "fil", "pt-BR", "pt-PT", "zh-Hans", "zh-Hant"})

_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


def N_(message: str) -> str:  # noqa: N802 - the name by which extraction finds it
    """Mark a sentence for translation where it is not shown yet."""
    return message


def gettext(message: str) -> str:
    """The sentence in the language of this request."""
    return _translations(_current.get()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The sentence for `number` things in the language of this request."""
    return _translations(_current.get()).ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """The sentence in the language of this request; `context` tells alike ones apart."""
    return _translations(_current.get()).pgettext(context, message)


def language() -> str:
    """The language of this request, such as `ar`."""
    return _current.get()


def direction(name: str | None = None) -> str:
    """`rtl` or `ltr`, of a language or of this request's."""
    return str(Locale.parse((name or _current.get()).replace("-", "_")).text_direction)


def isolated(value: str) -> str:
    """A value that stands inside a sentence, kept from turning the sentence or itself round.

    Between Arabic words 2026-11-30 would be read 30-11-2026, and an Arabic name would pull the
    number after it to its other side. The isolates (UAX #9) are not seen, and hold in a mail
    as on a page. Addresses are left as they are: a mail program would take the end of the
    isolate for a part of what can be clicked.
    """
    needs_it = direction() == "rtl" or any(bidirectional(c) in _STRONG_RTL for c in value)
    if not value or not needs_it or value.startswith((_FSI, "<bdi")) or _ADDRESS.fullmatch(value):
        return value
    return type(value)(_FSI) + value + type(value)(_PDI)


def without_isolates(value: str) -> str:
    """The text as it is read, without what only keeps its direction."""
    return value.replace(_FSI, "").replace(_PDI, "")


def spoken(tag: str) -> str:
    """The language of ours that is nearest to a tag (BCP 47): `ar` for ar-EG, else English."""
    return choose(asked=None, remembered=None, accepted=tag)


def own_name(name: str) -> str:
    """What a language calls itself."""
    return Locale.parse(name).get_display_name(name) or name


def language_name(tag: str) -> str:
    """A language by its tag (BCP 47), as readers of this page call it; else the tag itself.

    The tag may come from a certificate of anybody's: it is only looked up.
    """
    known = Locale.parse(_current.get()).languages
    whole = known.get(tag.replace("-", "_"))
    if whole is not None:
        return str(whole)
    first, _, rest = tag.partition("-")
    name = known.get(first.lower())
    if name is None:
        return tag
    return f"{name} ({country_name(rest)})" if rest else str(name)


def country_name(code: str) -> str:
    """A country by its code (ISO 3166-1), as readers of this page call it; else the code."""
    return str(Locale.parse(_current.get()).territories.get(code.upper(), code))


def countries(chosen: str = "") -> list[tuple[str, str]]:
    """Codes (ISO 3166-1) and names of the countries, by name, to choose from; `chosen` too."""
    codes = _short(Locale.parse(_current.get()).territories) - _NO_COUNTRIES
    return _by_name({code: country_name(code) for code in {*codes, chosen} if code})


def tongues(chosen: str = "") -> list[tuple[str, str]]:
    """Tags (BCP 47) and names of the languages, by name, to choose from; `chosen` as well."""
    tags = _short(Locale.parse(_current.get()).languages) | _MORE_LANGUAGES
    return _by_name({tag: f"{language_name(tag)} ({tag})" for tag in {*tags, chosen} if tag})


def _short(known: Iterable[str | int | None]) -> set[str]:
    """Those of these codes that have two letters."""
    return {str(code) for code in known if _TWO_LETTERS.fullmatch(str(code))}


def _by_name(named: dict[str, str]) -> list[tuple[str, str]]:
    # Accents do not move a name to the end: Åland stands among the As.
    def place(pair: tuple[str, str]) -> str:
        return normalize("NFKD", pair[1]).casefold()

    return sorted(named.items(), key=place)


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Have everything inside the block speak that language."""
    token = _current.set(name if name in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _current.reset(token)


def choose(*, asked: str | None, remembered: str | None, accepted: str) -> str:
    """The language to speak: asked for by `?lang=`, else remembered, else what is accepted.

    `accepted` is an Accept-Language header (RFC 9110 §12.5.4); weights are kept in mind.
    """
    for wish in (asked, remembered):
        if wish in LANGUAGES:
            return wish
    wishes = []
    for part in accepted[:500].split(","):
        tag, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if quality > 0 and tag.strip():
            wishes.append((-quality, tag.strip()))
    tags = [tag for _, tag in sorted(wishes, key=lambda wish: wish[0])]
    return negotiate_locale(tags, LANGUAGES, sep="-") or DEFAULT


def catalogue(name: str) -> Catalog:
    """All catalogues of one language as one."""
    whole = Catalog(locale=name)
    folder = files(__name__) / name
    for part in sorted(folder.iterdir(), key=lambda file: file.name):
        if not part.name.endswith(".po"):
            continue
        for message in read_po(BytesIO(part.read_bytes()), locale=name):
            if message.id:
                whole.add(message.id, message.string, context=message.context)
    return whole


@cache
def _translations(name: str) -> gnu.NullTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue(name))
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)
