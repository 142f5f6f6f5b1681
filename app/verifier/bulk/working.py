"""The job that checks many items: a few at once, each written down as soon as it is known.

What a result is written with wipes what was handed in. A job that is begun again goes on with
what still waits, and an item that is checked twice says the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

import anyio
from anyio import to_thread
from sqlalchemy.orm import Session

from app.base.custody import Custody
from app.base.db import Database
from app.base.jobs import Outcome, Task
from app.base.webhooks.queue import Happened, announce
from app.verifier import intake
from app.verifier.bulk import items as sealing
from app.verifier.bulk import store
from app.verifier.bulk.items import MANY_LINKS, RECEIPT, Facts
from app.verifier.bulk.tables import NOTHING, WAITING, WORST_FIRST, BulkItem
from app.verifier.claims import Label
from app.verifier.intake import Nothing
from app.verifier.reading import Reading, State, read, read_validity
from app.verifier.receipts import receipt_in
from app.verifier.service import Examined, Verifier
from credentials import CredentialsError, Standing

# So many that their checks end within the lease of a job, even if each waits for others.
_AT_ONCE = 20
_SIDE_BY_SIDE = 4
MOST_FOREIGN_LINKS = 200
_LONGEST = 300
FINISHED = "bulk-check.finished"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item."""

    number: int
    state: str
    cause: str = ""
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True)
class Bench:
    """What the job works with. `make_verifier` is called once for each job, in its own loop."""

    database: Database
    custody: Custody
    clock: Callable[[], datetime]
    make_verifier: Callable[[], Verifier]


def check_all(task: Task, *, bench: Bench) -> Outcome:
    """Check what waits of the check that the task names (the jobs' handler)."""
    return anyio.run(_check_all, task, bench)


async def _check_all(task: Task, bench: Bench) -> Outcome:
    check_id = str(task.payload["check"])
    verifier = bench.make_verifier()
    foreign_left = MOST_FOREIGN_LINKS
    while True:
        part = await to_thread.run_sync(_next, bench, check_id)
        if part is None or not part.items:
            break
        results, used = await _examine_all(verifier, part.items, foreign_left, bench)
        foreign_left -= used
        await to_thread.run_sync(partial(_write, bench, check_id, results))
        await to_thread.run_sync(task.tell, part.total - part.left + len(results), part.total)

    def finish(session: Session) -> None:
        found = store.check(session, check_id)
        if found is not None:
            found.finished_at = bench.clock()
            happened = Happened(FINISHED, found.reader_id, found.id, bench.clock())
            announce(session, [happened])

    return Outcome(also=finish)


@dataclass(frozen=True, slots=True)
class _Part:
    """The items to check next, opened, and how many there are and wait."""

    items: Sequence[tuple[int, bytes]]
    total: int
    left: int


def _next(bench: Bench, check_id: str) -> _Part | None:
    with bench.database.reading() as session:
        found = store.check(session, check_id)
        # It was deleted while it was being worked on.
        if found is None:
            return None
        left = store.tally(session, check_id).get(WAITING, 0)
        waiting = store.waiting(session, check_id, limit=_AT_ONCE)
        return _Part([_opened(item, bench.custody) for item in waiting], found.total, left)


def _opened(item: BulkItem, custody: Custody) -> tuple[int, bytes]:
    place = (item.check_id, item.number)
    if item.sealed_content is None:
        return item.number, b""
    return item.number, sealing.unseal(item.sealed_content, place, "content", custody=custody)


def _write(bench: Bench, check_id: str, results: Sequence[Result]) -> None:
    """Write results down, and wipe what was handed in."""
    with bench.database.session() as session:
        found = store.check(session, check_id)
        if found is None:
            return
        before = store.results_by_digest(session, found.since_id) if found.since_id else {}
        for result in results:
            item = session.get_one(BulkItem, (check_id, result.number))
            earlier = before.get(item.digest, ("", ""))
            facts = replace(result.facts, before=earlier[0], before_cause=earlier[1])
            item.state, item.cause = result.state, result.cause or None
            item.sealed_facts = sealing.seal_facts(
                facts, (check_id, item.number), custody=bench.custody
            )
            item.sealed_content = None


# ── One item ────────────────────────────────────────────────────────────────────────────


async def _examine_all(
    verifier: Verifier, items: Sequence[tuple[int, bytes]], foreign_left: int, bench: Bench
) -> tuple[list[Result], int]:
    """The results of some items, and how many addresses of others were asked for them."""
    results: list[Result] = []
    turn = anyio.CapacityLimiter(_SIDE_BY_SIDE)
    found = [
        (number, intake.find(content, public_url=verifier.public_url)) for number, content in items
    ]
    foreign = [number for number, item in found if isinstance(item, intake.ForeignLink)]
    too_many = set(foreign[max(0, foreign_left) :])

    async def examine(number: int, brought: intake.Found) -> None:
        async with turn:
            results.append(await _examine(verifier, number, brought, at=bench.clock()))

    async with anyio.create_task_group() as group:
        for number, item in found:
            if number in too_many:
                results.append(Result(number, NOTHING, MANY_LINKS))
            else:
                group.start_soon(examine, number, item)
    return results, len(foreign) - len(too_many)


async def _examine(
    verifier: Verifier, number: int, brought: intake.Found, *, at: datetime
) -> Result:
    """What became of one item; a file with several certificates is as good as the worst."""
    try:
        parts = intake.parts_of(await verifier.locate(brought))
        results = [await _examine_one(verifier, number, part, at=at) for part in parts]
    except CredentialsError as error:
        return Result(number, State.UNCHECKED.value, error.problem.code.value)
    worst = min(results, key=lambda result: WORST_FIRST.index(result.state))
    return replace(worst, facts=_together([result.facts for result in results]))


async def _examine_one(
    verifier: Verifier, number: int, located: intake.One, *, at: datetime
) -> Result:
    examined = await verifier.examine(located, at=at)
    if isinstance(examined, Nothing):
        return Result(number, NOTHING, examined.why.value)
    if receipt_in(examined.report, public_url=verifier.public_url) is not None:
        return Result(number, NOTHING, RECEIPT)
    return _result(number, examined)


def _result(number: int, examined: Examined) -> Result:
    is_code = examined.printed is not None
    reading = read_validity(examined.report) if is_code else read(examined.report)
    problem = reading.problem
    cause = problem.code.value if problem else ""
    if not problem and reading.headline and reading.state is not State.GOOD:
        cause = reading.headline.value
    return Result(number, reading.state.value, cause, _facts(reading))


def _facts(reading: Reading) -> Facts:
    shown = reading.inner if reading.is_set else (reading,)
    ends = [each.valid_until for each in shown if each.valid_until]
    known = [each.issuer for each in shown if each.issuer is not None]
    # What an applicant calls itself is no name that stands in a table beside others.
    issuers = [one.name for one in known if one.name and one.standing is not Standing.UNVETTED]
    return Facts(
        title=_joined([each.title or "" for each in shown]),
        names=_joined([name for each in shown for name in each.names]),
        number=_joined([word for each in shown for word in each.claims.values(Label.NUMBER)]),
        issuer=_joined(issuers),
        standing=" ".join(sorted({one.standing.value for one in known})),
        valid_until=min(ends).date().isoformat() if ends else "",
    )


def _together(facts: Sequence[Facts]) -> Facts:
    ends = [one.valid_until for one in facts if one.valid_until]
    return Facts(
        title=_joined([one.title for one in facts]),
        names=_joined([one.names for one in facts]),
        number=_joined([one.number for one in facts]),
        issuer=_joined([one.issuer for one in facts]),
        standing=" ".join(dict.fromkeys(one.standing for one in facts if one.standing)),
        valid_until=min(ends, default=""),
    )


def _joined(words: Sequence[str]) -> str:
    return " · ".join(dict.fromkeys(word for word in words if word))[:_LONGEST]
