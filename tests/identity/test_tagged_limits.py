"""Limits of what has a tag: within the limits of all, for the tags that settings name, and never eleven of ten."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event
from tests.cloud import Cloud
from tests.tenants import Sales

from pileus.manager.identity import limits
from pileus.manager.identity.limits import GIB, Kind
from pileus.manager.kernel.errors import InvalidValue, LimitReached, PermissionDenied
from pileus.manager.model.event import Event


@pytest.fixture
def tagged(cloud: Cloud) -> Cloud:
    """A server whose settings limit what has the host tags gold and slow, or the storage tag ssd."""
    cloud.call("updateConfiguration", name="resource.limit.host.tags", value="gold, slow")
    cloud.call("updateConfiguration", name="resource.limit.storage.tags", value="ssd")
    return cloud


def take(cloud: Cloud, account: str, tags: str = "gold", kind: Kind = Kind.INSTANCE, amount: int = 1) -> None:
    with cloud.db.write() as db:
        limits.take(db, account, limits.amounts({kind: amount}, tags))


def give(cloud: Cloud, account: str, tags: str = "gold", kind: Kind = Kind.INSTANCE, amount: int = 1) -> None:
    with cloud.db.write() as db:
        limits.give(db, account, limits.amounts({kind: amount}, tags))


def used(cloud: Cloud, owner: str, tag: str = "", kind: Kind = Kind.INSTANCE) -> int:
    with cloud.db.read() as db:
        return limits.used(db, owner, kind, tag)


def limit(cloud: Cloud, most: int, tag: str | None = "gold", kind: Kind = Kind.INSTANCE, **of: str) -> None:
    cloud.call("updateResourceLimit", resourcetype=kind.value, max=most, tag=tag, **of)


def test_what_has_a_tag_is_limited_by_it_and_says_what_to_do(tagged: Cloud, sales: Sales) -> None:
    limit(tagged, 2, account="ann", domainid=sales.id)
    take(tagged, sales.ann)
    take(tagged, sales.ann, "slow,gold")
    said = "account ann may have 2 instances with tag gold and has 2; 1 more .*updateResourceLimit resourcetype=0 tag=gold"
    with pytest.raises(LimitReached, match=said):
        take(tagged, sales.ann)
    take(tagged, sales.ann, "")
    take(tagged, sales.ann, "slow")
    assert [used(tagged, sales.ann, tag) for tag in ("", "gold", "slow")] == [4, 2, 2]
    give(tagged, sales.ann)
    take(tagged, sales.ann)


def test_many_at_once_get_exactly_ten_with_a_tag(tagged: Cloud, sales: Sales) -> None:
    limit(tagged, 10, domainid=sales.id)

    def attempt(number: int) -> bool:
        try:
            take(tagged, (sales.ann, sales.bob)[number % 2])
        except LimitReached:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(30))) == 10
    assert used(tagged, sales.id, "gold") == used(tagged, sales.id) == 10


def test_the_limit_of_all_holds_for_what_has_a_tag_too(tagged: Cloud, sales: Sales) -> None:
    limit(tagged, 1, None, account="ann", domainid=sales.id)
    take(tagged, sales.ann, "")
    with pytest.raises(LimitReached, match="may have 1 instances and has 1"):
        take(tagged, sales.ann)


def test_a_domains_limit_by_tag_holds_for_all_accounts_below_together(tagged: Cloud, sales: Sales) -> None:
    limit(tagged, 3, domainid=sales.id)
    take(tagged, sales.ann, amount=2)
    take(tagged, sales.bob)
    with pytest.raises(LimitReached, match="domain ROOT/sales may have 3 instances with tag gold and has 3"):
        take(tagged, sales.bob)
    with pytest.raises(InvalidValue, match="instances with tag gold, since domain ROOT/sales above it may have 3"):
        limit(tagged, 4, domainid=sales.east)


def test_tags_count_from_the_setting_on_what_was_taken_before_included(cloud: Cloud, sales: Sales) -> None:
    take(cloud, sales.ann, "gold")
    cloud.call("updateConfiguration", name="resource.limit.host.tags", value="gold")
    limit(cloud, 1, account="ann", domainid=sales.id)
    with pytest.raises(LimitReached):
        take(cloud, sales.ann)
    cloud.call("updateConfiguration", name="resource.limit.host.tags", value="")
    take(cloud, sales.ann)
    assert cloud.call("listAccounts", id=sales.ann).items[0].tagged_resources is None


def test_limits_by_tag_are_listed(tagged: Cloud, sales: Sales) -> None:
    limit(tagged, 2, account="ann", domainid=sales.id)
    ann = tagged.as_user("ann", "/sales/")
    assert len(ann.call("listResourceLimits").items) == len(Kind) + 8
    of_instances = [(found.tag, found.max) for found in ann.call("listResourceLimits", resourcetype=0).items]
    assert of_instances == [(None, 20), ("gold", 2), ("slow", 20)]
    of_gold = [(found.resource_type_name, found.max) for found in ann.call("listResourceLimits", tag="gold").items]
    assert of_gold == [("user_vm", 2), ("cpu", 40), ("memory", 40960)]
    assert [found.resource_type_name for found in ann.call("listResourceLimits", tag="ssd").items] == ["volume", "primary_storage"]
    assert ann.call("listResourceLimits", tag="unknown").items == []
    [told] = [event for event in tagged.rows(Event, type="RESOURCE.LIMIT.UPDATE") if event.account_id == sales.ann]
    assert told.description == "set the limit of account ann to 2 instances with tag gold"


def test_accounts_domains_and_projects_tell_what_has_tags(tagged: Cloud, sales: Sales) -> None:
    limit(tagged, 3, "ssd", Kind.PRIMARY_STORAGE, domainid=sales.id)
    take(tagged, sales.ann, "ssd", Kind.PRIMARY_STORAGE, GIB)
    ssd = {part.resource_type_name: part for part in tagged.call("listDomains", id=sales.id, tag="ssd").items[0].tagged_resources}
    assert list(ssd) == ["volume", "primary_storage"]
    size = ssd["primary_storage"]
    assert (size.resource_type, size.tag, size.limit, size.total, size.available) == (10, "ssd", 3 * GIB, GIB, 2 * GIB)
    [account] = tagged.call("listAccounts", id=sales.ann).items
    parts = {(part.resource_type_name, part.tag): part for part in account.tagged_resources}
    assert len(parts) == 8
    assert parts["primary_storage", "ssd"].total == GIB
    project = tagged.call("createProject", name="p", displaytext="p").id
    assert len(tagged.call("listProjects", id=project).items[0].tagged_resources) == 8
    [admin] = tagged.call("listAccounts").items
    assert {(part.limit, part.available) for part in admin.tagged_resources} == {(-1, -1)}
    assert tagged.call("listAccounts", id=sales.ann, tag="unknown").items[0].tagged_resources is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"resourcetype": 4, "tag": "gold"}, "templates are not counted by tags"),
        ({"resourcetype": 0, "tag": "ssd"}, r"tag ssd: .*resource\.limit\.host\.tags first"),
        ({"resourcetype": 2, "tag": "gold"}, r"tag gold: .*resource\.limit\.storage\.tags first"),
        ({"resourcetype": 0, "tag": "gold", "max": 21}, "may have 20 instances in all"),
    ],
)
def test_limits_by_tag_without_meaning_are_refused(tagged: Cloud, sales: Sales, given: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        tagged.call("updateResourceLimit", account="ann", domainid=sales.id, **({"max": 1} | given))
    with pytest.raises(InvalidValue, match="templates are not counted"):
        tagged.call("updateResourceCount", domainid=sales.id, resourcetype=4, tag="gold")


def test_only_those_above_set_limits_by_tag(tagged: Cloud, sales: Sales) -> None:
    boss = tagged.as_user("boss", "/sales/")
    limit(boss, 3, account="ann")
    with pytest.raises(PermissionDenied):
        limit(boss, 3, domainid=sales.id)


def test_a_moved_domain_takes_its_tagged_counts_along(tagged: Cloud, sales: Sales) -> None:
    other = tagged.call("createDomain", name="other").id
    take(tagged, sales.bob, amount=3)
    limit(tagged, 2, domainid=other)
    with pytest.raises(LimitReached, match="domain ROOT/other may have 2 instances with tag gold"):
        tagged.call("moveDomain", domainid=sales.east, parentdomainid=other)
    limit(tagged, 3, domainid=other)
    tagged.call("moveDomain", domainid=sales.east, parentdomainid=other)
    assert (used(tagged, other, "gold"), used(tagged, sales.id, "gold")) == (3, 0)


def test_tags_cost_no_statement(cloud: Cloud, sales: Sales) -> None:
    heard: list[str] = []

    def statements(tags: str) -> int:
        take(cloud, sales.ann, tags)  # the rows are there from here on
        heard.clear()
        take(cloud, sales.ann, tags)
        return len(heard)

    event.listen(cloud.db.engine, "before_cursor_execute", lambda *told: heard.append(told[2]))
    plain = statements("")
    assert statements("gold,slow,fast") == plain
    cloud.call("updateConfiguration", name="resource.limit.host.tags", value="gold,slow")
    assert statements("gold,slow,fast") == plain
