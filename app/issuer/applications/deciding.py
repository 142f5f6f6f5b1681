"""The operator's side: ask back, let the body try, approve it, or refuse with a reason."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.base import accounts, outbox
from app.issuer import organisations
from app.issuer.applications.applying import Post, add_message, check_undecided, locked, note
from app.issuer.applications.tables import APPROVED, ASKED, OPERATOR, REFUSED, Application
from app.issuer.organisations import Profile, vetting
from app.issuer.tables import APPLIED, VETTED, Organisation
from credentials import ProblemCode, refuse


def ask(
    session: Session,
    application: Application,
    text: str,
    *,
    post: Post,
    actor: str,
    at: datetime,
) -> None:
    """Ask the applicant something, by mail and on their page; raises `bad-value`, `conflict`."""
    found = check_undecided(locked(session, application))
    written = add_message(session, found, OPERATOR, text, at=at)
    found.state = ASKED
    note(session, found, "application.asked", actor=actor, at=at)
    post.send(session, found, "mail/application_question.txt", text=written, at=at)


def refuse_application(
    session: Session,
    application: Application,
    reason: str,
    *,
    post: Post,
    actor: str,
    at: datetime,
) -> None:
    """Turn the applicant away, with the reason; a body that was trying may issue no more."""
    found = check_undecided(locked(session, application))
    written = add_message(session, found, OPERATOR, reason, at=at)
    found.state, found.decided_at = REFUSED, at
    body = body_of(session, found)
    if body is not None:
        vetting.turn_away(session, body, actor=actor, at=at)
    note(session, found, "application.refused", actor=actor, at=at)
    post.send(session, found, "mail/application_refused.txt", text=written, at=at)


def let_try(
    session: Session,
    application: Application,
    slug: str,
    *,
    post: Post,
    actor: str,
    at: datetime,
) -> Organisation:
    """Make the body so that the applicant can try; whoever checks sees that it is not approved.

    Raises `conflict` when it was made already, or when the short name, the domain or the
    e-mail address belongs to somebody else.
    """
    found = check_undecided(locked(session, application))
    if found.organisation_id is not None:
        raise refuse(ProblemCode.CONFLICT, "the body was made already")
    body = _make(session, found, slug, state=APPLIED, post=post, actor=actor, at=at)
    note(session, found, "application.let-try", actor=actor, at=at)
    return body


def approve(
    session: Session,
    application: Application,
    slug: str,
    *,
    post: Post,
    actor: str,
    at: datetime,
) -> Organisation:
    """Let the body in: it is made, with the applicant as its owner, unless it tries already.

    Raises `conflict` as `let_try` does. What it issued while trying counts from now on.
    """
    found = check_undecided(locked(session, application))
    body = body_of(session, found)
    has_tried = body is not None
    if body is None:
        body = _make(session, found, slug, state=VETTED, post=post, actor=actor, at=at)
    else:
        vetting.let_in(session, body, actor=actor, at=at)
    found.state, found.decided_at = APPROVED, at
    note(session, found, "application.approved", actor=actor, at=at)
    post.send(session, found, "mail/application_approved.txt", has_tried=has_tried, at=at)
    return body


def body_of(session: Session, application: Application) -> Organisation | None:
    """The body that was made for an application."""
    if application.organisation_id is None:
        return None
    return session.get_one(Organisation, application.organisation_id)


def _make(
    session: Session,
    application: Application,
    slug: str,
    *,
    state: str,
    post: Post,
    actor: str,
    at: datetime,
) -> Organisation:
    made = organisations.create_organisation(
        session,
        _profile(application, slug),
        custody=post.custody,
        public_url=post.public_url,
        vetting=state,
        actor=actor,
        at=at,
    )
    application.organisation_id = made.id
    account = accounts.create_account(
        session,
        email=application.email,
        name=application.contact_name,
        role=accounts.STAFF,
        organisation_id=made.id,
        actor=actor,
        at=at,
    )
    token = accounts.setup_link(session, account, at=at)
    outbox.enqueue(
        session,
        recipient=account.email,
        template="mail/setup.txt",
        language=application.mail_language,
        context={
            "organisation": made.name,
            "link": f"{post.public_url}/console/setup/{token}",
        },
        at=at,
    )
    return made


def _profile(application: Application, slug: str) -> Profile:
    return Profile(
        slug=slug,
        name=application.name,
        name_latin=application.name_latin,
        url=application.url,
        country=application.country,
        language=application.language,
        time_zone=application.time_zone,
        did_method=application.did_method,
        domain=application.domain,
    )
