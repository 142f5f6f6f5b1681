"""A long class list is dropped on the page of a running service that is killed twice meanwhile.

python -m tests.faults.long_list ROWS DATABASE_URL FOLDER
"""

import io
import re
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.batches.handing_out import SLIPS_IN_ONE
from app.cli.workplace import open_workplace
from app.issuer import service as issuer
from tests.faults.test_flows import Frail, frail_in, somebody
from tests.unit.app.pages.people import Visitor

HEADING = "name,birth_date,register_number,email,awarded_on"
# Every so many lines one is wrong.
WRONG_EVERY = 1_000
DONE = {
    "read": "certificates will be issued",
    "signed": "certificates were issued",
    "slips": "The slips are ready",
}
ON_A_PAGE = 8
_LONGEST_S = 3_600


@dataclass
class Run:
    """What the clerk does, and how long each part took."""

    frail: Frail
    rows: int
    seconds: dict[str, int] = field(default_factory=dict)
    seen: dict[str, set[int]] = field(default_factory=dict)

    @property
    def wrong(self) -> int:
        return len(range(0, self.rows, WRONG_EVERY))

    def content(self) -> bytes:
        lines = (
            f"Person {self._word(n)},{self._born(n)},R-{n},,2026-11-06" for n in range(self.rows)
        )
        return "\n".join([HEADING, *lines, ""]).encode()

    @staticmethod
    def _born(number: int) -> str:
        if number % WRONG_EVERY == 0:
            return "1990-02-31"
        return f"{1950 + number % 50}-{number % 12 + 1:02}-{number % 28 + 1:02}"

    @staticmethod
    def _word(number: int) -> str:
        """A name that is like no other of the same day of birth."""
        letters = "abcdefghijklmnopqrst"
        return "".join(letters[int(digit)] for digit in f"{number * 7919 % 1_000_003:06}").title()

    def hand_in(self, clerk: Visitor) -> str:
        began = time.monotonic()
        page = clerk.hand_in(self.content(), achievement="SAFE-1")
        self.seconds["taken in"] = round(time.monotonic() - began)
        assert clerk.status == 200, clerk.words
        return page

    def wait_for(self, what: str, clerk: Visitor, page: str, *, kill: Callable[[], None]) -> None:
        """Look at the page until it says what is to be; kill once while it shows progress."""
        began, was_killed = time.monotonic(), False
        while time.monotonic() - began < _LONGEST_S:
            self.frail.ask(lambda: (clerk.see(page), clerk.last)[1])
            assert clerk.status == 200, clerk.words
            if DONE[what] in clerk.words:
                break
            shown = max(
                map(int, re.findall(r'<progress[^>]* value="(\d+)"', clerk.page)), default=0
            )
            self.seen.setdefault(what, set()).add(shown)
            if shown and not was_killed:
                was_killed = True
                kill()
            time.sleep(0.3)
        assert DONE[what] in clerk.words, clerk.words
        # It moved, and it was killed on its way.
        assert was_killed, self.seen
        assert len(self.seen[what]) > 1, self.seen
        self.seconds[what] = round(time.monotonic() - began)


def go(frail: Frail, rows: int, *, kill: Callable[[], None] | None = None) -> Run:
    """The whole way, from the file to the claim slips."""
    run = Run(frail, rows)
    kill = kill or frail.kill
    place = open_workplace()
    with place.database.session() as session:
        body = issuer.organisation_by_slug(session, "riverside")
        described = issuer.Description(
            code="SAFE-1", name="Safety", description="Works.", criteria="A test."
        )
        issuer.create_achievement(session, body, described, actor="test", at=place.clock())
    place.database.dispose()
    frail.start()
    clerk = somebody(frail, "clerk")
    page = run.hand_in(clerk)
    run.wait_for("read", clerk, page, kill=kill)
    assert f"{run.wrong:,}".replace(",", "") in clerk.words
    frail.ask(lambda: (clerk.send(f"{page}/confirm", frm=page), clerk.last)[1])
    run.wait_for("signed", clerk, page, kill=kill)
    assert f"{rows - run.wrong} certificates were issued" in clerk.words
    wrong = clerk.http.get(f"{page}/wrong-lines.csv").text.splitlines()
    assert len(wrong) == run.wrong + 1
    clerk.send(f"{page}/slips", frm=f"{page}/slips")
    run.wait_for("slips", clerk, f"{page}/slips", kill=kill)
    clerk.send(f"{page}/slips/file", frm=f"{page}/slips")
    _check_slips(clerk.last.content, rows - run.wrong)
    clerk.http.close()
    frail.close()
    counts = frail.place.counts()
    expected = rows - run.wrong
    assert counts == {**dict.fromkeys(counts, expected), "mails": 0}, counts
    assert frail.place.command("fsck").endswith(", 0 mismatches\n")
    return run


def _check_slips(content: bytes, number: int) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == -(-number // SLIPS_IN_ONE)
        for name in (names[0], names[-1]):
            first, last = (int(part) for part in re.findall(r"\d{5,}", name))
            pages = PdfReader(io.BytesIO(archive.read(name))).pages
            assert len(pages) == -(-(last - first + 1) // ON_A_PAGE)


def main(rows: int, url: str, folder: Path) -> None:
    """Do it once, and print how long each part took and how much memory the service had."""
    frail, place = frail_in(folder, url, most=0, seed=1)
    place.environment["PASSPORT_VERIFY_RATE"] = "100000"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in place.environment.items():
            patch.setenv(name, value)
        run = go(frail, rows)
    sys.stdout.write(f"{rows} rows, {frail.kills} kills: {run.seconds}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
