"""The part of the holder's API that is about what holders say of themselves."""

import secrets
from functools import partial
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.base import locales
from app.base.deps import Now, ReadingDep, Services, ServicesDep, SessionDep
from app.base.routing import Router
from credentials import ProblemCode, VerificationReport, refuse
from wallet_api import passport as passports
from wallet_api.access import CountedReading, HolderToChange, HolderToRead, PortsDep
from wallet_api.records import about_me, binding, confirming, entries, groups, importing, store
from wallet_api.records.schemas import (
    AboutMeAnswer,
    AboutMeBody,
    BroughtAnswer,
    ChangedEntryBody,
    ConfirmationAnswer,
    EntryAnswer,
    EntryBody,
    QuestionBody,
    WaitingAnswer,
)
from wallet_api.schemas import CertificateAnswer

router = Router(prefix="/wallet/api/v1", tags=["wallet"])

_ANY_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/entries")
def listed(session: ReadingDep, holder: HolderToRead) -> list[EntryAnswer]:
    """What the holder says, newest first, with what others answered about it."""
    return [EntryAnswer.of(each) for each in groups.said_by(session, holder.id)]


@router.post("/entries", status_code=201)
def add(body: EntryBody, session: SessionDep, holder: HolderToChange, at: Now) -> EntryAnswer:
    """Add something that the holder says."""
    made = entries.add(
        session,
        holder,
        body.kind,
        body.said(),
        entry_id=body.id or secrets.token_hex(16),
        at=at,
    )
    return EntryAnswer.of(groups.said_of(session, made))


@router.put("/entries/{entry_id}")
def change(
    entry_id: str, body: ChangedEntryBody, session: SessionDep, holder: HolderToChange, at: Now
) -> EntryAnswer:
    """Write an entry anew; what others confirmed of the old words ends."""
    changed = entries.change(session, holder, entry_id, body.said(), at=at)
    return EntryAnswer.of(groups.said_of(session, changed))


@router.delete("/entries/{entry_id}", status_code=204)
def remove(entry_id: str, session: SessionDep, holder: HolderToChange, at: Now) -> None:
    """Delete an entry, with what others answered about it."""
    entries.remove(session, holder, entry_id, at=at)


@router.post("/entries/{entry_id}/questions", status_code=201, dependencies=[CountedReading])
def ask(
    entry_id: str,
    body: QuestionBody,
    session: SessionDep,
    services: ServicesDep,
    holder: HolderToChange,
    at: Now,
) -> ConfirmationAnswer:
    """Mail somebody a link by which they can say whether an entry holds.

    The link is for them alone and is in no answer.
    """
    asked = confirming.ask(
        session,
        holder,
        entry_id,
        email=body.email,
        asked_as=body.asked_as,
        public_url=services.settings.public_url,
        language=locales.language(),
        at=at,
    )
    return ConfirmationAnswer.of(asked)


@router.delete("/entries/{entry_id}/questions/{asked_id}", status_code=204)
def take_back(
    entry_id: str, asked_id: str, session: SessionDep, holder: HolderToChange, at: Now
) -> None:
    """Take a question back, or put an answer away."""
    confirming.take_back(session, holder, entry_id, asked_id, at=at)


# ── Certificates from elsewhere ─────────────────────────────────────────────────────────


@router.post("/imports", status_code=201, dependencies=[CountedReading], openapi_extra=_ANY_BODY)
async def bring(
    request: Request,
    session: SessionDep,
    services: ServicesDep,
    holder: HolderToRead,
    ports: PortsDep,
    at: Now,
) -> BroughtAnswer:
    """Check what is sent: a credential, a picture or PDF with one, a text or a link.

    What can be kept waits for a day; what is not genuine is not kept.
    """
    brought = await ports.imports.bring(await request.body(), at=at)
    if not brought.parts:
        raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, brought.why)
    put = partial(importing.put_aside, session, holder, brought.parts, at=at)
    waiting = await run_in_threadpool(put)
    reports = {part.content: _report(part.report, services) for part in brought.parts}
    return BroughtAnswer(
        waiting=[
            WaitingAnswer(id=one.id, added_at=one.added_at, report=reports[one.content])
            for one in waiting
        ],
        refused=[
            reports[part.content]
            for part in brought.parts
            if not importing.can_be_kept(part.report)
        ],
        why=brought.why,
    )


@router.get("/imports")
async def waiting(
    session: ReadingDep, services: ServicesDep, holder: HolderToRead, ports: PortsDep, at: Now
) -> list[WaitingAnswer]:
    """What waits for a decision, checked anew."""
    found = await run_in_threadpool(store.waiting, session, holder.id)
    return [
        WaitingAnswer(
            id=one.id,
            added_at=one.added_at,
            report=_report(await ports.checker.check(one.content, at=at), services),
        )
        for one in found
    ]


@router.post("/imports/{import_id}/keep", status_code=201, dependencies=[CountedReading])
async def keep(
    import_id: str,
    reading: ReadingDep,
    session: SessionDep,
    holder: HolderToRead,
    ports: PortsDep,
    at: Now,
) -> CertificateAnswer:
    """Put it into the passport, byte for byte."""
    found = await run_in_threadpool(importing.one, reading, holder, import_id)
    report = await ports.checker.check(found.content, at=at)
    put = partial(
        importing.keep, session, holder, import_id, report=report, imports=ports.imports, at=at
    )
    return CertificateAnswer.of(await run_in_threadpool(put))


@router.delete("/imports/{import_id}", status_code=204)
def drop(import_id: str, session: SessionDep, holder: HolderToChange) -> None:
    """Do not keep it."""
    importing.drop(session, holder, import_id)


@router.get("/certificates/{holding_id}/report")
async def report(
    holding_id: str,
    session: ReadingDep,
    services: ServicesDep,
    holder: HolderToRead,
    ports: PortsDep,
    at: Now,
) -> dict[str, Any]:
    """Check a certificate of the passport anew; the answer of the verification API."""
    held = await run_in_threadpool(passports.certificate_in, session, holder, holding_id)
    return _report(await ports.checker.check(held.content, at=at), services)


@router.delete("/certificates/{holding_id}", status_code=204)
def remove_imported(holding_id: str, session: SessionDep, holder: HolderToChange, at: Now) -> None:
    """Take out a certificate that the holder brought, and end every link that shows it."""
    importing.remove(session, holder, holding_id, at=at)


@router.post("/certificates/{holding_id}/bind", status_code=201, dependencies=[CountedReading])
async def bind(
    holding_id: str,
    reading: ReadingDep,
    session: SessionDep,
    holder: HolderToRead,
    ports: PortsDep,
    at: Now,
) -> CertificateAnswer:
    """Have a certificate issued anew for the key of the passport; the old one is replaced."""
    held = await run_in_threadpool(passports.certificate_in, reading, holder, holding_id)
    found = await ports.checker.check(held.content, at=at)
    put = partial(
        binding.bind, session, holder, holding_id, report=found, desk=ports.binding, at=at
    )
    return CertificateAnswer.of(await run_in_threadpool(put))


# ── What holders add about themselves ───────────────────────────────────────────────────


@router.get("/about-me")
def added(session: ReadingDep, holder: HolderToRead) -> AboutMeAnswer:
    """The name and the photo that the holder has added; nobody has checked either."""
    return AboutMeAnswer.of(store.about_me(session, holder.id))


@router.put("/about-me")
def change_name(
    body: AboutMeBody, session: SessionDep, holder: HolderToChange, at: Now
) -> AboutMeAnswer:
    """Write the name."""
    return AboutMeAnswer.of(about_me.change(session, holder, name=body.name, at=at))


@router.get("/about-me/photo", response_class=Response)
def photo(session: ReadingDep, holder: HolderToRead) -> Response:
    """The photo, a JPEG."""
    found = store.about_me(session, holder.id)
    if found is None or found.photo is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no photo")
    return Response(found.photo, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


@router.put(
    "/about-me/photo", status_code=204, dependencies=[CountedReading], openapi_extra=_ANY_BODY
)
async def change_photo(
    request: Request,
    reading: ReadingDep,
    session: SessionDep,
    services: ServicesDep,
    holder: HolderToRead,
    at: Now,
) -> None:
    """Put a photo in the place of another one: PNG, JPEG or WebP, drawn anew and made small."""
    draw = partial(about_me.drawn, await request.body(), workers=services.workers)
    drawn = await run_in_threadpool(draw)
    found = await run_in_threadpool(store.about_me, reading, holder.id)
    name = found.name if found else ""
    put = partial(about_me.change, session, holder, name=name, photo=drawn, at=at)
    await run_in_threadpool(put)


@router.delete("/about-me/photo", status_code=204)
def remove_photo(session: SessionDep, holder: HolderToChange, at: Now) -> None:
    """Delete the photo."""
    about_me.remove_photo(session, holder, at=at)


def _report(found: VerificationReport, services: Services) -> dict[str, Any]:
    return found.as_json(problem_base=f"{services.settings.public_url}/problems")
