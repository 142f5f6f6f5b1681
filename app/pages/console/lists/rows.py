"""Single lines of a class list: corrected, decided on, and seen as certificates."""

from collections.abc import Mapping

from fastapi import Response

from app.base.locales import gettext
from app.base.routing import Router
from app.batches import service as batches
from app.batches import wording
from app.batches.columns import Column
from app.batches.faults import RowFault
from app.batches.tables import WRONG, Batch, BatchRow
from app.issuer.tables import Achievement
from app.pages.console.lists.columns import LABELS
from app.pages.console.lists.looking import PAGE
from app.pages.console.office import UNPROCESSABLE, Issuing, Looking, LookingToIssue, Office, see

router = Router()

_ONE = f"{PAGE}/{{batch_id}}"
_ROW = f"{_ONE}/lines/{{number}}"
# What a line may say whose list has not all of these columns.
_ALWAYS = (
    Column.NAME,
    Column.NAME_LATIN,
    Column.BIRTH_DATE,
    Column.REGISTER_NUMBER,
    Column.EMAIL,
    Column.AWARDED_ON,
)


@router.get(_ROW)
def ask(batch_id: str, number: int, office: LookingToIssue) -> Response:
    """One line, to be corrected here."""
    found = batches.batch(office.session, office.organisation, batch_id)
    row = batches.row_of(office.session, found, number)
    return _page(office, found, row, values=row.values, shows_faults=bool(row.problems))


@router.post(_ROW)
def correct(batch_id: str, number: int, office: Issuing) -> Response:
    """Write the line anew; the page comes again while something is wrong with it."""
    sent = office.form
    values = {column.value: sent.text(column) for column in Column if sent.has(column)}
    row = batches.correct(
        office.session,
        office.organisation,
        batch_id,
        number=number,
        values=values,
        actor=office.actor,
        at=office.at,
    )
    if row.state != WRONG:
        return see(f"{PAGE}/{batch_id}")
    found = batches.batch(office.session, office.organisation, batch_id)
    return _page(office, found, row, values=values, shows_faults=True, status=UNPROCESSABLE)


@router.get(f"{_ROW}/preview.png")
def picture(batch_id: str, number: int, office: Looking) -> Response:
    """The certificate of a line as it will look, marked as a preview."""
    found = batches.batch(office.session, office.organisation, batch_id)
    content = batches.picture(
        office.organisation,
        office.session.get_one(Achievement, found.achievement_id),
        found,
        batches.row_of(office.session, found, number),
        public_url=office.public_url,
        at=office.at,
    )
    return Response(content, media_type="image/png", headers={"Cache-Control": "no-store"})


@router.post(f"{_ONE}/keep")
def keep(batch_id: str, office: Issuing) -> Response:
    """Say which of those who look like somebody else are other people."""
    batches.keep(
        office.session,
        office.organisation,
        batch_id,
        numbers=None if office.form.has("all") else _ticked(office, "keep-"),
        actor=office.actor,
        at=office.at,
    )
    return see(f"{PAGE}/{batch_id}")


@router.post(f"{_ONE}/latin-names")
def accept_latin(batch_id: str, office: Issuing) -> Response:
    """Take the proposed names in Latin letters: those that were ticked, or all."""
    batches.accept_latin(
        office.session,
        office.organisation,
        batch_id,
        numbers=None if office.form.has("all") else _ticked(office, "latin-"),
        actor=office.actor,
        at=office.at,
    )
    return see(f"{PAGE}/{batch_id}")


def _ticked(office: Office, prefix: str) -> set[int]:
    names = (name.removeprefix(prefix) for name in office.form.values if name.startswith(prefix))
    return {int(name) for name in names if name.isdecimal() and name.isascii()}


def _page(
    office: Office,
    found: Batch,
    row: BatchRow,
    *,
    values: Mapping[str, str],
    shows_faults: bool,
    status: int = 200,
) -> Response:
    used = [column for column in Column if column in _ALWAYS or column in values]
    if Column.FAMILY_NAME in values and Column.NAME not in values:
        used.remove(Column.NAME)
    errors: dict[str, str] = {}
    for problem in row.problems if shows_faults else ():
        code = RowFault(problem["code"])
        said = f"{wording.fault_sentence(code)} {wording.fault_advice(code)}"
        errors[problem["column"]] = f"{errors.get(problem['column'], '')} {said}".strip()
    return office.page(
        "list_line.html",
        status=status,
        batch=found,
        row=row,
        fields=[(column.value, gettext(LABELS[column])) for column in used],
        is_sent=status == UNPROCESSABLE,
        needed={Column.NAME.value},
        values=values,
        errors=errors,
    )
