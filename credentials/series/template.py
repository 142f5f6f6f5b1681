"""A template: what documents of one shape have in common, and gaps for their texts.

It says of a document what `issue` would say of it, or says nothing: the texts in its gaps are
checked by the same rules, and whatever is not usual is left to `issue`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from jsonschema_rs import Draft201909Validator

from credentials import schema
from credentials.jsonld import compiled
from credentials.jsonld.gaps import between, markers_for, texts_in
from credentials.jsonld.pattern import NoPattern, Pattern
from credentials.model import JSONObject, Policy, as_bytes, as_list
from credentials.parsing import date_time, read_json
from credentials.parsing.status_entries import INDEX
from credentials.problems import CredentialsError
from credentials.proofs.hashing import canonical_json
from credentials.series.places import Path, at, in_order, replaced
from credentials.series.text_rules import text_rules

_MOMENTS = ("validFrom", "validUntil")
# Whether a document is larger than may be read is for the general way to say.
MOST_BYTES = 400_000


def written(document: JSONObject) -> bytes:
    """The JSON of a document as it stands; empty for what is none."""
    try:
        return as_bytes(document)
    except (TypeError, ValueError):
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
        self._pattern = Pattern(dataset, markers, hash_name=hash_name)
        *self._texts, self._end = between(written(marked), [one.encode() for one in markers])
        self._json = _CanonicalJSON(marked, markers) if hashes_json else None
        self._rules = _Rules(example, ordered)
        self._ruled = _ruled(example, ordered) if schema.applies_to(example) else []

    def values(self, document: bytes) -> list[bytes] | None:
        """The texts in the gaps of a `written` document; None for one of another shape."""
        if len(document) > MOST_BYTES:
            return None
        return texts_in(document, self._texts, self._end)

    def canonical(self, values: Sequence[bytes]) -> bytes | None:
        """What is hashed of a document with these texts; None where one is not usual."""
        if not self._rules.hold(values):
            return None
        nquads = self._pattern.stated(values)
        return nquads if nquads is None or self._json is None else self._json.filled(values)

    def schema_holds(self, values: Sequence[bytes]) -> bool:
        """Whether a document with these usual texts keeps the schema that the example keeps."""
        return all(validator.is_valid(values[gap].decode()) for gap, validator in self._ruled)


class _CanonicalJSON:
    """The canonical JSON of a document, with gaps for its texts in an order of their own."""

    def __init__(self, marked: JSONObject, markers: Sequence[str]) -> None:
        content = canonical_json(marked)
        texts = [f'"{marker}"'.encode() for marker in markers]
        self._order = sorted(range(len(texts)), key=lambda gap: content.index(texts[gap]))
        self.between = between(content, [texts[gap] for gap in self._order])

    def filled(self, values: Sequence[bytes]) -> bytes:
        """The JSON; a plain text is written in it as in any other."""
        pieces = [b""] * (2 * len(values) + 1)
        pieces[::2] = self.between
        pieces[1::2] = [values[gap] for gap in self._order]
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
