"""What an entry of the audit trail is about, in words, looked up when it is read.

The trail itself holds identifiers only, so that whoever is deleted is not named in it for
ever: then the number of the certificate is left, and nobody's name.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.base.locales import N_, gettext, isolated
from app.issuer.record import subject_store as store

_CERTIFICATE = N_("Certificate %(number)s of %(name)s")
_NAMELESS = N_("Certificate %(number)s")
_LIST = N_("Class list %(name)s")
_WORDS = {
    "application": N_("Application of %(name)s"),
    "assessor": N_("Assessor %(name)s"),
    "centre": N_("Centre %(name)s"),
    "key": N_("API key “%(name)s”"),
    "name-change": N_("The name %(name)s"),
    "provider": N_("Provider %(name)s"),
    "trust": N_("%(name)s, in the trusted list"),
    "webhook": N_("Webhook to %(name)s"),
}
_ALONE = {"signing-key": N_("A signing key"), "application": N_("The application")}


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing in words, and the page of the console where it can be looked at, if there is one."""

    words: str
    path: str = ""


def subjects(session: Session, identifiers: Iterable[str]) -> Mapping[str, Subject]:
    """Those of these things that have a name, in the language of this request."""
    asked = set(identifiers)
    found = _plain(session, asked)
    parts: dict[str, set[str]] = defaultdict(set)
    for item in asked - found.keys():
        word, colon, key = item.partition(":")
        if colon:
            parts[word].add(key)
    for word, keys in parts.items():
        named = store.names(session, word, keys)
        for key in keys:
            said = _of_word(word, named.get(key))
            if said is not None:
                found[f"{word}:{key}"] = said
    return found


def _plain(session: Session, asked: set[str]) -> dict[str, Subject]:
    """Certificates, achievements, lists, bodies and employers, which have ids of their own."""
    found: dict[str, Subject] = {}
    for item, (number, name) in store.certificates(session, asked).items():
        words = _filled(_CERTIFICATE if name else _NAMELESS, number=number or item, name=name)
        found[item] = Subject(words, f"/console/awards/{_bare(item)}")
    for item, name in store.achievements(session, asked).items():
        found[item] = Subject(name, f"/console/achievements/{_bare(item)}")
    for item, name in store.lists(session, asked).items():
        found[item] = Subject(_filled(_LIST, name=name), f"/console/lists/{item}")
    named = {**store.bodies(session, asked), **store.employers(session, asked)}
    return found | {item: Subject(name) for item, name in named.items()}


def _of_word(word: str, name: str | None) -> Subject | None:
    if name is not None and word in _WORDS:
        return Subject(_filled(_WORDS[word], name=name))
    return Subject(gettext(_ALONE[word])) if word in _ALONE else None


def _filled(sentence: str, **values: str) -> str:
    return gettext(sentence) % {name: isolated(value) for name, value in values.items()}


def _bare(identifier: str) -> str:
    return identifier.rpartition(":")[2]
