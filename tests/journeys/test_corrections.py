"""Corrections over HTTP: what old papers lead to, and what worker and body say to each other."""

import itertools
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.base import accounts
from app.base.outbox import OutboxMessage
from app.cli.checking import passport_mismatches
from app.issuer import service as issuer
from app.issuer import store
from app.issuer.awards import AwardResult
from app.issuer.corrections import IdentityCheck, reconcile, undo_claim
from app.issuer.routes import desk_of
from app.issuer.service import ReplacementReason
from app.issuer.tables import Award
from tests.journeys.stage import PUBLIC_URL, Stage, stage
from tests.unit.wallet_api.worker import BORN, Browser, browser, give

_COURSES = itertools.count(1)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for all of these tests; each has a certificate of its own."""
    with stage(tmp_path_factory.mktemp("corrections"), code_rate=1000) as opened:
        yield opened


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Stage]:
    """A service of its own, for who reads the whole inbox or every mail."""
    with stage(tmp_path / "fresh", code_rate=1000) as opened:
        yield opened


def given(stage: Stage, name: str, **known: Any) -> AwardResult:
    """A certificate of a course of its own."""
    return give(stage, name, course=f"Course {next(_COURSES)}", **known)


def public_check(stage: Stage, award: Award) -> str:
    """The page that the code on the paper opens."""
    return browser(stage).open(f"/v/{award.verification_code}").text


def report(stage: Stage, award: Award) -> Any:
    """The one problem that the API reports."""
    answer = stage.client.post("/api/v1/verify", content=award.content).json()
    (problem,) = answer["problems"]
    return problem


def new_paper(result: AwardResult) -> str:
    code = result.award.verification_code or ""
    return f"{PUBLIC_URL}/v/{code[:4]}-{code[4:8]}-{code[8:]}"


def test_a_misspelt_name_leads_from_the_old_paper_to_the_new_one(lasting: Stage) -> None:
    old = given(lasting, "Amina Yussuf")
    new = lasting.replace(old.award, "Amina Yusuf")
    assert report(lasting, old.award)["code"] == "replaced"
    assert report(lasting, old.award)["replacement"] == new_paper(new)
    page = public_check(lasting, old.award)
    assert new_paper(new) in page
    assert "Replaced on" in page
    assert "Amina" not in page


def test_a_chain_of_corrections_leads_to_its_end(lasting: Stage) -> None:
    old = given(lasting, "Amina Yussuf")
    second = lasting.replace(old.award, "Amina Yusuff")
    third = lasting.replace(second.award, "Amina Yusuf")
    for earlier in (old, second):
        assert report(lasting, earlier.award)["replacement"] == new_paper(third)


def test_many_small_corrections_do_not_tell_a_new_name_to_an_old_paper(lasting: Stage) -> None:
    names = ["Amina Karam", "Amina Karim", "Amina Kasim", "Amina Kasin", "Amina Jasin"]
    chain = [given(lasting, names[0])]
    for name in names[1:]:
        chain.append(lasting.replace(chain[-1].award, name))
    # Each is a spelling of the one before, and the last is another name than the first.
    assert report(lasting, chain[-2].award)["replacement"] == new_paper(chain[-1])
    # Nor does it lead to one that was replaced itself.
    assert "replacement" not in report(lasting, chain[0].award)


@pytest.mark.parametrize(
    ("name", "reason", "said"),
    [
        ("Amina Yusuf", ReplacementReason.NAME_CHANGED, {}),
        # A clerk who chooses the wrong reason does not tell a new name to everybody.
        ("Amina Karim", ReplacementReason.MISSPELT_NAME, {}),
        ("Amina Yusuf", ReplacementReason.MISSPELT_NAME, {"name_latin": "Amina Yusuf"}),
        ("Amina Yusuf", ReplacementReason.MISSPELT_NAME, {"birth_date": date(1999, 4, 3)}),
        ("Amina Yusuf", ReplacementReason.MISSPELT_NAME, {"former_names": ("Amina Karim",)}),
    ],
)
def test_what_says_more_than_the_old_paper_is_only_had_from_the_holder(
    lasting: Stage, name: str, reason: ReplacementReason, said: dict[str, Any]
) -> None:
    old = given(lasting, "Amina Yussuf")
    new = lasting.replace(old.award, name, reason, **said)
    assert "replacement" not in report(lasting, old.award)
    page = public_check(lasting, old.award)
    assert new_paper(new) not in page
    assert "The person has it. Ask them for it." in page


def test_the_holder_lets_an_old_paper_lead_to_a_new_name(lasting: Stage) -> None:
    old = given(lasting, "Amina Yusuf")
    worker = browser(lasting).claim(old.claim_code)
    new = lasting.replace(old.award, "Amina Karim", ReplacementReason.NAME_CHANGED)
    assert new_paper(new) not in public_check(lasting, old.award)
    worker.open("/passport").send("/passport/old-papers", lead="yes")
    assert "Old papers lead to the new certificates." in worker.text
    assert new_paper(new) in public_check(lasting, old.award)
    assert report(lasting, old.award)["replacement"] == new_paper(new)
    worker.send("/passport/old-papers", lead="no")
    assert new_paper(new) not in public_check(lasting, old.award)


def test_of_two_with_one_title_the_replaced_one_is_marked_where_they_are_shared(
    lasting: Stage,
) -> None:
    old = given(lasting, "Amina Yusuf")
    worker = browser(lasting).claim(old.claim_code)
    worker.share()
    links = worker.open("/passport").text.partition('id="links"')[2]
    assert "This link works" in links
    assert "Replaced by a corrected one" not in links
    lasting.replace(old.award, "Amina Karim", ReplacementReason.NAME_CHANGED)
    worker.open("/passport")
    assert "Links that you gave out still show the old one" in worker.text
    assert "Replaced by a corrected one" in worker.text.partition('id="links"')[2]
    worker.open("/passport/share")
    assert worker.text.count('name="certificates"') == 2
    assert worker.text.count("Replaced by a corrected one") == 1
    assert "Amina Karim" in worker.text


def test_the_corrected_certificate_comes_into_the_passport_without_a_code(
    lasting: Stage,
) -> None:
    old = given(lasting, "Amina Yussuf", email="amina@example.org")
    worker = browser(lasting).claim(old.claim_code)
    new = lasting.replace(old.award, "Amina Yusuf", email="amina@example.org")
    assert new.claim_code == ""
    worker.open("/passport")
    assert "The corrected certificate is in your passport." in worker.text
    worker.send("/passport/notices")
    assert "The corrected certificate is in your passport." not in worker.text


def test_the_code_of_a_replaced_certificate_opens_nothing_and_says_why(lasting: Stage) -> None:
    old = given(lasting, "Amina Yussuf")
    new = lasting.replace(old.award, "Amina Yusuf")
    worker = browser(lasting).open(f"/c/{old.claim_code}")
    assert "corrected" in worker.text
    assert worker.open(f"/c/{new.claim_code}").send(f"/c/{new.claim_code}", **BORN).status == 200


# ── A worker writes, a body answers ─────────────────────────────────────────────────────

SAID = "CANARY my name is written with one s"


def ask(stage: Stage, made: AwardResult, **letter: str) -> Browser:
    """Say before taking it what is wrong with a certificate."""
    code = made.claim_code
    worker = browser(stage).open(f"/c/{code}").send(f"/c/{code}", **BORN)
    sent = {"about": "name", "said": SAID, "contact": "", **letter}
    return worker.send(f"/c/{code}/wrong", ticket=worker.hidden("ticket"), **sent)


def outcome_link(worker: Browser) -> str:
    found = re.search(rf"{PUBLIC_URL}/r/[A-Za-z0-9_-]+", worker.text)
    assert found is not None
    return found.group(0)


def mails(stage: Stage, template: str) -> list[OutboxMessage]:
    """The mails of a kind that wait to be sent."""
    with stage.services.database.reading() as session:
        return list(session.query(OutboxMessage).filter_by(template=f"mail/{template}.txt"))


def staff(stage: Stage, *roles: str) -> Browser:
    """A member of staff of Harbour School, signed in."""
    member = browser(stage)
    with stage.services.database.session() as session:
        body = issuer.organisation_by_slug(session, "harbour")
        account = accounts.create_account(
            session,
            email=f"a{next(_COURSES)}@harbour.example",
            name="Somebody",
            role=accounts.STAFF,
            organisation_id=body.id,
            roles=roles or (accounts.ISSUER, accounts.APPROVER),
            actor="test",
            at=stage.world.at,
        )
        token = accounts.begin_session(session, account, at=stage.world.at)
    member.client.cookies.set("session", token)
    return member


def page_of(made: AwardResult) -> str:
    return f"/console/awards/{made.award.id.rpartition(':')[2]}"


def forms(page: Browser, pattern: str) -> list[str]:
    return re.findall(rf'action="({pattern})"', page.text)


def is_clean(stage: Stage) -> list[str]:
    """What `fsck` finds about corrections, claims and passports."""
    with stage.services.database.reading() as session:
        return [
            *reconcile.mismatches(session),
            *store.claims_against_the_trail(session),
            *passport_mismatches(session),
        ]


def test_a_worker_asks_for_a_correction_and_the_clerk_replaces(fresh: Stage) -> None:
    old = given(fresh, "Amina Yussuf")
    worker = ask(fresh, old, contact="amina@example.org")
    link = outcome_link(worker)
    assert "has not answered yet" in worker.open(link).text
    assert [mail.recipient for mail in mails(fresh, "request_received")] == ["amina@example.org"]

    clerk = staff(fresh).open("/console/requests")
    assert SAID in clerk.text
    assert "1 worker has asked for something." in clerk.open("/console").text
    clerk.open(f"{page_of(old)}/replace")
    clerk.send(
        f"{page_of(old)}/replace",
        name="Amina Yusuf",
        birth_date="1998-04-03",
        register_number=(old.award.person or {})["register_number"],
        awarded_on="2026-11-02",
        reason="misspelt-name",
    )
    assert clerk.status == 200
    assert report(fresh, old.award)["code"] == "replaced"
    assert "There is a corrected certificate." in worker.open(link).text
    assert "corrected" in browser(fresh).open(f"/c/{old.claim_code}").text
    assert "amina@example.org" in {mail.recipient for mail in mails(fresh, "request_answered")}
    assert SAID not in clerk.open("/console/requests?state=replaced").text
    assert is_clean(fresh) == []


def test_a_no_has_a_reason_and_words_and_is_seen_in_the_passport(fresh: Stage) -> None:
    made = given(fresh, "Amina Yusuf")
    worker = browser(fresh).claim(made.claim_code).open("/passport")
    (certificate,) = set(re.findall(r"/passport/certificates/[0-9a-f]{32}", worker.text))
    worker.open(f"{certificate}/wrong").send(f"{certificate}/wrong", about="day", said=SAID)
    assert worker.status == 200
    assert "has not answered yet" in worker.open(certificate).text

    clerk = staff(fresh).open("/console/requests")
    (refuse,) = forms(clerk, "/console/requests/[0-9a-f]{32}/refuse")
    assert "Choose why." in clerk.send(refuse, answer="No").text
    assert clerk.status == 422
    clerk.send(refuse, reason="as-on-the-papers", answer="Our list says the 2nd.")
    seen = worker.open(certificate).text
    assert "It is written as in your papers that we have." in seen
    assert "Our list says the 2nd." in seen
    assert clerk.open("/console/requests").send(refuse, reason="already-done").status == 409
    assert is_clean(fresh) == []


@pytest.mark.parametrize(
    ("letter", "sentence"),
    [
        ({"about": "debt"}, "Choose what is wrong."),
        ({"said": " "}, "Write something, 1000 letters at most."),
        ({"said": "x" * 1001}, "Write something, 1000 letters at most."),
        ({"contact": "nobody"}, "This is not an e-mail address."),
    ],
)
def test_a_letter_that_cannot_be_sent_says_why(
    lasting: Stage, letter: dict[str, str], sentence: str
) -> None:
    worker = ask(lasting, given(lasting, "Amina Yusuf"), **letter)
    assert worker.status == 422
    assert sentence in worker.text


def test_no_more_than_three_requests_about_one_certificate_are_open(lasting: Stage) -> None:
    made = given(lasting, "Amina Yusuf")
    for _ in range(3):
        assert ask(lasting, made).status == 200
    worker = ask(lasting, made)
    assert worker.status == 422
    assert "Three requests about this certificate are open already" in worker.text


def test_a_withdrawal_is_told_and_contested_before_it_is_published(fresh: Stage) -> None:
    made = given(fresh, "Amina Yusuf", email="amina.w@example.org")
    worker = browser(fresh).claim(made.claim_code).open("/passport")
    (certificate,) = set(re.findall(r"/passport/certificates/[0-9a-f]{32}", worker.text))
    clerk, second = staff(fresh), staff(fresh)
    note = "CANARY she owes us nothing"
    clerk.open(f"{page_of(made)}/revoke")
    clerk.send(f"{page_of(made)}/revoke", reason="issued-in-error", note=note, sure="yes")

    (notice,) = [
        mail for mail in mails(fresh, "withdrawal_asked") if mail.recipient == "amina.w@example.org"
    ]
    assert note not in str(notice.context)
    assert "wants to withdraw this certificate" in worker.open(certificate).text
    assert note not in worker.text
    stranger = browser(fresh).open(notice.context["contest_url"])
    assert "It was issued by mistake" in stranger.text
    assert "Amina" not in stranger.text
    path = notice.context["contest_url"].removeprefix(PUBLIC_URL)
    stranger.send(path, said="CANARY I passed the test")
    link = outcome_link(stranger)
    assert fresh.client.post("/api/v1/verify", content=made.award.content).json()["verdict"] == (
        "valid"
    )

    second.open("/console/requests")
    assert "CANARY I passed the test" in second.text
    (decline,) = forms(second, "/console/requests/cases/[0-9a-f]{32}/decline")
    second.send(decline)
    assert "Your certificate stays valid." in stranger.open(link).text
    assert stranger.open(path).status == 404
    assert "wants to withdraw" not in worker.open(certificate).text
    assert is_clean(fresh) == []


def test_a_contest_in_the_passport_does_not_stop_the_second_person(fresh: Stage) -> None:
    made = given(fresh, "Amina Yusuf")
    worker = browser(fresh).claim(made.claim_code).open("/passport")
    (certificate,) = set(re.findall(r"/passport/certificates/[0-9a-f]{32}", worker.text))
    assert worker.open(f"{certificate}/contest").text.count("My passport") > 0
    clerk, second = staff(fresh), staff(fresh)
    clerk.open(f"{page_of(made)}/revoke")
    clerk.send(f"{page_of(made)}/revoke", reason="fraud-found", sure="yes")
    worker.open(f"{certificate}/contest").send(f"{certificate}/contest", said="It is mine")
    assert worker.status == 200
    second.open("/console/requests")
    (confirm,) = forms(second, "/console/requests/cases/[0-9a-f]{32}/confirm")
    second.send(confirm)
    assert report(fresh, made.award)["reason"] == "fraud-found"
    assert "The certificate was withdrawn all the same." in worker.open(certificate).text
    assert is_clean(fresh) == []


def test_a_wrong_claim_is_undone_by_two_people(fresh: Stage) -> None:
    made = given(fresh, "Amina Yusuf", email="amina.u@example.org")
    thief = browser(fresh).claim(made.claim_code)
    shared = thief.share()
    clerk, second = staff(fresh), staff(fresh)
    page = f"{page_of(made)}/undo-claim"
    clerk.open(page)
    assert "Choose why." in clerk.send(page, sure="yes").text
    clerk.send(page, reason="passport-seen", sure="yes")
    assert "Somebody asked to undo this claim." in clerk.text
    clerk.open("/console/requests")
    (take_back,) = forms(clerk, "/console/requests/cases/[0-9a-f]{32}/take-back")
    confirm = take_back.replace("take-back", "confirm")
    assert clerk.send(confirm).status == 403
    assert "We saw the person and their passport" in second.open("/console/requests").text
    second.send(confirm)
    assert "The claim was undone." in second.text

    assert "was taken out of your passport" in thief.open("/passport").text
    assert re.findall(r"/passport/certificates/[0-9a-f]{32}", thief.text) == []
    assert browser(fresh).open(shared).status == 410
    (again,) = mails(fresh, "claim_again")
    with fresh.services.database.reading() as session:
        claim = store.claim(session, made.award.id)
    # The list counts the person as mailed, and does not mail twice.
    assert claim is not None
    assert claim.mail_id == again.id
    code = again.context["claim_url"].rpartition("/")[2]
    assert code != made.claim_code
    assert browser(fresh).open(f"/c/{made.claim_code}").status == 422
    right = browser(fresh).claim(code)
    assert "Amina Yusuf" in right.open("/passport").text
    assert is_clean(fresh) == []


def test_a_claim_undone_by_a_program_is_not_undone_again_for_the_right_person(
    fresh: Stage,
) -> None:
    made = given(fresh, "Amina Yusuf")
    browser(fresh).claim(made.claim_code)
    clerk, second = staff(fresh), staff(fresh)
    page = f"{page_of(made)}/undo-claim"
    clerk.open(page).send(page, reason="passport-seen", sure="yes")
    second.open("/console/requests")
    (confirm,) = forms(second, "/console/requests/cases/[0-9a-f]{32}/confirm")

    with fresh.services.database.session() as session:
        body = issuer.organisation_by_slug(session, "harbour")
        again = undo_claim(
            session,
            body,
            made.award.id,
            check=IdentityCheck.PASSPORT_SEEN,
            desk=desk_of(fresh.services),
            actor="key:1",
            at=fresh.world.at,
        )
    right = browser(fresh).claim(again.claim_code)
    assert second.send(confirm).status == 409
    assert "Amina Yusuf" in right.open("/passport").text
    assert is_clean(fresh) == []


def test_what_nobody_fetched_cannot_be_undone(lasting: Stage) -> None:
    made = given(lasting, "Amina Yusuf")
    clerk = staff(lasting)
    clerk.open(page_of(made)).send(
        f"{page_of(made)}/undo-claim", reason="passport-seen", sure="yes"
    )
    assert clerk.status == 409


@pytest.mark.parametrize("address", ["/contest/", "/r/"])
def test_a_guessed_link_opens_nothing(lasting: Stage, address: str) -> None:
    for token in ("x", "A" * 22, "%00" * 8):
        page = browser(lasting).open(f"{address}{token}")
        assert page.status == 404
