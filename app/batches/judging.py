"""Hold the lines of a class list against what the training body has on record already."""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app.batches import duplicates, store
from app.batches.columns import Column
from app.batches.faults import RowFault
from app.batches.tables import WAITING, WRONG, Batch, BatchRow
from app.batches.working import grant_of
from app.issuer import numbers
from app.issuer.achievements import results
from app.issuer.attribution import attributed
from app.issuer.bulk.store import numbers_taken
from app.issuer.granting import Grant
from app.issuer.tables import Achievement, Organisation
from credentials import CredentialsError

# Which cell a refusal of the registers is about.
_BLAMED = (
    (re.compile("/centre"), Column.CENTRE),
    (re.compile("/provider"), Column.PROVIDER),
    (re.compile("/assessor"), Column.ASSESSORS),
    (re.compile("/register_reference"), Column.REGISTER_REFERENCE),
)


def judge(
    session: Session,
    organisation: Organisation,
    found: Batch,
    rows: Sequence[BatchRow],
    *,
    others: Sequence[BatchRow] = (),
) -> None:
    """Mark those of these rows, not stored yet, that the records speak against.

    `others` are the rows of the same list that are good.
    """
    grants = _grants(found, rows)
    _judge_registers(session, organisation, found, rows, grants)
    _judge_results(session, found, rows, grants)
    given = {
        numbers.key(organisation, row.certificate_number)
        for row in others
        if row.certificate_number
    }
    _judge_numbers(session, organisation, rows, given)
    duplicates.mark_awarded(session, found, rows, grants)
    duplicates.ask(session, found, [*others, *rows])


def judge_part(
    session: Session, organisation: Organisation, found: Batch, rows: Sequence[BatchRow]
) -> None:
    """`judge` for a part of a long list, where it is not known yet who looks like whom."""
    grants = _grants(found, rows)
    _judge_registers(session, organisation, found, rows, grants)
    _judge_results(session, found, rows, grants)
    if any(row.certificate_number for row in rows):
        given = {
            numbers.key(organisation, number) for number in store.numbers_in_list(session, found.id)
        }
        _judge_numbers(session, organisation, rows, given)
    duplicates.mark_awarded(session, found, rows, grants)


def _grants(found: Batch, rows: Sequence[BatchRow]) -> dict[int, Grant]:
    """What each row that is good so far is to be awarded."""
    return {row.number: grant_of(row, found) for row in rows if row.state == WAITING}


def _judge_registers(
    session: Session,
    organisation: Organisation,
    found: Batch,
    rows: Sequence[BatchRow],
    grants: Mapping[int, Grant],
) -> None:
    """Centres, providers and assessors have to stand in the body's registers on that day."""
    achievement = session.get_one(Achievement, found.achievement_id)
    known: dict[tuple[object, ...], Column | None] = {}
    for row in rows:
        if row.state != WAITING:
            continue
        grant = grants[row.number]
        asked = (
            grant.centre_id,
            grant.provider_id,
            grant.assessor_ids,
            grant.register_reference,
            grant.awarded_on,
        )
        if asked not in known:
            known[asked] = None
            try:
                attributed(session, organisation, achievement, grant, on=grant.awarded_on)
            except CredentialsError as error:
                known[asked] = _blamed(error.problem.pointer)
        blamed = known[asked]
        if blamed is not None:
            _blame(row, blamed, RowFault.NOT_IN_REGISTER)


def _judge_results(
    session: Session, found: Batch, rows: Sequence[BatchRow], grants: Mapping[int, Grant]
) -> None:
    """What people reached has to be possible, and to count as passed."""
    achievement = session.get_one(Achievement, found.achievement_id)
    for row in rows:
        if row.state != WAITING:
            continue
        try:
            results.checked(achievement, grants[row.number].results)
        except CredentialsError:
            is_measured = bool(achievement.results)
            fault = RowFault.RESULT_UNFIT if is_measured else RowFault.RESULT_NOT_DESCRIBED
            _blame(row, Column.RESULT, fault)


def _judge_numbers(
    session: Session,
    organisation: Organisation,
    rows: Sequence[BatchRow],
    seen: set[str],
) -> None:
    """A certificate number stands on one certificate of a body; `seen` are of the same list."""
    numbered = [row for row in rows if row.state == WAITING and row.certificate_number]
    keys = [numbers.key(organisation, row.certificate_number or "") for row in numbered]
    seen |= numbers_taken(session, keys)
    for row, key in zip(numbered, keys, strict=True):
        if key in seen:
            _blame(row, Column.CERTIFICATE_NUMBER, RowFault.NUMBER_TAKEN)
        seen.add(key)


def _blamed(pointer: str) -> Column | None:
    for pattern, column in _BLAMED:
        if pattern.match(pointer):
            return column
    return None


def _blame(row: BatchRow, column: Column, fault: RowFault) -> None:
    row.state = WRONG
    row.problems = [{"column": column.value, "code": fault.value}]
