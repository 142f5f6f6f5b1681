"""The figures that have to be reached: what is compared with what, the floor and the aim."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench import batches, importing
from tests.bench.measuring import Side, Stage

Measure = Callable[[Stage], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `measure` gives it once, in one round.

    Without a `unit` it is a ratio. `bound` must be reached and `aim` is hoped for: from below
    where `is_floor`, and from above otherwise.
    """

    name: str
    title: str
    bound: float
    aim: float
    measure: Measure
    unit: str = ""
    is_floor: bool = True
    is_long: bool = False
    """Whether it takes so long, and varies so little, that it is measured once."""

    def reaches(self, value: float, wanted: float) -> bool:
        """Whether a value is as good as is wanted."""
        return value >= wanted if self.is_floor else value <= wanted


def _ratio(ours: str, partner: Callable[[Stage], Side], theirs: str, *, each: int = 1) -> Measure:
    """How many times as fast as a partner; each round measures one after the other.

    Our task does `each` as many as the partner's.
    """

    def measure(stage: Stage) -> float:
        beside = partner(stage).rate(theirs)
        return stage.ours.rate(ours) * each / beside

    return measure


def _http(stage: Stage) -> float:
    library = stage.ours.rate("verify-without-status")
    return stage.service.verify_rate(seconds=stage.seconds) / library


def _batch(rate: Callable[[], float]) -> Measure:
    def measure(stage: Stage) -> float:
        beside = stage.node.rate("sign")
        return rate() / beside

    return measure


def _ours(stage: Stage) -> Side:
    return stage.ours


def _node(stage: Stage) -> Side:
    return stage.node


def _python(stage: Stage) -> Side:
    return stage.python


FIGURES = (
    Figure(
        "issue",
        "Issue a badge, its own signature checked ÷ @digitalbazaar/vc sign",
        30,
        38,
        _ratio("issue", _node, "sign"),
    ),
    Figure(
        "issue-verified",
        "Issue a badge and verify the result in full ÷ @digitalbazaar/vc sign",
        17,
        20,
        _ratio("issue-verified", _node, "sign"),
    ),
    Figure(
        "template",
        "Issue a class of 500 from a template ÷ @digitalbazaar/vc sign",
        120,
        140,
        _ratio("template of 500", _node, "sign", each=500),
    ),
    Figure(
        "verify",
        "Verify a badge with its status list ÷ @digitalbazaar/vc verify",
        28,
        35,
        _ratio("verify", _node, "verify"),
    ),
    Figure(
        "verify-of-libsodium",
        "Verify a badge with its status list ÷ one Ed25519 verification by libsodium",
        0.22,
        0.27,
        _ratio("verify", _python, "ed25519-verify"),
    ),
    Figure(
        "canonicalise",
        "Canonicalise a badge ÷ PyLD normalize",
        45,
        55,
        _ratio("canonicalise", _ours, "pyld-normalize"),
    ),
    Figure(
        "ecdsa-sd-sign",
        "Make a base proof with ecdsa-sd-2023 ÷ @digitalbazaar",
        10,
        15,
        _ratio("ecdsa-sd-sign", _node, "ecdsa-sd-sign"),
    ),
    Figure(
        "ecdsa-sd-derive",
        "Derive from it ÷ @digitalbazaar",
        10,
        15,
        _ratio("ecdsa-sd-derive", _node, "ecdsa-sd-derive"),
    ),
    Figure(
        "ecdsa-sd-verify",
        "Verify the part, ten statements of it chosen ÷ @digitalbazaar",
        5,
        6,
        _ratio("ecdsa-sd-verify", _node, "ecdsa-sd-verify"),
    ),
    Figure(
        "sd-jwt-issue",
        "Issue an SD-JWT VC with eight hidden claims ÷ sd-jwt",
        4,
        4.5,
        _ratio("sd-jwt-issue", _python, "sd-jwt-issue"),
    ),
    Figure(
        "sd-jwt-verify",
        "Verify it ÷ sd-jwt",
        2,
        2.2,
        _ratio("sd-jwt-verify", _python, "sd-jwt-verify"),
    ),
    Figure(
        "http-verify",
        "POST /api/v1/verify, one worker ÷ verify in the library",
        0.5,
        0.6,
        _http,
    ),
    Figure(
        "csv-sqlite",
        "10,000 awards from CSV on SQLite ÷ @digitalbazaar/vc sign",
        25,
        40,
        _batch(batches.rate_on_sqlite),
    ),
    Figure(
        "csv-postgresql",
        "The same on PostgreSQL ÷ @digitalbazaar/vc sign",
        20,
        30,
        _batch(batches.rate_on_postgresql),
    ),
    Figure(
        "two-issue",
        "Issue in two processes ÷ in one",
        1.8,
        1.9,
        lambda stage: stage.together("issue"),
    ),
    Figure(
        "two-verify",
        "Verify in two processes ÷ in one",
        1.8,
        1.9,
        lambda stage: stage.together("verify"),
    ),
    Figure(
        "memory",
        "Memory of an idle serving process",
        200,
        150,
        lambda stage: stage.service.idle_mb(),
        unit="MB",
        is_floor=False,
    ),
    Figure(
        "memory-import",
        "Memory of the serving process while a class list of 1,000,000 lines is read",
        350,
        250,
        lambda _: importing.serving_mb(),
        unit="MB",
        is_floor=False,
        is_long=True,
    ),
    Figure(
        "start",
        "From exec of serve to 200 from /readyz",
        1.5,
        1.0,
        lambda stage: stage.service.start_s(),
        unit="s",
        is_floor=False,
    ),
    Figure(
        "lists",
        "763 status lists, one bit of a hundred set, from rows to signed files (PostgreSQL)",
        10,
        5,
        lambda stage: stage.nation.publish(),
        unit="s",
        is_floor=False,
    ),
    Figure(
        "lists-decoded",
        "The same from decoded lists to signed ones",
        2,
        1,
        lambda stage: stage.nation.sign(),
        unit="s",
        is_floor=False,
    ),
)
