"""The queries about organisations, achievements, awards and claims."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    delete,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased, defer

from app.base import bodies
from app.base.audit import AuditEvent
from app.issuer import searching
from app.issuer.tables import (
    ACTIVE,
    CLAIMED,
    IN_FORCE,
    REVOKED,
    Achievement,
    Award,
    Claim,
    Organisation,
    RetiredCode,
)
from app.status.tables import StatusPosition
from app.status.token_lists.tables import TokenPlace

# So many values fit into one question to any of the databases.
_AT_ONCE = 500
# Written into the statement as it stands in the index of people, which is used only then.
_STANDS = Award.state.in_(bindparam("standing", IN_FORCE, expanding=True, literal_execute=True))


def organisation_by_slug(session: Session, slug: str) -> Organisation | None:
    """The organisation with that short name."""
    return session.scalars(select(Organisation).where(Organisation.slug == slug)).one_or_none()


def organisation_by_did(session: Session, did: str) -> Organisation | None:
    """The organisation with that identity."""
    return session.scalars(select(Organisation).where(Organisation.did == did)).one_or_none()


def organisations(session: Session) -> list[Organisation]:
    """Every organisation, by name."""
    return list(session.scalars(select(Organisation).order_by(Organisation.name)))


def web_organisation_outside(session: Session, did_prefix: str) -> Organisation | None:
    """An organisation whose did:web is under another address of this service."""
    return session.scalars(
        select(Organisation)
        .where(
            Organisation.did_method == "web",
            ~Organisation.did.startswith(did_prefix, autoescape=True),
        )
        .limit(1)
    ).first()


def achievement_by_code(session: Session, *, organisation_id: str, code: str) -> Achievement | None:
    """The newest version of an organisation's achievement, by the organisation's code for it."""
    return session.scalars(
        select(Achievement)
        .where(Achievement.organisation_id == organisation_id, Achievement.code == code)
        .order_by(Achievement.version.desc())
        .limit(1)
    ).one_or_none()


def achievement_version(
    session: Session, *, organisation_id: str, code: str, version: int
) -> Achievement | None:
    """One version of an organisation's achievement."""
    return session.scalars(
        select(Achievement).where(
            Achievement.organisation_id == organisation_id,
            Achievement.code == code,
            Achievement.version == version,
        )
    ).one_or_none()


def achievements(session: Session, organisation_id: str) -> list[Achievement]:
    """What an organisation can award, by code: the newest version of each, and none retired."""
    found = _newest_achievements(organisation_id).where(Achievement.retired_at.is_(None))
    return list(session.scalars(found))


def all_achievements(session: Session, organisation_id: str) -> list[Achievement]:
    """Every version of what an organisation awards or awarded, by code, the newest first."""
    return list(
        session.scalars(
            select(Achievement)
            .where(Achievement.organisation_id == organisation_id)
            .order_by(Achievement.code, Achievement.version.desc())
            .options(defer(Achievement.image))
        )
    )


def _newest_achievements(organisation_id: str) -> Select[Achievement]:
    newer = aliased(Achievement)
    return (
        select(Achievement)
        .where(
            Achievement.organisation_id == organisation_id,
            ~select(newer.id).where(newer.replaces == Achievement.id).exists(),
        )
        .order_by(Achievement.code)
        # A picture may be large, and no list shows it.
        .options(defer(Achievement.image))
    )


def achievement(
    session: Session, achievement_id: str, *, organisation_id: str
) -> Achievement | None:
    """An achievement of that organisation, and of no other."""
    return session.scalars(
        select(Achievement).where(
            Achievement.id == achievement_id, Achievement.organisation_id == organisation_id
        )
    ).one_or_none()


def achievement_for_change(
    session: Session, achievement_id: str, *, organisation_id: str
) -> Achievement | None:
    """An achievement of that organisation, locked until the transaction ends."""
    return session.scalars(
        select(Achievement)
        .where(Achievement.id == achievement_id, Achievement.organisation_id == organisation_id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def is_awarded(session: Session, achievement_id: str) -> bool:
    """Whether anybody was ever awarded it."""
    found = session.scalars(select(Award.id).where(Award.achievement_id == achievement_id).limit(1))
    return found.first() is not None


def award(session: Session, award_id: str, *, organisation_id: str) -> Award | None:
    """An award of that organisation, and of no other."""
    return session.scalars(
        select(Award).where(Award.id == award_id, Award.organisation_id == organisation_id)
    ).one_or_none()


def achievement_of(session: Session, award: Award) -> Achievement | None:
    """What was awarded; None for awards that were made without an achievement."""
    return session.get(Achievement, award.achievement_id) if award.achievement_id else None


def ended_awards(session: Session, organisation_id: str) -> list[str]:
    """The ids of an organisation's awards of an achievement that do not count, or not now."""
    found = select(Award.id).where(
        Award.organisation_id == organisation_id,
        Award.achievement_id.is_not(None),
        Award.state != ACTIVE,
    )
    return list(session.scalars(found.order_by(Award.id)))


def was_awarded_to(session: Session, credential_id: str, digest: str, passport_id: str) -> bool:
    """Whether an award has that id and exactly those bytes, and was claimed into the passport."""
    found = (
        select(Award.id)
        .join(Claim, Claim.award_id == Award.id)
        .where(
            Award.credential_id == credential_id,
            Award.digest == digest,
            Claim.passport_id == passport_id,
        )
    )
    return session.scalars(found.limit(1)).first() is not None


def award_in_passport(session: Session, credential_id: str, *, passport_id: str) -> Award | None:
    """The award that was claimed into that passport under that credential id."""
    return session.scalars(
        select(Award)
        .join(Claim, Claim.award_id == Award.id)
        .where(
            Award.credential_id == credential_id,
            Claim.passport_id == passport_id,
            Claim.state == CLAIMED,
        )
    ).one_or_none()


def award_for_change(session: Session, award_id: str, *, organisation_id: str) -> Award | None:
    """An award of that organisation, locked until the transaction ends."""
    return session.scalars(
        select(Award)
        .where(Award.id == award_id, Award.organisation_id == organisation_id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def awards_of_credential(
    session: Session, credential_id: str, *, organisation_id: str
) -> list[Award]:
    """The awards of an organisation that carry that credential id."""
    return list(
        session.scalars(
            select(Award).where(
                Award.credential_id == credential_id, Award.organisation_id == organisation_id
            )
        )
    )


def award_by_verification_code(session: Session, code: str) -> Award | None:
    """The award whose printed certificate carries that code."""
    return session.scalars(select(Award).where(Award.verification_code == code)).one_or_none()


def number_of_retired_codes(session: Session, award_id: str) -> int:
    """How many printed codes an award had before the one that it has."""
    counted = select(func.count()).where(RetiredCode.award_id == award_id)
    return session.scalar(counted) or 0


def forget_retired_codes(session: Session, award_id: str) -> None:
    """Delete which printed codes an award had before."""
    session.execute(delete(RetiredCode).where(RetiredCode.award_id == award_id))


def award_by_number(session: Session, number_key: str) -> Award | None:
    """The award that has a certificate number; the key says of which body."""
    return session.scalars(select(Award).where(Award.number_key == number_key)).one_or_none()


def awards(session: Session, organisation_id: str, *, limit: int, offset: int = 0) -> list[Award]:
    """An organisation's awards, newest first."""
    return list(
        session.scalars(
            select(Award)
            .where(Award.organisation_id == organisation_id)
            .order_by(Award.issued_at.desc(), Award.id)
            .limit(limit)
            .offset(offset)
        )
    )


def awards_of_batch(session: Session, batch_id: str) -> list[Award]:
    """The awards that one class list led to."""
    return list(session.scalars(select(Award).where(Award.batch_id == batch_id).order_by(Award.id)))


def standing_awards(
    session: Session, *, achievement_id: str, person_keys: Collection[str]
) -> set[tuple[str, date | None]]:
    """Which of these people hold the achievement already, with the days it was awarded on.

    In whatever version: one that is described anew is not earned a second time by that.
    """
    if session.get_bind().dialect.name == "postgresql":
        query = _standing_each(achievement_id, person_keys)
    else:
        query = standing(achievement_id, Award.person_key, Award.awarded_on).where(
            Award.person_key.in_(person_keys)
        )
    return {(key, day) for key, day in session.execute(query) if key is not None}


def _standing_each(achievement_id: str, person_keys: Collection[str]) -> Select[Any]:
    """The same with each person looked up by itself, as PostgreSQL would not do it.

    Until it has counted what is in the table it takes few to have the achievement, and would go
    through all of them for each part of a list: the longer the list, the slower. A part of a
    query that begins at a row (OFFSET) is one that it does not turn into another.
    """
    version = _versions(achievement_id).subquery()
    keys = func.unnest(literal(list(person_keys), ARRAY(String)))
    wanted = keys.table_valued("key").render_derived()
    held = (
        select(Award.person_key, Award.awarded_on)
        .where(Award.achievement_id == version.c.id, Award.person_key == wanted.c.key, _STANDS)
        .offset(0)
        .lateral()
    )
    return select(held.c.person_key, held.c.awarded_on).select_from(
        version.join(wanted, true()).join(held, true())
    )


def standing_people(
    session: Session, achievement_id: str, *, born: Collection[str], numbers: Collection[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Certificate number and person of the awards of an achievement that count.

    Only of those who were born on one of these days, or have one of these register numbers, as
    `searching.found_by` has them. Some may come twice.
    """
    query = standing(achievement_id, Award.certificate_number, Award.person)
    for is_one in _whose(born, numbers):
        for number, person in session.execute(query.where(is_one)):
            if person is not None:
                yield number or "", person


def withdrawn_awards(
    session: Session, achievement_id: str, *, born: Collection[str], numbers: Collection[str]
) -> Iterator[Award]:
    """The awards of an achievement that were withdrawn, of such people as `standing_people`."""
    query = select(Award).where(
        Award.achievement_id.in_(_versions(achievement_id)), Award.state == REVOKED
    )
    for is_one in _whose(born, numbers):
        yield from session.scalars(query.where(is_one))


def _whose(born: Collection[str], numbers: Collection[str]) -> Iterator[ColumnElement[bool]]:
    of_whom = ((Award.born, sorted(born)), (Award.register_key, sorted(numbers)))
    for column, wanted in of_whom:
        for start in range(0, len(wanted), _AT_ONCE):
            yield column.in_([value for value in wanted[start : start + _AT_ONCE] if value])


def people_like(
    session: Session,
    achievement_id: str,
    *,
    born: str,
    number: str,
    named: Collection[str],
    most: int,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The same for one person: at most so many of those born that day, and of those so numbered.

    Where more were born that day, as the first of January has half a country, those as well who
    have all words of one of these names.
    """
    query = standing(achievement_id, Award.certificate_number, Award.person)
    of_day = query.where(Award.born == born)
    asked = [of_day] if born else []
    if number:
        asked.append(query.where(Award.register_key == number))
    for one in asked:
        found = session.execute(one.limit(most)).all()
        if one is of_day and len(found) == most:
            so_named = or_(false(), *(_has_words(searching.words(name)) for name in named))
            found = [*found, *session.execute(one.where(so_named))]
        yield from ((number or "", person) for number, person in found if person is not None)


def _has_words(words: Collection[str]) -> ColumnElement[bool]:
    return and_(*(Award.search_text.contains(word, autoescape=True) for word in words))


def standing(achievement_id: str, *columns: Any) -> Select[Any]:
    """These columns of every award of an achievement that counts."""
    return select(*columns).where(
        Award.achievement_id.in_(_versions(achievement_id)),
        _STANDS,
    )


def _versions(achievement_id: str) -> Select[str]:
    """The ids of every version of an achievement."""
    one = aliased(Achievement)
    is_version = (one.organisation_id == Achievement.organisation_id) & (
        one.code == Achievement.code
    )
    return select(Achievement.id).join(one, is_version).where(one.id == achievement_id)


def claim(session: Session, award_id: str) -> Claim | None:
    """The claim of an award."""
    return session.get(Claim, award_id)


def claim_for_change(session: Session, award_id: str) -> Claim | None:
    """The claim of an award, locked until the transaction ends."""
    return session.scalars(
        select(Claim).where(Claim.award_id == award_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def all_awards(session: Session, *, after: str, limit: int) -> list[Award]:
    """Awards of all organisations in the order of their ids, a page at a time."""
    query = select(Award).where(Award.id > after).order_by(Award.id).limit(limit)
    found = list(session.scalars(query))
    bodies.ready(session, (award.dictionary_id for award in found))
    return found


def number_of_awards(session: Session) -> int:
    """How many awards there are."""
    return session.scalar(select(func.count()).select_from(Award)) or 0


def issued_entries(session: Session) -> dict[tuple[str, str], int]:
    """How often each award, with the digest of its bytes, was noted in the audit trail."""
    found = session.execute(
        select(AuditEvent.subject, AuditEvent.digest, func.count())
        .where(AuditEvent.action == "award.issued")
        .group_by(AuditEvent.subject, AuditEvent.digest)
    )
    return {(subject, digest): count for subject, digest, count in found}


def awards_without_claim(session: Session) -> list[str]:
    """Awards of an achievement that nobody could claim, because a code is missing."""
    return list(
        session.scalars(
            select(Award.id)
            .outerjoin(Claim, Claim.award_id == Award.id)
            .where(Award.achievement_id.is_not(None), Claim.award_id.is_(None))
        )
    )


def claims_against_the_trail(session: Session) -> list[str]:
    """Awards that were taken by the audit trail and not by their claim, or the reverse."""
    # Of several claims and corrections of a claim the last one counts.
    noted = session.execute(
        select(AuditEvent.subject, AuditEvent.action)
        .where(AuditEvent.action.in_(("award.claimed", "claim.undone")))
        .order_by(AuditEvent.seq)
    )
    last = {subject: action for subject, action in noted}  # noqa: C416 - a row is no pair to mypy
    taken = {subject for subject, action in last.items() if action == "award.claimed"}
    claimed = set(session.scalars(select(Claim.award_id).where(Claim.state == CLAIMED)))
    return sorted(taken ^ claimed)


def positions_without_award(session: Session) -> list[str]:
    """The awards that a place on a list of either kind names and that are not there."""
    return [
        award_id
        for named in (StatusPosition.award_id, TokenPlace.award_id)
        for award_id in session.scalars(
            select(named).outerjoin(Award, Award.id == named).where(Award.id.is_(None))
        )
    ]
