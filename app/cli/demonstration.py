"""`demo`: the whole job once on real input, through the same services and addresses as ever.

Every step first looks whether it was done before, so that a second run issues nothing twice.
"""

import secrets
from contextlib import closing
from pathlib import Path
from typing import Any

import anyio
import httpx2
import typer
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.base import accounts
from app.base.own_did import service_did
from app.base.settings import Settings
from app.base.workers import Workers
from app.batches import service as batches
from app.batches import store as batch_store
from app.batches.tables import AWARDED, Batch
from app.cli import folder, issuing, serving
from app.cli.logins import Logins
from app.cli.workplace import ACTOR, Workplace, open_workplace
from app.issuer import service as issuer
from app.issuer import store
from app.issuer.schemas import AchievementBody
from app.issuer.tables import REVOKED, Award, Organisation
from app.main import create_app
from app.trust import service as trust
from credentials import CredentialsError, Standing

SLUG = "riverside"
_EXAMPLES = Path(__file__).parents[2] / "examples"
_OPERATOR = "operator@passport.example"
_STAFF = "office@riverside.example"


def run(*, serve_pages: bool) -> None:
    """Show the whole thread, then print where each of the three people goes, and serve."""
    place = open_workplace()
    if serve_pages:
        # What is issued now names this address for good: it has to be free.
        serving.check_port(place.settings)
    logins = Logins(place.settings.data_dir)
    out = place.settings.data_dir / "certificates"
    organisation = _organisation(place)
    _accounts(place, organisation, logins)
    batch = _issue(place, organisation, out)
    calls = _Calls(create_app(place.settings))
    shared = _share(place, batch, logins, calls)
    _verify(shared, calls)
    _revoke(place, batch, logins, calls)
    _say_where(place.settings, logins, out)
    if serve_pages:
        serving.serve()


class _Calls:
    """Calls to the service's own addresses, as any program would make them."""

    def __init__(self, application: FastAPI) -> None:
        self._application = application

    def __call__(
        self, method: str, path: str, body: Any = None, *, bearer: str | None = None
    ) -> Any:
        """The JSON that is answered; a refusal ends the demonstration with its detail."""
        return anyio.run(self._call, method, path, body, bearer)

    async def _call(self, method: str, path: str, body: Any, bearer: str | None) -> Any:
        transport = httpx2.ASGITransport(app=self._application)
        base = self._application.state.services.settings.public_url
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        async with httpx2.AsyncClient(transport=transport, base_url=base) as client:
            response = await client.request(method, path, json=body, headers=headers)
        if response.is_error:
            raise SystemExit(f"{method} {path} was refused: {response.text}")
        return response.json()


# ── Who ─────────────────────────────────────────────────────────────────────────────────


def _organisation(place: Workplace) -> Organisation:
    at = place.clock()
    with place.database.session() as session:
        found = store.organisation_by_slug(session, SLUG)
        if found is not None:
            typer.echo(f"1. The training body {found.name} is there already.")
            return found
        made = issuer.create_organisation(
            session,
            issuer.Profile(
                slug=SLUG,
                name="Riverside Training College",
                country="KE",
                url="https://riverside.example",
                did_method=_did_method(place.settings),
            ),
            custody=place.custody,
            public_url=place.settings.public_url,
            actor=ACTOR,
            at=at,
        )
        trust.record(
            session,
            trust.Statement(
                did=made.did,
                name=made.name,
                standing=Standing.ACCREDITED,
                accredited_by="Demonstration Authority for Skills",
                country=made.country,
            ),
            actor=ACTOR,
            at=at,
        )
    typer.echo(f"1. Made a training body, {made.name}: {made.did}")
    return made


def _did_method(settings: Settings) -> str:
    """A did:web needs a host with a name; where there is only a number, did:key serves."""
    try:
        service_did(settings.public_url, "issuers", SLUG)
    except CredentialsError:
        return "key"
    return "web"


def _accounts(place: Workplace, organisation: Organisation, logins: Logins) -> None:
    with place.database.session() as session:
        _account(place, session, logins, email=_OPERATOR, organisation=None)
        _account(place, session, logins, email=_STAFF, organisation=organisation)
        if logins.get("API key") is None:
            key = accounts.create_api_key(
                session,
                organisation_id=organisation.id,
                scopes=accounts.EVERYTHING,
                name="demonstration",
                actor=ACTOR,
                at=place.clock(),
            )
            logins.set("API key", key)
    typer.echo(f"2. The log-ins, with random secrets, are in {logins.path}")


def _account(
    place: Workplace,
    session: Session,
    logins: Logins,
    *,
    email: str,
    organisation: Organisation | None,
) -> None:
    if logins.get(email) is not None:
        return
    at = place.clock()
    account = accounts.account_by_email(session, email) or accounts.create_account(
        session,
        email=email,
        name=email.partition("@")[0],
        role=accounts.STAFF if organisation else accounts.OPERATOR,
        organisation_id=organisation.id if organisation else None,
        actor=ACTOR,
        at=at,
    )
    token = accounts.setup_link(session, account, at=at)
    password = secrets.token_urlsafe(18)
    accounts.choose_password(session, token, password=password, at=at)
    logins.set(email, password)


# ── Issue ───────────────────────────────────────────────────────────────────────────────


def _issue(place: Workplace, organisation: Organisation, out: Path) -> Batch:
    at = place.clock()
    described = (_EXAMPLES / "achievement.json").read_bytes()
    listed = _EXAMPLES / "class-list.csv"
    with closing(Workers(1)) as workers:
        upload = issuing.read_list(listed, workers=workers)
    with place.database.session() as session:
        description = AchievementBody.model_validate_json(described).description_of()
        achievement = store.achievement_by_code(
            session, organisation_id=organisation.id, code=description.code
        ) or issuer.create_achievement(session, organisation, description, actor=ACTOR, at=at)
        batch = batches.accept(
            session,
            organisation,
            achievement,
            upload=upload,
            actor=ACTOR,
            at=at,
        )
    is_new = batch.finished_at is None
    typer.echo(f"3. {'Issuing' if is_new else 'Issued before:'} {listed.name}")
    reached = issuing.work(place, batch)
    issuing.report(place, batch, reached)
    written = folder.write(place, batch, out)
    typer.echo(f"4. {written} certificates are in {out}: JSON, a picture and a PDF of each.")
    return batch


# ── Claim, share, verify ────────────────────────────────────────────────────────────────


def _share(place: Workplace, batch: Batch, logins: Logins, calls: _Calls) -> str:
    """The link to a shared certificate; claimed and shared now unless it was before."""
    shared = logins.get("Shared link")
    if shared is not None:
        typer.echo("5. A certificate is in a passport and shared already.")
        return shared
    award, code = _claimable(place, batch)
    offer = calls("POST", "/wallet/api/v1/claims/look-up", {"code": code})
    fact = (award.person or {})["birth_date"]
    ticket = calls("POST", "/wallet/api/v1/claims/facts", {"code": code, "fact": fact})["ticket"]
    claimed = calls("POST", "/wallet/api/v1/claims", {"code": code, "ticket": ticket})
    link = logins.set("The worker's passport", claimed["return_link"])
    typer.echo(f"5. A worker claimed “{offer['title']}” with the code and a birth date.")
    share = calls(
        "POST",
        "/wallet/api/v1/shares",
        {"certificates": [claimed["certificate"]["id"]], "days": 30},
        bearer=link.rpartition("/")[2],
    )
    typer.echo(f"6. The worker shared it for 30 days: {share['link']}")
    return logins.set("Shared link", share["link"])


def _claimable(place: Workplace, batch: Batch) -> tuple[Award, str]:
    with place.database.reading() as session:
        for row in batch_store.rows(session, batch.id, state=AWARDED):
            award = session.get_one(Award, row.award_id)
            claim = store.claim(session, award.id)
            code = issuer.printed_code(claim, custody=place.custody) if claim else None
            if code is not None:
                return award, code
    raise SystemExit("Every certificate of the example list was claimed already.")


def _verify(shared: str, calls: _Calls) -> None:
    answer = calls("POST", "/api/v1/verify", {"url": shared})
    typer.echo(f"7. An employer opens the link: {_in_short(answer)}")


def _revoke(place: Workplace, batch: Batch, logins: Logins, calls: _Calls) -> None:
    with place.database.reading() as session:
        rows = batch_store.rows(session, batch.id, state=AWARDED)
        award = session.get_one(Award, rows[-1].award_id)
        # Its body is short, and read with words that this session may have to look up.
        certificate = award.content.decode()
        session.expunge(award)
    if award.state != REVOKED:
        before = calls("POST", "/api/v1/verify", {"text": certificate})
        typer.echo(f"8. Another certificate, {award.certificate_number}: {_in_short(before)}")
        calls(
            "POST",
            f"/api/v1/organisations/{SLUG}/awards/{award.id}/revoke",
            {"reason": "issued-in-error"},
            bearer=logins.get("API key"),
        )
    after = calls("POST", "/api/v1/verify", {"text": certificate})
    typer.echo(f"9. {award.certificate_number}, after it was revoked: {_in_short(after)}")


def _in_short(answer: dict[str, Any]) -> str:
    codes = [problem["code"] for problem in answer["problems"]]
    return f"{answer['verdict']}{': ' if codes else ''}{', '.join(codes)}"


def _say_where(settings: Settings, logins: Logins, out: Path) -> None:
    url = settings.public_url
    typer.echo(
        f"""
The training body   {url}/console   as {_STAFF}, password in {logins.path}
The worker          {logins.get("The worker's passport")}
                    (or claim another one: the codes are in {out / "claim-slips.csv"})
The employer        {url}/verify    or the shared link {logins.get("Shared link")}
The operator        {url}/operator  as {_OPERATOR}, password in {logins.path}
"""
    )
