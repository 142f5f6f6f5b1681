"""The form of the file: a ZIP of a manifest, a signature over it, and what the manifest names.

The manifest holds the SHA-256 of every other file. It is signed with the body's own key, which
has to stand in the DID document inside: whoever changes anything would have to change the keys
too, and then no certificate fits any more.
"""

import base64
import binascii
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from credentials import (
    CredentialsError,
    ProblemCode,
    Signer,
    as_bytes,
    read_document,
    read_json,
    refuse,
)

_FORMAT = "skills-passport issuer archive 1"
_MANIFEST, _SIGNATURE, _DID_DOCUMENT = "manifest.json", "signature.json", "did.json"
# So that the signature means nothing in any other place.
_PREFIX = f"{_FORMAT}\n".encode()
_LARGEST = 100_000_000
_LARGEST_MANIFEST = 10_000_000
_MOST_FILES = 10_000
_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Published:
    """Something that the body published under an address, as it was signed."""

    url: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Archive:
    """What is in the file. `said` is the profile, the history of the keys, and the catalogue."""

    did: str
    slug: str
    made_at: datetime
    did_document: bytes
    published: Sequence[Published]
    said: Mapping[str, Any]

    def sealed(self, signer: Signer) -> bytes:
        """The file, the same bytes for the same archive, signed with a key of the body."""
        files = {_DID_DOCUMENT: self.did_document}
        listed = []
        for number, item in enumerate(self.published, start=1):
            name = f"published/{number}"
            files[name] = item.content
            listed.append({"name": name, "url": item.url, "mediaType": item.media_type})
        manifest = as_bytes(
            {
                "format": _FORMAT,
                "did": self.did,
                "slug": self.slug,
                "madeAt": self.made_at.isoformat(),
                "published": listed,
                "sha256": {name: _digest(content) for name, content in files.items()},
                **self.said,
            }
        )
        signature = {
            "verificationMethod": signer.verification_method,
            "signature": base64.b64encode(signer.sign(_PREFIX + manifest)).decode(),
        }
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in {
                _MANIFEST: manifest,
                _SIGNATURE: as_bytes(signature),
                **files,
            }.items():
                file.writestr(zipfile.ZipInfo(name, _MOMENT), content, zipfile.ZIP_DEFLATED)
        return packed.getvalue()

    @classmethod
    def opened(cls, content: bytes) -> "Archive":
        """What is in a file, if it is as it was signed.

        Raises CredentialsError with `malformed` for what is no archive, and with `tampered`
        when anything in it was changed.
        """
        files = _unpacked(content)
        manifest = _read(files, _MANIFEST)
        if manifest.get("format") != _FORMAT:
            raise _malformed("it has another format")
        try:
            archive = cls._of(manifest, files)
        except (KeyError, TypeError, ValueError) as error:
            raise _malformed("its manifest has the wrong form") from error
        digests = {name: _digest(inside) for name, inside in files.items()}
        for name in (_MANIFEST, _SIGNATURE):
            digests.pop(name, None)
        if digests != manifest["sha256"]:
            raise _tampered("a file in it was changed, added or taken out")
        _check_signature(archive, files)
        return archive

    @classmethod
    def _of(cls, manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> "Archive":
        published = [
            Published(str(item["url"]), str(item["mediaType"]), files[item["name"]])
            for item in manifest["published"]
        ]
        if not re.fullmatch(r"[a-z0-9-]{1,63}", manifest["slug"]):
            raise ValueError("slug")
        return cls(
            did=str(manifest["did"]),
            slug=manifest["slug"],
            made_at=datetime.fromisoformat(manifest["madeAt"]),
            did_document=files[_DID_DOCUMENT],
            published=published,
            said={name: manifest[name] for name in ("organisation", "keys", "achievements")},
        )


def _check_signature(archive: Archive, files: Mapping[str, bytes]) -> None:
    signature = _read(files, _SIGNATURE)
    try:
        raw = base64.b64decode(signature["signature"], validate=True)
        document = read_document(archive.did_document, did=archive.did)
        key = document.verification_method(
            str(signature["verificationMethod"]),
            relationship="assertionMethod",
            at=archive.made_at,
        )
    except (KeyError, TypeError, binascii.Error, CredentialsError) as error:
        raise _tampered("its signature is not by a key of the body") from error
    if not key.verify(raw, _PREFIX + files[_MANIFEST]):
        raise _tampered("its signature does not fit")


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            entries = file.infolist()
            names = {entry.filename for entry in entries}
            size = sum(entry.file_size for entry in entries)
            if len(names) != len(entries) or len(entries) > _MOST_FILES or size > _LARGEST:
                raise _malformed("it holds too much, or a file twice")
            return {entry.filename: file.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _malformed("it is no ZIP file, or a damaged one") from error


def _read(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    found = read_json(files[name], limit=_LARGEST_MANIFEST) if name in files else None
    if not isinstance(found, dict):
        raise _malformed(f"it has no {name}")
    return found


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _malformed(why: str) -> Exception:
    return refuse(ProblemCode.MALFORMED, f"this is no archive of a training body: {why}")


def _tampered(why: str) -> Exception:
    return refuse(ProblemCode.TAMPERED, f"the archive is not as it was signed: {why}")
