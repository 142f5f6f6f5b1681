"""The table that `make faults` prints: each promise, what was done to it, and what was lost.

A test of a promise asks for the fixture `keeps` and calls it with what it did and what was lost
by that; whatever was lost fails the test. The promises and their numbers are those of the
project's list of what must hold whatever dies.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

PROMISES: Mapping[str, str] = {
    "R1": "Killed while a list is awarded, nobody is left out or awarded twice",
    "R2": "No two certificates have one status position",
    "R3": "A request that is sent again does nothing twice",
    "R4": "A change of status that was acknowledged stays",
    "R5": "A change of status is public within five seconds",
    "R6": "Of changes at the same time none is lost",
    "R7": "What was committed is told, and nothing else",
    "R8": "Told to stop, it ends what it has begun and refuses nobody",
    "R9": "It comes back after the database has, and loses nothing",
    "R10": "A slow or broken network delays nobody else",
    "R11": "With the disk full it says so, and reads on",
    "R12": "A locked database is said to be busy",
    "R14": "A restored database uses no status position again",
    "R15": "Every revision goes up and down with data in it",
    "R16": "Two versions serve side by side while the database changes",
    "R17": "Without its key nothing is issued, and checks go on",
    "R18": "With a database that only reads, checks and passports go on",
    "R19": "Status lists are read while the service is down",
    "R21": "Memory stays bounded under hostile input",
    "R22": "A check stays quick while others send what is hard to read",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What one test did to a promise, and how much was lost by it."""

    promise: str
    done: str
    lost: int


class Keeps(Protocol):
    """What the fixture `keeps` is."""

    def __call__(self, promise: str, done: str, *, lost: Collection[object]) -> None:
        """Say what was done to a promise and what was lost by it; fails when anything was."""


def told(promise: str, done: str, lost: Collection[object]) -> Trial:
    """The trial of a known promise."""
    if promise not in PROMISES:
        raise ValueError(f"there is no promise {promise}")
    return Trial(promise, done, len(lost))


def lines(trials: Sequence[Trial]) -> Iterator[str]:
    """The table, a line for each trial; a promise without a trial says so."""
    for promise, sentence in PROMISES.items():
        yield f"{promise:<4}{sentence}"
        mine = [trial for trial in trials if trial.promise == promise]
        for trial in mine:
            yield f"      {trial.done}: {f'LOST {trial.lost}' if trial.lost else 'nothing lost'}"
        if not mine:
            yield "      not tried in this run"
