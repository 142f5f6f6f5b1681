"""The file that a training body publishes on its own domain: where it goes, what is there now."""

import json

from sqlalchemy.orm import Session

from app.base.deps import Services
from app.base.locales import N_, gettext
from app.issuer import service as issuer
from app.issuer.tables import Organisation
from credentials import CredentialsError, did_web_url

_LIMIT = 100_000
_PROOF_LIMIT = 10_000
_ACCEPTED = "application/did+json, application/json"
_UNREACHABLE = N_(
    "We could not read the file at this address. Look at the address in a browser: it must open "
    "without a log-in, over https, and show the file."
)
_DIFFERENT = N_(
    "There is a file at this address, but not the one below. Publish the one below as it is."
)


async def published(services: Services, did: str) -> bytes | None:
    """What stands at the address of a did:web now; None where nothing can be read."""
    fetched = await services.fetcher.fetch(did_web_url(did), limit=_LIMIT, accept=_ACCEPTED)
    content: bytes | None = fetched.content
    return content


async def proof(services: Services, url: str) -> bytes | None:
    """What stands at the address of an applicant's proof; None where nothing can be read."""
    fetched = await services.fetcher.fetch(url, limit=_PROOF_LIMIT, accept="text/plain, */*;q=0.1")
    content: bytes | None = fetched.content
    return content


def approve(
    session: Session,
    organisation: Organisation,
    found: bytes | None,
    *,
    services: Services,
    actor: str,
) -> str:
    """Let the body award if its file is right; otherwise a sentence that says what is wrong."""
    if found is None:
        return gettext(_UNREACHABLE)
    try:
        issuer.approve_domain(
            session,
            organisation,
            found,
            custody=services.custody,
            actor=actor,
            at=services.clock(),
        )
    except CredentialsError:
        return gettext(_DIFFERENT)
    return ""


def file_of(session: Session, organisation: Organisation, *, services: Services) -> str:
    """The file to publish, as text."""
    document = issuer.did_document(session, organisation, custody=services.custody)
    return json.dumps(document, indent=2)


def address_of(organisation: Organisation, *, public_url: str) -> str:
    """Where the document of a did:web is published; empty for a did:key, which needs none.

    Whoever resolves a did:web asks over https. A trial without it serves its bodies over http,
    and the address is the one that opens.
    """
    if not organisation.did.startswith("did:web:"):
        return ""
    address = did_web_url(organisation.did)
    served = public_url.partition("://")[2]
    if public_url.startswith("http://") and address.startswith(f"https://{served}/"):
        return f"http{address.removeprefix('https')}"
    return address
