"""Coming back without paper and phone: the body's word, the waiting time, the refusal, the code."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.issuer import returning
from app.issuer import service as issuer
from app.issuer import store as issuer_store
from app.issuer.corrections import IdentityCheck
from app.issuer.routes import desk_of
from app.issuer.tables import APPLIED, TURNED_AWAY, VETTED
from app.trust import service as trust
from credentials import CredentialsError, ProblemCode
from tests.journeys.stage import ACTOR, Stage
from tests.unit.wallet_api.test_passport_pages import Mailbox
from tests.unit.wallet_api.test_routes import get, post
from tests.unit.wallet_api.worker import Browser, browser, give
from wallet_api import passport as passports

DAYS = 7
LOST = timedelta(days=DAYS)


def lost(stage: Stage, *, email: str | None = None) -> tuple[Browser, str, str]:
    """A worker whose phone is gone, with the paper's link; and the award of the body."""
    result = give(stage, email=email)
    worker = browser(stage).claim(result.claim_code)
    return worker, worker.return_link, result.award.id


def confirmed(stage: Stage, award_id: str) -> str:
    """The code that the body gives when it has made sure who the person is."""
    with stage.services.database.session() as session:
        made = returning.confirm_person(
            session,
            issuer.organisation_by_slug(session, "harbour"),
            award_id,
            check=IdentityCheck.PASSPORT_SEEN,
            days=DAYS,
            desk=desk_of(stage.services),
            actor=ACTOR,
            at=stage.world.at,
        )
        return made.code


def standing(stage: Stage, award_id: str) -> str:
    """What the body is told of it."""
    with stage.services.database.reading() as session:
        body = issuer.organisation_by_slug(session, "harbour")
        award = issuer_store.award(session, award_id, organisation_id=body.id)
        assert award is not None
        found = returning.standing(
            session, body, award, desk=desk_of(stage.services), at=stage.world.at
        )
    return found.state if found else ""


def typed(stage: Stage, code: str, **fields: str) -> Browser:
    """Somebody on a new phone types a code."""
    return browser(stage).open("/passport/return").send("/passport/return", code=code, **fields)


def test_the_code_opens_after_the_waiting_time_once_and_closes_all_else(on_stage: Stage) -> None:
    phone, paper, award_id = lost(on_stage)
    code = confirmed(on_stage, award_id)
    early = typed(on_stage, code)
    assert "does not open it yet" in early.text
    assert "Amina" not in early.text
    on_stage.world.at += LOST - timedelta(seconds=1)
    assert "does not open it yet" in typed(on_stage, code).text
    assert standing(on_stage, award_id) == "waiting"
    on_stage.world.at += timedelta(seconds=1)
    assert standing(on_stage, award_id) == "ready"
    back = typed(on_stage, code)
    assert "Your new paper" in back.text
    new = back.return_link
    assert "Amina" in back.open("/passport").text
    assert "Your passport is not open here" in phone.open("/passport").text
    assert browser(on_stage).open(paper).status == 404
    assert "Amina" in browser(on_stage).open(new).text
    assert typed(on_stage, code).status == 422
    assert standing(on_stage, award_id) == "used"


def test_the_holder_is_told_on_the_device_and_by_mail_and_refuses(on_stage: Stage) -> None:
    phone, _, award_id = lost(on_stage, email="amina@example.org")
    mailbox = Mailbox(on_stage)
    mailbox.fetch()
    code = confirmed(on_stage, award_id)
    mailbox.fetch()
    (mail,) = mailbox.mails
    assert "Harbour School says" in mail
    assert "refuse it there before that day" in mail
    # The mail alone opens nothing: there is no link in it.
    assert "http" not in mail
    phone.open("/passport")
    assert "Somebody wants to open your passport on a new phone" in phone.text
    found = re.search(r"/passport/returns/[0-9a-f]{32}/refuse", phone.text)
    assert found is not None
    stranger = browser(on_stage).claim(give(on_stage, name="Binh Tran").claim_code)
    stranger.open("/passport")
    assert stranger.send(found.group(0)).status == 404
    phone.open("/passport").send(found.group(0))
    assert "Somebody wants to open" not in phone.text
    on_stage.world.at += LOST
    assert typed(on_stage, code).status == 422
    assert standing(on_stage, award_id) == "refused"


def test_a_body_that_begins_again_and_again_floods_nobody(plain_stage: Stage) -> None:
    _, _, award_id = lost(plain_stage, email="amina@example.org")
    mailbox = Mailbox(plain_stage)
    mailbox.fetch()
    for _ in range(passports.MAILS_PER_HOUR + 2):
        confirmed(plain_stage, award_id)
    mailbox.fetch()
    assert len(mailbox.mails) == passports.MAILS_PER_HOUR


def test_a_new_code_of_the_same_body_ends_the_old_one_and_waits_anew(on_stage: Stage) -> None:
    _, _, award_id = lost(on_stage)
    old = confirmed(on_stage, award_id)
    on_stage.world.at += LOST
    new = confirmed(on_stage, award_id)
    assert typed(on_stage, old).status == 422
    assert "does not open it yet" in typed(on_stage, new).text
    on_stage.world.at += LOST + timedelta(days=30)
    assert "This code has ended" in typed(on_stage, new).text


def test_a_body_confirms_only_whose_certificate_was_fetched(on_stage: Stage) -> None:
    waiting = give(on_stage).award.id
    with pytest.raises(CredentialsError) as refused:
        confirmed(on_stage, waiting)
    assert refused.value.problem.code is ProblemCode.CONFLICT
    with pytest.raises(CredentialsError) as refused:
        confirmed(on_stage, "urn:uuid:0")
    assert refused.value.problem.code is ProblemCode.NOT_FOUND


def _vetted(stage: Stage, vetting: str) -> None:
    with stage.services.database.session() as session:
        issuer.organisation_by_slug(session, "harbour").vetting = vetting


def _suspended(stage: Stage, *, ends: bool = False) -> None:
    with stage.services.database.session() as session:
        body = issuer.organisation_by_slug(session, "harbour")
        act = trust.reinstate_issuer if ends else trust.suspend_issuer
        act(session, body.did, actor=ACTOR, at=stage.world.at)


def test_a_body_that_is_not_approved_or_is_suspended_opens_nobodys_passport(
    on_stage: Stage,
) -> None:
    # It could hand somebody a certificate, and then take all that other bodies awarded.
    _, _, award_id = lost(on_stage)
    for vetting in (APPLIED, TURNED_AWAY):
        _vetted(on_stage, vetting)
        with pytest.raises(CredentialsError) as refused:
            confirmed(on_stage, award_id)
        assert refused.value.problem.code is ProblemCode.CONFLICT
    _vetted(on_stage, VETTED)
    code = confirmed(on_stage, award_id)
    on_stage.world.at += LOST
    # Found out while the holder waits: the code in the wrong hands opens nothing any more.
    _suspended(on_stage)
    with pytest.raises(CredentialsError):
        confirmed(on_stage, award_id)
    assert "This code has ended" in typed(on_stage, code).text
    _suspended(on_stage, ends=True)
    assert "Your new paper" in typed(on_stage, code).text


def test_the_code_is_stored_as_a_digest_and_each_step_is_in_the_trail(on_stage: Stage) -> None:
    _, _, award_id = lost(on_stage)
    code = confirmed(on_stage, award_id)
    on_stage.world.at += LOST
    typed(on_stage, code)
    with on_stage.services.database.reading() as session:
        rows = repr(session.execute(text("SELECT * FROM passport_return")).all())
        trail = session.scalars(text("SELECT action FROM audit_event")).all()
    assert code.replace("-", "") not in rows.replace("-", "")
    assert {"return.confirmed", "passport.returned"} <= set(trail)


def test_on_a_lent_device_the_way_back_leaves_nothing(on_stage: Stage) -> None:
    _, _, award_id = lost(on_stage)
    code = confirmed(on_stage, award_id)
    on_stage.world.at += LOST
    kiosk = typed(on_stage, code, lent="yes")
    assert "closes by itself in 20 minutes" in kiosk.text
    on_stage.world.at += timedelta(minutes=20)
    assert "Amina" not in kiosk.open("/passport").text


def test_a_program_of_the_holder_sees_refuses_and_comes_back(on_stage: Stage) -> None:
    _, paper, award_id = lost(on_stage)
    token = paper.rpartition("/")[2]
    confirmed(on_stage, award_id)
    (waiting,) = get(on_stage, "/passport", token).json()["returns"]
    assert waiting["issuer"] == "Harbour School"
    headers = {"Authorization": f"Bearer {token}"}
    address = f"/wallet/api/v1/passport/returns/{waiting['id']}"
    assert on_stage.client.delete(address, headers=headers).status_code == 204
    assert get(on_stage, "/passport", token).json()["returns"] == []
    code = confirmed(on_stage, award_id)
    early = post(on_stage, "/passport/return", {"code": code})
    assert early.json()["code"] == "code-closed"
    on_stage.world.at += LOST
    back = post(on_stage, "/passport/return", {"code": code}).json()["return_link"]
    assert get(on_stage, "/passport", back.rpartition("/")[2]).status_code == 200
