"""Canonical N-Quads with gaps: the statements of many documents that differ in a few texts.

What no gap touches is worked out once: the lines, and the first hash of each blank node. What
is not usual has no pattern, and its documents are read one by one.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from credentials.jsonld.canonical import HASHES
from credentials.jsonld.dataset import Dataset, Term
from credentials.jsonld.gaps import is_plain_address, is_plain_text

_CLOSING = {"<": ">", '"': '"'}
# What follows from the order of blank nodes is kept, in so many bytes. There is one order for
# each way in which those that a gap has a part in can stand among the others.
_ROOM = 500_000
# What a name takes in an order beside its lines.
_AROUND = 50


class NoPattern(Exception):  # noqa: N818 - not an error: such documents are read one by one
    """What these documents have in common is not said by a pattern."""


class _Open(Struct, frozen=True):
    """Bytes with a text in their middle, by its number."""

    before: bytes
    text: int
    after: bytes


_Part = bytes | _Open


class Pattern:
    """The canonical N-Quads of a dataset (RDFC-1.0) for any texts in its gaps.

    `markers` are the texts that stand in the gaps of `dataset`, in the order of the gaps. Each
    is the whole of a literal or of an address wherever it stands. Raises NoPattern for
    statements in graphs of their own, and for a gap where its text decides about an order.
    """

    def __init__(
        self, dataset: Dataset, markers: Sequence[str], *, hash_name: str = "sha256"
    ) -> None:
        self._new_hash = HASHES[hash_name]
        self._names = [f"_:c14n{rank}".encode() for rank in range(dataset.nameless)]
        self._by_name = sorted(range(dataset.nameless), key=self._names.__getitem__)
        said: dict[Term, list[tuple[str, Term]]] = defaultdict(list)
        near: list[list[_Part]] = [[] for _ in range(dataset.nameless)]
        terms = _Terms(markers)
        stated = {term for statement in dataset.statements for term in statement}
        self._is_plain = [
            is_plain_address if f"<{marker}>" in stated else is_plain_text for marker in markers
        ]
        for subject, predicate, found, graph in dataset.statements:
            if graph is not None:
                raise NoPattern
            said[subject].append((predicate, found))
            for node in {term for term in (subject, found) if type(term) is int}:
                near[node].append(terms.seen_from(node, subject, predicate, found))
        moulds = [_Mould(lines) for lines in near]
        self._varying = [(mould, node) for node, mould in enumerate(moulds) if mould.gaps]
        fixed = sorted(
            (self._new_hash(mould.filled(())).digest(), node)
            for node, mould in enumerate(moulds)
            if not mould.gaps
        )
        self._digests = [digest for digest, _ in fixed]
        self._fixed = [node for _, node in fixed]
        if len(set(self._digests)) < len(fixed):
            raise NoPattern
        self._nameless = [_Block(terms, said[node]) for node in range(dataset.nameless)]
        self._orders: dict[tuple[tuple[int, int], ...], _Order] = {}
        self._room = _ROOM
        self._no_values = [b""] * len(markers)
        self._named: list[tuple[_Part, _Block]] = []
        self._known: dict[bytes, bytes] = {}
        for subject, lines in said.items():
            if type(subject) is str:
                part, block = terms.part(subject), _Block(terms, lines)
                if isinstance(part, bytes) and block.is_known:
                    self._known[part] = block.text(part, ())
                else:
                    self._named.append((part, block))

    def stated(self, values: Sequence[bytes]) -> bytes | None:
        """What `filled` gives for texts of which nothing is escaped; None where one is not plain.

        Where an address stands that is a plain address, and elsewhere any but an abbreviation.
        """
        for is_plain, value in zip(self._is_plain, values, strict=True):
            if not is_plain(value):
                return None
        return self.filled(values)

    def filled(self, values: Sequence[bytes]) -> bytes | None:
        """The lines with these texts in the gaps, each as it is written inside of its quotes.

        None where the first hash does not tell all blank nodes apart, or two nodes get one
        address: only the general way knows what becomes of those.
        """
        varying = sorted(
            [(self._new_hash(mould.filled(values)).digest(), node) for mould, node in self._varying]
        )
        order = self._order(varying)
        if order is None:
            return None
        texts = [*values, *order.names]
        blocks = self._known.copy()
        for part, block in self._named:
            subject = part if isinstance(part, bytes) else _closed(part, values)
            blocks[subject] = block.text(subject, texts)
        if len(blocks) != len(self._known) + len(self._named):
            return None
        lines = order.lines.copy()
        for at, block, name in order.open:
            lines[at] = block.text(name, texts)
        return b"".join([*[blocks[subject] for subject in sorted(blocks)], *lines])

    def _order(self, varying: Sequence[tuple[bytes, int]]) -> "_Order | None":
        """That of the blank nodes when these ones have these hashes; None where two are alike."""
        places = []
        before = b""
        for digest, node in varying:
            at = bisect_left(self._digests, digest)
            if digest == before or self._digests[at : at + 1] == [digest]:
                return None
            places.append((at, node))
            before = digest
        key = tuple(places)
        return self._orders.get(key) or self._ordered(key)

    def _ordered(self, places: tuple[tuple[int, int], ...]) -> "_Order":
        nodes = self._fixed.copy()
        for moved, (at, node) in enumerate(places):
            nodes.insert(at + moved, node)
        names = self._names.copy()
        for node, name in zip(nodes, self._names, strict=True):
            names[node] = name
        made = _Order(names, [], [])
        texts, size = [*self._no_values, *names], 0
        for rank in self._by_name:
            block, name = self._nameless[nodes[rank]], self._names[rank]
            known = block.known.get(name)
            if block.has_gaps:
                made.open.append((len(made.lines), block, name))
            elif known is None:
                known = block.text(name, texts)
                size += 0 if self._keep(block, name, known) else len(known)
            made.lines.append(known or b"")
        if self._takes(size + _AROUND * len(names)):
            self._orders[places] = made
        return made

    def _keep(self, block: "_Block", name: bytes, lines: bytes) -> bool:
        """Keep what is said of a blank node under a name, if nothing else has a part in it."""
        is_kept = block.is_known and self._takes(len(lines))
        if is_kept:
            block.known[name] = lines
        return is_kept

    def _takes(self, size: int) -> bool:
        """Whether there is room for so many bytes more, which are taken then."""
        if size > self._room:
            return False
        self._room -= size
        return True


class _Order(Struct, frozen=True):
    """What follows from which blank node stands before which.

    The `names` are by number. The `lines` of each stand in the order of the names; where a text
    in a gap has a part in them is nothing, and in `open` the place, the block and the name.
    """

    names: list[bytes]
    lines: list[bytes]
    open: list[tuple[int, "_Block", bytes]]


def _closed(part: _Open, texts: Sequence[bytes]) -> bytes:
    return part.before + texts[part.text] + part.after


class _Terms:
    """Terms and statements as bytes; the names of blank nodes are texts after the gaps'."""

    def __init__(self, markers: Sequence[str]) -> None:
        self._gaps: Mapping[str, int] = {marker: gap for gap, marker in enumerate(markers)}

    def part(self, term: Term) -> _Part:
        if type(term) is int:
            return _Open(b"", len(self._gaps) + term, b"")
        text = str(term)
        for marker, gap in self._gaps.items():
            if marker in text:
                before, _, after = text.partition(marker)
                if _CLOSING.get(before) != after[:1] or marker in after:
                    raise NoPattern
                return _Open(before.encode(), gap, after.encode())
        return text.encode()

    def seen_from(self, node: int, subject: Term, predicate: str, found: Term) -> _Part:
        """A statement as one of its blank nodes sees it (RDFC-1.0 §4.6)."""
        if subject != node:
            return _wrapped(b"", self._seen(node, subject), f" {predicate} _:a .\n".encode())
        return _wrapped(f"_:a {predicate} ".encode(), self._seen(node, found), b" .\n")

    def _seen(self, node: int, term: Term) -> _Part:
        return self.part(term) if type(term) is str else b"_:a" if term == node else b"_:z"


def _wrapped(before: bytes, part: _Part, after: bytes) -> _Part:
    if isinstance(part, bytes):
        return before + part + after
    return _Open(before + part.before, part.text, part.after + after)


class _Mould:
    """Sorted lines whose order no text in their gaps can change."""

    __slots__ = ("_pieces", "gaps")

    def __init__(self, lines: Iterable[_Part]) -> None:
        ordered = sorted(lines, key=_head)
        for line, after in pairwise(ordered):
            if isinstance(line, _Open) and _head(after).startswith(line.before):
                raise NoPattern
        self._pieces: list[bytes] = []
        self.gaps: list[tuple[int, int]] = []
        for line in ordered:
            if isinstance(line, bytes):
                self._pieces.append(line)
            else:
                self.gaps.append((len(self._pieces) + 1, line.text))
                self._pieces += [line.before, b"", line.after]

    def filled(self, values: Sequence[bytes]) -> bytes:
        pieces = self._pieces.copy()
        for at, gap in self.gaps:
            pieces[at] = values[gap]
        return b"".join(pieces)


def _head(line: _Part) -> bytes:
    """A line as far as it is known."""
    return line if isinstance(line, bytes) else line.before


class _Block:
    """All that is said of one subject, in the order of its lines."""

    __slots__ = ("_open", "_sets", "_tails", "has_gaps", "known")

    def __init__(self, terms: _Terms, said: Iterable[tuple[str, Term]]) -> None:
        found: dict[str, list[Term]] = defaultdict(list)
        for predicate, term in said:
            found[predicate].append(term)
        # The subject is put before each tail, and nothing before the first.
        self._tails = [b""]
        self._open: list[tuple[int, bytes, int, bytes]] = []
        self._sets: list[tuple[int, bytes, list[int]]] = []
        self.has_gaps = False
        # What no gap and no other name has a part in, by the name of the blank node.
        self.known: dict[bytes, bytes] = {}
        for predicate in sorted(found):
            self._add(f" {predicate} ".encode(), [terms.part(term) for term in found[predicate]])

    def _add(self, before: bytes, parts: Sequence[_Part]) -> None:
        """The lines of one member: its known values come before those with a name to be given."""
        known = sorted(part for part in parts if isinstance(part, bytes))
        opened = [part for part in parts if isinstance(part, _Open)]
        self._tails += [before + part + b" .\n" for part in known]
        if len(opened) > 1 and all(not part.before for part in opened):
            self._sets.append((len(self._tails), before, [part.text for part in opened]))
            self._tails.append(b"")
        elif opened:
            (part, *others) = opened
            if others or (part.before and known):
                raise NoPattern
            # A name stands by itself, and a text between quotes or brackets.
            self.has_gaps |= bool(part.before)
            tail = (before + part.before, part.text, part.after + b" .\n")
            self._open.append((len(self._tails), *tail))
            self._tails.append(b"")

    @property
    def is_known(self) -> bool:
        """Whether its subject is all that the lines depend on."""
        return not self._open and not self._sets

    def text(self, subject: bytes, texts: Sequence[bytes]) -> bytes:
        """The lines; `texts` are those of the gaps, then the names of blank nodes."""
        if self.is_known:
            return subject.join(self._tails)
        tails = self._tails.copy()
        for at, before, text, after in self._open:
            tails[at] = before + texts[text] + after
        for at, before, names in self._sets:
            tails[at] = subject.join(sorted([before + texts[name] + b" .\n" for name in names]))
        return subject.join(tails)
