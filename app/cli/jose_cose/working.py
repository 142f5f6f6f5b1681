"""`vc-jose-cose`: the command line that the public JOSE and COSE test suite calls.

It secures and checks with a key from a file, and says nothing of whose key that is: `verify`
does. What came of it is written as JSON with `result` and `data`.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import typer

from credentials import (
    CredentialsError,
    JSONObject,
    LocalSigner,
    ParsedPresentation,
    ProblemCode,
    PublicKey,
    check_with_key,
    decode_base64url,
    decode_jwk,
    read_json,
    refuse,
    secure_with_key,
    types_of,
)

# What the suite calls a thing, and which form that is.
FEATURES = {
    "credential_jose": "vc+jwt",
    "credential_sdjwt": "vc+sd-jwt",
    "credential_cose": "vc+cose",
    "presentation_jose": "vc+jwt",
    "presentation_sdjwt": "vc+sd-jwt",
    "presentation_cose": "vc+cose",
}
_IN_BASE64 = "vc+cose"
_PATH_PART = re.compile(r"[^.\[\]]+")


def issue(
    source: Path, key_file: Path, *, feature: str, hidden: str, output: Path, at: datetime
) -> bool:
    """Secure a document, write what came of it, and return whether it was secured."""
    return _written(output, lambda: _issued(source, key_file, feature, hidden, at))


def verify(source: Path, key_file: Path, *, feature: str, output: Path) -> bool:
    """Check a secured document, write what came of it, and return whether the key signed it."""
    return _written(output, lambda: _checked(source, key_file, feature))


def _written(output: Path, work: Callable[[], str]) -> bool:
    try:
        answer = {"result": "success", "data": work()}
    except CredentialsError as error:
        problem = error.problem
        reason = f"{problem.code}: {problem.detail}"
        typer.echo(reason, err=True)
        answer = {"result": "failure", "data": "", "reason": reason}
    output.write_text(json.dumps(answer, ensure_ascii=False) + "\n", encoding="utf-8")
    return answer["result"] == "success"


def _issued(source: Path, key_file: Path, feature: str, hidden: str, at: datetime) -> str:
    form = FEATURES[feature]
    document = read_json(source.read_bytes())
    if not isinstance(document, dict):
        raise refuse(ProblemCode.MALFORMED, "the document is not a JSON object")
    _check_kind(feature, is_presentation="VerifiablePresentation" in types_of(document))
    secured = secure_with_key(
        document, _signer(key_file), form=form, at=at, hidden=_pointers(hidden)
    )
    return (base64.b64encode(secured) if form == _IN_BASE64 else secured).decode("ascii")


def _checked(source: Path, key_file: Path, feature: str) -> str:
    form, content = FEATURES[feature], source.read_bytes().strip()
    if form == _IN_BASE64:
        try:
            padding = b"=" * (-len(content) % 4)
            content = base64.b64decode(content + padding, validate=True)
        except binascii.Error as error:
            raise refuse(ProblemCode.MALFORMED, "not base64") from error
    key, _ = _key(key_file)
    parsed = check_with_key(content, key, form=form)
    _check_kind(feature, is_presentation=isinstance(parsed, ParsedPresentation))
    return json.dumps(parsed.document, ensure_ascii=False)


def _check_kind(feature: str, *, is_presentation: bool) -> None:
    if feature.startswith("presentation") is not is_presentation:
        raise refuse(ProblemCode.BAD_VALUE, f"this is not a {feature.partition('_')[0]}", "/type")


def _key(file: Path) -> tuple[PublicKey, JSONObject]:
    """The public key of a verification method in a file, and the whole file."""
    method = read_json(file.read_bytes())
    jwk = method.get("publicKeyJwk") if isinstance(method, dict) else None
    if not isinstance(jwk, dict):
        raise refuse(ProblemCode.BAD_VALUE, "the file has no publicKeyJwk", "/publicKeyJwk")
    return decode_jwk(jwk), method


def _signer(file: Path) -> LocalSigner:
    key, method = _key(file)
    secret = method.get("secretKeyJwk")
    scalar = secret.get("d") if isinstance(secret, dict) else None
    if not isinstance(scalar, str) or not isinstance(method.get("id"), str):
        raise refuse(ProblemCode.KEY_UNAVAILABLE, "the file has no secret key", "/secretKeyJwk")
    signer = LocalSigner(
        decode_base64url(scalar), verification_method=method["id"], algorithm=key.algorithm
    )
    if signer.public_key != key.raw:
        raise refuse(ProblemCode.KEY_UNAVAILABLE, "the two halves of the key do not fit")
    return signer


def _pointers(written: str) -> Sequence[str]:
    """The suite's paths (`credentialSubject.phoneNumbers[0]`) as JSON Pointers."""
    paths = json.loads(written) if written else []
    return ["/" + "/".join(_PATH_PART.findall(path)) for path in paths]
