"""T85: an address has one budget, whatever it writes into its headers."""

from pathlib import Path

import pytest

from app.base.rates import SharedLimiter
from credentials import CredentialsError
from tests.journeys.stage import stage

_VERIFY = "/api/v1/verify"


def test_a_made_up_address_in_the_headers_gains_nothing(tmp_path: Path) -> None:
    with stage(tmp_path / "data", verify_rate=3) as few:
        codes = [
            few.client.post(
                _VERIFY,
                content=b"x",
                headers={
                    "X-Forwarded-For": f"203.0.113.{number}",
                    "X-Real-IP": f"203.0.113.{number}",
                    "Forwarded": f"for=203.0.113.{number}",
                    "CF-Connecting-IP": f"203.0.113.{number}",
                },
            ).status_code
            for number in range(5)
        ]
    assert codes == [422, 422, 422, 429, 429]


def test_behind_a_proxy_only_what_the_proxy_wrote_counts(tmp_path: Path) -> None:
    with stage(tmp_path / "data", verify_rate=3, trusted_proxies=1) as few:

        def ask(forwarded: str) -> int:
            headers = {"X-Forwarded-For": forwarded}
            return few.client.post(_VERIFY, content=b"x", headers=headers).status_code

        spoofed = [ask(f"10.0.0.{number}, 198.51.100.7") for number in range(4)]
        assert spoofed == [422, 422, 422, 429]
        assert ask("198.51.100.8") == 422


def test_a_network_that_one_customer_has_is_one_address(tmp_path: Path) -> None:
    with stage(tmp_path / "data", verify_rate=2, trusted_proxies=1) as few:
        codes = [
            few.client.post(
                _VERIFY, content=b"x", headers={"X-Forwarded-For": f"2001:db8:1:2::{number}"}
            ).status_code
            for number in range(3)
        ]
    assert codes == [422, 422, 429]


def test_a_wrong_api_key_is_no_way_around(tmp_path: Path) -> None:
    with stage(tmp_path / "data", verify_rate=1) as few:
        headers = {"Authorization": "Bearer spk_0000000000000000." + "A" * 43}
        codes = [
            few.client.post(_VERIFY, content=b"x", headers=headers).status_code for _ in range(3)
        ]
    assert codes == [401, 401, 401]


@pytest.mark.postgres
def test_processes_that_share_a_database_share_the_limit(postgres_url: str, tmp_path: Path) -> None:
    with stage(tmp_path / "data", database_url=postgres_url) as opened:
        at = opened.world.at
        limiters = [SharedLimiter(opened.services.database, lambda: at) for _ in range(4)]
        passed = 0
        for number in range(40):
            try:
                limiters[number % 4].hit("verify", "203.0.113.1", 20)
            except CredentialsError:
                continue
            passed += 1
    assert passed == 20
