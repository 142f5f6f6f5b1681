"""A folder that stands for the network: what a check may fetch, and who is trusted, as files.

`https://school.example/did.json` is the file `school.example/did.json` of the folder, and
`trust.json` is a list of records as the API takes them. What is not there cannot be reached.
"""

from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import TypeAdapter, ValidationError

from app.base.settings import StartError
from app.trust.schemas import StatementBody
from credentials import CredentialsError, Fetched, Standing, TrustEntry, TrustList

_TRUST = "trust.json"


class _Record(StatementBody):
    suspended: bool = False

    def entry(self) -> TrustEntry:
        said = self.statement()
        return TrustEntry(
            did=said.did,
            name=said.name,
            standing=Standing.SUSPENDED if self.suspended else said.standing,
            accredited_by=said.accredited_by,
            achievement_types=said.achievement_types,
            valid_from=said.valid_from,
            valid_until=said.valid_until,
            country=said.country,
            url=said.url,
            list_issuers=said.list_issuers,
        )


_RECORDS = TypeAdapter(list[_Record])


class World:
    """A folder in the network's place; everything in it was seen at the time `at`."""

    def __init__(self, folder: Path, *, at: datetime) -> None:
        """Raises StartError when there is no such folder, or its list cannot be read."""
        if not folder.is_dir():
            raise StartError(f"There is no folder {folder} to take the world from.")
        self._folder = folder.resolve()
        self._at = at
        self._trust = _trusted(folder / _TRUST, at=at)

    def trust(self) -> TrustList:
        """Whom the folder trusts; nobody when it has no list."""
        return self._trust

    async def fetch(self, url: str, *, limit: int, accept: str) -> Fetched:
        """What stands in the folder under the address."""
        del accept
        file = self._file(url)
        if file is None:
            return Fetched(None, self._at, "there is no such file in the world's folder")
        with file.open("rb") as opened:
            content = opened.read(limit + 1)
        if len(content) > limit:
            return Fetched(None, self._at, f"the answer is longer than {limit} bytes")
        return Fetched(content, self._at)

    def _file(self, url: str) -> Path | None:
        """The file of an address; None when there is none, or it lies outside the folder."""
        address = urlsplit(url)
        if address.scheme != "https" or address.query:
            return None
        try:
            file = (self._folder / address.netloc / unquote(address.path).lstrip("/")).resolve()
            inside = file.is_relative_to(self._folder) and file.is_file()
        except (OSError, ValueError):
            # Addresses are written by strangers: one may be too long for a file, or hold NUL.
            return None
        return file if inside else None


def _trusted(file: Path, *, at: datetime) -> TrustList:
    if not file.exists():
        return TrustList((), at)
    try:
        records = _RECORDS.validate_json(file.read_bytes())
        return TrustList((record.entry() for record in records), at)
    except ValidationError as error:
        first = error.errors()[0]
        detail = f"{'/'.join(map(str, first['loc']))}: {first['msg']}"
    except CredentialsError as error:
        detail = error.problem.detail
    except OSError:
        detail = "it cannot be read"
    raise StartError(f"{file} is not a list of trusted issuers: {detail}.")
