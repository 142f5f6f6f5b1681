"""The applicant's side: apply, show that the address is theirs, answer the operator."""

import secrets
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.base import audit, outbox
from app.base.codes import new_token, token_digest
from app.base.custody import Custody
from app.base.mistakes import Mistakes
from app.issuer import identity, people
from app.issuer.applications import store
from app.issuer.applications.tables import (
    APPLICANT,
    OPEN,
    UNCONFIRMED,
    UNDECIDED,
    Application,
    ApplicationMessage,
)
from app.issuer.organisations import checks
from credentials import CredentialsError, ProblemCode, did_web, refuse

KINDS = ("centre", "school", "university", "employer", "authority", "association", "other")
MAX_TEXT = 4000
_MAX_MESSAGES = 100
_SEAL = "application link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What a body says of itself when it applies."""

    name: str
    name_latin: str | None
    country: str
    url: str | None
    language: str
    time_zone: str
    kind: str
    awards: str
    accredited_by: str
    contact_name: str
    email: str
    did_method: str = "web"
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """What mail about applications needs: who opens the links, and where they lead."""

    custody: Custody
    public_url: str

    def link(self, application: Application) -> str:
        """The applicant's own page."""
        token = self.custody.unseal(
            application.sealed_token, purpose=_SEAL, bound_to=application.id
        )
        return f"{self.public_url}/apply/{token}"

    def send(
        self,
        session: Session,
        application: Application,
        template: str,
        *,
        at: datetime,
        text: str = "",
        **more: bool,
    ) -> None:
        """Put a mail to the applicant into the outbox, in the language they applied in."""
        outbox.enqueue(
            session,
            recipient=application.email,
            template=template,
            language=application.mail_language,
            context={
                "organisation": application.name,
                "link": self.link(application),
                "console": f"{self.public_url}/console",
                "text": text,
                **more,
            },
            at=at,
        )


def apply(
    session: Session, applicant: Applicant, *, post: Post, mail_language: str, at: datetime
) -> Application:
    """Take an application in; it counts once the link in the mail was followed.

    Raises `bad-value` with the member at fault.
    """
    checked = _checked(applicant)
    token, application_id = new_token(), secrets.token_hex(16)
    application = Application(
        id=application_id,
        token_digest=token_digest(token),
        sealed_token=post.custody.seal(token, purpose=_SEAL, bound_to=application_id),
        state=UNCONFIRMED,
        mail_language=mail_language,
        proof_token=new_token(),
        created_at=at,
        **{field.name: getattr(checked, field.name) for field in fields(Applicant)},
    )
    session.add(application)
    session.flush()
    note(session, application, "application.received", actor=actor_of(application), at=at)
    post.send(session, application, "mail/application_confirm.txt", at=at)
    return application


def application_of(session: Session, token: str) -> Application:
    """The application whose link holds this token; raises `not-found`."""
    found = store.by_token(session, token_digest(token))
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such application")
    return found


def confirm(session: Session, application: Application, *, at: datetime) -> None:
    """The address is shown to be theirs, so the operator sees the application from now on."""
    found = locked(session, application)
    if found.state != UNCONFIRMED:
        return
    found.state, found.confirmed_at = OPEN, at
    note(session, found, "application.confirmed", actor=actor_of(found), at=at)


def answer(session: Session, application: Application, text: str, *, at: datetime) -> None:
    """Write to the operator; raises `conflict` once it is decided, `bad-value` for no text."""
    found = check_undecided(locked(session, application))
    add_message(session, found, APPLICANT, text, at=at)
    found.state = OPEN
    note(session, found, "application.answered", actor=actor_of(found), at=at)


def add_message(
    session: Session, application: Application, author: str, text: str, *, at: datetime
) -> str:
    """Keep what somebody wrote, in normal form; raises `bad-value` for nothing or too much."""
    written = people.text(text, "/text", limit=MAX_TEXT)
    if not written:
        raise refuse(ProblemCode.BAD_VALUE, "nothing is written", "/text")
    if len(store.messages(session, application.id)) >= _MAX_MESSAGES:
        raise refuse(ProblemCode.CONFLICT, "too many messages", "/text")
    session.add(
        ApplicationMessage(application_id=application.id, author=author, text=written, at=at)
    )
    return written


def check_undecided(application: Application) -> Application:
    """The application itself; raises `conflict` for one that is decided or does not count yet."""
    if application.state not in UNDECIDED:
        raise refuse(ProblemCode.CONFLICT, "it is decided, or its address is not confirmed")
    return application


def locked(session: Session, application: Application) -> Application:
    """The same application, locked until the transaction ends; raises `not-found`."""
    found = store.for_change(session, application.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such application")
    return found


def note(
    session: Session, application: Application, action: str, *, actor: str, at: datetime
) -> None:
    """Note in the audit trail what was done with an application."""
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=f"application:{application.id}",
        organisation_id=application.organisation_id,
        at=at,
    )


def actor_of(application: Application) -> str:
    """How the audit trail names the applicant, who has no account."""
    return f"applicant:{application.id}"


def _checked(applicant: Applicant) -> Applicant:
    found = Mistakes()
    latin = applicant.name_latin
    name = found.of(checks.body_name, applicant.name, "/name")
    latin = found.of(checks.body_name, latin, "/name_latin") if latin else None
    found.of(
        checks.check_address,
        url=applicant.url,
        country=applicant.country,
        language=applicant.language,
        time_zone=applicant.time_zone,
    )
    if applicant.kind not in KINDS:
        found.note(refuse(ProblemCode.BAD_VALUE, "choose one", "/kind"))
    email = applicant.email.strip().lower()
    if not people.is_email(email):
        found.note(refuse(ProblemCode.BAD_VALUE, "not an e-mail address", "/email"))
    found.of(_check_identity, applicant)
    awards = found.of(_needed, applicant.awards, "/awards", limit=MAX_TEXT)
    accredited = found.of(people.text, applicant.accredited_by, "/accredited_by", limit=MAX_TEXT)
    contact = found.of(_needed, applicant.contact_name, "/contact_name", limit=200)
    found.settle()
    return replace(
        applicant,
        name=name,
        name_latin=latin,
        awards=awards,
        accredited_by=accredited,
        contact_name=contact,
        email=email,
    )


def _check_identity(applicant: Applicant) -> None:
    if applicant.did_method not in identity.METHODS:
        raise refuse(ProblemCode.BAD_VALUE, "choose one", "/did_method")
    if (applicant.did_method == "domain") != (applicant.domain is not None):
        raise refuse(ProblemCode.BAD_VALUE, "a domain goes with the method domain", "/domain")
    if applicant.domain is not None:
        try:
            did_web(applicant.domain)
        except CredentialsError as error:
            raise refuse(ProblemCode.BAD_VALUE, "not a domain", "/domain") from error


def _needed(value: str, pointer: str, *, limit: int) -> str:
    line = people.text(value, pointer, limit=limit)
    if not line:
        raise refuse(ProblemCode.BAD_VALUE, "it is needed", pointer)
    return line
