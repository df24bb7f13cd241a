"""Deployment planners: in which order hosts with room are tried, by CloudStack's names. To add one, write it and put it into PLANNERS."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import ListParams, Page, View
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.kernel.settings import text
from pileus.manager.model.infrastructure import Host
from pileus.manager.model.instance import Instance
from pileus.manager.model.setting import text_of_all

FIRST_FIT, DISPERSING, CONCENTRATED, IMPLICIT = (
    "FirstFitPlanner",
    "UserDispersingPlanner",
    "UserConcentratedPodPlanner",
    "ImplicitDedicationPlanner",
)
MODE = "ImplicitDedicationMode"
"""Detail of an offering: Strict keeps an account's instances from hosts with others' instances; Preferred only tries to."""


@dataclass(frozen=True)
class Neighbours:
    """How many instances, of the account and of others, run on each host of a zone, and of the account in each pod."""

    own: Counter[str]
    others: Counter[str]
    own_in_pod: Counter[str]


Rank = Callable[[Neighbours, Host], int]
"""The lowest is tried first."""

PLANNERS: dict[str, Rank | None] = {
    FIRST_FIT: None,
    DISPERSING: lambda seen, host: seen.own[host.id],
    CONCENTRATED: lambda seen, host: -seen.own_in_pod[host.pod_id],
    IMPLICIT: lambda seen, host: min(1, seen.others[host.id]),
}
"""None leaves it at the emptiest host first."""


def known(name: str) -> str | None:
    """Why a planner's name is refused, or nothing."""
    return None if name in PLANNERS else f"must be one of {', '.join(PLANNERS)}"


DEFAULT = text("vm.deployment.planner", FIRST_FIT, "Planner of instances whose offering names none.", check=known)


@dataclass(frozen=True)
class Planner:
    """A planner, with what it has to know of one placement."""

    name: str
    seen: Neighbours | None
    is_strict: bool = False

    def rank(self, host: Host) -> int:
        """The lowest is tried first."""
        by = PLANNERS[self.name]
        return by(self.seen, host) if by and self.seen else 0

    def refusal(self, host: Host) -> str | None:
        """Why the planner does not take the host at all."""
        if self.is_strict and self.seen and self.seen.others[host.id]:
            return f"instances of other accounts run on it, and {IMPLICIT} in mode Strict wants a host without any"
        return None


def planner(db: Session, asked: str, details: dict[str, str], instance: Instance) -> Planner:
    """The planner for an instance: the one asked for, else the setting's. One that is unknown by now is the default."""
    name = asked or _configured(db)
    if PLANNERS.get(name) is None:
        return Planner(FIRST_FIT, None)
    return Planner(name, _neighbours(db, instance), is_strict=name == IMPLICIT and details.get(MODE, "Strict").lower() == "strict")


def _configured(db: Session) -> str:
    return text_of_all(db, DEFAULT) or DEFAULT.default


def _neighbours(db: Session, instance: Instance) -> Neighbours:
    own, others, in_pod = Counter[str](), Counter[str](), Counter[str]()
    query = (
        select(Host.id, Instance.account_id, Host.pod_id, func.count())
        .join(Host, Host.id == Instance.host_id)
        .where(Host.zone_id == instance.zone_id, Instance.id != instance.id)
        .group_by(Host.id, Instance.account_id, Host.pod_id)
    )
    for host_id, account_id, pod_id, count in db.execute(query):
        if account_id == instance.account_id:
            own[host_id] += count
            in_pod[pod_id] += count
        else:
            others[host_id] += count
    return Neighbours(own, others, in_pod)


class PlannerView(View, kw_only=True):
    """A deployment planner."""

    object_name: ClassVar[str] = "deploymentPlanner"
    name: str


class ListPlanners(ListParams, frozen=True, kw_only=True):
    """Which planners."""


@command("listDeploymentPlanners", access=ADMINS)
def list_planners(ctx: Ctx, p: ListPlanners) -> Page[PlannerView]:
    """Lists the planners that choose hosts for instances."""
    return ctx.slice([PlannerView(name=name) for name in PLANNERS if (p.keyword or "").lower() in name.lower()], p)
