"""A register of assessors as a file: all of it is entered, or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Response

from app.base.deps import ServicesDep
from app.base.locales import N_, gettext, isolated
from app.base.routing import Router
from app.batches.reading import Choices, Line, Table, read_apart
from app.issuer import organisations
from app.issuer.likeness import is_other_spelling
from app.issuer.organisations import Assessor, AssessorDetails
from app.pages.console.files import attached
from app.pages.console.office import UNPROCESSABLE, LookingToOwn, Office, Owning
from app.pages.forms import FilledForm
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

_PAGE = "/console/registers/assessors/list"
_COLUMNS = ("code", "name", "name_latin", "achievement_codes", "since", "until")
_NEEDED = {"code", "name"}
_MOST_SHOWN = 100
_NO_FILE = N_("Choose a file: CSV in UTF-8, or an Excel workbook.")
_UNREADABLE = N_(
    "We cannot read this file. Save it as “CSV UTF-8” or as an Excel workbook (.xlsx)."
)
_HEADINGS = N_("The first line has to name the columns, and only these: %(names)s.")
_OTHER = N_(
    "Your register has this number with another name: %(name)s. Correct the number. If it is"
    " the same person with a new name, change the entry in the register first."
)
_TWICE = N_("This number stands on two lines.")
_WRONG = {
    "": N_("There is more on this line than the first line has columns."),
    "code": N_("The number in the register is needed, 60 characters at most."),
    "name": N_("A name is needed, without characters that cannot be seen."),
    "name_latin": N_("Use letters that can be seen, 200 at most."),
    "achievement_codes": N_("Codes of what you award, with a semicolon between them."),
    "since": N_("Write the day like 2026-11-30."),
    "until": N_("Write the day like 2026-11-30, not before the first day."),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a line, for whoever mends it; no column where it is the whole line."""

    line: int
    column: str
    sentence: str


@router.get(_PAGE)
def blank(office: LookingToOwn) -> Response:
    """What the file has to look like."""
    return _page(office)


@router.get(f"{_PAGE}/example.csv")
def example(office: LookingToOwn) -> Response:
    """An empty list with its columns; it begins so that Excel knows the encoding."""
    del office
    content = ("\ufeff" + ",".join(_COLUMNS) + "\r\n").encode()
    return attached(content, filename="assessors.csv", media_type="text/csv; charset=utf-8")


_MOST = 50_000


def read_file(form: FilledForm, office: LookingToOwn, services: ServicesDep) -> Table | None:
    """The file, read apart and before the transaction begins; None if it cannot be read."""
    del office
    try:
        table = read_apart(form.content, Choices(whole=_MOST), workers=services.workers)
    except CredentialsError:
        return None
    # Where the encoding is only guessed, the names would be too.
    return None if len(table.samples) > 1 or not table.is_whole else table


@router.post(_PAGE)
def take(table: Annotated[Table | None, Depends(read_file)], office: Owning) -> Response:
    """Enter everybody on the list; who is in the register already is described anew."""
    if not office.form.content:
        return _page(office, error=gettext(_NO_FILE))
    if table is None:
        return _page(office, error=gettext(_UNREADABLE))
    headings = [cell.strip().lower() for cell in table.lines[0].cells]
    names = set(headings)
    if len(names) < len(headings) or not names >= _NEEDED or not names <= set(_COLUMNS):
        return _page(office, error=gettext(_HEADINGS) % {"names": isolated(", ".join(_COLUMNS))})
    lines = table.lines[1:]
    with office.session.begin_nested() as savepoint:
        mistakes = list(_entered(office, headings, lines))
        if mistakes:
            savepoint.rollback()
    if mistakes:
        return _page(office, mistakes=mistakes)
    return _page(office, number=len(lines))


def _entered(office: Office, headings: Sequence[str], lines: Sequence[Line]) -> Iterator[Mistake]:
    """Enter line after line, and say what is wrong with those that cannot be."""
    body = office.organisation
    known = {
        one.code: one
        for one in organisations.entries(office.session, Assessor, organisation_id=body.id)
    }
    seen: set[str] = set()
    for line in lines:
        try:
            details = _details(headings, line)
            if details.code in seen:
                raise refuse(ProblemCode.CONFLICT, "the number stands on two lines", "/code")
            seen.add(details.code)
            registered = known.get(details.code)
            if registered is not None and _is_another(registered.name, details.name):
                said = gettext(_OTHER) % {"name": isolated(registered.name)}
                yield Mistake(line.number, "code", said)
                continue
            _enter(office, details, registered)
        except CredentialsError as error:
            column = error.problem.pointer.removeprefix("/")
            sentence = _TWICE if error.problem.code is ProblemCode.CONFLICT else _WRONG[column]
            yield Mistake(line.number, column, gettext(sentence))


def _is_another(name: str, other: str) -> bool:
    """Whether two names are of two people: the shorter one has a word that the other has not."""
    fewer, more = sorted((name.split(), other.split()), key=len)
    return not all(any(is_other_spelling(word, one) for one in more) for word in fewer)


def _enter(office: Office, details: AssessorDetails, known: Assessor | None) -> None:
    if known is None:
        organisations.add_entry(
            office.session,
            office.organisation,
            Assessor,
            details,
            actor=office.actor,
            at=office.at,
        )
        return
    organisations.change_entry(
        office.session,
        office.organisation,
        Assessor,
        known.id,
        details,
        actor=office.actor,
        at=office.at,
    )


def _details(headings: Sequence[str], line: Line) -> AssessorDetails:
    if len(line.cells) > len(headings):
        raise refuse(ProblemCode.BAD_VALUE, "more cells than columns")
    if line.faults:
        raise refuse(ProblemCode.BAD_VALUE, "unreadable", f"/{headings[min(line.faults)]}")
    cells = dict(zip(headings, line.cells, strict=False))
    codes = cells.get("achievement_codes", "").split(";")
    return AssessorDetails(
        code=" ".join(cells.get("code", "").split()),
        name=cells.get("name", ""),
        name_latin=cells.get("name_latin", "").strip() or None,
        achievement_codes=tuple(code.strip() for code in codes if code.strip()),
        since=_day(cells, "since"),
        until=_day(cells, "until"),
    )


def _day(cells: Mapping[str, str], column: str) -> date | None:
    written = cells.get(column, "").strip()
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise refuse(ProblemCode.BAD_VALUE, "not a date", f"/{column}") from error


def _page(
    office: Office, *, error: str = "", mistakes: Sequence[Mistake] = (), number: int | None = None
) -> Response:
    return office.page(
        "assessor_list.html",
        status=UNPROCESSABLE if error or mistakes else 200,
        error=error,
        mistakes=mistakes[:_MOST_SHOWN],
        more=max(0, len(mistakes) - _MOST_SHOWN),
        number=number,
        columns=_COLUMNS,
    )
