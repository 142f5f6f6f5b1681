"""Every file of examples/zoo: what it is, and what has to be said of it.

Of each form there is a good one, and one for each thing that can be wrong with all forms;
what can only be wrong with some stands below by itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from credentials.did.web import document_url
from credentials.jose.issuer_metadata import metadata_url
from credentials.keys.encodings import encode_base58
from credentials.model import JSONObject, as_bytes
from credentials.trust import Standing
from tests.attacks.forging import otherwise_signed
from tests.typed_world import LIST, TypedWorld
from tests.unit.credentials.badges.version2 import Site
from tests.world import Issuer, changed
from tests.zoo.further import FURTHER, Further
from tests.zoo.kinds import KINDS, Kind, spoil_token
from tests.zoo.presented import PRESENTED

AT = datetime(2026, 12, 1, tzinfo=UTC)
VALID, INVALID, UNDETERMINED = "valid", "invalid", "undetermined"


@dataclass(frozen=True)
class Exhibit:
    """A file, and what is said of it: with the world at hand, and `alone`, without it.

    `reason` is the first problem's code, or else the first warning's; `issuer` is the standing
    of the body that signed the (first) certificate. None: there is no certificate at all.
    """

    name: str
    content: bytes
    verdict: str | None
    reason: str | None
    alone: str | None
    issuer: str | None = "accredited"


class Zoo:
    """The bodies and lists that the files speak of."""

    def __init__(self) -> None:
        self.world = TypedWorld()
        self.world.at = AT - timedelta(hours=12)
        self.site = Site("https://harbour.example")
        self.further = Further(self.world, self.badge)
        self._issuers: dict[str, Issuer] = {}
        self.world.accredit(self.world.school, "Riverside Training", accredited_by="Ministry")

    def issuer_of(self, kind: Kind) -> Issuer:
        """The accredited body that signs in this form."""
        name = kind.algorithm.name
        if name not in self._issuers:
            host = f"{name.lower().replace('-', '')}.school.example"
            self._issuers[name] = self.world.issuer(host, kind.algorithm)
            self.world.accredit(
                self._issuers[name], f"School with {name}", accredited_by="Ministry"
            )
        return self._issuers[name]

    def badge(self, body: Issuer, **changes: object) -> JSONObject:
        """An unsigned badge with a status entry."""
        return self.world.document(
            body,
            **{
                "type": ["VerifiableCredential", "OpenBadgeCredential"],
                "credentialStatus": self.world.entry(issuer=body),
                **changes,
            },
        )


def exhibits(zoo: Zoo) -> Iterator[Exhibit]:
    """All files, in the order in which they are listed."""
    for name, kind in KINDS.items():
        yield from _of_each_form(zoo, name, kind)
    for name, make, *said in _OTHERS:
        yield Exhibit(name, make(zoo), *said)
    for name, make_further, *said in FURTHER:
        yield Exhibit(name, make_further(zoo.further), *said)
    for name, make_presented, *said in PRESENTED:
        yield Exhibit(name, make_presented(zoo.world, zoo.badge), *said)


def _of_each_form(zoo: Zoo, name: str, kind: Kind) -> Iterator[Exhibit]:
    body = zoo.issuer_of(kind)

    def signed(document: JSONObject) -> bytes:
        return kind.sign(zoo.world, document, body)

    def file(state: str) -> str:
        return f"{name}-{state}{kind.suffix}"

    good = signed(zoo.badge(body))
    yield Exhibit(file("good"), good, VALID, kind.remark, UNDETERMINED)
    alone = INVALID if kind.by_named_key else UNDETERMINED
    yield Exhibit(file("changed"), kind.spoil(good), INVALID, "tampered", alone, "unchecked")
    revoked = zoo.badge(body)
    zoo.world.set_status(revoked, "revocation", body)
    yield Exhibit(file("revoked"), signed(revoked), INVALID, "revoked", UNDETERMINED)
    expired = zoo.badge(body, validUntil="2026-11-01T00:00:00Z")
    yield Exhibit(file("expired"), signed(expired), INVALID, "expired", UNDETERMINED)


# ── What can be wrong with a badge ──────────────────────────────────────────────────────────


def _signed(zoo: Zoo, **changes: object) -> bytes:
    school = zoo.world.school
    return zoo.world.issue(zoo.badge(school, **changes)).content


def _edited(zoo: Zoo, edit: Callable[[JSONObject], object]) -> bytes:
    return as_bytes(changed(zoo.world.issue(zoo.badge(zoo.world.school)), edit))


def _self_contained(zoo: Zoo) -> bytes:
    body = zoo.world.key_issuer()
    return zoo.world.issue(zoo.badge(body, credentialStatus=...), issuer=body).content


def _added_term(zoo: Zoo) -> bytes:
    return _edited(zoo, lambda it: it["credentialSubject"].update(grade="with distinction"))


def _renamed_term(zoo: Zoo) -> bytes:
    def rename(document: JSONObject) -> None:
        achievement = document["credentialSubject"]["achievement"]
        achievement["https://schema.org/name"] = achievement.pop("name")

    return _edited(zoo, rename)


def _hidden_end(zoo: Zoo) -> bytes:
    def hide(document: JSONObject) -> None:
        document["https://www.w3.org/2018/credentials#validUntil"] = {
            "@value": document.pop("validUntil"),
            "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
        }

    return _edited(zoo, hide)


def _foreign_key(zoo: Zoo) -> bytes:
    mallory = zoo.world.key_issuer()
    secured = zoo.world.issue(zoo.badge(mallory, credentialStatus=...), issuer=mallory)
    return as_bytes(changed(secured, lambda it: it["issuer"].update(id=zoo.world.school.did)))


def _weak_key(zoo: Zoo) -> bytes:
    # The neutral element of the curve: with it as public key everybody can sign anything.
    name = "z" + encode_base58(b"\xed\x01" + b"\x01" + bytes(31))

    def weaken(document: JSONObject) -> None:
        document["issuer"]["id"] = f"did:key:{name}"
        document["proof"]["verificationMethod"] = f"did:key:{name}#{name}"

    return as_bytes(changed(zoo.world.issue(zoo.badge(zoo.world.school)), weaken))


def _suspended(zoo: Zoo) -> bytes:
    world = zoo.world
    entries = [world.entry(purpose) for purpose in ("revocation", "suspension")]
    document = world.document(credentialStatus=entries)
    world.set_status(document, "suspension")
    return world.issue(document).content


def _not_yet(zoo: Zoo) -> bytes:
    return _signed(zoo, validFrom="2027-01-01T00:00:00Z")


def _unreachable_list(zoo: Zoo) -> bytes:
    body = zoo.world.issuer("silent.example")
    zoo.world.accredit(body, "A school whose list is gone", accredited_by="Ministry")
    document = zoo.badge(body)
    zoo.world.unreachable.add(body.list_url("revocation"))
    return zoo.world.issue(document, issuer=body).content


def _unreachable_issuer(zoo: Zoo) -> bytes:
    body = zoo.world.issuer("gone.example")
    zoo.world.unreachable.add(body.did)
    return zoo.world.issue(zoo.badge(body, credentialStatus=...), issuer=body).content


def _unknown_issuer(zoo: Zoo) -> bytes:
    stranger = zoo.world.issuer("stranger.example")
    return zoo.world.issue(zoo.badge(stranger), issuer=stranger).content


def _suspended_issuer(zoo: Zoo) -> bytes:
    body = zoo.world.issuer("suspended.example")
    zoo.world.accredit(body, "A school that may not award", standing=Standing.SUSPENDED)
    return zoo.world.issue(zoo.badge(body), issuer=body).content


def _unknown_context(zoo: Zoo) -> bytes:
    return _edited(zoo, lambda it: it["@context"].append("https://words.example/own/v1"))


def _without_proof(zoo: Zoo) -> bytes:
    return _edited(zoo, lambda it: it.pop("proof"))


def _said_twice(zoo: Zoo) -> bytes:
    good = _signed(zoo)
    return good.replace(b'"name":"Welder"', b'"name":"Welder","name":"Master welder"', 1)


def _foreign_presenter(zoo: Zoo) -> bytes:
    """A good certificate of one person's key, presented by another's."""
    world, owner = zoo.world, zoo.world.key_issuer()
    subject = {**world.document()["credentialSubject"], "id": owner.did}
    secured = world.issue(zoo.badge(world.school, credentialSubject=subject))
    return as_bytes(world.present([secured], world.key_issuer()))


def _cut_presentation(zoo: Zoo) -> bytes:
    world = zoo.world
    two = [world.issue(zoo.badge(world.school)) for _ in range(2)]
    shown = world.present(two, world.key_issuer())
    return as_bytes(changed(shown, lambda it: it["verifiableCredential"].pop()))


def _open_badges_jwt(zoo: Zoo) -> bytes:
    """A badge about somebody with an identifier, as Open Badges 3.0 makes JWTs."""
    body = zoo.issuer_of(KINDS["vc-jwt-rsa"])
    badge = zoo.badge(body)
    badge["credentialSubject"]["id"] = "did:example:amina"
    return zoo.world.issue(badge, issuer=body, form="openbadges-jwt").content


def _open_badges_jwt_changed(zoo: Zoo) -> bytes:
    return spoil_token(_open_badges_jwt(zoo))


def _typed(zoo: Zoo) -> bytes:
    return zoo.world.issue_typed(place=(LIST, 8)).content


def _typed_changed(zoo: Zoo) -> bytes:
    return otherwise_signed(_typed(zoo))


def _typed_revoked(zoo: Zoo) -> bytes:
    zoo.world.values[9] = 1
    return zoo.world.issue_typed(place=(LIST, 9)).content


def _typed_suspended(zoo: Zoo) -> bytes:
    zoo.world.values[10] = 2
    return zoo.world.issue_typed(place=(LIST, 10)).content


def _hosted(zoo: Zoo) -> bytes:
    return as_bytes(zoo.site.hosted())


def _hosted_otherwise(zoo: Zoo) -> bytes:
    return as_bytes({**zoo.site.hosted("/a/2"), "issuedOn": "2020-01-01T00:00:00Z"})


def _hosted_revoked(zoo: Zoo) -> bytes:
    badge = zoo.site.hosted("/a/3")
    zoo.site.change("/a/3", revoked=True)
    return as_bytes(badge)


def _signed_in_2_0(zoo: Zoo) -> bytes:
    return zoo.site.signed(id="urn:uuid:2b4e28ba-2fa1-41d2-883f-0016d3cca427")


def _signed_in_2_0_changed(zoo: Zoo) -> bytes:
    return otherwise_signed(zoo.site.signed())


def _signed_in_2_0_revoked(zoo: Zoo) -> bytes:
    name = "urn:uuid:3b4e28ba-2fa1-41d2-883f-0016d3cca427"
    zoo.site.change("/revoked", revokedAssertions=[{"id": name, "revocationReason": "Mistake"}])
    return zoo.site.signed(id=name)


def _letter(zoo: Zoo) -> bytes:
    del zoo
    return b"Please find my certificate enclosed.\n"


_OTHERS: tuple[tuple[str, Callable[[Zoo], bytes], *tuple[str | None, ...]], ...] = (
    ("did-key-good.json", _self_contained, VALID, None, VALID, "unknown"),
    ("unknown-issuer-good.json", _unknown_issuer, VALID, None, UNDETERMINED, "unknown"),
    ("suspended-issuer-good.json", _suspended_issuer, VALID, None, UNDETERMINED, "suspended"),
    ("shown-by-another-good.json", _foreign_presenter, VALID, "holder-not-shown", UNDETERMINED),
    ("suspended.json", _suspended, INVALID, "suspended", UNDETERMINED),
    ("not-yet-valid.json", _not_yet, INVALID, "not-yet-valid", UNDETERMINED, "known"),
    ("list-unreachable.json", _unreachable_list, UNDETERMINED, "status-unreachable", UNDETERMINED),
    ("open-badges-jwt-good.jwt", _open_badges_jwt, VALID, None, UNDETERMINED),
    ("sd-jwt-vc-good.sd-jwt", _typed, VALID, "holder-not-shown", UNDETERMINED),
    ("sd-jwt-vc-revoked.sd-jwt", _typed_revoked, INVALID, "revoked", UNDETERMINED),
    ("sd-jwt-vc-suspended.sd-jwt", _typed_suspended, INVALID, "suspended", UNDETERMINED),
    ("badge-2-hosted-good.json", _hosted, VALID, "hosted-only", UNDETERMINED, "unknown"),
    ("badge-2-signed-good.jws", _signed_in_2_0, VALID, None, UNDETERMINED, "unknown"),
    (
        "badge-2-signed-revoked.jws",
        _signed_in_2_0_revoked,
        INVALID,
        "revoked",
        UNDETERMINED,
        "unknown",
    ),
    *(
        (name, make, verdict, reason, alone, "unchecked")
        for name, make, verdict, reason, alone in (
            (
                "badge-2-hosted-otherwise.json",
                _hosted_otherwise,
                INVALID,
                "hosted-otherwise",
                UNDETERMINED,
            ),
            ("badge-2-hosted-revoked.json", _hosted_revoked, INVALID, "revoked", UNDETERMINED),
            (
                "badge-2-signed-changed.jws",
                _signed_in_2_0_changed,
                INVALID,
                "tampered",
                UNDETERMINED,
            ),
            (
                "open-badges-jwt-changed.jwt",
                _open_badges_jwt_changed,
                INVALID,
                "tampered",
                UNDETERMINED,
            ),
            ("sd-jwt-vc-changed.sd-jwt", _typed_changed, INVALID, "tampered", UNDETERMINED),
            ("added-term.json", _added_term, INVALID, "term-undefined", UNDETERMINED),
            ("renamed-term.json", _renamed_term, INVALID, "tree-changed", UNDETERMINED),
            ("hidden-end.json", _hidden_end, INVALID, "tree-changed", UNDETERMINED),
            ("foreign-key.json", _foreign_key, INVALID, "key-not-allowed", INVALID),
            ("weak-key.json", _weak_key, INVALID, "key-weak", INVALID),
            ("said-twice.json", _said_twice, INVALID, "malformed", INVALID),
            ("without-proof.json", _without_proof, INVALID, "proof-missing", INVALID),
            ("cut-presentation.json", _cut_presentation, INVALID, "tampered", INVALID),
            (
                "issuer-unreachable.json",
                _unreachable_issuer,
                UNDETERMINED,
                "issuer-unreachable",
                UNDETERMINED,
            ),
            (
                "unknown-context.json",
                _unknown_context,
                UNDETERMINED,
                "context-unknown",
                UNDETERMINED,
            ),
        )
    ),
    ("letter.txt", _letter, None, "no-credential-found", None, None),
)


def addresses(zoo: Zoo) -> Iterator[tuple[str, bytes]]:
    """What stands at each address of the world; what cannot be reached is left out."""
    materials = zoo.world.materials()
    found = {
        **{document_url(did): seen for did, seen in materials.did_documents.items()},
        **{metadata_url(name): seen for name, seen in materials.issuer_keys.items()},
        **materials.status_lists,
        **zoo.site.materials().hosted,
    }
    for url, seen in found.items():
        if seen.content is not None:
            yield url, seen.content
    yield from zoo.further.addresses().items()
