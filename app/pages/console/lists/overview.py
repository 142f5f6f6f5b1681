"""Class lists: hand one in, look at it, confirm it, watch it being signed, take what came of it."""

from typing import Annotated, Literal

from fastapi import Query, Response

from app.base import spreadsheets
from app.base.routing import Router
from app.batches import class_list, corrections
from app.batches import service as batches
from app.batches import store as batch_store
from app.batches.tables import WRONG, Batch
from app.issuer import store as issuer_store
from app.issuer.tables import Achievement
from app.pages.console.files import as_zip, attached
from app.pages.console.lists.looking import PAGE, list_page
from app.pages.console.lists.reading import FILE_ERRORS, Brought, Read
from app.pages.console.office import (
    UNPROCESSABLE,
    Issuing,
    Looking,
    LookingToIssue,
    Office,
    see,
)
from app.pages.forms import errors_of
from credentials import CredentialsError, Problem, ProblemCode

router = Router()

_ONE = f"{PAGE}/{{batch_id}}"
_MOST_LISTS = 200
_After = Annotated[int, Query(ge=0, le=10_000_000)]
_CSV = "text/csv; charset=utf-8"
_EXAMPLE = (
    ("Ana María Pérez", "Ana Maria Perez", "1994-05-31", "R-1001", "ana@example.org", ""),
    ("ሰላማዊት ተስፋዬ", "Selamawit Tesfaye", "1997-08-30", "R-1002", "", ""),
)


@router.get(PAGE)
def all_of_them(office: Looking) -> Response:
    """The class lists, newest first, and how far each is."""
    found = batch_store.batches(office.session, office.organisation.id, limit=_MOST_LISTS)
    return office.page(
        "lists.html",
        lists=[(batch, batches.progress_of(office.session, batch)) for batch in found],
        achievements=_achievements(office),
    )


@router.get(f"{PAGE}/new")
def ask(office: LookingToIssue) -> Response:
    """What was earned, and the file with the names."""
    return _ask(office)


@router.get(f"{PAGE}/example.csv")
def example(_office: Looking) -> Response:
    """A class list to be filled in, with two lines that show how."""
    content = spreadsheets.as_csv([class_list.COLUMNS, *_EXAMPLE])
    return attached(content, filename="class-list.csv", media_type=_CSV)


@router.post(f"{PAGE}/new")
def propose(brought: Brought, office: Issuing) -> Response:
    """Take the file in, so that it can be looked at. Nothing is awarded."""
    form = office.form
    try:
        with office.session.begin_nested():
            batch = _proposed(office, brought, form.text("achievement"))
    except CredentialsError as error:
        return _ask(office, problem=error.problem)
    # The same file is the same list, which may have been confirmed before.
    return see(f"{PAGE}/{batch.id}{'?again=yes' if batch.confirmed_at else ''}")


@router.get(_ONE)
def one(
    batch_id: str, office: Looking, after: _After = 0, again: Literal["yes"] | None = None
) -> Response:
    """What is asked, what will happen, how far it is, or what became of it.

    With `again` it is the answer to a file that was handed in before.
    """
    found = batches.batch(office.session, office.organisation, batch_id)
    return list_page(office, found, after=after, is_again=again is not None)


@router.get(f"{_ONE}/wrong-lines.csv")
def wrong_lines(batch_id: str, office: Looking) -> Response:
    """The wrong lines with what is wrong with each, to be corrected and handed in again."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    content = corrections.wrong_lines(
        batch, batch_store.rows(office.session, batch.id, state=WRONG)
    )
    return attached(content, filename="wrong-lines.csv", media_type=_CSV)


@router.get(f"{_ONE}/certificates.zip")
def certificates(batch_id: str, office: Looking) -> Response:
    """Every certificate of the list that counts, as PDF, picture and signed text."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    awards = batch_store.awards_in_force(office.session, batch.id)
    return as_zip(
        office.services.database, awards, filename="certificates.zip", url=office.public_url
    )


def _proposed(office: Office, brought: Read, code: str) -> Batch:
    achievement = issuer_store.achievement_by_code(
        office.session, organisation_id=office.organisation.id, code=code
    )
    if achievement is None:
        raise CredentialsError(Problem(ProblemCode.BAD_VALUE, "choose one", "/achievement"))
    return batches.propose(
        office.session,
        office.organisation,
        achievement,
        upload=brought.upload(),
        actor=office.actor,
        at=office.at,
    )


def _ask(office: Office, *, problem: Problem | None = None) -> Response:
    form = office.form
    return office.page(
        "list_new.html",
        status=UNPROCESSABLE if problem else 200,
        achievements=issuer_store.achievements(office.session, office.organisation.id),
        chosen=form.text("achievement"),
        register_reference=form.text("register_reference"),
        errors=errors_of(problem, FILE_ERRORS) if problem else {},
    )


def _achievements(office: Office) -> dict[str, Achievement]:
    found = issuer_store.achievements(office.session, office.organisation.id)
    return {achievement.id: achievement for achievement in found}
