"""Bridged traffic obeys rules on our bridges alone, and where the kernel cannot do that, no network is made and everybody is told why."""

import json
import sys
from pathlib import Path

import msgspec
import pytest
from tests.agent_net.no_bridge_filter import REFUSAL, without_bridge_filter
from tests.agent_net.world import World, run
from tests.host_cli.pileus import free_port

from pileus.wire.networks import EnsureNetwork

pytestmark = pytest.mark.host

AGENT = """
import json
import sys
from pathlib import Path
from uuid import UUID
import msgspec
from pileus.agent.faults import AgentFault
from pileus.agent.installation import Installation
from pileus.agent.net.net import Net
from pileus.wire.networks import EnsureNetwork
uuid, folder, request = sys.argv[1:]
folder = Path(folder)
net = Net(Installation(uuid=UUID(uuid), data=folder / "data", run=folder / "run", log=folder / "log"), print)
try:
    net.ensure_network(msgspec.json.decode(request, type=EnsureNetwork))
except AgentFault as fault:
    told = [fault.kind, fault.text, fault.hint]
net.restore()
print(json.dumps([*told, [change.what for change in net.changes()]]))
"""


def _filters(bridge: str) -> tuple[int, int]:
    (link,) = json.loads(run("ip", "-json", "-details", "link", "show", "dev", bridge).stdout)
    return link["linkinfo"]["info_data"]["nf_call_iptables"], link["linkinfo"]["info_data"]["nf_call_ip6tables"]


def test_only_our_bridges_filter_and_the_global_switches_stay_off(world: World) -> None:
    run("ip", "link", "add", "br-theirs", "type", "bridge")
    bridge = world.ensure(world.net(), world.spec()).bridge
    assert (_filters(bridge), _filters("br-theirs")) == ((1, 1), (0, 0))
    switches = Path("/proc/sys/net/bridge").glob("bridge-nf-call-*")
    assert {switch.read_text().strip() for switch in switches} == {"0"}


def test_without_a_bridge_filter_no_network_is_made_and_the_refusal_says_why(world: World, tmp_path: Path) -> None:
    request = EnsureNetwork(spec=world.spec(), **world.effect("net"))  # pyright: ignore[reportArgumentType]
    words = (str(world.installation.uuid), str(world.folder), msgspec.json.encode(request).decode())
    done = without_bridge_filter(tmp_path, sys.executable, "-I", "-c", AGENT, *words)
    kind, text, hint, changes = json.loads(done.stdout.splitlines()[-1])
    assert kind == "unavailable"
    assert text.endswith(f"(br_netfilter), and it cannot be loaded: {REFUSAL}")
    assert "modules package" in hint
    assert changes == []
    assert not [link for link in json.loads(run("ip", "-json", "link").stdout) if link["ifname"].startswith("pb")]


@pytest.mark.parametrize("words", [("doctor",), ("up", "--tls-port", "0")])
def test_doctor_and_up_say_so_before_anything_is_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    command, *more = words
    ports = ["--port", str(free_port())] if command == "up" else []
    (tmp_path / "hidden").mkdir()
    root = tmp_path / "instance"
    pileus = (sys.executable, "-m", "pileus.cli", "--root", str(root), command, *ports, *more)
    done = without_bridge_filter(tmp_path / "hidden", *pileus)
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert REFUSAL in said
    assert "BRIDGE-FILTER" in said
    assert "modules package" in said
    assert not (root / "etc").exists()
