"""Guessing (T60, T61): codes and second facts, from many addresses and for a long time.

The tries go past the limits for one address, as they do when they come from thousands, and
nothing opens. The right person still gets in, with a new code where the old one was closed.
"""

import random
from collections import Counter
from pathlib import Path

import pytest

from app.base.codes import new_code, parse_code, token_digest
from app.issuer import service as issuer
from credentials import CredentialsError, ProblemCode
from tests.journeys.stage import ACTOR, PUBLIC_URL, stage
from tests.unit.wallet_api.worker import browser, give
from wallet_api import passport as passports
from wallet_api import sharing
from wallet_api.access import ports as ports_of
from wallet_api.returning import service as returns

GUESSES = 10_000
_SLIPS = 10
_BY_HTTP = 50


@pytest.mark.slow
def test_ten_thousand_guesses_open_nothing_and_the_right_person_gets_in(tmp_path: Path) -> None:
    chance = random.Random(20261128)  # noqa: S311 - the same guesses every time
    with stage(tmp_path / "data", code_rate=10, trusted_proxies=1) as opened:
        results = [give(opened) for _ in range(_SLIPS)]
        # Whoever finds a slip has the code, and guesses the birth date.
        found = [parse_code(result.claim_code) for result in results]
        desk, at = ports_of(opened.services).desk, opened.world.at
        refusals: Counter[ProblemCode] = Counter()
        with opened.services.database.session() as session:

            def guess(number: int) -> None:
                match number % 5:
                    case 0:
                        desk.look_up(session, parse_code(new_code()))
                    case 1:
                        returns.come_back(
                            session, new_code(), vouches=ports_of(opened.services).vouches, at=at
                        )
                    case 2:
                        token = token_digest(str(number))[:22]
                        assert passports.by_return_token(session, token) is None
                        sharing.find_open(session, token, at=at)
                    case _:
                        day = f"19{chance.randint(60, 99)}-05-{chance.randint(1, 28):02}"
                        tried = desk.attempt(session, chance.choice(found), day, at=at)
                        assert tried.ticket is None
                        refusals[ProblemCode.CODE_WRONG] += 1

            for number in range(GUESSES - _BY_HTTP):
                try:
                    guess(number)
                except CredentialsError as error:
                    refusals[error.problem.code] += 1
        # Over HTTP too, each from an address of its own.
        for number in range(_BY_HTTP):
            answer = opened.client.post(
                "/wallet/api/v1/claims/facts",
                json={"code": chance.choice(found), "fact": "1998-04-02"},
                headers={"X-Forwarded-For": f"203.0.{number % 256}.{number // 256}"},
            )
            refusals[ProblemCode(answer.json()["code"])] += 1
        assert sum(refusals.values()) == GUESSES
        # Only the first five facts of each slip were even compared.
        assert refusals[ProblemCode.CODE_CLOSED] > GUESSES * 0.35
        assert set(refusals) == {
            ProblemCode.CODE_WRONG,
            ProblemCode.CODE_CLOSED,
            ProblemCode.NOT_FOUND,
        }

        assert browser(opened).open(f"/c/{found[0]}").status == 410
        with opened.services.database.session() as session:
            code = issuer.replace_code(
                session,
                issuer.organisation_by_slug(session, "harbour"),
                results[0].award.id,
                custody=opened.services.custody,
                actor=ACTOR,
                at=at,
            )
        right = browser(opened).claim(code)
        assert right.return_link.startswith(PUBLIC_URL)
        assert "Amina" in right.open("/passport").text
