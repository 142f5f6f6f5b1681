"""Every claim of a credential, flat and in reading order, to be compared line by line.

Nothing is left out: what has no place of its own is listed by its path, and identifiers and
addresses of machines stand apart. The labels are words of the templates.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from app.verifier.badge_lines import Line, line_of, names_of_measures
from credentials import ENDORSEMENTS, JSONObject


class Label(StrEnum):
    """What a claim is about, in the order in which claims are read."""

    NAME = "name"
    NAME_IN_LATIN = "name-in-latin"
    FAMILY_NAME = "family-name"
    GIVEN_NAME = "given-name"
    FORMER_NAME = "former-name"
    BIRTH_YEAR = "birth-year"
    TITLE = "title"
    DESCRIPTION = "description"
    CRITERIA = "criteria"
    KIND = "kind"
    CODE = "code"
    AWARDED_ON = "awarded-on"
    ISSUED_ON = "issued-on"
    VALID_FROM = "valid-from"
    VALID_UNTIL = "valid-until"
    NUMBER = "number"
    PROVIDER = "provider"
    CENTRE = "centre"
    ASSESSOR = "assessor"
    REGISTER = "register"
    EVIDENCE = "evidence"
    TERM = "term"
    RESULT = "result"
    MEASURE = "measure"
    LEVEL = "level"
    FIELD = "field"
    OCCUPATION = "occupation"
    HOURS = "hours"
    CREDITS = "credits"
    ASSESSMENT = "assessment"
    OUTCOME = "outcome"
    SKILL = "skill"
    ALIGNMENT = "alignment"
    REFRESHER = "refresher"
    VERSION = "version"
    LANGUAGE = "language"
    COMMENT = "comment"
    ISSUER_SAYS = "issuer-says"
    ISSUER_SITE = "issuer-site"
    OTHER = "other"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class Claim:
    """One line. `path` says where it stood; `day` is set when the value is a date.

    `about` is what was measured, for a result. `details` are what belongs to the line, each
    with its kind; `place` is the number of a line among those of its label.
    """

    label: Label
    path: str
    value: str = field(repr=False)
    day: datetime | None = field(default=None, repr=False)
    about: str = field(default="", repr=False)
    details: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    place: int = 0


@dataclass(frozen=True, slots=True)
class Translation:
    """The issuer's own translation of the title and texts, in one language."""

    language: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of one credential: to compare, translated, and of use to machines only."""

    lines: tuple[Claim, ...] = ()
    translations: tuple[Translation, ...] = ()
    technical: tuple[Claim, ...] = ()

    @property
    def language(self) -> str | None:
        """The language of the award's texts, a BCP 47 tag, where exactly one is stated."""
        stated = self.values(Label.LANGUAGE)
        return stated[0] if len(stated) == 1 and _TAG.fullmatch(stated[0]) else None

    @property
    def names(self) -> tuple[str, ...]:
        """The names to compare with the person's papers."""
        return tuple(dict.fromkeys((*self.values(Label.NAME), *self.values(Label.NAME_IN_LATIN))))

    @property
    def levels(self) -> tuple[str, ...]:
        """Where the issuer places the award in frameworks, in the issuer's words."""
        lines = [claim for claim in self.lines if claim.label is Label.LEVEL]
        named = [(line.value, dict(line.details).get("framework", "")) for line in lines]
        return tuple(" · ".join(part for part in parts if part) for parts in named)

    def values(self, label: Label) -> tuple[str, ...]:
        """What the lines of that label say."""
        return tuple(claim.value for claim in self.lines if claim.label is label)


# A claim, and the language where it is a translation.
_Said = tuple[Claim, str | None]
# Puts what stands alone at a path into words.
_Read = Callable[[tuple[str, ...], Any], Claim]
_COMPARED = frozenset({Label.NAME, Label.NAME_IN_LATIN, Label.BIRTH_YEAR, Label.LEVEL})
_NOT_COMPARED = Claim(Label.OTHER, "", "")

_SUBJECT = "credentialSubject"
_ACHIEVEMENT = f"{_SUBJECT} achievement"
_LABELS = {
    f"{_SUBJECT} name": Label.NAME,
    f"{_ACHIEVEMENT} name": Label.TITLE,
    f"{_ACHIEVEMENT} description": Label.DESCRIPTION,
    f"{_ACHIEVEMENT} criteria narrative": Label.CRITERIA,
    f"{_ACHIEVEMENT} achievementType": Label.KIND,
    f"{_ACHIEVEMENT} humanCode": Label.CODE,
    f"{_ACHIEVEMENT} inLanguage": Label.LANGUAGE,
    f"{_ACHIEVEMENT} criteria id": Label.CRITERIA,
    f"{_ACHIEVEMENT} version": Label.VERSION,
    f"{_ACHIEVEMENT} creditsAvailable": Label.CREDITS,
    f"{_ACHIEVEMENT} alignment targetUrl": Label.TECHNICAL,
    f"{_SUBJECT} result resultDescription": Label.TECHNICAL,
    f"{_SUBJECT} identifier salt": Label.TECHNICAL,
    f"{_SUBJECT} licenseNumber": Label.NUMBER,
    f"{_SUBJECT} source name": Label.PROVIDER,
    f"{_SUBJECT} source url": Label.PROVIDER,
    f"{_SUBJECT} source parentOrg name": Label.PROVIDER,
    "evidence genre": Label.EVIDENCE,
    "evidence name": Label.EVIDENCE,
    "evidence description": Label.EVIDENCE,
    "evidence narrative": Label.EVIDENCE,
    f"{_SUBJECT} term": Label.TERM,
    f"{_SUBJECT} creditsEarned": Label.CREDITS,
    f"{_SUBJECT} result value": Label.RESULT,
    f"{_SUBJECT} endorsementComment": Label.COMMENT,
    "awardedDate": Label.AWARDED_ON,
    "validFrom": Label.VALID_FROM,
    "validUntil": Label.VALID_UNTIL,
    "issuanceDate": Label.VALID_FROM,
    "expirationDate": Label.VALID_UNTIL,
    "issuer name": Label.ISSUER_SAYS,
    "issuer publicKey": Label.TECHNICAL,
    "issuer revocationList": Label.TECHNICAL,
    "issuer url": Label.ISSUER_SITE,
}
_IDENTITIES = {
    "name": Label.NAME,
    "ext:nameLatin": Label.NAME_IN_LATIN,
    "ext:familyName": Label.FAMILY_NAME,
    "ext:givenName": Label.GIVEN_NAME,
    "ext:formerName": Label.FORMER_NAME,
    "ext:birthYear": Label.BIRTH_YEAR,
}
# What our own certificates rest on (docs/adr/0006); other kinds are shown as they are.
_EVIDENCE = {
    "ext:centre": Label.CENTRE,
    "ext:assessor": Label.ASSESSOR,
    "ext:register": Label.REGISTER,
}
_FOR_MACHINES = frozenset(
    {"id", "type", "@context", "@type", "credentialStatus", "credentialSchema", "hashed"}
)
# What an SD-JWT VC says about itself, and the names that its claims about a person have (OpenID
# Connect Core §5.1): in other documents these words would be somebody's own.
_OF_A_TOKEN = frozenset(
    {
        "iss", "iat", "nbf", "exp", "sub", "jti", "cnf", "status", "vct", "vct#integrity",
        "aka_vcts",
    }
)  # fmt: skip
_DATES_OF_A_TOKEN = {Label.VALID_FROM: "nbf", Label.VALID_UNTIL: "exp"}
_OF_A_PERSON = {"given_name": Label.GIVEN_NAME, "family_name": Label.FAMILY_NAME}
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
# No signature covers the order of members or of a set, so whoever passes a certificate on
# could choose what is read first (T6): it is always read in this order. Only the values of
# a list term have an order that is signed.
_PLACES: dict[str, dict[str, int]] = {}
for _number, _where in enumerate(_LABELS):
    _above, _, _member = _where.rpartition(" ")
    _PLACES.setdefault(_above, {})[_member] = _number
_NO_PLACE = len(_LABELS)
_LIST_TERMS = frozenset({"allowedValue"})
_ORDER = {label: number for number, label in enumerate(Label)}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.]+(?:Z|[+-]\d{2}:\d{2})")
# An identifier that nobody reads, only compares (IdentityHash).
_HASHED = re.compile(r"(?:sha256|md5)\$")
_MAX_LINES = 2_000
_LONGEST_TECHNICAL = 300


def claims_of(document: JSONObject, *, signed_at: datetime | None = None) -> Claims:
    """The claims of a credential whose proof held; nothing else may be shown as claims.

    `signed_at` is when it was signed, as far as the proof says so.
    """
    lines: list[Claim] = []
    if signed_at is not None:
        lines.append(Claim(Label.ISSUED_ON, "proof", signed_at.isoformat(), signed_at))
    technical: list[Claim] = []
    translations: list[Translation] = []
    for claim, language in _each_claim(document, read=_claim)[: _MAX_LINES - len(lines)]:
        if language is not None:
            translations.append(Translation(language, (claim,)))
        elif claim.label is Label.TECHNICAL:
            technical.append(claim)
        else:
            lines.append(claim)
    lines.sort(key=_reading_order)
    return Claims(_distinct(lines), _joined(translations), tuple(technical))


def compared_in(document: JSONObject, *, signed_at: datetime | None = None) -> Claims:
    """Of `claims_of` only the lines that a program compares: names, birth years and levels.

    It is the same walk, so that they are the same; most other lines are not put into words.
    """
    is_token = "vct" in document
    found = _each_claim(document, read=_claim if is_token else _name_only)
    kept = found[: _MAX_LINES - (signed_at is not None)]
    lines = [one for one, language in kept if language is None and one.label in _COMPARED]
    lines.sort(key=_reading_order)
    return Claims(_distinct(lines))


def _name_only(path: tuple[str, ...], value: Any) -> Claim:
    # Of what stands alone only a name is compared; the others count and are not looked at.
    return _claim(path, value) if path[-1] == "name" else _NOT_COMPARED


def _each_claim(document: JSONObject, *, read: _Read) -> list[_Said]:
    walk = _Walk(names_of_measures(document), read)
    walk.value(document, (), None)
    if "vct" in document and "@context" not in document:
        return [(_of_a_token(claim, document), language) for claim, language in walk.found]
    return walk.found


def _of_a_token(claim: Claim, document: JSONObject) -> Claim:
    """A claim of an SD-JWT VC, which says what it is by its name alone."""
    name = claim.path.partition(" ")[0]
    if name in _OF_A_TOKEN:
        return replace(claim, label=Label.TECHNICAL, value=_cut(claim.value))
    date = _DATES_OF_A_TOKEN.get(claim.label)
    if date is not None and (claim.day is None or claim.day.timestamp() != document.get(date)):
        # It was judged by the dates of the token, which say otherwise or nothing.
        return replace(claim, label=Label.OTHER)
    if claim.path == "name" and _SUBJECT not in document:
        # Without a subject it is a person that the claims are about.
        return replace(claim, label=Label.NAME)
    return replace(claim, label=_OF_A_PERSON.get(claim.path, claim.label))


def as_written(document: JSONObject, member: str, otherwise: datetime | None) -> datetime | None:
    """The time of a member with the offset that it was signed with, which says its day."""
    written = _only(document.get(member))
    return (_day(written) if isinstance(written, str) else None) or otherwise


def _reading_order(claim: Claim) -> tuple[int, int]:
    return _ORDER[claim.label], claim.place


def _distinct(lines: list[Claim]) -> tuple[Claim, ...]:
    """Each statement once: a badge repeats its award's name on top of the document."""
    kept = {
        (
            claim.label,
            claim.path if claim.label is Label.OTHER else "",
            claim.value,
            claim.about,
            claim.details,
        ): claim
        for claim in reversed(lines)
    }
    return tuple(reversed(kept.values()))


@dataclass(slots=True)
class _Walk:
    """A document on its way to `found`; `names` are those of its measures (`names_of_measures`)."""

    names: Mapping[str, str]
    read: _Read
    found: list[_Said] = field(default_factory=list)

    def value(self, value: Any, path: tuple[str, ...], language: str | None) -> None:
        """Whatever stands there."""
        if len(self.found) >= _MAX_LINES:
            # The rest would not be shown.
            return
        if isinstance(value, list):
            is_ordered = len(value) == 1 or path[-1] in _LIST_TERMS
            for item in value if is_ordered else sorted(value, key=_words):
                self.value(item, path, language)
        elif isinstance(value, dict):
            self._object(value, path, language)
        elif value is not None:
            self.found.append((self.read(path, value), language))

    def _object(self, value: JSONObject, path: tuple[str, ...], language: str | None) -> None:
        if "@value" in value:
            self.found.append((self.read(path, value["@value"]), language))
            return
        last = path[-1] if path else ""
        if "identityType" in value:
            value = self._without_identity(value, path, language)
        if path == ("evidence",) and "genre" in value:
            value = self._without_evidence(value, path, language)
        line = line_of(last, value, self.names)
        if line is not None:
            self.found.append((_of_line(line, path), language))
            value = {member: item for member, item in value.items() if member not in line.used}
        translated_to = _only(value.get("inLanguage")) if last == "related" else None
        if isinstance(translated_to, str):
            language = translated_to
        for member in _in_reading_order(value, " ".join(path)):
            if (not path and member == "proof") or member in ENDORSEMENTS:
                # What others say has a place of its own in the report, with its own result.
                continue
            self.value(value[member], (*path, member), language)

    def _without_identity(
        self, value: JSONObject, path: tuple[str, ...], language: str | None
    ) -> JSONObject:
        """What an identity says beside the name that it gives in plain text, which was found."""
        identity, name = _only(value.get("identityType")), _only(value.get("identityHash"))
        is_named = isinstance(identity, str) and isinstance(name, str) and identity in _IDENTITIES
        if not is_named or _only(value.get("hashed")) is not False:
            return value
        self.found.append((Claim(_IDENTITIES[identity], " ".join(path), name), language))
        return {
            member: item
            for member, item in value.items()
            if member not in ("identityType", "identityHash", "hashed", "type")
        }

    def _without_evidence(
        self, value: JSONObject, path: tuple[str, ...], language: str | None
    ) -> JSONObject:
        """What evidence of one of our kinds says beside its name and words, which were found."""
        kind = _only(value.get("genre"))
        if not isinstance(kind, str) or kind not in _EVIDENCE:
            return value
        # Name and words belong together: a centre and its code are one line.
        parts = [_only(value.get(member)) for member in ("name", "description")]
        told = " · ".join(part for part in parts if isinstance(part, str))
        self.found.append((Claim(_EVIDENCE[kind], " ".join(path), told), language))
        return {
            member: item
            for member, item in value.items()
            if member not in ("genre", "type")
            and not (member in ("name", "description") and isinstance(_only(item), str))
        }


def _in_reading_order(value: JSONObject, where: str) -> Sequence[str]:
    places = _PLACES.get(where)
    if places is None:
        return sorted(value)
    return sorted(value, key=lambda member: (places.get(member, _NO_PLACE), member))


def _of_line(line: Line, path: tuple[str, ...]) -> Claim:
    return Claim(
        Label(line.label),
        " ".join(path),
        line.value,
        about=line.about,
        details=line.details,
        place=line.place,
    )


def _only(value: Any) -> Any:
    """The value itself, of one that stands alone in a list too: no signature tells them apart."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _words(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        # A number of more than 64 bits.
        return json.dumps(value, sort_keys=True, ensure_ascii=False).encode()


def _claim(path: tuple[str, ...], value: Any) -> Claim:
    where = " ".join(path)
    written = ("true" if value else "false") if isinstance(value, bool) else str(value)
    label = _LABELS.get(where, Label.OTHER)
    if label is Label.CRITERIA and written.startswith(("https://", "http://")):
        return Claim(label, where, written)
    is_hash = path[-1:] == ("identityHash",) and _HASHED.match(written) is not None
    if is_hash or not _FOR_MACHINES.isdisjoint(path):
        return Claim(Label.TECHNICAL, where, _cut(written))
    if " related " in where:
        # A translation's texts have the same labels as the texts themselves.
        label = _LABELS.get(where.replace(" related ", " "), Label.OTHER)
    elif where == "name" and label is Label.OTHER:
        # The title of the whole, compared like the award's own.
        label = Label.TITLE
    return Claim(label, where, written, _day(written))


def _cut(written: str) -> str:
    """What only machines read, as far as it is of use to show: not a whole picture."""
    if len(written) <= _LONGEST_TECHNICAL:
        return written
    return f"{written[:_LONGEST_TECHNICAL]}… ({len(written)})"


def _day(written: str) -> datetime | None:
    if written[10:11] != "T" or not _DATE.fullmatch(written):
        return None
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def _joined(parts: list[Translation]) -> tuple[Translation, ...]:
    joined: dict[str, list[Claim]] = {}
    for part in parts:
        joined.setdefault(part.language, []).extend(part.claims)
    return tuple(
        Translation(language, tuple(sorted(claims, key=_reading_order)))
        for language, claims in joined.items()
    )
