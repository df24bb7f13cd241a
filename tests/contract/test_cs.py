from typing import Any

import pytest
from cs import CloudStack, CloudStackApiException


def test_lists_are_fetched_page_by_page(cs: Any) -> None:
    zones = cs.listZones(fetch_list=True)
    assert [zone["name"] for zone in zones] == ["default"]
    assert cs.listVirtualMachines(name="nobody", fetch_list=True) == []
    sizes = cs.listServiceOfferings(page=1, pagesize=2)
    assert len(sizes["serviceoffering"]) == 2
    assert sizes["count"] > 2


@pytest.mark.parametrize("method", ["get", "post"])
def test_awkward_values_are_signed_rightly(server: Any, method: str) -> None:
    key, secret = server.keys
    client = CloudStack(endpoint=server.url, key=key, secret=secret, method=method)
    assert client.listZones(keyword="a b*c~d[e]/f+g&h=é") == {}
    assert client.listZones(tags=[{"key": "a~b", "value": "[c] *"}], name="default") == {}  # no zone has such a tag


def test_an_instance_s_life(cs: Any, server: Any) -> None:
    made = cs.deployVirtualMachine(**server.first_instance, name="cs-one", details={"note": "made by cs"}, fetch_result=True)
    machine = made["virtualmachine"]
    assert machine["state"] == "Running"
    assert machine["nic"][0]["ipaddress"]
    stopped = cs.stopVirtualMachine(id=machine["id"], fetch_result=True)
    assert stopped["virtualmachine"]["state"] == "Stopped"
    assert cs.listVirtualMachines(id=machine["id"])["virtualmachine"][0]["state"] == "Stopped"
    cs.startVirtualMachine(id=machine["id"], fetch_result=True)
    cs.destroyVirtualMachine(id=machine["id"], expunge=True, fetch_result=True)
    assert cs.listVirtualMachines(name="cs-one", fetch_list=True) == []


def test_the_first_answer_of_a_job_names_the_new_object(cs: Any, server: Any) -> None:
    started = cs.deployVirtualMachine(**server.first_instance, name="cs-two")
    assert started.keys() == {"jobid", "id"}
    assert cs.listVirtualMachines(id=started["id"])["count"] == 1


def test_errors_carry_cloudstack_s_numbers(cs: Any) -> None:
    unknown = "11111111-2222-3333-4444-555566667777"
    with pytest.raises(CloudStackApiException) as refused:
        cs.startVirtualMachine(id=unknown)
    assert refused.value.error["errorcode"] == 431
    expected = f"Invalid parameter id value={unknown} due to incorrect long value format, or entity does not exist"
    assert refused.value.error["errortext"] == expected


def test_a_wrong_secret_is_refused(server: Any) -> None:
    key, _ = server.keys
    with pytest.raises(CloudStackApiException) as refused:
        CloudStack(endpoint=server.url, key=key, secret="another").listZones()
    assert refused.value.error["errorcode"] == 401


def test_keys_of_a_new_user_work_and_see_only_their_own(cs: Any, server: Any) -> None:
    domain = cs.listDomains(name="ROOT")["domain"][0]["id"]
    cs.createAccount(
        username="bob", password="a long password", accounttype=0, domainid=domain, firstname="B", lastname="O", email="b@example.org"
    )
    user = cs.listUsers(username="bob", listall=True)["user"][0]
    keys = cs.registerUserKeys(id=user["id"])["userkeys"]
    bob = CloudStack(endpoint=server.url, key=keys["apikey"], secret=keys["secretkey"], poll_interval=0.1)
    machine = cs.deployVirtualMachine(**server.first_instance, name="cs-three")["id"]
    assert bob.listVirtualMachines(listall=True, fetch_list=True) == []
    with pytest.raises(CloudStackApiException) as refused:
        bob.destroyVirtualMachine(id=machine)
    assert refused.value.error["errorcode"] == 431
    with pytest.raises(CloudStackApiException) as forbidden:
        bob.listHosts()
    assert forbidden.value.error["errorcode"] == 432


def test_the_integration_port_needs_no_keys(server: Any) -> None:
    system = CloudStack(endpoint=server.integration_url, key=None, secret=None)
    apis = {api["name"]: api for api in system.listApis(fetch_list=True)}
    assert {"deployVirtualMachine", "queryAsyncJobResult", "listApis"} <= apis.keys()
    assert system.listZones()["count"] == 1
