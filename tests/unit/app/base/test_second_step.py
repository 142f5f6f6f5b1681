"""One-time codes: a secret that counts once it is confirmed, and codes that work once."""

import os
from datetime import timedelta

import pyotp
import pytest

from app.base import accounts
from app.base.accounts import (
    HALF_LIFE,
    MOST_TRIES,
    STAFF,
    Account,
    Authenticator,
    HalfLogin,
    RecoveryCode,
)
from app.base.custody import Custody
from app.base.db import Database
from credentials import ProblemCode
from tests.refusal import refused
from tests.unit.app.base.conftest import NOW

STEP = timedelta(seconds=30)
CUSTODY = Custody(os.urandom(32))


def clerk(database: Database, email: str = "a@one.example") -> Account:
    with database.session() as session:
        return accounts.create_account(
            session, email=email, name="A", role=STAFF, organisation_id="one", actor="test", at=NOW
        )


def code(secret: str, later: timedelta = timedelta(0)) -> str:
    return pyotp.TOTP(secret).at(NOW + later)


def enrolled(database: Database, account: Account) -> tuple[str, list[str]]:
    """The secret and the recovery codes of somebody who confirmed them an hour ago."""
    hour = -timedelta(hours=1)
    with database.session() as session:
        secret = accounts.begin_codes(session, account, custody=CUSTODY)
    with database.session() as session:
        codes = accounts.confirm_codes(
            session, account, code(secret, hour), custody=CUSTODY, at=NOW + hour
        )
    return secret, codes


def sign_in(
    database: Database, account: Account, typed: str, later: timedelta = timedelta(0)
) -> str | None:
    """Give the code after the right password."""
    with database.session() as session:
        token = accounts.begin_half_login(session, account, at=NOW + later)
    with database.session() as session:
        return accounts.finish_half_login(session, token, typed, custody=CUSTODY, at=NOW + later)


def test_a_secret_counts_once_a_code_of_it_was_typed(database: Database) -> None:
    account = clerk(database)
    with database.session() as session:
        secret = accounts.begin_codes(session, account, custody=CUSTODY)
        assert not accounts.has_codes(session, account)
        with refused(ProblemCode.CODE_WRONG, pointer="/code"):
            accounts.confirm_codes(session, account, "000000x", custody=CUSTODY, at=NOW)
        made = accounts.confirm_codes(session, account, code(secret), custody=CUSTODY, at=NOW)
        assert accounts.has_codes(session, account)
        assert len(set(made)) == 10
        with refused(ProblemCode.GONE):
            accounts.confirm_codes(session, account, code(secret), custody=CUSTODY, at=NOW)


def test_the_secret_is_the_one_that_a_phone_is_told(sqlite: Database) -> None:
    account = clerk(sqlite)
    secret = pyotp.random_base32()
    address = accounts.address_for_phone(account, secret, service="Skills passport")
    read = pyotp.parse_uri(address)
    assert (read.secret, read.name, read.issuer) == (
        secret, "a@one.example", "Skills passport",
    )  # fmt: skip


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_is_good_for_its_half_minute_and_its_neighbours(
    sqlite: Database, steps: int
) -> None:
    account = clerk(sqlite)
    secret, _ = enrolled(sqlite, account)
    assert sign_in(sqlite, account, code(secret, steps * STEP)) is not None


@pytest.mark.parametrize("steps", [-2, 2])
def test_an_older_or_later_code_is_not(sqlite: Database, steps: int) -> None:
    account = clerk(sqlite)
    secret, _ = enrolled(sqlite, account)
    assert sign_in(sqlite, account, code(secret, steps * STEP)) is None


def test_a_code_works_once_and_so_does_every_one_before_it(database: Database) -> None:
    account = clerk(database)
    secret, _ = enrolled(database, account)
    now, before = code(secret), code(secret, -STEP)
    assert sign_in(database, account, now) is not None
    assert sign_in(database, account, now) is None
    assert sign_in(database, account, now, STEP) is None
    assert sign_in(database, account, before) is None
    assert sign_in(database, account, code(secret, STEP), STEP) is not None


@pytest.mark.parametrize("how", ["{} {}", "\u200f{}{}", "{}{}0", "-{}{}", ""])
def test_only_six_digits_are_a_code(sqlite: Database, how: str) -> None:
    account = clerk(sqlite)
    secret, _ = enrolled(sqlite, account)
    right = code(secret)
    token = sign_in(sqlite, account, how.format(right[:3], right[3:]))
    assert (token is not None) == (how == "{} {}")


def test_digits_of_other_scripts_are_read(sqlite: Database) -> None:
    account = clerk(sqlite)
    secret, _ = enrolled(sqlite, account)
    arabic = code(secret).translate({ord("0") + digit: 0x0660 + digit for digit in range(10)})
    assert sign_in(sqlite, account, arabic) is not None


def test_a_recovery_code_works_once_and_for_its_account_alone(database: Database) -> None:
    account, other = clerk(database), clerk(database, "b@one.example")
    _, codes = enrolled(database, account)
    enrolled(database, other)
    assert sign_in(database, other, codes[0]) is None
    assert sign_in(database, account, codes[0].lower()) is not None
    assert sign_in(database, account, codes[0]) is None
    with database.session() as session:
        assert accounts.recovery_codes_left(session, account) == 9
        new = accounts.new_recovery_codes(session, account, custody=CUSTODY)
    assert sign_in(database, account, codes[1]) is None
    assert sign_in(database, account, new[0]) is not None


def test_after_five_wrong_codes_the_password_is_due_again(sqlite: Database) -> None:
    account = clerk(sqlite)
    secret, _ = enrolled(sqlite, account)
    with sqlite.session() as session:
        half = accounts.begin_half_login(session, account, at=NOW)

    def give(typed: str, later: timedelta = timedelta(0)) -> str | None:
        with sqlite.session() as session:
            return accounts.finish_half_login(session, half, typed, custody=CUSTODY, at=NOW + later)

    assert give(code(secret, HALF_LIFE), HALF_LIFE) is None
    for _ in range(MOST_TRIES):
        assert give("wrong") is None
    assert give(code(secret)) is None
    with sqlite.session() as session:
        assert accounts.half_account(session, half, at=NOW) is None


def test_a_half_log_in_is_no_log_in_and_ends_when_it_is_finished(sqlite: Database) -> None:
    account = clerk(sqlite)
    secret, _ = enrolled(sqlite, account)
    with sqlite.session() as session:
        half = accounts.begin_half_login(session, account, at=NOW)
        assert accounts.session_account(session, half, at=NOW) is None
    with sqlite.session() as session:
        token = accounts.finish_half_login(session, half, code(secret), custody=CUSTODY, at=NOW)
        assert token is not None
        assert accounts.session_account(session, token, at=NOW) is not None
        assert accounts.session_account(session, half, at=NOW) is None
        assert session.query(HalfLogin).count() == 0


def test_the_secret_is_sealed_and_bound_to_its_account(sqlite: Database) -> None:
    account, other = clerk(sqlite), clerk(sqlite, "b@one.example")
    secret, codes = enrolled(sqlite, account)
    enrolled(sqlite, other)
    with sqlite.session() as session:
        row = session.get_one(Authenticator, account.id)
        kept = [row.sealed, *(one.digest.encode() for one in session.query(RecoveryCode))]
        for told in (secret, codes[0]):
            assert not any(told.encode() in part for part in kept if part)
        session.get_one(Authenticator, other.id).sealed = row.sealed
    with refused(ProblemCode.KEY_UNAVAILABLE):
        sign_in(sqlite, other, code(secret))


def test_codes_can_be_taken_off_and_set_up_anew(sqlite: Database) -> None:
    account = clerk(sqlite)
    secret, codes = enrolled(sqlite, account)
    with sqlite.session() as session:
        accounts.remove_codes(session, account, actor="test", at=NOW)
        assert not accounts.has_codes(session, account)
    assert sign_in(sqlite, account, code(secret)) is None
    assert sign_in(sqlite, account, codes[0]) is None
    assert enrolled(sqlite, account)[0] != secret
