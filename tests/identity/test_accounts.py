from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session
from tests.cloud import Cloud
from tests.tenants import Sales, make_account

from pileus.manager.identity import births
from pileus.manager.identity.gate import built_in
from pileus.manager.kernel.authentication import LogIn
from pileus.manager.kernel.errors import Conflict, InvalidValue, NotFound, PermissionDenied
from pileus.manager.kernel.ids import new_id
from pileus.manager.model.account import Account
from pileus.manager.model.event import Event


def names(cloud: Cloud, **asked: object) -> list[str]:
    return [account.name for account in cloud.call("listAccounts", **asked).items]


def test_a_new_account_has_a_user_that_can_log_in(cloud: Cloud, sales: Sales) -> None:
    session = cloud.users.log_in(LogIn(username="ann", password="password of ann", domain_path="/sales/"))
    assert session.caller.account_id == sales.ann
    assert session.account_type == 0
    account = cloud.call("listAccounts", id=sales.ann).items[0]
    assert (account.role_name, account.role_type, account.domain_path) == ("User", "User", "ROOT/sales")
    assert [user.username for user in account.user] == ["ann"]


def test_the_layers_above_hear_of_a_new_account_in_its_transaction(cloud: Cloud) -> None:
    heard: list[str] = []

    def hook(db: Session, account: Account) -> None:
        assert db.get(Account, account.id) is account
        heard.append(account.id)

    births.on_account_created(hook)
    try:
        assert heard == [make_account(cloud, "ann")]
    finally:
        births.HOOKS.remove(hook)


def test_ids_and_words_can_be_given(cloud: Cloud) -> None:
    account_id, user_id = new_id(), new_id()
    account = cloud.call(
        "createAccount",
        account="lab",
        accountid=account_id,
        userid=user_id,
        username="ann",
        password="secret",
        email="ann@example.org",
        firstname="Ann",
        lastname="Person",
        roleid=built_in("User"),
        accountdetails={"room": "12"},
        networkdomain="lab.example.org",
        timezone="Europe/Rome",
    )
    assert (account.id, account.name, account.user[0].id, account.user[0].timezone) == (account_id, "lab", user_id, "Europe/Rome")
    assert (account.account_details, account.network_domain) == ({"room": "12"}, "lab.example.org")


def test_lists_show_the_own_account_unless_more_is_asked_for(cloud: Cloud, sales: Sales) -> None:
    boss, ann = cloud.as_user("boss", "/sales/"), cloud.as_user("ann", "/sales/")
    assert names(cloud) == ["admin"]
    assert names(cloud, listall=True) == ["admin", "ann", "bob", "boss"]
    assert names(cloud, domainid=sales.id) == ["ann", "boss"]
    assert names(cloud, domainid=sales.id, isrecursive=True) == ["ann", "bob", "boss"]
    assert names(boss) == ["boss"]
    assert names(boss, listall=True) == ["ann", "bob", "boss"]
    assert names(ann, listall=True) == ["ann"]
    assert names(cloud, listall=True, accounttype=2) == ["boss"]
    assert names(cloud, listall=True, keyword="o") == ["bob", "boss"]
    assert names(cloud, listall=True, state="disabled") == []


def test_users_see_no_more_of_their_domains_accounts_than_that_they_are_there(cloud: Cloud, sales: Sales) -> None:
    make_account(cloud, "cat", domainid=sales.id, accountdetails={"budget": "7"})
    cloud.call("updateConfiguration", name="allow.user.view.all.domain.accounts", value="true", domainid=sales.id)
    ann, bob = cloud.as_user("ann", "/sales/"), cloud.as_user("bob", "/sales/east/")
    seen = {account.name: account for account in ann.call("listAccounts").items}
    assert sorted(seen) == ["ann", "bob", "boss", "cat"]
    assert (seen["cat"].user, seen["cat"].account_details, seen["cat"].vm_running) == ([], {}, None)
    assert [user.username for user in seen["ann"].user] == ["ann"]
    assert ann.call("listAccounts", id=sales.boss).count == 0
    assert [account.name for account in ann.call("listAccounts", domainid=sales.east).items] == ["bob"]
    assert [account.name for account in bob.call("listAccounts", listall=True).items] == ["bob"]
    root = cloud.call("listDomains", name="ROOT").items[0].id
    with pytest.raises(NotFound, match="domainid"):
        ann.call("listAccounts", domainid=root)


def test_another_tenants_account_looks_like_an_unknown_one(cloud: Cloud, sales: Sales) -> None:
    ann = cloud.as_user("ann", "/sales/")
    assert names(ann, id=sales.bob) == names(ann, id=new_id()) == []
    with pytest.raises(NotFound):
        ann.call("listUsers", account="boss")
    with pytest.raises(NotFound):
        ann.call("listUsers", account="nobody")


def test_the_system_account_is_nowhere_to_be_seen(cloud: Cloud) -> None:
    assert "system" not in names(cloud, listall=True)
    assert cloud.call("listUsers", username="system", listall=True).items == []


def test_a_role_or_an_account_type_is_needed(cloud: Cloud) -> None:
    with pytest.raises(InvalidValue, match="neither roleid nor accounttype"):
        make_account(cloud, "ann", accounttype=None)
    with pytest.raises(InvalidValue, match="accounttype 9 is unknown"):
        make_account(cloud, "ann", accounttype=9)
    with pytest.raises(NotFound, match="roleid"):
        make_account(cloud, "ann", roleid=new_id())


@pytest.mark.parametrize("role", ["Root Admin", "Read-Only Admin", "Support Admin", "Resource Admin"])
def test_nobody_makes_an_account_above_themselves(cloud: Cloud, sales: Sales, role: str) -> None:
    boss = cloud.as_user("boss", "/sales/")
    with pytest.raises((PermissionDenied, NotFound)):
        make_account(boss, "eve", roleid=built_in(role))
    assert names(cloud, listall=True, name="eve") == []


def test_a_domain_admin_makes_accounts_in_the_own_tree_only(cloud: Cloud, sales: Sales) -> None:
    other = cloud.call("createDomain", name="other").id
    boss = cloud.as_user("boss", "/sales/")
    make_account(boss, "carl")
    make_account(boss, "dora", domainid=sales.east, accounttype=2)
    assert names(boss, listall=True) == ["ann", "bob", "boss", "carl", "dora"]
    for foreign in (other, cloud.admin_domain):
        with pytest.raises(NotFound, match="domainid"):
            make_account(boss, "eve", domainid=foreign)


def test_names_are_unique_within_a_domain(cloud: Cloud, sales: Sales) -> None:
    with pytest.raises(Conflict, match="account ann already exists"):
        make_account(cloud, "ann", domainid=sales.id)
    with pytest.raises(Conflict, match="user ann already exists"):
        make_account(cloud, "ann", domainid=sales.id, account="another")
    assert make_account(cloud, "ann")
    assert names(cloud, listall=True) == ["admin", "ann", "ann", "bob", "boss"]


def test_of_two_equal_accounts_made_at_once_one_is_refused(cloud: Cloud) -> None:
    def make(_: int) -> str:
        try:
            return make_account(cloud, "ann")
        except Conflict:
            return "refused"

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(make, range(4)))
    assert made.count("refused") == 3
    assert names(cloud, listall=True) == ["admin", "ann"]


def test_making_an_account_leaves_an_event_without_the_password(cloud: Cloud) -> None:
    account = make_account(cloud, "ann")
    event = cloud.rows(Event, type="ACCOUNT.CREATE")[0]
    assert (event.account_id, event.entity, event.entity_id) == (account, "Account", account)
    assert "ann" in event.description
    assert "password" not in event.description


def test_details_min_leaves_limits_out(cloud: Cloud) -> None:
    full, short = cloud.call("listAccounts").items[0], cloud.call("listAccounts", details="min").items[0]
    assert full.vm_limit == "Unlimited"
    assert full.vm_running == 0
    assert short.vm_limit is None
