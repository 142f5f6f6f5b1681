"""Files from outside, read in worker processes within limits: QR codes in photos, PDF files."""

from dataclasses import dataclass, field

from app.base.workers import Workers

__all__ = ["FileReader", "Pages"]

_TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class Pages:
    """The QR codes in the pictures of the pages, and the text and links on them."""

    codes: tuple[str, ...] = field(repr=False)
    text: str = field(repr=False)


class FileReader:
    """Reads what strangers send. Each method blocks: call it from a thread.

    All raise CredentialsError: `malformed`, `unsupported-media`, `too-large`, `too-complex`,
    and `too-many-requests` when too many wait for a worker.
    """

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def qr_codes(self, content: bytes) -> list[str]:
        """The texts of the QR codes in a picture, in reading order; empty when there is none.

        PNG, JPEG, WebP, GIF and BMP up to 10 megapixels (a JPEG may have more: it is reduced
        while it is read).
        """
        from app.base.intake import pictures  # noqa: PLC0415 - most processes never need what reads them

        return self._workers.run(pictures.decode_picture, content, timeout=_TIMEOUT)

    def attachments(self, content: bytes) -> list[bytes]:
        """The files that are attached to a PDF file, each once; at most 16 and 10 MB.

        `unsupported-media` when a password is needed.
        """
        from app.base.intake import pdf  # noqa: PLC0415 - as above

        return self._workers.run(pdf.attachments_of, content, timeout=_TIMEOUT)

    def pages(self, content: bytes) -> Pages:
        """What the first 20 pages of a PDF file show: text, links, QR codes in pictures."""
        from app.base.intake import pdf  # noqa: PLC0415 - as above

        return self._workers.run(pdf.pages_of, content, timeout=_TIMEOUT)
