"""Deploying instances: what they get, what is refused, what a failure leaves behind."""

import base64

import pytest
from tests.world import World, offering

from pileus.manager.drivers.fake.host import Guards, Guest
from pileus.manager.kernel.errors import ApiError, Conflict, InvalidValue, NotFound
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.job import Job
from pileus.manager.model.network import Nic
from pileus.manager.model.storage import Volume
from pileus.wire.storage import VolumeIs


def test_a_deployed_instance_runs_with_address_disk_and_guard(shared_world: World) -> None:
    world = shared_world
    started = world.deploy(name="web")
    world.ended(started)
    web = world.instance(started.id)
    assert (web.state, web.host_name, web.cpu_number, web.memory) == (InstanceState.RUNNING, "host-1", 1, 128)
    assert web.ip_address
    assert web.nic[0].ip_address == web.ip_address
    guest = world.thing("domain", web.id, Guest)
    assert guest.spec.nics[0].mac == web.nic[0].mac_address
    assert world.thing("volume", guest.spec.disks[0].volume_id, VolumeIs)
    guards = world.thing("guard", web.id, Guards)
    assert guards.guards[0].ips == [web.ip_address]
    assert guards.guards[0].ingress == []
    network = world.network()
    assert "web" in {g.hostname for g in network.guests}


def test_the_result_hands_over_the_password_once_set(shared_world: World) -> None:
    world = shared_world
    started = world.deploy(name="keeper", password="Correct-Horse-7")
    job = world.ended(started)
    assert "Correct-Horse-7" not in (job.result or "") + job.parameters + job.arguments
    answer = world.call("queryAsyncJobResult", jobid=started.job_id)
    assert answer.job_result["virtualmachine"]["password"] == "Correct-Horse-7"
    network = world.network()
    assert [g.password for g in network.guests if g.hostname == "keeper"] == ["Correct-Horse-7"]
    assert world.instance(started.id).password is None


def test_startvm_false_leaves_it_stopped_without_a_disk(shared_world: World) -> None:
    world = shared_world
    started = world.deploy(name="later", startvm=False)
    world.ended(started)
    assert world.instance(started.id).state is InstanceState.STOPPED
    assert started.id not in world.guests()
    world.ended(world.call("startVirtualMachine", id=started.id))
    assert world.instance(started.id).state is InstanceState.RUNNING


def test_user_data_and_a_data_disk_reach_the_host(shared_world: World) -> None:
    world = shared_world
    text = base64.b64encode(b"#!/bin/sh\necho hello\n").decode()
    disk = next(o for o in world.call("listDiskOfferings").items if o.name == "Small")
    started = world.deploy(name="stuffed", userdata=text.rstrip("="), diskofferingid=disk.id)
    world.ended(started)
    guest = world.thing("domain", str(started.id), Guest)
    assert [d.slot for d in guest.spec.disks] == [0, 1]
    network = world.network()
    assert [g.user_data for g in network.guests if g.hostname == "stuffed"] == [text]


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"name": "-bad"}, "name"),
        ({"name": "under_score"}, "name"),
        ({"ipaddress": "10.8.0.1"}, "ipaddress"),
        ({"ipaddress": "nonsense"}, "ipaddress"),
        ({"macaddress": "01:00:5e:00:00:01"}, "macaddress"),
        ({"userdata": "%%%"}, "userdata"),
        ({"rootdisksize": 0}, "rootdisksize"),
        ({"keypair": "nobody"}, "keypair"),
        ({"securitygroupnames": "nowhere"}, "securitygroupnames"),
        ({"boottype": "UEFI"}, "boottype"),
        ({"hypervisor": "VMware"}, "hypervisor"),
        ({"details": {"cpuNumber": "2"}}, "details"),
        ({"templateid": None}, "templateid"),
    ],
)
def test_bad_input_is_refused_by_name_and_changes_nothing(shared_world: World, wrong: dict[str, object], names: str) -> None:
    kept = (Instance, Nic, Volume, Job)
    before = [len(shared_world.rows(model)) for model in kept]
    with pytest.raises(ApiError, match=names):
        shared_world.deploy(**wrong)
    assert [len(shared_world.rows(model)) for model in kept] == before


@pytest.mark.parametrize("param", ["zoneid", "serviceofferingid", "templateid", "networkids", "securitygroupids", "hostid"])
def test_an_unknown_id_answers_with_the_fixed_text(shared_world: World, param: str) -> None:
    unknown = "ffffffff-ffff-4fff-8fff-ffffffffffff"
    with pytest.raises(NotFound, match=f"Invalid parameter {param} value={unknown} due to incorrect long value format"):
        shared_world.deploy(**{param: unknown})


def test_a_custom_offering_takes_its_numbers_from_the_caller(shared_world: World) -> None:
    world = shared_world
    with pytest.raises(InvalidValue, match=r"cpuNumber is missing"):
        world.deploy(serviceofferingid=offering("Custom"))
    started = world.deploy(serviceofferingid=offering("Custom"), details={"cpuNumber": "3", "memory": "256"})
    world.ended(started)
    assert (world.instance(started.id).cpu_number, world.instance(started.id).memory) == (3, 256)


def test_names_are_unique_on_a_network(shared_world: World) -> None:
    shared_world.running(name="only")
    with pytest.raises(Conflict, match=r"an instance named only"):
        shared_world.deploy(name="only")
