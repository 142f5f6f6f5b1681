"""Archives to be checked, good and hostile, and the work in the background done at once."""

import io
import zipfile
from collections.abc import Iterable

from app.main import check_handlers
from app.worker import do_jobs
from tests.journeys.stage import Stage


def archive(files: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of some files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as made:
        for name, content in files:
            made.writestr(name, content)
    return written.getvalue()


def work(opened: Stage) -> int:
    """Do what waits in the background; how many jobs were done."""
    return do_jobs(opened.services, check_handlers(opened.services))
