"""The two sides, once for all tests: our service over TLS, and an issuer of its own in Node."""

from collections.abc import Generator, Iterator

import pytest

from tests.interop import node, table
from tests.interop.installation import Installation, installation
from tests.interop.partner import Partner
from tests.interop.tls import Certificate, certificate

_CELLS: table.Cells = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note for the table what a test came to."""
    report = yield
    if report.when == "call" or report.failed:
        table.noted(_CELLS, item, passed=report.passed)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    if _CELLS:
        terminalreporter.section("with other implementations")
        for line in table.lines(_CELLS):
            terminalreporter.write_line(line)


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
