"""One check in rounds: judge, name what is missing, take it in, judge again.

No waiting and no network here; who brings what is missing is `service`'s matter. How much
may be asked for at all is limited here, in one place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from credentials import (
    Expectation,
    Fetched,
    Materials,
    Memory,
    Policy,
    StatusNote,
    TrustList,
    VerificationReport,
    Want,
    WantKind,
    verify,
)

# A hosted badge needs three (itself, its class, its issuer), and two more for what others publish
# of it (their words, their profile).
ROUNDS = 5
ADDRESSES = 8


@dataclass(frozen=True, slots=True)
class Question:
    """One document and everything that it is judged by; may be handed to another process."""

    content: bytes = field(repr=False)
    materials: Materials = field(repr=False)
    trust: TrustList
    at: datetime
    expect: Expectation | None
    policy: Policy


def judge(question: Question) -> VerificationReport:
    """The part of a check that takes computing time: no waiting, no network."""
    return verify(
        question.content,
        materials=question.materials,
        trust=question.trust,
        at=question.at,
        expect=question.expect,
        policy=question.policy,
    )


class Inquiry:
    """The check of one document: what it needed so far, and how much more it may ask."""

    def __init__(
        self,
        content: bytes,
        *,
        trust: TrustList,
        at: datetime,
        expect: Expectation | None = None,
        policy: Policy = Policy.STRICT,
        memory: Memory | None = None,
    ) -> None:
        """Begin the check of `content`; `memory` is shared with the checks of others."""
        self.at = at
        # An empty one is not none: it is about to be filled.
        self._memory = Memory(size=0) if memory is None else memory
        self._content = content
        self._trust = trust
        self._expect = expect
        self._policy = policy
        self._rounds_left = ROUNDS
        self._addresses_left = ADDRESSES
        self._documents: dict[str, Fetched] = {}
        self._lists: dict[str, Fetched] = {}
        self._issuer_keys: dict[str, Fetched] = {}
        self._hosted: dict[str, Fetched] = {}
        self._kept = {
            WantKind.DID_DOCUMENT: self._documents,
            WantKind.STATUS_LIST: self._lists,
            WantKind.JWT_ISSUER: self._issuer_keys,
            WantKind.JWK_SET: self._issuer_keys,
            WantKind.HOSTED: self._hosted,
        }
        self._notes: dict[tuple[str, int], StatusNote] = {}

    def question(self) -> Question:
        """What there is to judge by so far."""
        materials = Materials(
            did_documents=self._documents,
            status_lists=self._lists,
            notes=self._notes,
            issuer_keys=self._issuer_keys,
            hosted=self._hosted,
            memory=self._memory,
        )
        return Question(self._content, materials, self._trust, self.at, self._expect, self._policy)

    def next_round(self, report: VerificationReport) -> tuple[Want, ...]:
        """What may be brought before judging again; empty when this report is the last."""
        wanted = tuple(want for want in report.wanted if not self._was_brought(want))
        if not wanted or self._rounds_left == 0:
            return ()
        self._rounds_left -= 1
        return wanted

    def admit(self, wanted: tuple[Want, ...]) -> tuple[Want, ...]:
        """Those of the wanted things that may be fetched from foreign addresses.

        The others are noted as failed, so that the report says so.
        """
        admitted = wanted[: self._addresses_left]
        self._addresses_left -= len(admitted)
        for want in wanted[len(admitted) :]:
            self.bring(want, Fetched(None, self.at, "it names too many addresses"))
        return admitted

    def bring(
        self,
        want: Want,
        fetched: Fetched,
        *,
        notes: Mapping[tuple[str, int], StatusNote] | None = None,
    ) -> None:
        """Take in one thing that was wanted, with what an own register adds to a list."""
        self._kept[want.kind][want.name] = fetched
        self._notes.update(notes or {})

    def _was_brought(self, want: Want) -> bool:
        return want.name in self._kept[want.kind]
