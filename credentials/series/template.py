"""A template: what documents of one shape have in common, and gaps for their texts.

It says of a document what `issue` would say of it, or says nothing: the texts in its gaps are
checked by the same rules, and whatever is not usual is left to `issue`.
"""

import json
import marshal
import re
import struct
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from jsonschema_rs import Draft201909Validator
from msgspec import Struct

from credentials import schema
from credentials.jsonld import compiled, terms
from credentials.jsonld.active_contexts import Unsupported
from credentials.jsonld.gaps import between, is_plain_address, markers_for
from credentials.jsonld.pattern import NoPattern, Pattern
from credentials.model import JSONObject, Policy, as_bytes, as_list
from credentials.parsing import date_time, read_json
from credentials.parsing.status_entries import INDEX
from credentials.problems import CredentialsError
from credentials.proofs.hashing import canonical_json
from credentials.series.places import Path, at, in_order, replaced
from credentials.series.text_rules import text_rules

# A text that needs no look of its own: nothing to escape, and nothing that is refused.
_UNUSUAL = re.compile(rb'[\x00-\x1f"\\\x7f]|\xed[\xa0-\xbf]')
_MOMENTS = ("validFrom", "validUntil")
# Whether a document is larger than may be read is for the general way to say.
MOST_BYTES = 400_000
# How a text begins in a written document: this, its length in bytes, then itself in UTF-8.
_TEXT = b"u"
_LENGTH = struct.Struct("<I")


class Filled(Struct, frozen=True):
    """A document of the template: what is hashed of it, and its JSON without the last bracket."""

    canonical: bytes
    body: bytes


def written(document: JSONObject) -> bytes:
    """A document as bytes that only the same document has: types, texts and order of members.

    Empty for what is no JSON. It is never read again, and only faster than JSON to write.
    """
    try:
        return marshal.dumps(document, 2)
    except ValueError:
        return b""


class Template:
    """Documents like this `example`, which `issue` takes, with gaps for texts at these `places`.

    What is hashed is their canonical N-Quads, or their canonical JSON for a suite that
    `hashes_json`; what they state is asked all the same, as in `credentials.proofs.hashing`.
    Raises NoPattern where the statements of such documents are not usual.
    """

    def __init__(
        self,
        example: JSONObject,
        places: frozenset[Path],
        *,
        policy: Policy,
        hash_name: str,
        hashes_json: bool = False,
    ) -> None:
        self.example = example
        self.places = places
        ordered = list(in_order(example, places))
        markers = markers_for(as_bytes(example), len(ordered))
        marked = replaced(example, dict(zip(ordered, markers, strict=True)))
        dataset = compiled.dataset_of(marked, policy=policy)
        if dataset is None or as_bytes(read_json(as_bytes(example))) != as_bytes(example):
            raise NoPattern
        said = {term for statement in dataset.statements for term in statement}
        self._addresses = [gap for gap, marker in enumerate(markers) if f"<{marker}>" in said]
        self._words = [gap for gap in range(len(markers)) if gap not in self._addresses]
        self._pattern = Pattern(dataset, markers, hash_name=hash_name)
        *texts, self._end = between(written(marked), [_written_text(one) for one in markers])
        self._texts = [text + _TEXT for text in texts]
        self._body = _JSON(as_bytes(marked), markers)
        self._canonical = _JSON(canonical_json(marked), markers) if hashes_json else None
        self._rules = _Rules(example, ordered)
        self._ruled = _ruled(example, ordered) if schema.applies_to(example) else []

    def values(self, document: bytes) -> list[bytes] | None:
        """The texts in the gaps of a `written` document; None for one of another shape."""
        if len(document) > MOST_BYTES:
            return None
        place = 0
        values = []
        for text in self._texts:
            if not document.startswith(text, place):
                return None
            start = place + len(text) + _LENGTH.size
            place = start + _LENGTH.unpack_from(document, start - _LENGTH.size)[0]
            values.append(document[start:place])
        return values if document[place:] == self._end else None

    def filled(self, values: Sequence[bytes]) -> Filled | None:
        """What a document with these texts states, and its JSON; None where one is not usual."""
        if not self._rules.hold(values):
            return None
        for gap in self._addresses:
            if not is_plain_address(values[gap]):
                return None
        stated, said = values, values
        words = b"".join([values[gap] for gap in self._words])
        if _UNUSUAL.search(words) or b":" in words:
            spelled = self._spelled(values)
            if spelled is None:
                return None
            stated, said = spelled
        nquads = self._pattern.filled(stated)
        if nquads is None:
            return None
        canonical = nquads if self._canonical is None else self._canonical.filled(said)
        return Filled(canonical, self._body.filled(said)[:-1])

    def schema_holds(self, values: Sequence[bytes]) -> bool:
        """Whether a document with these usual texts keeps the schema that the example keeps."""
        return all(validator.is_valid(values[gap].decode()) for gap, validator in self._ruled)

    def _spelled(self, values: Sequence[bytes]) -> tuple[list[bytes], list[bytes]] | None:
        """The texts as they are written in N-Quads and in JSON; None where one is refused."""
        stated, said = list(values), list(values)
        for gap in self._words:
            if _UNUSUAL.search(values[gap]) or b":" in values[gap]:
                try:
                    text = values[gap].decode()
                    stated[gap] = terms.literal(text)[1:-1].encode()
                except (UnicodeDecodeError, Unsupported):
                    return None
                said[gap] = json.dumps(text, ensure_ascii=False)[1:-1].encode()
        return stated, said


class _JSON:
    """A document as JSON of one kind or another, with gaps for its texts."""

    def __init__(self, content: bytes, markers: Sequence[str]) -> None:
        texts = [f'"{marker}"'.encode() for marker in markers]
        self._order = sorted(range(len(texts)), key=lambda gap: content.index(texts[gap]))
        self.between = between(content, [texts[gap] for gap in self._order])

    def filled(self, said: Sequence[bytes]) -> bytes:
        """The JSON; both kinds write the characters of a text alike."""
        pieces = [b""] * (2 * len(said) + 1)
        pieces[::2] = self.between
        pieces[1::2] = [said[gap] for gap in self._order]
        return b'"'.join(pieces)


class _Rules:
    """What parsing asks of the texts in the gaps beyond their being texts or addresses."""

    def __init__(self, example: JSONObject, ordered: Sequence[Path]) -> None:
        gaps = {path: gap for gap, path in enumerate(ordered)}
        self._indexes = [gap for path, gap in gaps.items() if path[-1] == "statusListIndex"]
        self._moments = [
            (gaps.get((name,)), _moment(str(example[name]).encode()) if name in example else None)
            for name in _MOMENTS
        ]
        self._has_moments = any(gap is not None for gap, _ in self._moments)
        self._entries = list(_entries(example, gaps))

    def hold(self, values: Sequence[bytes]) -> bool:
        for gap in self._indexes:
            if not INDEX.fullmatch(values[gap].decode("latin-1")):
                return False
        for (own_gap, own), (url_gap, url) in self._entries:
            named = own if own_gap is None else values[own_gap]
            if named == (url if url_gap is None else values[url_gap]):
                return False
        return not self._has_moments or self._in_order(values)

    def _in_order(self, values: Sequence[bytes]) -> bool:
        """Whether the dates are dates, and the end is not before the beginning."""
        found = []
        for gap, known in self._moments:
            moment = known if gap is None else _moment(values[gap])
            if gap is not None and moment is None:
                return False
            found.append(moment)
        begins, ends = found
        return begins is None or ends is None or begins <= ends


def _ruled(example: JSONObject, ordered: Sequence[Path]) -> list[tuple[int, Draft201909Validator]]:
    """The gaps whose texts the schema looks at, each with what it has to find there."""
    ruled = []
    for gap, path in enumerate(ordered):
        rules = text_rules(schema.published(), path)
        text = at(example, path)
        found = [
            rule if schema.validator_of(rule).is_valid(text) else {"not": rule} for rule in rules
        ]
        if found:
            ruled.append((gap, schema.validator_of({"allOf": found})))
    return ruled


def _entries(
    example: JSONObject, gaps: dict[Path, int]
) -> Iterable[tuple[tuple[int | None, bytes], tuple[int | None, bytes]]]:
    """The id of each status entry and the address of its list, with their gaps."""
    entries = example.get("credentialStatus", [])
    for number, entry in enumerate(as_list(entries)):
        here: Path = ("credentialStatus", *([number] if isinstance(entries, list) else []))
        own, url = (*here, "id"), (*here, "statusListCredential")
        if own in gaps or url in gaps:
            yield (
                (gaps.get(own), str(entry.get("id", "")).encode()),
                (gaps.get(url), str(entry.get("statusListCredential", "")).encode()),
            )


@lru_cache(maxsize=4_096)
def _moment(value: bytes) -> datetime | None:
    try:
        return date_time(value.decode("latin-1"), "")
    except CredentialsError:
        return None


def _written_text(text: str) -> bytes:
    """A text as it stands in a `written` document."""
    content = text.encode()
    return _TEXT + _LENGTH.pack(len(content)) + content
