"""Files in which a holder shows certificates: presentations in tokens, and key bindings."""

from collections.abc import Callable
from datetime import timedelta

from credentials.jose import compact
from credentials.model import JSONObject, as_bytes
from credentials.parsing import CREDENTIALS_V1, CREDENTIALS_V2
from credentials.presentation import present
from tests.attacks.forging import otherwise_signed
from tests.typed_world import LIST, TypedWorld
from tests.zoo.kinds import KINDS, spoil_text

Badge = Callable[..., JSONObject]
Make = Callable[[TypedWorld, Badge], bytes]


def _presented(world: TypedWorld, badge: Badge, form: str) -> bytes:
    shown = [world.issue(badge(world.school))]
    facts = {"domain": "reader.example", "challenge": "share-1", "at": world.at}
    return present(shown, world.key_issuer().signer, form=form, **facts).content  # type: ignore[arg-type] # the three members above


def _in(form: str) -> Make:
    return lambda world, badge: _presented(world, badge, form)


def _otherwise(make: Make) -> Make:
    return lambda world, badge: otherwise_signed(make(world, badge))


def _renamed(make: Make) -> Make:
    return lambda world, badge: spoil_text(make(world, badge))


def _in_an_envelope(token: bytes) -> bytes:
    return as_bytes(
        {
            "@context": [CREDENTIALS_V2],
            "type": "EnvelopedVerifiablePresentation",
            "id": f"data:application/vp+jwt,{token.decode()}",
        }
    )


def _enveloped(world: TypedWorld, badge: Badge) -> bytes:
    return _in_an_envelope(_presented(world, badge, "vc+jwt"))


def _enveloped_and_changed(world: TypedWorld, badge: Badge) -> bytes:
    return _in_an_envelope(otherwise_signed(_presented(world, badge, "vc+jwt")))


def _of_version_1(world: TypedWorld, badge: Badge) -> bytes:
    """A token with a `vp` claim that shows another with a `vc` claim."""
    token = KINDS["version-1-jwt"].sign(world, badge(world.school), world.school).decode()
    presentation = {
        "@context": [CREDENTIALS_V1],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [token],
    }
    holder = world.key_issuer()
    claims = {"vp": presentation, "iss": holder.did, "iat": int(world.at.timestamp())}
    header = {"kid": holder.signer.verification_method, "typ": "JWT"}
    return compact.sign_with(header, as_bytes(claims), holder.signer).encode()


def _typed_expired(world: TypedWorld, badge: Badge) -> bytes:
    del badge
    until = world.at - timedelta(days=30)
    return world.issue_typed(place=(LIST, 11), valid_until=until).content


def _bound(world: TypedWorld, badge: Badge) -> bytes:
    del badge
    return world.shown().content


def _bound_otherwise(world: TypedWorld, badge: Badge) -> bytes:
    """Shown by a key that it is not bound to."""
    certificate, tilde, binding = _bound(world, badge).rpartition(b"~")
    return certificate + tilde + otherwise_signed(binding)


_V, _I, _U = "valid", "invalid", "undetermined"

PRESENTED: tuple[tuple[str, Make, *tuple[str | None, ...]], ...] = (
    ("presentation-jwt-good.jwt", _in("vc+jwt"), _V, None, _U, "accredited"),
    ("presentation-sd-jwt-good.sd-jwt", _in("vc+sd-jwt"), _V, None, _U, "accredited"),
    ("presentation-cose-good.cose", _in("vc+cose"), _V, None, _U, "accredited"),
    ("presentation-enveloped-good.json", _enveloped, _V, None, _U, "accredited"),
    ("presentation-version-1-good.jwt", _of_version_1, _V, None, _U, "accredited"),
    ("sd-jwt-vc-shown-good.sd-jwt", _bound, _V, None, _U, "accredited"),
    ("sd-jwt-vc-expired.sd-jwt", _typed_expired, _I, "expired", _U, "accredited"),
    ("sd-jwt-vc-shown-changed.sd-jwt", _bound_otherwise, _I, "tampered", _U, "unchecked"),
    *(
        (name, make, _I, "tampered", _I, "unchecked")
        for name, make in (
            ("presentation-jwt-changed.jwt", _otherwise(_in("vc+jwt"))),
            ("presentation-sd-jwt-changed.sd-jwt", _otherwise(_in("vc+sd-jwt"))),
            ("presentation-cose-changed.cose", _renamed(_in("vc+cose"))),
            ("presentation-enveloped-changed.json", _enveloped_and_changed),
            ("presentation-version-1-changed.jwt", _otherwise(_of_version_1)),
        )
    ),
)
