"""Limits and seals of the holder's side, seen from its own functions."""

import string
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select

from credentials import CredentialsError, ProblemCode
from tests.journeys.stage import PUBLIC_URL, Stage
from tests.unit.wallet_api.test_passport_pages import holder
from tests.unit.wallet_api.worker import BORN, browser, give
from wallet_api import passport as passports
from wallet_api import sharing
from wallet_api.claiming import typed_date
from wallet_api.tables import Holding, Passport, Share


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
@example("²", "4", "1998")
@example("٣", "٤", "١٩٩٨")
@example("99999999", "4", "1998")
def test_three_fields_are_a_date_or_nothing(day: str, month: str, year: str) -> None:
    typed = typed_date(day=day, month=month, year=year)
    assert typed is None or date.fromisoformat(typed).isoformat() == typed


@given(st.text(max_size=40))
@example("A" * 22 + "\n")
@example("é" * 22)
def test_only_what_can_be_a_token_is_looked_up(text: str) -> None:
    letters = string.ascii_letters + string.digits + "-_"
    assert passports.is_token(text) is (len(text) == 22 and set(text) <= set(letters))


def test_a_sealed_link_that_was_moved_to_another_share_does_not_open(on_stage: Stage) -> None:
    worker, _ = holder(on_stage)
    worker.share()
    worker.share()
    custody = on_stage.services.custody
    with on_stage.services.database.session() as session:
        one, other = session.scalars(select(Share)).all()
        assert sharing.link(one, custody=custody, public_url=PUBLIC_URL)
        one.sealed_token = other.sealed_token
        with pytest.raises(CredentialsError) as refused:
            sharing.link(one, custody=custody, public_url=PUBLIC_URL)
    assert refused.value.problem.code is ProblemCode.KEY_UNAVAILABLE


def test_a_passport_gives_out_a_hundred_links_at_the_most(on_stage: Stage) -> None:
    worker, _ = holder(on_stage)
    worker.share()
    at = on_stage.world.at
    with on_stage.services.database.session() as session:
        first = session.scalars(select(Share)).one()
        for number in range(sharing.MOST_LIVE - 1):
            copy = {column.name: getattr(first, column.name) for column in Share.__table__.columns}
            copy |= {"id": f"{number:032x}", "token_digest": str(number)}
            session.add(Share(**copy))
    with on_stage.services.database.session() as session:
        passport = session.scalars(select(Passport)).one()
        held = session.scalars(select(Holding)).one()
        wish = sharing.Wish(holding_ids=[held.id], purpose="job", days=1, share_id="f" * 32)
        share = partial(sharing.share, custody=on_stage.services.custody, domain=PUBLIC_URL)
        with pytest.raises(CredentialsError) as refused:
            share(session, passport, wish, at=at)
        assert refused.value.problem.code is ProblemCode.CONFLICT
        # Links that ended do not count.
        later = at + timedelta(days=31)
        made = share(session, passport, wish, at=later)
        assert made.id == wish.share_id


def test_a_full_passport_leaves_the_code_good(on_stage: Stage) -> None:
    worker, _ = holder(on_stage)
    with on_stage.services.database.session() as session:
        first = session.scalars(select(Holding)).one()
        for number in range(passports.MOST_CERTIFICATES - 1):
            copy = {
                name: getattr(first, name)
                for name in Holding.__mapper__.columns.keys()  # noqa: SIM118 - not a mapping
            }
            copy |= {"id": f"{number:032x}", "credential_id": str(number)}
            session.add(Holding(**copy))
    code = give(on_stage).claim_code
    worker.claim(code, into="here")
    assert worker.status == 409
    assert "it is full" in worker.text
    assert browser(on_stage).claim(code).status == 200


def test_pages_of_a_closed_passport_lead_to_where_it_is_opened(on_stage: Stage) -> None:
    stranger = browser(on_stage)
    for address in (
        "/passport/share",
        f"/passport/shares/{'0' * 32}",
        f"/passport/certificates/{'0' * 32}",
    ):
        assert "Your passport is not open here" in stranger.open(address).text
    for address in (
        "/passport/share",
        "/passport/share/preview",
        f"/passport/shares/{'0' * 32}/withdraw",
        "/passport/withdraw-all",
        "/passport/return-link",
        "/passport/close",
    ):
        stranger.open("/claim").send(address)
        assert "Your passport is not open here" in stranger.text


def test_a_code_that_was_used_meanwhile_is_said_to_be_used(on_stage: Stage) -> None:
    code = give(on_stage).claim_code
    slow = browser(on_stage).open(f"/c/{code}")
    browser(on_stage).claim(code)
    assert "This code was used" in slow.send(f"/c/{code}", **BORN).text
