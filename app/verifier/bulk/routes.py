"""The API for many checks at once: hand them in, follow them, fetch the table, delete it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any, Self

from fastapi import Query, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from app.base import spreadsheets
from app.base.deps import Now, ReadingDep, ServicesDep, SessionDep
from app.base.routing import Router
from app.verifier.bulk import service, store, taking_in
from app.verifier.bulk.admission import uploaded
from app.verifier.bulk.deps import Asking
from app.verifier.bulk.items import Row
from app.verifier.bulk.service import Progress
from app.verifier.bulk.tables import BulkCheck
from app.verifier.bulk.taking_in import Wish

router = Router(tags=["verification"])

_ALL = "/api/v1/bulk-checks"
_ONE = f"{_ALL}/{{token}}"
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One file: a ZIP archive, a CSV of links or codes, or a form with files.",
        "content": {
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
            "text/csv": {"schema": {"type": "string"}},
            "multipart/form-data": {"schema": {"type": "object"}},
        },
    }
}
_Hours = Annotated[int, Query(ge=1, le=720, description="How long the result is kept.")]
_Since = Annotated[str, Query(max_length=100, description="An earlier result to compare with.")]


class ItemAnswer(BaseModel):
    """One item: how it came out, why, and what the certificate says in short."""

    number: int
    item: str
    result: str
    cause: str
    award: str
    name: str
    certificate_number: str
    issuer: str
    issuer_standing: str
    valid_until: str
    result_before: str
    cause_before: str
    beside: str

    @classmethod
    def of(cls, row: Row) -> Self:
        """A line of the table."""
        facts = row.facts
        return cls(
            number=row.number,
            item=row.name,
            result=row.state,
            cause=row.cause,
            award=facts.title,
            name=facts.names,
            certificate_number=facts.number,
            issuer=facts.issuer,
            issuer_standing=facts.standing,
            valid_until=facts.valid_until,
            result_before=facts.before,
            cause_before=facts.before_cause,
            beside=row.beside,
        )


class CheckAnswer(BaseModel):
    """A check of many: how far it is, how many came out how, and the items asked for.

    `id` is the secret part of its link; `reference` is what webhooks name it by; `left_out`
    counts what was in the check that it is compared with, and is not here.
    """

    id: str
    reference: str
    url: str
    total: int
    done: int
    finished: bool
    failed: bool
    results: Mapping[str, int]
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime
    compared_with: datetime | None
    left_out: int
    items: list[ItemAnswer]

    @classmethod
    def of(
        cls, found: BulkCheck, progress: Progress, rows: list[ItemAnswer], *, token: str, url: str
    ) -> Self:
        """A stored check; `token` is the secret part of its link."""
        return cls(
            id=token,
            reference=found.id,
            url=f"{url}/verify/many/{token}",
            total=progress.total,
            done=progress.done,
            finished=progress.is_finished,
            failed=progress.has_failed,
            results=progress.tally,
            created_at=found.created_at,
            finished_at=found.finished_at,
            expires_at=found.expires_at,
            compared_with=found.since_at,
            left_out=progress.left_out,
            items=rows,
        )


@router.post(_ALL, status_code=202, openapi_extra=_BODY)
async def hand_in(
    request: Request,
    asking: Asking,
    services: ServicesDep,
    at: Now,
    keep_hours: _Hours = 168,
    since: _Since = "",
) -> CheckAnswer:
    """Have many certificates checked. The answer comes at once, the results in the background.

    What is handed in is deleted once it is checked, and the result after `keep_hours`.
    """

    def take_in() -> str:
        earlier = None
        if since:
            with services.database.reading() as session:
                earlier = service.find(session, since, at=at)
        wish = Wish(
            kept_for=timedelta(hours=keep_hours),
            actor=asking.actor,
            reader_id=asking.reader_id,
            count=asking.count,
            since=earlier,
        )
        return taking_in.take_in(
            services.database,
            upload.items(services.settings),
            wish,
            custody=services.custody,
            at=at,
        )

    def answered(token: str) -> CheckAnswer:
        with services.database.reading() as session:
            found = service.find(session, token, at=at)
            progress = service.progress_of(session, found)
        return CheckAnswer.of(found, progress, [], token=token, url=services.settings.public_url)

    async with uploaded(request) as upload:
        token = await run_in_threadpool(take_in)
    return await run_in_threadpool(partial(answered, token))


@router.get(_ONE)
def look(
    token: str,
    session: ReadingDep,
    services: ServicesDep,
    at: Now,
    limit: Annotated[int, Query(ge=0, le=2_000)] = 100,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> CheckAnswer:
    """How far a check is, and its items, those first that need a look."""
    found = service.find(session, token, at=at)
    progress = service.progress_of(session, found)
    rows = service.rows(session, found, custody=services.custody, limit=limit, offset=offset)
    items = [ItemAnswer.of(row) for row in rows]
    return CheckAnswer.of(found, progress, items, token=token, url=services.settings.public_url)


@router.get(f"{_ONE}/table.csv", response_class=Response)
def table(token: str, session: ReadingDep, services: ServicesDep, at: Now) -> Response:
    """The whole table for a spreadsheet; nothing in it is calculated."""
    found = service.find(session, token, at=at)
    rows = service.rows(session, found, custody=services.custody)
    return Response(
        spreadsheets.as_csv(service.csv_lines(rows)),
        media_type=spreadsheets.MEDIA_TYPE,
        headers={
            "Content-Disposition": 'attachment; filename="checked.csv"',
            "Cache-Control": "no-store",
        },
    )


@router.delete(_ONE, status_code=204)
def delete(token: str, session: SessionDep, at: Now) -> None:
    """Delete the result now; its link then leads to nothing."""
    store.forget(session, service.find(session, token, at=at).id)
