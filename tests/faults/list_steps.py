"""Take lists through every step again and again, to be killed in the middle of one.

python -m tests.faults.list_steps DATABASE_URL
"""

import itertools
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.base.custody import Custody
from app.base.db import Database
from app.batches import mending, service, store
from app.batches.plan import Plan
from app.batches.tables import Batch
from tests.unit.app.school import NOON, School, upload

# Ambiguous dates, an unknown column, a wrong line, and two who look alike.
_LIST = """Nom,birth_date,Note
Ana {n},03/04/2001,x
Ana  {n}a,03/04/2001,x
Bo {n},45/45/1990,y
Олена {n},07/08/1990,
"""
Said = dict[str, Any]
_FIRST, _SECOND = "account:first", "account:second"


def main(url: str) -> None:
    """Work until somebody kills this process; each line printed is a list that is done."""
    database = Database(url)
    database.upgrade()
    school = School(database, Custody(bytes(32)), slug=f"body-{os.getpid()}")
    with database.session() as session:
        session.merge(school.organisation).lists_need_approval = True
    school.organisation.lists_need_approval = True
    for number in itertools.count():
        _one(school, _LIST.format(n=f"{os.getpid()} {number}"))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def _one(school: School, content: str) -> None:
    database, body = school.database, school.organisation
    file = upload(content)
    first: Said = {"actor": _FIRST, "at": NOON}
    second: Said = {"actor": _SECOND, "at": NOON}
    with database.session() as session:
        batch = service.propose(session, body, school.achievement, upload=file, **first)
    columns = ("name", "birth_date", "-")
    chosen = replace(Plan.stored(batch.plan or {}), columns=columns)
    for order in (None, "day-first"):
        plan = Plan.stored({**chosen.as_json(), "order": order})
        with database.session() as session:
            service.settle(session, body, batch.id, upload=file, chosen=plan, **first)
    with database.session() as session:
        values = {"name": f"Bo {batch.id}", "birth_date": "31/01/1990"}
        mending.correct(session, body, batch.id, number=4, values=values, **first)
    with database.session() as session:
        service.keep(session, body, batch.id, numbers=None, **first)
    with database.session() as session:
        service.accept_latin(session, body, batch.id, numbers=None, **first)
    _decided(school, batch, first, second)
    school.list_is_worked(batch, chunk=1)
    with database.reading() as session:
        assert store.counts(session, batch.id) == {"awarded": 4}


def _decided(school: School, batch: Batch, first: Said, second: Said) -> None:
    database, body = school.database, school.organisation
    steps: tuple[tuple[Callable[..., Any], Said], ...] = (
        (service.confirm, first),
        (service.send_back, {**second, "note": "Look again."}),
        (service.confirm, first),
        (service.approve, second),
    )
    for step, said in steps:
        with database.session() as session:
            step(session, body, batch.id, **said)


if __name__ == "__main__":
    main(sys.argv[1])
