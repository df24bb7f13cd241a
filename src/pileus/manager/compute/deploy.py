"""Instances: deploy."""

import re
from typing import Annotated, Literal

from msgspec import Meta, Struct
from sqlalchemy import select

from pileus.manager import ops
from pileus.manager.compute import affinity_groups, credentials, holdings, host_names, refusals, starting, tuning, user_data
from pileus.manager.compute.disks import data_volume, device_ids, root_volume
from pileus.manager.compute.instance_view import TOLD, InstanceView, with_password
from pileus.manager.compute.instances import ENTITY
from pileus.manager.compute.power import asked_place, let_go
from pileus.manager.compute.sizing import SIZE, Size, size_of
from pileus.manager.identity.owners import owner
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, Names, NoEffect, Only, Params, Secret, Started
from pileus.manager.kernel.errors import Conflict, InvalidValue
from pileus.manager.kernel.ids import Id, new_id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.account import Account
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.instance import Instance, InstanceGroup
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.offering import DiskOffering, OfferingState, ServiceOffering
from pileus.manager.model.rows import Flag
from pileus.manager.model.sequence import next_number
from pileus.manager.model.storage import Template, Volume
from pileus.manager.model.tag import Tag
from pileus.manager.network import addresses, dhcp_options, memberships
from pileus.manager.network.networks import check_owner, default_network
from pileus.manager.storage.offered import refuse_elsewhere
from pileus.manager.system.resource_tags import tags_of

HostName = Annotated[
    str,
    Meta(
        pattern="^[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",
        description="a host name: letters, digits and hyphens, beginning with a letter, not ending with a hyphen, at most 63",
    ),
]


MOST_GIB = 1 << 32
"""More than any pool holds, and in bytes still a number that a row can hold."""


class NetworkAddress(Struct, frozen=True, kw_only=True):
    """One entry of `iptonetworklist`."""

    networkid: Annotated[Id, Names("Network")]
    ip: str | None = None
    ipv6: str | None = None
    mac: str | None = None


class DataDisk(Struct, frozen=True, kw_only=True):
    """One entry of `datadisksdetails`; the size in GiB goes with a custom offering."""

    diskofferingid: Annotated[Id, Names("DiskOffering")]
    size: int | None = None
    deviceid: int | None = None


class FilledDisk(DataDisk, frozen=True, kw_only=True):
    """One entry of `datadiskofferinglist`: a data disk with the content of a template."""

    datadisktemplateid: Annotated[Id, Names("Template")]


class Deploy(Params, frozen=True, kw_only=True):
    """What to make, for whom, and where."""

    zone_id: Annotated[Id, Names("Zone"), Doc("zone it runs in")]
    template_id: Annotated[Id | None, Names("Template"), Doc("template its root disk is made from")] = None
    service_offering_id: Annotated[Id, Names("ServiceOffering"), Doc("offering that says its processors and memory")]
    name: Annotated[HostName | None, Doc("host name; unique on its networks. VM-… when left out")] = None
    display_name: Annotated[str | None, Doc("name shown to people; the host name when left out")] = None
    account: Annotated[str | None, Doc("owner; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner, when it is a project")] = None
    network_ids: Annotated[list[Id] | None, Doc("networks in order of the cards; the zone's default network when left out")] = None
    ip_to_network_list: Annotated[list[NetworkAddress] | None, Doc("networks with an address each; instead of networkids")] = None
    ip_address: Annotated[str | None, Doc("address on the first network")] = None
    mac_address: Annotated[str | None, Doc("MAC of the first card")] = None
    security_group_ids: Annotated[list[Id] | None, Doc("security groups; the account's group default when left out")] = None
    security_group_names: Annotated[list[str] | None, Doc("security groups by name; instead of securitygroupids")] = None
    override_disk_offering_id: Annotated[
        Id | None, Names("DiskOffering"), Doc("disk offering of the root disk; one of custom size needs rootdisksize")
    ] = None
    root_disk_size: Annotated[int | None, Meta(ge=1, le=MOST_GIB), Doc("size of the root disk in GiB; not below the template's")] = None
    disk_offering_id: Annotated[Id | None, Names("DiskOffering"), Doc("makes a data disk of this offering")] = None
    size: Annotated[int | None, Meta(ge=1, le=MOST_GIB), Doc("size in GiB of the data disk, with a custom offering")] = None
    data_disks_details: Annotated[list[DataDisk] | None, Doc("data disks: diskofferingid, size, deviceid")] = None
    data_disk_offering_list: Annotated[
        list[FilledDisk] | None, Doc("data disks made from templates: datadisktemplateid, diskofferingid, size, deviceid")
    ] = None
    dhcp_options_network_list: Annotated[
        list[dict[str, str]] | None, Doc("DHCP options of its own on a network: networkid, dhcp:<number>")
    ] = None
    copy_image_tags: Annotated[bool, Doc("true: with the tags of the template")] = False
    io_driver_policy: Annotated[
        Literal["native", "threads", "io_uring", "storage_specific"] | None,
        Doc("how its disks do input and output: native, threads, io_uring, or storage_specific for the usual"),
    ] = None
    iothreads_enabled: Annotated[bool | None, Doc("true: a thread of the emulator's for its disks alone")] = None
    nic_multiqueue_number: Annotated[
        int | None, Meta(ge=-1, le=tuning.MOST_QUEUES), Doc("pairs of queues of each virtio card; -1 for one a processor")
    ] = None
    nic_packed_virtqueues_enabled: Annotated[bool | None, Doc("true: packed virtqueues for its virtio cards")] = None
    key_pair: Annotated[str | None, Doc("SSH key pair to put into it")] = None
    key_pairs: Annotated[list[str] | None, Doc("SSH key pairs to put into it")] = None
    user_data: Annotated[str | None, Length(1048576), Doc("Base64 of what its first boot reads; up to vm.userdata.max.length")] = None
    user_data_id: Annotated[Id | None, Names("UserData"), Doc("registered user data, instead of userdata")] = None
    user_data_details: Annotated[dict[str, str] | None, Doc("values of the variables in its user data; files of its metadata")] = None
    password: Annotated[str | None, Secret(), Doc("password for a template that takes one; random when left out")] = None
    affinity_group_ids: Annotated[list[Id] | None, Doc("affinity groups to put it into")] = None
    affinity_group_names: Annotated[list[str] | None, Doc("affinity groups by name; instead of affinitygroupids")] = None
    group: Annotated[str | None, Doc("instance group to put it into; made when it does not exist")] = None
    start_vm: Annotated[bool, Doc("false leaves it stopped, without disks")] = True
    details: Annotated[
        dict[str, str] | None,
        Doc("cpuNumber, cpuSpeed, memory for a custom offering; rootDiskController, nicAdapter and the like; others are kept"),
    ] = None
    display_vm: Annotated[bool, Only(ADMINS), Doc("false hides it from its owner")] = True
    host_id: Annotated[Id | None, Names("Host"), Only(ADMINS), Doc("host it must start on")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Only(ADMINS), Doc("pod it must start in")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Only(ADMINS), Doc("cluster it must start in")] = None
    deployment_planner: Annotated[
        str | None, Only(ADMINS), Doc("how a host is chosen, as listDeploymentPlanners names it; the offering's planner when left out")
    ] = None
    custom_id: Annotated[Id | None, Doc("id it shall have; admins only, random otherwise")] = None
    hypervisor: Annotated[str | None, Doc("must be the template's"), NoEffect("the template says it; another value is refused")] = None
    boot_type: Annotated[str | None, Doc("BIOS; UEFI is refused, no guest firmware for it is set up")] = None
    boot_mode: Annotated[str | None, Doc("Legacy, with boottype BIOS")] = None
    keyboard: Annotated[str | None, Doc("keyboard layout of the console"), NoEffect("the console sends what was typed")] = None
    dynamic_scaling_enabled: Annotated[bool, Doc("may be resized while it runs"), NoEffect("resizing live comes with its command")] = True


@command("deployVirtualMachine", access=USERS, event="VM.CREATE", entity=ENTITY)
def deploy(ctx: Ctx, p: Deploy) -> Started[InstanceView]:
    """Creates an instance and starts it."""
    refusals.refuse(ctx, refusals.DEPLOY)
    account = owner(ctx, p.account, p.domain_id, p.project_id)
    zone = _zone(ctx, p)
    template = _template(ctx, p, zone)
    offering = ctx.use(ServiceOffering, p.service_offering_id, "serviceofferingid")
    if offering.state is not OfferingState.ACTIVE:
        raise InvalidValue(f"serviceofferingid: offering {offering.name} is inactive; choose another")
    refuse_elsewhere(ctx.db, offering, "serviceofferingid", account_id=account.id, zone_id=zone.id)
    tuning.check_allowed(ctx, p.details or {}, None)
    size = size_of(offering, p.details or {})
    cards = _cards(ctx, p, zone, account)
    groups = memberships.chosen(ctx, account, p.security_group_ids, p.security_group_names)
    instance = _insert(ctx, p, account, zone, template, offering, size)
    _plug(ctx, instance, cards)
    host_names.refuse_taken(ctx, instance)
    memberships.put(ctx.db, instance.id, [group.id for group in groups])
    if p.affinity_group_ids or p.affinity_group_names:
        affinity_groups.put(ctx.db, instance.id, affinity_groups.chosen(ctx, account, p.affinity_group_ids, p.affinity_group_names))
    dhcp_options.put(ctx.db, instance.id, dhcp_options.chosen(p.dhcp_options_network_list))
    root_kind = _root_kind(ctx, p, offering)
    disks = [root_volume(ctx, instance, template, offering, p.root_disk_size, root_kind), *_data_disks(ctx, p, instance, zone)]
    holdings.count(ctx.db, instance, disks)
    place = asked_place(ctx, p.host_id, p.pod_id, p.cluster_id, p.deployment_planner)
    operation = first_start if p.start_vm else make_stopped
    started = ops.start(
        ctx,
        operation,
        instance.id,
        *(place if p.start_vm else ()),
        about=(ENTITY, instance.id),
        new=True,
        account_id=account.id,
        description=f"deploying instance {instance.name}",
    )
    instance.hold(by=started.job_id)
    if p.copy_image_tags:
        _copy_tags(ctx, template, instance)
    return started


@ops.operation(result=with_password)
def first_start(op: ops.Op, id: str, host_id: str, pod_id: str, cluster_id: str, planner: str) -> None:
    """Boots a new instance on a host with room; if any step fails it is in Error, holding nothing."""
    op.run(starting.mark_first_starting, id)
    placed = op.run(starting.place, id, host_id, pod_id, cluster_id, planner)
    disks = op.run(starting.prepare_disks, placed)
    wired = op.run(starting.wire_up, placed)
    acceleration = op.run(starting.boot, placed, disks)
    op.run(starting.mark_running, placed, disks, wired, acceleration)


@ops.operation(result=with_password)
def make_stopped(op: ops.Op, id: str) -> None:
    """A new instance that was not to be started: there is nothing to do in the world before its first start."""
    op.run(let_go, id)


def _zone(ctx: Ctx, p: Deploy) -> Zone:
    zone = ctx.use(Zone, p.zone_id, "zoneid")
    if zone.allocation_state is Flag.DISABLED and not ctx.caller.is_root:
        raise InvalidValue(f"zoneid: zone {zone.name} is disabled; choose another zone")
    if (p.boot_type or "BIOS").upper() != "BIOS" or (p.boot_mode or "LEGACY").upper() != "LEGACY":
        raise InvalidValue("boottype: only BIOS with bootmode Legacy is set up here; leave both out")
    return zone


def _template(ctx: Ctx, p: Deploy, zone: Zone) -> Template:
    if p.template_id is None:
        raise InvalidValue("templateid is missing; listTemplates templatefilter=executable shows what there is")
    template = _ready(ctx, p.template_id, "templateid", zone)
    if p.hypervisor and p.hypervisor.lower() != template.hypervisor.lower():
        raise InvalidValue(f"hypervisor: template {template.name} is for {template.hypervisor}, not {p.hypervisor}")
    return template


def _ready(ctx: Ctx, id: str, param: str, zone: Zone) -> Template:
    """A template that a disk can be made from there."""
    template = ctx.use(Template, id, param)
    if template.format == "ISO":
        raise InvalidValue(f"{param}: {template.name} is an ISO, which no disk is made from; choose a template")
    if template.removed or not template.is_ready or template.zone_id != zone.id:
        raise InvalidValue(f"{param}: template {template.name} is not ready in zone {zone.name} ({template.status}); wait for it")
    return template


def _root_kind(ctx: Ctx, p: Deploy, offering: ServiceOffering) -> DiskOffering | None:
    """The disk offering of the root disk: the one asked for, else the service offering's, if it has one."""
    if p.override_disk_offering_id is None:
        return ctx.db.get_one(DiskOffering, offering.disk_offering_id) if offering.disk_offering_id else None
    if offering.disk_offering_strictness:
        raise InvalidValue(f"overridediskofferingid: offering {offering.name} keeps the kind of its root disks; leave it out")
    return ctx.use(DiskOffering, p.override_disk_offering_id, "overridediskofferingid")


class Card(Struct, frozen=True):
    """A network card to make."""

    network: Network
    ip: str | None
    mac: str | None


MAC = re.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}")


def _cards(ctx: Ctx, p: Deploy, zone: Zone, account: Account) -> list[Card]:
    if p.ip_to_network_list and (p.network_ids or p.ip_address):
        raise InvalidValue("iptonetworklist does not go with networkids or ipaddress; give one of them")
    if p.ip_to_network_list:
        if any(entry.ipv6 for entry in p.ip_to_network_list):
            raise InvalidValue(f"iptonetworklist: ipv6 is not possible: {refusals.DEPLOY['ip6address']}; leave it out")
        wanted = [(e.networkid, e.ip, e.mac) for e in p.ip_to_network_list]
    elif p.network_ids:
        first, *others = p.network_ids
        wanted = [(first, p.ip_address, p.mac_address), *((id, None, None) for id in others)]
    else:
        network = default_network(ctx, zone, account)
        return [Card(network, p.ip_address, _mac(p.mac_address))]
    if len({id for id, _, _ in wanted}) < len(wanted):
        raise InvalidValue("networkids: a network is named twice; an instance has one card on a network")
    cards: list[Card] = []
    for id, ip, mac in wanted:
        network = ctx.use(Network, id, "networkids")
        if network.zone_id != zone.id or network.removed:
            raise InvalidValue(f"networkids: network {network.name} is not in zone {zone.name}")
        check_owner(ctx, network, account)
        cards.append(Card(network, ip, _mac(mac)))
    return cards


def _mac(text: str | None) -> str | None:
    if text is None:
        return None
    mac = text.lower()
    if not MAC.fullmatch(mac) or int(mac[:2], 16) & 1 or mac == "00:00:00:00:00:00":
        raise InvalidValue(f"macaddress {text} is no unicast MAC such as 02:01:0a:00:00:01")
    return mac


def _insert(ctx: Ctx, p: Deploy, account: Account, zone: Zone, template: Template, offering: ServiceOffering, size: Size) -> Instance:
    id = p.custom_id if p.custom_id and ctx.caller.is_root else new_id()
    keys = credentials.keys_of(ctx, account, [*(p.key_pairs or []), *([p.key_pair] if p.key_pair else [])])
    data = user_data.with_template(ctx, template, user_data.given(ctx, p.user_data, p.user_data_id, p.user_data_details))
    instance = Instance(
        id=id,
        number=next_number(ctx.db, "instance"),
        account_id=account.id,
        user_id=ctx.caller.user_id,
        name=p.name or f"VM-{id}",
        display_name=p.display_name or "",
        wanted="running" if p.start_vm else "stopped",
        born_running=p.start_vm,
        zone_id=zone.id,
        template_id=template.id,
        service_offering_id=offering.id,
        os_type_id=template.os_type_id,
        hypervisor=template.hypervisor,
        group_id=instance_group(ctx, p.group, account),
        cpus=size.cpus,
        cpu_mhz=size.cpu_mhz,
        memory_mib=size.memory_mib,
        limit_tags=",".join(word for word in (offering.host_tags, template.template_tag) if word),
        details={key: value for key, value in template.details.items() if key not in (*SIZE, *TOLD)} | _details(p),
        user_data=data.text,
        user_data_id=data.id,
        user_data_details=data.details,
        public_keys="\n".join(key.public_key for key in keys),
        key_pairs=",".join(key.name for key in keys),
        password_enabled=template.password_enabled,
        display_vm=p.display_vm,
        ha_enabled=offering.offer_ha,
        updated=ctx.now,
    )
    if template.password_enabled:
        credentials.give_password(ctx, instance, p.password)
    elif p.password:
        raise InvalidValue(f"password: template {template.name} takes no password; leave it out")
    return ctx.insert(instance)


def _details(p: Deploy) -> dict[str, str]:
    """What is kept of the details, with what has parameters of its own among them."""
    details = {key: value for key, value in (p.details or {}).items() if key not in (*SIZE, *TOLD)}
    for name, value in (
        (tuning.IO_POLICY, p.io_driver_policy),
        (tuning.IO_THREAD, p.iothreads_enabled),
        (tuning.QUEUES, p.nic_multiqueue_number),
        (tuning.PACKED, p.nic_packed_virtqueues_enabled),
    ):
        if value is not None:
            details[name] = str(value).lower()
    tuning.check(details)
    return details


def _copy_tags(ctx: Ctx, template: Template, instance: Instance) -> None:
    for tag in tags_of(ctx.db, "Template", [template.id])[template.id]:
        ctx.insert(Tag(account_id=instance.account_id, resource_type="UserVm", resource_id=instance.id, key=tag.key, value=tag.value))


def instance_group(ctx: Ctx, name: str | None, account: Account) -> str | None:
    """Id of the account's group of that name, made on first need; None for no name."""
    if not name:
        return None
    query = ctx.visible(InstanceGroup).where(InstanceGroup.account_id == account.id, InstanceGroup.name == name)
    found = ctx.db.scalars(query).one_or_none()
    return (found or ctx.insert(InstanceGroup(account_id=account.id, name=name))).id


def _plug(ctx: Ctx, instance: Instance, cards: list[Card]) -> None:
    generations = {id: addresses.changed(ctx.db, id) for id in sorted(card.network.id for card in cards)}
    for number, card in enumerate(cards):
        nic = Nic(
            account_id=instance.account_id,
            instance_id=instance.id,
            network_id=card.network.id,
            device_id=number,
            is_default=number == 0,
            mac=card.mac or addresses.new_mac(),
            hostname=instance.name.lower(),
            ip=addresses.claim(ctx.db, card.network, card.ip),
            generation=generations[card.network.id],
        )
        try:
            ctx.insert(nic)
        except Conflict as error:
            if ctx.db.scalar(select(Nic.id).where(Nic.mac == nic.mac)):
                raise Conflict(f"macaddress {nic.mac} belongs to a card already; choose another, or leave it out") from error
            raise Conflict(f"network {card.network.name} has an instance named {instance.name} already; choose another name") from error


def _data_disks(ctx: Ctx, p: Deploy, instance: Instance, zone: Zone) -> list[Volume]:
    wanted: list[DataDisk] = [*(p.data_disks_details or []), *(p.data_disk_offering_list or [])]
    if p.disk_offering_id:
        wanted.append(DataDisk(diskofferingid=p.disk_offering_id, size=p.size))
    disks: list[Volume] = []
    for disk, device_id in zip(wanted, device_ids([disk.deviceid for disk in wanted]), strict=True):
        offering = ctx.use(DiskOffering, disk.diskofferingid, "diskofferingid")
        filled = _ready(ctx, disk.datadisktemplateid, "datadisktemplateid", zone) if isinstance(disk, FilledDisk) else None
        disks.append(data_volume(ctx, instance, offering, disk.size, device_id, filled))
    return disks
