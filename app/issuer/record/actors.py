"""Who stands behind an identifier of the audit trail, looked up when it is read.

The trail itself holds no names, so that a person who leaves is not named in it for ever.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.base.accounts import Account
from app.base.locales import N_, gettext, isolated
from app.issuer.tables import Organisation

ACCOUNT = "account:"
KEY = "key:"
WORKERS = "passport:"
APPLICANT = "applicant:"
_KNOWN = {
    "command-line": N_("The operator, at the command line"),
    "anybody": N_("Somebody with a claim code"),
    "service": N_("The service by itself"),
}


def names(
    session: Session, organisation: Organisation | None, identifiers: Iterable[str]
) -> Mapping[str, str]:
    """What to call each of them, in the language of this request.

    Staff of this body are named with their address; of everybody else only what they are.
    In the operator's log (None) everybody with an account is named.
    """
    asked = sorted(set(identifiers))
    ids = [item.removeprefix(ACCOUNT) for item in asked if item.startswith(ACCOUNT)]
    found = session.scalars(select(Account).where(Account.id.in_(ids))) if ids else ()
    accounts = {f"{ACCOUNT}{account.id}": account for account in found}
    return {item: _name(item, accounts.get(item), organisation) for item in asked}


def _name(identifier: str, account: Account | None, organisation: Organisation | None) -> str:
    if identifier in _KNOWN:
        return gettext(_KNOWN[identifier])
    if identifier.startswith(WORKERS):
        return gettext(N_("The worker"))
    if identifier.startswith(APPLICANT):
        return gettext(N_("The applicant"))
    if identifier.startswith(KEY):
        return gettext(N_("API key %(key)s")) % {"key": isolated(identifier.removeprefix(KEY))}
    return _account(account, organisation) if identifier.startswith(ACCOUNT) else identifier


def _account(account: Account | None, organisation: Organisation | None) -> str:
    if account is None:
        return gettext(N_("Somebody whose account was deleted"))
    # The operator's own log names the operators; a training body's says only what they are.
    if organisation is not None and account.organisation_id != organisation.id:
        return gettext(N_("The operator of the service"))
    return f"{account.name} ({account.email})" if account.name else account.email
