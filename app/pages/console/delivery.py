"""What reached its person: the report for the body and for each list, and mail sent again."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import Query, Response

from app.base import spreadsheets
from app.base.locales import N_, gettext
from app.base.routing import Router
from app.batches import service as batches
from app.batches import store as batch_store
from app.issuer.delivery import mailing, report
from app.issuer.delivery.report import Tally
from app.issuer.delivery.standing import Standing
from app.pages.console.awards import award_of, shown
from app.pages.console.files import attached
from app.pages.console.office import Issuing, Looking, Office, see
from app.pages.forms import errors_of
from credentials import CredentialsError, ProblemCode

router = Router()

_ONE = "/console/lists/{batch_id}"
_REPORT = "/console/record/delivery"
_MOST_PEOPLE = 500
_SINGLY = N_("One by one")
_MOST_LISTS = 1000
_EMAIL = {"email": N_("This is not an e-mail address. Correct it.")}
# Whoever needs help comes first.
_ORDER = [
    Standing.BOUNCED,
    Standing.NOT_SENT,
    Standing.WAITING,
    Standing.SENT,
    Standing.CLAIMED,
]
_COLUMNS = ("claimed", "bounced", "sent", "waiting", "not_sent")
_Mailed = Annotated[int | None, Query(ge=0, le=10_000)]


@router.get(_REPORT)
def whole(office: Looking) -> Response:
    """How many certificates reached their people, by class list."""
    lines = _lines(office)
    return office.page(
        "record/delivery.html",
        lines=lines,
        whole=report.whole(tally for _, _, tally in lines),
    )


@router.get(f"{_REPORT}.csv")
def whole_file(office: Looking) -> Response:
    """The same for a spreadsheet."""
    lines = [(name or gettext(_SINGLY), *_numbers(tally)) for _, name, tally in _lines(office)]
    return _csv([("class_list", "total", *_COLUMNS), *lines], filename="delivery.csv")


@router.get(f"{_ONE}/delivery")
def one(batch_id: str, office: Looking, mailed: _Mailed = None) -> Response:
    """How the certificates of a list stand, and with whom; `mailed` is what was just sent."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    people = report.people_of(office.session, office.organisation.id, batch.id)
    return office.page(
        "list_delivery.html",
        batch=batch,
        tally=report.tally_of(office.session, office.organisation.id, batch.id),
        people=sorted(people, key=lambda person: _ORDER.index(person.standing))[:_MOST_PEOPLE],
        left_out=max(0, len(people) - _MOST_PEOPLE),
        can_mail=mailing.undelivered(office.session, office.organisation, batch.id, limit=1),
        mailed=mailed,
    )


@router.get(f"{_ONE}/delivery.csv")
def one_file(batch_id: str, office: Looking) -> Response:
    """Everybody on the list and how their certificate stands, for a spreadsheet."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    people = report.people_of(office.session, office.organisation.id, batch.id)
    lines = [
        (
            person.certificate_number,
            person.name,
            person.name_latin,
            person.email,
            person.standing.value,
            person.since.isoformat(timespec="minutes") if person.since else "",
            person.problem,
        )
        for person in people
    ]
    names = ("certificate_number", "name", "name_latin", "email", "state", "since", "reason")
    return _csv([names, *lines], filename="delivery-of-list.csv")


@router.post(f"{_ONE}/mail")
def mail_again(batch_id: str, office: Issuing) -> Response:
    """Send the link again to everybody on the list whom no mail has reached."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    number = mailing.resend_undelivered(
        office.session,
        office.organisation,
        batch.id,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return see(f"/console/lists/{batch.id}/delivery?mailed={number}")


@router.post("/console/awards/{award_id}/mail")
def mail_one(award_id: str, office: Issuing) -> Response:
    """Send one link again, to the same address or to a corrected one."""
    award = award_of(office, award_id)
    try:
        with office.session.begin_nested():
            mailing.resend(
                office.session,
                office.organisation,
                award.id,
                desk=office.desk,
                actor=office.actor,
                at=office.at,
                email=office.form.text("email"),
            )
    except CredentialsError as error:
        if error.problem.code not in (ProblemCode.BAD_VALUE, ProblemCode.TOO_MANY_REQUESTS):
            raise
        office.session.expire_all()
        return shown(office, award_of(office, award_id), errors=errors_of(error.problem, _EMAIL))
    return see(f"/console/awards/{award_id}")


def _lines(office: Office) -> Sequence[tuple[str | None, str, Tally]]:
    """The id and the name of each class list with its tally, newest first."""
    found = dict(report.tallies(office.session, office.organisation.id))
    lists = batch_store.batches(office.session, office.organisation.id, limit=_MOST_LISTS)
    lines: list[tuple[str | None, str, Tally]] = [
        (batch.id, batch.filename, found.pop(batch.id)) for batch in lists if batch.id in found
    ]
    if found:
        # Awarded one by one, or on a list older than those that are shown.
        lines.append((None, "", report.whole(found.values())))
    return lines


def _numbers(tally: Tally) -> Sequence[str]:
    return [str(tally.total), *(str(getattr(tally, name)) for name in _COLUMNS)]


def _csv(lines: Iterable[Sequence[str]], *, filename: str) -> Response:
    content = spreadsheets.as_csv(lines)
    return attached(content, filename=filename, media_type=spreadsheets.MEDIA_TYPE)
