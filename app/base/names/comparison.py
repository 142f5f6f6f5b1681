"""Two ways to write a name, set side by side: what agrees, what differs, and how.

For a reader who holds a certificate and a person's passport or identity card, possibly in
another script. It is tolerant of what states and clerks do to names (order, hyphens, accents,
the rules of travel documents) and says so each time; it never says that two names are of one
person, because many people share a name, and people change theirs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.base.names.reading import Word, words_of


class How(StrEnum):
    """How one word agrees with another, from the closest; see `IN_AGREEMENT`."""

    SAME = "same"
    MARKS = "marks"
    """Only accents, capitals or apostrophes differ."""
    RULE = "rule"
    """The same letters, written in another script by the rule of travel documents."""
    JOINED = "joined"
    """One word here, two or three there."""
    CUSTOM = "custom"
    """The same sounds, written in another way than that rule."""
    VOWELS = "vowels"
    """The consonants agree; Arabic writing leaves most vowels out."""
    SPELLING = "spelling"
    """One or two letters differ."""
    INITIAL = "initial"
    """One of them is only the first letter."""


IN_AGREEMENT = frozenset({How.SAME, How.MARKS, How.RULE, How.JOINED})


class Outcome(StrEnum):
    """What came of it. None of them says whose name it is."""

    AGREES = "agrees"
    """Each word has its counterpart in the other."""
    PARTLY = "partly"
    """Some words agree or are alike; some differ or are missing."""
    DIFFERS = "differs"
    """No word agrees."""
    UNREADABLE = "unreadable"
    """Two scripts, of which one cannot be read letter by letter."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A word of the certificate and its counterpart on the person's document."""

    certificate: str = field(repr=False)
    document: str = field(repr=False)
    how: How


@dataclass(frozen=True, slots=True)
class Comparison:
    """One name of a certificate, compared; `pairs` are in the certificate's order.

    `is_former` says that the certificate calls it a former name.
    """

    name: str = field(repr=False)
    outcome: Outcome
    pairs: tuple[Pair, ...] = ()
    only_certificate: tuple[str, ...] = field(default=(), repr=False)
    only_document: tuple[str, ...] = field(default=(), repr=False)
    is_reordered: bool = False
    is_former: bool = False

    @property
    def agreeing(self) -> tuple[Pair, ...]:
        """The words that agree."""
        return tuple(pair for pair in self.pairs if pair.how in IN_AGREEMENT)

    @property
    def alike(self) -> tuple[Pair, ...]:
        """The words that are alike, and have to be looked at."""
        return tuple(pair for pair in self.pairs if pair.how not in IN_AGREEMENT)


_LONGEST = 300
_MOST_WORDS = 12
_MOST_JOINED = 3
# They come with many names: alone they are no agreement.
_PARTICLES = frozenset(
    {
        *("abu", "al", "bin", "binti", "bint", "el", "ibn", "ul", "ال", "بن", "ابن", "بنت"),
        *("da", "das", "de", "del", "della", "di", "do", "dos", "du", "la", "le", "san", "y"),
        *("den", "der", "st", "ter", "van", "von", "zu"),
    }
)
# The first line of a passport's machine readable zone begins with a kind and a state.
_ZONE = re.compile(r"P[A-Z<][A-Z<]{3}(?=[A-Z]+<)")
_FULL_ZONE = 36


def compare(
    names: Sequence[str], typed: str, *, former: Sequence[str] = ()
) -> tuple[Comparison, ...]:
    """Each name of a certificate, compared with the name on a person's document as it was typed.

    `former` are the names that the certificate calls former ones. A line of a passport's
    machine readable zone may be typed as well. Empty where nothing was typed.
    """
    document = words_of(_plain_line(typed[:_LONGEST]))[:_MOST_WORDS]
    if not document:
        return ()
    words = [*document, *(word for name in (*names, *former) for word in words_of(name))]
    has_arabic = any(word.script == "ARABIC" for word in words)
    return tuple(
        _compared(name, document, has_arabic=has_arabic, is_former=name in former)
        for name in dict.fromkeys((*names, *former))
        if words_of(name)
    )


def _plain_line(typed: str) -> str:
    line = re.sub(r"\s+", "", typed)
    is_zone = len(line) >= _FULL_ZONE and _ZONE.match(line)
    return _ZONE.sub("", line, count=1) if is_zone else typed


def _compared(
    name: str, document: Sequence[Word], *, has_arabic: bool, is_former: bool
) -> Comparison:
    certificate = words_of(name[:_LONGEST])[:_MOST_WORDS]
    typed = _of_that_script(document, certificate)
    found = _pairs(certificate, typed, has_arabic=has_arabic)
    used = {place for places, _, _ in found for place in places}
    used_typed = {place for _, places, _ in found for place in places}
    only_certificate = tuple(w.text for i, w in enumerate(certificate) if i not in used)
    only_document = tuple(w.text for i, w in enumerate(typed) if i not in used_typed)
    found.sort()
    pairs = tuple(
        Pair(_text(certificate, mine), _text(typed, theirs), how) for mine, theirs, how in found
    )
    order = [theirs for _, theirs, _ in found]
    return Comparison(
        name,
        _outcome(pairs, (*only_certificate, *only_document), certificate, typed),
        pairs,
        only_certificate,
        only_document,
        is_reordered=order != sorted(order),
        is_former=is_former,
    )


def _outcome(
    pairs: Sequence[Pair], left: Sequence[str], certificate: Sequence[Word], typed: Sequence[Word]
) -> Outcome:
    telling = [pair for pair in pairs if pair.certificate.casefold() not in _PARTICLES]
    if not telling:
        return Outcome.UNREADABLE if _are_unreadable(certificate, typed) else Outcome.DIFFERS
    is_whole = not left and all(pair.how in IN_AGREEMENT for pair in pairs)
    return Outcome.AGREES if is_whole else Outcome.PARTLY


def _are_unreadable(certificate: Sequence[Word], typed: Sequence[Word]) -> bool:
    scripts = {word.script for word in (*certificate, *typed)}
    has_reading = all(word.consonants for word in (*certificate, *typed))
    return len(scripts) > 1 and not has_reading


def _of_that_script(typed: Sequence[Word], certificate: Sequence[Word]) -> list[Word]:
    """The words to compare, of a reader who typed the name in two scripts at once."""
    scripts = {word.script for word in certificate}
    same = [word for word in typed if word.script in scripts]
    if same:
        return same
    latin = [word for word in typed if word.script == "LATIN"]
    return latin or list(typed)


def _text(words: Sequence[Word], places: Sequence[int]) -> str:
    return " ".join(words[place].text for place in places)


# ── Which word is the counterpart of which ──────────────────────────────────────────────

_Places = tuple[int, ...]
_Found = tuple[_Places, _Places, How]


def _pairs(certificate: Sequence[Word], typed: Sequence[Word], *, has_arabic: bool) -> list[_Found]:
    """The closest counterparts first, so that a like word never takes the place of the same."""
    found: list[_Found] = []
    free, free_typed = list(range(len(certificate))), list(range(len(typed)))
    for how in How:
        if how is How.JOINED:
            candidates = _joined(certificate, typed)
        else:
            candidates = (
                ((mine,), (theirs,))
                for mine in range(len(certificate))
                for theirs in range(len(typed))
                if _agree(certificate[mine], typed[theirs], how, has_arabic=has_arabic)
            )
        for mine, theirs in candidates:
            if set(mine) <= set(free) and set(theirs) <= set(free_typed):
                found.append((mine, theirs, how))
                free = [place for place in free if place not in mine]
                free_typed = [place for place in free_typed if place not in theirs]
    return found


def _joined(
    certificate: Sequence[Word], typed: Sequence[Word]
) -> Iterator[tuple[_Places, _Places]]:
    """Runs of two or three words that are one word on the other side."""
    for length in range(2, _MOST_JOINED + 1):
        for first in range(max(len(certificate), len(typed)) - length + 1):
            run = tuple(range(first, first + length))
            for alone in range(len(typed)):
                if run[-1] < len(certificate) and _is_joined(certificate, run, typed[alone]):
                    yield run, (alone,)
            for alone in range(len(certificate)):
                if run[-1] < len(typed) and _is_joined(typed, run, certificate[alone]):
                    yield (alone,), run


def _is_joined(words: Sequence[Word], run: _Places, alone: Word) -> bool:
    whole = Word.of("".join(words[place].text for place in run))
    return any(
        _agree(whole, alone, how, has_arabic=False) for how in (How.SAME, How.MARKS, How.RULE)
    )


def _agree(one: Word, other: Word, how: How, *, has_arabic: bool) -> bool:
    if len(one.plain) == 1 or len(other.plain) == 1:
        # A letter alone is a word of many names in Chinese, and an initial elsewhere.
        is_same = how in IN_AGREEMENT and one.plain == other.plain
        return is_same or (how is How.INITIAL and _is_initial(one, other))
    return {
        How.SAME: one.text.casefold() == other.text.casefold(),
        How.MARKS: one.plain == other.plain,
        How.RULE: bool(one.latin & other.latin),
        How.CUSTOM: bool(one.sounds & other.sounds),
        How.VOWELS: has_arabic and bool(one.consonants & other.consonants),
        How.SPELLING: how is How.SPELLING and one.is_like(other),
    }.get(how, False)


def _is_initial(one: Word, other: Word) -> bool:
    short, long = sorted((one, other), key=lambda word: len(word.plain))
    if len(long.plain) == 1:
        return False
    return short.plain == long.plain[:1] or any(
        reading.startswith(first) for reading in long.latin for first in short.latin if first
    )
