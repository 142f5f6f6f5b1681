"""Pages for what holders say of themselves: add, change, remove."""

import secrets
from typing import Annotated

from fastapi import Form, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from app.base.deps import ReadingDep
from app.base.pages import render
from app.base.routing import Router
from credentials import ProblemCode, refuse
from wallet_api.access import HOME, InOpenPassport, OpenPassport, OurForm, VisitDep, home
from wallet_api.records import entries, store
from wallet_api.records.entries import FIELDS, LEVELS, Kind, Wording
from wallet_api.records.schemas import Said
from wallet_api.records.tables import Entry

router = Router(include_in_schema=False)

_UNPROCESSABLE = 422


class EntryForm(Said):
    """An entry as it is typed; `entry_id` is given by the page."""

    entry_id: Annotated[str, Field(max_length=40)] = ""


Typed = Annotated[EntryForm, Form()]


@router.get(f"{HOME}/entries/new/{{kind}}", dependencies=[InOpenPassport])
def begin(request: Request, kind: str) -> Response:
    """An empty form for an entry of that kind."""
    return _form(request, entries.kind_of(kind), {}, entry_id=secrets.token_hex(16))


@router.post(f"{HOME}/entries/new/{{kind}}", dependencies=[OurForm])
def add(kind: str, visit: VisitDep, form: Typed) -> Response:
    """Add what the holder says; a second tap adds nothing."""
    found = visit.open_passport()
    chosen = entries.kind_of(kind)
    said = form.said()
    wording = entries.read(chosen, said)
    if wording.faults:
        return _form(visit.request, chosen, said, entry_id=form.entry_id, wording=wording)
    made = entries.add(visit.session, found, chosen, said, entry_id=form.entry_id, at=visit.at)
    return RedirectResponse(f"{HOME}#entry-{made.id}", status_code=303)


@router.get(f"{HOME}/entries/{{entry_id}}")
def look(request: Request, entry_id: str, session: ReadingDep, found: OpenPassport) -> Response:
    """One entry, to be changed or removed."""
    entry = store.entry(session, entry_id, passport_id=found.id)
    if entry is None:
        raise refuse(ProblemCode.NOT_FOUND, "no such entry in this passport")
    is_asked = bool(store.confirmations(session, [entry.id]))
    return _form(request, Kind(entry.kind), entry.facts, entry=entry, is_asked=is_asked)


@router.post(f"{HOME}/entries/{{entry_id}}", dependencies=[OurForm])
def change(entry_id: str, visit: VisitDep, form: Typed) -> Response:
    """Write it anew; what others confirmed of the old words ends."""
    found = visit.open_passport()
    entry = entries.one(visit.session, found, entry_id)
    kind, said = Kind(entry.kind), form.said()
    wording = entries.read(kind, said)
    if wording.faults:
        return _form(visit.request, kind, said, entry=entry, wording=wording)
    entries.change(visit.session, found, entry_id, said, at=visit.at)
    return RedirectResponse(f"{HOME}#entry-{entry_id}", status_code=303)


@router.post(f"{HOME}/entries/{{entry_id}}/remove", dependencies=[OurForm])
def remove(entry_id: str, visit: VisitDep) -> Response:
    """Delete it, with what others said of it."""
    found = visit.passport()
    if found is not None:
        entries.remove(visit.session, found, entry_id, at=visit.at)
    return home()


def _form(
    request: Request,
    kind: Kind,
    said: dict[str, str],
    *,
    entry: Entry | None = None,
    entry_id: str = "",
    is_asked: bool = False,
    wording: Wording | None = None,
) -> Response:
    return render(
        request,
        "records/entry_form.html",
        status=_UNPROCESSABLE if wording else 200,
        kind=kind,
        fields=FIELDS[kind],
        levels=LEVELS,
        said=said,
        faults=wording.faults if wording else {},
        entry=entry,
        entry_id=entry_id,
        is_asked=is_asked,
    )
