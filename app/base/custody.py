"""Private keys and other secrets at rest: sealed under a key file that only its owner may read.

A private key is in the clear only inside a signer, for as long as a request needs it.
"""

import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.base.db import Base
from app.base.settings import StartError
from credentials import (
    ALGORITHMS,
    ED25519,
    Algorithm,
    CredentialsError,
    LocalSigner,
    ProblemCode,
    PublicKey,
    Signer,
    generate_seed,
    public_key,
    refuse,
)

KEY_FILE = "key-encryption-key"
_KEY_SIZE = 32
_NONCE_SIZE = 12
# Version 2 also binds the algorithm in, since there is more than one.
_SEAL_VERSION = 2
_CHECK_NAME = "custody"

# Published and not used yet, in use, no longer used, known to be in wrong hands.
PENDING = "pending"
ACTIVE = "active"
RETIRED = "retired"
COMPROMISED = "compromised"


class SigningKey(Base):
    """A key pair of somebody; the private half is sealed, the public half is not."""

    __tablename__ = "signing_key"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(100), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    algorithm: Mapped[str] = mapped_column(String(20))
    verification_method: Mapped[str] = mapped_column(String(500))
    public_raw: Mapped[bytes]
    sealed: Mapped[bytes]
    seal_version: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    compromised_at: Mapped[datetime | None]

    @property
    def public_key(self) -> PublicKey:
        """The public half."""
        return public_key(ALGORITHMS[self.algorithm], self.public_raw)


class CustodyCheck(Base):
    """What the right key file gives, so that a wrong one is noticed before it does harm."""

    __tablename__ = "custody_check"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))


class Custody:
    """Seals private keys under one key-encryption key and hands out signers."""

    def __init__(self, key_encryption_key: bytes) -> None:
        if len(key_encryption_key) != _KEY_SIZE:
            raise StartError(f"The key file must hold exactly {_KEY_SIZE} bytes.")
        self._kek = key_encryption_key
        self._derived: dict[str, bytes] = {}

    def create_key(
        self,
        session: Session,
        *,
        owner: str,
        purpose: str,
        verification_method: str | Callable[[PublicKey], str],
        at: datetime,
        algorithm: Algorithm = ED25519,
    ) -> SigningKey:
        """Make a key for `owner` ("organisation:…", "passport:…", "service").

        `verification_method` is the DID URL under which it is published, or makes it from
        the public key. An earlier key of the same purpose stays active until it is retired.
        """
        seed = generate_seed(algorithm)
        raw = LocalSigner(
            seed, verification_method="did:key:unnamed", algorithm=algorithm
        ).public_key
        name = verification_method
        if not isinstance(name, str):
            name = name(public_key(algorithm, raw))
        key = SigningKey(
            id=secrets.token_hex(16),
            owner=owner,
            purpose=purpose,
            algorithm=algorithm.name,
            verification_method=name,
            public_raw=raw,
            seal_version=_SEAL_VERSION,
            state=ACTIVE,
            created_at=at,
        )
        key.sealed = self._seal(seed, key)
        session.add(key)
        # So that a signer can be asked for in the same transaction.
        session.flush()
        return key

    def signer(self, session: Session, *, owner: str, purpose: str) -> Signer:
        """A signer with the newest active key; raises `key-unavailable`."""
        key = session.scalars(
            select(SigningKey)
            .where(
                SigningKey.owner == owner,
                SigningKey.purpose == purpose,
                SigningKey.state == ACTIVE,
            )
            .order_by(SigningKey.created_at.desc(), SigningKey.id.desc())
            .limit(1)
        ).first()
        if key is None:
            raise refuse(ProblemCode.KEY_UNAVAILABLE, "there is no active key for this purpose")
        return self._signer(key)

    def seed(self, key: SigningKey) -> bytes:
        """The private half itself, for whoever owns it to take along; raises `key-unavailable`."""
        return self._open(key)

    def forget_keys(self, session: Session, *, owner: str) -> None:
        """Delete every key of an owner that is no more."""
        session.execute(delete(SigningKey).where(SigningKey.owner == owner))

    def keys(self, session: Session, *, owner: str) -> list[SigningKey]:
        """Every key of an owner, retired ones too, oldest first."""
        keys = select(SigningKey).where(SigningKey.owner == owner)
        return list(session.scalars(keys.order_by(SigningKey.created_at, SigningKey.id)))

    def broken(self, session: Session) -> list[SigningKey]:
        """The keys that do not open, or whose two halves do not belong together."""
        return [key for key in session.scalars(select(SigningKey)) if not self._is_whole(key)]

    def derive(self, purpose: str) -> bytes:
        """A secret of 32 bytes for one purpose inside the service (HKDF-SHA256, RFC 5869)."""
        # A class list seals thousands of codes for one purpose.
        if purpose not in self._derived:
            info = f"skills-passport {purpose}".encode()
            derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._kek)
            self._derived[purpose] = derived
        return self._derived[purpose]

    def seal(self, secret: str, *, purpose: str, bound_to: str) -> bytes:
        """A secret that has to be read again, as it may be stored: sealed for one purpose.

        It is bound to the row `bound_to` that it belongs to, so that rows cannot be swapped.
        """
        return self.seal_bytes(secret.encode(), purpose=purpose, bound_to=bound_to)

    def unseal(self, sealed: bytes, *, purpose: str, bound_to: str) -> str:
        """What was sealed for this purpose and this row; raises `key-unavailable`."""
        return self.unseal_bytes(sealed, purpose=purpose, bound_to=bound_to).decode()

    def seal_bytes(self, secret: bytes, *, purpose: str, bound_to: str) -> bytes:
        """`seal` for a whole file that holds secrets."""
        return _sealed(self.derive(purpose), secret, bound_to.encode())

    def unseal_bytes(self, sealed: bytes, *, purpose: str, bound_to: str) -> bytes:
        """`unseal` for a file; raises `key-unavailable`."""
        return _unsealed(self.derive(purpose), sealed, bound_to.encode())

    def confirm(self, session: Session) -> None:
        """Check that this is the key under which the database's keys were sealed.

        The first call on a new database remembers it. Raises StartError for another key.
        """
        value = hashlib.sha256(self.derive("custody check")).hexdigest()
        known = session.get(CustodyCheck, _CHECK_NAME)
        if known is None:
            session.add(CustodyCheck(name=_CHECK_NAME, value=value))
        elif not hmac.compare_digest(known.value, value):
            raise StartError(
                "The key file does not belong to this database: the signing keys in it were "
                "sealed under another one. Put the right file back from your backup."
            )

    def _is_whole(self, key: SigningKey) -> bool:
        try:
            signer = self._signer(key)
        except CredentialsError:
            return False
        return signer.public_key == key.public_raw

    def _signer(self, key: SigningKey) -> LocalSigner:
        return LocalSigner(
            self._open(key),
            verification_method=key.verification_method,
            algorithm=ALGORITHMS[key.algorithm],
        )

    def _seal(self, seed: bytes, key: SigningKey) -> bytes:
        return _sealed(self._kek, seed, _bound_to(key))

    def _open(self, key: SigningKey) -> bytes:
        return _unsealed(self._kek, key.sealed, _bound_to(key))


def is_known(session: Session) -> bool:
    """Whether a key file was already used with this database."""
    return session.get(CustodyCheck, _CHECK_NAME) is not None


def open_key_file(folder: Path, *, may_make: bool) -> Custody:
    """Read the key file of a data folder; made on the first start, when `may_make`.

    Raises StartError when it is missing though keys were sealed under it, or when anybody
    but its owner may read it.
    """
    path = folder / KEY_FILE
    if not path.exists():
        if not may_make:
            raise StartError(
                f"The key file {path} is missing, and the signing keys in the database are "
                "sealed under it. Put it back from your backup; a new one would not open them."
            )
        _make_key_file(path)
    mode = path.stat()
    if not stat.S_ISREG(mode.st_mode) or mode.st_mode & 0o077:
        raise StartError(
            f"The key file {path} may be read by others. Allow only its owner: chmod 400 {path}"
        )
    if mode.st_uid != os.geteuid():
        raise StartError(f"The key file {path} belongs to another user of this machine.")
    try:
        return Custody(path.read_bytes())
    except OSError as error:
        raise StartError(f"The key file {path} cannot be read: {error.strerror}.") from error


def _make_key_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(_KEY_SIZE))
            file.flush()
            os.fsync(file.fileno())
        # A link is made whole or not at all, and never over a file that another process
        # made at the same moment.
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _sealed(key: bytes, content: bytes, bound_to: bytes) -> bytes:
    """AES-256-GCM: a random nonce of 12 bytes, then the ciphertext with its tag."""
    nonce = os.urandom(_NONCE_SIZE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def _unsealed(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    nonce, ciphertext = sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, bound_to)
    except (InvalidTag, ValueError) as error:
        raise refuse(ProblemCode.KEY_UNAVAILABLE, "what is sealed cannot be opened") from error


def _bound_to(key: SigningKey) -> bytes:
    # Whose key it is, which and for what is authenticated with it: a row that was moved to
    # another owner does not open.
    bound: list[str | int] = [key.owner, key.id, key.purpose, key.seal_version]
    return json.dumps(bound + [key.algorithm] * (key.seal_version > 1)).encode()
