from pathlib import Path

import pytest

from app.base.settings import DEMO_LOGINS, Settings, StartError, is_loopback

REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "a public address without https": (
        {"public_url": "http://passport.example"},
        "https://",
    ),
    "a listener for others without https": ({"host": "0.0.0.0"}, "PASSPORT_HOST"),  # noqa: S104
    "demonstration secrets on a public address": (
        {"public_url": "https://passport.example", "demo": True},
        "demonstration",
    ),
    "a fetch allowance on a public address": (
        {"public_url": "https://passport.example", "fetch_allow": "127.0.0.1:9000"},
        "PASSPORT_FETCH_ALLOW",
    ),
    "a fetch allowance with a public listener": (
        {
            "public_url": "https://127.0.0.1",
            "host": "0.0.0.0",  # noqa: S104
            "fetch_allow": "127.0.0.1:9000",
        },
        "PASSPORT_FETCH_ALLOW",
    ),
    "a path in the public address": ({"public_url": "https://passport.example/x"}, "PUBLIC_URL"),
    "a user in the public address": ({"public_url": "https://a@passport.example"}, "PUBLIC_URL"),
    "capitals in the public address": ({"public_url": "https://Passport.example"}, "PUBLIC_URL"),
    "another script in the public address": ({"public_url": "https://pаssport.example"}, "PUBLIC"),
    "no scheme": ({"public_url": "passport.example"}, "PUBLIC_URL"),
    "an impossible port": ({"public_url": "https://passport.example:99999"}, "PUBLIC_URL"),
    "a certificate without its key": ({"tls_cert": Path("/dev/null")}, "PASSPORT_TLS_KEY"),
    "a certificate that is not there": (
        {"tls_cert": Path("/nowhere/c.pem"), "tls_key": Path("/nowhere/k.pem")},
        "/nowhere/c.pem",
    ),
    "a rate of nothing": ({"verify_rate": 0}, "PASSPORT_VERIFY_RATE"),
    "a port that does not exist": ({"port": 70_000}, "PASSPORT_PORT"),
    "fewer than no proxies": ({"trusted_proxies": -1}, "PASSPORT_TRUSTED_PROXIES"),
    "counting in a database for one process": ({"rate_storage": "database"}, "PostgreSQL"),
    "several processes on SQLite": ({"processes": 2}, "PASSPORT_DATABASE_URL"),
    "several processes that count apart": (
        {"processes": 2, "database_url": "postgresql://passport@localhost/passport"},
        "PASSPORT_RATE_STORAGE",
    ),
    "less than no time to drain": ({"drain_seconds": -1}, "PASSPORT_DRAIN_SECONDS"),
    "counting nowhere": ({"rate_storage": "paper"}, "PASSPORT_RATE_STORAGE"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_service_does_not_start_with(case: str, tmp_path: Path) -> None:
    values, named = REFUSED[case]
    with pytest.raises(StartError, match=named) as refused:
        Settings.from_environment(**{"data_dir": tmp_path, **values}).check()
    assert str(refused.value).endswith(".")


def test_the_log_ins_of_a_demonstration_keep_a_public_service_from_starting(tmp_path: Path) -> None:
    (tmp_path / DEMO_LOGINS).touch()
    with pytest.raises(StartError, match="demonstration"):
        Settings(data_dir=tmp_path, public_url="https://passport.example").check()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"demo": True, "fetch_allow": "127.0.0.1:9000, localhost:9001"},
        {"public_url": "http://localhost:8000"},
        {"public_url": "http://[::1]:8000", "host": "::1"},
        {"public_url": "https://passport.example", "host": "0.0.0.0"},  # noqa: S104
        {"public_url": "https://passport.example:8443/"},
        {"database_url": "postgresql://db/passport", "rate_storage": "database"},
    ],
)
def test_the_service_starts_with(values: dict[str, object], tmp_path: Path) -> None:
    Settings.from_environment(**{"data_dir": tmp_path, **values}).check()


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSPORT_VERIFY_RATE", "7")
    monkeypatch.setenv("PASSPORT_FETCH_ALLOW", "127.0.0.1:1, 127.0.0.1:2")
    read = Settings.from_environment()
    assert read.verify_rate == 7
    assert read.fetch_allow == {"127.0.0.1:1", "127.0.0.1:2"}


def test_a_value_of_the_wrong_form_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PASSPORT_PORT", "s3cret")
    with pytest.raises(StartError, match="PASSPORT_PORT") as refused:
        Settings.from_environment()
    assert "s3cret" not in str(refused.value)


def test_passwords_in_addresses_are_not_printed_with_the_settings(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path,
        database_url="postgresql://user:secret@db/passport",
        smtp_url="smtps://user:secret@mail",
    )
    assert "secret" not in repr(settings)


def test_the_database_is_a_file_in_the_data_folder_unless_named(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).effective_database_url == (
        f"sqlite:///{tmp_path}/passport.sqlite3"
    )
    assert Settings(database_url="postgresql://x").effective_database_url == "postgresql://x"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "localhost.example", "127.1", ""])  # noqa: S104
def test_is_not_loopback(host: str) -> None:
    assert not is_loopback(host)


def test_a_secret_is_read_from_its_file_unless_the_environment_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "passport_smtp_url").write_text("smtps://user:secret@mail\n")
    monkeypatch.setenv("PASSPORT_SECRETS_DIR", str(tmp_path))

    assert Settings.from_environment().smtp_url == "smtps://user:secret@mail"
    monkeypatch.setenv("PASSPORT_SMTP_URL", "smtp://other")
    assert Settings.from_environment().smtp_url == "smtp://other"
    monkeypatch.setenv("PASSPORT_SECRETS_DIR", str(tmp_path / "nowhere"))
    with pytest.raises(StartError, match="PASSPORT_SECRETS_DIR"):
        Settings.from_environment()
