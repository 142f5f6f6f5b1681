"""Keep a passport safe: freeze all links, new paper, sign out everywhere, whose device this is."""

from typing import Annotated, Literal

from fastapi import Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from app.base.deps import Now, ReadingDep
from app.base.pages import render
from app.base.routing import Router
from wallet_api import devices, freezing, lent, store
from wallet_api import passport as passports
from wallet_api.access import HOME, OpenPassport, OurForm, VisitDep, home, remember_device
from wallet_api.pages.passport import cleared

router = Router(include_in_schema=False)

SAFETY = f"{HOME}/safety"
_Word = Annotated[str, Form(max_length=10)]


@router.get(SAFETY)
def safety(request: Request, session: ReadingDep, found: OpenPassport, at: Now) -> Response:
    """Everything that keeps a passport safe, and who holds its key, on one page."""
    return render(
        request,
        "safety/safety.html",
        is_frozen=found.frozen_at is not None,
        frozen_at=found.frozen_at,
        paper_at=found.paper_at or found.created_at,
        key_left_at=found.key_left_at,
        leads_on=found.leads_on,
        has_email=bool(found.email),
        devices=store.devices(session, found.id, at=at),
    )


def _back() -> Response:
    return RedirectResponse(SAFETY, status_code=303)


@router.post(f"{HOME}/freeze", dependencies=[OurForm])
def freeze(visit: VisitDep) -> Response:
    """Let every link and printed code say that the owner has frozen it."""
    found = visit.open_passport()
    freezing.freeze(visit.session, found, at=visit.at)
    return _back()


@router.post(f"{HOME}/unfreeze", dependencies=[OurForm])
def unfreeze(visit: VisitDep) -> Response:
    """Let them work again."""
    found = visit.open_passport()
    freezing.unfreeze(visit.session, found, at=visit.at)
    return _back()


@router.post(f"{HOME}/sign-out-everywhere", dependencies=[OurForm])
def sign_out_everywhere(visit: VisitDep) -> Response:
    """Close the passport on every phone and computer, this one too."""
    found = visit.open_passport()
    devices.sign_out_everywhere(visit.session, found, at=visit.at)
    return cleared(visit.request, home())


@router.post(f"{HOME}/sign-out-others", dependencies=[OurForm])
def sign_out_others(visit: VisitDep) -> Response:
    """Close the passport on every phone and computer but this one."""
    found = visit.open_passport()
    devices.sign_out_others(visit.session, found, visit.device or "", at=visit.at)
    return RedirectResponse(f"{SAFETY}#devices", status_code=303)


@router.post(f"{HOME}/device", dependencies=[OurForm])
def whose_device(
    visit: VisitDep, whose: Annotated[Literal["own", "new", "lent"], Form()] = "lent"
) -> Response:
    """Say whether this is one's own device; on a lent one, more time can be had as well.

    `new` is one's own in place of one that is lost, which is signed out.
    """
    response = home()
    found = visit.passport()
    is_lent = whose == "lent"
    if found is None or visit.device is None:
        # Before anything is open: what is opened next leaves nothing behind.
        if is_lent:
            lent.say_lent(visit.request, response)
        else:
            lent.say_own(visit.request, response)
        return response
    closes_at = devices.say_whose(visit.session, found, visit.device, is_lent=is_lent, at=visit.at)
    if whose == "new" and closes_at is None:
        devices.sign_out_others(visit.session, found, visit.device, at=visit.at)
        # Where it says that it is done, and what else can be done about a lost phone.
        response = RedirectResponse(SAFETY, status_code=303)
    remember_device(visit.request, response, visit.device, closes_at=closes_at)
    return response


@router.post(f"{HOME}/return-link", dependencies=[OurForm])
def new_paper(visit: VisitDep) -> Response:
    """A new return link, shown once; the old one ends and other devices are closed."""
    found = visit.open_passport()
    token = passports.renew_return_link(visit.session, found, visit.device, at=visit.at)
    return render(
        visit.request,
        "passport_paper.html",
        return_link=f"{visit.public_url}/p/{token}",
        made_at=visit.at,
    )


@router.post(f"{HOME}/old-papers", dependencies=[OurForm])
def old_papers(visit: VisitDep, lead: _Word = "") -> Response:
    """Whether the check of a replaced paper may lead to the certificate in this passport."""
    found = visit.passport()
    if found is not None:
        passports.lead_on(visit.session, found, allowed=lead == "yes", at=visit.at)
    return _back()
