"""Check every award against its bytes, its positions, its claim and the audit trail."""

from collections.abc import Callable, Iterator, Sequence, Set
from datetime import datetime
from functools import partial
from hashlib import sha256

from sqlalchemy.orm import Session

from app.base import bodies
from app.base.bodies import BodyError
from app.base.custody import COMPROMISED, Custody
from app.issuer import finding, identity, people, store
from app.issuer.attribution import Attribution
from app.issuer.corrections import reconcile as corrections
from app.issuer.tables import ACTIVE, REPLACED, REVOKED, SUSPENDED, Achievement, Award, Organisation
from app.status import service as status
from app.status import store as status_store
from app.status.tables import StatusPosition
from app.status.token_lists import store as token_store
from app.status.token_lists.tables import TokenPlace
from credentials import (
    CredentialsError,
    Fetched,
    Materials,
    Memory,
    ParsedCredential,
    Policy,
    ProblemCode,
    TokenStatus,
    TrustList,
    Verdict,
    at_pointer,
    derive,
    read_json,
    verify,
)

_PAGE = 200
# What may be wrong with a certificate that is just as it should be.
_BY_STATE = {
    ACTIVE: set(),
    SUSPENDED: {ProblemCode.SUSPENDED},
    REVOKED: {ProblemCode.REVOKED},
    REPLACED: {ProblemCode.REVOKED, ProblemCode.REPLACED, ProblemCode.SUSPENDED},
}
_BY_TIME = {ProblemCode.EXPIRED, ProblemCode.NOT_YET_VALID}
_BITS = {
    ACTIVE: {status.REVOCATION: False, status.SUSPENSION: False},
    SUSPENDED: {status.REVOCATION: False, status.SUSPENSION: True},
    REVOKED: {status.REVOCATION: True},
    REPLACED: {status.REVOCATION: True},
}

_AS_TOKEN = {
    ACTIVE: TokenStatus.VALID,
    SUSPENDED: TokenStatus.SUSPENDED,
    REVOKED: TokenStatus.INVALID,
    REPLACED: TokenStatus.INVALID,
}


def mismatches(
    session: Session,
    *,
    custody: Custody,
    at: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[str]:
    """A sentence for each award that does not fit; every certificate is verified.

    `progress` is told how many awards were looked at.
    """
    for key in custody.broken(session):
        yield f"the private key {key.id} of {key.owner} does not open or is another one"
    materials = _materials(session, custody=custody, at=at)
    organisations = {item.id: item for item in store.organisations(session)}
    given_up = {
        item.id
        for item in organisations.values()
        for key in custody.keys(session, owner=identity.owner(item.id))
        if key.state == COMPROMISED
    }
    issued = store.issued_entries(session)
    seen, last = 0, ""
    while page := store.all_awards(session, after=last, limit=_PAGE):
        ids = [award.id for award in page]
        positions = status_store.positions_of_many(session, ids)
        copies = token_store.places_of_many(session, ids)
        for award in page:
            organisation = organisations[award.organisation_id]
            yield from _content(
                session, award, organisation, materials=materials, given_up=given_up, at=at
            )
            yield from _positions(award, positions[award.id], copies[award.id])
            if issued.pop((award.id, award.digest), 0) != 1:
                yield f"award {award.id} does not stand exactly once in the audit trail"
        seen += len(page)
        last = page[-1].id
        progress(seen)
    for subject, _ in issued:
        yield f"the audit trail has award {subject}, which is missing"
    yield from bodies.lost(session, Award)
    for award_id in store.awards_without_claim(session):
        yield f"award {award_id} cannot be claimed: it has no code"
    for award_id in store.claims_against_the_trail(session):
        yield f"the claim of award {award_id} says otherwise than the audit trail"
    yield from corrections.mismatches(session)
    yield from finding.mismatches(session)
    for award_id in store.positions_without_award(session):
        yield f"a status position belongs to award {award_id}, which is missing"


def _materials(session: Session, *, custody: Custody, at: datetime) -> Materials:
    documents = {}
    for organisation in store.organisations(session):
        content = identity.own_document(session, organisation.did, custody=custody)
        if content is not None:
            documents[organisation.did] = Fetched(content=content, at=at)
    lists = {}
    for listed in status_store.all_lists(session):
        try:
            content = status.published(session, listed.id, custody=custody, at=at).content
        except CredentialsError:
            # Its key does not open, which was said; every award on it is named as well.
            continue
        lists[listed.url] = Fetched(content=content, at=at)
    return Materials(did_documents=documents, status_lists=lists, memory=Memory())


def _content(
    session: Session,
    award: Award,
    organisation: Organisation,
    *,
    materials: Materials,
    given_up: Set[str],
    at: datetime,
) -> Iterator[str]:
    if award.erased_at is not None:
        if award.stored or award.person or award.state not in {REVOKED, REPLACED}:
            yield f"award {award.id} was erased, and is in force or still holds something"
        return
    try:
        signed = award.content
    except BodyError as error:
        yield f"award {award.id} cannot be read: {error}"
        return
    if sha256(signed).hexdigest() != award.digest:
        yield f"award {award.id} has other bytes than its digest says"
        return
    is_raw = award.achievement_id is None
    judged = partial(
        verify,
        materials=materials,
        trust=TrustList((), at),
        at=at,
        policy=Policy.W3C if is_raw else Policy.STRICT,
    )
    report = judged(signed)
    if [problem.code for problem in report.problems] == [ProblemCode.PROOF_NOT_FOR_SHOWING]:
        report = judged(_shown(signed))
    found = {problem.code for problem in report.problems if problem.kind.verdict is not None}
    unexpected = found - _BY_STATE[award.state] - _BY_TIME
    if ProblemCode.KEY_NOT_ALLOWED in unexpected and organisation.id in given_up:
        # It was signed with a key that the body has given up since; that is how it must be.
        return
    if unexpected and not (is_raw and report.verdict is Verdict.UNDETERMINED):
        names = ", ".join(sorted(unexpected))
        yield f"award {award.id} of {organisation.slug} does not verify: {names}"
    if award.state == REVOKED and ProblemCode.REVOKED not in found and not is_raw:
        yield f"award {award.id} is revoked and still verifies"
    if isinstance(report.parsed, ParsedCredential):
        yield from _register(session, award, organisation, report.parsed)


def _shown(content: bytes) -> bytes:
    """All that a holder can show of a credential whose base proof only they may have."""
    members = [name for name in read_json(content) if name != "proof" and not name.startswith("@")]
    everything = [at_pointer("", name) for name in members]
    return derive(content, everything, policy=Policy.W3C).content


def _register(
    session: Session, award: Award, organisation: Organisation, signed: ParsedCredential
) -> Iterator[str]:
    """Whether the register, from which paper and claims are made, says what was signed.

    Looks for its words and not for their places, which later versions may choose otherwise.
    """
    if signed.issuer != organisation.did:
        yield f"award {award.id} stands under {organisation.slug}, which did not sign it"
        return
    if award.achievement_id is None:
        return
    achievement = session.get(Achievement, award.achievement_id)
    if achievement is None or award.person is None or award.awarded_on is None:
        yield f"award {award.id} has lost its achievement, its person or its day"
        return
    person = people.stored_person(award.person)
    attribution = Attribution.stored(award.attribution)
    register = {
        "name": person.name,
        "name in Latin letters": person.name_latin,
        "family name": person.family_name,
        "given name": person.given_name,
        "birth year": str(person.born_in) if person.born_in else None,
        "number": award.certificate_number,
        "provider": attribution.provider,
        "centre": attribution.centre,
        "register": attribution.register_reference,
        **{f"assessor {number}": number for number in attribution.assessors},
        "day": award.awarded_on.isoformat(),
        "achievement": achievement.name,
        "description": achievement.description,
        "criteria": achievement.criteria,
    }
    said = set(_texts(signed.document))
    for what, value in register.items():
        if value and value not in said:
            yield f"award {award.id} was signed with another {what} than the register has"


def _texts(value: object) -> Iterator[str]:
    """Every text of a document, and the day of every moment."""
    if isinstance(value, str):
        yield from (value, value.partition("T")[0])
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _positions(
    award: Award, rows: Sequence[StatusPosition], copies: Sequence[TokenPlace]
) -> Iterator[str]:
    if award.achievement_id is not None and not rows:
        yield f"award {award.id} has no status position"
    expected = _BITS[award.state]
    told = {row.purpose: row.value for row in rows}
    for purpose, value in expected.items():
        # A badge has no bit for suspension; none is as good as one that is not set.
        if told.get(purpose, False) != value:
            yield f"award {award.id} is {award.state}, and its {purpose} bit says otherwise"
    for place in copies:
        if place.value != _AS_TOKEN[award.state]:
            yield f"award {award.id} is {award.state}, and the status of a copy says otherwise"
