"""What this service knows itself, for the verifier: own identities, lists and certificates."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.base.custody import Custody
from app.issuer import people, service
from app.pages import store
from app.verifier.ports import PrintedCertificate, SharedSet
from credentials import Replacement

# A worker's shared set by its token, which only the holder's side can answer.
FindShared = Callable[[Session, str, datetime], SharedSet | None]


class Register:
    """Answers from the database; `find_shared` is given by the holder's side."""

    def __init__(self, custody: Custody, *, find_shared: FindShared | None = None) -> None:
        self._custody = custody
        self._find_shared = find_shared

    def did_document(self, session: Session, did: str) -> bytes | None:
        """The DID document of an own organisation."""
        return service.own_did_document(session, did, custody=self._custody)

    def status_list(self, session: Session, url: str, *, at: datetime) -> bytes | None:
        """The signed status list that is published under that address."""
        return service.own_status_list(session, url, custody=self._custody, at=at)

    def replacement(self, session: Session, list_url: str, index: int) -> Replacement | None:
        """When the award with that status entry was replaced, if it was."""
        award = store.award_at_position(session, list_url, index)
        if award is None or award.replaced_by is None or award.changed_at is None:
            return None
        return Replacement(at=award.changed_at)

    def printed(self, session: Session, code: str) -> PrintedCertificate | None:
        """The certificate that was printed with that (canonical) code."""
        award = service.award_by_verification_code(session, code)
        if award is None or award.person is None:
            return None
        person = people.stored_person(award.person)
        names = (person.name, person.name_latin)
        return PrintedCertificate(
            content=award.content,
            names=tuple(name for name in names if name),
            birth_year=person.born_in,
        )

    def shared(self, session: Session, token: str, *, at: datetime) -> SharedSet | None:
        """The set behind a shared link; raises `gone` when it ended or was withdrawn."""
        return self._find_shared(session, token, at) if self._find_shared else None
