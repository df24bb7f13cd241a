"""The implementations that the contract suite runs against."""

import contextlib
import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from tests.contract_agent.fake_host import FakeAgent
from tests.contract_agent.rig import Agent, Host, open_console
from tests.host.real_agent import real_agent

from pileus.wire.domains import ListDomains, StopDomain

LAST = 1 << 40
"""Above every epoch that a test uses."""


@contextlib.contextmanager
def fake_host() -> Generator[Host]:
    with tempfile.TemporaryDirectory(prefix="pileus-fake-") as folder, contextlib.closing(FakeAgent(Path(folder))) as agent:
        yield agent.host


@contextlib.contextmanager
def real_host() -> Generator[Host]:
    with real_agent() as agent:
        yield Host(
            connect=agent.connect,
            console=lambda request: open_console(agent.installation.socket, request),
            folder=agent.pools,
            image=agent.image,
            end_behind_its_back=agent.end_behind_its_back,
            restart=agent.restart,
        )


@pytest.fixture(scope="session", params=[pytest.param(fake_host, id="fake"), pytest.param(real_host, id="real", marks=pytest.mark.host)])
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    if request.param is real_host and os.getuid() != 0:
        pytest.skip("a libvirt of the tests' own needs root")
    with request.param() as made:
        yield made


@pytest.fixture
def agent(host: Host) -> Iterator[Agent]:
    """A fresh connection. Guests that the test leaves behind are ended after it."""
    with host.connect() as connected:
        before = {d.instance_id for d in connected.call(ListDomains()).domains}
        yield connected
    with host.connect() as connected:
        for guest in connected.call(ListDomains()).domains:
            if guest.instance_id not in before:
                connected.call(
                    StopDomain(key=f"{uuid4()}/undo", target=guest.instance_id, epoch=LAST, instance_id=guest.instance_id, grace=0)
                )
