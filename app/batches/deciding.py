"""What becomes of a class list: confirmed, approved by a second person, sent back, taken back."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.base import accounts
from app.batches import duplicates, store, trail
from app.batches.faults import RowFault
from app.batches.long import comparing
from app.batches.reading import WHOLE_LINES
from app.batches.tables import DOUBTFUL, WAITING, WRONG, Batch, BatchRow
from app.batches.taking_in import Upload, for_change, open_batch, propose, questions
from app.batches.working import ask_for_work, mark_wrong, progress_of
from app.issuer import people
from app.issuer import store as issuer_store
from app.issuer.achievements.service import check_open
from app.issuer.tables import Achievement, Organisation
from credentials import ProblemCode, refuse

_MAX_NOTE = 500


def accept(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    *,
    upload: Upload,
    actor: str,
    at: datetime,
) -> Batch:
    """Take in a class list that is to be awarded at once, and confirm it; see `propose`.

    A long list is read in the background first, and confirmed when it is read.
    Raises `bad-value` when something has to be asked first, with a pointer to what.
    """
    upload = replace(upload, is_accepted=True)
    found = propose(session, organisation, achievement, upload=upload, actor=actor, at=at)
    if found.is_being_read:
        return found
    if found.read_at is None:
        raise _asked(found)
    return confirm_read(
        session, organisation, found, even_if_alike=upload.even_if_alike, actor=actor, at=at
    )


def confirm_read(
    session: Session,
    organisation: Organisation,
    found: Batch,
    *,
    even_if_alike: bool,
    actor: str,
    at: datetime,
) -> Batch:
    """Confirm a list for a program, which is asked nothing twice.

    The doubtful lines come back to it as wrong ones, unless it said that they are other people.
    """
    for _ in ("as it was read", "with what has come up since then"):
        if even_if_alike and found.is_open and store.doubtful_rows(session, found.id, limit=1):
            keep(session, organisation, found.id, numbers=None, actor=actor, at=at)
        found = confirm(session, organisation, found.id, actor=actor, at=at)
        if not found.is_open:
            break
    return found


def confirm(
    session: Session, organisation: Organisation, batch_id: str, *, actor: str, at: datetime
) -> Batch:
    """Let a class list be awarded, once a second person approves where the body wants that.

    Confirming it again changes nothing. A doubtful line that nobody ticked is not awarded.
    The list stays open where a question has come up that nobody was asked: others may have
    been awarded since it was read.
    Raises `not-found`, and `conflict` while the organisation may not award or the list was
    not read.
    """
    found = for_change(session, organisation, batch_id)
    if not found.is_open:
        return found
    _check_may_award(organisation)
    if found.read_at is None:
        raise refuse(ProblemCode.CONFLICT, "it is not known yet how to read the class list")
    if _asks_anew(session, organisation, found):
        return found
    for row in store.rows(session, found.id, state=DOUBTFUL):
        _leave_out(row)
    session.flush()
    found.sent_back_at = found.sent_back_note = None
    if organisation.lists_need_approval and _has_work(session, found):
        found.submitted_at, found.submitted_by = at, actor
        trail.record(session, found, "batch.submitted", actor=actor, at=at)
        session.flush()
        return found
    return _confirmed(session, found, actor=actor, at=at)


def approve(
    session: Session, organisation: Organisation, batch_id: str, *, actor: str, at: datetime
) -> Batch:
    """Let a list be awarded that somebody else confirmed; approving it again changes nothing.

    It goes back to the first where a question has come up that nobody was asked.
    Raises `not-found`, `conflict` when it does not wait for that, and `not-allowed` for the
    one who confirmed it.
    """
    found = for_change(session, organisation, batch_id)
    if found.confirmed_at is not None:
        return found
    _check_second(session, found, actor=actor)
    _check_may_award(organisation)
    if _asks_anew(session, organisation, found):
        found.submitted_at = found.submitted_by = None
        found.sent_back_at, found.sent_back_note = at, None
        trail.record(session, found, "batch.sent-back", actor="service", at=at)
        return found
    found.approved_by = actor
    trail.record(session, found, "batch.approved", actor=actor, at=at)
    return _confirmed(session, found, actor=actor, at=at)


def send_back(
    session: Session,
    organisation: Organisation,
    batch_id: str,
    *,
    note: str,
    actor: str,
    at: datetime,
) -> Batch:
    """Give a list back to who confirmed it, with a note that says what to change.

    Raises as `approve` does, and `bad-value` without a note.
    """
    found = for_change(session, organisation, batch_id)
    if not found.awaits_approval:
        raise refuse(ProblemCode.CONFLICT, "the class list does not wait for approval")
    _check_second(session, found, actor=actor)
    written = people.text(note, "/note", limit=_MAX_NOTE)
    if not written:
        raise refuse(ProblemCode.BAD_VALUE, "say what has to be changed", "/note")
    found.submitted_at = found.submitted_by = None
    found.sent_back_at, found.sent_back_note = at, written
    session.flush()
    trail.record(session, found, "batch.sent-back", actor=actor, at=at)
    return found


def take_back(
    session: Session, organisation: Organisation, batch_id: str, *, actor: str, at: datetime
) -> None:
    """Delete a class list that was not confirmed, with its file and all its lines.

    Raises `not-found`, and `conflict` when it was confirmed: what was awarded is revoked.
    """
    found = for_change(session, organisation, batch_id)
    if found.confirmed_at is not None:
        raise refuse(ProblemCode.CONFLICT, "the class list was confirmed")
    trail.record(session, found, "batch.taken-back", actor=actor, at=at)
    store.delete(session, found)


def stop(
    session: Session, organisation: Organisation, batch_id: str, *, actor: str, at: datetime
) -> Batch:
    """Stop the work on a confirmed list. What was awarded stays awarded; the rest waits.

    Raises `not-found`, and `conflict` for a list that is not being worked on.
    """
    found = _being_worked_on(session, organisation, batch_id)
    if found.stopped_at is None:
        found.stopped_at = at
        trail.record(session, found, "batch.stopped", actor=actor, at=at)
    return found


def resume(
    session: Session, organisation: Organisation, batch_id: str, *, actor: str, at: datetime
) -> Batch:
    """Have the work on a list that was stopped gone on with. Raises as `stop` does."""
    found = _being_worked_on(session, organisation, batch_id)
    _check_may_award(organisation)
    if found.stopped_at is not None:
        found.stopped_at = None
        ask_for_work(session, found)
        trail.record(session, found, "batch.resumed", actor=actor, at=at)
    return found


def _being_worked_on(session: Session, organisation: Organisation, batch_id: str) -> Batch:
    found = store.batch_to_stop(session, batch_id)
    if found is None or found.organisation_id != organisation.id:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such class list")
    if found.confirmed_at is None or found.finished_at is not None or found.minimised_at:
        raise refuse(ProblemCode.CONFLICT, "the class list is not being worked on")
    return found


def keep(
    session: Session,
    organisation: Organisation,
    batch_id: str,
    *,
    numbers: set[int] | None,
    actor: str,
    at: datetime,
) -> Batch:
    """Have exactly these of the doubtful lines (None: all) awarded: they are other people."""
    found = open_batch(session, organisation, batch_id)
    for row in store.doubtful_rows(session, found.id):
        is_kept = numbers is None or row.number in numbers
        row.state = WAITING if is_kept else DOUBTFUL
    session.flush()
    trail.record(session, found, "batch.likeness-decided", actor=actor, at=at)
    return found


def _confirmed(session: Session, found: Batch, *, actor: str, at: datetime) -> Batch:
    # What was retired while the list waited is awarded to nobody more.
    check_open(session.get_one(Achievement, found.achievement_id))
    found.confirmed_at = at
    if not _has_work(session, found):
        # Every line is wrong: there is nothing to wait for.
        found.finished_at = at
    # From here on nothing can be read otherwise, and the file has more in it than is needed.
    store.delete_file(session, found.id)
    session.flush()
    trail.record(session, found, "batch.confirmed", actor=actor, at=at)
    if found.finished_at is None:
        ask_for_work(session, found)
    if found.finished_at is not None:
        trail.record(session, found, "batch.finished", actor="service", at=at)
    return found


def _asks_anew(session: Session, organisation: Organisation, found: Batch) -> bool:
    """Whether a line looks like somebody now whom nobody was asked about."""
    # Two lists of one achievement that are confirmed at once take turns here.
    issuer_store.achievement_for_change(
        session, found.achievement_id, organisation_id=organisation.id
    )
    if found.total > WHOLE_LINES:
        # Of a long list everybody was compared with everybody when it was read.
        if not store.has_news(session, found, since=found.read_at or found.created_at):
            return False
        asked = {number: one for number, one in comparing.questions(session, found) if number}
        return comparing.put(session, found.id, asked) > 0
    news = duplicates.ask(session, found, store.rows_to_award(session, found.id))
    session.flush()
    return news > 0


def _leave_out(row: BatchRow) -> None:
    """Have a doubtful line not awarded, and say why."""
    if row.problems:
        row.state = WRONG
    else:
        mark_wrong(row, RowFault.PROBABLY_AWARDED)


def _has_work(session: Session, found: Batch) -> bool:
    return not progress_of(session, found).is_finished


def _check_may_award(organisation: Organisation) -> None:
    if not organisation.approved:
        raise refuse(ProblemCode.CONFLICT, "the organisation may not award yet")


def _check_second(session: Session, found: Batch, *, actor: str) -> None:
    if not found.awaits_approval:
        raise refuse(ProblemCode.CONFLICT, "the class list does not wait for approval")
    if accounts.are_one(session, actor, found.submitted_by or ""):
        raise refuse(ProblemCode.NOT_ALLOWED, "another person than the first has to approve")


def _asked(found: Batch) -> Exception:
    open_questions = questions(found)
    if open_questions:
        name = open_questions[0]
        return refuse(ProblemCode.BAD_VALUE, f"say the {name} of the file", f"/file/{name}")
    # By number and not by heading: without a line of headings, these are somebody's data.
    columns = (found.plan or {}).get("columns", [])
    unknown = [str(place) for place, column in enumerate(columns, start=1) if not column]
    which = ", ".join(unknown) or "1 to " + str(len(columns))
    return refuse(ProblemCode.BAD_VALUE, f"say what the columns {which} are", "/file/columns")
