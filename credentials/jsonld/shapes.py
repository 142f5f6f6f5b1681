"""Documents that differ in a few texts, such as the certificates of one course.

After some of one shape their statements are a pattern (`credentials.jsonld.pattern`), and those
that come then are filled in. What this says of a document, `compiled` says too, or it says
nothing; tests compare the two.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import compress
from operator import ne
from typing import Any

import orjson

from credentials.jsonld import compiled
from credentials.jsonld.canonical import HASHES
from credentials.jsonld.gaps import between, markers_for, texts_in
from credentials.jsonld.pattern import NoPattern, Pattern
from credentials.model import Policy

# Of those that no shape is known for, one of so many is looked at more closely, and a shape is
# made when so many of these were alike: a stranger's documents cost a part of a walk more.
_ONE_OF = 4
_ENOUGH = 8
# In so many of them a text has to be another one, for more than chance to be behind it.
_AGAIN = 2
_MOST_GAPS = 16
_MOST_BYTES = 16_000
_MOST_NAMELESS = 64
_MOST_SHAPES = 32
_MOST_EXAMPLES = 16


def canonical_nquads(
    document: Mapping[str, Any], *, policy: Policy, hash_name: str
) -> bytes | None:
    """What `nquads.canonical_nquads` returns; None for a document of no shape that is known."""
    try:
        content = orjson.dumps(document)
    except TypeError:
        return None
    return _KNOWN[policy, hash_name].canonical(content)


class Shape:
    """Documents that are written in these pieces, but for the texts at some places.

    The `pieces` stand between the quotes of a document, so that each second one is a text.
    Raises NoPattern where a text at one of the `places` decides about more than itself.
    """

    def __init__(
        self, pieces: Sequence[bytes], places: Iterable[int], *, policy: Policy, hash_name: str
    ) -> None:
        ordered = sorted(places)
        markers = markers_for(b'"'.join(pieces), len(ordered))
        marked = [*pieces]
        for place, marker in zip(ordered, markers, strict=True):
            marked[place] = marker.encode()
        content = b'"'.join(marked)
        dataset = compiled.dataset_of(orjson.loads(content), policy=policy)
        if dataset is None or dataset.nameless > _MOST_NAMELESS:
            raise NoPattern
        *self._texts, self._end = between(content, [marker.encode() for marker in markers])
        self._pattern = Pattern(dataset, markers, hash_name=hash_name)

    def canonical(self, content: bytes) -> bytes | None:
        """The canonical N-Quads of a document; None for one of another shape, or unusual."""
        values = texts_in(content, self._texts, self._end)
        return None if values is None else self._pattern.stated(values)


class _Example:
    """A document of no shape that is known, and where those that are much like it differ."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces
        self.places: frozenset[int] | None = None
        self.shape: Shape | None = None
        self._apart: Counter[int] = Counter()
        self._seen = 0

    def take(self, pieces: list[bytes]) -> bool:
        """Count a document that differs from this one in a few texts; whether it does."""
        if len(pieces) != len(self.pieces) or pieces[::2] != self.pieces[::2]:
            return False
        apart = list(compress(range(len(pieces)), map(ne, pieces, self.pieces)))
        # What stands before a colon is the name of a member.
        if len(apart) > _MOST_GAPS or any(pieces[at + 1][:1] == b":" for at in apart):
            return False
        self._apart.update(apart)
        self._seen += 1
        return True

    def forget(self) -> None:
        """Have its shape made again, if it had one, when there are enough like it again."""
        if self.shape is not None:
            self.shape, self.places = None, None

    def wider(self) -> frozenset[int] | None:
        """The places where a shape for all these needs gaps; None where that was tried before."""
        if self._seen < _ENOUGH:
            return None
        again = {place for place, number in self._apart.items() if number >= _AGAIN}
        self._apart.clear()
        self._seen = 0
        before, self.places = self.places, (self.places or frozenset()) | again
        return None if self.places == before else self.places


class Shapes:
    """The shapes that are known, that of the last document first."""

    def __init__(self, policy: Policy, hash_name: str) -> None:
        self._policy = policy
        self._hash_name = hash_name
        self._shapes: tuple[Shape, ...] = ()
        self._examples: list[_Example] = []
        self._missed = 0
        self._changing = threading.Lock()

    def canonical(self, content: bytes) -> bytes | None:
        """The canonical N-Quads of a document in JSON; None where its shape is not known."""
        # Where nothing is escaped, each quote begins a text or ends it. N-Quads escapes DEL too.
        if len(content) > _MOST_BYTES or b"\\" in content or b"\x7f" in content:
            return None
        shapes = self._shapes
        for shape in shapes:
            said = shape.canonical(content)
            if said is not None:
                if shape not in shapes[:2]:
                    # The next one is most likely like this one, and so are the options of proofs.
                    self._unless_busy(partial(self._to_the_front, shape))
                return said
        self._missed += 1
        if self._missed % _ONE_OF == 0:
            self._unless_busy(partial(self._learn, content))
        return None

    def _unless_busy(self, change: Callable[[], None]) -> None:
        """One thread at a time changes what is known; no other waits for that."""
        if self._changing.acquire(blocking=False):
            try:
                change()
            finally:
                self._changing.release()

    def _to_the_front(self, shape: Shape) -> None:
        others = [other for other in self._shapes if other is not shape]
        if len(others) < len(self._shapes):
            self._shapes = (shape, *others)

    def _learn(self, content: bytes) -> None:
        pieces = content.split(b'"')
        example = next((one for one in self._examples if one.take(pieces)), None)
        if example is None:
            self._examples = [_Example(pieces), *self._examples[: _MOST_EXAMPLES - 1]]
            return
        self._examples.remove(example)
        self._examples.insert(0, example)
        if example.shape not in self._shapes:
            # Others have taken its place.
            example.forget()
        places = example.wider()
        if places is not None and len(places) <= _MOST_GAPS:
            self._make(example, places)

    def _make(self, example: _Example, places: frozenset[int]) -> None:
        try:
            made = Shape(example.pieces, places, policy=self._policy, hash_name=self._hash_name)
        except NoPattern:
            return
        others = [shape for shape in self._shapes if shape is not example.shape]
        self._shapes = (made, *others[: _MOST_SHAPES - 1])
        example.shape = made


_KNOWN = {(policy, name): Shapes(policy, name) for policy in Policy for name in HASHES}
