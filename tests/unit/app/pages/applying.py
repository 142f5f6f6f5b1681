"""An applicant before a browser: the form, the mailed link, and what the operator does."""

import re
from typing import Any

from app.base import outbox
from app.base.outbox import OutboxMessage
from tests.unit.app.pages.people import URL, House, Visitor

FORM = {
    "name": "كلية الميناء",
    "name_latin": "Harbour College",
    "kind": "centre",
    "country": "ke",
    "url": "https://harbour.example/about",
    "awards": "Welding and plumbing, 200 people a year",
    "accredited_by": "National Authority, no. 17",
    "contact_name": "Ana Pérez",
    "email": "Ana@harbour.example",
    "language": "ar",
    "time_zone": "Africa/Nairobi",
    "did_method": "web",
}
PDF = b"%PDF-1.7\n<script>alert(1)</script>"


def mails(house: House) -> list[tuple[str, str, str]]:
    """Recipient, subject and text of every mail so far, oldest first."""
    with house.services.database.reading() as session:
        rows = session.query(OutboxMessage).order_by(OutboxMessage.created_at).all()
        sent = [
            outbox._as_mail(row, render=house.services.pages.text, sender="a@b.example")
            for row in rows
        ]
    return [(str(one["To"]), str(one["Subject"]), str(one.get_content())) for one in sent]


def link_of(house: House, email: str = "ana@harbour.example") -> str:
    """The path that the newest mail about an application leads its reader to."""
    texts = [text for to, _, text in mails(house) if to == email and "/apply/" in text]
    found = re.search(rf"{URL}(/apply/\S+)", texts[-1])
    assert found is not None
    return found[1]


def apply(house: House, **changed: str) -> Visitor:
    """Somebody who has filled in the form, and has not looked into the mail."""
    visitor = house.visitor()
    visitor.send("/apply", **{**FORM, **changed})
    return visitor


def applied(house: House, **changed: str) -> tuple[Visitor, str]:
    """An applicant who has confirmed, and the path of their page."""
    visitor = apply(house, **changed)
    page = link_of(house, changed.get("email", FORM["email"]).lower())
    visitor.send(f"{page}/confirm", frm=page)
    return visitor, page


def hand_in(visitor: Visitor, page: str, content: bytes = PDF, *, name: str = "a.pdf") -> str:
    """Hand in a paper on the applicant's page."""
    files: Any = {"file": (name, content, "text/html")}
    return visitor.send(f"{page}/documents", frm=page, files=files)


def opened(operator: Visitor) -> str:
    """The operator opens the first application of the list; its path."""
    operator.see("/operator/applications")
    path = operator.links(r"/operator/applications/\w{32}$")[0]
    operator.see(path)
    return path
