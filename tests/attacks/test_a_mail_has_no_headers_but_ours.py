"""T73: no name and no address adds a header or a reader to a mail of ours."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from app.base import outbox
from tests.attacks.tenants import Tenant, tenant
from tests.journeys.stage import Stage

INJECTIONS = ["a\r\nBcc: x@evil.example", "a\nBcc: x@evil.example", "a\x0bBcc:x", "a\u2028Bcc: x"]


@pytest.fixture
def school(plain_stage: Stage) -> Tenant:
    return tenant(plain_stage, "riverside", "Riverside\r\nBcc: x@evil.example")


def _mails(stage: Stage) -> list[EmailMessage]:
    services = stage.services
    outbox.deliver(
        services.database,
        outbox.mail_adapter(services.settings),
        render=services.pages.text,
        sender=services.settings.mail_from,
        at=stage.world.at,
    )
    folder = services.settings.data_dir / "mail"
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]


@pytest.mark.parametrize("name", INJECTIONS)
def test_a_name_with_a_line_end_stays_one_line(school: Tenant, name: str) -> None:
    body = {
        "achievement": "WELD",
        "person": school.person(name=name, email="amina@example.org"),
    }
    school.award(register_number="R-1", email="first@example.org")
    school.stage.client.post(f"{school.home}/awards", json=body, headers=school.headers)
    mails = _mails(school.stage)
    assert mails
    for mail in mails:
        assert mail["Bcc"] is None
        assert mail["Cc"] is None
        assert str(mail["To"]) in {"first@example.org", "amina@example.org"}
        assert "\n" not in str(mail["Subject"])


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: x@evil.example", "a@example.org,x@evil.example",
        "a@example.org;x@evil.example", "<a@example.org> x@evil.example", "a b@example.org",
        "a@example.org%0aBcc:x@evil.example", '"a\n"@example.org', "@example.org", "a@",
    ],
)  # fmt: skip
def test_an_address_with_more_in_it_is_refused(school: Tenant, address: str) -> None:
    school.award()
    body = {
        "achievement": "WELD",
        "person": school.person(register_number="R-9", email=address),
    }
    answer = school.stage.client.post(f"{school.home}/awards", json=body, headers=school.headers)
    assert answer.status_code in (400, 422)
    assert "evil" not in answer.text
    assert _mails(school.stage) == []
