"""Never eleven of ten, however many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cs import CloudStack, CloudStackApiException

MOST = 10
CALLS = 100
LIMIT_REACHED = 535


@pytest.mark.timeout(300)
def test_a_hundred_deploys_at_once_against_a_limit_of_ten(cs: Any, server: Any) -> None:
    domain = cs.listDomains(name="ROOT")["domain"][0]["id"]
    owner = {"account": "iris", "domainid": domain}
    cs.createAccount(username="iris", password="a long password", accounttype=0, firstname="I", lastname="S", email="i@example.org")
    cs.updateResourceLimit(resourcetype=0, max=MOST, **owner)
    keys = cs.registerUserKeys(id=cs.listUsers(username="iris", listall=True)["user"][0]["id"])["userkeys"]

    def deploy(number: int) -> str:
        client = CloudStack(endpoint=server.url, key=keys["apikey"], secret=keys["secretkey"], poll_interval=0.2, timeout=120)
        try:
            return client.deployVirtualMachine(**server.first_instance, name=f"race-{number}", startvm=False)["jobid"]
        except CloudStackApiException as refusal:
            if refusal.error["errorcode"] != LIMIT_REACHED:
                raise
            return ""

    with ThreadPoolExecutor(CALLS) as pool:
        jobs = [job for job in pool.map(deploy, range(CALLS)) if job]
    assert len(jobs) == MOST
    assert cs.listVirtualMachines(**owner)["count"] == MOST
    assert cs.listAccounts(name="iris", listall=True)["account"][0]["vmtotal"] == MOST
