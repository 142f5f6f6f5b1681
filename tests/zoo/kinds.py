"""The forms a credential can have: how each is made, and how somebody would change it."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from credentials.badges.baking import bake, unbake
from credentials.derivation import derive
from credentials.issuance import issue
from credentials.jose import compact
from credentials.keys.algorithms import BLS12381, ED25519, P256, P384, P521, RSA, Algorithm
from credentials.model import JSONObject, MediaType, Policy, SecuredCredential, as_bytes
from credentials.parsing import credential
from credentials.proofs import data_integrity
from tests.attacks.forging import with_payload
from tests.earlier import SIGNATURE_2020, in_version_1, signed_as_in_2020
from tests.world import Issuer, World

# What is changed in each file, after it was signed: the holder's name.
TRUE, FALSE = b"Amina Yusuf", b"Amine Yusuf"

_STATUS = "https://www.w3.org/ns/credentials/status/v1"


@dataclass(frozen=True)
class Kind:
    """A form: the end of its files' names, its issuer's key, how it is signed and changed.

    `sign` gets an unsigned document of the kind's issuer, `spoil` what `sign` made. The
    outermost signature of a kind `by_named_key` can be checked without the world. `remark` is
    the warning that a good one has.
    """

    suffix: str
    algorithm: Algorithm
    sign: Callable[[World, JSONObject, Issuer], bytes]
    spoil: Callable[[bytes], bytes]
    by_named_key: bool = False
    remark: str | None = None


def spoil_text(content: bytes) -> bytes:
    """The holder's name changed where it stands in clear."""
    assert TRUE in content
    return content.replace(TRUE, FALSE)


def spoil_token(token: bytes) -> bytes:
    """The holder's name changed in the payload of a compact JWS."""
    return with_payload(token, spoil_text)


def _spoil_image(image: bytes) -> bytes:
    return bake(image, SecuredCredential(MediaType.VC, spoil_text(unbake(image))))


def _spoil_envelope(content: bytes) -> bytes:
    document = json.loads(content)
    start, token = document["id"].split(",")
    return json.dumps(
        {**document, "id": f"{start},{spoil_token(token.encode()).decode()}"}
    ).encode()


def _issued(document: JSONObject, issuer: Issuer, world: World, **how: object) -> SecuredCredential:
    return issue(credential(document), issuer.signer, at=world.at, policy=Policy.STRICT, **how)  # type: ignore[arg-type] # the callers below name the arguments of `issue`


def _suite(name: str, algorithm: Algorithm) -> Kind:
    def sign(world: World, document: JSONObject, issuer: Issuer) -> bytes:
        return _issued(document, issuer, world, cryptosuite=name).content

    return Kind(".json", algorithm, sign, spoil_text)


def _token(algorithm: Algorithm) -> Kind:
    def sign(world: World, document: JSONObject, issuer: Issuer) -> bytes:
        return _issued(document, issuer, world, form="vc+jwt").content

    return Kind(".jwt", algorithm, sign, spoil_token)


def _in_cose(world: World, document: JSONObject, issuer: Issuer) -> bytes:
    return _issued(document, issuer, world, form="vc+cose").content


def _hiding(world: World, document: JSONObject, issuer: Issuer) -> bytes:
    return _issued(document, issuer, world, form="vc+sd-jwt", hidden=["/name"]).content


def _derived(name: str, algorithm: Algorithm) -> Kind:
    """A credential of which the holder shows all but its name."""

    def sign(world: World, document: JSONObject, issuer: Issuer) -> bytes:
        base = _issued(document, issuer, world, cryptosuite=name, mandatory_pointers=[])
        shown = [f"/{member}" for member in document if member not in ("@context", "name")]
        return derive(base.content, shown).content

    return Kind(".json", algorithm, sign, spoil_text, remark="parts-left-out")


def _of_version_1(world: World, document: JSONObject, issuer: Issuer) -> bytes:
    secured = data_integrity.secure(
        in_version_1(document, _STATUS, "https://w3id.org/security/data-integrity/v2"),
        signer=issuer.signer,
        purpose="assertionMethod",
        at=world.at,
        policy=Policy.STRICT,
    )
    return as_bytes(secured)


def _as_in_2020(world: World, document: JSONObject, issuer: Issuer) -> bytes:
    older = in_version_1(document, _STATUS, SIGNATURE_2020)
    return as_bytes(signed_as_in_2020(older, issuer.signer, at=world.at))


def _with_a_vc_claim(world: World, document: JSONObject, issuer: Issuer) -> bytes:
    older = in_version_1(document, _STATUS)
    claims = {"vc": older, "iss": issuer.did, "iat": int(world.at.timestamp())}
    header = {"kid": issuer.signer.verification_method, "typ": "JWT"}
    return compact.sign_with(header, as_bytes(claims), issuer.signer).encode()


def _enveloped(world: World, document: JSONObject, issuer: Issuer) -> bytes:
    token = _issued(document, issuer, world, form="vc+jwt").content.decode()
    return json.dumps(
        {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": "EnvelopedVerifiableCredential",
            "id": f"data:application/vc+jwt,{token}",
        }
    ).encode()


def _in_png(world: World, document: JSONObject, issuer: Issuer) -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (24, 24), (20, 90, 160)).save(picture, "PNG")
    return bake(picture.getvalue(), _issued(document, issuer, world))


def _in_svg(world: World, document: JSONObject, issuer: Issuer) -> bytes:
    picture = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">'
        b'<circle cx="12" cy="12" r="9" fill="#145aa0"/></svg>'
    )
    return bake(picture, _issued(document, issuer, world))


def _presented(world: World, document: JSONObject, issuer: Issuer) -> bytes:
    shown = world.present([_issued(document, issuer, world)], world.key_issuer())
    return json.dumps(shown, ensure_ascii=False).encode()


KINDS = {
    "eddsa-rdfc-2022": _suite("eddsa-rdfc-2022", ED25519),
    "eddsa-jcs-2022": _suite("eddsa-jcs-2022", ED25519),
    "ecdsa-rdfc-2019-p256": _suite("ecdsa-rdfc-2019", P256),
    "ecdsa-rdfc-2019-p384": _suite("ecdsa-rdfc-2019", P384),
    "ecdsa-jcs-2019-p256": _suite("ecdsa-jcs-2019", P256),
    "ecdsa-jcs-2019-p384": _suite("ecdsa-jcs-2019", P384),
    "vc-jwt-ed25519": _token(ED25519),
    "vc-jwt-p256": _token(P256),
    "vc-jwt-p384": _token(P384),
    "vc-jwt-p521": _token(P521),
    "vc-jwt-rsa": _token(RSA),
    "vc-cose": Kind(".cose", ED25519, _in_cose, spoil_text),
    "vc-sd-jwt": Kind(".sd-jwt", ED25519, _hiding, spoil_token, remark="parts-left-out"),
    "ecdsa-sd-2023": _derived("ecdsa-sd-2023", P256),
    "bbs-2023": _derived("bbs-2023", BLS12381),
    "version-1": Kind(".json", ED25519, _of_version_1, spoil_text),
    "version-1-ed25519-2020": Kind(".json", ED25519, _as_in_2020, spoil_text),
    "version-1-jwt": Kind(".jwt", ED25519, _with_a_vc_claim, spoil_token),
    "enveloped": Kind(".json", ED25519, _enveloped, _spoil_envelope),
    "baked-png": Kind(".png", ED25519, _in_png, _spoil_image),
    "baked-svg": Kind(".svg", ED25519, _in_svg, _spoil_image),
    "presentation": Kind(".json", ED25519, _presented, spoil_text, by_named_key=True),
}
