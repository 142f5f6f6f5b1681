"""What this service knows itself, for the verifier: own identities, lists and certificates."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.base.custody import Custody
from app.issuer import corrections, people, renewing, service
from app.issuer.holders import NO_PASSPORTS, Holders
from app.issuer.leaving import Shelf
from app.issuer.schemas import verify_url
from app.issuer.sd_jwt.issuer_name import own_metadata
from app.issuer.tables import Award, Organisation
from app.issuer.version2.routes import own_document
from app.issuer.version2.service import Press
from app.pages import store
from app.verifier import receipts
from app.verifier.ports import PrintedCertificate, SharedSet
from credentials import StatusNote, as_bytes

# A worker's shared set by its token, which only the holder's side can answer.
FindShared = Callable[[Session, str, datetime], SharedSet | None]


class Register:
    """Answers from the database; `find_shared` and `holders` are the holder's side.

    `shelf` has the archives of bodies that came from another installation.
    """

    def __init__(
        self,
        custody: Custody,
        *,
        public_url: str = "",
        mail_from: str = "",
        holders: Holders = NO_PASSPORTS,
        find_shared: FindShared | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        self._custody = custody
        self._public_url = public_url
        self._mail_from = mail_from
        self._holders = holders
        self._find_shared = find_shared
        self._shelf = shelf

    def did_document(self, session: Session, did: str) -> bytes | None:
        """The DID document of an own organisation, or of this service itself."""
        if did == receipts.own_did(self._public_url):
            return receipts.own_document_bytes(session, did, custody=self._custody)
        document = service.own_did_document(session, did, custody=self._custody)
        if document is None and self._shelf is not None:
            return self._shelf.did_document(did)
        return document

    def issuer_keys(self, session: Session, issuer: str) -> bytes | None:
        """The keys of an own organisation, by the https address that its tokens name."""
        return own_metadata(session, issuer, custody=self._custody)

    def status_list(self, session: Session, url: str, *, at: datetime) -> bytes | None:
        """The signed status list that is published under that address."""
        listed = service.own_status_list(session, url, custody=self._custody, at=at)
        if listed is None and self._shelf is not None:
            return self._shelf.status_list(url)
        return listed

    def hosted(self, session: Session, url: str, *, at: datetime) -> bytes | None:
        """The document of an own Open Badge 2.0 that is published under that address."""
        del at
        press = Press(self._custody, self._public_url, self._mail_from)
        document = own_document(session, url, press=press)
        return as_bytes(document) if document is not None else None

    def note(self, session: Session, list_url: str, index: int) -> StatusNote | None:
        """When and why that status entry was set, and whether the award was replaced."""
        found = store.award_at_position(session, list_url, index)
        if found is None:
            return None
        award, position = found
        if not position.value or position.changed_at is None:
            return None
        organisation = session.get_one(Organisation, award.organisation_id)
        return StatusNote(
            since=position.changed_at,
            is_replaced=award.replaced_by is not None,
            reason=corrections.public_reason(position.purpose, position.reason),
            contact=organisation.url or "",
            leads_to=self._leads_to(session, award),
        )

    def _leads_to(self, session: Session, award: Award) -> str:
        newest = corrections.leads_to(session, award, holders=self._holders)
        if newest is None:
            return ""
        return verify_url(newest, public_url=self._public_url) or ""

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
            credential_id=award.credential_id,
        )

    def code_was_replaced(self, session: Session, code: str) -> bool:
        """Whether the holder has had that printed code replaced."""
        return renewing.is_retired(session, code)

    def shared(self, session: Session, token: str, *, at: datetime) -> SharedSet | None:
        """The set behind a shared link; raises `gone` and `frozen`, as the holder's side does."""
        return self._find_shared(session, token, at) if self._find_shared else None

    def frozen(self, session: Session, credential_id: str) -> bool:
        """Whether its owner wants that the printed code of a certificate says nothing."""
        # Only the passport that fetched it counts: anybody may import a copy.
        passport_id = store.passport_that_fetched(session, credential_id)
        return passport_id is not None and self._holders.is_frozen(session, passport_id)
