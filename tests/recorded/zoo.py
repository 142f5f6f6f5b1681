"""Every file of examples/zoo, changed and in a changed world: what is said of each, and why.

A change is one that a forger, a careless issuer or a broken host makes. What has to be said of
the files themselves stands in examples/zoo/expected.json; this is about everything near them.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio

from app.cli.world import World
from credentials import Fetched, Materials, VerificationReport, verify
from credentials.materials import Want, WantKind
from credentials.model import Policy
from credentials.question import Expectation
from tests.properties.edits import edited
from tests.recorded.answers import Recorded

_ZOO = Path(__file__).parents[2] / "examples" / "zoo"
_AT = datetime.fromisoformat(json.loads((_ZOO / "expected.json").read_text())["at"]).replace(
    tzinfo=UTC
)
_NAMES = [file.name for file in sorted((_ZOO / "files").iterdir())]
_EDITS, _OTHER_HOSTS = 4, 4
_LONGEST = 2_000_000


def answers(name: str) -> Iterator[str]:
    """A line for each way in which the file or its world was changed."""
    chance = random.Random(name)  # noqa: S311 - nothing secret is drawn
    content = (_ZOO / "files" / name).read_bytes()
    here = _Asking(World(_ZOO / "world", at=_AT))
    found = here.report(content)
    yield f"as it is: {_said(found)}"
    yield f"by the standard: {_said(here.report(content, policy=Policy.W3C))}"
    yield f"of nobody here: {_said(here.report(content, expect=_STRANGER))}"
    for years in (-2, 9):
        report = here.report(content, at=_AT + timedelta(days=365 * years))
        yield f"in {years} years: {_said(report)}"
    for _ in range(_EDITS):
        kind, changed = _changed(content, chance)
        yield f"{kind}: {_said(here.report(changed))}"
    for want in here.wanted:
        yield f"without {want.url}: {_said(replace(here, missing=want.url).report(content))}"
    for want in chance.choices(here.wanted, k=_OTHER_HOSTS if here.wanted else 0):
        kind, other = _changed(here.world_content(want), chance)
        report = replace(here, other={want.url: other}).report(content)
        yield f"{kind} at {want.url}: {_said(report)}"


_STRANGER = Expectation(challenge="of another", domain="other.example")


@dataclass
class _Asking:
    """Verifies with what is found in the world; `wanted` is what the last report asked for."""

    world: World
    missing: str = ""
    other: dict[str, bytes] = field(default_factory=dict)
    wanted: list[Want] = field(default_factory=list)

    def report(
        self,
        content: bytes,
        *,
        at: datetime = _AT,
        policy: Policy = Policy.STRICT,
        expect: Expectation | None = None,
    ) -> VerificationReport:
        brought: dict[WantKind, dict[str, Fetched]] = {kind: {} for kind in WantKind}
        wanted: list[Want] = []
        while True:
            report = verify(
                content,
                materials=Materials(
                    did_documents=brought[WantKind.DID_DOCUMENT],
                    status_lists=brought[WantKind.STATUS_LIST],
                    issuer_keys=brought[WantKind.JWT_ISSUER] | brought[WantKind.JWK_SET],
                    hosted=brought[WantKind.HOSTED],
                ),
                trust=self.world.trust(),
                at=at,
                policy=policy,
                expect=expect,
            )
            new = [want for want in report.wanted if want not in wanted]
            if not new:
                break
            for want in new:
                brought[want.kind][want.name] = self._fetched(want)
            wanted += new
        if not self.wanted:
            self.wanted = [want for want in wanted if self._fetched(want).content]
        return report

    def world_content(self, want: Want) -> bytes:
        content = self._fetched(want).content
        assert content is not None
        return content

    def _fetched(self, want: Want) -> Fetched:
        if want.url == self.missing:
            return Fetched(None, _AT, "the host does not answer")
        if want.url in self.other:
            return Fetched(self.other[want.url], _AT)

        async def fetched() -> Fetched:
            return await self.world.fetch(want.url, limit=_LONGEST, accept="")

        return anyio.run(fetched)


def _changed(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """One edit of a document, or of a byte of what is none."""
    try:
        document = json.loads(content)
    except ValueError:
        document = None
    if isinstance(document, dict):
        kind, after = edited(document, chance)
        return kind, json.dumps(after, ensure_ascii=False).encode()
    place = chance.randrange(len(content))
    kind, put = chance.choice((("cut", b""), ("bent", b"A"), ("split", b"."), ("longer", b"Az")))
    rest = b"" if kind == "cut" else content[place + 1 :]
    return kind, content[:place] + put + rest


def _said(report: VerificationReport) -> str:
    """Verdict, answers, problems and warnings of a report and of all inside of it, on one line."""
    answers = [report.verdict.value, report.genuine.value, report.current.value]
    if report.standing is not None:
        answers.append(report.standing.standing.value)
    if report.binding is not None:
        answers.append(report.binding.value)
    found = [f"{one.code.value} {one.pointer}".strip() for one in report.problems]
    warnings = [f"warning {one.code.value} {one.pointer}".strip() for one in report.warnings]
    inner = [f"[{one.pointer}: {_said(one)}]" for one in (*report.inner, *report.endorsements)]
    return "; ".join([" ".join(answers), *found, *warnings, *inner])


RECORDED = Recorded(Path(__file__).parent / "zoo.txt", _NAMES, answers)
