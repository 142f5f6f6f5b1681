"""Claiming on the pages: what is said when, and that a code is good once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from app.base.codes import new_code
from app.issuer.tables import Award
from app.trust import service as trust
from tests.journeys.stage import ACTOR, Stage, stage
from tests.unit.wallet_api.worker import BORN, WRONG, browser, give, revoke
from wallet_api.tables import Holding, Passport


def test_before_the_second_fact_nothing_personal_is_said(on_stage: Stage) -> None:
    code = give(on_stage, email="amina@example.org", number="T-0417").claim_code
    page = browser(on_stage).open(f"/c/{code}")
    assert page.status == 200
    assert "Harbour School" in page.text
    assert "Pipe welder" in page.text
    for personal in ("Amina", "Yusuf", "1998", "T-0417", "amina@"):
        assert personal not in page.text


def test_the_right_birth_date_shows_what_was_written_and_takes_nothing(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    worker = browser(on_stage).open(f"/c/{code}").send(f"/c/{code}", **BORN)
    assert worker.status == 200
    assert "Amina Yusuf" in worker.text
    assert "Something is wrong" in worker.text
    assert "https://harbour.example" in worker.text
    assert browser(on_stage).open(f"/c/{code}").status == 200


def test_the_register_number_is_as_good_as_the_birth_date(on_stage: Stage) -> None:
    code = give(on_stage, number="T-0417").claim_code
    worker = browser(on_stage).open(f"/c/{code}").send(f"/c/{code}", number=" t 0417")
    assert "Amina Yusuf" in worker.text


def test_digits_of_other_scripts_are_read(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    worker = browser(on_stage).open(f"/c/{code}")
    worker.send(f"/c/{code}", day="٣", month="٤", year="١٩٩٨")
    assert "Amina Yusuf" in worker.text


def test_a_claim_makes_a_passport_with_a_link_that_opens_it_anywhere(on_stage: Stage) -> None:
    worker = browser(on_stage).claim(give(on_stage).claim_code)
    assert worker.status == 200
    elsewhere = browser(on_stage).open(worker.return_link)
    assert "Pipe welder" in elsewhere.text
    assert "Amina Yusuf" in elsewhere.text


def test_a_used_code_says_so_and_shows_nothing(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    browser(on_stage).claim(code)
    later = browser(on_stage).open(f"/c/{code}")
    assert later.status == 410
    assert "This code was used" in later.text
    assert "Pipe welder" not in later.text


def test_four_wrong_facts_and_then_the_right_one_work(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    worker = browser(on_stage).open(f"/c/{code}")
    for left in (4, 3, 2, 1):
        worker.send(f"/c/{code}", **WRONG)
        assert worker.status == 422
        assert f"You can try {left} more time" in worker.text
    worker.send(f"/c/{code}", **BORN)
    assert "Amina Yusuf" in worker.text


def test_five_wrong_facts_close_the_code_even_for_the_right_one(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    worker = browser(on_stage).open(f"/c/{code}")
    for _ in range(5):
        worker.send(f"/c/{code}", csrf=worker.hidden("csrf"), **WRONG)
    assert worker.status == 410
    assert "This code is closed" in worker.text
    assert browser(on_stage).open(f"/c/{code}").status == 410


def test_the_fifth_wrong_fact_makes_an_earlier_right_one_worthless(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    worker = browser(on_stage).open(f"/c/{code}").send(f"/c/{code}", **BORN)
    ticket, form = worker.hidden("ticket"), worker.hidden("csrf")
    guesser = browser(on_stage).open(f"/c/{code}")
    token = guesser.hidden("csrf")
    for _ in range(5):
        guesser.send(f"/c/{code}", csrf=token, **WRONG)
    worker.send(f"/c/{code}/accept", ticket=ticket, csrf=form)
    assert worker.status == 410


def test_an_answer_that_cannot_be_read_is_not_a_try(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    worker = browser(on_stage).open(f"/c/{code}")
    for day in ("", "31", "x", "3" * 100, "-3"):
        worker.send(f"/c/{code}", day=day, month="2", year="1998")
        assert "did not count as a try" in worker.text
        assert worker.text.count('aria-invalid="true"') == 3
        assert ("There is no such day" in worker.text) == (day == "31")
    worker.send(f"/c/{code}", **WRONG)
    assert "You can try 4 more times" in worker.text


@pytest.mark.parametrize("ticket", ["", "1.x", "9" * 90, "99999999999.0", "abc", "²³.00", "-1.0"])
def test_nothing_is_taken_with_a_forged_ticket(lasting: Stage, ticket: str) -> None:
    code = give(lasting).claim_code
    worker = browser(lasting).open(f"/c/{code}")
    worker.send(f"/c/{code}/accept", ticket=ticket)
    assert worker.status == 422
    assert browser(lasting).open(f"/c/{code}").status == 200


def test_a_ticket_is_for_its_own_code_and_for_a_quarter_of_an_hour(on_stage: Stage) -> None:
    mine, other = give(on_stage).claim_code, give(on_stage, "Binh Tran").claim_code
    worker = browser(on_stage).open(f"/c/{mine}").send(f"/c/{mine}", **BORN)
    ticket, form = worker.hidden("ticket"), worker.hidden("csrf")
    assert worker.send(f"/c/{other}/accept", ticket=ticket, csrf=form).status == 422
    on_stage.world.at += timedelta(minutes=15, seconds=1)
    assert worker.send(f"/c/{mine}/accept", ticket=ticket, csrf=form).status == 422


def test_the_same_claim_many_times_at_once_is_one_with_one_answer(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    worker = browser(on_stage).open(f"/c/{code}").send(f"/c/{code}", **BORN)
    fields = {"ticket": worker.hidden("ticket"), "csrf": worker.hidden("csrf")}
    cookies = dict(worker.client.cookies)

    def take(_: int) -> str:
        other = browser(on_stage)
        other.client.cookies.update(cookies)
        for _ in range(10):
            other.page = other.client.post(f"/c/{code}/accept", data=fields)
            # A slow machine may say that it is busy; then people press again.
            if other.status != 503:
                break
        assert other.status == 200
        return other.return_link

    with ThreadPoolExecutor(5) as together:
        answers = list(together.map(take, range(12)))
    assert len(set(answers)) == 1
    assert "Pipe welder" in browser(on_stage).open(answers[0]).text


def test_who_lost_the_answer_to_a_claim_asks_again_and_gets_it(tmp_path: Path) -> None:
    with stage(tmp_path) as alone:
        code = give(alone).claim_code
        worker = browser(alone).open(f"/c/{code}").send(f"/c/{code}", **BORN)
        fields = {"ticket": worker.hidden("ticket"), "csrf": worker.hidden("csrf")}
        first = worker.send(f"/c/{code}/accept", **fields).return_link
        for name in [name for name in worker.client.cookies if "device" in name]:
            worker.client.cookies.delete(name)
        again = worker.send(f"/c/{code}/accept", **fields).return_link
        assert again == first
        assert "Pipe welder" in browser(alone).open(first).text
        with alone.services.database.reading() as session:
            assert session.query(Passport).count() == session.query(Holding).count() == 1

        # Not for ever, not with a guess, and not once a new paper was made.
        stranger = browser(alone).open("/claim")
        stranger.send(f"/c/{code}/accept", ticket=fields["ticket"][:-1] + "!")
        assert stranger.status == 410
        worker.open("/passport").send("/passport/return-link")
        elsewhere = browser(alone).open("/claim")
        elsewhere.send(f"/c/{code}/accept", ticket=fields["ticket"])
        assert elsewhere.status == 410


def test_a_claim_form_from_another_site_is_refused(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    worker = browser(on_stage)
    assert worker.send(f"/c/{code}", **BORN).status == 403
    worker.open(f"/c/{code}").send(f"/c/{code}", **BORN, csrf="0" * 64)
    assert worker.status == 403


@pytest.mark.parametrize(
    "code", ["x", "0" * 13, "%00", "..%2f..%2fetc", "'OR 1=1--", "٣" * 13, "A" * 5000, "\u202eabc"]
)
def test_what_is_no_code_of_ours_is_answered_with_a_page(lasting: Stage, code: str) -> None:
    page = browser(lasting).open(f"/c/{code}")
    assert page.status in {404, 422}
    assert page.status == 404 or "There is no certificate with this code" in page.text


def test_a_code_that_is_well_made_and_unknown_says_no_more(on_stage: Stage) -> None:
    page = browser(on_stage).open(f"/c/{new_code()}")
    assert page.status == 422
    assert "There is no certificate with this code" in page.text


def test_a_verification_code_claims_nothing(on_stage: Stage) -> None:
    printed = give(on_stage).award.verification_code
    assert browser(on_stage).open(f"/c/{printed}").status == 422


def test_a_typed_code_leads_to_its_page_and_a_mistyped_one_back(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    worker = browser(on_stage).open("/claim").send("/claim", code=f" {code.lower()} ")
    assert "Pipe welder" in worker.text
    swapped = code[:-1] + ("0" if code[-1] != "0" else "1")
    worker = browser(on_stage).open("/claim").send("/claim", code=swapped)
    assert worker.status == 422
    assert "typing mistake" in worker.text
    # It is still there to be compared with the slip.
    assert f'value="{swapped}"' in worker.text


def test_a_day_that_is_none_is_still_there_to_be_mended(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    worker = browser(on_stage).open(f"/c/{code}").send(f"/c/{code}", day="31", month="2", year="95")
    assert worker.status == 422
    assert ['value="31"' in worker.text, 'value="95"' in worker.text] == [True, True]


def test_a_second_claim_goes_into_the_passport_on_the_device_if_wanted(on_stage: Stage) -> None:
    worker = browser(on_stage).claim(give(on_stage).claim_code)
    second = give(on_stage, course="Crane operator").claim_code
    worker.claim(second, into="here")
    assert worker.return_link == ""
    worker.open("/passport")
    assert "Pipe welder" in worker.text
    assert "Crane operator" in worker.text


def test_the_page_says_whose_passport_is_open_before_anything_is_put_there(
    on_stage: Stage,
) -> None:
    stranger = browser(on_stage).claim(give(on_stage, "Mallory Cheat").claim_code)
    code = give(on_stage).claim_code
    victim = browser(on_stage).open(stranger.return_link)
    victim.open(f"/c/{code}").send(f"/c/{code}", **BORN)
    assert "Mallory Cheat" in victim.text
    victim.claim(code)
    assert "Mallory" not in victim.open("/passport").text


def test_who_opens_a_new_passport_is_told_that_the_one_before_is_closed(
    on_stage: Stage,
) -> None:
    told = "The one open before is closed on this phone; its paper opens it."
    worker = browser(on_stage).claim(give(on_stage).claim_code)
    assert told not in worker.text
    worker.claim(give(on_stage, course="Crane operator").claim_code, into="here")
    assert told not in worker.text
    worker.claim(give(on_stage, "Binh Tran").claim_code)
    assert told in worker.text
    worker.client.cookies.set("lang", "ar")
    worker.claim(give(on_stage, "Cora Diaz").claim_code)
    assert "فُتح بهذا جواز جديد" in worker.text


def test_a_certificate_that_was_taken_back_cannot_be_claimed(on_stage: Stage) -> None:
    result = give(on_stage)
    revoke(on_stage, result)
    page = browser(on_stage).open(f"/c/{result.claim_code}")
    assert "taken back" in page.text


def test_guessing_is_throttled_by_address(tmp_path: Path) -> None:
    with stage(tmp_path, code_rate=3) as throttled:
        guesser = browser(throttled)
        looked = [guesser.open(f"/c/{new_code()}").status for _ in range(4)]
        # A form that no page of the code gave counts like a look.
        code = give(throttled).claim_code
        tried = guesser.send(f"/c/{code}", seen="0" * 64, **BORN).status
    assert looked == [422, 422, 422, 429]
    assert tried == 429


def test_a_class_that_claims_over_one_connection_is_not_locked_out(tmp_path: Path) -> None:
    with stage(tmp_path, code_rate=5) as throttled:
        for _ in range(5):
            assert browser(throttled).claim(give(throttled).claim_code).status == 200


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("suspended", "From a body that is suspended at the moment"),
        ("ended", "From a body that we do not know"),
    ],
)
def test_a_body_that_cannot_be_relied_on_is_called_so_before_and_after_the_claim(
    tmp_path: Path, state: str, words: str
) -> None:
    with stage(tmp_path) as alone:
        code = give(alone).claim_code
        with alone.services.database.session() as session:
            for record in trust.records(session):
                at = alone.world.at
                if state == "suspended":
                    trust.suspend_issuer(session, record.did, actor=ACTOR, at=at)
                else:
                    trust.end(session, record.id, actor=ACTOR, at=at)
        worker = browser(alone).open(f"/c/{code}")
        assert words in worker.text
        worker.send(f"/c/{code}", **BORN)
        assert words in worker.text
        ticket = worker.hidden("ticket")
        worker.send(f"/c/{code}/accept", ticket=ticket, into="new")
        assert words in worker.open("/passport").text


def test_a_year_alone_and_the_centre_are_read_before_it_is_taken(on_stage: Stage) -> None:
    made = give(on_stage, number="T-0419")
    with on_stage.services.database.session() as session:
        award = session.get_one(Award, made.award.id)
        award.person = {**(award.person or {}), "birth_date": None, "birth_year": 1998}
        award.attribution = {**(award.attribution or {}), "centre": "Harbour Centre"}
    code = made.claim_code
    worker = browser(on_stage).open(f"/c/{code}").send(f"/c/{code}", number="T-0419")
    assert "Year of birth" in worker.text
    assert "1998" in worker.text
    assert "Harbour Centre" in worker.text
