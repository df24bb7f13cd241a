"""What this cloud can do, as clients ask it right after the log-in."""

from typing import Annotated, ClassVar, TypeVar

from sqlalchemy import func, select

from pileus.manager.identity.accounts import DOMAIN_SEEN
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Params, View, Wire
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.kernel.settings import Scope, flag, number, within
from pileus.manager.model.infrastructure import Zone
from pileus.manager.system.values import declared

T = TypeVar("T", int, bool)

VERSION = "4.22.0.0"
"""The CloudStack release whose API this is."""

UI_PAGE_SIZE = number("default.ui.page.size", 20, "Items on a page of the web UI.", check=within(1, 1000))
TELL_VERSION = flag("expose.cloudstack.version.api.list.capabilities", default=True, doc="Whether listCapabilities tells the version.")


class CapabilityView(View, kw_only=True):
    """What callers can count on. What Pileus does not have is false or 0."""

    object_name: ClassVar[str] = "capability"
    cloudstack_version: str | None
    security_groups_enabled: bool
    dynamic_roles_enabled: bool = True
    user_public_template_enabled: bool
    support_elb: Annotated[str, Wire("supportELB")] = "false"
    allow_user_create_projects: bool
    project_invite_required: bool
    custom_disk_offering_min_size: int
    custom_disk_offering_max_size: int
    region_secondary_enabled: bool = False
    kvm_snapshot_enabled: bool = False
    api_limit_max: int | None
    api_limit_interval: int | None
    allow_user_view_destroyed_vm: bool
    allow_user_expunge_recover_vm: bool
    allow_user_expunge_recover_volume: bool = False
    allow_user_view_all_domain_accounts: bool
    allow_user_force_stop_vm: bool
    kubernetes_service_enabled: bool = False
    kubernetes_cluster_experimental_features_enabled: bool = False
    custom_hypervisor_display_name: str = "Custom"
    default_ui_page_size: int
    instances_stats_retention_time: int
    instances_stats_user_only: bool = True
    instances_disks_stats_retention_enabled: bool = False
    instances_disks_stats_retention_time: int = 0
    shared_fs_vm_min_cpu_count: Annotated[int, Wire("sharedfsvmmincpucount")] = 0
    shared_fs_vm_min_ram_size: Annotated[int, Wire("sharedfsvmminramsize")] = 0
    instance_lease_enabled: bool = False
    dynamic_scaling_enabled: bool = False
    additional_config_enabled: bool = False


@command("listCapabilities", access=USERS)
def list_capabilities(ctx: Ctx, p: Params) -> CapabilityView:
    """Tells what this cloud can do."""
    del p
    zones = select(func.count()).select_from(Zone).where(Zone.security_groups, Zone.removed.is_(None))
    throttled = _value(ctx, "api.throttling.enabled", otherwise=False)
    return CapabilityView(
        cloudstack_version=VERSION if ctx.settings.get(TELL_VERSION) else None,
        security_groups_enabled=bool(ctx.db.scalar(zones)),
        user_public_template_enabled=_value(ctx, "allow.public.user.templates", otherwise=False),
        allow_user_create_projects=_value(ctx, "allow.user.create.projects", otherwise=False),
        project_invite_required=_value(ctx, "project.invite.required", otherwise=False),
        instances_stats_retention_time=_value(ctx, "vm.stats.max.retention.time", otherwise=0),
        custom_disk_offering_min_size=_value(ctx, "custom.diskoffering.size.min", otherwise=1),
        custom_disk_offering_max_size=_value(ctx, "custom.diskoffering.size.max", otherwise=1024),
        api_limit_max=_value(ctx, "api.throttling.max", otherwise=0) if throttled else None,
        api_limit_interval=_value(ctx, "api.throttling.interval", otherwise=0) if throttled else None,
        allow_user_view_destroyed_vm=_value(ctx, "allow.user.view.destroyed.vm", otherwise=False),
        allow_user_expunge_recover_vm=_value(ctx, "allow.user.expunge.recover.vm", otherwise=False),
        allow_user_view_all_domain_accounts=ctx.settings.get(DOMAIN_SEEN, scope=Scope.DOMAIN, of=ctx.caller.domain_id),
        allow_user_force_stop_vm=_value(ctx, "allow.user.force.stop.vm", otherwise=True),
        default_ui_page_size=ctx.settings.get(UI_PAGE_SIZE),
    )


def _value(ctx: Ctx, name: str, *, otherwise: T) -> T:
    """The value for the caller's account of a setting that a layer above declares, or what holds where nobody does."""
    setting = declared(name)
    account_id = ctx.caller.account_id or None
    return otherwise if setting is None else type(otherwise)(ctx.settings.get(setting, scope=Scope.ACCOUNT, of=account_id))
