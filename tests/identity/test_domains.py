import pytest
from tests.cloud import Cloud
from tests.tenants import Sales, make_account

from pileus.manager.kernel.errors import Conflict, InvalidValue, NotAllowed, NotFound


def paths(cloud: Cloud, **asked: object) -> list[str]:
    return [domain.path for domain in cloud.call("listDomains", **asked).items]


def test_domains_show_their_place_in_the_tree(cloud: Cloud, sales: Sales) -> None:
    east = cloud.call("listDomains", id=sales.east).items[0]
    assert (east.path, east.level, east.parent_domain_name, east.has_child) == ("ROOT/sales/east", 2, "sales", False)
    assert cloud.call("listDomains", level=0).items[0].has_child


def test_root_admins_see_all_and_domain_admins_their_tree(cloud: Cloud, sales: Sales) -> None:
    cloud.call("createDomain", name="other")
    boss = cloud.as_user("boss", "/sales/")
    assert paths(cloud) == ["ROOT", "ROOT/other", "ROOT/sales", "ROOT/sales/east"]
    assert paths(boss) == ["ROOT/sales"]
    assert paths(boss, listall=True) == ["ROOT/sales", "ROOT/sales/east"]


def test_a_domain_whose_name_differs_in_case_or_by_a_wildcard_is_another_tree(cloud: Cloud, sales: Sales) -> None:
    for name in ("SALES", "sale_", "s%"):
        other = cloud.call("createDomain", name=name).id
        make_account(cloud, f"of {name}", domainid=other, accounttype=2)
    assert paths(cloud.as_user("of sale_", "/sale_/"), listall=True) == ["ROOT/sale_"]
    assert paths(cloud.as_user("of s%", "/s%/"), listall=True) == ["ROOT/s%"]
    assert paths(cloud.as_user("of SALES", "/SALES/"), listall=True) == ["ROOT/SALES"]
    accounts = cloud.call("listAccounts", domainid=sales.id, isrecursive=True).items
    assert {account.name for account in accounts} == {"boss", "ann", "bob"}


def test_another_domain_does_not_exist_for_a_domain_admin(cloud: Cloud, sales: Sales) -> None:
    other = cloud.call("createDomain", name="other").id
    boss = cloud.as_user("boss", "/sales/")
    assert paths(boss, id=other) == []
    with pytest.raises(NotFound, match="entity does not exist"):
        boss.call("createDomain", name="mine", parentdomainid=other)
    with pytest.raises(NotFound, match="entity does not exist"):
        boss.call("listAccounts", domainid=other)


def test_names_are_unique_below_a_parent_only(cloud: Cloud, sales: Sales) -> None:
    assert cloud.call("createDomain", name="east").path == "ROOT/east"
    with pytest.raises(Conflict, match="domain east already exists"):
        cloud.call("createDomain", name="east", parentdomainid=sales.id)


@pytest.mark.parametrize("name", ["a/b", " a", "a ", "  "])
def test_names_that_would_confuse_paths_are_refused(cloud: Cloud, name: str) -> None:
    with pytest.raises(InvalidValue, match="choose another name"):
        cloud.call("createDomain", name=name)


def test_a_path_may_not_grow_beyond_its_column(cloud: Cloud) -> None:
    parent = cloud.call("createDomain", name="a" * 200).id
    with pytest.raises(InvalidValue, match="shorten it"):
        cloud.call("createDomain", name="b" * 60, parentdomainid=parent)


def test_users_may_neither_list_nor_make_domains(cloud: Cloud, sales: Sales) -> None:
    ann = cloud.as_user("ann", "/sales/")
    with pytest.raises(NotAllowed):
        ann.call("listDomains")
    with pytest.raises(NotAllowed):
        ann.call("createDomain", name="mine")


def test_domain_totals_count_what_lies_below(cloud: Cloud, sales: Sales) -> None:
    from pileus.manager.identity import limits

    with cloud.db.write() as db:
        limits.take(db, sales.bob, limits.amounts({limits.Kind.INSTANCE: 3}))
    shown = {domain.name: (domain.vm_limit, domain.vm_total, domain.vm_available) for domain in cloud.call("listDomains").items}
    assert shown == {"ROOT": ("Unlimited", 3, "Unlimited"), "sales": ("40", 3, "37"), "east": ("40", 3, "37")}
    assert cloud.call("listDomains", id=sales.id, details="min").items[0].vm_limit is None
