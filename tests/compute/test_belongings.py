"""The end of tenants, over every table: what names an account, a domain, a project or a user goes with it, or stays for a reason given."""

import time
from dataclasses import dataclass
from typing import Any, cast

import pytest
from sqlalchemy import Column, func, select
from tests.system.event_script import PNG
from tests.world import NETWORK, TEMPLATE, ZONE, World

from pileus.manager.kernel.authentication import Forgotten, LogIn
from pileus.manager.kernel.errors import InUse
from pileus.manager.model.network import Network
from pileus.manager.model.offering import OfferingState, ServiceOffering
from pileus.manager.model.rows import Base
from pileus.manager.model.storage import TemplatePermission
from pileus.manager.model.user import User
from pileus.manager.model.webhook import WebhookDelivery
from pileus.manager.system.forsaken import forsaken_removed

HISTORY = "what happened stays known, with who did it"
ROWS = "the row stays, marked removed, since events and usage name it"

STAY: dict[str, dict[str, str]] = {
    "account": {
        "event.account_id": HISTORY,
        "job.account_id": HISTORY,
        "user.account_id": ROWS,
        "instance.account_id": ROWS,
        "volume.account_id": ROWS,
        "network.account_id": ROWS,
        "project.account_id": ROWS,
        "project.creator_id": "whoever made a project is named by it as long as it is",
        "annotation.account_id": "what was said of a thing stays as long as the thing",
        "template.account_id": "no tenant can have one yet: all are the cloud's own",
        "security_group_rule.account_id": "goes with its group; the account is the group's",
    },
    "domain": {
        "event.domain_id": HISTORY,
        "account.domain_id": ROWS,
        "user.domain_id": ROWS,
        "project.domain_id": ROWS,
        "domain.parent_id": ROWS,
        "network.domain_id": ROWS,
        "zone.domain_id": "a domain with a zone of its own cannot be deleted",
    },
    "project": {"account.project_id": ROWS},
    "user": {"event.user_id": HISTORY, "job.user_id": HISTORY, "instance.user_id": HISTORY},
}

LOOSE: dict[str, tuple[str, ...]] = {
    "account": ("setting_value.scope_id", "resource_limit.owner_id", "resource_count.owner_id", "resource_icon.resource_id"),
    "domain": ("setting_value.scope_id", "resource_limit.owner_id", "resource_count.owner_id"),
    "project": ("account.project_id",),
    "user": (),
}
"""Columns that hold such an id without saying so to the database."""

ELSEWHERE: dict[str, str] = {
    "event.entity_id": HISTORY,
    "outbox.account_id": "what is told to those who look on; told ones go by their age",
    "annotation.entity_id": "goes by the reconciler of what is forsaken",
    "annotation.user_id": "what was said of a thing stays as long as the thing",
    "tag.resource_id": "goes by the reconciler of what is forsaken; tags are on no tenant, and on a project as its account's own",
    "dedication.resource_id": "what is dedicated, not to whom",
    "service_offering.domain_ids": "an offering for an ended domain alone is withdrawn",
    "disk_offering.domain_ids": "an offering for an ended domain alone is withdrawn",
    "network_offering.domain_ids": "an offering for an ended domain alone is withdrawn",
    "vpc_offering.domain_ids": "an offering for an ended domain alone is withdrawn",
}
"""Columns that may hold such an id, of which rows are not counted here, and why."""

WORDS = ("account_id", "domain_id", "project_id", "user_id", "owner_id", "scope_id", "resource_id", "entity_id", "domain_ids")

NEVER_HERE: dict[str, dict[str, str]] = {
    "account": {
        "public_address.account_id": "no command allocates one yet",
        "router.account_id": "the router of a network of its own, made when a guest is on it; it goes with the network, by its reconciler",
    },
}
"""Columns that no row of this test's tenant has a value in, and why."""


@dataclass(frozen=True)
class Tenant:
    """A domain with one account, and all that such a one can have."""

    domain: str
    account: str
    user: str
    project: str
    network: str
    span: str
    offering: str


def columns(kind: str) -> list[Column[Any]]:
    """All columns that name one of these."""
    named = set(LOOSE[kind])
    return [
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if f"{table.name}.{column.name}" in named or any(key.column.table.name == kind for key in column.foreign_keys)
    ]


def naming(world: World, kind: str, id: str) -> dict[str, int]:
    """How many rows name it, by column."""
    with world.db.read() as db:
        return {
            f"{column.table.name}.{column.name}": db.scalar(select(func.count()).select_from(column.table).where(column == id)) or 0
            for column in columns(kind)
        }


def person(name: str) -> dict[str, str]:
    return {"username": name, "firstname": name, "lastname": "Test", "email": f"{name}@example.org", "password": "a good Passw0rd"}


def network(world: World, name: str, vlan: int, **more: Any) -> str:
    [shared] = world.call("listNetworkOfferings", name="DefaultSharedNetworkOfferingWithSGService").items
    span = {"gateway": f"10.20.{vlan}.1", "netmask": "255.255.255.0", "startip": f"10.20.{vlan}.10", "endip": f"10.20.{vlan}.50"}
    made = world.call(
        "createNetwork", name=name, displaytext=name, networkofferingid=shared.id, zoneid=ZONE, vlan=str(vlan), **span, **more
    )
    return cast("str", made.id)


def furnished(world: World) -> Tenant:
    """A tenant who has everything."""
    domain = world.call("createDomain", name="sales").id
    at = {"domainid": domain, "account": "iris"}
    for name in ("iris", "otto"):
        world.call("createAccount", **person(name), domainid=domain, accounttype=0)
    ida = world.call("createUser", **person("ida"), **at).id
    world.call("registerUserKeys", id=ida)
    reset = {"enabled": "true", "smtp.host": "127.0.0.1", "smtp.port": "1", "email.sender": "c@example.org", "mail.domain.url": "https://c"}
    for name, value in reset.items():
        world.call("updateConfiguration", name=f"user.password.reset.{name}", value=value)
    for name in ("iris", "ida"):
        world.users.log_in(LogIn(username=name, password="a good Passw0rd", domain_path="/sales/"))
        world.users.forgot_password(Forgotten(username=name, domain_path="/sales/"))
    iris, otto = (cast("World", world.as_user(name, "/sales/")) for name in ("iris", "otto"))
    assert iris.caller is not None
    account = iris.caller.account_id
    _has_instances(iris)
    _has_of_its_own(world, iris, account)
    world.call("updateResourceLimit", resourcetype=0, max=50, **at)
    world.call("updateResourceLimit", resourcetype=0, max=50, domainid=domain)
    world.call("updateConfiguration", name="allow.public.user.templates", value="false", accountid=account)
    world.call("updateConfiguration", name="metadata.allow.expose.domain", value="true", domainid=domain)
    world.ended(world.call("dedicateHost", hostid=world.host.id, **at))
    far = world.call("createZone", name="far", networktype="Advanced", dns1="10.0.0.1", internaldns1="10.0.0.1").id
    world.ended(world.call("dedicateZone", zoneid=far, domainid=domain))
    lan = world.ended(world.call("createPhysicalNetwork", zoneid=far, name="lan", vlan="100-200", domainid=domain)).instance_id
    world.ended(world.call("addTrafficType", physicalnetworkid=lan, traffictype="Guest"))
    world.ended(world.call("addTrafficType", physicalnetworkid=lan, traffictype="Public"))
    world.call("dedicateGuestVlanRange", physicalnetworkid=lan, vlanrange="150-160", **at)
    where = {"zoneid": ZONE, "gateway": "192.0.2.1", "netmask": "255.255.255.0", "vlan": "untagged"}
    span = world.call("createVlanIpRange", startip="192.0.2.10", endip="192.0.2.12", **where).id
    world.call("dedicatePublicIpRange", id=span, **at)
    wider = world.call("createVlanIpRange", startip="192.0.2.20", endip="192.0.2.22", **where).id
    world.call("dedicatePublicIpRange", id=wider, domainid=domain)
    shared = network(world, "otto's", 103, acltype="Account", account="otto", domainid=domain)
    world.call("createNetworkPermissions", networkid=shared, accountids=account)
    with world.db.write() as db:  # no call shares a template with another domain than its own
        db.add(TemplatePermission(template_id=TEMPLATE, account_id=account))
    own = network(world, "iris's", 101, acltype="Account", **at)
    network(world, "of sales", 102, acltype="Domain", domainid=domain)
    made = world.call("createServiceOffering", name="own", displaytext="own", cpunumber=1, cpuspeed=500, memory=128, domainid=domain).id
    return Tenant(domain, account, ida, _has_projects(world, iris, otto), own, span, made)


def _has_instances(iris: World) -> None:
    data = iris.call("registerUserData", name="mine", userdata="aGVsbG8=").id
    apart = iris.ended(iris.call("createAffinityGroup", name="apart", type="host anti-affinity")).instance_id
    group = iris.call("createSecurityGroup", name="web").id
    iris.ended(
        iris.call("authorizeSecurityGroupIngress", securitygroupid=group, protocol="tcp", startport=22, endport=22, cidrlist="10.0.0.0/8")
    )
    iris.call("createSSHKeyPair", name="key")
    vm = iris.running(
        name="web", userdataid=data, affinitygroupids=apart, securitygroupids=group, keypair="key", group="all", networkids=NETWORK
    )
    iris.ended(iris.call("createTags", resourcetype="UserVm", resourceids=vm, tags={"key": "k", "value": "v"}))
    iris.call("uploadResourceIcon", resourcetype="UserVm", resourceids=vm, base64image=PNG)


def _has_of_its_own(world: World, iris: World, account: str) -> None:
    assert iris.caller is not None
    iris.call("createWebhook", name="mine", payloadurl="http://192.0.2.99/x")
    iris.call("createSecurityGroup", name="told of")
    deadline = time.monotonic() + 30
    while not world.rows(WebhookDelivery, account_id=account):
        assert time.monotonic() < deadline, "the webhook is told of the group"
        time.sleep(0.02)
    iris.call("registerUserKeys", id=iris.caller.user_id)
    world.call("uploadResourceIcon", resourcetype="Account", resourceids=account, base64image=PNG)


def _has_projects(world: World, iris: World, otto: World) -> str:
    """The id of its own; the account is in another's, by a role of that, and invited to a third, and so is a user of it."""
    own = world.ended(iris.call("createProject", name="apollo")).instance_id
    owner = cast("World", world.as_user("iris", "/sales/"))
    assert owner.caller is not None
    role = owner.call("createProjectRole", projectid=own, name="reader").id
    owner.call("createProjectRolePermission", projectid=own, projectroleid=role, rule="listZones", permission="allow")
    owner.ended(owner.call("addAccountToProject", projectid=own, account="otto", projectroleid=role))
    other = world.ended(otto.call("createProject", name="gemini")).instance_id
    otto = cast("World", world.as_user("otto", "/sales/"))
    otto.ended(otto.call("addUserToProject", projectid=other, username="iris"))
    owner.ended(owner.call("addUserToProject", projectid=own, username="ida"))
    world.call("updateConfiguration", name="project.invite.required", value="true")
    third = world.ended(otto.call("createProject", name="mercury")).instance_id
    otto = cast("World", world.as_user("otto", "/sales/"))
    otto.ended(otto.call("addUserToProject", projectid=third, username="iris"))
    otto.ended(otto.call("addUserToProject", projectid=third, username="ida"))
    world.call("createAccount", **person("olga"), domainid=owner.caller.domain_id, accounttype=0)
    owner.ended(owner.call("addAccountToProject", projectid=own, account="olga"))
    assert own is not None
    return own


def ended(world: World, kind: str, id: str, command: str, **more: Any) -> None:
    """What the end of one takes with it: of every column, all rows that named it."""
    stay = STAY[kind] | NEVER_HERE.get(kind, {})
    before = naming(world, kind, id)
    assert set(stay) <= set(before), "a reason is given for a column that is not there"
    assert {name for name, count in before.items() if not count} <= set(stay), f"the tenant lacks something that names the {kind}"
    started = world.call(command, id=id, **more)
    if hasattr(started, "job_id"):
        world.ended(started)
    world.manager.engine.reconcile(forsaken_removed)
    after = naming(world, kind, id)
    assert {name for name, count in after.items() if count} <= set(stay), f"the {kind} left something"


def test_no_column_names_a_tenant_unseen() -> None:
    unseen = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith(WORDS) and not column.foreign_keys
    }
    assert unseen == {name for names in LOOSE.values() for name in names} | set(ELSEWHERE)


def test_no_secret_of_an_ended_user_is_kept(world: World) -> None:
    iris = world.account("iris")
    assert iris.caller is not None
    world.call("updateConfiguration", name="enable.user.2fa", value="true")
    iris.call("setupUserTwoFactorAuthentication", provider="totp")
    assert world.row(User, iris.caller.user_id).sealed_factor is not None
    world.ended(world.call("deleteAccount", id=iris.caller.account_id))
    left = world.row(User, iris.caller.user_id)
    assert (left.factor, left.sealed_factor) == (None, None)


def test_nothing_is_left_of_a_tenant(world: World) -> None:
    tenant = furnished(world)
    ended(world, "user", tenant.user, "deleteUser")
    ended(world, "project", tenant.project, "deleteProject", cleanup=True)
    ended(world, "account", tenant.account, "deleteAccount")
    with pytest.raises(InUse, match=r"has 4 accounts and projects and 1 networks and 2 dedicated resources"):
        world.call("deleteDomain", id=tenant.domain)
    ended(world, "domain", tenant.domain, "deleteDomain", cleanup=True)
    assert world.row(Network, tenant.network).removed is not None
    assert world.row(ServiceOffering, tenant.offering).state is OfferingState.INACTIVE
    assert tenant.offering not in {one.id for one in world.account("anybody").call("listServiceOfferings").items}


def test_what_others_need_keeps_a_tenant(world: World) -> None:
    domain = world.call("createDomain", name="sales").id
    for name in ("iris", "otto"):
        world.call("createAccount", **person(name), domainid=domain, accounttype=0)
    iris, otto = (cast("World", world.as_user(name, "/sales/")) for name in ("iris", "otto"))
    assert iris.caller is not None and otto.caller is not None  # noqa: PT018 - of one kind
    own = network(world, "iris's", 101, acltype="Account", account="iris", domainid=domain)
    world.call("createNetworkPermissions", networkid=own, accountids=otto.caller.account_id)
    guest = otto.running(name="web", networkids=own)
    with pytest.raises(InUse, match="network iris's has instance web of another account; expunge that first"):
        world.call("deleteAccount", id=iris.caller.account_id)
    world.ended(world.call("destroyVirtualMachine", id=guest, expunge=True))
    world.ended(world.call("deleteAccount", id=iris.caller.account_id))
    private = world.call("createZone", name="private", networktype="Advanced", dns1="10.0.0.1", internaldns1="10.0.0.1", domainid=domain)
    with pytest.raises(InUse, match="zone private is for this domain alone; make it everybody's with updateZone ispublic=true"):
        world.call("deleteDomain", id=domain, cleanup=True)
    world.call("updateZone", id=private.id, ispublic=True)
    world.ended(world.call("deleteDomain", id=domain, cleanup=True))


def test_what_was_a_tenants_alone_is_for_others_again(world: World) -> None:
    iris, otto = world.account("iris"), world.account("otto")
    assert iris.caller is not None
    root = world.admin_domain
    otto.call("createWebhook", name="mine", payloadurl="http://192.0.2.98/x")
    world.ended(world.call("dedicateHost", hostid=world.host.id, domainid=root, account="iris"))
    where = {"zoneid": ZONE, "gateway": "192.0.2.1", "netmask": "255.255.255.0", "vlan": "untagged"}
    span = world.call("createVlanIpRange", startip="192.0.2.10", endip="192.0.2.12", **where, domainid=root, account="iris").id
    refused = world.failed(otto.deploy(name="web"))
    assert "dedicated" in (refused.error or "")
    world.ended(world.call("deleteAccount", id=iris.caller.account_id))
    otto.running(name="again")
    world.ended(world.call("dedicateHost", hostid=world.host.id, domainid=root, account="otto"))
    assert world.call("dedicatePublicIpRange", id=span, domainid=root, account="otto").account == "otto"
    assert [hook.name for hook in otto.call("listWebhooks").items] == ["mine"]
