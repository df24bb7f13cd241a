import contextlib
import os
import subprocess
from collections.abc import Generator
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from uuid import uuid4

import pytest

from pileus.agent.net import links
from pileus.host import network_plan
from pileus.host.instance import AddressPlan

HOST = pytest.mark.host


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


@contextlib.contextmanager
def namespace() -> Generator[str]:
    """A namespace that stands for a host of its own."""
    name = f"plan-{os.getpid()}-{uuid4().hex[:6]}"
    ip("netns", "add", name)
    try:
        ip("-n", name, "link", "set", "lo", "up")
        yield name
    finally:
        ip("netns", "delete", name)


def choose(installation: str, libvirt: Path) -> AddressPlan:
    return network_plan.choose(installation, bridge="", libvirt_networks=libvirt)


def test_the_range_is_private_and_every_address_lies_in_it(tmp_path: Path) -> None:
    plan = choose(str(uuid4()), tmp_path)
    network = IPv4Network(plan.cidr)
    assert network.is_private
    addresses = [IPv4Address(text) for text in (plan.gateway, plan.router, plan.first, plan.last)]
    assert addresses == sorted(set(addresses))
    assert all(address in network and address not in {network[0], network[-1]} for address in addresses)


def test_an_installation_is_proposed_the_same_range_again_and_others_another(tmp_path: Path) -> None:
    one, other = str(uuid4()), str(uuid4())
    assert choose(one, tmp_path) == choose(one, tmp_path)
    assert choose(one, tmp_path) != choose(other, tmp_path)


def test_a_libvirt_network_that_does_not_run_is_respected(tmp_path: Path) -> None:
    installation = str(uuid4())
    first = IPv4Network(choose(installation, tmp_path).cidr)
    definition = f"<network><name>lab</name><ip address='{first[1]}' netmask='255.255.255.0'/></network>"
    (tmp_path / "lab.xml").write_text(definition)
    assert not IPv4Network(choose(installation, tmp_path).cidr).overlaps(first)
    assert "libvirt network lab" in [one.where for one in network_plan.taken(tmp_path)]


@HOST
@pytest.mark.parametrize(
    "words", [["address", "add", "{first}/24", "dev", "d0"], ["route", "add", "{network}", "dev", "d0"]], ids=["address", "route"]
)
def test_a_range_of_the_host_is_respected(tmp_path: Path, words: list[str]) -> None:
    installation = str(uuid4())
    with namespace() as name:
        ip("-n", name, "link", "add", "d0", "type", "veth", "peer", "name", "d1")
        ip("-n", name, "link", "set", "d0", "up")
        plan = links.in_namespace(name, lambda: choose(installation, tmp_path))
        network = IPv4Network(plan.cidr)
        ip("-n", name, *[word.format(first=network[7], network=network) for word in words])
        again = links.in_namespace(name, lambda: choose(installation, tmp_path))
        assert not IPv4Network(again.cidr).overlaps(network)


@HOST
def test_a_range_of_another_namespace_is_respected(tmp_path: Path) -> None:
    installation = str(uuid4())
    network = IPv4Network(choose(installation, tmp_path).cidr)
    with namespace() as name:
        ip("-n", name, "address", "add", f"{network[9]}/24", "dev", "lo")
        assert not IPv4Network(choose(installation, tmp_path).cidr).overlaps(network)


@HOST
def test_an_address_that_answers_on_the_wire_is_somebodys() -> None:
    somebody, nobody = IPv4Address("10.99.7.1"), IPv4Address("10.99.7.2")
    with namespace() as here, namespace() as there:
        ip("-n", here, "link", "add", "wire0", "type", "veth", "peer", "name", "wire1", "netns", there)
        ip("-n", here, "link", "set", "wire0", "up")
        ip("-n", there, "link", "set", "wire1", "up")
        ip("-n", there, "address", "add", f"{somebody}/24", "dev", "wire1")
        card = links.in_namespace(here, lambda: links.find("wire0"))
        assert card is not None
        wire = network_plan.Card("wire0", bytes.fromhex(card.mac.replace(":", "")))
        assert links.in_namespace(here, lambda: network_plan.answers(somebody, wire, within=5.0))
        assert not links.in_namespace(here, lambda: network_plan.answers(nobody, wire, within=0.3))
