"""What becomes of users, accounts and domains: disabled, locked, moved, renamed, counted anew."""

import pytest
from tests.cloud import Cloud
from tests.tenants import Sales, make_account

from pileus.manager.http.generate import load
from pileus.manager.http.throttle import Throttle
from pileus.manager.identity import limits
from pileus.manager.identity.gate import built_in
from pileus.manager.identity.limits import Kind
from pileus.manager.kernel.authentication import LogIn
from pileus.manager.kernel.errors import (
    ApiError,
    Conflict,
    InvalidValue,
    LimitReached,
    LoginFailed,
    NotAllowed,
    NotFound,
    PermissionDenied,
    TooMany,
)
from pileus.manager.model.domain import Domain
from pileus.manager.model.user import User

load()


def log_in(cloud: Cloud, name: str, path: str = "/sales/") -> None:
    cloud.users.log_in(LogIn(username=name, password=f"password of {name}", domain_path=path))


def user_of(cloud: Cloud, account: str) -> str:
    return cloud.rows(User, account_id=account)[0].id


def refused_at_the_door(cloud: Cloud, name: str) -> bool:
    cloud.clock.turn(minutes=20)
    try:
        log_in(cloud, name)
    except LoginFailed:
        return True
    return False


def test_disabled_and_locked_users_stay_outside_until_enabled(cloud: Cloud, sales: Sales) -> None:
    boss, ann = cloud.as_user("boss", "/sales/"), user_of(cloud, sales.ann)
    session = cloud.users.log_in(LogIn(username="ann", password="password of ann", domain_path="/sales/"))
    boss.call("disableUser", id=ann)
    assert cloud.users.by_session(session.token, session.key) is None
    assert refused_at_the_door(cloud, "ann")
    assert boss.call("listUsers", id=ann, state="disabled").count == 1
    with pytest.raises(Conflict, match="only an enabled"):
        boss.call("lockUser", id=ann)
    boss.call("enableUser", id=ann)
    log_in(cloud, "ann")
    assert boss.call("lockUser", id=ann).state == "locked"
    assert refused_at_the_door(cloud, "ann")
    for command in ("disableUser", "lockUser", "deleteUser"):
        with pytest.raises(PermissionDenied, match="you"):
            boss.call(command, id=user_of(cloud, sales.boss))
        with pytest.raises(NotFound):
            boss.call(command, id=cloud.caller.user_id if cloud.caller else "")


def test_a_deleted_user_is_gone_and_its_name_is_free(cloud: Cloud, sales: Sales) -> None:
    ann = user_of(cloud, sales.ann)
    cloud.call("deleteUser", id=ann)
    assert cloud.call("listUsers", id=ann).count == 0
    with pytest.raises(LoginFailed):
        log_in(cloud, "ann")
    who = {"password": "password of ann", "email": "a@example.org", "firstname": "A", "lastname": "B"}
    cloud.call("createUser", username="ann", account="ann", domainid=sales.id, **who)
    cloud.clock.turn(minutes=20)
    log_in(cloud, "ann")


def test_a_user_moves_to_another_account_of_its_domain(cloud: Cloud, sales: Sales) -> None:
    make_account(cloud, "carl", domainid=sales.id)
    ann = user_of(cloud, sales.ann)
    cloud.call("moveUser", id=ann, account="carl")
    assert cloud.call("listUsers", id=ann).items[0].account == "carl"
    with pytest.raises(InvalidValue, match="already"):
        cloud.call("moveUser", id=ann, account="carl")
    with pytest.raises(NotFound):
        cloud.call("moveUser", id=ann, accountid=sales.bob)
    with pytest.raises(InvalidValue, match="one of"):
        cloud.call("moveUser", id=ann)
    with pytest.raises(NotAllowed):
        cloud.as_user("boss", "/sales/").call("moveUser", id=ann, account="ann")


def test_a_locked_account_may_not_call_until_it_is_enabled(cloud: Cloud, sales: Sales) -> None:
    boss = cloud.as_user("boss", "/sales/")
    assert boss.call("lockAccount", account="ann", domainid=sales.id).state == "locked"
    assert refused_at_the_door(cloud, "ann")
    with pytest.raises(PermissionDenied, match="locked"):
        cloud.call("createSSHKeyPair", name="for ann", account="ann", domainid=sales.id)
    with pytest.raises(Conflict, match="only an enabled"):
        boss.call("lockAccount", account="ann", domainid=sales.id)
    assert boss.call("enableAccount", id=sales.ann).state == "enabled"
    cloud.clock.turn(minutes=20)
    log_in(cloud, "ann")
    with pytest.raises(PermissionDenied, match="your own"):
        boss.call("lockAccount", account="boss", domainid=sales.id)
    with pytest.raises(PermissionDenied, match="first start"):
        cloud.call("lockAccount", account="admin", domainid=cloud.admin_domain)
    with pytest.raises(NotFound):
        boss.call("lockAccount", account="admin", domainid=sales.id)


def test_an_account_is_renamed_and_gets_another_role(cloud: Cloud, sales: Sales) -> None:
    details = {"room": "12"}
    changed = cloud.call("updateAccount", id=sales.ann, newname="anna", networkdomain="a.example", accountdetails=details)
    assert (changed.name, changed.network_domain, changed.account_details) == ("anna", "a.example", details)
    changed = cloud.call("updateAccount", account="anna", domainid=sales.id, roleid=built_in("Domain Admin"), apikeyaccess="disabled")
    assert (changed.role_name, changed.account_type, changed.api_key_access) == ("Domain Admin", 2, "disabled")
    boss = cloud.as_user("boss", "/sales/")
    with pytest.raises(PermissionDenied, match="more than your own"):
        boss.call("updateAccount", id=sales.ann, roleid=built_in("Root Admin"))
    with pytest.raises(PermissionDenied, match="keeps its role"):
        cloud.call("updateAccount", account="admin", roleid=built_in("User"))
    with pytest.raises(InvalidValue, match="neither id nor account"):
        cloud.call("updateAccount", newname="nobody")
    with pytest.raises(Conflict):
        cloud.call("updateAccount", id=sales.ann, newname="boss")
    with pytest.raises(NotFound):
        boss.call("updateAccount", account="admin", domainid=cloud.admin_domain)


def test_a_renamed_domain_takes_what_is_below_with_it(cloud: Cloud, sales: Sales) -> None:
    assert cloud.call("updateDomain", id=sales.id, name="retail", networkdomain="retail.example").path == "ROOT/retail"
    assert cloud.row(Domain, sales.east).path == "/retail/east/"
    log_in(cloud, "bob", "/retail/east/")
    boss = cloud.as_user("boss", "/retail/")
    assert [d.name for d in boss.call("listDomains", listall=True).items] == ["retail", "east"]
    with pytest.raises(PermissionDenied, match="cannot be renamed"):
        cloud.call("updateDomain", id=cloud.admin_domain, name="TOP")
    cloud.call("createDomain", name="other")
    with pytest.raises(Conflict):
        cloud.call("updateDomain", id=sales.id, name="other")
    with pytest.raises(InvalidValue, match="characters long"):
        cloud.call("updateDomain", id=sales.id, name="x" * 250)
    with pytest.raises(NotAllowed):
        boss.call("updateDomain", id=sales.id, name="mine")


def test_a_domain_moves_with_what_it_uses_and_only_where_there_is_room(cloud: Cloud, sales: Sales) -> None:
    with cloud.db.write() as db:
        limits.take(db, sales.bob, limits.amounts({Kind.INSTANCE: 3}))
    small = cloud.call("createDomain", name="small").id
    cloud.call("updateResourceLimit", domainid=small, resourcetype=0, max=2)
    with pytest.raises(LimitReached, match="small"):
        cloud.call("moveDomain", domainid=sales.east, parentdomainid=small)
    cloud.call("updateResourceLimit", domainid=small, resourcetype=0, max=3)
    assert cloud.call("moveDomain", domainid=sales.east, parentdomainid=small).path == "ROOT/small/east"
    with cloud.db.read() as db:
        used = [limits.used(db, owner, Kind.INSTANCE) for owner in (sales.id, small, sales.east, cloud.admin_domain)]
    assert used == [0, 3, 3, 3]
    assert [d.name for d in cloud.call("listDomainChildren", id=small).items] == ["east"]
    assert cloud.call("listDomainChildren", id=sales.id).count == 0
    assert [d.name for d in cloud.call("listDomainChildren", isrecursive=True).items] == ["sales", "small", "east"]
    for target in (sales.east, small):
        with pytest.raises(InvalidValue):
            cloud.call("moveDomain", domainid=sales.east, parentdomainid=target)
    with pytest.raises(NotAllowed):
        cloud.as_user("boss", "/sales/").call("moveDomain", domainid=sales.east, parentdomainid=sales.id)


def test_wrong_counts_are_counted_anew_from_the_rows(cloud: Cloud, sales: Sales) -> None:
    with cloud.db.write() as db:
        limits.take(db, sales.bob, limits.amounts({Kind.INSTANCE: 3, Kind.MEMORY: 512}))
    [instances] = cloud.call("updateResourceCount", domainid=sales.east, account="bob", resourcetype=0).items
    assert (instances.resource_count, instances.account, instances.resource_type_name) == (0, "bob", "user_vm")
    with cloud.db.read() as db:
        assert [limits.used(db, owner, Kind.MEMORY) for owner in (sales.bob, sales.east, sales.id)] == [0, 0, 0]
    whole = cloud.call("updateResourceCount", domainid=sales.id).items
    assert {row.resource_type_name for row in whole} >= {"user_vm", "memory", "project"}
    with pytest.raises(InvalidValue, match="unknown"):
        cloud.call("updateResourceCount", domainid=sales.id, resourcetype=99)
    with pytest.raises(NotAllowed):
        cloud.as_user("ann", "/sales/").call("updateResourceCount", domainid=sales.id)


def test_who_may_tag_offerings_is_told(cloud: Cloud, sales: Sales) -> None:
    def allowed(account: str) -> bool:
        return cloud.call("isAccountAllowedToCreateOfferingsWithTags", id=account).is_allowed

    admin = cloud.call("listAccounts", name="admin").items[0].id
    assert [allowed(id) for id in (admin, sales.boss, sales.ann)] == [True, False, False]
    cloud.call("updateConfiguration", name="allow.domain.admins.to.create.tagged.offerings", value="true", accountid=sales.boss)
    assert [allowed(id) for id in (sales.boss, sales.ann)] == [True, False]


def test_the_rate_of_calls_is_told_and_begun_anew(cloud: Cloud, sales: Sales) -> None:
    for name, value in (("enabled", "true"), ("interval", "3600"), ("max", "2")):
        cloud.call("updateConfiguration", name=f"api.throttling.{name}", value=value)
    ann = cloud.as_user("ann", "/sales/")
    throttle = Throttle(cloud.settings)
    for _ in range(2):
        throttle.count(ann.caller)
    told = ann.call("getApiLimit")
    assert (told.issued, told.allowed, told.account) == (2, 0, "ann")
    assert 0 < told.expire_after <= 3600_000
    with pytest.raises(TooMany):
        throttle.count(ann.caller)
    with pytest.raises(NotAllowed):
        ann.call("resetApiLimit")
    cloud.call("resetApiLimit", account=sales.ann)
    assert ann.call("getApiLimit").allowed == 2
    throttle.count(ann.caller)
    cloud.call("resetApiLimit")
    assert ann.call("getApiLimit").issued == 0


@pytest.mark.parametrize(
    ("made", "changed", "refusal"),
    [
        ({"command": "createDomain"}, {"command": "updateDomain"}, "domain ROOT/taken already exists"),
        ({"command": "createRole", "type": "User"}, {"command": "updateRole"}, "role taken already exists"),
        ({"command": "createAccount"}, {"command": "updateAccount", "key": "newname"}, "account taken already exists"),
        ({"command": "createUser"}, {"command": "updateUser", "key": "username"}, "user taken already exists"),
        ({"command": "createProject"}, {"command": "updateProject"}, "project taken already exists"),
    ],
)
def test_a_name_that_another_has_is_refused_by_name(cloud: Cloud, made: dict[str, str], changed: dict[str, str], refusal: str) -> None:
    more = {key: value for key, value in made.items() if key != "command"}
    if made["command"] in ("createAccount", "createUser"):
        more |= {"password": "a good Passw0rd", "firstname": "A", "lastname": "B", "email": "a@example.org"}
        more |= {"accounttype": "0"} if made["command"] == "createAccount" else {"account": "admin"}
    what = "username" if "password" in more else "name"
    cloud.call(made["command"], **{what: "taken"}, **more)
    other = cloud.call(made["command"], **{what: "free"}, **more).id
    with pytest.raises(Conflict, match=refusal):
        cloud.call(changed["command"], id=other, **{changed.get("key", "name"): "taken"})


def test_what_is_blank_is_no_name(cloud: Cloud, sales: Sales) -> None:
    role = cloud.call("createRole", name="Named", type="User").id
    with pytest.raises(InvalidValue, match="must not be blank"):
        cloud.call("updateRole", id=role, name=" ")
    for field in ("firstname", "lastname"):
        with pytest.raises(InvalidValue, match=f"{field} is blank"):
            cloud.call("updateUser", id=user_of(cloud, sales.ann), **{field: "  "})


@pytest.mark.parametrize("suffix", ["-x.org", "a..b", "under_score", "a" * 64, "ends."])
def test_a_dns_suffix_is_a_domain_name(cloud: Cloud, sales: Sales, suffix: str) -> None:
    for command, more in (
        ("createDomain", {"name": "new"}),
        ("updateDomain", {"id": sales.id}),
        ("updateAccount", {"id": sales.ann}),
    ):
        with pytest.raises(ApiError, match="must be a domain name"):
            cloud.call(command, networkdomain=suffix, **more)
    assert cloud.call("updateAccount", id=sales.ann, networkdomain="ann.example.org").network_domain == "ann.example.org"
    assert cloud.call("updateAccount", id=sales.ann, networkdomain="").network_domain is None
