"""A series signs what issue() signs, byte for byte, and refuses what issue() refuses."""

import copy
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from typing_extensions import override

from credentials.issuance import issue
from credentials.keys.algorithms import ED25519, P256, P384, Algorithm
from credentials.keys.local_signer import LocalSigner
from credentials.model import JSONObject, Policy
from credentials.parsing import credential
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode, Verdict
from credentials.series.issuance import Series
from credentials.series.places import differing
from credentials.series.template import written
from tests.unit.credentials.jsonld.documents import EXTENSIONS
from tests.unit.credentials.test_issuance import CountingSigner
from tests.world import NOON, Issuer, World

WORLD = World()
SIGNER = WORLD.school.signer
BADGE = WORLD.document(
    type=["VerifiableCredential", "OpenBadgeCredential"],
    awardedDate="2026-06-12T00:00:00+03:00",
    credentialStatus=WORLD.entry(),
    evidence=[{"id": "https://school.example/e/1", "type": ["Evidence"], "narrative": "Test"}],
)
BADGE["credentialSubject"] |= {"id": "did:key:z6Mk1", "licenseNumber": "N-0"}
BADGE["credentialSubject"]["achievement"]["tag"] = ["steel", "pipes"]

NAME = ("credentialSubject", "identifier", 0, "identityHash")
NUMBER = ("credentialSubject", "licenseNumber")


def changed(document: JSONObject, path: Sequence[str | int], value: Any) -> JSONObject:
    """A copy of the document with another value at the end of the path."""
    copied = copy.deepcopy(document)
    node: Any = copied
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return copied


def row(number: int) -> JSONObject:
    """The badge of one worker of a class list."""
    document = changed(BADGE, ["id"], f"urn:uuid:{number:032}")
    document = changed(document, NAME, f"Worker {number}")
    document = changed(document, NUMBER, f"N-{number}")
    document["credentialStatus"] |= {
        "id": f"https://school.example/status/revocation#{number}",
        "statusListIndex": str(number),
    }
    return document


def by(issuer: Issuer, document: JSONObject) -> JSONObject:
    """The same, issued by somebody else."""
    return changed(document, ["issuer", "id"], issuer.did)


def alone(document: JSONObject, **how: Any) -> bytes | str:
    """What issue() makes of a document, or why it makes nothing."""
    how = {"signer": SIGNER, "at": NOON, **how}
    return _outcome(lambda: issue(credential(document), **how).content)


def last_of(series: Series, documents: Sequence[JSONObject]) -> bytes | str:
    """What a series makes of the last of these documents, or why it makes nothing."""
    return _outcome(lambda: series.issue(documents, at=NOON)[-1].content)


def _outcome(made: Callable[[], bytes]) -> bytes | str:
    try:
        return made()
    except CredentialsError as error:
        return repr(error.problem)
    except (UnicodeEncodeError, TypeError) as error:
        return type(error).__name__


def is_filled(series: Series, document: JSONObject) -> bool:
    """Whether a document is made from a template, and not by issue()."""
    found = series._template_for(document, written(document))
    if found is None:
        return False
    template, values = found
    return template.canonical(values) is not None and template.schema_holds(values)


def test_a_class_list_is_signed_as_one_by_one() -> None:
    documents = [row(number) for number in range(30)]
    series = Series(SIGNER)
    signed = series.issue(documents, at=NOON)
    assert [one.content for one in signed] == [alone(document) for document in documents]
    assert all(is_filled(series, document) for document in documents)
    assert WORLD.verify(signed[17]).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("algorithm", "cryptosuite"),
    [
        pytest.param(ED25519, "eddsa-jcs-2022", id="eddsa-jcs-2022"),
        pytest.param(P256, "ecdsa-rdfc-2019", id="ecdsa-rdfc-2019"),
        pytest.param(P384, "ecdsa-rdfc-2019", id="ecdsa-rdfc-2019, P-384"),
        pytest.param(P256, "ecdsa-jcs-2019", id="ecdsa-jcs-2019"),
    ],
)
def test_other_suites_have_templates_too(algorithm: Algorithm, cryptosuite: str) -> None:
    issuer = WORLD.key_issuer(algorithm)
    odd = changed(row(5), NAME, 'Ana "\\ \n \u2028 \U0001f600')
    documents = [by(issuer, one) for one in [*(row(number) for number in range(4)), odd]]
    how = {"signer": issuer.signer, "cryptosuite": cryptosuite}
    series = Series(issuer.signer, cryptosuite=cryptosuite)
    signed = series.issue(documents, at=NOON)
    assert [one.content for one in signed] == [alone(document, **how) for document in documents]
    assert is_filled(series, documents[-1])


def test_an_empty_list_is_signed_as_nothing() -> None:
    assert Series(SIGNER).issue([], at=NOON) == []


USUAL: list[tuple[Sequence[str | int], str]] = [
    (NAME, "O'Neil"),
    (NAME, 'Ana "Bo"'),
    (NAME, "back\\slash"),
    (NAME, "two\nlines\tand\r"),
    (NAME, "\U0001f600 and \U0010ffff"),
    (NAME, "\u202eأمينة\u200f"),
    (NAME, "퟿ hangul at the end of the plane"),
    (NAME, "Level: three"),
    (NAME, ""),
    (NAME, "urn:gap-0:000000:"),
    (["validFrom"], "2026-06-12T00:00:00+14:00"),
    (["validUntil"], "2026-06-12T00:00:00Z"),
    (["awardedDate"], "2026-06-12T12:00:00Z"),
    (["evidence", 0, "narrative"], "a: b"),
    (["credentialStatus", "statusListCredential"], "https://school.example/status/2"),
    (["credentialSubject", "achievement", "name"], "Welder, second class"),
]


@pytest.mark.parametrize(("path", "text"), USUAL)
def test_usual_texts_are_filled_in(path: Sequence[str | int], text: str) -> None:
    document = changed(row(7), path, text)
    series = Series(SIGNER)
    assert last_of(series, [row(1), row(2), document]) == alone(document)
    assert is_filled(series, document)
    assert isinstance(alone(document), bytes)


UNUSUAL: list[tuple[Sequence[str | int], Any]] = [
    (NAME, "\x01"),
    (NAME, "\x7f"),
    (NAME, "half \ud800 a character"),
    (NAME, "xsd:date"),
    (NAME, 5),
    (NAME, object()),
    (NAME, None),
    (NAME, "Worker 1"),
    (["id"], "relative"),
    (["id"], "sec:x"),
    (["id"], "urn:with space"),
    (["id"], "https://a.example/ä"),
    (["id"], "did:web:school.example"),
    (["id"], "https://school.example/e/1"),
    (["validFrom"], "2026-06-12"),
    (["validFrom"], "2026-06-12T24:00:00Z"),
    (["validFrom"], "2026-02-30T00:00:00Z"),
    (["validFrom"], "2031-01-01T00:00:00Z"),
    (["validUntil"], "2020-01-01T00:00:00Z"),
    (["awardedDate"], "yesterday"),
    (["credentialStatus", "statusListIndex"], "007"),
    (["credentialStatus", "statusListIndex"], "٣"),
    (["credentialStatus", "statusPurpose"], "suspension"),
    (["credentialStatus", "id"], "https://school.example/status/revocation"),
    (["credentialSubject", "id"], "did:web:school.example"),
    (["credentialSubject", "identifier", 0, "identityType"], "ext:nameLatin"),
    (["credentialSubject", "identifier", 0, "identityType"], "unknown"),
    (["credentialSubject", "identifier", 0, "hashed"], True),
    (["credentialSubject", "achievement", "tag"], ["steel", "steel"]),
    (["credentialSubject", "achievement", "tag", 0], "pipes"),
    (["credentialSubject", "achievement", "favouriteColour"], "red"),
    (["credentialSubject", "achievement", "creditsAvailable"], 5.0),
    (["credentialSubject", "achievement", "image"], "https://school.example/1.png"),
    (["issuer", "name"], "Another name"),
    (["issuer", "id"], "did:web:other.example"),
    (["type"], ["VerifiableCredential"]),
    (["type", 1], "AchievementCredential"),
    (["@context", 1], "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"),
    (["@context", 2], None),
    (["termsOfUse"], {"type": "https://school.example/Terms"}),
    (["proof"], {"type": "DataIntegrityProof"}),
    (["name"], {"@value": "Welder", "@language": "en"}),
    (["name"], {"not JSON"}),
]


@pytest.mark.parametrize(("path", "value"), UNUSUAL)
def test_whatever_is_unusual_is_decided_by_issue(path: Sequence[str | int], value: Any) -> None:
    documents = [row(1), row(2)]
    if path[0] == "@context":
        documents = [{**one, "@context": [*one["@context"], EXTENSIONS]} for one in documents]
    document = changed(documents[0], path, value)
    series = Series(SIGNER)
    assert last_of(series, [*documents, document]) == alone(document)
    # And again, now that the series has met such a document.
    assert last_of(series, [*documents, document, document]) == alone(document)
    assert isinstance(alone(document), bytes) or not is_filled(series, document)


@pytest.mark.parametrize(
    ("path", "usual", "wrong"),
    [
        (["validFrom"], "2026-06-13T00:00:00Z", "2031-01-01T00:00:00Z"),
        (["validFrom"], "2026-06-13T00:00:00Z", "2026-06-13"),
        (["validUntil"], "2032-06-12T00:00:00Z", "2020-01-01T00:00:00Z"),
        (["validUntil"], "2032-06-12T00:00:00Z", "2032-02-30T00:00:00Z"),
        (["credentialStatus", "id"], "urn:entry:5", "https://school.example/status/revocation"),
        (
            ["credentialStatus", "statusListCredential"],
            "https://school.example/status/2",
            "https://school.example/status/revocation#2",
        ),
        (["credentialStatus", "statusListIndex"], "12", "012"),
        (["credentialSubject", "identifier", 0, "identityType"], "systemId", "unknown"),
    ],
)
def test_what_issue_refuses_is_not_filled_in_where_other_texts_are(
    path: Sequence[str | int], usual: str, wrong: str
) -> None:
    series = Series(SIGNER)
    learnt = [changed(row(number), path, usual) for number in (3, 4)]
    assert last_of(series, [row(1), *learnt]) == alone(learnt[-1])
    assert is_filled(series, changed(row(2), path, usual))
    document = changed(row(2), path, wrong)
    assert not is_filled(series, document)
    assert not isinstance(alone(document), bytes)


def test_a_shape_of_its_own_gets_a_template_of_its_own() -> None:
    plain = row(5)
    for number in (1, 2, 3):
        series = Series(SIGNER)
        other = [changed(row(number), ["description"], f"Row {number}") for number in range(9)]
        mixed = [one for pair in zip(map(row, range(9)), other, strict=True) for one in pair]
        signed = series.issue(mixed, at=NOON)
        assert [one.content for one in signed] == [alone(document) for document in mixed]
        assert is_filled(series, other[number])
        assert is_filled(series, plain)


def test_shapes_without_end_are_issued_one_by_one() -> None:
    def identities(number: int) -> JSONObject:
        names = [{**row(0)["credentialSubject"]["identifier"][0]} for _ in range(number)]
        for at, name in enumerate(names):
            name["identityHash"] = f"{number} {at}"
        return changed(row(number), ["credentialSubject", "identifier"], names)

    documents = [identities(number) for number in range(1, 22)]
    series = Series(SIGNER)
    signed = series.issue(documents, at=NOON)
    assert [one.content for one in signed] == [alone(document) for document in documents]
    assert len(series._shapes) == 16


def test_whoever_brings_only_surprises_is_not_looked_at_for_long() -> None:
    series = Series(SIGNER)
    series.issue([row(1)], at=NOON)
    series._looks = 1
    documents = [row(1), {**row(2), "description": "x"}, {**row(3), "description": "y"}]
    assert last_of(series, documents) == alone(documents[-1])
    assert series._looks == 0
    assert not is_filled(series, documents[-1])


@pytest.mark.parametrize("cryptosuite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_other_contexts_than_those_of_the_first_are_issued_one_by_one(cryptosuite: str) -> None:
    series = Series(SIGNER, cryptosuite=cryptosuite)
    extended = [{**row(at), "@context": [*row(at)["@context"], EXTENSIONS]} for at in range(3)]
    series.issue(extended, at=NOON)
    documents = [row(1), *extended, row(2), *extended]
    signed = series.issue(documents, at=NOON)
    expected = [alone(document, cryptosuite=cryptosuite) for document in documents]
    assert [one.content for one in signed] == expected


@pytest.mark.parametrize(("filled", "again"), [(1, 2), (500, 2), (501, 3)])
def test_of_so_many_rows_so_many_are_looked_at_again(filled: int, again: int) -> None:
    signer = CountingSigner(SIGNER)
    Series(signer).issue([row(number) for number in range(filled + 1)], at=NOON)
    assert signer.used == 1 + filled + again


def test_a_date_that_is_none_is_not_filled_in_where_no_schema_looks_at_it() -> None:
    def plain(number: int, until: str) -> JSONObject:
        return WORLD.document(id=f"urn:uuid:{number:032}", validUntil=until)

    series = Series(SIGNER)
    learnt = [plain(number, f"203{number}-01-01T00:00:00Z") for number in range(3)]
    assert last_of(series, learnt) == alone(learnt[-1])
    assert is_filled(series, plain(5, "2035-01-01T00:00:00Z"))
    assert not is_filled(series, plain(5, "2035-02-30T00:00:00Z"))
    open_ended = [WORLD.document(id=f"urn:uuid:{number:032}", validUntil=...) for number in (7, 8)]
    moved = [
        {**one, "validFrom": f"2026-0{at}-01T00:00:00Z"} for at, one in enumerate(open_ended, 1)
    ]
    assert last_of(series, moved) == alone(moved[-1])
    assert is_filled(series, {**open_ended[0], "validFrom": "2026-05-01T00:00:00Z"})


def test_a_document_that_only_the_reference_reads_is_issued_one_by_one() -> None:
    inline = {"fullName": "https://schema.org/name"}
    documents = [{**row(at), "@context": [*row(at)["@context"], inline]} for at in range(2)]
    how: Any = {"policy": Policy.W3C}
    series = Series(SIGNER, policy=Policy.W3C)
    assert last_of(series, documents) == alone(documents[-1], **how)
    assert all(shape.template is None for shape in series._shapes)


def test_a_document_that_is_read_otherwise_than_it_is_given_is_no_example() -> None:
    documents = [
        changed(row(at), ["credentialSubject", "achievement", "creditsAvailable"], 5.0)
        for at in range(2)
    ]
    series = Series(SIGNER)
    assert last_of(series, documents) == alone(documents[-1])
    assert all(shape.template is None for shape in series._shapes)


def test_a_document_without_dates_status_and_schema_is_filled_in() -> None:
    left_out: Any = {"validFrom": ..., "validUntil": ..., "name": ...}
    documents = [WORLD.document(id=f"urn:uuid:{number:032}", **left_out) for number in range(3)]
    series = Series(SIGNER)
    assert last_of(series, documents) == alone(documents[-1])
    assert is_filled(series, documents[-1])


def test_each_of_two_status_entries_is_filled_in() -> None:
    def suspendable(number: int) -> JSONObject:
        entries = [WORLD.entry("revocation"), WORLD.entry("suspension")]
        return {**WORLD.document(id=f"urn:uuid:{number:032}"), "credentialStatus": entries}

    documents = [suspendable(number) for number in range(4)]
    series = Series(SIGNER)
    assert last_of(series, documents) == alone(documents[-1])
    assert is_filled(series, documents[-1])
    wrong = changed(documents[-1], ["credentialStatus", 1, "id"],
                    documents[-1]["credentialStatus"][1]["statusListCredential"])  # fmt: skip
    assert last_of(series, [*documents, wrong]) == alone(wrong)


def test_a_very_long_text_is_left_to_issue() -> None:
    document = changed(row(3), NAME, "x" * 450_000)
    assert last_of(Series(SIGNER), [row(1), row(2), document]) == alone(document)


def test_a_suite_without_templates_signs_one_by_one() -> None:
    issuer = WORLD.key_issuer(P256)
    documents = [by(issuer, row(number)) for number in range(2)]
    series = Series(issuer.signer, cryptosuite="ecdsa-sd-2023")
    signed = series.issue(documents, at=NOON)
    assert b"ecdsa-sd-2023" in signed[1].content
    assert not series._shapes


class WillfulSigner(CountingSigner):
    """Signs as another signer does, but not always: `mood` says what becomes of a signature."""

    def __init__(self, signer: LocalSigner, mood: Callable[[int, bytes], bytes]) -> None:
        super().__init__(signer)
        self._mood = mood

    @override
    def sign(self, content: bytes) -> bytes:
        signature = super().sign(content)
        return self._mood(self.used, signature)


def test_a_last_signature_that_does_not_fit_is_noticed() -> None:
    signer: Signer = WillfulSigner(SIGNER, lambda at, value: bytes(64) if at == 6 else value)
    with pytest.raises(CredentialsError) as refused:
        Series(signer).issue([row(number) for number in range(6)], at=NOON)
    assert refused.value.problem.code is ProblemCode.SIGNING_FAILED


def test_any_signature_that_does_not_fit_is_noticed_when_all_are_looked_at() -> None:
    signer: Signer = WillfulSigner(SIGNER, lambda at, value: bytes(64) if at == 50 else value)
    documents = [row(number) for number in range(60)]
    with pytest.raises(CredentialsError) as refused:
        Series(signer).issue(documents, at=NOON, verifies_all=True)
    assert refused.value.problem.code is ProblemCode.SIGNING_FAILED


def test_a_signer_that_signs_differently_each_time_is_believed_by_its_signatures() -> None:
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

    def other(at: int, value: bytes) -> bytes:
        # (r, s) and (r, -s) are both signatures of the same content.
        s = int.from_bytes(value[32:], "big")
        return value[:32] + (order - s if at % 2 else s).to_bytes(32, "big")

    issuer = WORLD.key_issuer(P256)
    signer: Signer = WillfulSigner(issuer.signer, other)
    documents = [changed(WORLD.document(issuer), NAME, f"Worker {at}") for at in range(3)]
    signed = Series(signer, cryptosuite="ecdsa-rdfc-2019").issue(documents, at=NOON)
    assert all(WORLD.verify(one).verdict is Verdict.VALID for one in signed)


def test_a_template_that_says_something_else_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    series = Series(SIGNER)
    series.issue([row(1), row(2)], at=NOON)
    (shape,) = series._shapes
    assert shape.template is not None
    right = shape.template.canonical

    def wrong(values: Sequence[bytes]) -> bytes | None:
        said = right(values)
        return said and said.replace(b"Welder", b"Wizard")

    monkeypatch.setattr(shape.template, "canonical", wrong)
    with pytest.raises(CredentialsError) as refused:
        series.issue([row(1), row(2)], at=NOON)
    assert refused.value.problem.code is ProblemCode.SIGNING_FAILED


def test_where_documents_differ_in_more_than_texts_is_nowhere() -> None:
    assert list(differing({"a": ["b", {"c": "d"}]}, {"a": ["b", {"c": "e"}]})) == [("a", 1, "c")]
    for one, other in (
        ({"a": "b"}, ["a"]),
        ({"a": "b"}, {"b": "b"}),
        (["a"], ["a", "b"]),
        (1, True),
    ):
        assert list(differing(one, other)) == [()]
        assert list(differing(other, one)) == [()]


def test_a_document_is_written_as_only_the_same_document_is() -> None:
    assert written({"a": [1, "b"]}) == written(copy.deepcopy({"a": [1, "b"]}))
    others: list[JSONObject] = [
        {"a": [True, "b"]}, {"a": [1.0, "b"]}, {"a": [1], "b": 1}, {"b": 1, "a": [1]},
        {"a": object()},
    ]  # fmt: skip
    assert len({written(one) for one in [{"a": [1, "b"]}, *others]}) == 6
