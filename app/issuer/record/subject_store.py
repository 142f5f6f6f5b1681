"""The queries about the things that the audit trail names: what each is called today."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from app.base.accounts import ApiKeyRow
from app.base.webhooks.tables import Webhook
from app.issuer.applications.tables import Application
from app.issuer.organisations.tables import Assessor, Centre, NameChange, Provider
from app.issuer.tables import Achievement, Award, Organisation
from app.trust.tables import TrustRecord

# Class lists and employers belong to slices above and beside this one: their names alone are
# read, and nothing of theirs is imported.
_BATCHES = table("batches", column("id"), column("filename"))
_READERS = table("reader_accounts", column("id"), column("name"))
# Of what the trail writes as "word:id", the name by its word.
_NAMES: Mapping[str, tuple[Any, Any]] = {
    "centre": (Centre.id, Centre.name),
    "provider": (Provider.id, Provider.name),
    "assessor": (Assessor.id, Assessor.name),
    "name-change": (NameChange.id, NameChange.name),
    "webhook": (Webhook.id, Webhook.url),
    "key": (ApiKeyRow.id, ApiKeyRow.name),
    "application": (Application.id, Application.name),
    "trust": (TrustRecord.id, TrustRecord.name),
}


def names(session: Session, word: str, ids: Collection[str]) -> dict[str, str]:
    """What these things are called, by their ids; those that are gone are left out."""
    if word not in _NAMES or not ids:
        return {}
    key, name = _NAMES[word]
    return {row[0]: row[1] for row in session.execute(select(key, name).where(key.in_(ids)))}


def certificates(session: Session, ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Number and person of these awards; the person is empty once they were erased."""
    query = select(Award.id, Award.certificate_number, Award.person).where(Award.id.in_(ids))
    return {
        row.id: (row.certificate_number or "", (row.person or {}).get("name") or "")
        for row in session.execute(query)
    }


def achievements(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The names of these achievements."""
    query = select(Achievement.id, Achievement.name).where(Achievement.id.in_(ids))
    return {row.id: row.name for row in session.execute(query)}


def lists(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The names of the files of these class lists."""
    return _two(session, _BATCHES, _BATCHES.c.filename, ids)


def employers(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The names of these employers."""
    return _two(session, _READERS, _READERS.c.name, ids)


def bodies(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The names of training bodies, by their id and by their identity."""
    query = select(Organisation.id, Organisation.did, Organisation.name).where(
        Organisation.id.in_(ids) | Organisation.did.in_(ids)
    )
    found: dict[str, str] = {}
    for row in session.execute(query):
        found |= {row.id: row.name, row.did: row.name}
    return found


def _two(session: Session, source: Any, name: Any, ids: Collection[str]) -> dict[str, str]:
    query = select(source.c.id, name).where(source.c.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}
