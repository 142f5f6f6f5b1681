"""R3: killed between the commit and the answer, a request that is sent again awards nothing new."""

import json
import subprocess
import sys
from pathlib import Path

from app.issuer.tables import Award
from tests.faults.promises import Keeps
from tests.unit.app.issuer.test_routes import API, PERSON, Office, office
from tests.unit.app.school import database

__all__ = ["database", "office"]

_AWARD = {"achievement": "WELD-2", "person": PERSON}
_TWICE = 2


def test_who_never_got_the_answer_gets_it_by_the_same_key(
    office: Office, tmp_path: Path, keeps: Keeps
) -> None:
    url = office.services.database.engine.url.render_as_string(hide_password=False)
    # White space as the client below sends it: the body is part of what is the same.
    killed = subprocess.run(
        [sys.executable, "-m", "tests.faults.answering", str(tmp_path), url, office.key, "monday"],
        input=json.dumps(_AWARD).encode(),
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert killed.returncode == -9
    answers = [
        office.post(f"{API}/awards", _AWARD, **{"Idempotency-Key": "monday"}) for _ in range(_TWICE)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["claim_code"]
    with office.services.database.reading() as session:
        assert session.query(Award).count() == 1
    other = {**_AWARD, "certificate_number": "7"}
    refused = office.post(f"{API}/awards", other, **{"Idempotency-Key": "monday"})
    assert refused.json()["code"] == "idempotency-mismatch"
    kind = office.services.database.engine.dialect.name
    keeps("R3", f"killed between commit and answer, sent again twice, {kind}", lost=[])
