"""The figures that have to be reached: what is compared with what, the floor and the aim."""

from collections.abc import Callable
from dataclasses import dataclass

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

    def reaches(self, value: float, wanted: float) -> bool:
        """Whether a value is as good as is wanted."""
        return value >= wanted if self.is_floor else value <= wanted


def _ratio(ours: str, partner: Callable[[Stage], Side], theirs: str) -> Measure:
    """How many times as fast as a partner; each round measures one after the other."""

    def measure(stage: Stage) -> float:
        beside = partner(stage).rate(theirs)
        return stage.ours.rate(ours) / beside

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
)
