from typing import Any

import pytest
from libcloud.common.exceptions import BaseHTTPError
from libcloud.common.types import InvalidCredsError, ProviderError
from libcloud.compute.drivers.cloudstack import CloudStackNodeDriver
from libcloud.compute.types import NodeState


@pytest.fixture
def driver(server: Any) -> Any:
    key, secret = server.keys
    return CloudStackNodeDriver(key=key, secret=secret, secure=False, host="127.0.0.1", port=server.port, path="/client/api")


def test_what_a_node_is_made_of_is_listed(driver: Any) -> None:
    assert [place.name for place in driver.list_locations()] == ["default"]
    assert "Small Instance" in {size.name for size in driver.list_sizes()}
    assert [image.name for image in driver.list_images()] == ["Tiny"]
    assert [network.name for network in driver.ex_list_networks()] == ["default"]


def test_a_node_s_life(driver: Any) -> None:
    [image] = driver.list_images()
    [place] = driver.list_locations()
    size = next(s for s in driver.list_sizes() if s.name == "Tiny Instance")
    node = driver.create_node(name="libcloud-one", size=size, image=image, location=place, ex_start_vm=True)
    assert node.state == NodeState.RUNNING
    listed = {n.name: n for n in driver.list_nodes()}
    assert listed["libcloud-one"].id == node.id
    assert listed["libcloud-one"].private_ips
    driver.ex_stop(node)
    assert {n.id: n.state for n in driver.list_nodes()}[node.id] == NodeState.STOPPED
    driver.ex_start(node)
    assert driver.reboot_node(node)
    assert driver.destroy_node(node, ex_expunge=True)
    assert node.id not in {n.id for n in driver.list_nodes()}


def test_key_pairs_and_security_groups(driver: Any) -> None:
    pair = driver.create_key_pair("libcloud-pair")
    assert pair.private_key
    assert "libcloud-pair" in {p.name for p in driver.list_key_pairs()}
    driver.delete_key_pair(pair)  # answers whether success is the text "true", which it is on no server
    assert driver.list_key_pairs() == []
    group = driver.ex_create_security_group("libcloud-group")
    assert group["name"] == "libcloud-group"
    assert "libcloud-group" in {g["name"] for g in driver.ex_list_security_groups()}
    driver.ex_delete_security_group("libcloud-group")


def test_errors_reach_the_caller(driver: Any, server: Any) -> None:
    with pytest.raises((ProviderError, BaseHTTPError), match="does not exist"):
        driver._sync_request(command="startVirtualMachine", params={"id": "11111111-2222-3333-4444-555566667777"}, method="GET")
    key, _ = server.keys
    stranger = CloudStackNodeDriver(key=key, secret="another", secure=False, host="127.0.0.1", port=server.port, path="/client/api")
    with pytest.raises(InvalidCredsError):
        stranger.list_locations()
