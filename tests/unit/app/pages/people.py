"""People before a browser: they follow links, fill in forms, and see what a page says."""

import re
from collections.abc import Collection
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from app.base import accounts
from app.base.accounts import APPROVER, Account
from app.base.deps import Services
from app.base.settings import Settings
from app.issuer import service as issuer
from app.issuer.tables import Organisation
from app.main import create_app, job_handlers
from app.worker import do_jobs, work_once
from credentials import Fetched
from tests.client import Client
from tests.databases import sqlite_with_tables
from tests.lasting import lasting_workers

URL = "http://localhost:8000"
NOON = datetime.fromisoformat("2026-11-20T12:00:00+00:00")
PASSWORD = "three good words"
_PAGE = {"Accept": "text/html"}


class Web:
    """What stands on the websites of others."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def fetch(self, url: str, *, limit: int, accept: str) -> Fetched:
        del limit, accept
        return Fetched(self.files.get(url), NOON)


class House:
    """A running service with its clock, and the accounts that work in it."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.web = Web()
        self.at = NOON
        sqlite_with_tables(folder / "passport.sqlite3")
        given = {"data_dir": folder, "public_url": URL, "code_rate": 1000, **settings}
        self.application = create_app(
            Settings(**given),
            clock=lambda: self.at,
            fetcher=self.web,
            workers=lasting_workers(),
        )
        self.services: Services = self.application.state.services

    def body(self, slug: str, **profile: Any) -> Organisation:
        with self.services.database.session() as session:
            return issuer.create_organisation(
                session,
                issuer.Profile(slug=slug, **{"name": f"College {slug}", **profile}),
                custody=self.services.custody,
                public_url=URL,
                actor="test",
                at=self.at,
            )

    def account(
        self, email: str, *, body: Organisation | None = None, roles: Collection[str] = ()
    ) -> Account:
        with self.services.database.session() as session:
            return accounts.create_account(
                session,
                email=email,
                name="Somebody",
                role=accounts.STAFF if body else accounts.OPERATOR,
                organisation_id=body.id if body else None,
                roles=roles,
                actor="test",
                at=self.at,
            )

    def setup_link(self, email: str, *, body: Organisation | None = None) -> str:
        account = self.account(email, body=body)
        with self.services.database.session() as session:
            return f"/console/setup/{accounts.setup_link(session, account, at=self.at)}"

    def visitor(self) -> "Visitor":
        return Visitor(Client(self.application, base_url=URL, headers=_PAGE))

    def with_password(self, email: str, *, body: Organisation | None = None) -> "Visitor":
        """Somebody who came in by a set-up link, as people do."""
        visitor = self.visitor()
        visitor.send(self.setup_link(email, body=body), password=PASSWORD, again=PASSWORD)
        return visitor

    def signed_in(
        self, email: str, *, body: Organisation | None = None, roles: Collection[str] = ()
    ) -> "Visitor":
        """Somebody who is signed in already; that takes no time for a password."""
        account = self.account(email, body=body, roles=roles)
        visitor = self.visitor()
        with self.services.database.session() as session:
            token = accounts.begin_session(session, account, at=self.at)
        visitor.http.cookies.set("session", token)
        return visitor

    def clerk(self, slug: str = "riverside", **profile: Any) -> "Visitor":
        """A clerk, signed in, whose body awards one thing."""
        body = self.body(slug, **profile)
        with self.services.database.session() as session:
            issuer.create_achievement(
                session,
                body,
                issuer.Description(
                    code="WELD", name="Welding", description="Welds.", criteria="A test."
                ),
                actor="test",
                at=self.at,
            )
        return self.signed_in(f"office@{slug}.example", body=body)

    def colleague(
        self,
        slug: str = "riverside",
        *,
        name: str = "second",
        roles: Collection[str] = (APPROVER,),
    ) -> "Visitor":
        """Somebody else who works for a body that is there, signed in."""
        with self.services.database.reading() as session:
            body = issuer.organisation_by_slug(session, slug)
        return self.signed_in(f"{name}@{slug}.example", body=body, roles=roles)

    def award(self, clerk: "Visitor", content: str) -> str:
        """Have a clerk hand in a class list, confirm it, and sign it; its page."""
        page = clerk.hand_in(content)
        clerk.send(f"{page}/confirm", frm=page)
        self.work()
        return page

    def work(self) -> None:
        """Let the background finish what waits."""
        work_once(self.services)
        do_jobs(self.services, job_handlers(self.services))


class Visitor:
    """One browser. `page` is what it shows, `status` how the server answered."""

    last: Response

    def __init__(self, http: TestClient) -> None:
        self.http = http
        self.page = ""
        self.status = 0
        self.path = ""

    def see(self, path: str) -> str:
        """Open a page; returns its words."""
        return self._shown(self.http.get(path))

    def send(self, path: str, *, frm: str = "", files: Any = None, **fields: str) -> str:
        """Fill in the form that the page `frm` (else the page itself) has, and send it."""
        token = re.search(r'name="csrf" value="(\w+)"', self.http.get(frm or path).text)
        sent = {**fields, "csrf": token[1] if token else ""}
        return self._shown(self.http.post(path, data=sent, files=files))

    def hand_in(self, content: str | bytes, *, achievement: str = "WELD") -> str:
        """Hand in a class list; returns the address of its page."""
        content = content.encode() if isinstance(content, str) else content
        file = {"file": ("list.csv", content, "text/csv")}
        self.send("/console/lists/new", files=file, achievement=achievement)
        return self.path

    def links(self, pattern: str) -> list[str]:
        """The links of the page that fit, in their order, each once."""
        found = re.findall(r'(?:href|action)="([^"]+)"', self.page)
        return list(dict.fromkeys(unescape(one) for one in found if re.search(pattern, one)))

    @property
    def words(self) -> str:
        """What the page says, without its markup."""
        body = re.sub(r"(?s)<(script|style|head|svg).*?</\1>", " ", self.page)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    def _shown(self, answer: Response) -> str:
        self.last = answer
        self.page, self.status = answer.text, answer.status_code
        self.path = answer.url.path
        return self.words
