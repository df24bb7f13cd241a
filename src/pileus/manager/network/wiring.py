"""From rows to what a host is told: the whole state of a network and the guard of an instance's cards."""

import functools
from collections import defaultdict
from collections.abc import Collection, Iterable
from ipaddress import IPv4Network
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select, update
from sqlalchemy.orm import Session

from pileus.manager.kernel.prepared import IDS, Prepared
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import Scope, SettingValues, flag, text
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Host, Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.offering import ServiceOffering
from pileus.manager.model.security_group import SecurityGroup, SecurityGroupRule, membership
from pileus.wire.networks import EnsureGuest, EnsureNetwork, GuardSpec, GuestSpec, NetworkSpec, RuleSpec

ALL_PROTOCOLS = "all"


SUFFIX = text(
    "guest.domain.suffix",
    "cloud.internal",
    "DNS domain of guests on networks that have none, where their zone has none either.",
    category="Network",
    scopes=(Scope.ZONE,),
)
CLOUD_NAME = text("metadata.custom.cloud.name", "", "The cloud's name in the metadata of instances.", scopes=(Scope.ZONE,))

TELL_DOMAIN = flag(
    "metadata.allow.expose.domain",
    default=False,
    doc="Whether the metadata of instances tell their domain.",
    scopes=(Scope.DOMAIN,),
)

TELL_HOST = flag(
    "global.allow.expose.host.hostname",
    default=False,
    doc="Whether the metadata of instances may tell the name of their host; account.allow.expose.host.hostname says whose do.",
)
TELL_HOST_TO = flag(
    "account.allow.expose.host.hostname",
    default=False,
    doc="Whether the metadata of an account's instances tell the name of their host, where global.allow.expose.host.hostname allows it.",
    scopes=(Scope.ACCOUNT,),
)


def dns_domain(settings: SettingValues, network: Network, zone: Zone) -> str:
    """The DNS domain of a network's guests."""
    return network.dns_domain or zone.domain or settings.get(SUFFIX, scope=Scope.ZONE, of=zone.id)


def network_spec(db: Session, sealer: Sealer, settings: SettingValues, network: Network) -> NetworkSpec:
    """A network with all its guests."""
    zone = db.get_one(Zone, network.zone_id)
    return NetworkSpec(
        network_id=network.id,
        name=network.name,
        bridge=network.bridge,
        cidr=network.cidr,
        gateway=network.gateway,
        router_ip=network.router_ip,
        mtu=network.mtu,
        domain=dns_domain(settings, network, zone),
        dns=[address for address in (network.dns1, network.dns2) if address],
        guests=_guests(db, sealer, settings, zone, Nic.network_id == network.id),
    )


def ensure_network(db: Session, sealer: Sealer, settings: SettingValues, network: Network, *, key: str) -> EnsureNetwork:
    """The request that brings a host's copy of a network up to its present generation."""
    db.refresh(network)
    spec = network_spec(db, sealer, settings, network)
    return EnsureNetwork(key=f"{key}/{network.id}", target=network.id, epoch=network.generation, spec=spec)


def ensure_guest(db: Session, sealer: Sealer, settings: SettingValues, network: Network, card: Nic, *, key: str) -> EnsureGuest:
    """The request that makes a host that knows the network know this card of it as well."""
    db.refresh(network)
    [guest] = _guests(db, sealer, settings, db.get_one(Zone, network.zone_id), Nic.id == card.id)
    return EnsureGuest(key=f"{key}/{card.id}", target=card.id, epoch=network.generation, network_id=network.id, guest=guest)


def _guests(db: Session, sealer: Sealer, settings: SettingValues, zone: Zone, which: ColumnElement[bool]) -> list[GuestSpec]:
    """Guests of networks in a zone, in the order of their addresses. There may be thousands, so columns are read, and settings once."""
    rows = db.execute(_guests_anywhere().where(which)).all()
    of_all = {
        "availability-zone": zone.name,
        "cloud-identifier": f"CloudStack-{{{zone.id}}}",
        "cloud-name": settings.get(CLOUD_NAME, scope=Scope.ZONE, of=zone.id),
    }
    of_domain = {
        id: {"cloud-domain": "ROOT" + path.rstrip("/"), "cloud-domain-id": id}
        for id, path in {(row.domain_id, row.domain_path) for row in rows}
        if settings.get(TELL_DOMAIN, scope=Scope.DOMAIN, of=id)
    }
    told = settings.get(TELL_HOST)
    told_to = {id for id in {row.account_id for row in rows} if told and settings.get(TELL_HOST_TO, scope=Scope.ACCOUNT, of=id)}
    of_host = {row.id: {"hypervisor-host-name": row.host} for row in rows if row.account_id in told_to}
    return [_guest(sealer, row, of_all | of_domain.get(row.domain_id, {}) | of_host.get(row.id, {})) for row in rows]


@functools.cache
def _guests_anywhere() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Nic.id,
            Nic.mac,
            Nic.ip,
            Nic.dhcp_options,
            Instance.id.label("instance_id"),
            Instance.name,
            Instance.public_keys,
            Instance.user_data,
            Instance.user_data_details,
            Instance.sealed_password,
            Instance.password_id,
            ServiceOffering.name.label("offering"),
            Domain.id.label("domain_id"),
            Domain.path.label("domain_path"),
            Account.id.label("account_id"),
            Host.name.label("host"),
        )
        .join(Instance, Instance.id == Nic.instance_id)
        .join(Account, Account.id == Instance.account_id)
        .join(Domain, Domain.id == Account.domain_id)
        .join(ServiceOffering, ServiceOffering.id == Instance.service_offering_id)
        .outerjoin(Host, Host.id == Instance.host_id)
        .where(Nic.ip.is_not(None))
        .order_by(Nic.ip)
    )


def _guest(sealer: Sealer, row: Row[*tuple[Any, ...]], of_place: dict[str, str]) -> GuestSpec:
    metadata = {
        "instance-id": row.instance_id,
        "vm-id": row.instance_id,
        "local-hostname": row.name,
        "public-hostname": row.name,
        "local-ipv4": row.ip,
        "public-ipv4": row.ip,
        "service-offering": row.offering,
        "public-keys": row.public_keys,
    }
    return GuestSpec(
        instance_id=row.instance_id,
        nic_id=row.id,
        mac=row.mac,
        ip=row.ip,
        hostname=row.name,
        metadata=row.user_data_details | {name: value for name, value in (metadata | of_place).items() if value},
        user_data=row.user_data,
        dhcp_options={int(number): value for number, value in row.dhcp_options.items()},
        password=sealer.open(row.sealed_password) if row.sealed_password else None,
        password_id=row.password_id,
    )


def guard_target(instance_id: str) -> str:
    """What the epoch of a guard counts: the guard, not the instance, which has an epoch of its own."""
    return f"guard/{instance_id}"


def guards_changed(db: Session, instance_ids: Iterable[str]) -> None:
    """Notes that the hosts must be told what may reach these instances, in the transaction of that change."""
    db.execute(
        update(Instance)
        .where(Instance.id.in_(list(instance_ids)))
        .values(guard_generation=Instance.guard_generation + 1)
        .execution_options(synchronize_session="fetch")
    )


def guard_specs(db: Session, instance_ids: Collection[str]) -> dict[str, list[GuardSpec]]:
    """What may enter and leave each card of instances, in as many statements for a thousand as for one."""
    rules = db.execute(
        select(membership.c.instance_id, SecurityGroupRule)
        .join(SecurityGroupRule, membership.c.group_id == SecurityGroupRule.group_id)
        .where(membership.c.instance_id.in_(instance_ids))
        .order_by(SecurityGroupRule.id)
    ).all()
    members = _members(db, {rule.source_group_id for _, rule in rules if rule.source_group_id})
    flows: defaultdict[tuple[str, str], list[RuleSpec]] = defaultdict(list)
    for instance_id, rule in rules:
        flows[instance_id, rule.direction].append(_rule(rule, members))
    found: dict[str, list[GuardSpec]] = {id: [] for id in instance_ids}
    for instance_id, nic_id, mac, ip, network_id, bridge, secured in _cards(db, ids=list(instance_ids)):
        found[instance_id].append(
            GuardSpec(
                instance_id=instance_id,
                nic_id=nic_id,
                network_id=network_id,
                bridge=bridge,
                mac=mac,
                ips=[ip] if ip else [],
                secured=secured,
                ingress=[rule for rule in flows[instance_id, "ingress"] if rule.cidrs],
                egress=flows[instance_id, "egress"] or None,
            )
        )
    return found


@Prepared
def _cards() -> Select[str, str, str, str | None, str, str, bool]:
    return (
        select(Nic.instance_id, Nic.id, Nic.mac, Nic.ip, Network.id, Network.bridge, Zone.security_groups)
        .join(Network, Network.id == Nic.network_id)
        .join(Zone, Zone.id == Network.zone_id)
        .where(Nic.instance_id.in_(IDS))
        .order_by(Nic.instance_id, Nic.device_id)
    )


def _members(db: Session, group_ids: Iterable[str]) -> dict[str, list[str]]:
    """Addresses of the members of groups, as /32 networks."""
    found: dict[str, list[str]] = {}
    rows = db.execute(
        select(membership.c.group_id, Nic.ip)
        .join(Nic, Nic.instance_id == membership.c.instance_id)
        .where(membership.c.group_id.in_(list(group_ids)), Nic.ip.is_not(None))
        .order_by(Nic.ip)
    )
    for group_id, ip in rows:
        found.setdefault(group_id, []).append(str(IPv4Network(f"{ip}/32")))
    return found


def _rule(rule: SecurityGroupRule, members: dict[str, list[str]]) -> RuleSpec:
    cidrs = [rule.cidr] if rule.cidr else members.get(rule.source_group_id or "", [])
    return RuleSpec(
        protocol=rule.protocol,
        first_port=rule.first_port or 0,
        last_port=rule.last_port or 0,
        icmp_type=-1 if rule.icmp_type is None else rule.icmp_type,
        icmp_code=-1 if rule.icmp_code is None else rule.icmp_code,
        cidrs=cidrs,
    )


def default_group(db: Session, account_id: str) -> SecurityGroup:
    """The account's group `default`, made on first need; it lets nothing in."""
    query = select(SecurityGroup).where(SecurityGroup.account_id == account_id, SecurityGroup.name == "default")
    group = db.scalars(query).one_or_none()
    if group is None:
        group = SecurityGroup(account_id=account_id, name="default", description="Default Security Group")
        db.add(group)
        db.flush()
    return group
