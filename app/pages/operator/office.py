"""The operator at work: the account, and what a request works with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from app.base import pages
from app.base.accounts import OPERATOR, Account
from app.base.deps import Now, ReadingDep, Services, ServicesDep, SessionDep, operator_owes_codes
from app.pages.console.office import Visitor, account_working
from app.pages.forms import Filled, FilledForm
from credentials import ProblemCode, refuse


@dataclass(frozen=True, slots=True)
class Desk:
    """The operator at work, for one request; `form` is what they sent."""

    request: Request
    services: Services
    session: Session
    account: Account
    at: datetime
    form: Filled

    @property
    def actor(self) -> str:
        """How the audit trail names who does this."""
        return f"account:{self.account.id}"

    def page(self, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A page of the operator's."""
        return pages.render(
            self.request, f"operator/{name}", status=status, account=self.account, **context
        )


def desk_to_look(
    request: Request, visitor: Visitor, session: ReadingDep, services: ServicesDep, at: Now
) -> Desk:
    """For a page that changes nothing; raises `not-signed-in`, `not-allowed`."""
    return Desk(request, services, session, _operator(visitor, session, services), at, Filled())


def desk_to_work(
    form: FilledForm,
    request: Request,
    account: Annotated[Account | None, Depends(account_working)],
    session: SessionDep,
    services: ServicesDep,
    at: Now,
) -> Desk:
    """For a form. The form was read before the transaction begins."""
    return Desk(request, services, session, _operator(account, session, services), at, form)


Looking = Annotated[Desk, Depends(desk_to_look)]
Working = Annotated[Desk, Depends(desk_to_work)]


def _operator(account: Account | None, session: Session, services: Services) -> Account:
    if account is None:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "nobody is signed in here")
    if account.role != OPERATOR:
        raise refuse(ProblemCode.NOT_ALLOWED, "this is for the operator of the service")
    if operator_owes_codes(session, account, services):
        raise refuse(ProblemCode.SECOND_STEP_NEEDED, "operators need one-time codes")
    return account
