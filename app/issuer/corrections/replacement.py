"""Issue a corrected certificate in place of a wrong one; the old one answers `replaced`."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.issuer import claims, people, trail
from app.issuer import store as issuer_store
from app.issuer.awards import AwardResult, Desk
from app.issuer.corrections import changes, notices, requests, store
from app.issuer.corrections.reasons import BindingReason, ReplacementReason
from app.issuer.corrections.reissuing import grant_of, reissue
from app.issuer.corrections.tables import REPLACEMENT
from app.issuer.holders import Holders
from app.issuer.likeness import is_other_spelling
from app.issuer.people import Person
from app.issuer.tables import CLAIMED, IN_FORCE, Award, Organisation
from credentials import ProblemCode, refuse

# What is put right without telling anything new about the person.
_SPELLING = (
    ReplacementReason.MISSPELT_NAME,
    ReplacementReason.WRONG_BIRTH_DATE,
    BindingReason.BOUND,
)
# Members of an award that say something which is not about the person.
_SAME = (
    "achievement_id", "awarded_on", "certificate_number", "organisation_id", "results",
    "attribution",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a corrected certificate shall say; the day stays unless another is given."""

    person: Person
    reason: ReplacementReason
    awarded_on: date | None = None


def replace(
    session: Session,
    organisation: Organisation,
    award_id: str,
    *,
    correction: Correction,
    desk: Desk,
    actor: str,
    at: datetime,
) -> AwardResult:
    """Issue a corrected certificate in place of one; the old one answers `replaced`.

    It goes into the passport that has the old one, and otherwise gets a claim code of its own;
    the code of the old one opens nothing any more and says why. Only the newest of a chain
    can be replaced. Raises `conflict` otherwise, and `bad-value` for another person: one
    member of staff would withdraw a certificate alone, and put a stranger's into the passport.
    """
    old = changes.award_for_change(session, organisation, award_id)
    if old.state not in IN_FORCE or old.achievement_id is None:
        raise refuse(ProblemCode.CONFLICT, "only a certificate in force can be replaced")
    person = people.checked(correction.person, at=at.date())
    if old.person and not _may_be_same(people.stored_person(old.person), person):
        raise refuse(ProblemCode.BAD_VALUE, "everything about the person is different", "/person")
    claim = issuer_store.claim_for_change(session, old.id)
    passport_id = claim.passport_id if claim and claim.state == CLAIMED else None
    grant = grant_of(
        old,
        person=correction.person,
        awarded_on=correction.awarded_on,
        has_passport=passport_id is not None,
    )
    result = reissue(session, old, grant, desk=desk, actor=actor, at=at)
    requests.close_with_replacement(session, old, desk=desk, actor=actor, at=at)
    if passport_id is not None:
        result = _handed_over(session, result, passport_id, desk=desk, actor=actor, at=at)
    changes.keep_record(
        session, old, kind=REPLACEMENT, reason=correction.reason, actor=actor, at=at
    )
    trail.record(session, old, action="award.replaced", actor=actor, at=at)
    return result


def leads_to(session: Session, old: Award, *, holders: Holders) -> Award | None:
    """The certificate that the check of a replaced one may lead to; None if it may not.

    Whoever has an old paper knows what stood on it, and may have no business with the person
    any more. So the old one leads on by itself only when the new one says nothing new but
    the right spelling: the same achievement, day and number for the same person (who has the
    same birth date or register number), with no field that the old one did not show and no
    name but another spelling of its own, whatever reason the clerk chose. A new name is
    never told like this: it may be what the person wants to keep from earlier
    employers. In all other cases only the holder can allow it, in the passport that has the
    new one. A chain is followed to its end, as far as each of its steps allows and the
    paper at hand still says the same: many small changes of a spelling make a new name.
    """
    found, at_hand = None, old
    while at_hand.replaced_by is not None:
        new = session.get_one(Award, at_hand.replaced_by)
        says_the_same = _says_the_same(session, at_hand, new) and _is_same_statement(old, new)
        if not (says_the_same or _is_allowed(session, new, holders)):
            break
        found = at_hand = new
    # One that was replaced itself would only say so, and who may go on is for the holder to say.
    return None if found is None or found.replaced_by is not None else found


def _says_the_same(session: Session, old: Award, new: Award) -> bool:
    if store.reasons(session, old.id) not in ([each.value] for each in _SPELLING):
        return False
    return _is_same_statement(old, new)


def _is_same_statement(old: Award, new: Award) -> bool:
    """Whether a certificate tells whoever has another one nothing but a spelling."""
    for name in _SAME:
        if getattr(old, name) != getattr(new, name):
            return False
    if old.person is None or new.person is None:
        return False
    before, after = people.stored_person(old.person), people.stored_person(new.person)
    is_same_person = _has_same_fact(before, after)
    return is_same_person and _shown(after) <= _shown(before) and _is_spelling(before, after)


def _has_same_fact(before: Person, after: Person) -> bool:
    return (before.birth_date is not None and before.birth_date == after.birth_date) or (
        bool(before.register_number) and before.register_number == after.register_number
    )


def _may_be_same(before: Person, after: Person) -> bool:
    """Whether one of the things by which a person is known stays as it was."""
    # What only a claim needs may have been deleted, and then nothing can be held against it.
    has_facts = before.birth_date is not None or bool(before.register_number)
    return (
        not has_facts or _has_same_fact(before, after) or is_other_spelling(before.name, after.name)
    )


def _is_spelling(before: Person, after: Person) -> bool:
    """Whether no name of the new certificate is another than the old one has.

    The clerk's reason is not enough: somebody who chose "misspelt" for a name that is new
    would tell it to everybody who has the old paper.
    """
    pairs = [(before.name, after.name)]
    if before.name_latin and after.name_latin:
        pairs.append((before.name_latin, after.name_latin))
    return all(is_other_spelling(*pair) for pair in pairs) and all(
        any(is_other_spelling(name, known) for known in before.former_names)
        for name in after.former_names
    )


def _shown(person: Person) -> set[str]:
    """The kinds of facts about a person that a certificate shows."""
    facts = {
        "latin": person.name_latin,
        "born": person.born_in,
        "former": person.former_names,
    }
    return {name for name, value in facts.items() if value}


def _is_allowed(session: Session, new: Award, holders: Holders) -> bool:
    claim = issuer_store.claim(session, new.id)
    if claim is None or claim.state != CLAIMED or claim.passport_id is None:
        return False
    return holders.leads_on(session, claim.passport_id)


def _handed_over(
    session: Session,
    result: AwardResult,
    passport_id: str,
    *,
    desk: Desk,
    actor: str,
    at: datetime,
) -> AwardResult:
    """Nobody has to fetch it again: without a code when it is in the passport already."""
    is_there = claims.hand_over(
        session, result.award, passport_id=passport_id, holders=desk.holders, actor=actor, at=at
    )
    if is_there:
        notices.tell(session, result.award, "corrected", desk=desk, at=at)
        return AwardResult(result.award, "")
    # No mail went out with the award, because it was thought to need no code.
    notices.mail_new_code(session, result.award, result.claim_code, desk=desk, at=at)
    return result
