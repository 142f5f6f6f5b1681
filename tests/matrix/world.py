"""Two training bodies that have the same things, everybody who could ask, and requests.

Nothing that a request of the matrix does is kept: each begins with the same database.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import anyio
import pytest
from fastapi import FastAPI
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from starlette.types import Message
from typing_extensions import override

from app.base import accounts
from app.base.codes import new_token, parse_code, token_digest
from app.base.db import Database, sessions
from app.base.deps import Services
from app.base.settings import Settings
from app.base.webhooks import service as webhooks
from app.base.webhooks.tables import WebhookMessage
from app.batches import handing_out
from app.batches import service as batches
from app.issuer import applications, corrections
from app.issuer import service as issuer
from app.issuer.corrections import requests
from app.issuer.corrections import store as correction_store
from app.issuer.delivery import class_codes, class_store
from app.issuer.holders import Confirmed
from app.issuer.organisations import (
    AssessorDetails,
    CentreDetails,
    ProviderDetails,
    add_entry,
)
from app.issuer.organisations.tables import Assessor, Centre, Provider
from app.issuer.people import Person
from app.issuer.tables import Achievement, Award, Organisation
from app.main import create_app
from app.status.tables import StatusList
from app.status.token_lists import service as token_lists
from app.trust.tables import TrustRecord
from app.verifier.bulk.tables import BulkCheck
from app.verifier.readers import service as readers
from tests.lasting import lasting_workers
from tests.matrix.cells import (
    CROSSED,
    HOLDER,
    KEYS,
    NONE,
    NOWHERE,
    OTHER,
    OTHER_HOLDER,
    OTHER_KEY,
    OTHER_STAFF,
    OWN,
    STAFF,
    Row,
)
from tests.unit.app.pages.people import NOON, URL, Web
from tests.unit.app.school import upload
from wallet_api import passport as passports
from wallet_api import sharing
from wallet_api.claiming import claim
from wallet_api.ports import WalletPorts
from wallet_api.records import confirming, entries
from wallet_api.records.entries import Kind
from wallet_api.records.tables import Waiting as RecordWaiting
from wallet_api.returning import service as returns
from wallet_api.tables import Holding

_SEED = "seed-of-the-browser"
_TODAY = NOON.date()
_NOTHING = "0" * 32
_NO_CODE = "0000-0000-00000"
_LIST = b"name,birth_date\nBo Ek,1990-01-01\n"
# What a row can name as its body; every other request has an empty form or `{}`.
BODIES: dict[str, Any] = {
    "award": {"achievement": "WELD", "person": {"name": "Cy", "register_number": "R-9"}},
    "replacement": {
        "person": {"name": "Anna", "register_number": "R-9"},
        "reason": "misspelt-name",
    },
    "badge": {"email": "ana@example.org"},
    "holder_key": {
        "jwk": {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        }
    },
    "revocation": {"reason": "issued-in-error"},
    "suspension": {"reason": "under-review"},
    "refusal": {"reason": "proof-needed"},
    "undone": {"check": "passport-seen"},
    "entry": {"code": "X-1", "name": "Another"},
    "list": _LIST,
    "identity": {"identity_check": "in-person"},
    "webhook": {"url": "https://college.example/hook", "events": ["award.issued"]},
}


class Undone(Database):
    """A database that keeps nothing, so that no request can change what the next one finds."""

    @override
    @contextmanager
    def session(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session:
            event.listen(session, "after_transaction_create", sessions._mark)
            event.listen(session, "after_soft_rollback", sessions._forget)
            yield session
            # All that a commit would do, to the last statement.
            sessions._finish(session)
            session.flush()
            # So that what was read can still be shown, as after a commit.
            session.expunge_all()
            session.rollback()


@dataclass
class Identity:
    """What somebody brings along with every request."""

    session: str = ""
    device: str = ""
    bearer: str = ""


@dataclass
class World:
    """The service with all of it; `things` are found by the name of a part of a path."""

    application: FastAPI
    identities: dict[str, Identity] = field(default_factory=dict)
    things: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: int = 0

    @property
    def services(self) -> Services:
        """What the application works with."""
        services: Services = self.application.state.services
        return services

    async def ask(
        self, row: Row, identity: str, thing: str, *, is_ours: bool = True
    ) -> tuple[int, bytes]:
        """The status and the body of the answer; a form that is not ours has no right token."""
        who = self.identities[identity]
        path = self._address(row, thing)
        query = urlencode({name[1:]: row.named[name] for name in row.named if name[0] == "?"})
        token = self._form_token(who) if is_ours else "0" * 64
        media_type, body = self._body(row, token=token)
        headers = [
            (b"host", b"localhost:8000"),
            (b"content-type", media_type),
            (b"content-length", str(len(body)).encode()),
            (b"x-csrf-token", token.encode()),
            (b"cookie", f"csrf={_SEED}; session={who.session}; device={who.device}".encode()),
        ]
        if who.bearer:
            headers.append((b"authorization", f"Bearer {who.bearer}".encode()))
        # Each from an address of its own, so that no limit is reached.
        self.asked += 1
        return await _answer(
            self.application,
            row.method,
            path,
            query=query.encode(),
            headers=headers,
            body=body,
            client=str(ip_address("10.0.0.0") + self.asked),
        )

    def _address(self, row: Row, thing: str) -> str:
        """The path of a row, with what stands in it for that object."""
        static = next(iter(self.services.pages.static))
        filled = {"version": self.services.pages.static[static].version, "name": static}
        filled |= row.named
        for place, name in enumerate(row.parts):
            # Another's or nothing, below one's own address.
            is_above = thing in {NONE, CROSSED} and place == 0 and len(row.parts) > 1
            known = {CROSSED: OTHER, NOWHERE: NONE}.get(thing, thing)
            whose = OWN if is_above else known
            filled[name] = self._things(row.path, name)[whose]
        path = row.path.replace(":path}", "}")
        for name, value in filled.items():
            path = path.replace(f"{{{name}}}", value)
        assert "{" not in path, f"nothing stands for a part of {row.path}: see world.py"
        return path

    def _things(self, path: str, name: str) -> dict[str, str]:
        """The objects of a name; those of one path first."""
        starts = [path[: path.index("{")], ""] if "{" in path else [""]
        ends = [path.rpartition("{")[0].rstrip("/").rpartition("/")[2] + "/", ""]
        keys = [f"{start}{name}" for start in starts] + [f"{end}{name}" for end in ends]
        return next(self.things[key] for key in keys if key in self.things)

    def _form_token(self, who: Identity) -> str:
        return self.services.pages.form_token(_SEED, who.session)

    def _body(self, row: Row, *, token: str) -> tuple[bytes, bytes]:
        if row.method in {"GET", "OPTIONS", "DELETE"}:
            return b"text/plain", b""
        body = BODIES.get(row.named.get("body", ""), {})
        if isinstance(body, bytes):
            return b"text/csv", body
        programs = ("/credentials", "/presentations", "/issuers")
        if "/api/" in row.path or row.path.startswith(programs):
            return b"application/json", json.dumps(body).encode()
        form = urlencode({**body, "csrf": token})
        return b"application/x-www-form-urlencoded", form.encode()


async def _answer(
    application: FastAPI,
    method: str,
    path: str,
    *,
    query: bytes,
    headers: Sequence[tuple[bytes, bytes]],
    body: bytes,
    client: str,
) -> tuple[int, bytes]:
    """Plain ASGI, which is several times faster than a client with a thread of its own."""
    status, content = 0, bytearray()
    sent = [body]

    async def receive() -> Message:
        if not sent:
            # The client stays until it has its answer.
            await anyio.sleep_forever()
        return {"type": "http.request", "body": sent.pop(), "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            content.extend(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": list(headers),
        "client": (client, 1),
        "server": ("localhost", 8000),
    }
    await application(scope, receive, send)
    return status, bytes(content)


@contextmanager
def one_thread() -> Iterator[None]:
    """Do at once what the service gives to other threads.

    A request goes to another thread and back seven times, and here only one asks at a time:
    most of what the matrix takes would be waiting for the next thread.
    """

    async def at_once(work: Callable[..., Any], *given: Any, **_how: Any) -> Any:
        return work(*given)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(anyio.to_thread, "run_sync", at_once)
        yield


# ── Building it ─────────────────────────────────────────────────────────────────────────


@contextmanager
def world(folder: Path, *, database_url: str) -> Iterator[World]:
    """The service with both bodies, on a database of either kind."""
    settings = Settings(
        data_dir=folder,
        database_url=database_url,
        public_url=URL,
        code_rate=1_000_000,
        verify_rate=1_000_000,
    )
    application = create_app(settings, clock=lambda: NOON, fetcher=Web(), workers=lasting_workers())
    services: Services = application.state.services
    made = World(application, {"nobody": Identity()})
    with services.database.session() as session:
        made.identities["operator"] = _signed_in(session, "operator", None, ())
        for whose in (OWN, OTHER):
            _build(session, made, whose)
    undone = Undone(settings.effective_database_url)
    application.state.services = replace(services, database=undone)
    try:
        yield made
    finally:
        undone.dispose()
        services.workers.close()
        services.database.dispose()


def _build(session: Session, made: World, whose: str) -> None:
    """One body with one of each thing, its staff, its programs and a worker."""
    body = issuer.create_organisation(
        session,
        issuer.Profile(slug=whose, name=f"College {whose}"),
        custody=made.services.custody,
        public_url=URL,
        actor="test",
        at=NOON,
    )
    _thing(made, "slug", whose, body.slug)
    record = session.scalars(select(TrustRecord).where(TrustRecord.did == body.did)).one()
    _thing(made, "record_id", whose, record.id)
    signing = made.services.custody.keys(session, owner=f"organisation:{body.id}")[0]
    _thing(made, "/console/signing-keys/key_id", whose, signing.id)
    _build_people(session, made, whose, body)
    _build_registers(session, made, whose, body)
    _build_application(session, made, whose)
    _build_awards(session, made, whose, body)
    _build_webhook(session, made, whose, body)
    _build_many_checks(session, made, whose)
    _build_employer(session, made, whose)


def _build_people(session: Session, made: World, whose: str, body: Organisation) -> None:
    staff: dict[str, Sequence[str]] = {name: (name.partition(":")[2],) for name in STAFF}
    scopes = {name: frozenset({name.partition(":")[2]}) for name in KEYS}
    if whose == OTHER:
        staff, scopes = {OTHER_STAFF: accounts.ROLES}, {OTHER_KEY: accounts.EVERYTHING}
    for name, roles in staff.items():
        made.identities[name] = _signed_in(session, name.replace(":", "-"), body, roles)
    for name, scope in scopes.items():
        key = accounts.create_api_key(
            session, organisation_id=body.id, scopes=scope, actor="test", at=NOON
        )
        made.identities[name] = Identity(bearer=key)
    invited = _account(session, f"invited-{whose}", body, ("auditor",))
    _thing(made, "account_id", whose, invited.id)
    key_id = accounts.keys_of(session, body.id)[0].id
    _thing(made, "key_id", whose, key_id)
    link = accounts.setup_link(session, invited, at=NOON)
    _thing(made, "/console/setup/token", whose, link)


def _build_registers(session: Session, made: World, whose: str, body: Organisation) -> None:
    entries: dict[str, tuple[type, Any]] = {
        "centres/": (Centre, CentreDetails(code="A", name="A")),
        "providers/": (Provider, ProviderDetails(code="A", name="A")),
        "assessors/": (Assessor, AssessorDetails(code="A", name="A")),
    }
    for register, (kind, details) in entries.items():
        entry = add_entry(session, body, kind, details, actor="test", at=NOON)
        _thing(made, f"{register}entry_id", whose, entry.id)
        if kind is Centre:
            _thing(made, "/console/registers/entry_id", whose, entry.id)


def _build_webhook(session: Session, made: World, whose: str, body: Organisation) -> None:
    """A webhook with a message that was given up."""
    shown = webhooks.add(
        session,
        body.id,
        url="https://college.example/hook",
        events=["award.issued"],
        custody=made.services.custody,
        actor="test",
        at=NOON,
    )
    _thing(made, "webhook_id", whose, shown.webhook.id)
    message = WebhookMessage(
        id=secrets.token_hex(16),
        webhook_id=shown.webhook.id,
        event="award.issued",
        subject="urn:uuid:x",
        created_at=NOON,
        due_at=None,
        tries=0,
    )
    session.add(message)
    _thing(made, "message_id", whose, message.id)


def _build_application(session: Session, made: World, whose: str) -> None:
    """An application that waits for the operator, with a paper."""
    custody = made.services.custody
    post = applications.Post(custody, URL)
    applicant = applications.Applicant(
        name=f"New college {whose}",
        name_latin=None,
        country="KE",
        url="https://college.example",
        language="en",
        time_zone="UTC",
        kind="school",
        awards="Welding",
        accredited_by="",
        contact_name="Ana",
        email=f"new-{whose}@college.example",
    )
    found = applications.apply(session, applicant, post=post, mail_language="en", at=NOON)
    applications.confirm(session, found, at=NOON)
    paper = applications.add_document(
        session, found, b"%PDF-1.7", filename="a.pdf", custody=custody, at=NOON
    )
    session.flush()
    _thing(made, "application_id", whose, found.id)
    _thing(made, "document_id", whose, paper.id)
    _thing(made, "/apply/token", whose, post.link(found).rpartition("/")[2])


def _build_awards(session: Session, made: World, whose: str, body: Organisation) -> None:
    """Two certificates, one of them in a passport and shared, and a class list that waits."""
    services = made.services
    desk = issuer.Desk(custody=services.custody, public_url=URL)
    who: dict[str, Any] = {"actor": "test", "at": NOON}
    described = issuer.Description(
        code="WELD", name="Welding", description="Welds.", criteria="A test.", suspendable=True
    )
    achievement = issuer.create_achievement(session, body, described, **who)
    _thing(made, "/api/v1/organisations/achievement_id", whose, achievement.id)
    _thing(made, "achievement_id", whose, achievement.id.removeprefix("urn:uuid:"))
    batch = batches.propose(session, body, achievement, upload=upload(_LIST), **who)
    _thing(made, "batch_id", whose, batch.id)
    waiting, claimed = (
        issuer.award(
            session,
            body,
            achievement,
            issuer.Grant(person=Person("Ana", register_number=number), awarded_on=_TODAY),
            desk=desk,
            **who,
        )
        for number in ("R-1", "R-2")
    )
    award = waiting.award
    _thing(made, "/api/v1/organisations/award_id", whose, award.id)
    _thing(made, "award_id", whose, award.id.removeprefix("urn:uuid:"))
    _thing(made, "/v/code", whose, award.verification_code or "", none=_NO_CODE)
    _thing(made, "/c/code", whose, waiting.claim_code or "", none=_NO_CODE)
    listed = session.scalars(
        select(StatusList).where(StatusList.organisation_id == body.id)
    ).first()
    assert listed is not None
    _thing(made, "list_id", whose, listed.id)
    publisher = token_lists.TokenPublisher(body.id, body.did, URL)
    place = token_lists.allocate(session, publisher, award_id=award.id, at=NOON)
    _thing(made, "/token-status/list_id", whose, place.url.rpartition("/")[2])
    _build_class(session, made, whose, body, batch.id)
    _build_passport(session, made, whose, claimed.claim_code or "")
    _build_corrections(session, made, whose, body)


def _build_corrections(session: Session, made: World, whose: str, body: Organisation) -> None:
    """A withdrawal of what is in the passport that waits, and what its worker has written."""
    held = session.get_one(Holding, made.things["holding_id"][whose])
    award = session.get_one(Award, held.credential_id)
    desk = issuer.Desk(custody=made.services.custody, public_url=URL)
    case = corrections.ask_to_revoke(
        session,
        body,
        award.id,
        withdrawal=corrections.Withdrawal(reason=corrections.RevocationReason.FRAUD_FOUND),
        desk=desk,
        actor="test",
        at=NOON,
    )
    token = new_token()
    case.contest_digest = token_digest(token)
    letter = requests.Wish(said="The name.")
    outcome = requests.ask_for_correction(session, award, letter, desk=desk, at=NOON)
    (asked,) = correction_store.open_requests_of(session, award.id)
    _thing(made, "case_id", whose, case.id)
    _thing(made, "request_id", whose, asked.id)
    _thing(made, "/contest/token", whose, token)
    _thing(made, "/r/token", whose, outcome)


def _build_class(
    session: Session, made: World, whose: str, body: Organisation, batch_id: str
) -> None:
    """Slips that were asked for, a class code, and somebody who waits there."""
    batch = batches.batch(session, body, batch_id)
    handing_out.ask_for_slips(session, batch, actor="test", at=NOON)
    code = class_codes.open_class(
        session,
        body,
        batch_id=batch_id,
        achievement=session.get_one(Achievement, batch.achievement_id),
        hours=1,
        custody=made.services.custody,
        actor="test",
        at=NOON,
    )
    printed = class_codes.shown_code(code, custody=made.services.custody)
    _thing(made, "/g/code", whose, printed, none=_NO_CODE)
    wallet: WalletPorts = made.services.ports["wallet"]
    wallet.classes.ask(session, parse_code(printed), name="Ana", fact="R-1", at=NOON)
    (waiting,) = class_store.waiting(session, body.id, batch_id)
    _thing(made, "waiting_id", whose, waiting.id)


def _build_passport(session: Session, made: World, whose: str, code: str) -> None:
    wallet: WalletPorts = made.services.ports["wallet"]
    canonical, custody = parse_code(code), made.services.custody
    ticket = wallet.desk.attempt(session, canonical, "R-2", at=NOON).ticket or ""
    taken = claim(session, canonical, ticket, into=None, desk=wallet.desk, custody=custody, at=NOON)
    device = passports.open_passport(session, taken.passport, None, at=NOON)
    wish = sharing.Wish(
        holding_ids=[taken.holding.id],
        purpose="other",
        days=30,
        share_id=secrets.token_hex(16),
    )
    share = sharing.share(session, taken.passport, wish, custody=custody, domain=URL, at=NOON)
    link = sharing.link(share, custody=custody, public_url=URL)
    returning = taken.return_token or ""
    made.identities[HOLDER if whose == OWN else OTHER_HOLDER] = Identity(
        device=device, bearer=returning
    )
    confirmed = Confirmed("x", "College", "passport-seen", "test", timedelta(days=7), "en")
    returns.begin(session, taken.passport, confirmed, at=NOON)
    (waiting,) = returns.waiting(session, taken.passport, at=NOON)
    _thing(made, "return_id", whose, waiting.id)
    _thing(made, "holding_id", whose, taken.holding.id)
    _thing(made, "share_id", whose, share.id)
    said = {"title": "Welder", "organisation": "Harbour Yard", "since": "2024"}
    entry = entries.add(
        session, taken.passport, Kind.WORK, said, entry_id=secrets.token_hex(16), at=NOON
    )
    _thing(made, "/passport/entries/entry_id", whose, entry.id)
    _thing(made, "/wallet/api/v1/entries/entry_id", whose, entry.id)
    asked = confirming.ask(
        session,
        taken.passport,
        entry.id,
        email=f"foreman-{whose}@yard.example",
        asked_as="Ana",
        public_url=URL,
        language="en",
        at=NOON,
    )
    brought = RecordWaiting(
        id=secrets.token_hex(16),
        passport_id=taken.passport.id,
        content=taken.holding.content,
        added_at=NOON,
    )
    session.add(brought)
    _thing(made, "import_id", whose, brought.id)
    token = new_token()
    asked.token_digest = token_digest(token)
    _thing(made, "asked_id", whose, asked.id)
    _thing(made, "/confirm/token", whose, token)
    _thing(made, "/s/token", whose, link.rpartition("/")[2])
    _thing(made, "/p/token", whose, returning)


def _build_many_checks(session: Session, made: World, whose: str) -> None:
    """The result of many checks at once, which is whoever's that has its link."""
    token = new_token()
    session.add(
        BulkCheck(
            id=secrets.token_hex(16),
            token_digest=token_digest(token),
            total=0,
            created_at=NOON,
            expires_at=NOON + timedelta(days=1),
        )
    )
    _thing(made, "/verify/many/token", whose, token)
    _thing(made, "/api/v1/bulk-checks/token", whose, token)


def _build_employer(session: Session, made: World, whose: str) -> None:
    found = readers.create(session, name=whose, daily_checks=None, actor="test", at=NOON)
    readers.give_key(session, found, actor="test", at=NOON)
    _thing(made, "reader_id", whose, found.id)
    _thing(made, "/operator/employers/key_id", whose, readers.keys(session, found)[0].id)


def _thing(made: World, name: str, whose: str, value: str, *, none: str = _NOTHING) -> None:
    made.things.setdefault(name, {NONE: none})[whose] = value


def _account(
    session: Session, name: str, body: Organisation | None, roles: Sequence[str]
) -> accounts.Account:
    return accounts.create_account(
        session,
        email=f"{name}@college.example",
        name=name,
        role=accounts.STAFF if body else accounts.OPERATOR,
        organisation_id=body.id if body else None,
        roles=roles,
        actor="test",
        at=NOON,
    )


def _signed_in(
    session: Session, name: str, body: Organisation | None, roles: Sequence[str]
) -> Identity:
    account = _account(session, name, body, roles)
    return Identity(session=accounts.begin_session(session, account, at=NOON))
