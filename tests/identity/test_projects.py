"""Projects: who belongs to them, whose their things are, what they are limited to, and what their own roles take away."""

from pathlib import Path
from typing import Any

import pytest
from tests.cloud import Cloud
from tests.mail_server import Mailbox, mailbox
from tests.tenants import Sales, make_account, make_sales
from tests.world import World

from pileus.manager.http.generate import load
from pileus.manager.identity.gate import built_in
from pileus.manager.identity.invitation_mails import invitations_mailed
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, LimitReached, NotAllowed, NotFound, PermissionDenied
from pileus.manager.model.event import Event
from pileus.manager.model.job import Job
from pileus.manager.model.project import Project, ProjectInvitation, ProjectMember, ProjectState

load()


def make(cloud: Cloud, name: str = "apollo", **more: object) -> str:
    return cloud.call("createProject", name=name, **more).id


def shown(cloud: Cloud, id: str) -> Any:
    return cloud.call("listProjects", id=id).items[0]


def names(cloud: Cloud, **asked: object) -> list[str]:
    return [project.name for project in cloud.call("listProjects", **asked).items]


@pytest.fixture
def ann(cloud: Cloud, sales: Sales) -> Cloud:
    return cloud.as_user("ann", "/sales/")


def again(cloud: Cloud, name: str) -> Cloud:
    """The user as of now: who belongs to what is found out at each call of the wire, and in tests by asking anew."""
    return cloud.as_user(name, "/sales/")


def test_a_project_owns_things_that_all_its_members_share(cloud: Cloud, sales: Sales, ann: Cloud) -> None:
    project = make(ann, displaytext="to the moon")
    ann, boss = again(cloud, "ann"), again(cloud, "boss")
    make_account(cloud, "carl", domainid=sales.id)
    view = shown(ann, project)
    assert (view.display_text, view.state, view.domain, view.owner) == ("to the moon", "Active", "sales", [{"account": "ann"}])
    pair = ann.call("createSSHKeyPair", name="shared", projectid=project).id
    own = ann.call("createSSHKeyPair", name="own").id
    carl = again(cloud, "carl")
    for asked in ({"projectid": project}, {"id": project}):
        command = "listSSHKeyPairs" if "projectid" in asked else "listProjects"
        if "projectid" in asked:
            with pytest.raises(NotFound):
                carl.call(command, **asked)
        else:
            assert carl.call(command, **asked).count == 0
    ann.call("addAccountToProject", projectid=project, account="carl")
    carl = again(cloud, "carl")
    assert [(k.id, k.project) for k in carl.call("listSSHKeyPairs", projectid=project).items] == [(pair, "apollo")]
    assert [k.id for k in ann.call("listSSHKeyPairs", listall=True).items] == [own]
    assert {k.id for k in ann.call("listSSHKeyPairs", listall=True, projectid=-1).items} == {own, pair}
    assert [k.id for k in boss.call("listSSHKeyPairs", projectid=project).items] == [pair]
    assert cloud.call("listSSHKeyPairs", domainid=sales.id).count == 1
    assert names(carl) == ["apollo"]
    assert names(cloud) == []
    assert names(cloud, listall=True, domainid=sales.id) == names(boss, listall=True) == names(cloud, username="carl") == ["apollo"]
    members = carl.call("listProjectAccounts", projectid=project).items
    assert [(m.account, m.role) for m in members] == [("ann", "Admin"), ("carl", "Regular")]
    assert carl.call("listAccounts", listall=True).count == 1


def test_who_leaves_a_project_still_sees_how_that_went(cloud: Cloud, sales: Sales, ann: Cloud) -> None:
    make_account(cloud, "carl", domainid=sales.id)
    project = make(ann)
    added = again(cloud, "ann").call("addAccountToProject", projectid=project, account="carl")
    left = again(cloud, "carl").call("deleteAccountFromProject", projectid=project, account="carl")
    carl = again(cloud, "carl")
    assert carl.call("listProjects").count == 0
    assert carl.call("queryAsyncJobResult", jobid=left.job_id).cmd == "deleteAccountFromProject"
    with pytest.raises(NotFound, match="jobid"):
        carl.call("queryAsyncJobResult", jobid=added.job_id)


def test_only_its_administrators_change_a_project(cloud: Cloud, sales: Sales, ann: Cloud) -> None:
    make_account(cloud, "carl", domainid=sales.id)
    project = make(ann)
    again(cloud, "ann").call("addAccountToProject", projectid=project, account="carl")
    ann, carl, bob = again(cloud, "ann"), again(cloud, "carl"), cloud.as_user("bob", "/sales/east/")
    for command in ("updateProject", "suspendProject", "activateProject", "deleteProject"):
        with pytest.raises(PermissionDenied, match="administrators"):
            carl.call(command, id=project)
        with pytest.raises(NotFound):
            bob.call(command, id=project)
    ann.call("updateProject", id=project, name="gemini", displaytext="two seats")
    assert (shown(ann, project).name, shown(ann, project).display_text) == ("gemini", "two seats")
    ann.call("updateProject", id=project, account="carl")
    assert shown(ann, project).owner == [{"account": "carl"}]
    with pytest.raises(PermissionDenied):
        ann.call("updateProject", id=project, name="mine")
    with pytest.raises(Conflict, match="without an administrator"):
        carl.call("deleteAccountFromProject", projectid=project, account="carl")
    ann.call("deleteAccountFromProject", projectid=project, account="ann")
    assert names(again(cloud, "ann")) == []
    with pytest.raises(NotFound):
        make(bob, account="ann", domainid=sales.id)


def test_a_single_user_can_belong_without_its_account(cloud: Cloud, sales: Sales, ann: Cloud) -> None:
    make_account(cloud, "carl", domainid=sales.id)
    who = {"password": "secret", "email": "c@example.org", "firstname": "C", "lastname": "D"}
    second = cloud.call("createUser", username="carla", account="carl", domainid=sales.id, **who).id
    project = make(ann)
    again(cloud, "ann").call("addUserToProject", projectid=project, username="carla", roletype="Admin")
    assert names(again(cloud, "carla")) == ["apollo"]
    assert names(again(cloud, "carl")) == []
    with pytest.raises(Conflict, match="belongs to project"):
        again(cloud, "ann").call("addUserToProject", projectid=project, username="carla")
    assert again(cloud, "carla").call("listProjectAccounts", projectid=project, userid=second).items[0].username == "carla"
    again(cloud, "carla").call("deleteUserFromProject", projectid=project, userid=second)
    assert names(again(cloud, "carla")) == []


def test_invitations_must_be_accepted_in_time_where_they_are_required(cloud: Cloud, sales: Sales, ann: Cloud) -> None:
    make_account(cloud, "carl", domainid=sales.id)
    cloud.call("updateConfiguration", name="project.invite.required", value="true")
    project = make(ann)
    ann, carl = again(cloud, "ann"), again(cloud, "carl")
    ann.call("addAccountToProject", projectid=project, account="carl")
    assert names(carl) == []
    [invitation] = carl.call("listProjectInvitations").items
    assert (invitation.project, invitation.account, invitation.state) == ("apollo", "carl", "Pending")
    assert [i.id for i in ann.call("listProjectInvitations", projectid=project).items] == [invitation.id]
    with pytest.raises(Conflict, match="invited"):
        ann.call("addAccountToProject", projectid=project, account="carl")
    with pytest.raises(NotFound):
        cloud.as_user("bob", "/sales/east/").call("updateProjectInvitation", projectid=project)
    with pytest.raises(NotFound):
        cloud.as_user("bob", "/sales/east/").call("deleteProjectInvitation", id=invitation.id)
    carl.call("updateProjectInvitation", projectid=project, accept=False)
    with pytest.raises(Conflict, match="Declined"):
        carl.call("updateProjectInvitation", projectid=project)
    ann.call("addAccountToProject", projectid=project, account="carl")
    cloud.call("updateConfiguration", name="project.invite.timeout", value="60")
    cloud.clock.turn(minutes=5)
    assert carl.call("listProjectInvitations", activeonly=True).count == 0
    assert [i.state for i in carl.call("listProjectInvitations", state="expired").items] == ["Expired"]
    with pytest.raises(Conflict, match="Expired"):
        carl.call("updateProjectInvitation", projectid=project)
    ann.call("addAccountToProject", projectid=project, account="carl")
    carl.call("updateProjectInvitation", projectid=project)
    assert names(again(cloud, "carl")) == ["apollo"]
    left = ann.call("listProjectInvitations", projectid=project).items[0].id
    ann.call("deleteProjectInvitation", id=left)
    assert ann.call("listProjectInvitations", projectid=project).count == 0


def token_mailed(world: World, box: Mailbox) -> str:
    world.clock.turn(minutes=10)
    world.manager.engine.reconcile(invitations_mailed)
    return box.mails[-1].message.get_content().strip().splitlines()[-1]


def fault(world: World) -> str:
    """What the sender says; it may have said so before, on its own turn, and is asked again."""
    for _ in range(5):
        if wrong := world.manager.engine.reconcile(invitations_mailed).wrong:
            return wrong[0]
        world.clock.turn(minutes=1)
    raise AssertionError("the sender says nothing")


def mails_invitations(cloud: Cloud, box: Mailbox) -> None:
    settings = {"invite.required": "true", "smtp.port": str(box.port), "smtp.host": box.host, "email.sender": "cloud@example.org"}
    for name, value in settings.items():
        cloud.call("updateConfiguration", name=f"project.{name}", value=value)


def test_an_invitation_by_mail_lets_the_bearer_of_its_token_in_once(world: World, tmp_path: Path) -> None:
    sales = make_sales(world)
    make_account(world, "carl", domainid=sales.id)
    project = make(world, domainid=sales.id, account="ann")
    with mailbox(tmp_path) as box:
        mails_invitations(world, box)
        box.hangs_up_after = 0
        world.call("addAccountToProject", projectid=project, email="carl@example.org")
        assert "tried again" in fault(world)
        box.hangs_up_after = None
        token = token_mailed(world, box)
        assert token_mailed(world, box) == token
        assert [(mail.sender, mail.to) for mail in box.mails] == [("cloud@example.org", ["carl@example.org"])]
    [row] = world.rows(ProjectInvitation)
    assert (row.sealed_token, row.account_id) == (None, None)
    assert token not in (row.token_hash or "")
    with pytest.raises(Conflict, match=r"carl@example\.org is invited"):
        world.call("addAccountToProject", projectid=project, email="carl@example.org")
    carl = again(world, "carl")
    assert carl.call("listProjectInvitations").count == 0
    with pytest.raises(NotFound):
        carl.call("updateProjectInvitation", projectid=project, token="guess")
    with pytest.raises(PermissionDenied, match="not of the domain"):
        world.as_user("bob", "/sales/east/").call("updateProjectInvitation", projectid=project, token=token)
    job = carl.call("updateProjectInvitation", projectid=project, token=token)
    assert names(again(world, "carl")) == ["apollo"]
    with pytest.raises(NotFound):
        again(world, "ann").call("updateProjectInvitation", projectid=project, token=token)
    assert token not in str(world.row(Job, job.job_id).arguments) + str(world.row(Job, job.job_id).__dict__)
    assert not any(token in event.description for event in world.rows(Event))


def test_a_mailed_invitation_of_an_account_is_that_accounts_alone(cloud: Cloud, sales: Sales, ann: Cloud) -> None:
    for name in ("carl", "eve"):
        make_account(cloud, name, domainid=sales.id)
    project = make(ann)
    ann = again(cloud, "ann")
    with pytest.raises(InvalidValue, match="email alone does where invitations are required"):
        ann.call("addAccountToProject", projectid=project, email="carl@example.org")
    cloud.call("updateConfiguration", name="project.invite.required", value="true")
    with pytest.raises(InvalidValue, match=r"project\.smtp\.host is not set"):
        ann.call("addAccountToProject", projectid=project, account="carl", email="carl@example.org")
    for name, value in {"smtp.host": "127.0.0.1", "email.sender": "cloud@example.org"}.items():
        cloud.call("updateConfiguration", name=f"project.{name}", value=value)
    with pytest.raises(InvalidValue, match="no address of mail"):
        ann.call("addAccountToProject", projectid=project, account="carl", email="x@example.org\nBcc: y@example.org")
    ann.call("addUserToProject", projectid=project, username="carl", email="carl@example.org")
    [row] = cloud.rows(ProjectInvitation)
    token = cloud.sealer.open(row.sealed_token or "")
    with pytest.raises(NotFound):
        again(cloud, "eve").call("updateProjectInvitation", projectid=project, token=token)
    [told] = ann.call("listProjectInvitations", projectid=project).items
    assert (told.account, told.email, told.state) == ("carl", "carl@example.org", "Pending")
    again(cloud, "carl").call("updateProjectInvitation", projectid=project, token=token)
    assert names(again(cloud, "carl")) == ["apollo"]
    assert cloud.rows(ProjectInvitation)[0].sealed_token is None


def test_a_projects_role_takes_commands_away_within_the_project_alone(cloud: Cloud, sales: Sales, ann: Cloud) -> None:
    make_account(cloud, "carl", domainid=sales.id)
    project = make(ann)
    ann = again(cloud, "ann")
    pair = ann.call("createSSHKeyPair", name="shared", projectid=project).id
    role = ann.call("createProjectRole", projectid=project, name="reader", description="reads").id
    where = {"projectid": project, "projectroleid": role}
    deny = ann.call("createProjectRolePermission", **where, rule="*", permission="deny").id
    allow = ann.call("createProjectRolePermission", **where, rule="list*", permission="allow").id
    ann.call("updateProjectRolePermission", **where, ruleorder=[allow, deny])
    ann.call("addAccountToProject", projectid=project, account="carl", projectroleid=role)
    carl = again(cloud, "carl")
    assert [k.id for k in carl.call("listSSHKeyPairs", projectid=project).items] == [pair]
    with pytest.raises(PermissionDenied, match="project role"):
        carl.call("createSSHKeyPair", name="more", projectid=project)
    carl.call("createSSHKeyPair", name="own")
    with pytest.raises(InUse, match="members"):
        ann.call("deleteProjectRole", id=role, projectid=project)
    with pytest.raises(PermissionDenied):
        carl.call("createProjectRole", projectid=project, name="mine")
    ann.call("updateProjectRolePermission", **where, projectrolepermissionid=deny, permission="allow")
    carl.call("createSSHKeyPair", name="more", projectid=project)
    ann.call("updateProjectRole", id=role, projectid=project, name="writer")
    assert [(r.name, r.description) for r in carl.call("listProjectRoles", projectid=project).items] == [("writer", "reads")]
    ann.call("deleteProjectRolePermission", id=deny, projectid=project)
    assert [r.rule for r in carl.call("listProjectRolePermissions", projectid=project).items] == ["list*"]
    ann.call("deleteAccountFromProject", projectid=project, account="carl")
    ann.call("deleteProjectRole", id=role, projectid=project)
    assert ann.call("listProjectRoles", projectid=project).count == 0


def test_projects_are_limited_and_have_limits_of_their_own(cloud: Cloud, sales: Sales, ann: Cloud) -> None:
    cloud.call("updateConfiguration", name="max.account.projects", value="1")
    cloud.call("updateConfiguration", name="max.project.user.vms", value="3")
    project = make(ann)
    with pytest.raises(LimitReached, match="projects"):
        make(ann, "gemini")
    with pytest.raises(Conflict, match="already exists"):
        make(again(cloud, "boss"), "apollo")
    view = shown(again(cloud, "ann"), project)
    assert (view.vm_limit, view.vm_total) == ("3", 0)
    cloud.call("updateResourceLimit", projectid=project, resourcetype=0, max=5)
    limit = again(cloud, "ann").call("listResourceLimits", projectid=project, resourcetype=0).items[0]
    assert (limit.max, limit.project, limit.account) == (5, "apollo", None)
    with pytest.raises(NotFound):
        cloud.as_user("bob", "/sales/east/").call("listResourceLimits", projectid=project)
    assert cloud.call("listAccounts", id=sales.ann).items[0].project_total == 1


def test_users_make_projects_only_where_the_setting_lets_them(cloud: Cloud, ann: Cloud) -> None:
    cloud.call("updateConfiguration", name="allow.user.create.projects", value="false")
    with pytest.raises(PermissionDenied, match="administrators"):
        make(ann)
    make(again(cloud, "boss"))


def test_nothing_new_is_made_in_a_suspended_project(cloud: Cloud, ann: Cloud) -> None:
    project = make(ann)
    ann = again(cloud, "ann")
    with cloud.db.write() as db:
        row = db.get_one(Project, project)
        row.state = ProjectState.SUSPENDED
    with pytest.raises(PermissionDenied, match="Suspended"):
        ann.call("createSSHKeyPair", name="late", projectid=project)
    ann.call("activateProject", id=project)
    ann.call("createSSHKeyPair", name="late", projectid=project)


def test_projects_leave_events_of_their_own(cloud: Cloud, ann: Cloud) -> None:
    project = make(ann)
    account = cloud.row(Project, project).account_id
    assert {e.type for e in cloud.rows(Event, account_id=account)} == {"PROJECT.CREATE"}
    assert len(cloud.rows(ProjectMember, project_id=project)) == 1


def test_read_only_users_change_no_project(cloud: Cloud, sales: Sales) -> None:
    make_account(cloud, "reader", domainid=sales.id, accounttype=None, roleid=built_in("Read-Only User"))
    with pytest.raises(NotAllowed):
        make(again(cloud, "reader"))
