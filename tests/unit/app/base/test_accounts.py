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
        account = accounts.authenticate(session, email=email, password=password)
        return accounts.begin_session(session, account, at=NOW)


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
    with database.reading() as session:
        assert accounts.setup_account(session, token, at=NOW).email == "op@example.org"
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


def clerk(database: Database, email: str, *roles: str) -> Account:
    with database.session() as session:
        return accounts.create_account(
            session,
            email=email,
            name="A",
            role=STAFF,
            organisation_id="one",
            roles=roles,
            actor="test",
            at=NOW,
        )


def change(database: Database, account: Account, *roles: str) -> None:
    with database.session() as session:
        found = accounts.member(session, account.id, organisation_id="one")
        accounts.change_roles(session, found, roles, actor="test", at=NOW)


def end(database: Database, account: Account) -> None:
    with database.session() as session:
        found = accounts.member(session, account.id, organisation_id="one")
        accounts.end_account(session, found, actor="test", at=NOW)


def test_whoever_comes_first_may_do_everything_but_is_no_auditor(sqlite: Database) -> None:
    assert clerk(sqlite, "a@one.example").roles == ["owner", "key-manager", "issuer", "approver"]
    assert clerk(sqlite, "b@one.example", "auditor").roles == ["auditor"]
    assert operator(sqlite).roles == []


@pytest.mark.parametrize("roles", [("god",), ("owner", "god"), ("operator",)])
def test_there_are_five_roles_and_no_others(sqlite: Database, roles: tuple[str, ...]) -> None:
    with refused(ProblemCode.REQUEST_INVALID, pointer="/roles"):
        clerk(sqlite, "a@one.example", *roles)


def test_a_change_of_roles_ends_every_log_in(sqlite: Database) -> None:
    clerk(sqlite, "boss@one.example")
    account = clerk(sqlite, "a@one.example", "issuer", "auditor")
    with sqlite.session() as session:
        token = accounts.begin_session(session, account, at=NOW)
    change(sqlite, account, "auditor", "issuer")
    assert who(sqlite, token) == "a@one.example", "nothing was changed"
    change(sqlite, account, "auditor")
    assert who(sqlite, token) is None
    with refused(ProblemCode.REQUEST_INVALID):
        change(sqlite, account)


def test_an_organisation_never_loses_its_last_owner(sqlite: Database) -> None:
    first, second = clerk(sqlite, "a@one.example"), clerk(sqlite, "b@one.example", "owner")
    clerk(sqlite, "c@one.example", "issuer", "approver")
    end(sqlite, first)
    with refused(ProblemCode.CONFLICT, pointer="/owner"):
        end(sqlite, second)
    with refused(ProblemCode.CONFLICT, pointer="/owner"):
        change(sqlite, second, "issuer")


def test_an_ended_account_opens_nothing_and_frees_its_address(sqlite: Database) -> None:
    clerk(sqlite, "boss@one.example")
    account = clerk(sqlite, "a" * 64 + "@" + "b" * 190, "issuer")
    invitation = link(sqlite, account)
    with sqlite.session() as session:
        token = accounts.begin_session(session, account, at=NOW)
    end(sqlite, account)
    assert who(sqlite, token) is None
    with sqlite.session() as session, refused(ProblemCode.GONE):
        accounts.setup_account(session, invitation, at=NOW)
    with refused(ProblemCode.NOT_FOUND):
        end(sqlite, account)
    with sqlite.reading() as session:
        assert [one.email for one in accounts.staff_of(session, "one")] == ["boss@one.example"]
        gone = session.get_one(Account, account.id)
        assert (gone.roles, gone.password_hash) == ([], None)
        assert gone.email.endswith(f" (ended {account.id[:8]})")
    assert clerk(sqlite, account.email, "issuer").id != account.id


def test_a_log_in_that_outlived_its_account_opens_nothing(sqlite: Database) -> None:
    account = clerk(sqlite, "a@one.example")
    with sqlite.session() as session:
        token = accounts.begin_session(session, account, at=NOW)
    # As somebody leaves it who signs in while the account is being ended.
    with sqlite.session() as session:
        session.get_one(Account, account.id).ended_at = NOW
    assert who(sqlite, token) is None
    with sqlite.reading() as session:
        assert accounts.live_login(session, token, at=NOW) is None


@pytest.mark.parametrize(
    ("known", "again"),
    [
        ("ana@one.example", "ana+two@one.example"),
        ("ana.lind@gmail.com", "analind@googlemail.com"),
        ("ana@one.example", "ａna@one.example"),
    ],
)
def test_nobody_of_the_staff_is_invited_as_a_second_person(
    sqlite: Database, known: str, again: str
) -> None:
    clerk(sqlite, known)
    with refused(ProblemCode.CONFLICT, pointer="/email"):
        clerk(sqlite, again, "approver")
    assert clerk(sqlite, "bo@one.example", "approver").email == "bo@one.example"


def test_two_accounts_with_one_mailbox_are_one_person(sqlite: Database) -> None:
    first, second = clerk(sqlite, "ana@one.example"), clerk(sqlite, "bo@one.example")
    pair = f"account:{first.id}", f"account:{second.id}"
    with sqlite.session() as session:
        assert not accounts.are_one(session, *pair)
        assert not accounts.are_one(session, "key:a", "key:b")
        assert accounts.are_one(session, "key:a", "key:a")
        # As it was made before spellings were compared.
        session.get_one(Account, second.id).email = "ana+2@one.example"
        session.flush()
        assert accounts.are_one(session, *pair)


def test_the_staff_of_another_organisation_is_not_found(sqlite: Database) -> None:
    account = clerk(sqlite, "a@one.example")
    with sqlite.session() as session, refused(ProblemCode.NOT_FOUND):
        accounts.member(session, account.id, organisation_id="two")


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


def test_the_use_of_a_key_is_noted_once_a_minute(database: Database) -> None:
    key = api_key(database)
    noted = []
    for seconds in (0, 59, 60):
        with database.session() as session:
            at = NOW + timedelta(seconds=seconds)
            accounts.note_use(session, accounts.identify(session, key, at=at).key_id, at=at)
        with database.reading() as session:
            noted.append(accounts.keys_of(session, "one")[0].last_used_at)
    assert noted == [NOW, NOW, NOW + timedelta(minutes=1)]


def test_a_key_of_another_organisation_cannot_be_ended(sqlite: Database) -> None:
    key = api_key(sqlite)
    key_id = key.removeprefix("spk_").partition(".")[0]
    with sqlite.session() as session:
        with refused(ProblemCode.NOT_FOUND):
            accounts.end_api_key(session, key_id, organisation_id="two", actor="test", at=NOW)
        assert accounts.identify(session, key, at=NOW).key_id == key_id


def test_a_key_that_does_not_exist_cannot_be_ended(sqlite: Database) -> None:
    with sqlite.session() as session, refused(ProblemCode.NOT_FOUND):
        accounts.end_api_key(session, "nothing", actor="test", at=NOW)
