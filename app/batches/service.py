"""What the pages, the API and the command line ask about class lists, under one name."""

from sqlalchemy.orm import Session

from app.batches import store
from app.batches.deciding import (
    accept,
    approve,
    confirm,
    keep,
    resume,
    send_back,
    stop,
    take_back,
)
from app.batches.mending import accept_latin, correct, proposals, row_of
from app.batches.preview import picture
from app.batches.tables import Batch
from app.batches.taking_in import (
    READING_JOB,
    Upload,
    propose,
    questions,
    reading_job,
    reconsider,
    settle,
)
from app.batches.working import (
    CHUNK,
    TASK,
    Progress,
    defer_waiting,
    progress_of,
    unfinished,
    work,
    work_a_while,
)
from app.issuer.tables import Organisation
from credentials import ProblemCode, refuse

__all__ = [
    "CHUNK",
    "READING_JOB",
    "TASK",
    "Progress",
    "Upload",
    "accept",
    "accept_latin",
    "approve",
    "batch",
    "confirm",
    "correct",
    "defer_waiting",
    "keep",
    "picture",
    "progress_of",
    "proposals",
    "propose",
    "questions",
    "reading_job",
    "reconsider",
    "resume",
    "row_of",
    "send_back",
    "settle",
    "stop",
    "take_back",
    "unfinished",
    "work",
    "work_a_while",
]


def batch(session: Session, organisation: Organisation, batch_id: str) -> Batch:
    """A batch of that organisation; raises `not-found`."""
    found = store.batch(session, batch_id, organisation_id=organisation.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such class list")
    return found
