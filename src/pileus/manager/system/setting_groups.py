"""The groups and subgroups that settings are shown in, by CloudStack's names; and the list of them."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Page, View
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS


@dataclass(frozen=True)
class Group:
    """A group: what it is about, and its subgroups with the words in a setting's name that put it there."""

    description: str
    subgroups: dict[str, tuple[str, ...]]


GROUPS = {
    "Access": Group(
        "Who may log in, call and see what",
        {
            "Account": ("account", "password", "login", "user.allow", "allow.user", "api.key.access"),
            "Domain": ("domain",),
            "API": ("api", "page.size", "session"),
            "Limits": ("max.account", "max.domain", "max.project", "resourcecount"),
        },
    ),
    "Compute": Group(
        "Instances and what they are made of",
        {
            "Virtual Machine": ("vm.", "expunge", "user.vm", "wait.stop", "kvm", "vm.password"),
            "Offerings": ("offering",),
            "Templates": ("template", "iso"),
        },
    ),
    "Storage": Group("Disks and where they lie", {"Primary Storage": ("storage",), "Disk": ("disk", "volume"), "Images": ("secstorage",)}),
    "Network": Group("Networks, addresses and routers", {"Network": ("network", "securitygroups", "nic"), "Virtual Router": ("router",)}),
    "Infrastructure": Group(
        "Zones, hosts and their capacity", {"Capacity": ("capacity", "overprovisioning", "threshold"), "Host": ("host", "cluster", "zone")}
    ),
    "Management Server": Group(
        "This server and its records",
        {"Alerts": ("alert",), "Events": ("event", "webhook"), "Jobs": ("job", "undo"), "Usage": ("usage",)},
    ),
    "Miscellaneous": Group("What belongs to no other group", {"Others": ()}),
}
"""In order of precedence."""

FIRST = (("Access", "Limits"), ("Compute", "Offerings"), ("Management Server", "Alerts"), ("Management Server", "Usage"))
"""Looked at before all others: their words are the more telling ones."""


def place(name: str) -> tuple[str, str]:
    """Group and subgroup of a setting."""
    everywhere = [(group, subgroup) for group, what in GROUPS.items() for subgroup in what.subgroups]
    for group, subgroup in (*FIRST, *everywhere):
        if any(word in name.lower() for word in GROUPS[group].subgroups[subgroup]):
            return group, subgroup
    return "Miscellaneous", "Others"


class SubgroupView(View, kw_only=True):
    """A subgroup of settings."""

    object_name: ClassVar[str] = "subgroup"
    name: str
    precedence: int


class GroupView(View, kw_only=True):
    """A group of settings."""

    object_name: ClassVar[str] = "configurationgroup"
    name: str
    description: str
    precedence: int
    subgroup: list[SubgroupView]


class ListGroups(ListParams, frozen=True, kw_only=True):
    """Which groups."""

    group: Annotated[str | None, Doc("only the group of this name")] = None


@command("listConfigurationGroups", access=ADMINS, since="4.18.0")
def list_groups(ctx: Ctx, p: ListGroups) -> Page[GroupView]:
    """Lists the groups of settings, and their subgroups."""
    views = [
        GroupView(
            name=name,
            description=group.description,
            precedence=number,
            subgroup=[SubgroupView(name=subgroup, precedence=at) for at, subgroup in enumerate(group.subgroups, 1)],
        )
        for number, (name, group) in enumerate(GROUPS.items(), 1)
        if (p.group or name).lower() == name.lower() and (p.keyword or "").lower() in name.lower()
    ]
    return ctx.slice(views, p)
