"""How a class list is to be read: what we found out, what we guess, and what the clerk says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import Response

from app.base.locales import N_, gettext
from app.base.routing import Router
from app.batches import dates
from app.batches import service as batches
from app.batches.columns import NOTE, UNUSED, Column
from app.batches.dates import Order
from app.batches.plan import Plan, plan_at
from app.batches.tables import Batch
from app.pages.console.lists.reading import FILE_ERRORS, Kept
from app.pages.console.office import UNPROCESSABLE, Issuing, LookingToIssue, Office, see
from app.pages.forms import errors_of
from credentials import CredentialsError, Problem, ProblemCode

router = Router()

_PAGE = "/console/lists"
_COLUMNS = f"{_PAGE}/{{batch_id}}/columns"
LABELS: Mapping[str, str] = {
    Column.NAME: N_("Whole name"),
    Column.FAMILY_NAME: N_("Family name"),
    Column.GIVEN_NAME: N_("Given names"),
    Column.NAME_LATIN: N_("Name in Latin letters"),
    Column.FORMER_NAMES: N_("Former names"),
    Column.BIRTH_DATE: N_("Birth date"),
    Column.BIRTH_YEAR: N_("Year of birth"),
    Column.REGISTER_NUMBER: N_("Register number"),
    Column.EMAIL: N_("E-mail address"),
    Column.AWARDED_ON: N_("Day of the award"),
    Column.CERTIFICATE_NUMBER: N_("Certificate number"),
    Column.CENTRE: N_("Centre, by its code"),
    Column.PROVIDER: N_("Provider, by its code"),
    Column.ASSESSORS: N_("Assessors, by their register numbers"),
    Column.REGISTER_REFERENCE: N_("Place in a register of earlier days"),
    Column.RESULT: N_("What was reached"),
    UNUSED: N_("Do not use this column"),
}
ENCODING_LABELS: Mapping[str, str] = {
    "utf-8": N_("Unicode (UTF-8)"),
    "utf-16": N_("Unicode (UTF-16)"),
    "utf-16-le": N_("Unicode (UTF-16)"),
    "utf-16-be": N_("Unicode (UTF-16)"),
    "cp1250": N_("Central European (Windows 1250)"),
    "cp1251": N_("Cyrillic (Windows 1251)"),
    "cp1252": N_("Western European (Windows 1252)"),
    "cp1253": N_("Greek (Windows 1253)"),
    "cp1254": N_("Turkish (Windows 1254)"),
    "cp1255": N_("Hebrew (Windows 1255)"),
    "cp1256": N_("Arabic (Windows 1256)"),
    "cp1257": N_("Baltic (Windows 1257)"),
    "cp1258": N_("Vietnamese (Windows 1258)"),
    "cp874": N_("Thai (Windows 874)"),
    "cp932": N_("Japanese (Shift JIS)"),
    "cp949": N_("Korean (949)"),
    "cp950": N_("Chinese, traditional (Big5)"),
    "gb18030": N_("Chinese, simplified (GB 18030)"),
    "koi8_r": N_("Cyrillic (KOI8-R)"),
    "mac_roman": N_("Western European (Macintosh)"),
}
_ERRORS = {
    **FILE_ERRORS,
    "columns": N_("One of the columns has to be the name."),
    "heading": N_("There is no line with text that has this number."),
    "order": N_("Say which comes first."),
}


@router.get(_COLUMNS)
def ask(batch_id: str, office: LookingToIssue) -> Response:
    """What each column is, once more: the clerk may change their mind before confirming."""
    found = batches.batch(office.session, office.organisation, batch_id)
    return columns_page(office, found) if found.is_open else see(f"{_PAGE}/{found.id}")


@router.post(_COLUMNS)
def settle(batch_id: str, kept: Kept, office: Issuing) -> Response:
    """Read the list as the clerk says; the page comes again where something is open."""
    if _is_other_file(office, batch_id):
        # What was said of the columns was said of what stood there before.
        return reconsider(batch_id, kept, office)
    try:
        with office.session.begin_nested():
            found = _settled(office, kept, batch_id)
    except CredentialsError as error:
        if error.problem.code in {ProblemCode.NOT_FOUND, ProblemCode.CONFLICT}:
            raise
        found = batches.batch(office.session, office.organisation, batch_id)
        return columns_page(office, found, problem=error.problem)
    if found.read_at is None:
        # Something is open that only this reading brought to light.
        return columns_page(office, found)
    return see(f"{_PAGE}/{found.id}")


@router.post(f"{_COLUMNS}/again")
def reconsider(batch_id: str, kept: Kept, office: Issuing) -> Response:
    """Look at the file in another encoding, another sheet, or with another line of headings."""
    try:
        with office.session.begin_nested():
            found = batches.reconsider(
                office.session,
                office.organisation,
                batch_id,
                upload=kept.upload(),
                heading=office.form.number("heading"),
            )
    except CredentialsError as error:
        if error.problem.code in {ProblemCode.NOT_FOUND, ProblemCode.CONFLICT}:
            raise
        found = batches.batch(office.session, office.organisation, batch_id)
        return columns_page(office, found, problem=error.problem)
    return see(f"{_PAGE}/{found.id}/columns")


def columns_page(office: Office, found: Batch, *, problem: Problem | None = None) -> Response:
    """The page that asks, with what was found out and guessed."""
    plan = Plan.stored(found.plan or {})
    form = office.form
    chosen = [form.text(f"column-{place}") for place in range(len(plan.columns))]
    if not any(chosen):
        chosen = list(plan.columns)
    return office.page(
        "list_columns.html",
        status=UNPROCESSABLE if problem else 200,
        batch=found,
        plan=plan,
        reading=found.reading or {},
        chosen=chosen,
        order=form.text("order") or (plan.order or ""),
        orders=_orders((found.reading or {}).get("example", "")),
        options=[(column, gettext(label)) for column, label in LABELS.items()],
        encodings=[(name, gettext(label)) for name, label in ENCODING_LABELS.items()],
        note=NOTE,
        errors=_errors(problem) if problem else {},
    )


def _is_other_file(office: Office, batch_id: str) -> bool:
    """Whether encoding, sheet or heading are others than those that the page showed."""
    found = batches.batch(office.session, office.organisation, batch_id)
    reading, form = found.reading or {}, office.form
    return (
        form.text("encoding") not in {"", reading.get("encoding")}
        or form.text("sheet") not in {"", reading.get("sheet")}
        or form.text("heading") not in {"", str((found.plan or {}).get("heading"))}
    )


def _orders(example: str) -> list[tuple[str, date]]:
    """The two days that one date can be, for the clerk to say which it is."""
    days = [(order.value, dates.read(example, order=order)) for order in Order] if example else []
    return [(order, day) for order, day in days if isinstance(day, date)]


def _settled(office: Office, kept: Kept, batch_id: str) -> Batch:
    found = batches.batch(office.session, office.organisation, batch_id)
    upload = kept.upload()
    stored = Plan.stored(found.plan or {})
    # The headings come from the file, which may have been read otherwise this time.
    proposed = plan_at(upload.table, stored.heading, None)
    form = office.form
    columns = tuple(
        NOTE if column == NOTE else form.text(f"column-{place}")
        for place, column in enumerate(proposed.columns)
    )
    order = form.text("order")
    chosen = replace(proposed, columns=columns, order=Order(order) if order in set(Order) else None)
    return batches.settle(
        office.session,
        office.organisation,
        batch_id,
        upload=upload,
        chosen=chosen,
        actor=office.actor,
        at=office.at,
    )


def _errors(problem: Problem) -> dict[str, Any]:
    """What to say beside which field; a column by its number."""
    member, _, place = problem.pointer.removeprefix("/").partition("/")
    if member == "columns" and place:
        is_unknown = problem.detail == "say what it is"
        said = (
            gettext("Say what this column is, or that it is not to be used.")
            if is_unknown
            else gettext("Another column was said to be the same.")
        )
        return {f"column-{place}": said}
    return errors_of(problem, _ERRORS)
