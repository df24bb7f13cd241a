"""Volumes with figures for people."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Page
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.storage import volumes
from pileus.manager.storage.volumes import ListVolumes, VolumeView, load


class VolumeMetricsView(VolumeView, kw_only=True):
    """A volume with its size as text."""

    object_name: ClassVar[str] = "volume"
    size_gb: Annotated[str, Doc("size for people")]


@command("listVolumesMetrics", access=USERS, wrapper="listvolumesresponse", since="4.9.3")
def list_volume_metrics(ctx: Ctx, p: ListVolumes) -> Page[VolumeMetricsView]:
    """Lists the volumes the caller may see, with figures for people."""

    def figures(ids: Sequence[str]) -> list[VolumeMetricsView]:
        return [] if p.retrieve_only_resource_count else [_figures(view) for view in load(ctx.db, ids)]

    return ctx.page(volumes.filtered(ctx, p), p, load=figures)


def _figures(view: VolumeView) -> VolumeMetricsView:
    return VolumeMetricsView(
        **{name: getattr(view, name) for name in view.__struct_fields__},
        size_gb=f"{view.size / (1 << 30):.2f} GB",
    )
