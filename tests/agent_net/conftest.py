import shutil
import uuid
from collections.abc import Generator
from pathlib import Path

import pytest
from tests.agent_net.world import INTERNET, UPLINK, World, inside, run

from pileus.agent.installation import Installation


@pytest.fixture
def world() -> Generator[World]:
    """A host with an uplink to an internet of one address, where a resolver knows every name."""
    identity = uuid.uuid4()
    host, internet = f"th-{identity.hex[:8]}", f"ti-{identity.hex[:8]}"
    folder = Path("/run") / f"pileus-test-{identity.hex[:8]}"
    installation = Installation(uuid=identity, data=folder / "data", run=folder / "run", log=folder / "log")
    folder.mkdir()
    world = World(folder, host, internet, installation, folder / "resolv.conf")
    world.resolv.write_text(f"search example.test\nnameserver {INTERNET}\n")
    try:
        for name in (host, internet):
            world.space(name)
        with inside(host):
            for switch in ("iptables", "ip6tables", "arptables"):
                Path(f"/proc/sys/net/bridge/bridge-nf-call-{switch}").write_text("0")
            Path("/proc/sys/net/ipv4/ip_forward").write_text("0")
            run("ip", "link", "add", "up0", "type", "veth", "peer", "name", "eth0", "netns", internet)
            run("ip", "addr", "add", f"{UPLINK}/24", "dev", "up0")
            run("ip", "link", "set", "up0", "up")
            run("ip", "route", "add", "default", "via", INTERNET)
            run("ip", "netns", "exec", internet, "ip", "addr", "add", f"{INTERNET}/24", "dev", "eth0")
            run("ip", "netns", "exec", internet, "ip", "link", "set", "eth0", "up")
            yield world
    finally:
        world.end()
        shutil.rmtree(folder)
