"""Listening sockets are those of the table of ports in docs/operating.md, and no others."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.host_cli.pileus import Pileus, free_port, instance
from tests.security.sockets import listeners, tree

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def pileus(tmp_path: Path) -> Iterator[Pileus]:
    with instance(tmp_path / "instance") as made:
        yield made


def _open(pileus: Pileus) -> set[tuple[str, str, int]]:
    """What all processes of the installation listen on."""
    return {socket for pid in tree(pileus.pid("supervisor")) for socket in listeners(pid)}


def test_a_simulator_opens_one_port_of_loopback(pileus: Pileus) -> None:
    pileus.run("up", "--simulator", "--port", str(pileus.port))
    assert _open(pileus) == {("tcp", "127.0.0.1", pileus.port)}


def test_a_simulator_opens_the_ports_that_are_asked_for_on_loopback(pileus: Pileus) -> None:
    tls, integration = free_port(), free_port()
    pileus.run("up", "--simulator", "--port", str(pileus.port), "--tls-port", str(tls), "--integration-port", str(integration))
    assert _open(pileus) == {("tcp", "127.0.0.1", port) for port in (pileus.port, tls, integration)}


@pytest.mark.host
def test_an_agent_opens_no_port() -> None:
    from tests.host.real_agent import real_agent  # wants libvirt

    with real_agent() as agent:
        assert {socket for pid in tree(agent.pid) for socket in listeners(pid)} == set()
