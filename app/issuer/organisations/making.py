"""Training bodies: made once, with an identity that never changes afterwards."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.base import audit
from app.base.custody import Custody
from app.base.mistakes import Mistakes
from app.base.own_did import service_did
from app.issuer import identity, store
from app.issuer.organisations import checks, zones
from app.issuer.organisations.signatures import chosen_form
from app.issuer.tables import VETTED, Organisation
from app.trust import service as trust
from credentials import (
    ALGORITHMS,
    ED25519,
    CredentialsError,
    ProblemCode,
    Standing,
    did_key,
    did_web,
    refuse,
)

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a training body is made: its name, its identity and the kind of its signatures.

    `cryptosuite` None is the usual one for the kind of key.
    """

    slug: str
    name: str
    name_latin: str | None = None
    url: str | None = None
    country: str | None = None
    language: str = "en"
    time_zone: str = zones.DEFAULT
    did_method: str = "web"
    domain: str | None = None
    key_type: str = ED25519.name
    cryptosuite: str | None = None


def create_organisation(
    session: Session,
    profile: Profile,
    *,
    custody: Custody,
    public_url: str,
    actor: str,
    at: datetime,
    vetting: str = VETTED,
) -> Organisation:
    """Make a training body with its signing keys; its identity is fixed from now on.

    `web` is a did:web under the service's address, `domain` one on the body's own domain
    (which must publish our file before it may award), `key` a did:key. A body that has only
    `applied` may try, and is shown as not yet approved to whoever checks. Raises `conflict`
    when the short name or the domain is taken, `bad-value` for what has the wrong form.
    """
    name, latin = _checked(profile)
    form = chosen_form(profile.key_type, profile.cryptosuite, did_method=profile.did_method)
    if store.organisation_by_slug(session, profile.slug) is not None:
        raise refuse(ProblemCode.CONFLICT, "there is an organisation of that name", "/slug")
    organisation_id = secrets.token_hex(16)
    did = _make_keys(
        session,
        profile,
        owner=identity.owner(organisation_id),
        custody=custody,
        public_url=public_url,
        at=at,
    )
    organisation = Organisation(
        id=organisation_id,
        slug=profile.slug,
        name=name,
        name_latin=latin,
        url=profile.url,
        country=profile.country,
        language=profile.language,
        time_zone=profile.time_zone,
        lists_need_approval=False,
        did=did,
        did_method=profile.did_method,
        key_type=profile.key_type,
        cryptosuite=form,
        created_at=at,
        approved=profile.did_method != "domain",
        vetting=vetting,
    )
    session.add(organisation)
    try:
        # Two who take the same name at once are told apart here and not at the commit.
        session.flush()
    except IntegrityError as error:
        raise refuse(ProblemCode.CONFLICT, "the name or the domain is taken", "/slug") from error
    audit.record(
        session,
        actor=actor,
        action="organisation.created",
        subject=did,
        organisation_id=organisation_id,
        at=at,
    )
    # From here on its certificates are "from a body that we know" or from one that has
    # applied; whether it is accredited is for the operator to say.
    trust.record(
        session,
        trust.Statement(
            did=did,
            name=name,
            standing=Standing.KNOWN if vetting == VETTED else Standing.UNVETTED,
            country=profile.country,
            url=profile.url,
        ),
        actor=actor,
        at=at,
    )
    return organisation


def organisation_by_slug(session: Session, slug: str) -> Organisation:
    """The organisation with that short name; raises `not-found`."""
    found = store.organisation_by_slug(session, slug)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such organisation")
    return found


def _checked(profile: Profile) -> tuple[str, str | None]:
    found = Mistakes()
    name = found.of(checks.body_name, profile.name, "/name")
    latin = profile.name_latin
    if latin:
        latin = found.of(checks.body_name, latin, "/name_latin")
    if not _SLUG.fullmatch(profile.slug):
        found.note(
            refuse(
                ProblemCode.BAD_VALUE,
                "small letters, digits and hyphens, like riverside-2",
                "/slug",
            )
        )
    found.of(
        checks.check_address,
        url=profile.url,
        country=profile.country,
        language=profile.language,
        time_zone=profile.time_zone,
    )
    if profile.did_method not in identity.METHODS:
        methods = ", ".join(identity.METHODS)
        found.note(refuse(ProblemCode.BAD_VALUE, f"one of {methods}", "/did_method"))
    elif (profile.did_method == "domain") != (profile.domain is not None):
        reason = "a domain goes with the method domain"
        found.note(refuse(ProblemCode.BAD_VALUE, reason, "/domain"))
    elif profile.domain is not None:
        found.of(_own_domain, profile.domain)
    found.settle()
    return name, latin or None


def _own_domain(domain: str) -> str:
    """The did:web of a domain, with or without a port."""
    host, colon, port = domain.partition(":")
    try:
        if colon and not port.isdecimal():
            raise refuse(ProblemCode.BAD_VALUE, "not a port")
        return did_web(host, port=int(port) if colon else None)
    except CredentialsError as error:
        reason = "a name like school.example, in small letters, without https:// and path"
        raise refuse(ProblemCode.BAD_VALUE, reason, "/domain") from error


def _make_keys(
    session: Session,
    profile: Profile,
    *,
    owner: str,
    custody: Custody,
    public_url: str,
    at: datetime,
) -> str:
    """Make the organisation's keys, and return the DID that they are published under."""
    algorithm = ALGORITHMS[profile.key_type]
    if profile.did_method == "key":
        key = custody.create_key(
            session,
            owner=owner,
            purpose="assertion",
            verification_method=lambda made: f"{did_key(made)}#{identity.fragment(made)}",
            algorithm=algorithm,
            at=at,
        )
        return key.verification_method.partition("#")[0]
    if profile.did_method == "web":
        did = service_did(public_url, "issuers", profile.slug)
    else:
        did = _own_domain(profile.domain or "")
    # The lists are read by this service's own readers first, whatever signs the certificates.
    for purpose, kind in (("assertion", algorithm), ("status", ED25519)):
        custody.create_key(
            session,
            owner=owner,
            purpose=purpose,
            verification_method=lambda made: f"{did}#{identity.fragment(made)}",
            algorithm=kind,
            at=at,
        )
    return did
