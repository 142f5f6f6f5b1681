"""Ports for programs that tests start themselves."""

import socket
from random import SystemRandom

# Below what Linux gives to connections: such a port is still free when a program that was
# stopped is started on it again.
_PORTS = range(20_000, 32_000)
_CHANCE = SystemRandom()


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    while True:
        port = _CHANCE.choice(_PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
