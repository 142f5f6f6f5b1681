"""One-time codes from a phone (RFC 6238) and recovery codes, as the second step of signing in.

A code is good for its half minute and the one before and after, and once. The secret is sealed
and bound to its account; of recovery codes a keyed digest is kept.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.base import audit
from app.base.accounts.log_ins import begin_session
from app.base.accounts.tables import Account, Authenticator, HalfLogin, RecoveryCode
from app.base.codes import new_code, new_token, parse_code, token_digest
from app.base.custody import Custody
from credentials import CredentialsError, ProblemCode, refuse

HALF_LIFE = timedelta(minutes=5)
MOST_TRIES = 5
RECOVERY_CODES = 10

_STEP_S = 30
_DIGITS = 6
_SEALED_FOR = "one-time codes"


# ── Setting up ──────────────────────────────────────────────────────────────────────────


def has_codes(session: Session, account: Account) -> bool:
    """Whether signing in to this account takes a one-time code."""
    found = session.get(Authenticator, account.id)
    return found is not None and found.sealed is not None


def begin_codes(session: Session, account: Account, *, custody: Custody) -> str:
    """A new secret (base 32) that counts once it is confirmed; until then the old one does."""
    secret = pyotp.random_base32()
    found = _authenticator(session, account)
    if found is None:
        found = Authenticator(account_id=account.id, last_step=0)
        session.add(found)
    found.waiting = custody.seal(secret, purpose=_SEALED_FOR, bound_to=_bound_to(account))
    return secret


def waiting_secret(session: Session, account: Account, *, custody: Custody) -> str:
    """The secret that waits to be confirmed; raises `gone` when there is none."""
    found = _authenticator(session, account)
    if found is None or found.waiting is None:
        raise refuse(ProblemCode.GONE, "no secret waits to be confirmed")
    return custody.unseal(found.waiting, purpose=_SEALED_FOR, bound_to=_bound_to(account))


def confirm_codes(
    session: Session, account: Account, code: str, *, custody: Custody, at: datetime
) -> list[str]:
    """Make the waiting secret count, and return ten recovery codes, which are shown this once.

    Raises `code-wrong` when the code is not one of it, `gone` when none waits.
    """
    secret = waiting_secret(session, account, custody=custody)
    found = session.get_one(Authenticator, account.id)
    step = _step_of(secret, code, after=0, at=at)
    if step is None:
        raise refuse(ProblemCode.CODE_WRONG, "not a code of this secret", "/code")
    found.sealed, found.waiting = found.waiting, None
    found.confirmed_at, found.last_step = at, step
    _record(session, account, "account.codes-set-up", actor=f"account:{account.id}", at=at)
    return new_recovery_codes(session, account, custody=custody)


def new_recovery_codes(session: Session, account: Account, *, custody: Custody) -> list[str]:
    """Ten new recovery codes as they are printed; the old ones are worth nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    made = [new_code() for _ in range(RECOVERY_CODES)]
    for code in made:
        digest = _recovery_digest(account, parse_code(code), custody)
        session.add(RecoveryCode(account_id=account.id, digest=digest))
    return made


def recovery_codes_left(session: Session, account: Account) -> int:
    """How many recovery codes were not used."""
    found = select(func.count()).where(RecoveryCode.account_id == account.id)
    return session.scalar(found) or 0


def remove_codes(session: Session, account: Account, *, actor: str, at: datetime) -> None:
    """Let the account sign in with its password alone, until codes are set up anew."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    session.execute(delete(Authenticator).where(Authenticator.account_id == account.id))
    _record(session, account, "account.codes-removed", actor=actor, at=at)


def address_for_phone(account: Account, secret: str, *, service: str) -> str:
    """What the QR code says: the secret, for whom and for which service (otpauth://)."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=service)


# ── Signing in ──────────────────────────────────────────────────────────────────────────


def begin_half_login(session: Session, account: Account, *, at: datetime) -> str:
    """A token for somebody who gave the right password and now owes a code."""
    session.execute(delete(HalfLogin).where(HalfLogin.expires_at <= at))
    token = new_token(256)
    session.add(
        HalfLogin(
            token_digest=token_digest(token),
            account_id=account.id,
            expires_at=at + HALF_LIFE,
            tries=0,
        )
    )
    return token


def half_account(session: Session, token: str, *, at: datetime) -> Account | None:
    """Who owes the code; None after five minutes, five wrong codes or a right one."""
    found = session.get(HalfLogin, token_digest(token))
    if found is None or at >= found.expires_at or found.tries >= MOST_TRIES:
        return None
    return session.get(Account, found.account_id)


def finish_half_login(
    session: Session, token: str, code: str, *, custody: Custody, at: datetime
) -> str | None:
    """The token of a log-in for a right code; None for a wrong one, which is counted.

    The count is kept by the commit of this transaction, so the caller answers and does not
    raise.
    """
    found = session.get(HalfLogin, token_digest(token), with_for_update=True)
    account = half_account(session, token, at=at)
    if found is None or account is None:
        return None
    found.tries += 1
    if not _use_code(session, account, code, custody=custody, at=at):
        return None
    session.delete(found)
    return begin_session(session, account, at=at)


def _use_code(
    session: Session, account: Account, code: str, *, custody: Custody, at: datetime
) -> bool:
    found = _authenticator(session, account)
    if found is None or found.sealed is None:
        return False
    secret = custody.unseal(found.sealed, purpose=_SEALED_FOR, bound_to=_bound_to(account))
    step = _step_of(secret, code, after=found.last_step, at=at)
    if step is not None:
        # Whoever looks over a shoulder has the code for half a minute; it opens nothing again.
        found.last_step = step
        return True
    return _use_recovery_code(session, account, code, custody=custody, at=at)


def _use_recovery_code(
    session: Session, account: Account, code: str, *, custody: Custody, at: datetime
) -> bool:
    try:
        digest = _recovery_digest(account, parse_code(code), custody)
    except CredentialsError:
        return False
    found = session.get(RecoveryCode, (account.id, digest), with_for_update=True)
    if found is None:
        return False
    session.delete(found)
    _record(session, account, "account.recovery-code-used", actor=f"account:{account.id}", at=at)
    return True


def _step_of(secret: str, code: str, *, after: int, at: datetime) -> int | None:
    """The newest time step later than `after` whose code this is."""
    typed = "".join(code.split())
    # As with codes on paper, digits of every script count.
    digits = "".join(str(int(digit)) for digit in typed if digit.isdecimal())
    if len(typed) != _DIGITS or len(digits) != _DIGITS:
        return None
    now = int(at.timestamp()) // _STEP_S
    totp = pyotp.TOTP(secret)
    for step in (now + 1, now, now - 1):
        if step > after and hmac.compare_digest(totp.generate_otp(step), digits):
            return step
    return None


def _authenticator(session: Session, account: Account) -> Authenticator | None:
    return session.get(Authenticator, account.id, with_for_update=True, populate_existing=True)


def _bound_to(account: Account) -> str:
    return f"account:{account.id}"


def _recovery_digest(account: Account, code: str, custody: Custody) -> str:
    # 60 bits alone could be tried out by whoever stole the database; the key file they have not.
    message = f"{account.id}\n{code}".encode()
    return hmac.new(custody.derive("recovery codes"), message, hashlib.sha256).hexdigest()


def _record(session: Session, account: Account, action: str, *, actor: str, at: datetime) -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=f"account:{account.id}",
        organisation_id=account.organisation_id,
        at=at,
    )
