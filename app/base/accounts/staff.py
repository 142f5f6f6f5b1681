"""Accounts of operators and staff: made, invited by a one-time link, given roles, ended."""

import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.base import audit
from app.base.accounts.mailboxes import mailbox
from app.base.accounts.passwords import set_password
from app.base.accounts.tables import (
    APPROVER,
    ISSUER,
    KEY_MANAGER,
    OPERATOR,
    OWNER,
    ROLES,
    STAFF,
    Account,
    Authenticator,
    HalfLogin,
    RecoveryCode,
    SetupLink,
    WebSession,
)
from app.base.codes import new_token, token_digest
from credentials import ProblemCode, refuse

SETUP_LINK_LIFE = timedelta(hours=72)
# What whoever comes first may do: everything, until they have invited others.
FOUNDING = frozenset({OWNER, KEY_MANAGER, ISSUER, APPROVER})

_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f,;<>\"]{1,64}@[^@\s\x00-\x1f\x7f,;<>\"]{1,190}")


def create_account(
    session: Session,
    *,
    email: str,
    name: str,
    role: str,
    organisation_id: str | None = None,
    roles: Collection[str] = (),
    actor: str,
    at: datetime,
) -> Account:
    """Make an account without a password; raises `conflict` when the address has one.

    So it does for another spelling of an address that somebody of the same staff has.
    `roles` are what a member of staff may do; without any it is all that whoever comes first
    may do.
    """
    address = normal_email(email)
    if (role == STAFF) != (organisation_id is not None) or role not in {OPERATOR, STAFF}:
        raise refuse(ProblemCode.REQUEST_INVALID, "staff belong to an organisation", "/role")
    if account_by_email(session, address) is not None:
        raise refuse(ProblemCode.CONFLICT, "there is an account with this address", "/email")
    if organisation_id is not None and _is_somebody(session, organisation_id, address):
        raise refuse(ProblemCode.CONFLICT, "somebody of the staff has this mailbox", "/email")
    account = Account(
        id=secrets.token_hex(16),
        email=address,
        name=name,
        role=role,
        roles=_checked(roles or FOUNDING) if role == STAFF else [],
        organisation_id=organisation_id,
        created_at=at,
    )
    session.add(account)
    # So that a set-up link can refer to it in the same transaction.
    session.flush()
    _record(session, account, "account.created", actor=actor, at=at)
    return account


def _is_somebody(session: Session, organisation_id: str, address: str) -> bool:
    """Whether an address is another spelling of one that the organisation's staff has.

    Whoever invites themselves a second time would be the second person of every approval.
    """
    known = {mailbox(one.email) for one in staff_of(session, organisation_id)}
    return mailbox(address) in known


def account_by_email(session: Session, email: str) -> Account | None:
    """The account with that address, whatever its capitals."""
    return session.scalars(select(Account).where(Account.email == email.strip().lower())).first()


def normal_email(email: str) -> str:
    """An address in small letters; raises `request-invalid` for what cannot be one."""
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise refuse(ProblemCode.REQUEST_INVALID, "not an e-mail address", "/email")
    return address


def staff_of(session: Session, organisation_id: str) -> list[Account]:
    """The accounts of an organisation's staff that were not ended, by address."""
    found = select(Account).where(
        Account.organisation_id == organisation_id, Account.ended_at.is_(None)
    )
    return list(session.scalars(found.order_by(Account.email)))


def member(session: Session, account_id: str, *, organisation_id: str) -> Account:
    """One of an organisation's staff, locked; raises `not-found` for anybody else."""
    # All of them are locked, in one order, so that two owners cannot end each other at once.
    found = session.scalars(
        select(Account)
        .where(Account.organisation_id == organisation_id, Account.ended_at.is_(None))
        .order_by(Account.id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    )
    account = {one.id: one for one in found}.get(account_id)
    if account is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such account")
    return account


def change_roles(
    session: Session, account: Account, roles: Collection[str], *, actor: str, at: datetime
) -> None:
    """Give a member of staff these roles and no others; every log-in of theirs ends.

    Raises `request-invalid` for none or an unknown one, `conflict` when no owner would be
    left. `account` comes from `member`.
    """
    wanted = _checked(roles)
    if wanted == account.roles:
        return
    if OWNER not in wanted:
        _keep_an_owner(session, account)
    account.roles = wanted
    end_log_ins(session, account)
    _record(session, account, "account.roles-changed", actor=actor, at=at)


def end_account(session: Session, account: Account, *, actor: str, at: datetime) -> None:
    """End an account for ever, with all its log-ins; its address is free for a new one.

    Raises `conflict` for the last owner. `account` comes from `member`.
    """
    _keep_an_owner(session, account)
    account.ended_at, account.password_hash, account.roles = at, None, []
    # With a blank in it, it is no address that anybody could be mailed at or sign in with.
    ending = f" (ended {account.id[:8]})"
    account.email = account.email[: Account.email.type.length - len(ending)] + ending
    end_log_ins(session, account)
    for table in (SetupLink, RecoveryCode, Authenticator):
        session.execute(delete(table).where(table.account_id == account.id))
    _record(session, account, "account.ended", actor=actor, at=at)


def end_log_ins(session: Session, account: Account) -> None:
    """End every log-in of an account, half ones too."""
    for table in (WebSession, HalfLogin):
        session.execute(delete(table).where(table.account_id == account.id))


# ── The one-time link ───────────────────────────────────────────────────────────────────


def setup_link(session: Session, account: Account, *, at: datetime) -> str:
    """A token, good once and for 72 hours, with which a password is chosen; older ones end."""
    session.execute(delete(SetupLink).where(SetupLink.account_id == account.id))
    token = new_token()
    session.add(
        SetupLink(
            token_digest=token_digest(token),
            account_id=account.id,
            expires_at=at + SETUP_LINK_LIFE,
        )
    )
    return token


def setup_account(session: Session, token: str, *, at: datetime) -> Account:
    """The account that a set-up link is for; raises `gone`. Looking does not use it up."""
    return _account_of(session, _live_link(session, token, at=at, will_use=False))


def change_password(session: Session, account: Account, *, password: str, at: datetime) -> None:
    """Set another password for somebody who has shown who they are; every log-in ends."""
    set_password(account, password)
    end_log_ins(session, account)
    actor = f"account:{account.id}"
    _record(session, account, "account.password-changed", actor=actor, at=at)


def choose_password(session: Session, token: str, *, password: str, at: datetime) -> Account:
    """Set the password of a set-up link's account and use the link up.

    Raises `gone` for a link that is used or old, `request-invalid` for a password that is
    too short or too long. Every log-in of the account ends.
    """
    link = _live_link(session, token, at=at, will_use=True)
    account = _account_of(session, link)
    set_password(account, password)
    session.delete(link)
    end_log_ins(session, account)
    _record(session, account, "account.password-chosen", actor=f"account:{account.id}", at=at)
    return account


def _live_link(session: Session, token: str, *, at: datetime, will_use: bool) -> SetupLink:
    # Only who uses it up locks it: a session that reads cannot.
    link = session.get(SetupLink, token_digest(token), with_for_update=will_use or None)
    if link is None or at >= link.expires_at:
        raise refuse(ProblemCode.GONE, "the link was used or is too old")
    return link


def _account_of(session: Session, link: SetupLink) -> Account:
    return session.get_one(Account, link.account_id)


def _checked(roles: Collection[str]) -> list[str]:
    if not roles or not set(roles) <= set(ROLES):
        raise refuse(ProblemCode.REQUEST_INVALID, f"some of {', '.join(ROLES)}", "/roles")
    return [role for role in ROLES if role in roles]


def _keep_an_owner(session: Session, leaving: Account) -> None:
    others = staff_of(session, leaving.organisation_id or "")
    if not any(OWNER in one.roles for one in others if one.id != leaving.id):
        raise refuse(ProblemCode.CONFLICT, "somebody has to stay an owner", "/owner")


def _record(session: Session, account: Account, action: str, *, actor: str, at: datetime) -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=f"account:{account.id}",
        organisation_id=account.organisation_id,
        at=at,
    )
