"""Archives that are written while they are sent, and held nowhere."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from typing_extensions import override


class _Sent(io.RawIOBase):
    """Takes what the archive writes until it is sent."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, content: object) -> int:
        # The stubs say any object; zipfile hands over bytes.
        written = bytes(content)  # type: ignore[call-overload]
        self._waiting += written
        return len(written)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def zipped(
    written: Iterable[tuple[str, bytes]], *, packing: int = zipfile.ZIP_DEFLATED
) -> Iterator[bytes]:
    """A ZIP archive of these files, part by part; only one of them is in memory at a time."""
    sent = _Sent()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in written:
            archive.writestr(zipfile.ZipInfo(name), content, packing)
            yield sent.take()
    yield sent.take()
