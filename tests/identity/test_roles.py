"""Roles and their rules: what they open and close at once, what stays as it is, and that nobody gives more than he has."""

import pytest
from tests.cloud import Cloud
from tests.tenants import Sales, make_account

from pileus.manager.http.generate import load
from pileus.manager.identity.gate import built_in
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, NotAllowed, NotFound, PermissionDenied

load()


def tenant(cloud: Cloud, role: str, name: str = "carl") -> Cloud:
    make_account(cloud, name, roleid=role, accounttype=None)
    return cloud.as_user(name)


def rule(cloud: Cloud, role: str, rule: str, permission: str) -> str:
    return cloud.call("createRolePermission", roleid=role, rule=rule, permission=permission).id


def may(cloud: Cloud, command: str) -> bool:
    try:
        cloud.call(command)
    except NotAllowed:
        return False
    return True


def test_the_first_matching_rule_decides_from_the_next_call_on(cloud: Cloud) -> None:
    role = cloud.call("createRole", name="Looker", type="User").id
    carl = tenant(cloud, role)
    assert may(carl, "listZones")
    denied = rule(cloud, role, "list*", "deny")
    assert not may(carl, "listZones")
    allowed = rule(cloud, role, "LISTZONES", "allow")
    assert not may(carl, "listZones")
    cloud.call("updateRolePermission", roleid=role, ruleorder=[allowed, denied])
    assert may(carl, "listZones")
    assert not may(carl, "listAccounts")
    assert [r.rule for r in cloud.call("listRolePermissions", roleid=role).items] == ["LISTZONES", "list*"]
    cloud.call("updateRolePermission", roleid=role, ruleid=denied, permission="allow")
    assert may(carl, "listAccounts")
    cloud.call("deleteRolePermission", id=denied)
    assert [r.permission for r in cloud.call("listRolePermissions", roleid=role).items] == ["allow"]


def test_a_rule_of_an_own_role_opens_what_its_type_may_not_call(cloud: Cloud) -> None:
    role = cloud.call("createRole", name="Role lister", type="User").id
    carl = tenant(cloud, role)
    assert not may(carl, "listRoles")
    rule(cloud, role, "listRoles", "allow")
    assert may(carl, "listRoles")


def test_a_disabled_role_allows_nothing_and_is_given_to_nobody(cloud: Cloud) -> None:
    role = cloud.call("createRole", name="Pausing", type="User").id
    carl = tenant(cloud, role)
    cloud.call("disableRole", id=role)
    assert not may(carl, "listZones")
    assert [r.name for r in cloud.call("listRoles", state="disabled").items] == ["Pausing"]
    with pytest.raises(InvalidValue, match="disabled"):
        make_account(cloud, "dora", roleid=role, accounttype=None)
    cloud.call("enableRole", id=role)
    assert may(carl, "listZones")


def test_a_copy_of_a_read_only_role_reads_no_more_than_the_original(cloud: Cloud) -> None:
    copy = cloud.call("createRole", name="Readers", roleid=built_in("Read-Only User")).id
    carl = tenant(cloud, copy)
    assert may(carl, "listZones")
    assert not may(carl, "listRoles")
    assert not may(carl, "createSSHKeyPair")
    rule_id = rule(cloud, copy, "listRoles", "allow")
    order = [r.id for r in cloud.call("listRolePermissions", roleid=copy).items]
    cloud.call("updateRolePermission", roleid=copy, ruleorder=[rule_id, *order[:-1]])
    assert may(carl, "listRoles")


def test_roles_are_changed_imported_and_deleted(cloud: Cloud) -> None:
    rules = [{"rule": "list*", "permission": "allow", "description": "reading"}, {"rule": "*", "permission": "deny"}]
    role = cloud.call("importRole", name="Imported", type="User", rules=rules)
    with pytest.raises(Conflict, match="forced"):
        cloud.call("importRole", name="Imported", type="User", rules=rules)
    again = cloud.call("importRole", name="Imported", type="User", rules=rules[:1], forced=True, description="shorter")
    assert (again.id, again.description) == (role.id, "shorter")
    assert [r.rule for r in cloud.call("listRolePermissions", roleid=role.id).items] == ["list*"]
    changed = cloud.call("updateRole", id=role.id, name="Renamed", description="for tests", ispublic=False, type="DomainAdmin")
    assert (changed.name, changed.type, changed.is_public, changed.state) == ("Renamed", "DomainAdmin", False, "enabled")
    carl = tenant(cloud, role.id)
    with pytest.raises(InUse, match="another role first"):
        cloud.call("deleteRole", id=role.id)
    with pytest.raises(InUse, match="type stays"):
        cloud.call("updateRole", id=role.id, type="User")
    cloud.call("updateAccount", id=carl.caller.account_id if carl.caller else "", roleid=built_in("User"))
    cloud.call("deleteRole", id=role.id)
    assert cloud.call("listRoles", name="Renamed").count == 0


def test_built_in_roles_and_nonsense_are_refused(cloud: Cloud) -> None:
    for command, more in (("updateRole", {"name": "x"}), ("deleteRole", {}), ("disableRole", {})):
        with pytest.raises(PermissionDenied, match="built in"):
            cloud.call(command, id=built_in("User"), **more)
    role = cloud.call("createRole", name="Odd", type="User").id
    with pytest.raises(InvalidValue, match="no name of a command"):
        rule(cloud, role, "list; drop", "allow")
    with pytest.raises(InvalidValue, match="allow or deny"):
        rule(cloud, role, "list*", "maybe")
    with pytest.raises(InvalidValue, match="either a type or"):
        cloud.call("createRole", name="Neither")
    with pytest.raises(Conflict, match="already exists"):
        cloud.call("createRole", name="Odd", type="User")
    with pytest.raises(Conflict, match="each of the"):
        cloud.call("updateRolePermission", roleid=role, ruleorder=[role])
    with pytest.raises(NotFound):
        cloud.call("listRolePermissions", roleid=built_in("no such role"))


def test_whoever_may_change_roles_cannot_give_more_than_it_has(cloud: Cloud, sales: Sales) -> None:
    limited = cloud.call("createRole", name="Role keeper", type="Admin").id
    for text, permission in (("*RolePermission*", "allow"), ("*Role", "allow"), ("listRoles", "allow"), ("*", "deny")):
        rule(cloud, limited, text, permission)
    keeper = tenant(cloud, limited, "keeper")
    with pytest.raises(PermissionDenied, match="more than your own"):
        keeper.call("createRole", name="Everything", type="Admin")
    deny = next(r.id for r in cloud.call("listRolePermissions", roleid=limited).items if r.rule == "*")
    with pytest.raises(PermissionDenied, match="more than your own"):
        keeper.call("updateRolePermission", roleid=limited, ruleid=deny, permission="allow")
    with pytest.raises(PermissionDenied, match="more than your own"):
        keeper.call("deleteRolePermission", id=deny)
    assert not may(keeper, "listZones")
    assert keeper.call("createRole", name="Less", roleid=limited).type == "Admin"


def test_a_domain_admin_neither_sees_nor_makes_hidden_roles(cloud: Cloud, sales: Sales) -> None:
    hidden = cloud.call("createRole", name="Hidden", type="User", ispublic=False).id
    boss = cloud.as_user("boss", "/sales/")
    assert boss.call("listRoles", id=hidden).count == 0
    with pytest.raises(NotAllowed):
        boss.call("createRole", name="Mine", type="User")
    with pytest.raises(NotAllowed):
        boss.call("listRolePermissions")
