"""Networks: list, and which one an instance gets when it names none."""

from datetime import datetime
from ipaddress import IPv4Network
from typing import Annotated, ClassVar

from sqlalchemy import ColumnElement, and_, func, not_, select, true
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, IconView, KeyValue, Names, Only, OwnedParams, Page, WorkedOn
from pileus.manager.kernel.errors import InvalidValue, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS, RoleType
from pileus.manager.kernel.settings import flag
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.network import Network, NetworkState
from pileus.manager.model.network_offering import NetworkOffering
from pileus.manager.model.network_permission import NetworkPermission
from pileus.manager.network import services, vlans
from pileus.manager.network.services import OfferedServiceView
from pileus.manager.system.resource_tags import ResourceTagView, tagged, tags_of

ADMINS_ANYWHERE = flag(
    "admin.is.allowed.to.deploy.anywhere",
    default=False,
    doc="Whether instances of root administrators may be on networks of other accounts and domains.",
)


def default_network(ctx: Ctx, zone: Zone, account: Account) -> Network:
    """The network of an instance that names none: the zone's default one, else the only one its owner may use there."""
    query = ctx.visible(Network).where(Network.zone_id == zone.id, Network.removed.is_(None), _open_to(account))
    usable = list(ctx.db.scalars(query))
    preferred = [n for n in usable if n.is_default] or usable
    if len(preferred) == 1:
        return preferred[0]
    if not preferred:
        raise InvalidValue(f"networkids is missing, and zone {zone.name} has no network that account {account.name} may use; create one")
    names = ", ".join(sorted(n.name for n in preferred))
    raise InvalidValue(f"networkids is missing, and zone {zone.name} has several networks ({names}); name one")


def check_owner(ctx: Ctx, network: Network, account: Account) -> None:
    """Refuses a network that the owner of an instance may not use, whoever puts it there."""
    if account.role.type is RoleType.ADMIN and ctx.settings.get(ADMINS_ANYWHERE):
        return
    if ctx.db.scalar(select(Network.id).where(Network.id == network.id, _open_to(account))) is None:
        raise PermissionDenied(
            f"network {network.name} is not for account {account.name}, whose instance this is; name a network of that account, "
            "or have createNetworkPermissions open this one to it"
        )


def _open_to(account: Account) -> ColumnElement[bool]:
    """Networks that a user of the account may use."""
    owner = Caller(
        user_id="",
        user_name="",
        account_id=account.id,
        account_name=account.name,
        domain_id=account.domain_id,
        domain_path=account.domain.path,
        role_id="",
        role_type=RoleType.USER,
    )
    return Network.__rule__.usable(owner, Network)


ENTITY = "Network"


class NetworkView(WorkedOn, kw_only=True):
    """A network."""

    object_name: ClassVar[str] = "network"
    annotated = ("NETWORK",)
    pictured = (("Network", "id"),)
    id: str
    name: str
    display_text: str
    type: str
    acl_type: str
    state: NetworkState
    account: str | None
    project: str | None
    project_id: str | None
    domain: str
    domain_id: str
    domain_path: str
    zone_id: str
    zone_name: str
    traffic_type: str = "Guest"
    broadcast_domain_type: str
    broadcast_uri: Annotated[str | None, Only(ADMINS)]
    vlan: Annotated[str | None, Only(ADMINS)]
    cidr: str | None
    network_cidr: str | None
    gateway: str | None
    netmask: str | None
    network_domain: str
    dns1: str | None
    dns2: str | None
    internet_protocol: str = "IPv4"
    is_default: bool
    is_system: bool = False
    is_persistent: bool = False
    can_use_for_deploy: bool = True
    display_network: Annotated[bool, Only(ADMINS)]
    specify_ip_ranges: bool
    specify_vlan: bool
    subdomain_access: bool
    restart_required: bool = False
    redundant_router: bool = False
    supports_vm_autoscaling: bool = False
    private_mtu: int
    public_mtu: int
    external_id: str | None
    egress_default_policy: bool
    network_offering_id: str
    network_offering_name: str
    network_offering_display_text: str
    network_offering_availability: str
    network_offering_conserve_mode: bool
    physical_network_id: Annotated[str | None, Only(ADMINS)]
    related: str
    service: list[OfferedServiceView]
    tags: list[ResourceTagView]
    created: datetime
    icon: IconView | None = None
    has_annotations: bool | None = None


class ListNetworks(OwnedParams, frozen=True, kw_only=True):
    """Which networks."""

    id: Annotated[Id | None, Names("Network"), Doc("only this network")] = None
    name: Annotated[str | None, Doc("only the network of this name")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only networks of this zone")] = None
    type: Annotated[str | None, Doc("only networks of this kind: Isolated, Shared or L2")] = None
    acl_type: Annotated[str | None, Doc("only networks of this reach: Account or Domain")] = None
    traffic_type: Annotated[str | None, Doc("only networks of this traffic; all are Guest")] = None
    network_offering_id: Annotated[Id | None, Names("NetworkOffering"), Doc("only networks of this offering")] = None
    physical_network_id: Annotated[Id | None, Names("PhysicalNetwork"), Doc("only networks on this physical network")] = None
    supported_services: Annotated[list[str] | None, Doc("only networks with all of these services")] = None
    specify_ip_ranges: Annotated[bool | None, Doc("only networks whose ranges are, or are not, given by hand")] = None
    is_system: Annotated[bool | None, Doc("true: only the system's own; there are none")] = None
    restart_required: Annotated[bool | None, Doc("true: only networks that must be restarted; there are none, changes apply at once")] = (
        None
    )
    can_use_for_deploy: Annotated[bool | None, Doc("only networks an instance can, or cannot, be put on; all can")] = None
    for_vpc: Annotated[bool | None, Doc("true: only tiers of a VPC; there are none yet")] = None
    vpc_id: Annotated[Id | None, Doc("only tiers of this VPC; there are none yet")] = None
    associated_network_id: Annotated[Id | None, Names("Network"), Doc("only networks that hang on this one; none does yet")] = None
    vlan: Annotated[str | None, Only(ADMINS), Doc("only networks of this VLAN, or untagged")] = None
    show_icon: Annotated[bool, Doc("with its icon")] = False
    network_filter: Annotated[
        str | None,
        Doc("All; Account: only accounts' own; Domain: only domains' and the zone's; AccountDomain: both; Shared: only by permission"),
    ] = None
    display_network: Annotated[bool | None, Only(ADMINS), Doc("only networks that are, or are not, shown in lists")] = None
    tags: Annotated[list[KeyValue] | None, Doc("only networks with all of these tags: key and value")] = None
    retrieve_only_resource_count: Annotated[bool, Doc("only the number of matches")] = False


def _filter(wanted: str, caller: Caller) -> ColumnElement[bool]:
    """The networks that a network filter means."""
    by_permission = Network.id.in_(select(NetworkPermission.network_id).where(NetworkPermission.account_id == caller.account_id))
    known = {
        "all": true(),
        "account": and_(Network.acl_type == "Account", not_(by_permission)),
        "domain": Network.acl_type == "Domain",
        "accountdomain": not_(by_permission),
        "shared": by_permission,
    }
    if wanted.lower() not in known:
        raise InvalidValue(f"networkfilter {wanted} is unknown; give All, Account, Domain, AccountDomain or Shared")
    return known[wanted.lower()]


@command("listNetworks", access=USERS)
def list_networks(ctx: Ctx, p: ListNetworks) -> Page[NetworkView]:
    """Lists the networks the caller may see."""
    if p.for_vpc or p.vpc_id or p.restart_required or p.is_system or p.can_use_for_deploy is False:
        return Page(0, [])
    if (p.traffic_type or "guest").lower() != "guest" or p.associated_network_id:
        return Page(0, [])
    query = ctx.visible(Network, p).where(Network.removed.is_(None)).order_by(Network.name)
    query = narrow(
        query,
        (Network.id, p.id),
        (Network.name, p.name),
        (Network.zone_id, p.zone_id),
        (func.lower(Network.type), p.type.lower() if p.type else None),
        (func.lower(Network.acl_type), p.acl_type.lower() if p.acl_type else None),
        (Network.offering_id, p.network_offering_id),
        (Network.physical_network_id, p.physical_network_id),
        (Network.display, p.display_network),
        (Network.vlan, vlans.tag(p.vlan) if p.vlan else None),
    )
    query = containing(query, p.keyword, Network.name)
    if p.network_filter is not None:
        query = query.where(_filter(p.network_filter, ctx.caller))
    query = tagged(query, Network.id, ENTITY, p.tags)
    if p.specify_ip_ranges is not None:
        query = query.where(
            Network.offering_id.in_(select(NetworkOffering.id).where(NetworkOffering.specify_ip_ranges == p.specify_ip_ranges))
        )
    if p.supported_services:
        offerings = [o.id for o in ctx.db.scalars(select(NetworkOffering)) if set(p.supported_services) <= set(o.services)]
        query = query.where(Network.offering_id.in_(offerings))
    if p.retrieve_only_resource_count:
        return ctx.page(query, p, load=lambda _: [])
    return ctx.page(query, p, lambda network: view(ctx.db, network.id))


@ops.shows(ENTITY)
def view(db: Session, id: str) -> NetworkView:
    """A network as its callers see it."""
    network = db.get_one(Network, id)
    offering = db.get_one(NetworkOffering, network.offering_id)
    zone = db.get_one(Zone, network.zone_id)
    owner = db.get_one(Account, network.account_id)
    shared = network.acl_type == "Domain"
    domain = db.get_one(Domain, network.domain_id) if network.domain_id else owner.domain
    return NetworkView(
        id=network.id,
        name=network.name,
        display_text=network.display_text or network.name,
        type=network.type,
        acl_type=network.acl_type,
        state=network.state,
        account=None if shared or owner.project_id else owner.name,
        project=owner.name if owner.project_id else None,
        project_id=owner.project_id,
        domain=domain.name,
        domain_id=domain.id,
        domain_path=domain.shown_path,
        zone_id=zone.id,
        zone_name=zone.name,
        broadcast_domain_type="Native" if network.bridge else "Vlan",
        broadcast_uri=f"vlan://{network.vlan}",
        vlan=network.vlan,
        cidr=network.cidr or None,
        network_cidr=network.cidr or None,
        gateway=network.gateway or None,
        netmask=str(IPv4Network(network.cidr).netmask) if network.cidr else None,
        network_domain=network.dns_domain or zone.domain or "",
        dns1=network.dns1 or zone.dns1 or None,
        dns2=network.dns2 or zone.dns2,
        is_default=network.is_default,
        display_network=network.display,
        specify_ip_ranges=offering.specify_ip_ranges,
        specify_vlan=offering.specify_vlan,
        subdomain_access=shared and network.subdomain_access,
        private_mtu=network.mtu,
        public_mtu=network.public_mtu,
        external_id=network.external_id,
        egress_default_policy=offering.egress_default_policy,
        network_offering_id=offering.id,
        network_offering_name=offering.name,
        network_offering_display_text=offering.display_text,
        network_offering_availability=offering.availability,
        network_offering_conserve_mode=offering.conserve_mode,
        physical_network_id=network.physical_network_id,
        related=network.id,
        service=services.views(offering),
        tags=tags_of(db, ENTITY, [network.id])[network.id],
        created=network.created,
    )
