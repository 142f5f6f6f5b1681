"""The encrypted export: a ZIP with the passport's key in it, under a passphrase.

AES-256-GCM with a key made by scrypt; the format is described in docs/passport-export.md, so
that it can be opened without this service.
"""

import base64
import json
import os
import zipfile
from binascii import Error as Base64Error
from io import BytesIO
from threading import Lock
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from credentials import CredentialsError, ProblemCode, refuse

FORMAT = "skills-passport-encrypted-export"
SHORTEST_PASSPHRASE = 12
_LONGEST_PASSPHRASE = 1_000
# As OWASP asks of scrypt: 128 MB and a third of a second for every guess.
_COST = {"n": 2**17, "r": 8, "p": 1}
# What a file may ask of whoever opens it: a hostile one must not take all memory.
_MOST = {"n": 2**20, "r": 16, "p": 4}
_MOST_MEMORY = 2**30
# Unpacked, a file can be far larger than it looks.
_LARGEST = 200_000_000
# Each takes 128 MB for a moment, so one goes after the other.
_one_at_a_time = Lock()


def seal(archive: bytes, passphrase: str) -> bytes:
    """An archive under a passphrase, as JSON; raises `bad-value` for one that is too short."""
    if not SHORTEST_PASSPHRASE <= len(passphrase) <= _LONGEST_PASSPHRASE:
        raise refuse(
            ProblemCode.BAD_VALUE,
            f"a passphrase has at least {SHORTEST_PASSPHRASE} characters",
            "/passphrase",
        )
    salt, nonce = os.urandom(16), os.urandom(12)
    head: dict[str, Any] = {
        "format": FORMAT,
        "version": 1,
        "kdf": {"name": "scrypt", "salt": _text(salt), **_COST},
        "cipher": {"name": "AES-256-GCM", "nonce": _text(nonce)},
    }
    key = _key(passphrase, salt, _COST)
    ciphertext = AESGCM(key).encrypt(nonce, archive, _bound(head))
    return json.dumps({**head, "ciphertext": _text(ciphertext)}).encode()


def unseal(content: bytes, passphrase: str) -> dict[str, bytes]:
    """The files in an encrypted export, by name.

    Raises `malformed` for what is no such file, `code-wrong` for a wrong passphrase or a file
    that was changed: nobody can tell the two apart.
    """
    head, salt, nonce, ciphertext = _read(content)
    key = _key(passphrase, salt, head["kdf"])
    try:
        archive = AESGCM(key).decrypt(nonce, ciphertext, _bound(head))
    except InvalidTag as error:
        raise refuse(
            ProblemCode.CODE_WRONG, "the passphrase is wrong, or the file was changed"
        ) from error
    return _unpacked(archive)


def _read(content: bytes) -> tuple[dict[str, Any], bytes, bytes, bytes]:
    try:
        head = json.loads(content)
        ciphertext = _bytes(head.pop("ciphertext"))
        kdf, cipher = head["kdf"], head["cipher"]
        is_ours = (head["format"], head["version"]) == (FORMAT, 1)
        is_known = (kdf["name"], cipher["name"]) == ("scrypt", "AES-256-GCM")
        within = all(
            type(kdf[name]) is int and 0 < kdf[name] <= most for name, most in _MOST.items()
        )
        salt, nonce = _bytes(kdf["salt"]), _bytes(cipher["nonce"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _no_export() from error
    if not (is_ours and is_known and within) or 128 * kdf["n"] * kdf["r"] > _MOST_MEMORY:
        raise _no_export()
    return head, salt, nonce, ciphertext


def _key(passphrase: str, salt: bytes, cost: dict[str, Any]) -> bytes:
    with _one_at_a_time:
        try:
            kdf = Scrypt(salt=salt, length=32, n=cost["n"], r=cost["r"], p=cost["p"])
        except ValueError as error:
            raise _no_export() from error
        return kdf.derive(passphrase.encode())


def _bound(head: dict[str, Any]) -> bytes:
    """The head as additional data: sorted names, no white space, so that it is reproducible."""
    return json.dumps(head, sort_keys=True, separators=(",", ":")).encode()


def _unpacked(archive: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(archive)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _LARGEST:
                raise _no_export()
            return {name: packed.read(name) for name in packed.namelist()}
    except zipfile.BadZipFile as error:
        raise _no_export() from error


def _no_export() -> CredentialsError:
    return refuse(ProblemCode.MALFORMED, "not an encrypted export of a skills passport")


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except Base64Error as error:
        raise ValueError("not base64") from error
