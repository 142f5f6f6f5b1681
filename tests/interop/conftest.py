"""The two sides, once for all tests: our service over TLS, and an issuer of its own in Node."""

from collections.abc import Iterator

import pytest

from tests.interop import node
from tests.interop.installation import Installation, installation
from tests.interop.partner import Partner
from tests.interop.tls import Certificate, certificate


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """The certificate that both sides show and believe."""
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def partner(tls: Certificate) -> Iterator[Partner]:
    """An issuer in Node with a did:web, a status list and a web server of its own."""
    with node.conversation("issuer.mjs", trusting=tls.file) as spoken:
        started = spoken.ask({"certificate": str(tls.file), "key": str(tls.key)})
        yield Partner(spoken, started["port"], started["did"])


@pytest.fixture(scope="session")
def home(
    tmp_path_factory: pytest.TempPathFactory, tls: Certificate, partner: Partner
) -> Iterator[Installation]:
    """Our service, which may fetch from that issuer."""
    folder = tmp_path_factory.mktemp("interop") / "service"
    with installation(folder, tls=tls, partner_port=partner.port) as running:
        yield running
