"""Every combination of form, proof, issuer, status, dates and network that can differ.

What has to be said of each stands in `_expected`, in the order in which it is decided.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import NamedTuple

import pytest

from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.materials import NOTHING_AT_HAND, Materials
from credentials.model import JSONObject
from credentials.problems import ProblemCode, Verdict
from credentials.report import VerificationReport
from credentials.trust import Standing
from tests.world import NOON, Issuer, World
from tests.zoo.kinds import KINDS, Kind

ISSUERS = (Standing.ACCREDITED, Standing.KNOWN, Standing.SUSPENDED, Standing.UNKNOWN)
STATUSES = ("none", "clear", "revoked", "suspended", "on another's list")
DATES = {
    "current": ("2026-06-12T00:00:00Z", "2030-06-12T00:00:00Z"),
    "expired": ("2026-06-12T00:00:00Z", "2026-11-01T00:00:00Z"),
    "not-yet-valid": ("2027-01-01T00:00:00Z", "2030-06-12T00:00:00Z"),
}
NETWORKS = ("all", "old lists", "no lists", "nothing")
_DOUBTS = {
    ProblemCode.ISSUER_UNREACHABLE,
    ProblemCode.STATUS_UNREACHABLE,
    ProblemCode.STATUS_INVALID,
}


class Case(NamedTuple):
    """One combination; `proof` is good, changed (the content) or forged (with another key)."""

    proof: str
    issuer: Standing
    status: str
    dates: str
    network: str


def cases() -> Iterator[Case]:
    """All that can differ: what does not hold is judged by nothing else."""
    for issuer, status, dates, network in product(ISSUERS, STATUSES, DATES, NETWORKS):
        yield Case("good", issuer, status, dates, network)
    for proof, issuer, network in product(("changed", "forged"), ISSUERS, NETWORKS):
        yield Case(proof, issuer, "revoked", "expired", network)


def _expected(case: Case, kind: Kind) -> tuple[Verdict, set[ProblemCode], Standing | None]:
    """The verdict, every problem and, where the proof holds, the body's standing."""
    if case.proof == "changed" and kind.by_named_key:
        return Verdict.INVALID, {ProblemCode.TAMPERED}, None
    if case.network == "nothing":
        return Verdict.UNDETERMINED, {ProblemCode.ISSUER_UNREACHABLE}, None
    if case.proof != "good":
        return Verdict.INVALID, {ProblemCode.TAMPERED}, None
    found = set(_of_status(case))
    if case.dates != "current":
        found.add(ProblemCode(case.dates))
    verdict = Verdict.VALID if not found else Verdict.INVALID
    if found and found <= _DOUBTS:
        verdict = Verdict.UNDETERMINED
    # Nobody is accredited today for what is dated after today.
    is_ahead = case.issuer is Standing.ACCREDITED and case.dates == "not-yet-valid"
    return verdict, found, Standing.KNOWN if is_ahead else case.issuer


def _of_status(case: Case) -> Iterator[ProblemCode]:
    if case.status == "none":
        return
    if case.network == "no lists":
        yield ProblemCode.STATUS_UNREACHABLE
    elif case.network == "old lists" or case.status == "on another's list":
        yield ProblemCode.STATUS_INVALID
    elif case.status != "clear":
        yield ProblemCode(case.status)


class Stand:
    """The bodies, the lists and the certificates of one form, made once for all cases."""

    def __init__(self, kind: Kind) -> None:
        self.world = World()
        self._kind = kind
        self._other = self.world.issuer("other.example", kind.algorithm)
        self._bodies = {standing: self._body(standing) for standing in ISSUERS}
        self._signed: dict[tuple[str, Standing, str, str], bytes] = {}
        for case in cases():
            if case[:4] not in self._signed:
                self._signed[case[:4]] = self._sign(case)
        everything = self.world.materials()
        self.world.at -= timedelta(days=3)
        old = self.world.materials().status_lists
        self.world.at = NOON
        self._materials = {
            "all": everything,
            "old lists": Materials(everything.did_documents, old),
            "no lists": Materials(everything.did_documents),
            "nothing": NOTHING_AT_HAND,
        }

    def judged(self, case: Case) -> VerificationReport:
        """The report of one case."""
        return self.world.verify(self._signed[case[:4]], materials=self._materials[case.network])

    def _body(self, standing: Standing) -> Issuer:
        body = self.world.issuer(f"{standing}.example", self._kind.algorithm)
        if standing is not Standing.UNKNOWN:
            by = "Ministry" if standing is Standing.ACCREDITED else None
            self.world.accredit(body, standing.value, standing=standing, accredited_by=by)
        return body

    def _sign(self, case: Case) -> bytes:
        body = self._bodies[case.issuer]
        if case.proof == "forged":
            body = Issuer(body.did, _another(body.signer), body.statuses)
        signed = self._kind.sign(self.world, self._document(case, body), body)
        return self._kind.spoil(signed) if case.proof == "changed" else signed

    def _document(self, case: Case, body: Issuer) -> JSONObject:
        begins, ends = DATES[case.dates]
        listed = self._other if case.status == "on another's list" else body
        entries = [self.world.entry(one, listed) for one in ("revocation", "suspension")]
        document = self.world.document(
            body, validFrom=begins, validUntil=ends, credentialStatus=entries
        )
        if case.status in ("revoked", "suspended"):
            purpose = "revocation" if case.status == "revoked" else "suspension"
            self.world.set_status(document, purpose, body)
        if case.status == "none":
            del document["credentialStatus"]
        return document


def _another(signer: LocalSigner) -> LocalSigner:
    """A key of somebody else that is given out as this one."""
    method, algorithm = signer.verification_method, signer.algorithm
    seed = generate_seed(algorithm)
    return LocalSigner(seed, verification_method=method, algorithm=algorithm)


# An image only carries a credential of another form; the verifier takes it out first.
_FORMS = [name for name, kind in KINDS.items() if kind.suffix not in {".png", ".svg"}]


@pytest.mark.parametrize("name", _FORMS)
def test_each_combination_is_judged_as_the_table_says(name: str) -> None:
    stand = Stand(KINDS[name])

    for case in cases():
        report = stand.judged(case)
        certificate = report.inner[0] if report.inner else report
        standing = certificate.standing and certificate.standing.standing
        found = {problem.code for problem in report.problems}
        assert (report.verdict, found, standing) == _expected(case, KINDS[name]), case
