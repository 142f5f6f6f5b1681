"""What is measured of our own side, each thing by its name, and what a fast partner does."""

import json
import time
from collections.abc import Callable, Mapping
from itertools import cycle
from types import MappingProxyType

from pyld import jsonld

from credentials import (
    NOTHING_AT_HAND,
    Policy,
    SecuredCredential,
    Series,
    Verdict,
    derive,
    issue,
    issue_typed,
    parse_credential,
    read_json,
    verify,
)
from credentials.jsonld import loader
from credentials.jsonld.nquads import canonical_nquads
from credentials.model import as_bytes
from tests.bench import subjects

Work = Callable[[], object]
_LOOKS = 0.01
# Badges come in classes: what people are awarded on one day differs in id, name and place on
# the status list.
_CLASS = 500


def rate(work: Work, *, seconds: float, clock: Callable[[], float] = time.process_time) -> float:
    """How often something is done in a second, usually of this process's time on a processor."""
    batch, count, begin = 1, 0, clock()
    while True:
        for _ in range(batch):
            work()
        count += batch
        used = clock() - begin
        if used >= seconds:
            return count / used
        # The clock is looked at about a hundred times a second.
        batch = max(1, int(count / max(used, _LOOKS) * _LOOKS))


def _issue() -> Work:
    contents = cycle([as_bytes(document) for document in subjects.class_of(_CLASS)])
    signer = subjects.body().signer

    def work() -> SecuredCredential:
        return issue(parse_credential(read_json(next(contents))), signer, at=subjects.AT)

    return work


def _issue_verified() -> Work:
    make, materials, trust = _issue(), subjects.materials(), subjects.trust()

    def work() -> None:
        made = make()
        assert isinstance(made, SecuredCredential)
        report = verify(made.content, materials=materials, trust=trust, at=subjects.AT)
        assert report.verdict is Verdict.VALID

    return work


def _signed() -> list[bytes]:
    """A class as its employers get it."""
    signer = subjects.body().signer
    return [
        made.content for made in Series(signer).issue(subjects.class_of(_CLASS), at=subjects.AT)
    ]


def _verify() -> Work:
    contents, materials, trust = cycle(_signed()), subjects.materials(), subjects.trust()

    def work() -> None:
        report = verify(next(contents), materials=materials, trust=trust, at=subjects.AT)
        assert report.verdict is Verdict.VALID

    return work


def _canonicalise() -> Work:
    contents = cycle([as_bytes(subjects.unsecured(content)) for content in _signed()])

    def work() -> bytes:
        return canonical_nquads(read_json(next(contents)), policy=Policy.STRICT)

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


def _template() -> Work:
    documents, signer = subjects.class_of(_CLASS), subjects.body().signer

    def work() -> None:
        made = Series(signer).issue(documents, at=subjects.AT)
        assert len(made) == _CLASS

    return work


def _verify_without_status() -> Work:
    content, materials, trust = subjects.signed_without_status(), NOTHING_AT_HAND, subjects.trust()

    def work() -> None:
        report = verify(content, materials=materials, trust=trust, at=subjects.AT)
        assert report.verdict is Verdict.VALID

    return work


def _selective_sign() -> Work:
    content, signer = subjects.unsigned_bytes("P-256"), subjects.body("P-256").signer

    def work() -> SecuredCredential:
        return issue(
            parse_credential(read_json(content)),
            signer,
            at=subjects.AT,
            cryptosuite="ecdsa-sd-2023",
            mandatory_pointers=subjects.MANDATORY,
        )

    return work


def _selective_derive() -> Work:
    base = subjects.selective_base()
    return lambda: derive(base, subjects.REVEALED)


def _selective_verify() -> Work:
    shown = subjects.selective_part()
    materials, trust = subjects.materials("P-256"), subjects.trust("P-256")

    def work() -> None:
        report = verify(shown, materials=materials, trust=trust, at=subjects.AT)
        assert report.verdict is Verdict.VALID

    return work


def _typed_issue() -> Work:
    claims, signer = subjects.typed_claims(), subjects.body("P-256").signer
    return lambda: issue_typed(claims, signer, at=subjects.AT)


def _typed_verify() -> Work:
    content, trust = subjects.typed(), subjects.trust("P-256")

    def work() -> None:
        report = verify(content, materials=NOTHING_AT_HAND, trust=trust, at=subjects.AT)
        assert report.verdict is Verdict.VALID, report.problems

    return work


TASKS: Mapping[str, Callable[[], Work]] = MappingProxyType(
    {
        "issue": _issue,
        "issue-verified": _issue_verified,
        f"template of {_CLASS}": _template,
        "verify": _verify,
        "verify-without-status": _verify_without_status,
        "canonicalise": _canonicalise,
        "pyld-normalize": _pyld_normalize,
        "ecdsa-sd-sign": _selective_sign,
        "ecdsa-sd-derive": _selective_derive,
        "ecdsa-sd-verify": _selective_verify,
        "sd-jwt-issue": _typed_issue,
        "sd-jwt-verify": _typed_verify,
    }
)
"""Each makes ready what is not measured, and returns what is."""
