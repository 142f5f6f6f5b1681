"""The archives from other installations: files in a folder, which are read at the start."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from app.base.settings import StartError
from app.issuer.leaving.archive import Archive, Published
from credentials import CredentialsError

_FOLDER = "archives"
# What a body publishes under the address of an installation, and nothing else.
_SERVED = re.compile(r"/(?:issuers/[a-z0-9-]+/did\.json|(?:token-)?status/[\w-]+)")
_DID_MEDIA_TYPE = "application/did+json"


class Shelf:
    """Archives that were checked; they do not change while the service runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _FOLDER
        self.archives = [_checked(path) for path in sorted(self._folder.glob("*.zip"))]
        self._documents = {archive.did: archive.did_document for archive in self.archives}
        self._lists = {
            item.url: item.content for archive in self.archives for item in archive.published
        }

    def put(self, content: bytes) -> Archive:
        """Keep an archive, in place of an earlier one of the same body; raises as `opened`."""
        archive = Archive.opened(content)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{hashlib.sha256(archive.did.encode()).hexdigest()[:32]}.zip"
        part = path.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        part.replace(path)
        return archive

    def did_document(self, did: str) -> bytes | None:
        """The DID document of a body whose archive is here."""
        return self._documents.get(did)

    def status_list(self, url: str) -> bytes | None:
        """The status list that was published under an address, if its archive is here."""
        return self._lists.get(url)

    def served(self) -> Iterator[tuple[str, Published]]:
        """What is served here, by its path: under which name people reach us is their matter."""
        for archive in self.archives:
            yield (
                f"/issuers/{archive.slug}/did.json",
                Published("", _DID_MEDIA_TYPE, archive.did_document),
            )
            for item in archive.published:
                path = urlsplit(item.url).path
                if _SERVED.fullmatch(path):
                    yield path, item


def _checked(path: Path) -> Archive:
    try:
        return Archive.opened(path.read_bytes())
    except CredentialsError as error:
        raise StartError(f"{path}: {error.problem.detail}. Import it again.") from error
