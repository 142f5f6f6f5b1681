"""A class list is handed out: its claim slips as a file, made in the background."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from app.base import audit, jobs
from app.base.db import Database
from app.base.jobs import Archive, File, Job, Outcome, Task
from app.batches import store
from app.batches.tables import Batch
from app.issuer.awards import Desk
from app.issuer.delivery.slips import slip_of, slips_pdf
from app.issuer.tables import OPEN, Achievement, Organisation

SLIPS_JOB = "slips"
# So many slips are one PDF; a longer list is an archive of several.
SLIPS_IN_ONE = 500


def ask_for_slips(session: Session, found: Batch, *, actor: str, at: datetime) -> Job:
    """Have the slips made of those who have not fetched their certificate; noted in the trail.

    Asked for again while they are being made, it is the same job.
    """
    audit.record(
        session,
        actor=actor,
        action="slips.made",
        subject=found.id,
        organisation_id=found.organisation_id,
        at=at,
    )
    return jobs.enqueue(
        session,
        SLIPS_JOB,
        subject=_subject(found.id),
        organisation_id=found.organisation_id,
        payload={"batch": found.id},
        actor=actor,
        at=at,
    )


def slips_job(session: Session, found: Batch) -> Job | None:
    """The newest job for the slips of a class list."""
    return jobs.newest(session, SLIPS_JOB, subject=_subject(found.id))


def make_slips(
    task: Task, *, database: Database, desk: Desk, clock: Callable[[], datetime]
) -> Outcome:
    """The slips of the list that the task names, in the order of the list; the jobs' handler.

    Five hundred at a time are drawn and kept, so that neither memory nor a kill is a limit.
    A code that is renewed later makes its slip worthless.
    """
    with database.reading() as session:
        found = session.get_one(Batch, task.payload["batch"])
        organisation = session.get_one(Organisation, found.organisation_id)
        title = session.get_one(Achievement, found.achievement_id).name
        total = store.number_of_claims(session, found.id, OPEN)
        session.expunge_all()
    made_on = clock().date()
    after, done = (task.kept[-1][0], _last_in(task.kept[-1][1])) if task.kept else (0, 0)
    total = max(total, done)
    is_first = not task.kept
    while True:
        with database.reading() as session:
            # With one more, to know whether these are the last.
            more = store.open_claims(session, found.id, after=after, limit=SLIPS_IN_ONE + 1)
            session.expunge_all()
        claims, is_last = more[:SLIPS_IN_ONE], len(more) <= SLIPS_IN_ONE
        if not claims:
            break
        after = claims[-1][0]
        slips = [
            slip
            for _, award, claim in claims
            if (slip := slip_of(award, claim, title, desk=desk)) is not None
        ]
        made = slips_pdf(
            slips,
            organisation,
            public_url=desk.public_url,
            made_on=made_on,
            tell=partial(_tell, task, done, total),
        )
        if is_first and is_last:
            return Outcome(File(made, "claim-slips.pdf", "application/pdf"))
        task.keep(after, f"slips-{done + 1:05}-to-{done + len(slips):05}.pdf", made)
        done, is_first = done + len(slips), False
    if is_first:
        return Outcome()
    return Outcome(archive=Archive("claim-slips.zip"))


def _tell(task: Task, before: int, total: int, drawn: int) -> None:
    task.tell(min(before + drawn, total), total)


def _last_in(name: str) -> int:
    """The number of the last slip in a part of that name."""
    return int(name.removesuffix(".pdf").rpartition("-")[2])


def _subject(batch_id: str) -> str:
    return f"class list {batch_id}"
