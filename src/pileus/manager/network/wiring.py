"""From rows to what a host is told: the whole state of a network and the guard of an instance's cards."""

from collections.abc import Iterable
from ipaddress import IPv4Network
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import Scope, SettingValues, flag, text
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.offering import ServiceOffering
from pileus.manager.model.security_group import SecurityGroup, SecurityGroupRule, membership
from pileus.wire.networks import EnsureNetwork, GuardSpec, GuestSpec, NetworkSpec, RuleSpec

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


def network_spec(db: Session, sealer: Sealer, settings: SettingValues, network: Network) -> NetworkSpec:
    """A network with all its guests. Every start of an instance needs it, so it reads columns: whole rows take thrice as long."""
    zone = db.get_one(Zone, network.zone_id)
    rows = db.execute(
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
        )
        .join(Instance, Instance.id == Nic.instance_id)
        .join(Account, Account.id == Instance.account_id)
        .join(Domain, Domain.id == Account.domain_id)
        .join(ServiceOffering, ServiceOffering.id == Instance.service_offering_id)
        .where(Nic.network_id == network.id, Nic.ip.is_not(None))
        .order_by(Nic.ip)
    )
    return NetworkSpec(
        network_id=network.id,
        name=network.name,
        bridge=network.bridge,
        cidr=network.cidr,
        gateway=network.gateway,
        router_ip=network.router_ip,
        mtu=network.mtu,
        domain=network.dns_domain or zone.domain or settings.get(SUFFIX, scope=Scope.ZONE, of=zone.id),
        dns=[address for address in (network.dns1, network.dns2) if address],
        guests=[_guest(sealer, settings, zone, row) for row in rows],
    )


def ensure_network(db: Session, sealer: Sealer, settings: SettingValues, network: Network, *, key: str) -> EnsureNetwork:
    """The request that brings a host's copy of a network up to its present generation."""
    db.refresh(network)
    spec = network_spec(db, sealer, settings, network)
    return EnsureNetwork(key=f"{key}/{network.id}", target=network.id, epoch=network.generation, spec=spec)


def _guest(sealer: Sealer, settings: SettingValues, zone: Zone, row: Row[*tuple[Any, ...]]) -> GuestSpec:
    metadata = {
        "instance-id": row.instance_id,
        "vm-id": row.instance_id,
        "local-hostname": row.name,
        "public-hostname": row.name,
        "local-ipv4": row.ip,
        "public-ipv4": row.ip,
        "service-offering": row.offering,
        "availability-zone": zone.name,
        "cloud-identifier": f"CloudStack-{{{zone.id}}}",
        "public-keys": row.public_keys,
        "cloud-name": settings.get(CLOUD_NAME, scope=Scope.ZONE, of=zone.id),
    }
    if settings.get(TELL_DOMAIN, scope=Scope.DOMAIN, of=row.domain_id):
        metadata |= {"cloud-domain": "ROOT" + row.domain_path.rstrip("/"), "cloud-domain-id": row.domain_id}
    return GuestSpec(
        instance_id=row.instance_id,
        nic_id=row.id,
        mac=row.mac,
        ip=row.ip,
        hostname=row.name,
        metadata=row.user_data_details | {name: value for name, value in metadata.items() if value},
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


def guard_specs(db: Session, instance: Instance) -> list[GuardSpec]:
    """What may enter and leave each card of an instance."""
    zone = db.get_one(Zone, instance.zone_id)
    rules = list(
        db.scalars(
            select(SecurityGroupRule)
            .join(membership, membership.c.group_id == SecurityGroupRule.group_id)
            .where(membership.c.instance_id == instance.id)
            .order_by(SecurityGroupRule.id)
        )
    )
    members = _members(db, {rule.source_group_id for rule in rules if rule.source_group_id})
    ingress = [_rule(rule, members) for rule in rules if rule.direction == "ingress"]
    egress = [_rule(rule, members) for rule in rules if rule.direction == "egress"]
    cards = db.execute(select(Nic, Network).join(Network, Network.id == Nic.network_id).where(Nic.instance_id == instance.id))
    return [
        GuardSpec(
            instance_id=instance.id,
            nic_id=nic.id,
            network_id=network.id,
            bridge=network.bridge,
            mac=nic.mac,
            ips=[nic.ip] if nic.ip else [],
            secured=zone.security_groups,
            ingress=[rule for rule in ingress if rule.cidrs],
            egress=egress or None,
        )
        for nic, network in cards
    ]


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
