"""PyLD, PyNaCl and sd-jwt as a partner whose speed is measured (make bench).

The first line in is what to work on; every later one names a task and for how many seconds,
and is answered with how often it was done in a second of this process's time on a processor.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from jwcrypto.jwk import JWK
from nacl.signing import SigningKey
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

Work = Callable[[], object]
_LOOKS = 0.01


def rate(work: Work, seconds: float) -> float:
    batch, count, begin = 1, 0, time.process_time()
    while True:
        for _ in range(batch):
            work()
        count += batch
        used = time.process_time() - begin
        if used >= seconds:
            return count / used
        batch = max(1, int(count / max(used, _LOOKS) * _LOOKS))


def ed25519_verify(_: Any) -> Work:
    """What a suite signs is 64 bytes: the hashes of the options and of the document."""
    content, key = bytes(64), SigningKey(bytes(range(32)))
    signature, public = key.sign(content).signature, key.verify_key
    return lambda: public.verify(content, signature)


def sd_jwt_issue(subject: Any) -> Work:
    key, claims = JWK.generate(kty="EC", crv="P-256"), subject["claims"]

    def work() -> str:
        hidden = {SDObj(name): value for name, value in claims["hidden"].items()}
        return SDJWTIssuer(
            {**claims["shown"], **hidden},
            key,
            sign_alg="ES256",
            add_decoy_claims=True,
            extra_header_parameters={"typ": "dc+sd-jwt", "kid": "key-1"},
        ).sd_jwt_issuance

    return work


def sd_jwt_verify(subject: Any) -> Work:
    key, content = JWK(**subject["typedKey"]), subject["typed"]

    def work() -> None:
        claims = SDJWTVerifier(content, lambda *_: key).get_verified_payload()
        assert claims["grade"] == "Good"

    return work


TASKS = {
    "ed25519-verify": ed25519_verify,
    "sd-jwt-issue": sd_jwt_issue,
    "sd-jwt-verify": sd_jwt_verify,
}


def main() -> None:
    subject = json.loads(sys.stdin.readline())
    prepared: dict[str, Work] = {}
    answered(None)
    for line in sys.stdin:
        asked = json.loads(line)
        if "versions" in asked:
            answered({name: version(name) for name in ("PyNaCl", "sd-jwt")})
            continue
        name = asked["task"]
        if name not in prepared:
            prepared[name] = TASKS[name](subject)
        answered(rate(prepared[name], asked["seconds"]))


def answered(answer: object) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


main()
