"""Passwords: how long, and how they are kept (argon2id)."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.base.accounts.tables import Account
from credentials import ProblemCode, refuse

MIN_PASSWORD = 12
MAX_PASSWORD = 200

_hasher = PasswordHasher()


def set_password(account: Account, password: str) -> None:
    """Keep a new password; raises `request-invalid` when it is too short or too long."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        detail = f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters"
        raise refuse(ProblemCode.REQUEST_INVALID, detail, "/password")
    account.password_hash = _hasher.hash(password)


def password_fits(account: Account | None, password: str) -> bool:
    """Whether it is the password of this account.

    No account, or one without a password, costs as much time as a wrong password.
    """
    if not password:
        # Nobody's password is empty, so that this tells nothing of the account.
        return False
    stored = account.password_hash if account is not None else None
    fits = _fits(stored or _hash_of_nothing(), password)
    if account is None or stored is None or not fits:
        return False
    if _hasher.check_needs_rehash(stored):
        account.password_hash = _hasher.hash(password)
    return True


def _fits(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password[: MAX_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nothing() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))
