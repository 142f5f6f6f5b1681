"""Who is at work in the console: the account, its training body, and what a request works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse

from app.base import accounts, pages
from app.base.accounts import APPROVER, ISSUER, KEY_MANAGER, OWNER, STAFF, Account
from app.base.db import act_for
from app.base.deps import Now, ReadingDep, Services, ServicesDep, SessionDep
from app.issuer.awards import Desk
from app.issuer.routes import desk_of
from app.issuer.tables import Organisation
from app.pages.forms import Filled, FilledForm
from credentials import ProblemCode, refuse

SEE_OTHER = 303
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Office:
    """A member of staff and their training body, for one request; `form` is what they sent."""

    request: Request
    services: Services
    session: Session
    account: Account
    organisation: Organisation
    at: datetime
    form: Filled

    @property
    def actor(self) -> str:
        """How the audit trail names who does this."""
        return f"account:{self.account.id}"

    @property
    def roles(self) -> frozenset[str]:
        """What the account may do; a page shows only the buttons for that (`may`)."""
        return frozenset(self.account.roles)

    @property
    def is_alone(self) -> bool:
        """Whether nobody else of the body could confirm what this account asks for."""
        staff = accounts.staff_of(self.session, self.organisation.id)
        return not any(APPROVER in each.roles for each in staff if each.id != self.account.id)

    @property
    def desk(self) -> Desk:
        """What issuing needs of the running service."""
        return desk_of(self.services)

    @property
    def public_url(self) -> str:
        """The service's own address."""
        return self.services.settings.public_url

    def page(self, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A page of the console."""
        return pages.render(
            self.request,
            f"console/{name}",
            status=status,
            account=self.account,
            organisation=self.organisation,
            may=self.roles,
            **context,
        )


def account_looking(
    request: Request, session: ReadingDep, services: ServicesDep, at: Now
) -> Account | None:
    """Who looks at a page. It waits for nobody who writes, save once a minute."""
    token = request.cookies.get(pages.session_cookie(request))
    login = accounts.live_login(session, token, at=at) if token else None
    if login is None or token is None:
        return None
    if accounts.is_due(login, at=at):
        with services.database.session() as writing:
            accounts.session_account(writing, token, at=at)
    return session.get(Account, login.account_id)


Visitor = Annotated[Account | None, Depends(account_looking)]


def account_working(request: Request, session: SessionDep, at: Now) -> Account | None:
    """Who sends a form, in the transaction of what it changes."""
    token = request.cookies.get(pages.session_cookie(request))
    return accounts.session_account(session, token, at=at) if token else None


def office_to_look(
    request: Request, visitor: Visitor, session: ReadingDep, services: ServicesDep, at: Now
) -> Office:
    """The office for a page that changes nothing; raises `not-signed-in`, `not-allowed`."""
    account, organisation = _staff(session, visitor)
    return Office(request, services, session, account, organisation, at, Filled())


def office_to_work(
    form: FilledForm,
    request: Request,
    account: Annotated[Account | None, Depends(account_working)],
    session: SessionDep,
    services: ServicesDep,
    at: Now,
) -> Office:
    """The office for a form. The form was read before the transaction begins."""
    known, organisation = _staff(session, account)
    return Office(request, services, session, known, organisation, at, form)


# For a page that all staff may see, auditors too.
Looking = Annotated[Office, Depends(office_to_look)]
# For a form about one's own account. What changes anything of the body needs a role below.
Working = Annotated[Office, Depends(office_to_work)]


def looking_as(*roles: str) -> Callable[[Office], Office]:
    """A dependency for the page of a form that only staff with one of these roles may send."""

    def office(office: Looking) -> Office:
        return _with_role(office, roles)

    return office


def working_as(*roles: str) -> Callable[[Office], Office]:
    """A dependency for a form that only staff with one of these roles may send."""

    def office(office: Working) -> Office:
        return _with_role(office, roles)

    return office


# For a form, by the role that it demands; raises `role-needed`.
Issuing = Annotated[Office, Depends(working_as(ISSUER))]
Approving = Annotated[Office, Depends(working_as(APPROVER))]
KeyManaging = Annotated[Office, Depends(working_as(KEY_MANAGER))]
Owning = Annotated[Office, Depends(working_as(OWNER))]
# For the page that such a form stands on.
LookingToIssue = Annotated[Office, Depends(looking_as(ISSUER))]
LookingToOwn = Annotated[Office, Depends(looking_as(OWNER))]


def see(path: str) -> RedirectResponse:
    """Send the browser on after a form, so that loading again sends nothing twice."""
    return RedirectResponse(path, SEE_OTHER)


def _with_role(office: Office, roles: tuple[str, ...]) -> Office:
    if not office.roles & set(roles):
        raise refuse(ProblemCode.ROLE_NEEDED, f"this needs the role {roles[0]}", f"/{roles[0]}")
    return office


def _staff(session: Session, account: Account | None) -> tuple[Account, Organisation]:
    if account is None:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "nobody is signed in here")
    if account.role != STAFF or account.organisation_id is None:
        raise refuse(ProblemCode.NOT_ALLOWED, "this is for the staff of a training body")
    organisation = session.get_one(Organisation, account.organisation_id)
    if owes_codes(session, account, organisation):
        raise refuse(ProblemCode.SECOND_STEP_NEEDED, "an owner requires one-time codes")
    act_for(session, organisation.id)
    return account, organisation


def owes_codes(session: Session, account: Account, organisation: Organisation) -> bool:
    """Whether a member of staff has to set up one-time codes before anything else."""
    return organisation.codes_required and not accounts.has_codes(session, account)
