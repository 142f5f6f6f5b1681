"""`operator create` and `issuer create`: who runs the service, and who awards with it."""

import json

from app.base import accounts
from app.cli.workplace import ACTOR, open_workplace
from app.issuer import service as issuer
from app.issuer.service import Profile


def create_operator(email: str, *, name: str) -> str:
    """Make the account, or take the one there is, and return its one-time set-up link."""
    place = open_workplace()
    at = place.clock()
    with place.database.session() as session:
        account = accounts.account_by_email(session, email) or accounts.create_account(
            session, email=email, name=name, role=accounts.OPERATOR, actor=ACTOR, at=at
        )
        # Whoever has this machine may help an operator whose phone is gone.
        if accounts.has_codes(session, account):
            accounts.remove_codes(session, account, actor=ACTOR, at=at)
        token = accounts.setup_link(session, account, at=at)
    return f"{place.settings.public_url}/console/setup/{token}"


def create_issuer(profile: Profile) -> str:
    """Make the training body with an API key, and return both as JSON.

    For a body with its own domain, `publish` is the file to publish there and its address.
    """
    place = open_workplace()
    at = place.clock()
    with place.database.session() as session:
        made = issuer.create_organisation(
            session,
            profile,
            custody=place.custody,
            public_url=place.settings.public_url,
            actor=ACTOR,
            at=at,
        )
        key = accounts.create_api_key(
            session,
            organisation_id=made.id,
            scopes=accounts.EVERYTHING,
            name="command line",
            actor=ACTOR,
            at=at,
        )
        answer: dict[str, object] = {"slug": made.slug, "did": made.did, "api_key": key}
        if made.did_method == "domain":
            answer["publish"] = {
                "url": f"https://{profile.domain}/.well-known/did.json",
                "document": issuer.did_document(session, made, custody=place.custody),
            }
    return json.dumps(answer, indent=2, ensure_ascii=False)
