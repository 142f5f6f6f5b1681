"""T67: no answer tells a known key from an unknown one, and the database holds no key."""

import pytest

from app.base import accounts
from tests.attacks.tenants import tenant
from tests.journeys.stage import Stage


def test_every_wrong_key_gets_the_very_same_answer(plain_stage: Stage) -> None:
    school = tenant(plain_stage, "riverside")
    key_id, _, secret = school.key.removeprefix("spk_").partition(".")
    other_start = ("A" if secret[0] != "A" else "B") + secret[1:]
    other_end = secret[:-2] + ("AA" if secret[-2:] != "AA" else "BB")
    wrong = [
        f"spk_{key_id}.{other_start}",
        f"spk_{key_id}.{other_end}",
        f"spk_{'0' * 16}.{secret}",
        f"spk_{'0' * 16}.{other_start}",
        f"spk_{key_id}.",
        f"spk_{key_id}.{secret}x",
        "spk_",
        "x",
        "' OR 1=1 --",
    ]
    answers = {
        (answer.status_code, answer.text, answer.headers["www-authenticate"])
        for answer in (
            plain_stage.client.get(school.home, headers={"Authorization": f"Bearer {key}"})
            for key in wrong
        )
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 401
    assert plain_stage.client.get(school.home, headers=school.headers).status_code == 200


def test_a_key_has_256_random_bits_and_only_its_digest_is_kept(plain_stage: Stage) -> None:
    school = tenant(plain_stage, "riverside")
    secret = school.key.partition(".")[2]
    assert len(secret) == 43
    with plain_stage.services.database.reading() as session:
        row = session.query(accounts.ApiKeyRow).one()
        kept = " ".join(str(getattr(row, column.name)) for column in row.__table__.columns)
    assert secret not in kept
    assert len(row.secret_digest) == 64


@pytest.mark.parametrize("scheme", ["Basic", "Token", ""])
def test_a_key_is_taken_from_its_header_alone(plain_stage: Stage, scheme: str) -> None:
    school = tenant(plain_stage, "riverside")
    client = plain_stage.client
    answers = [
        client.get(school.home, headers={"Authorization": f"{scheme} {school.key}".strip()}),
        client.get(f"{school.home}?access_token={school.key}&api_key={school.key}"),
        client.get(school.home, headers={"Cookie": f"session={school.key}"}),
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401]


def test_an_ended_key_is_worthless_at_once(plain_stage: Stage) -> None:
    school = tenant(plain_stage, "riverside")
    key_id = school.key.removeprefix("spk_").partition(".")[0]
    with plain_stage.services.database.session() as session:
        accounts.end_api_key(session, key_id, actor="test", at=plain_stage.world.at)
    assert plain_stage.client.get(school.home, headers=school.headers).status_code == 401
