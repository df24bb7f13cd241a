"""Beside a real firewalld: our bridges are put into its zone `trusted` by its own interface, and taken out again."""

from collections.abc import Iterator

import pytest
from tests.agent_net.real_firewalld import RealFirewalld, real_firewalld
from tests.agent_net.world import INTERNET, UPLINK, World, rule, run
from tests.host_cli.pileus import wait_for

from pileus.agent.net.net import Net

pytestmark = pytest.mark.host


@pytest.fixture
def firewalld(world: World) -> Iterator[RealFirewalld]:
    folder = world.folder / "firewalld"
    folder.mkdir()
    with real_firewalld(folder) as daemon:
        world.system_bus = daemon.bus
        yield daemon


def _network(world: World, net: Net) -> str:
    web, db = world.guest_spec(10, "web"), world.guest_spec(11, "db")
    bridge = world.ensure(net, world.spec(web, db)).bridge
    world.plug(net, web, bridge)
    world.plug(net, db, bridge)
    world.guard(net, web, rule("tcp", 80))
    world.guard(net, db)
    return bridge


def _settings(world: World) -> dict[str, str]:
    """Every file of firewalld's own configuration."""
    own = world.folder / "firewalld" / "etc"
    return {str(file.relative_to(own)): file.read_text() for file in own.rglob("*") if file.is_file()}


def test_guests_work_beside_firewalld_and_its_configuration_is_given_back(world: World, firewalld: RealFirewalld) -> None:
    before = firewalld.command("--list-all-zones"), firewalld.command("--get-active-zones"), _settings(world)
    net = world.net()
    bridge = _network(world, net)
    web, db = f"{world.host}-web", f"{world.host}-db"
    assert firewalld.command(f"--get-zone-of-interface={bridge}") == "trusted"
    assert world.installation.mark not in run("nft", "list", "table", "inet", "firewalld").stdout
    assert any(change.what == f"firewalld's zone of {bridge}" for change in net.changes())
    for space, number in ((web, 10), (db, 11)):
        run("ip", "netns", "exec", space, "ip", "addr", "add", f"10.99.0.{number}/24", "dev", "eth0")
        run("ip", "netns", "exec", space, "ip", "route", "add", "default", "via", "10.99.0.1")
    for port in (80, 81):
        world.serve(web, "tcp", port)
    assert world.asks(db, "tcp", "10.99.0.10", 80) == "10.99.0.11"
    assert world.asks(db, "tcp", "10.99.0.10", 81) == ""
    world.serve(world.internet, "tcp", 90)
    assert world.asks(db, "tcp", INTERNET, 90) == UPLINK
    net.remove_all()
    assert net.revert_changes() == []
    assert (firewalld.command("--list-all-zones"), firewalld.command("--get-active-zones"), _settings(world)) == before


def test_a_firewalld_that_is_restarted_or_reloaded_is_asked_again(world: World, firewalld: RealFirewalld) -> None:
    net = world.net()
    bridge = _network(world, net)
    net.watch()
    for again in (lambda: firewalld.command("--reload"), lambda: (firewalld.stop(), firewalld.start())):
        again()
        wait_for(lambda: firewalld.command("--zone=trusted", "--list-interfaces") == bridge, 20, f"{bridge} is bound again")


def test_what_the_administrator_bound_stays_bound(world: World, firewalld: RealFirewalld) -> None:
    net = world.net()
    bridge = net.bridge_of(f"{world.installation.short}-net")
    firewalld.command("--zone=internal", f"--add-interface={bridge}")
    _network(world, net)
    assert firewalld.command(f"--get-zone-of-interface={bridge}") == "internal"
    net.remove_all()
    assert firewalld.command(f"--get-zone-of-interface={bridge}") == "internal"
