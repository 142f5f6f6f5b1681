"""A memory of what was read from key documents and status lists, so that it is read once.

It is told only what follows from bytes alone: what a document says, and that a signature fits
its content. Times, trust and what was asked for are looked at each time.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import sha256
from threading import Lock
from typing import Any, Self, TypeVar

from typing_extensions import override

Found = TypeVar("Found")

_BYTES = 64_000_000
# What takes a larger part than this of the whole is read anew each time, so that a few long
# documents of strangers cannot push out everybody else's.
_SMALLEST_PART = 32
# What lies around the content of an entry: its key, its place, the objects.
_AROUND = 500


class Memory:
    """Bounded in bytes (by estimate); the longest unused goes first. Safe to share by threads.

    An entry's key has the hash of all the bytes that it follows from, so that it is never out
    of date. In another process it is empty again.
    """

    def __init__(self, size: int = _BYTES) -> None:
        """Remember at most about `size` bytes; with 0, nothing at all."""
        self._limit = size
        self._size = 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def once(
        self,
        key: Hashable,
        make: Callable[[], Found],
        *,
        size: Callable[[Found], int] = lambda _: 0,
    ) -> Found:
        """What `make` gave for this key, now or before; what it raises is not remembered.

        `size` says about how many bytes it takes.
        """
        found: Found | None = self.recall(key)
        if found is None:
            found = make()
            self.keep(key, found, size=size(found))
        return found

    def recall(self, key: Hashable) -> Any:
        """What is remembered under a key; None when it is not, or no longer."""
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key][0]

    def keep(self, key: Hashable, value: object, *, size: int) -> None:
        """Remember a value that nobody changes any more, which takes about `size` bytes."""
        size += _AROUND
        if size > self._limit // _SMALLEST_PART:
            return
        with self._lock:
            self._size += size - self._entries.pop(key, (None, 0))[1]
            self._entries[key] = (value, size)
            while self._size > self._limit:
                self._size -= self._entries.popitem(last=False)[1][1]

    def __len__(self) -> int:
        """How many entries are remembered."""
        return len(self._entries)

    @override
    def __reduce__(self) -> tuple[type[Self], tuple[int]]:
        # What it holds is not sent along with a question to another process.
        return type(self), (self._limit,)


def digest_of(content: bytes) -> bytes:
    """The name of some bytes in the keys of a memory."""
    return sha256(content).digest()


def size_read(content: bytes) -> int:
    """About how many bytes the objects take that are read from JSON of this length."""
    return 16 * len(content)


FORGETFUL = Memory(size=0)
"""Remembers nothing."""
