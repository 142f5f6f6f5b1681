"""What the training bodies' side asks of the passports: a protocol of `app.issuer.holders`."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from credentials import CredentialsError, ProblemCode, refuse
from wallet_api import passport as passports
from wallet_api import sharing, store, trail
from wallet_api.ports import Taken
from wallet_api.returning import service as returns
from wallet_api.returning.service import Confirmed, ReturnCode, ReturnStanding
from wallet_api.tables import Notice, Passport

# What a notice in a passport is about; its words are in the templates.
TAKEN_OUT = "taken-out"
CORRECTED = "corrected"


class Passports:
    """Answers for every passport of this service, on the session of whoever asks."""

    def email(self, session: Session, passport_id: str) -> str | None:
        """Where the holder can be told something, if an address is known."""
        found = store.passport(session, passport_id)
        return found.email if found else None

    def leads_on(self, session: Session, passport_id: str) -> bool:
        """Whether the holder lets old papers lead to the certificates that replaced them."""
        found = store.passport(session, passport_id)
        return found is not None and found.leads_on

    def is_frozen(self, session: Session, passport_id: str) -> bool:
        """Whether the holder has frozen every link and printed code."""
        found = store.passport(session, passport_id)
        return found is not None and found.frozen_at is not None

    def put(self, session: Session, passport_id: str, handed: Taken, *, at: datetime) -> bool:
        """Put a corrected certificate where the wrong one is; False if that cannot be done."""
        found = store.passport(session, passport_id)
        if found is None:
            return False
        try:
            with session.begin_nested():
                passports.receive(session, found, handed, at=at)
        except CredentialsError:
            # It is full: the person gets a claim code instead.
            return False
        _notice(session, found, CORRECTED, issuer=handed.issuer, title=handed.title, at=at)
        return True

    def take_out(
        self, session: Session, passport_id: str, credential_id: str, *, at: datetime
    ) -> None:
        """Take a certificate out of a passport, end every link that shows it, and say so there.

        Nothing happens when the passport or the certificate is gone already.
        """
        found = store.passport(session, passport_id)
        held = store.holding_of(session, passport_id, credential_id)
        if found is None or held is None:
            return
        for share_id in store.shares_with(session, held.id):
            sharing.withdraw(session, found, share_id, actor="issuer", at=at)
        _notice(session, found, TAKEN_OUT, issuer=held.issuer, title=held.title, at=at)
        store.remove_holding(session, held)
        trail.record(session, passport_id, "passport.certificate-taken-out", actor="issuer", at=at)

    def begin_return(
        self, session: Session, passport_id: str, said: Confirmed, *, at: datetime
    ) -> ReturnCode:
        """Make the code with which the person comes back after the waiting time; they are told."""
        found = store.passport(session, passport_id)
        if found is None:
            raise refuse(ProblemCode.GONE, "the passport was erased by its holder")
        return returns.begin(session, found, said, at=at)

    def return_standing(
        self, session: Session, passport_id: str, *, organisation_id: str, at: datetime
    ) -> ReturnStanding | None:
        """How the newest return stands that the body began; None when it began none."""
        return returns.standing(session, passport_id, organisation_id=organisation_id, at=at)


def _notice(
    session: Session, found: Passport, kind: str, *, issuer: str, title: str, at: datetime
) -> None:
    session.add(
        Notice(
            id=secrets.token_hex(16),
            passport_id=found.id,
            kind=kind,
            issuer=issuer,
            title=title,
            created_at=at,
        )
    )
    session.flush()
