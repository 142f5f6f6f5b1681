"""The page of one class list, whatever state it is in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import Response

from app.base.accounts import APPROVER, ISSUER
from app.batches import duplicates, wording
from app.batches import service as batches
from app.batches import store as batch_store
from app.batches.tables import DOUBTFUL, WRONG, Batch
from app.issuer.record import actors
from app.issuer.tables import CLOSED, OPEN, Achievement
from app.pages.console.lists.columns import columns_page
from app.pages.console.office import UNPROCESSABLE, Office

PAGE = "/console/lists"
_FIRST_ROWS = 8
# So many lines are shown of each kind; the rest is in the file to be downloaded.
_MOST_ROWS = 100
# So many lines are held against what was withdrawn each time that the page is looked at.
_LOOKED_AT = 2_000
_NO_ERRORS: Mapping[str, str] = MappingProxyType({})


def list_page(
    office: Office,
    batch: Batch,
    *,
    errors: Mapping[str, str] = _NO_ERRORS,
    after: int = 0,
    is_again: bool = False,
) -> Response:
    """What is asked, what will happen, how far it is, or what became of it.

    Of what is to be signed the lines behind `after` are shown.
    """
    if batch.is_being_read:
        return _reading(office, batch)
    if batch.read_at is None:
        return columns_page(office, batch)
    if batch.confirmed_at is None:
        return _preview(office, batch, errors, after)
    reached = batches.progress_of(office.session, batch)
    if batch.finished_at is None and batch.minimised_at is None:
        return _work(office, batch, reached)
    return office.page(
        "list_done.html",
        reached=reached,
        is_again=is_again,
        **_known(office, batch),
        **_wrong(office, batch),
        open_claims=batch_store.number_of_claims(office.session, batch.id, OPEN),
        closed_claims=batch_store.number_of_claims(office.session, batch.id, CLOSED),
    )


def _preview(office: Office, batch: Batch, errors: Mapping[str, str], after: int) -> Response:
    session = office.session
    # The second person has not seen the file, and approves nothing unseen.
    many = _MOST_ROWS if after or batch.awaits_approval else _FIRST_ROWS
    first = batch_store.waiting_rows(session, batch.id, limit=many + 1, after=after)
    known = _known(office, batch)
    doubtful = batch_store.doubtful_rows(session, batch.id, limit=_MOST_ROWS)
    wrong = _wrong(office, batch)
    is_open = wrong["is_open"]
    return office.page(
        "list_preview.html",
        status=UNPROCESSABLE if errors else 200,
        errors=errors,
        **known,
        reached=batches.progress_of(session, batch),
        reading=batch.reading or {},
        undecided=batch_store.counts(session, batch.id).get(DOUBTFUL, 0),
        doubtful=doubtful,
        withdrawn=duplicates.withdrawn_before(
            session, batch, batch_store.rows_to_award(session, batch.id, limit=_LOOKED_AT)
        ),
        first=first[:many],
        after=after,
        has_more=len(first) > many,
        submitter=_named(office, batch.submitted_by),
        latin=batches.proposals(session, batch, known["achievement"], limit=_MOST_ROWS)
        if is_open
        else [],
        may_approve=APPROVER in office.roles and batch.submitted_by != office.actor,
        **wrong,
    )


def _named(office: Office, actor: str | None) -> str:
    return actors.names(office.session, office.organisation, [actor])[actor] if actor else ""


def _work(office: Office, batch: Batch, reached: batches.Progress) -> Response:
    is_stopped = batch.stopped_at is not None
    return office.page(
        "list_work.html",
        reached=reached,
        is_stopped=is_stopped,
        pace=reached.pace,
        left=reached.seconds_left,
        **_known(office, batch),
    )


def _reading(office: Office, batch: Batch) -> Response:
    job = batches.reading_job(office.session, batch)
    counts = batch_store.counts(office.session, batch.id)
    return office.page(
        "list_reading.html",
        job=job,
        lines=(batch.reading or {}).get("lines", 0),
        read=sum(counts.values()),
        wrong=counts.get(WRONG, 0),
        pace=job.pace if job else 0.0,
        left=job.seconds_left if job else None,
        **_known(office, batch),
    )


def _known(office: Office, batch: Batch) -> dict[str, Any]:
    """What every page of a list says."""
    achievement = office.session.get_one(Achievement, batch.achievement_id)
    return {"batch": batch, "achievement": achievement}


def _wrong(office: Office, batch: Batch) -> dict[str, Any]:
    """What the table of wrong lines needs."""
    return {
        "wrong": batch_store.rows(office.session, batch.id, state=WRONG, limit=_MOST_ROWS),
        "fault_sentence": wording.fault_sentence,
        "fault_advice": wording.fault_advice,
        "is_open": batch.is_open and ISSUER in office.roles,
    }
