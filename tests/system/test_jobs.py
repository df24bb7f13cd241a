import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.cloud import Cloud
from tests.tenants import Sales

from pileus.manager.kernel.errors import NotFound
from pileus.manager.kernel.ids import new_id
from pileus.manager.kernel.roles import RoleType
from pileus.manager.model.job import Job, JobState


def add_job(cloud: Cloud, account: str, **more: Any) -> str:
    """A job as the engine would have left it."""
    ended = datetime.now(UTC) if "state" in more else None
    job = Job(id=new_id(), operation="deploy", arguments="[]", command="deployVirtualMachine", account_id=account, ended=ended, **more)
    with cloud.db.write() as db:
        db.add(job)
    return job.id


def query(cloud: Cloud, job: str) -> Any:
    return cloud.call("queryAsyncJobResult", jobid=job)


def test_a_running_job_has_no_result(cloud: Cloud, sales: Sales) -> None:
    told = query(cloud, add_job(cloud, sales.ann, entity="VirtualMachine", instance_id=sales.ann))
    assert (told.job_status, told.job_proc_status, told.cmd) == (0, 0, "deployVirtualMachine")
    assert (told.job_result, told.job_result_type, told.job_result_code, told.completed) == (None, None, None, None)
    assert (told.job_instance_type, told.job_instance_id) == ("VirtualMachine", sales.ann)
    assert (told.account, told.account_id, told.domain_id, told.domain_path) == ("ann", sales.ann, sales.id, "ROOT/sales")


def test_a_job_that_went_well_tells_its_object(cloud: Cloud, sales: Sales) -> None:
    told = query(cloud, add_job(cloud, sales.ann, state=JobState.DONE, result=json.dumps({"virtualmachine": {"name": "web"}})))
    assert (told.job_status, told.job_result_code, told.job_result_type) == (1, 0, "object")
    assert told.job_result == {"virtualmachine": {"name": "web"}}
    assert told.completed is not None


def test_a_job_without_a_result_still_answers_an_object(cloud: Cloud, sales: Sales) -> None:
    assert query(cloud, add_job(cloud, sales.ann, state=JobState.DONE)).job_result == {"success": True}


def test_a_failed_job_tells_why_and_more_to_root_admins(cloud: Cloud, sales: Sales) -> None:
    failed = {"state": JobState.FAILED, "error_status": 533, "error": "host h1 has no room", "error_public": "no host has room"}
    job = add_job(cloud, sales.ann, **failed)
    told = query(cloud, job)
    assert (told.job_status, told.job_result_code) == (2, 533)
    assert told.job_result == {"errorcode": 533, "errortext": "host h1 has no room"}
    assert query(cloud.as_user("ann", "/sales/"), job).job_result == {"errorcode": 533, "errortext": "no host has room"}


def test_a_cancelled_job_has_failed_since_clients_wait_for_nothing_else(cloud: Cloud, sales: Sales) -> None:
    assert query(cloud, add_job(cloud, sales.ann, state=JobState.FAILED, cancel=True)).job_status == 2


def test_a_secret_result_is_for_whoever_asked(cloud: Cloud, sales: Sales) -> None:
    ann = cloud.as_user("ann", "/sales/")
    assert ann.caller is not None
    sealed = cloud.sealer.seal(json.dumps({"virtualmachine": {"password": "hidden"}}))
    job = add_job(cloud, sales.ann, state=JobState.DONE, sealed=True, result=sealed, user_id=ann.caller.user_id, role_type=RoleType.USER)
    assert query(ann, job).job_result == {"virtualmachine": {"password": "hidden"}}
    for other in (cloud, cloud.as_user("boss", "/sales/")):
        assert query(other, job).job_result == {"success": True}


def test_a_result_for_admins_eyes_is_not_shown_to_users(cloud: Cloud, sales: Sales) -> None:
    result = json.dumps({"virtualmachine": {"hostname": "h1"}})
    job = add_job(cloud, sales.ann, state=JobState.DONE, result=result, role_type=RoleType.ADMIN)
    assert query(cloud, job).job_result == {"virtualmachine": {"hostname": "h1"}}
    assert query(cloud.as_user("ann", "/sales/"), job).job_result == {"success": True}


def test_jobs_are_seen_by_account_domain_admin_and_root(cloud: Cloud, sales: Sales) -> None:
    anns, bobs = add_job(cloud, sales.ann), add_job(cloud, sales.bob)
    ann, boss = cloud.as_user("ann", "/sales/"), cloud.as_user("boss", "/sales/")
    assert query(ann, anns).job_id == anns
    assert query(boss, bobs).job_id == bobs
    for unseen in (bobs, new_id()):
        with pytest.raises(NotFound, match="jobid"):
            query(ann, unseen)
    assert [job.job_id for job in ann.call("listAsyncJobs", listall=True).items] == [anns]
    assert {job.job_id for job in boss.call("listAsyncJobs", listall=True).items} == {anns, bobs}
    assert cloud.call("listAsyncJobs").items == []
    assert cloud.call("listAsyncJobs", listall=True).count == 2


def test_jobs_are_listed_by_date_word_and_manager(cloud: Cloud, sales: Sales) -> None:
    manager = new_id()
    job = add_job(cloud, sales.ann, manager=manager)

    def found(**asked: object) -> list[str]:
        return [item.job_id for item in cloud.call("listAsyncJobs", listall=True, **asked).items]

    assert found(keyword="deploy") == found(managementserverid=manager) == found(startdate="2020-01-01") == [job]
    assert found(keyword="destroy") == found(managementserverid=new_id()) == found(startdate="2099-01-01") == []
