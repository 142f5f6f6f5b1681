"""What is measured of our own side, each thing by its name, and what a fast partner does."""

import json
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

from pyld import jsonld

from credentials import (
    Policy,
    SecuredCredential,
    Verdict,
    issue,
    parse_credential,
    read_json,
    verify,
)
from credentials.jsonld import loader
from credentials.jsonld.nquads import canonical_nquads
from tests.bench import subjects

Work = Callable[[], object]
_LOOKS = 0.01


def rate(work: Work, *, seconds: float) -> float:
    """How often something is done in a second of this process's time on a processor."""
    batch, count, begin = 1, 0, time.process_time()
    while True:
        for _ in range(batch):
            work()
        count += batch
        used = time.process_time() - begin
        if used >= seconds:
            return count / used
        # The clock is looked at about a hundred times a second.
        batch = max(1, int(count / max(used, _LOOKS) * _LOOKS))


def _issue() -> Work:
    content, signer = subjects.unsigned_bytes(), subjects.body().signer

    def work() -> SecuredCredential:
        return issue(parse_credential(read_json(content)), signer, at=subjects.AT)

    return work


def _issue_verified() -> Work:
    make, materials, trust = _issue(), subjects.materials(), subjects.trust()

    def work() -> None:
        made = make()
        assert isinstance(made, SecuredCredential)
        report = verify(made.content, materials=materials, trust=trust, at=subjects.AT)
        assert report.verdict is Verdict.VALID

    return work


def _verify() -> Work:
    content, materials, trust = subjects.signed(), subjects.materials(), subjects.trust()

    def work() -> None:
        report = verify(content, materials=materials, trust=trust, at=subjects.AT)
        assert report.verdict is Verdict.VALID

    return work


def _canonicalise() -> Work:
    content = json.dumps(subjects.unsecured(subjects.signed()), ensure_ascii=False).encode()

    def work() -> str:
        return canonical_nquads(read_json(content), policy=Policy.STRICT)

    return work


def _pyld_normalize() -> Work:
    """The partner that our own canonicalising goes back to, used as its manual says."""
    content = json.dumps(subjects.unsecured(subjects.signed()), ensure_ascii=False).encode()
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": loader.load_document,
    }

    def work() -> object:
        return jsonld.normalize(json.loads(content), options)

    return work


TASKS: Mapping[str, Callable[[], Work]] = MappingProxyType(
    {
        "issue": _issue,
        "issue-verified": _issue_verified,
        "verify": _verify,
        "canonicalise": _canonicalise,
        "pyld-normalize": _pyld_normalize,
    }
)
"""Each makes ready what is not measured, and returns what is."""
