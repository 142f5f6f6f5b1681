"""Whether two addresses are plainly one mailbox: one person who would be two of the staff.

It cannot be known whether two addresses belong to one person. What can be seen is refused:
capitals, forms of the same letters, what stands behind a plus, and the dots of Gmail.
"""

import unicodedata

from sqlalchemy.orm import Session

from app.base.accounts.tables import Account

_PREFIX = "account:"
_GMAIL = frozenset({"gmail.com", "googlemail.com"})


def mailbox(email: str) -> str:
    """The mailbox that an address is most likely delivered to, to be compared only."""
    address = unicodedata.normalize("NFKC", email).strip().casefold()
    name, _, host = address.rpartition("@")
    name = name.partition("+")[0] or name
    host = host.rstrip(".")
    if host in _GMAIL:
        name, host = name.replace(".", ""), "gmail.com"
    return f"{name}@{host}"


def are_one(session: Session, actor: str, other: str) -> bool:
    """Whether two who act, as the trail writes them, are one or have one mailbox."""
    if actor == other:
        return True
    boxes = [_mailbox_of(session, one) for one in (actor, other)]
    return boxes[0] is not None and boxes[0] == boxes[1]


def _mailbox_of(session: Session, actor: str) -> str | None:
    if not actor.startswith(_PREFIX):
        return None
    account = session.get(Account, actor.removeprefix(_PREFIX))
    # The address of an account that was ended was freed, and names no mailbox.
    return mailbox(account.email) if account and account.ended_at is None else None
