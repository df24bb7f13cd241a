"""What an instance is given to let its owner in, read again and given anew."""

import base64

import pytest
from tests.world import World

from pileus.manager.kernel.errors import InvalidValue, NotFound
from pileus.manager.model.instance import Instance


def test_user_data_is_answered_to_its_owner_alone(shared_world: World) -> None:
    text = base64.b64encode(b"#cloud-config\n").decode()
    id = shared_world.running(name="with-data", userdata=text)
    assert shared_world.call("getVirtualMachineUserData", virtualmachineid=id).user_data == text
    with pytest.raises(NotFound):
        shared_world.account("reader").call("getVirtualMachineUserData", virtualmachineid=id)


def test_a_stopped_instance_takes_another_key_and_a_new_password_at_its_next_start(shared_world: World) -> None:
    first, second = (shared_world.call("createSSHKeyPair", name=name) for name in ("key-one", "key-two"))
    id = shared_world.running(name="rekeyed", keypair=first.name, password="Correct-Horse-9")
    with pytest.raises(InvalidValue, match="rekeyed is Running; stop it first"):
        shared_world.call("resetSSHKeyForVirtualMachine", id=id, keypair=second.name)
    shared_world.ended(shared_world.call("stopVirtualMachine", id=id, forced=True))
    with pytest.raises(InvalidValue, match="keypair: account admin has no key pair unheard"):
        shared_world.call("resetSSHKeyForVirtualMachine", id=id, keypair="unheard")
    started = shared_world.call("resetSSHKeyForVirtualMachine", id=id, keypair=second.name)
    shared_world.ended(started)
    answer = shared_world.call("queryAsyncJobResult", jobid=started.job_id).job_result["virtualmachine"]
    assert (answer["keypairs"], answer["password"] != "Correct-Horse-9") == ("key-two", True)
    shared_world.ended(shared_world.call("startVirtualMachine", id=id))
    told = next(g for g in shared_world.network().guests if g.instance_id == id)
    assert told.metadata["public-keys"] == shared_world.row(Instance, id).public_keys
    assert told.password == answer["password"]
