from datetime import timedelta

import pytest

from app.base import accounts
from app.base.accounts import (
    IDLE,
    LONGEST,
    OPERATOR,
    SETUP_LINK_LIFE,
    STAFF,
    Account,
    ApiKeyRow,
    SetupLink,
    WebSession,
)
from app.base.db import Database
from credentials import ProblemCode
from tests.refusal import refused
from tests.unit.app.base.conftest import NOW

PASSWORD = "correct horse battery"


def operator(database: Database, email: str = "op@example.org") -> Account:
    with database.session() as session:
        return accounts.create_account(
            session, email=email, name="Op", role=OPERATOR, actor="test", at=NOW
        )


def link(database: Database, account: Account) -> str:
    with database.session() as session:
        return accounts.setup_link(session, account, at=NOW)


def ready(database: Database) -> Account:
    """An operator who has chosen a password."""
    account = operator(database)
    token = link(database, account)
    with database.session() as session:
        return accounts.choose_password(session, token, password=PASSWORD, at=NOW)


def sign_in(database: Database, password: str = PASSWORD, email: str = "op@example.org") -> str:
    with database.session() as session:
        return accounts.sign_in(session, email=email, password=password, at=NOW)


def who(database: Database, token: str, later: timedelta = timedelta(0)) -> str | None:
    with database.session() as session:
        account = accounts.session_account(session, token, at=NOW + later)
        return account.email if account else None


def test_with_a_chosen_password_an_account_signs_in(database: Database) -> None:
    ready(database)
    assert who(database, sign_in(database, email=" OP@example.org ")) == "op@example.org"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("op@example.org", "wrong password"),
        ("op@example.org", ""),
        ("op@example.org", "x" * 100_000),
        ("nobody@example.org", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ],
)
def test_everything_else_is_refused_alike(sqlite: Database, email: str, password: str) -> None:
    ready(sqlite)
    with refused(ProblemCode.CODE_WRONG):
        sign_in(sqlite, password, email)


def test_an_account_without_a_password_cannot_sign_in(sqlite: Database) -> None:
    operator(sqlite)
    for password in ("", "None", PASSWORD):
        with refused(ProblemCode.CODE_WRONG):
            sign_in(sqlite, password)


def test_a_password_is_stored_as_argon2id_only(sqlite: Database) -> None:
    stored = ready(sqlite).password_hash
    assert stored is not None
    assert stored.startswith("$argon2id$")


def test_a_set_up_link_works_once(database: Database) -> None:
    token = link(database, operator(database))
    with database.session() as session:
        assert accounts.setup_account(session, token, at=NOW).email == "op@example.org"
        accounts.choose_password(session, token, password=PASSWORD, at=NOW)
    with database.session() as session, refused(ProblemCode.GONE):
        accounts.choose_password(session, token, password=PASSWORD, at=NOW)


def test_a_set_up_link_ends(sqlite: Database) -> None:
    token = link(sqlite, operator(sqlite))
    with sqlite.session() as session, refused(ProblemCode.GONE):
        accounts.setup_account(session, token, at=NOW + SETUP_LINK_LIFE)


def test_a_new_set_up_link_ends_the_one_before(sqlite: Database) -> None:
    account = operator(sqlite)
    first, second = link(sqlite, account), link(sqlite, account)
    with sqlite.session() as session:
        with refused(ProblemCode.GONE):
            accounts.setup_account(session, first, at=NOW)
        assert accounts.setup_account(session, second, at=NOW).id == account.id


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_a_password_has_a_length_that_protects(sqlite: Database, password: str) -> None:
    token = link(sqlite, operator(sqlite))
    with sqlite.session() as session, refused(ProblemCode.REQUEST_INVALID, pointer="/password"):
        accounts.choose_password(session, token, password=password, at=NOW)


def test_choosing_a_password_ends_every_log_in(sqlite: Database) -> None:
    account = ready(sqlite)
    signed_in = sign_in(sqlite)
    token = link(sqlite, account)
    with sqlite.session() as session:
        accounts.choose_password(session, token, password="another long one", at=NOW)
    assert who(sqlite, signed_in) is None


def test_a_log_in_ends_after_half_an_hour_without_a_request(sqlite: Database) -> None:
    ready(sqlite)
    token = sign_in(sqlite)
    assert who(sqlite, token, IDLE - timedelta(seconds=1)) is not None
    assert who(sqlite, token, IDLE * 2 - timedelta(seconds=2)) is not None
    assert who(sqlite, token, IDLE * 3) is None


def test_a_log_in_ends_after_twelve_hours_of_work(sqlite: Database) -> None:
    ready(sqlite)
    token = sign_in(sqlite)
    worked = timedelta(0)
    while worked < LONGEST - timedelta(minutes=20):
        worked += timedelta(minutes=20)
        if worked < LONGEST:
            assert who(sqlite, token, worked) is not None
    assert who(sqlite, token, LONGEST) is None


def test_signing_out_ends_the_log_in(sqlite: Database) -> None:
    ready(sqlite)
    token = sign_in(sqlite)
    with sqlite.session() as session:
        accounts.sign_out(session, token)
    assert who(sqlite, token) is None


def test_signing_in_again_gives_another_token_and_clears_ended_ones(sqlite: Database) -> None:
    ready(sqlite)
    first, second = sign_in(sqlite), sign_in(sqlite)
    assert first != second
    with sqlite.session() as session:
        account = accounts.account_by_email(session, "op@example.org")
        assert account is not None
        accounts.begin_session(session, account, at=NOW + LONGEST)
    with sqlite.reading() as session:
        assert session.query(WebSession).count() == 1


def test_neither_tokens_nor_links_are_stored(sqlite: Database) -> None:
    account = operator(sqlite)
    token = link(sqlite, account)
    with sqlite.session() as session:
        signed_in = accounts.begin_session(session, account, at=NOW)
    with sqlite.reading() as session:
        stored = {row.token_digest for row in session.query(SetupLink)}
        stored |= {row.token_digest for row in session.query(WebSession)}
    assert not stored & {token, signed_in}


def test_two_accounts_cannot_have_one_address(sqlite: Database) -> None:
    operator(sqlite)
    with refused(ProblemCode.CONFLICT):
        operator(sqlite, "OP@example.org")


@pytest.mark.parametrize(
    "email", ["", "x", "a@b\r\nBcc: c@d", "a b@c.d", "a@b,c@d", "<a@b.c>", "a@" + "b" * 300]
)
def test_what_is_no_address_is_refused(sqlite: Database, email: str) -> None:
    with refused(ProblemCode.REQUEST_INVALID, pointer="/email"):
        operator(sqlite, email)


@pytest.mark.parametrize(("role", "organisation"), [(STAFF, None), (OPERATOR, "o"), ("god", None)])
def test_staff_belong_to_an_organisation_and_operators_to_none(
    sqlite: Database, role: str, organisation: str | None
) -> None:
    with sqlite.session() as session, refused(ProblemCode.REQUEST_INVALID):
        accounts.create_account(
            session,
            email="a@b.org",
            name="A",
            role=role,
            organisation_id=organisation,
            actor="test",
            at=NOW,
        )


def api_key(database: Database, **more: object) -> str:
    with database.session() as session:
        return accounts.create_api_key(
            session,
            organisation_id="one",
            scopes=frozenset({"award"}),
            actor="test",
            at=NOW,
            **more,  # type: ignore[arg-type]
        )


def test_an_api_key_says_for_whom_it_works(database: Database) -> None:
    key = api_key(database)
    with database.reading() as session:
        identity = accounts.identify(session, key, at=NOW)
    assert identity.organisation_id == "one"
    assert identity.scopes == {"award"}
    assert key.startswith(f"spk_{identity.key_id}.")


def test_the_secret_of_an_api_key_is_not_stored(sqlite: Database) -> None:
    key = api_key(sqlite)
    with sqlite.reading() as session:
        row = session.query(ApiKeyRow).one()
    assert key.rpartition(".")[2] not in str(vars(row))


def wrong_keys(key: str) -> list[str]:
    head, _, secret = key.partition(".")
    return [
        "",
        "Bearer",
        head,
        f"{head}.",
        f"{head}.{'A' * 43}",
        f"{head}.{secret[:-1]}",
        f"{head}.{secret}A",
        f"spk_{'0' * 16}.{secret}",
        key.upper(),
        key + "\n",
        "spk_" + "é" * 60,
    ]


def test_every_other_key_is_refused_alike(sqlite: Database) -> None:
    key = api_key(sqlite)
    with sqlite.reading() as session:
        for wrong in wrong_keys(key):
            with refused(ProblemCode.NOT_SIGNED_IN):
                accounts.identify(session, wrong, at=NOW)


def test_a_key_that_was_ended_or_is_past_its_time_is_refused(sqlite: Database) -> None:
    ended = api_key(sqlite)
    old = api_key(sqlite, expires_at=NOW)
    with sqlite.session() as session:
        key_id = accounts.identify(session, ended, at=NOW).key_id
        accounts.end_api_key(session, key_id, actor="test", at=NOW)
    with sqlite.reading() as session:
        for key in (ended, old):
            with refused(ProblemCode.NOT_SIGNED_IN):
                accounts.identify(session, key, at=NOW)


def test_a_key_that_does_not_exist_cannot_be_ended(sqlite: Database) -> None:
    with sqlite.session() as session, refused(ProblemCode.NOT_FOUND):
        accounts.end_api_key(session, "nothing", actor="test", at=NOW)
