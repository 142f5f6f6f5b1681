"""`fsck`: derive everything again from what is stored, and name every difference."""

from collections.abc import Iterator

import typer
from sqlalchemy.orm import Session

from app.base import audit, bodies
from app.batches import reconcile as batches_reconcile
from app.cli.workplace import Workplace, open_workplace
from app.issuer import reconcile as issuer_reconcile
from app.issuer import store as issuer_store
from app.status import reconcile as status_reconcile
from app.status import store as status_store
from wallet_api import reconcile as wallet_reconcile


def fsck() -> int:
    """Check and print; the exit code is 0 when everything fits, and 1 otherwise."""
    return check(open_workplace())


def check(place: Workplace) -> int:
    """`fsck` of what a workplace has open."""
    with place.database.reading() as session:
        found = 0
        for sentence in mismatches(session, place):
            typer.echo(sentence)
            found += 1
        awards = issuer_store.number_of_awards(session)
        positions = status_store.number_of_positions(session)
    typer.echo(f"{awards} certificates, {positions} status positions, {found} mismatches")
    return 1 if found else 0


def mismatches(session: Session, place: Workplace) -> Iterator[str]:
    """A sentence for each thing that does not fit."""
    yield from audit.check_chain(session)
    yield from audit.Notebook(place.settings.data_dir, place.custody).mismatches(session)
    yield from bodies.mismatches(session)
    yield from status_reconcile.mismatches(session)
    yield from issuer_reconcile.mismatches(session, custody=place.custody, at=place.clock())
    yield from batches_reconcile.mismatches(session)
    yield from passport_mismatches(session)


def passport_mismatches(session: Session) -> Iterator[str]:
    """A sentence for each certificate in a passport that was not awarded so."""
    return wallet_reconcile.mismatches(session, was_awarded=issuer_store.was_awarded_to)
