"""Tenants to test with: single accounts, and a domain `sales` with a sub-domain `east`, its administrator and two users."""

from dataclasses import dataclass

from tests.cloud import Cloud


def make_account(cloud: Cloud, name: str, **more: object) -> str:
    """Creates an account with a user of the same name and answers its id."""
    parameters: dict[str, object] = {
        "username": name,
        "password": f"password of {name}",
        "email": f"{name}@example.org",
        "firstname": name.title(),
        "lastname": "Person",
        "accounttype": 0,
    }
    return cloud.call("createAccount", **(parameters | more)).id


@dataclass(frozen=True)
class Sales:
    """Ids of the domains and accounts that `make_sales` makes."""

    id: str
    east: str
    boss: str
    ann: str
    bob: str


def make_sales(cloud: Cloud) -> Sales:
    """Domain sales (boss is its administrator, ann a user) and sales/east below it (bob a user)."""
    domain = cloud.call("createDomain", name="sales").id
    east = cloud.call("createDomain", name="east", parentdomainid=domain).id
    return Sales(
        id=domain,
        east=east,
        boss=make_account(cloud, "boss", domainid=domain, accounttype=2),
        ann=make_account(cloud, "ann", domainid=domain),
        bob=make_account(cloud, "bob", domainid=east),
    )
