"""Taking and giving against limits: never eleven of ten."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from tests.cloud import Cloud
from tests.tenants import Sales, make_account

from pileus.manager.identity import limits
from pileus.manager.identity.limits import GIB, Kind
from pileus.manager.kernel.errors import InvalidValue, LimitReached, NotAllowed, NotFound, PermissionDenied


def take(cloud: Cloud, account: str, kind: Kind = Kind.INSTANCE, amount: int = 1) -> None:
    with cloud.db.write() as db:
        limits.take(db, account, limits.amounts({kind: amount}))


def give(cloud: Cloud, account: str, kind: Kind = Kind.INSTANCE, amount: int = 1) -> None:
    with cloud.db.write() as db:
        limits.give(db, account, limits.amounts({kind: amount}))


def used(cloud: Cloud, owner: str, kind: Kind = Kind.INSTANCE) -> int:
    with cloud.db.read() as db:
        return limits.used(db, owner, kind)


def limit(cloud: Cloud, most: int, kind: Kind = Kind.INSTANCE, **of: str) -> None:
    cloud.call("updateResourceLimit", resourcetype=kind.value, max=most, **of)


def test_the_eleventh_of_ten_is_refused_and_says_what_to_do(cloud: Cloud, sales: Sales) -> None:
    limit(cloud, 10, account="ann", domainid=sales.id)
    for _ in range(10):
        take(cloud, sales.ann)
    with pytest.raises(LimitReached, match=r"account ann may have 10 instances and has 10; 1 more .*updateResourceLimit"):
        take(cloud, sales.ann)
    give(cloud, sales.ann)
    take(cloud, sales.ann)
    assert used(cloud, sales.ann) == 10


def test_many_at_once_get_exactly_ten(cloud: Cloud, sales: Sales) -> None:
    limit(cloud, 10, account="ann", domainid=sales.id)

    def attempt(_: int) -> bool:
        try:
            take(cloud, sales.ann)
        except LimitReached:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(30))) == 10
    assert used(cloud, sales.ann) == used(cloud, sales.id) == 10


def test_a_domains_limit_holds_for_all_accounts_below_together(cloud: Cloud, sales: Sales) -> None:
    limit(cloud, 5, domainid=sales.id)
    take(cloud, sales.ann, amount=3)
    take(cloud, sales.bob, amount=2)
    with pytest.raises(LimitReached, match="domain ROOT/sales may have 5 instances and has 5"):
        take(cloud, sales.bob)
    assert used(cloud, sales.bob) == used(cloud, sales.east) == 2
    give(cloud, sales.ann)
    take(cloud, sales.bob)


def test_what_is_taken_in_a_call_that_fails_is_not_taken(cloud: Cloud, sales: Sales) -> None:
    def fail_later() -> None:
        with cloud.db.write() as db:
            limits.take(db, sales.ann, limits.amounts({Kind.CPU: 4}))
            raise InvalidValue("something else is wrong")

    with pytest.raises(InvalidValue):
        fail_later()
    assert used(cloud, sales.ann, Kind.CPU) == 0


def test_storage_is_counted_in_bytes_and_limited_in_gib(cloud: Cloud, sales: Sales) -> None:
    limit(cloud, 2, Kind.PRIMARY_STORAGE, account="ann", domainid=sales.id)
    take(cloud, sales.ann, Kind.PRIMARY_STORAGE, GIB + GIB // 2)
    with pytest.raises(LimitReached, match=r"may have 2 GiB of primary storage and has 1\.5; 1 more"):
        take(cloud, sales.ann, Kind.PRIMARY_STORAGE, GIB)
    take(cloud, sales.ann, Kind.PRIMARY_STORAGE, GIB // 2)
    account = cloud.call("listAccounts", id=sales.ann).items[0]
    assert (account.primary_storage_limit, account.primary_storage_total, account.primary_storage_available) == ("2", 2, "0")


def test_defaults_are_settings_and_count_at_once(cloud: Cloud, sales: Sales) -> None:
    assert cloud.call("listAccounts", id=sales.ann).items[0].vm_limit == "20"
    cloud.call("updateConfiguration", name="max.account.user.vms", value="1")
    take(cloud, sales.ann)
    with pytest.raises(LimitReached, match="may have 1 instances"):
        take(cloud, sales.ann)
    cloud.call("updateConfiguration", name="max.domain.user.vms", value="1")
    with pytest.raises(LimitReached, match="domain ROOT/sales may have 1 instances"):
        take(cloud, sales.bob)
    account = cloud.call("listAccounts", id=sales.ann).items[0]
    assert (account.vm_limit, account.vm_total, account.vm_available) == ("1", 1, "0")


def test_root_admins_have_no_limit_until_one_is_set(cloud: Cloud) -> None:
    admin = cloud.call("listAccounts").items[0].id
    take(cloud, admin, amount=1000)
    limit(cloud, 5, account="admin")
    with pytest.raises(LimitReached):
        take(cloud, admin)


def test_limits_are_listed_by_kind(cloud: Cloud, sales: Sales) -> None:
    limit(cloud, 7, Kind.CPU, account="ann", domainid=sales.id)
    ann = cloud.as_user("ann", "/sales/")
    assert len(ann.call("listResourceLimits").items) == len(Kind)
    cpu = ann.call("listResourceLimits", resourcetype=8).items[0]
    assert (cpu.max, cpu.resource_type, cpu.resource_type_name, cpu.account, cpu.domain_path) == (7, "8", "cpu", "ann", "ROOT/sales")
    assert [found.max for found in ann.call("listResourceLimits", resourcetypename="memory").items] == [40960]
    assert cloud.call("listResourceLimits", domainid=sales.id, resourcetype=0).items[0].max == 40
    with pytest.raises(NotFound):
        ann.call("listResourceLimits", account="boss")


def test_only_those_above_set_limits(cloud: Cloud, sales: Sales) -> None:
    boss, ann = cloud.as_user("boss", "/sales/"), cloud.as_user("ann", "/sales/")
    limit(boss, 3, account="ann")
    limit(boss, 9, domainid=sales.east)
    with pytest.raises(PermissionDenied, match="domain ROOT/sales is your own"):
        limit(boss, 100, domainid=sales.id)
    with pytest.raises(PermissionDenied, match="account boss is your own"):
        limit(boss, 100)
    with pytest.raises(NotAllowed):
        limit(ann, 100)
    other = cloud.call("createDomain", name="other").id
    make_account(cloud, "eve", domainid=other)
    with pytest.raises(NotFound):
        limit(boss, 0, account="eve", domainid=other)
    with pytest.raises(NotFound):
        limit(boss, 0, domainid=other)


def test_a_domain_gets_no_more_than_the_one_above(cloud: Cloud, sales: Sales) -> None:
    limit(cloud, 10, domainid=sales.id)
    with pytest.raises(InvalidValue, match="give at most 10"):
        limit(cloud, 11, domainid=sales.east)
    limit(cloud, -1, domainid=sales.east)
    limit(cloud, -1, account="bob", domainid=sales.east)
    with cloud.db.write() as db, pytest.raises(LimitReached, match="domain ROOT/sales may have 10"):
        limits.take(db, sales.bob, limits.amounts({limits.Kind.INSTANCE: 11}))
    with pytest.raises(InvalidValue, match="domain ROOT has no limits"):
        limit(cloud, 10, domainid=cloud.admin_domain)


@pytest.mark.parametrize(
    ("given", "refusal"), [({"resourcetype": 99}, "resourcetype 99 is unknown"), ({"resourcetype": 0, "max": -2}, "max -2")]
)
def test_values_without_meaning_are_refused(cloud: Cloud, given: dict[str, int], refusal: str) -> None:
    with pytest.raises(InvalidValue, match=refusal):
        cloud.call("updateResourceLimit", **given)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(["ann", "bob"]), st.integers(min_value=1, max_value=4), st.booleans()), max_size=12))
def test_counts_are_the_sum_of_what_is_held_and_never_pass_a_limit(cloud: Cloud, sales: Sales, steps: list[tuple[str, int, bool]]) -> None:
    limit(cloud, 6, Kind.VPC, domainid=sales.id)
    held: dict[str, list[int]] = {"ann": [], "bob": []}
    ids = {"ann": sales.ann, "bob": sales.bob}
    for who, amount, is_take in steps:
        if is_take:
            fits = sum(map(sum, held.values())) + amount <= 6
            try:
                take(cloud, ids[who], Kind.VPC, amount)
                held[who].append(amount)
                assert fits
            except LimitReached:
                assert not fits
        elif held[who]:
            give(cloud, ids[who], Kind.VPC, held[who].pop())
    assert used(cloud, sales.ann, Kind.VPC) == sum(held["ann"])
    assert used(cloud, sales.east, Kind.VPC) == sum(held["bob"])
    assert used(cloud, sales.id, Kind.VPC) == sum(map(sum, held.values()))
    for who, amounts in held.items():
        for amount in amounts:
            give(cloud, ids[who], Kind.VPC, amount)


@pytest.mark.parametrize("given", [{"resourcetype": 99}, {"resourcetype": -1}, {"resourcetypename": "vms"}])
def test_a_type_that_there_is_not_is_no_filter(cloud: Cloud, given: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match="is unknown; give one of"):
        cloud.call("listResourceLimits", **given)
