"""T67: an unknown name at the log-in costs the very work of a wrong password.

What is counted is the work itself: a clock would measure the machine.
"""

from pathlib import Path

import argon2
import pytest

from app.base.accounts import passwords
from app.base.accounts.log_ins import authenticate
from credentials import CredentialsError, ProblemCode
from tests.unit.app.pages.people import PASSWORD, House


class Counted:
    """The real thing, of the cheapest kind, that notes how much it was asked to do."""

    def __init__(self) -> None:
        self._real = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.work: list[str] = []

    def verify(self, stored: str, password: str) -> bool:
        # The parameters that stand in the hash are the work that is done.
        self.work.append(stored.rpartition("$")[0].rpartition("$")[0])
        return self._real.verify(stored, password)

    def hash(self, password: str) -> str:
        self.work.append("hash")
        return self._real.hash(password)


def test_a_log_in_does_the_same_work_whoever_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher = Counted()
    monkeypatch.setattr(passwords, "_hasher", hasher)
    passwords._hash_of_nothing.cache_clear()
    house = House(tmp_path)
    known = house.account("known@example.org")
    house.account("invited@example.org")
    with house.services.database.session() as session:
        passwords.set_password(session.merge(known), PASSWORD)
    # Made once for a process, as it was made when the first unknown name came.
    passwords._hash_of_nothing()

    done = {}
    for name in ("known", "invited", "nobody", "' OR 1=1 --"):
        hasher.work.clear()
        with house.services.database.session() as session, pytest.raises(CredentialsError) as no:
            authenticate(session, email=f"{name}@example.org", password="not the password")
        done[name] = (list(hasher.work), no.value.problem.code, no.value.problem.detail)
    passwords._hash_of_nothing.cache_clear()
    assert len(done["known"][0]) == 1
    assert done["known"][1] is ProblemCode.CODE_WRONG
    assert all(each == done["known"] for each in done.values())
