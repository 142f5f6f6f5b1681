"""A class list is handed out: its claim slips as a file, made in the background."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.base import audit, jobs
from app.base.db import Database
from app.base.jobs import File, Job, Outcome, Task
from app.batches import store
from app.batches.tables import Batch
from app.issuer.awards import Desk
from app.issuer.delivery.slips import slip_of, slips_pdf
from app.issuer.tables import Achievement, Organisation

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

    Codes are as they were when it began: one that is renewed later makes its slip worthless.
    """
    with database.reading() as session:
        found = session.get_one(Batch, task.payload["batch"])
        organisation = session.get_one(Organisation, found.organisation_id)
        title = session.get_one(Achievement, found.achievement_id).name
        claims = store.open_claims(session, found.id)
        slips = [
            slip
            for award, claim in claims
            if (slip := slip_of(award, claim, title, desk=desk)) is not None
        ]
        session.expunge_all()
    at = clock()
    parts = []
    for start in range(0, len(slips), SLIPS_IN_ONE):
        part = slips[start : start + SLIPS_IN_ONE]
        made = slips_pdf(
            part,
            organisation,
            public_url=desk.public_url,
            made_on=at.date(),
            # mypy cannot infer a lambda whose default binds the start of this part.
            tell=lambda done, start=start: task.tell(start + done, len(slips)),  # type: ignore[misc]
        )
        parts.append((f"slips-{start + 1:05}-to-{start + len(part):05}.pdf", made))
    return Outcome(_as_file(parts))


def _as_file(parts: list[tuple[str, bytes]]) -> File | None:
    if not parts:
        return None
    if len(parts) == 1:
        return File(parts[0][1], "claim-slips.pdf", "application/pdf")
    written = io.BytesIO()
    # PDF is packed already.
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content)
    return File(written.getvalue(), "claim-slips.zip", "application/zip")


def _subject(batch_id: str) -> str:
    return f"class list {batch_id}"
