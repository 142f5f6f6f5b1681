"""A class fetches its certificates by one code on the wall, and staff say who is who.

The code opens nothing: whoever uses it gives a name and a second fact, and waits. Staff see
who asks and whom of the list that fits, and hand each certificate over or not.
"""

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.base import audit, codes
from app.base.custody import Custody
from app.issuer import people, store, trail
from app.issuer.delivery import class_store
from app.issuer.delivery.class_tables import APPROVED, REFUSED, WAITING, ClassCode, ClassRequest
from app.issuer.tables import CLAIMED, IN_FORCE, Achievement, Award, Organisation
from credentials import ProblemCode, refuse

HOURS = (1, 4, 24)
_SEALED_CODE = "class codes"
SEALED_WORDS = "class requests"


class Fit(StrEnum):
    """How what somebody typed fits the list."""

    BOTH = "both"
    FACT = "fact"
    NAME = "name"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Queued:
    """Somebody who waits: what they typed, how it fits, and whom of the list it fits."""

    id: str
    name: str = field(repr=False)
    fact: str = field(repr=False)
    asked_at: datetime
    fit: Fit
    award: Award | None


def open_class(
    session: Session,
    organisation: Organisation,
    *,
    batch_id: str,
    achievement: Achievement,
    hours: int,
    custody: Custody,
    actor: str,
    at: datetime,
) -> ClassCode:
    """Open a code for a class list, for some hours; an open one of the list is closed.

    Raises `bad-value` for hours that cannot be chosen.
    """
    if hours not in HOURS:
        raise refuse(ProblemCode.BAD_VALUE, "choose for how long", "/hours")
    close_class(session, organisation, batch_id=batch_id, actor=actor, at=at)
    made_id = secrets.token_hex(16)
    canonical = codes.parse_code(codes.new_code())
    made = ClassCode(
        id=made_id,
        organisation_id=organisation.id,
        achievement_id=achievement.id,
        batch_id=batch_id,
        code_digest=codes.code_digest(canonical),
        sealed_code=custody.seal(canonical, purpose=_SEALED_CODE, bound_to=made_id),
        opened_at=at,
        expires_at=at + timedelta(hours=hours),
    )
    session.add(made)
    session.flush()
    _record(session, made, "class.opened", actor=actor, at=at)
    return made


def close_class(
    session: Session, organisation: Organisation, *, batch_id: str, actor: str, at: datetime
) -> None:
    """Close the code of a class list now; whoever still waits there is refused."""
    found = class_store.open_code(session, batch_id, at=at)
    if found is None or found.organisation_id != organisation.id:
        return
    found.closed_at = at
    session.flush()
    class_store.forget_ended(session, at=at)
    _record(session, found, "class.closed", actor=actor, at=at)


def shown_code(found: ClassCode, *, custody: Custody) -> str:
    """The code as it is shown on the wall; raises `gone` once it has ended."""
    if found.sealed_code is None:
        raise refuse(ProblemCode.GONE, "the code has ended")
    opened = custody.unseal(found.sealed_code, purpose=_SEALED_CODE, bound_to=found.id)
    return codes.printed_code(opened)


def queue(
    session: Session, organisation: Organisation, batch_id: str, *, custody: Custody
) -> Sequence[Queued]:
    """Those who wait for a class list of the organisation, and whom of it they seem to be."""
    awards = class_store.unclaimed(session, organisation.id, batch_id)
    waiting = class_store.waiting(session, organisation.id, batch_id)
    return [_queued(request, awards, custody=custody) for request in waiting]


def approve(
    session: Session,
    organisation: Organisation,
    request_id: str,
    *,
    award_id: str,
    actor: str,
    at: datetime,
) -> None:
    """Hand a certificate of the list to the browser that waits.

    Raises `not-found` for what is not the organisation's or not on the list, and `conflict`
    when the request was decided or the certificate was fetched or approved for another.
    """
    request, code = to_be_decided(session, organisation, request_id)
    award = store.award_for_change(session, award_id, organisation_id=organisation.id)
    claim = store.claim_for_change(session, award_id) if award else None
    if award is None or claim is None or award.batch_id != code.batch_id:
        raise refuse(ProblemCode.NOT_FOUND, "it is not on this list", "/award")
    is_taken = claim.state == CLAIMED or class_store.is_approved(session, award.id)
    if is_taken or award.state not in IN_FORCE:
        raise refuse(ProblemCode.CONFLICT, "somebody has this certificate already")
    _decide(request, APPROVED, at=at)
    request.award_id = award.id
    session.flush()
    trail.record(session, award, action="class.approved", actor=actor, at=at)


def refuse_request(
    session: Session, organisation: Organisation, request_id: str, *, actor: str, at: datetime
) -> None:
    """Hand nothing over. Raises `not-found`, and `conflict` for what was decided."""
    request, code = to_be_decided(session, organisation, request_id)
    _decide(request, REFUSED, at=at)
    session.flush()
    _record(session, code, "class.refused", actor=actor, at=at)


def to_be_decided(
    session: Session, organisation: Organisation, request_id: str
) -> tuple[ClassRequest, ClassCode]:
    """Somebody who waits at a code of the organisation, locked; `not-found`, `conflict`."""
    found = class_store.request_for_change(session, request_id, organisation_id=organisation.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "nobody waits there")
    if found[0].state != WAITING:
        raise refuse(ProblemCode.CONFLICT, "it was decided already")
    return found


def _decide(request: ClassRequest, state: str, *, at: datetime) -> None:
    request.state, request.decided_at = state, at
    # What was typed has served its purpose.
    request.sealed_name = request.sealed_fact = None


def _queued(request: ClassRequest, awards: Sequence[Award], *, custody: Custody) -> Queued:
    name = _opened(request.sealed_name, request, custody=custody)
    fact = _opened(request.sealed_fact, request, custody=custody)
    by_fact = [award for award in awards if people.fits(award.person or {}, fact)]
    by_name = [award for award in awards if _is_called(award, name)]
    both = [award for award in by_fact if award in by_name]
    for fit, found in ((Fit.BOTH, both), (Fit.FACT, by_fact), (Fit.NAME, by_name)):
        if found:
            # Of several nobody is proposed: staff have to choose.
            award = found[0] if len(found) == 1 else None
            return Queued(request.id, name, fact, request.asked_at, fit, award)
    return Queued(request.id, name, fact, request.asked_at, Fit.NEITHER, None)


def _is_called(award: Award, typed: str) -> bool:
    """Whether two words of a name were typed, in any order; accents do not matter."""
    person = award.person or {}
    said = _words(typed)
    names = [_words(name) for name in (person.get("name"), person.get("name_latin")) if name]
    return any(said <= name and len(said) >= min(2, len(name)) for name in names)


def _words(name: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return set("".join(one for one in plain if unicodedata.category(one) != "Mn").split())


def _opened(sealed: bytes | None, request: ClassRequest, *, custody: Custody) -> str:
    if sealed is None:
        return ""
    return custody.unseal(sealed, purpose=SEALED_WORDS, bound_to=request.id)


def _record(session: Session, code: ClassCode, action: str, *, actor: str, at: datetime) -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=code.batch_id,
        organisation_id=code.organisation_id,
        at=at,
    )
