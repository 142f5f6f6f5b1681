"""What is asked for, of whom, in which order, and how much of it at most."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import anyio
import pytest
from sqlalchemy.orm import Session

from app.base.db import Database
from app.base.intake import Pages
from app.base.workers import Workers
from app.verifier import intake, service
from app.verifier.inquiry import Question, judge
from app.verifier.intake import Nothing, Why
from app.verifier.ports import PrintedCertificate, SharedSet
from app.verifier.service import Examined, Verifier
from credentials import (
    CredentialsError,
    Fetched,
    ProblemCode,
    StatusNote,
    TrustList,
    Verdict,
    VerificationReport,
    as_bytes,
    refuse,
)
from tests.databases import sqlite_with_tables
from tests.refusal import refused
from tests.unit.credentials.badges.test_version2_endorsements import praised
from tests.world import NOON, World, changed

HERE = "https://passport.example"


@dataclass
class Network:
    """Everything that a world publishes; it remembers what it was asked for, in order."""

    world: World
    asked: list[str] = field(default_factory=list)
    pages: dict[str, bytes] = field(default_factory=dict)
    is_silent: bool = False

    async def fetch(self, url: str, *, limit: int, accept: str) -> Fetched:
        del accept
        self.asked.append(url)
        if self.is_silent:
            await anyio.sleep_forever()
        materials = self.world.materials()
        host = url.removeprefix("https://").removesuffix("/.well-known/did.json")
        found = materials.did_documents.get(f"did:web:{host}") or materials.status_lists.get(url)
        if found is not None:
            return found
        content = self.pages.get(url)
        if content is None or len(content) > limit:
            return Fetched(None, self.world.at, "the host does not answer")
        return Fetched(content, self.world.at)


@dataclass
class Register:
    """What the service knows itself."""

    documents: dict[str, bytes] = field(default_factory=dict)
    lists: dict[str, bytes] = field(default_factory=dict)
    notes: dict[tuple[str, int], StatusNote] = field(default_factory=dict)
    certificates: dict[str, PrintedCertificate] = field(default_factory=dict)
    sets: dict[str, SharedSet] = field(default_factory=dict)

    def did_document(self, session: Session, did: str) -> bytes | None:
        del session
        return self.documents.get(did)

    def issuer_keys(self, session: Session, issuer: str) -> bytes | None:
        del session
        return self.documents.get(issuer)

    def status_list(self, session: Session, url: str, *, at: datetime) -> bytes | None:
        del session, at
        return self.lists.get(url)

    def hosted(self, session: Session, url: str, *, at: datetime) -> bytes | None:
        del session, at
        return self.lists.get(url)

    def note(self, session: Session, list_url: str, index: int) -> StatusNote | None:
        del session
        return self.notes.get((list_url, index))

    def code_was_replaced(self, session: Session, code: str) -> bool:
        del session, code
        return False

    def printed(self, session: Session, code: str) -> PrintedCertificate | None:
        del session
        return self.certificates.get(code)

    def shared(self, session: Session, token: str, *, at: datetime) -> SharedSet | None:
        del session, at
        if token == "ended":
            raise refuse(ProblemCode.GONE, "the link has ended")
        return self.sets.get(token)

    def frozen(self, session: Session, credential_id: str) -> bool:
        del session, credential_id
        return False


@dataclass
class Desk:
    """A verifier and everything around it."""

    world: World
    network: Network
    register: Register
    database: Database
    codes: list[str] = field(default_factory=list)
    attached: list[bytes] = field(default_factory=list)
    file_problem: ProblemCode | None = None
    apart: Callable[[Question], VerificationReport] = judge

    @property
    def verifier(self) -> Verifier:
        return Verifier(
            database=self.database,
            fetcher=self.network,
            trust=lambda: TrustList(self.world.trusted, NOON),
            own=self.register,
            files=self,
            public_url=HERE,
            apart=self.apart,
        )

    def qr_codes(self, _content: bytes) -> list[str]:
        if self.file_problem is not None:
            raise refuse(self.file_problem, "the file")
        return self.codes

    def attachments(self, _content: bytes) -> list[bytes]:
        if self.file_problem is not None:
            raise refuse(self.file_problem, "the file")
        return self.attached

    def pages(self, _content: bytes) -> Pages:
        return Pages(tuple(self.codes), "")

    def check(self, content: bytes) -> VerificationReport:
        async def run() -> VerificationReport:
            return await self.verifier.check(content, at=NOON)

        return anyio.run(run)

    def bring(self, text: str | bytes) -> Examined | Nothing:
        content = text if isinstance(text, bytes) else text.encode()

        async def run() -> Examined | Nothing:
            verifier = self.verifier
            located = await verifier.locate(intake.find(content, public_url=HERE))
            (part,) = intake.parts_of(located)
            return await verifier.examine(part, at=NOON)

        return anyio.run(run)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    world = World()
    database = Database(sqlite_with_tables(tmp_path / "test.sqlite3"))
    yield Desk(world, Network(world), Register(), database)
    database.dispose()


def test_what_many_certificates_need_is_proven_once(desk: Desk) -> None:
    verifier, remembered = desk.verifier, []
    for _ in range(2):
        document = desk.world.document(credentialStatus=desk.world.entry())
        certificate = desk.world.issue(document).content
        assert anyio.run(partial(verifier.check, certificate, at=NOON))
        remembered.append(len(verifier._memory))
    # The key document, the list, its proof and its bits.
    assert remembered == [4, 4]


def key_url(host: str = "school.example") -> str:
    return f"https://{host}/.well-known/did.json"


# ── Foreign issuers ──


def test_the_key_is_fetched_first_and_the_list_after_the_proof(desk: Desk) -> None:
    content = desk.world.issue(desk.world.document(credentialStatus=desk.world.entry())).content
    assert desk.check(content).verdict is Verdict.VALID
    assert desk.network.asked == [key_url(), "https://school.example/status/revocation"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda it: it.update(name="Master"),
        lambda it: it["credentialStatus"].update(
            statusListCredential="https://169.254.169.254/latest"
        ),
        lambda it: it["proof"].pop("proofValue"),
    ],
)
def test_a_forged_document_has_nothing_but_the_issuers_key_fetched(
    desk: Desk, edit: Callable[[dict[str, dict[str, str]]], object]
) -> None:
    signed = desk.world.issue(desk.world.document(credentialStatus=desk.world.entry()))
    report = desk.check(as_bytes(changed(signed, edit)))
    assert report.verdict is Verdict.INVALID
    assert set(desk.network.asked) <= {key_url()}


def test_an_issuer_that_cannot_be_reached_leaves_it_undetermined(desk: Desk) -> None:
    desk.world.unreachable.add(desk.world.school.did)
    report = desk.check(desk.world.issue().content)
    assert report.verdict is Verdict.UNDETERMINED
    assert [problem.code for problem in report.problems] == [ProblemCode.ISSUER_UNREACHABLE]
    assert desk.network.asked == [key_url()]


def test_a_host_that_never_answers_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "FETCHING_TIME", 0.05)
    desk.network.is_silent = True
    report = desk.check(desk.world.issue().content)
    assert report.verdict is Verdict.UNDETERMINED
    assert "no answer in time" in report.problems[0].detail


def test_no_more_than_eight_addresses_are_asked_for_one_document(desk: Desk) -> None:
    issuers = [desk.world.issuer(f"school{number}.example") for number in range(12)]
    shared = [desk.world.issue(desk.world.document(each), issuer=each) for each in issuers]
    presentation = desk.world.present(shared, desk.world.key_issuer())
    report = desk.check(as_bytes(presentation))
    assert report.verdict is Verdict.UNDETERMINED
    assert len(desk.network.asked) == 8
    assert sum(inner.verdict is Verdict.VALID for inner in report.inner) == 8


def test_an_address_that_several_certificates_name_is_asked_once(desk: Desk) -> None:
    document = desk.world.document(credentialStatus=desk.world.entry())
    shared = [desk.world.issue(document), desk.world.issue()]
    assert desk.check(as_bytes(desk.world.present(shared, desk.world.key_issuer())))
    assert desk.network.asked == [key_url(), "https://school.example/status/revocation"]


def test_what_others_publish_of_a_hosted_badge_is_fetched_after_it(desk: Desk) -> None:
    school, college, badge = praised()
    for url, page in {**school.pages, **college.pages}.items():
        desk.network.pages[url] = as_bytes(page)
    (said,) = desk.check(as_bytes(badge)).endorsements
    assert said.verdict is Verdict.VALID
    names = ["a/1", "badge", "issuer", "said", "issuer"]
    assert [url.partition(".example/")[2] for url in desk.network.asked] == names


# ── What is ours ──


def test_own_identities_and_lists_come_from_the_database(desk: Desk) -> None:
    document = desk.world.document(credentialStatus=desk.world.entry())
    content = desk.world.issue(document).content
    materials = desk.world.materials()
    for did, fetched in materials.did_documents.items():
        desk.register.documents[did] = fetched.content or b""
    for url, fetched in materials.status_lists.items():
        desk.register.lists[url] = fetched.content or b""
    assert desk.check(content)
    assert desk.network.asked == []


def test_an_own_list_says_what_was_replaced(desk: Desk) -> None:
    document = desk.world.document(credentialStatus=desk.world.entry())
    desk.world.set_status(document, "revocation")
    content = desk.world.issue(document).content
    url = desk.world.school.list_url("revocation")
    desk.register.lists[url] = desk.world.published(desk.world.school, "revocation")
    assert [problem.code for problem in desk.check(content).problems] == [ProblemCode.REVOKED]
    index = int(document["credentialStatus"]["statusListIndex"])
    desk.register.notes[(url, index)] = StatusNote(NOON, is_replaced=True)
    assert [problem.code for problem in desk.check(content).problems] == [ProblemCode.REPLACED]


def test_our_own_address_is_never_asked_over_the_network(desk: Desk) -> None:
    impostor = desk.world.issuer("passport.example:issuers:nobody")
    secured = desk.world.issue(desk.world.document(impostor), issuer=impostor)
    report = desk.check(secured.content)
    assert report.verdict is Verdict.UNDETERMINED
    assert desk.network.asked == []


# ── Links, codes, pictures ──


def test_a_link_that_was_typed_is_fetched_once_and_no_further(desk: Desk) -> None:
    desk.network.pages["https://other.example/badge"] = desk.world.issue().content
    found = desk.bring("https://other.example/badge")
    assert isinstance(found, Examined)
    assert found.report
    desk.network.pages["https://other.example/next"] = b"https://other.example/badge"
    assert desk.bring("https://other.example/next") == Nothing(Why.NOT_A_CREDENTIAL)
    assert desk.bring("https://other.example/none") == Nothing(Why.LINK_UNREACHABLE)
    desk.network.pages["https://other.example/large"] = b"{" + b" " * 1_000_001
    assert desk.bring("https://other.example/large") == Nothing(Why.LINK_UNREACHABLE)


def test_a_silent_link_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "FETCHING_TIME", 0.05)
    desk.network.is_silent = True
    assert desk.bring("https://other.example/badge") == Nothing(Why.LINK_UNREACHABLE)


def test_a_shared_set_must_be_for_this_service_and_this_share(desk: Desk) -> None:
    holder = desk.world.key_issuer()
    presentation = as_bytes(desk.world.present([desk.world.issue()], holder))
    right, wrong = "reader.example", "elsewhere.example"
    desk.register.sets["good"] = SharedSet(presentation, right, "share-1")
    desk.register.sets["stolen"] = SharedSet(presentation, wrong, "share-1")
    desk.register.sets["again"] = SharedSet(presentation, right, "share-2")

    def codes(token: str) -> list[ProblemCode]:
        found = desk.bring(f"{HERE}/s/{token}")
        assert isinstance(found, Examined)
        assert found.shared
        return [problem.code for problem in found.report.problems]

    assert codes("good") == []
    assert codes("stolen") == [ProblemCode.WRONG_AUDIENCE]
    assert codes("again") == [ProblemCode.WRONG_NONCE]
    assert desk.bring(f"{HERE}/s/ended") == Nothing(Why.LINK_ENDED)
    assert desk.bring(f"{HERE}/s/none") == Nothing(Why.LINK_UNKNOWN)


def test_a_picture_leads_to_what_its_code_says(desk: Desk) -> None:
    desk.codes = [desk.world.issue().content.decode()]
    found = desk.bring(b"\xff\xd8\xffphoto")
    assert isinstance(found, Examined)
    desk.file_problem = ProblemCode.MALFORMED
    assert desk.bring(b"\xff\xd8\xffphoto") == Nothing(Why.PICTURE_UNREADABLE)
    desk.file_problem = ProblemCode.TOO_MANY_REQUESTS
    with refused(ProblemCode.TOO_MANY_REQUESTS):
        desk.bring(b"\xff\xd8\xffphoto")


def test_a_pdf_file_leads_to_what_is_attached_or_else_to_what_its_pages_show(desk: Desk) -> None:
    pdf, shown = b"%PDF-1.7 ...", desk.world.issue().content
    assert desk.bring(pdf) == Nothing(Why.PDF_WITHOUT_CREDENTIAL)
    desk.codes = [f"{HERE}/c/AAAA-BBBB-CCCCC"]
    assert desk.bring(pdf) == Nothing(Why.CLAIM_CODE)
    desk.attached = [b"a drawing", shown]
    assert isinstance(desk.bring(pdf), Examined)
    for code, why in (
        (ProblemCode.MALFORMED, Why.PDF_UNREADABLE),
        (ProblemCode.TOO_COMPLEX, Why.PDF_UNREADABLE),
        (ProblemCode.UNSUPPORTED_MEDIA, Why.PDF_LOCKED),
    ):
        desk.file_problem = code
        assert desk.bring(pdf) == Nothing(why)


def test_a_link_to_a_pdf_file_leads_to_what_is_attached_and_never_to_its_pages(desk: Desk) -> None:
    link = "https://elsewhere.example/certificate.pdf"
    desk.network.pages[link] = b"%PDF-1.7 ..."
    desk.codes = [desk.world.issue().content.decode()]
    assert desk.bring(link) == Nothing(Why.NOT_A_CREDENTIAL)
    desk.attached = [desk.codes[0].encode()]
    assert isinstance(desk.bring(link), Examined)


def test_json_that_is_no_credential_is_nothing_to_report_on(desk: Desk) -> None:
    assert desk.bring(json.dumps({"name": "Amina"})) == Nothing(Why.NOT_A_CREDENTIAL)


def test_when_too_many_wait_the_next_is_sent_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_WAITING", 0)
    with pytest.raises(CredentialsError) as caught:
        desk.check(desk.world.issue().content)
    assert caught.value.problem.code is ProblemCode.BUSY


# ── What takes long ──


def test_a_large_document_is_judged_apart_and_may_be_stopped_there(desk: Desk) -> None:
    small = desk.world.issue().content
    long_text = desk.world.document(description="Welds. " * 3_000)
    large = desk.world.issue(long_text).content

    def stop(question: Question) -> VerificationReport:
        raise refuse(ProblemCode.TOO_COMPLEX, f"stopped after {len(question.content) // 10**9} s")

    desk.apart = stop
    assert desk.check(small).verdict is Verdict.VALID
    report = desk.check(large)
    assert report.verdict is Verdict.UNDETERMINED
    assert [problem.code for problem in report.problems] == [ProblemCode.TOO_COMPLEX]


def test_a_large_document_is_judged_the_same_in_another_process(desk: Desk) -> None:
    document = desk.world.document(
        description="Welds. " * 3_000, credentialStatus=desk.world.entry()
    )
    content = desk.world.issue(document).content
    workers = Workers(1)
    desk.apart = lambda question: workers.run(judge, question, timeout=20)
    try:
        report = desk.check(content)
    finally:
        workers.close()
    assert report.verdict is Verdict.VALID
    assert report.credential["description"] == document["description"]


def test_when_every_process_is_busy_the_next_is_sent_away(desk: Desk) -> None:
    def busy(question: Question) -> VerificationReport:
        raise refuse(ProblemCode.TOO_MANY_REQUESTS, f"{question.at} is too busy")

    desk.apart = busy
    large = desk.world.issue(desk.world.document(description="Welds. " * 3_000)).content
    with refused(ProblemCode.TOO_MANY_REQUESTS):
        desk.check(large)
