"""Network permissions: which other accounts may put instances on an account's network."""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from sqlalchemy import select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Page, Params, Success, View
from pileus.manager.kernel.errors import InUse, InvalidValue, NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.access import SYSTEM
from pileus.manager.model.account import Account
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.network_permission import NetworkPermission


class PermissionView(View, kw_only=True):
    """An account that may use a network."""

    object_name: ClassVar[str] = "networkpermission"
    network_id: str
    account: str | None
    account_id: str
    domain: str
    domain_id: str
    project: str | None
    project_id: str | None


class Permitted(Params, frozen=True, kw_only=True):
    """Which network, and whom."""

    network_id: Annotated[Id, Names("Network"), Doc("the network, of an account")]
    account_ids: Annotated[list[Id] | None, Doc("accounts of the network's domain; of any for root admins")] = None
    accounts: Annotated[list[str] | None, Doc("accounts of the network's domain, by name")] = None
    project_ids: Annotated[list[Id] | None, Doc("projects of the network's domain; of any for root admins")] = None


class OfNetwork(Params, frozen=True, kw_only=True):
    """Which network."""

    network_id: Annotated[Id, Names("Network"), Doc("the network")]


def _network(ctx: Ctx, id: str) -> Network:
    network = ctx.get(Network, id, "networkid")
    if network.removed is not None:
        raise NotFound("networkid", id)
    if network.acl_type != "Account":
        raise InvalidValue(f"networkid: network {network.name} is open to a whole domain; permissions are for networks of one account")
    return network


def _named(ctx: Ctx, p: Permitted, network: Network) -> list[Account]:
    """The accounts named. The owner need not have power over them: sharing is his to do, within his domain."""
    domain_id = ctx.db.get_one(Account, network.account_id).domain_id
    there = select(Account).where(Account.removed.is_(None), Account.id != SYSTEM)
    if not ctx.caller.is_root:
        there = there.where(Account.domain_id == domain_id)
    by_name = there.where(Account.domain_id == domain_id, Account.project_id.is_(None))
    found = [
        *(_one(ctx.db.scalars(there.where(Account.id == id)), "accountids", id) for id in p.account_ids or []),
        *(_one(ctx.db.scalars(there.where(Account.project_id == id)), "projectids", id) for id in p.project_ids or []),
        *(_one(ctx.db.scalars(by_name.where(Account.name == name)), "accounts", name) for name in p.accounts or []),
    ]
    if not found:
        raise InvalidValue("accountids, accounts or projectids is missing; name at least one account or project")
    return list({account.id: account for account in found}.values())


def _one(found: Iterable[Account], param: str, value: str) -> Account:
    account = next(iter(found), None)
    if account is None:
        raise NotFound(param, value)
    return account


@command("createNetworkPermissions", access=USERS, since="4.17.0")
def create_permissions(ctx: Ctx, p: Permitted) -> Success:
    """Lets other accounts put instances on a network of the caller's."""
    network = _network(ctx, p.network_id)
    for account in _named(ctx, p, network):
        if account.id == network.account_id:
            raise InvalidValue(f"accounts: {account.name} owns network {network.name}, and needs no permission; leave it out")
        there = select(NetworkPermission.id).where(NetworkPermission.network_id == network.id, NetworkPermission.account_id == account.id)
        if ctx.db.scalar(there) is None:
            ctx.insert(NetworkPermission(network_id=network.id, account_id=account.id))
    return Success()


@command("removeNetworkPermissions", access=USERS, since="4.17.0")
def remove_permissions(ctx: Ctx, p: Permitted) -> Success:
    """Takes the use of a network from accounts that have no instance on it."""
    network = _network(ctx, p.network_id)
    ids = [account.id for account in _named(ctx, p, network)]
    _remove(ctx, network, [row for row in _rows(ctx, network) if row.account_id in ids])
    return Success()


@command("resetNetworkPermissions", access=USERS, since="4.17.0")
def reset_permissions(ctx: Ctx, p: OfNetwork) -> Success:
    """Takes the use of a network from all but its owner, where none of them has an instance on it."""
    network = _network(ctx, p.network_id)
    _remove(ctx, network, _rows(ctx, network))
    return Success()


def _rows(ctx: Ctx, network: Network) -> list[NetworkPermission]:
    return list(ctx.db.scalars(select(NetworkPermission).where(NetworkPermission.network_id == network.id)))


def _remove(ctx: Ctx, network: Network, rows: list[NetworkPermission]) -> None:
    users = select(Account.name).join(Nic, Nic.account_id == Account.id).join(Instance, Instance.id == Nic.instance_id)
    users = users.where(Nic.network_id == network.id, Account.id.in_([row.account_id for row in rows]))
    if names := sorted(set(ctx.db.scalars(users))):
        raise InUse(f"network {network.name} has instances of account {', '.join(names)}; they must be expunged first")
    for row in rows:
        ctx.db.delete(row)
    ctx.save()


@command("listNetworkPermissions", access=USERS, since="4.17.0")
def list_permissions(ctx: Ctx, p: OfNetwork) -> Page[PermissionView]:
    """Lists the accounts that may use a network of the caller's besides its owner."""
    network = _network(ctx, p.network_id)
    accounts = select(Account).where(Account.id.in_([row.account_id for row in _rows(ctx, network)])).order_by(Account.name)
    views = [
        PermissionView(
            network_id=network.id,
            account=None if account.project_id else account.name,
            account_id=account.id,
            domain=account.domain.name,
            domain_id=account.domain_id,
            project=account.name if account.project_id else None,
            project_id=account.project_id,
        )
        for account in ctx.db.scalars(accounts)
    ]
    return Page(len(views), views)
