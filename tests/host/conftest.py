"""An agent on a real libvirt for the tests of a file, and a connection to it for each."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from tests.contract_agent.rig import Client
from tests.host.real_agent import RealAgent, real_agent

from pileus.wire.domains import ListDomains, StopDomain


@pytest.fixture(scope="module")
def host() -> Iterator[RealAgent]:
    with real_agent() as made:
        yield made


@pytest.fixture
def agent(host: RealAgent) -> Iterator[Client]:
    """Guests that the test leaves behind are ended after it."""
    with host.connect() as connected:
        yield connected
    with host.connect() as connected:
        for guest in connected.call(ListDomains()).domains:
            end = StopDomain(key=str(uuid4()), target=guest.instance_id, epoch=1 << 40, instance_id=guest.instance_id, grace=0)
            connected.call(end)
