"""Keeping a passport safe: freezing, signing out, devices of others, leaving, erasure."""

import base64
import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app.base.db import Base
from app.cli import application
from app.issuer import renewing
from app.issuer.awards import AwardResult
from credentials import CredentialsError, LocalSigner, ProblemCode
from tests.journeys.stage import Stage
from tests.unit.wallet_api.test_passport_pages import Mailbox, holder
from tests.unit.wallet_api.test_routes import API, claimed, get, post, token_of
from tests.unit.wallet_api.worker import BORN, Browser, browser, give
from wallet_api import devices
from wallet_api.leaving import sealed, store
from wallet_api.pages.passport import TOLD_FOR
from wallet_api.passport import LENT_FOR
from wallet_api.tables import Passport

SECRET = "four words nobody joins"


def certified(stage: Stage) -> tuple[Browser, AwardResult]:
    """A worker with a passport, and the certificate in it."""
    result = give(stage)
    return browser(stage).claim(result.claim_code), result


def check(stage: Stage, **sent: str) -> dict[str, object]:
    """What the verification API says."""
    answer = stage.client.post("/api/v1/verify", json=sent)
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


# ── Freezing ──


def test_one_tap_freezes_every_link_and_printed_code_and_one_more_ends_that(
    lasting: Stage,
) -> None:
    worker, result = certified(lasting)
    link, code = worker.share(), str(result.award.verification_code)
    reader = browser(lasting)
    before = reader.open(f"/v/{code}").text
    worker.open("/passport/safety").send("/passport/freeze")
    assert "Frozen since" in worker.text
    assert "are frozen" in worker.open("/passport").text

    for page in (reader.open(link), reader.send(link)):
        assert page.status == 403
        assert "The owner has frozen this link" in page.text
        assert "Ask the person" in page.text
    reader.open(f"/v/{code}")
    assert 'data-state="undetermined"' in reader.text
    assert "The owner has frozen this" in reader.text
    # The right name opens nothing either.
    reader.send(f"/v/{code}", fact="Amina Yusuf")
    assert "1998" not in reader.text
    for answer in (check(lasting, url=link), check(lasting, code=code)):
        assert answer["verdict"] == "undetermined"
        assert [problem["code"] for problem in answer["problems"]] == ["frozen"]  # type: ignore[attr-defined] # a list of objects
        assert "Amina" not in str(answer)
    assert "frozen" in reader.open("/problems/frozen").text

    worker.open("/passport").send("/passport/unfreeze")
    assert browser(lasting).open(link).send(link).status == 200
    assert browser(lasting).open(f"/v/{code}").text.count("valid") == before.count("valid")


def test_nothing_is_shared_while_all_is_frozen_and_files_stay_genuine(lasting: Stage) -> None:
    worker, result = certified(lasting)
    worker.open("/passport/safety").send("/passport/freeze")
    worker.open("/passport/share")
    (held,) = re.findall(r'name="certificates" value="([0-9a-f]+)"', worker.text)
    refused = worker.send("/passport/share", certificates=held, purpose="job", days="30")
    assert refused.status == 403
    file = lasting.client.post("/api/v1/verify", content=result.award.content)
    assert file.json()["verdict"] == "valid"


def test_a_copy_in_another_passport_cannot_freeze_the_code(lasting: Stage) -> None:
    _, result = certified(lasting)
    thief, _ = holder(lasting, name="Binh Tran")
    with lasting.services.database.session() as session:
        # As if it had been imported there.
        session.execute(
            text("UPDATE passport_certificate SET credential_id = :id WHERE person = 'Binh Tran'"),
            {"id": f"{result.award.credential_id}"},
        )
    thief.open("/passport/safety").send("/passport/freeze")
    assert check(lasting, code=str(result.award.verification_code))["verdict"] == "valid"


def test_a_printed_code_is_replaced_and_the_old_paper_is_told_from_a_forged_one(
    lasting: Stage,
) -> None:
    worker, result = certified(lasting)
    old = str(result.award.verification_code)
    link = worker.share()
    held = re.search(r"/passport/certificates/([0-9a-f]{32})", worker.open("/passport").text)
    assert held is not None
    address = f"/passport/certificates/{held[1]}/new-code"
    assert "stops working" in worker.open(address).text
    assert check(lasting, code=old)["verdict"] == "valid"
    assert "The paper has a new code" in worker.send(address).text

    reader = browser(lasting)
    reader.open(f"/v/{old}")
    assert "has replaced the code on this paper" in reader.text
    assert "forgery" not in reader.text
    reader.send(f"/v/{old}", fact="Amina Yusuf")
    assert "Pipe welder" not in reader.text
    answer = lasting.client.post("/api/v1/verify", json={"code": old})
    assert (answer.status_code, answer.json()["code"]) == (422, "no-credential-found")
    with lasting.services.database.reading() as session:
        new = session.scalar(
            text("SELECT verification_code FROM awards WHERE id = :id"), {"id": result.award.id}
        )
        rows = repr(session.execute(text("SELECT * FROM retired_codes")).all())
    assert new != old
    assert old not in rows
    # The certificate is as it was, on the new paper and behind links.
    assert check(lasting, code=str(new))["verdict"] == "valid"
    assert check(lasting, url=link)["verdict"] == "valid"
    assert lasting.client.post("/api/v1/verify", content=result.award.content).json()["verdict"]
    pdf = worker.client.get(f"/passport/certificates/{held[1]}/copy/pdf").content
    brought = lasting.client.post("/verify", files={"file": ("a.pdf", pdf)})
    assert 'data-state="invalid"' not in brought.text

    stranger, _ = holder(lasting, name="Binh Tran")
    assert stranger.open("/passport").send(address).status == 404
    token = token_of(claimed(lasting))
    (mine,) = get(lasting, "/certificates", token).json()
    theirs = f"/certificates/{mine['id']}/new-code"
    assert post(lasting, theirs, {}, token).status_code == 204
    for _ in range(renewing.MOST - 1):
        assert post(lasting, theirs, {}, token).status_code == 204
    assert post(lasting, theirs, {}, token).json()["code"] == "conflict"


# ── Devices ──


def test_signing_out_everywhere_closes_every_device_and_leaves_the_paper(on_stage: Stage) -> None:
    worker, link = holder(on_stage, email="amina@example.org")
    other = browser(on_stage).open(link)
    worker.open("/passport/safety").send("/passport/sign-out-everywhere")
    for someone in (worker, other):
        someone.open("/passport")
        assert "Your passport is not open here" in someone.text
        # A device that is signed out is not known any more, so that no mail opens it there.
        assert "Mail me a link" not in someone.text
    assert "Amina" in browser(on_stage).open(link).text


def test_a_paper_says_when_it_was_made_as_the_passport_does(on_stage: Stage) -> None:
    worker = browser(on_stage).claim(give(on_stage).claim_code)
    assert "Recovery sheet · 20 November 2026, 12:00 UTC" in worker.text
    on_stage.world.at += timedelta(days=3)
    worker.open("/passport/safety").send("/passport/return-link")
    assert "Recovery sheet · 23 November 2026, 12:00 UTC" in worker.text
    assert "made on 23 November 2026, 12:00 UTC" in worker.open("/passport/safety").text


def test_the_lost_phone_is_signed_out_and_the_new_one_is_not(on_stage: Stage) -> None:
    lost, link = holder(on_stage, email="amina@example.org")
    new = browser(on_stage).open(link)
    assert "open on 1 phone" in new.send("/passport/device", whose="new").text
    assert "Your passport is not open here" in lost.open("/passport").text
    assert "Mail me a link" not in lost.text
    assert "Amina" in new.open("/passport").text
    # The same on the page where everything is that keeps it safe; it says how many are left.
    found_again = browser(on_stage).open(link)
    assert "open on 2 phones" in new.open("/passport/safety").text
    assert "open on 1 phone" in new.send("/passport/sign-out-others").text
    assert "Your passport is not open here" in found_again.open("/passport").text
    assert "/passport/sign-out-others" not in new.text


def test_a_lent_device_closes_by_itself_and_keeps_nothing(on_stage: Stage) -> None:
    code = give(on_stage, email="amina@example.org").claim_code
    worker = browser(on_stage)
    worker.open(f"/c/{code}").send(f"/c/{code}", **BORN)
    assert "shared or somebody else" in worker.text
    worker.send(f"/c/{code}/accept", ticket=worker.hidden("ticket"), lent="yes")
    assert worker.page is not None
    cookies = worker.page.headers.get_list("set-cookie")
    assert [cookie for cookie in cookies if cookie.startswith("device=")]
    assert not [cookie for cookie in cookies if "max-age=3" in cookie.lower()]
    paper = worker.return_link
    worker.open("/passport")
    assert "closes by itself in 20 minutes" in worker.text
    assert 'http-equiv="refresh" content="1200;url=/passport"' in worker.text
    assert worker.page.headers["cache-control"] == "no-store"

    on_stage.world.at += timedelta(minutes=15)
    worker.open("/passport").send("/passport/device", whose="lent")
    on_stage.world.at += LENT_FOR - timedelta(seconds=1)
    assert "Amina" in worker.open("/passport").text
    on_stage.world.at += timedelta(seconds=1)
    gone = worker.client.get("/passport", follow_redirects=False)
    assert gone.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "Amina" not in worker.open("/passport").text
    assert "device" not in worker.client.cookies
    assert "Mail me a link" not in worker.text
    with on_stage.services.database.session() as session:
        devices.forget_lent(session, at=on_stage.world.at)
        assert session.scalar(text("SELECT count(*) FROM passport_device")) == 0
    assert "Amina" in browser(on_stage).open(paper).text


def test_a_browser_that_was_called_lent_before_opens_nothing_for_long(on_stage: Stage) -> None:
    _, link = holder(on_stage)
    kiosk = browser(on_stage).open("/passport")
    kiosk.send("/passport/device", whose="lent")
    assert "This browser leaves nothing behind" in kiosk.text
    assert "closes by itself in 20 minutes" in kiosk.open(link).text
    kiosk.send("/passport/close")
    assert "device" not in kiosk.client.cookies
    on_stage.world.at += LENT_FOR
    assert "Your passport is not open here" in kiosk.open("/passport").text


def test_whoever_opens_it_by_link_is_asked_whose_device_it_is(on_stage: Stage) -> None:
    _, link = holder(on_stage)
    reader = browser(on_stage).open(link)
    assert "Is this your own phone or computer?" in reader.text
    reader.send("/passport/device", whose="own")
    assert "Is this your own" not in reader.text
    assert "closes by itself" not in reader.text


def test_whoever_a_lent_device_belongs_to_cannot_keep_the_passport_open(on_stage: Stage) -> None:
    _, link = holder(on_stage, email="amina@example.org")
    kiosk = browser(on_stage).open(link)
    kiosk.send("/passport/device", whose="lent")
    # The worker goes without closing it; the form for one's own phone is forged.
    kiosk.send("/passport/device", whose="own")
    assert "closes by itself in 20 minutes" in kiosk.open("/passport").text
    for _ in range(7):
        on_stage.world.at += timedelta(minutes=19)
        kiosk.open("/passport").send("/passport/device", whose="lent")
    assert "Amina" not in kiosk.open("/passport").text
    assert "Mail me a link" not in kiosk.text
    # With the paper it is opened anew, on a phone that was called lent by mistake too.
    kiosk.send("/passport/device", whose="own").open(link)
    kiosk.send("/passport/device", whose="own")
    assert "closes by itself" not in kiosk.open("/passport").text


def test_no_mail_opens_a_passport_on_a_lent_device(on_stage: Stage) -> None:
    worker, link = holder(on_stage, email="amina@example.org")
    kiosk = browser(on_stage).open(link)
    kiosk.send("/passport/device", whose="lent")
    mailbox = Mailbox(on_stage)
    worker.open("/passport").send("/passport/close").send("/passport/mail")
    (mailed,) = mailbox.fetch()
    kiosk.client.post("/passport/close", data={"csrf": kiosk.hidden("csrf")})
    assert kiosk.open(mailed).status == 404


def test_who_had_the_phone_for_five_minutes_takes_nothing_unseen(on_stage: Stage) -> None:
    worker, old = holder(on_stage, email="amina@example.org")
    mailbox = Mailbox(on_stage)
    mailbox.fetch()
    worker.open("/passport/safety").send("/passport/return-link")
    theirs = worker.return_link
    worker.open("/passport/export").send("/passport/export", passphrase=SECRET)
    # They read the news away; what counts stays.
    worker.open("/passport").send("/passport/notices")
    mailbox.fetch()
    told = "\n".join(mailbox.mails)
    assert "made a new paper that opens it" in told
    assert "saved a file with its key" in told
    assert "http" not in told
    on_stage.world.at += TOLD_FOR - timedelta(seconds=1)
    worker.open("/passport")
    assert "a new paper was made that opens this passport" in worker.text
    assert "the key of this passport left" in worker.text
    on_stage.world.at += timedelta(seconds=1)
    assert "Was this you?" not in worker.open("/passport").text
    page = worker.open("/passport/safety").text
    assert "The paper that works now was made on" in page
    assert "Your key last left with a file on" in page
    # The way out: one tap, and the paper that they photographed opens nothing.
    worker.send("/passport/return-link")
    for paper in (old, theirs):
        assert browser(on_stage).open(paper).status == 404
    token = worker.return_link.rpartition("/")[2]
    answer = get(on_stage, "/passport", token).json()
    assert answer["paper_made_at"] > answer["key_left_at"]


# ── Leaving ──


def test_everything_is_taken_along_in_open_formats_byte_for_byte(lasting: Stage) -> None:
    worker, result = certified(lasting)
    link = worker.share()
    packed = worker.client.get("/passport/export.zip")
    assert packed.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(packed.content)) as files:
        names = set(files.namelist())
        assert files.read("certificates/001.json") == result.award.content
        manifest = json.loads(files.read("manifest.json"))
        shares = json.loads(files.read("shares.json"))
        everything = b"".join(files.read(name) for name in names)
    assert {"entries.json", "passport.json", "README.txt"} <= names
    assert manifest["holder"].startswith("did:key:")
    assert shares[0]["shows"] == ["Pipe welder"]
    # The plain file opens nothing: neither the key nor a link is in it.
    assert "key.json" not in names
    assert link.rpartition("/")[2].encode() not in everything
    assert b'"d"' not in everything


def test_the_key_leaves_with_the_encrypted_file_and_the_command_reads_it_back(
    lasting: Stage, tmp_path: Path
) -> None:
    worker, result = certified(lasting)
    page = worker.open("/passport/export")
    assert "only that you know" not in page.text
    worker.send("/passport/export", passphrase="too short")
    assert worker.status == 422
    assert "This is too short" in worker.text
    worker.send("/passport/export", passphrase=SECRET)
    assert worker.page is not None
    file = tmp_path / "export.json"
    file.write_bytes(worker.page.content)
    assert b"Amina" not in worker.page.content

    out = tmp_path / "out"
    runner = CliRunner()
    said = runner.invoke(
        application, ["passport", "open", str(file), "--out", str(out)], input=f"{SECRET}\n"
    )
    assert said.exit_code == 0, said.output
    assert (out / "certificates/001.json").read_bytes() == result.award.content
    key = json.loads((out / "key.json").read_text())
    with lasting.services.database.reading() as session:
        dids = session.scalars(text("SELECT holder_did FROM passport")).all()
    assert key["holder"] in dids
    (held,) = key["keys"]
    signer = LocalSigner(
        _unpadded(held["privateKeyJwk"]["d"]), verification_method=held["verificationMethod"]
    )
    assert signer.public_key == _unpadded(held["privateKeyJwk"]["x"])
    assert (out / "key.json").stat().st_mode & 0o077 == 0


def _unpadded(text_: str) -> bytes:
    return base64.urlsafe_b64decode(text_ + "=" * (-len(text_) % 4))


def test_a_wrong_passphrase_a_changed_head_and_a_hostile_file_open_nothing() -> None:
    made = sealed.seal(b"PK", SECRET)
    head = json.loads(made)
    changed = {**head, "version": 1, "kdf": {**head["kdf"], "p": 2}}
    for content, passphrase, code in (
        (made, SECRET + "!", ProblemCode.CODE_WRONG),
        (json.dumps(changed).encode(), SECRET, ProblemCode.CODE_WRONG),
        (made, SECRET, ProblemCode.MALFORMED),  # opened, and no ZIP inside
        (b"[" * 100_000, SECRET, ProblemCode.MALFORMED),
        (b"{}", SECRET, ProblemCode.MALFORMED),
        (_asking(head, n=2**30), SECRET, ProblemCode.MALFORMED),
        (_asking(head, n=2**20, r=16), SECRET, ProblemCode.MALFORMED),
        (_asking(head, n=True), SECRET, ProblemCode.MALFORMED),
        (_asking(head, n=3), SECRET, ProblemCode.MALFORMED),
    ):
        with pytest.raises(CredentialsError) as refused:
            sealed.unseal(content, passphrase)
        assert refused.value.problem.code is code


def _asking(head: dict[str, object], **costs: object) -> bytes:
    return json.dumps({**head, "kdf": {**head["kdf"], **costs}}).encode()  # type: ignore[dict-item] # costs are numbers


# ── Erasure ──


def test_erasure_leaves_no_row_and_no_key_and_ends_every_link(lasting: Stage) -> None:
    worker, result = certified(lasting)
    link = worker.share()
    browser(lasting).open(link).send(link, reader="Canary Crewing")
    with lasting.services.database.reading() as session:
        passport_id = session.scalar(
            text("SELECT passport_id FROM claims WHERE award_id = :id"), {"id": result.award.id}
        )
    assert isinstance(passport_id, str)
    page = worker.open("/passport/erase")
    assert "What this cannot reach" in page.text
    assert worker.send("/passport/erase").status == 422
    assert "Amina" in worker.open("/passport").text
    worker.open("/passport/erase").send("/passport/erase", sure="yes")
    assert "Your passport is erased" in worker.text
    assert worker.page is not None
    assert "clear-site-data" in worker.page.headers
    assert "Your passport is not open here" in worker.open("/passport").text
    assert browser(lasting).open(link).status == 404

    with lasting.services.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for condition in store.belonging(table, passport_id):
                assert session.execute(table.select().where(condition)).all() == [], table.name
        key = text("SELECT count(*) FROM signing_key WHERE owner = :owner")
        assert session.scalar(key, {"owner": f"passport:{passport_id}"}) == 0
        trail = session.execute(
            text("SELECT * FROM audit_event WHERE subject = :subject"),
            {"subject": f"passport:{passport_id}"},
        ).all()
    assert "passport.erased" in repr(trail)
    assert "Amina" not in repr(trail)


def test_every_table_of_the_holders_side_goes_with_the_passport() -> None:
    ours = {
        name for name in Base.metadata.tables if name == "passport" or name.startswith("passport_")
    }
    found = {table.name for table in Base.metadata.sorted_tables if store.belonging(table, "x")}
    assert found == ours
    assert Passport.__tablename__ in ours


# ── Over the API ──


def test_a_program_of_the_holder_freezes_signs_out_exports_and_erases(lasting: Stage) -> None:
    token = token_of(claimed(lasting))
    headers = {"Authorization": f"Bearer {token}"}

    def state() -> dict[str, object]:
        answer = get(lasting, "/passport", token)
        assert answer.status_code == 200
        found: dict[str, object] = answer.json()
        return found

    assert state()["frozen_since"] is None
    assert state()["key_held_by"] == "service"
    assert post(lasting, "/passport/freeze", {}, token).status_code == 204
    assert state()["frozen_since"]
    assert post(lasting, "/passport/unfreeze", {}, token).status_code == 204
    put = lasting.client.put(f"{API}/passport", json={"old_papers_lead_on": True}, headers=headers)
    assert put.status_code == 204
    assert state()["old_papers_lead_on"] is True
    assert post(lasting, "/passport/sign-out-everywhere", {}, token).status_code == 204
    assert get(lasting, "/passport/export", token).content.startswith(b"PK")
    locked = post(lasting, "/passport/export", {"passphrase": SECRET}, token)
    assert "key.json" in sealed.unseal(locked.content, SECRET)
    short = post(lasting, "/passport/export", {"passphrase": "x"}, token)
    assert short.json()["code"] == "bad-value"
    renewed = post(lasting, "/passport/return-link", {}, token).json()["return_link"]
    assert get(lasting, "/passport", token).status_code == 401
    new = renewed.rpartition("/")[2]
    assert post(lasting, "/passport/erase", {"erase": False}, new).status_code == 422
    assert post(lasting, "/passport/erase", {"erase": True}, new).status_code == 204
    assert get(lasting, "/passport", new).status_code == 401
