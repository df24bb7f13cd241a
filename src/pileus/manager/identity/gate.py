"""Roles at the door: which commands a role allows, and a project's role within the project. Implements the kernel's Gate."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.errors import InvalidValue, PermissionDenied
from pileus.manager.kernel.ids import derived_id
from pileus.manager.kernel.registry import COMMANDS, Command
from pileus.manager.kernel.roles import ANYONE, DOMAIN_ADMINS, RoleType
from pileus.manager.model.project import MemberRole, ProjectMember, ProjectRolePermission
from pileus.manager.model.role import ENABLED, Role, RolePermission


def built_in(name: str) -> str:
    """Id of a built-in role, the same in every installation."""
    return derived_id("role", name)


ROOT_ADMIN = built_in("Root Admin")
"""Id of the built-in role that skips all rules."""


Rules = tuple[tuple[re.Pattern[str], bool], ...]
"""Patterns in order, and whether each allows."""


def first_match(rules: Rules, command: str) -> int | None:
    """The number of the first rule that matches a command."""
    return next((number for number, (pattern, _) in enumerate(rules) if pattern.fullmatch(command)), None)


@dataclass(frozen=True)
class RoleRules:
    """A role with its rules in order."""

    type: RoleType
    rules: Rules
    bounded: tuple[bool, ...]
    """Which of them come from a built-in role: their wildcards open nothing that the role's type may not call anyway. `list*` of
    Read-Only User is no view of hosts."""

    def allows(self, command: Command) -> bool:
        """The first rule that matches decides, else the command's own access."""
        declared = self.type in command.access or command.access == ANYONE
        number = first_match(self.rules, command.name)
        if number is None:
            return declared
        return self.rules[number][1] and (declared or not self.bounded[number])


def rules_of(db: Session, role_id: str) -> RoleRules | None:
    """A role's rules, by one query; None for a role that is unknown or disabled."""
    query = (
        select(Role.type, Role.is_default, RolePermission.rule, RolePermission.allow, RolePermission.bounded)
        .outerjoin(RolePermission, RolePermission.role_id == Role.id)
        .where(Role.id == role_id, Role.state == ENABLED)
        .order_by(RolePermission.position)
    )
    rows = db.execute(query).all()
    if not rows:
        return None
    rules = [row for row in rows if row.rule is not None]
    bounded = tuple(row.is_default or row.bounded for row in rules)
    return RoleRules(rows[0].type, _compiled((row.rule, row.allow) for row in rules), bounded)


def commands_of(db: Session, role_id: str) -> frozenset[str]:
    """Names of all commands a role allows."""
    if role_id == ROOT_ADMIN:
        return frozenset(COMMANDS)
    rules = rules_of(db, role_id)
    return frozenset(name for name, command in COMMANDS.items() if rules.allows(command)) if rules else frozenset()


class RoleGate:
    """Asks the caller's role. Rules are read anew at each call, so that a change counts at once."""

    def allows(self, db: Session, caller: Caller, command: Command) -> bool:
        """Whether the caller's role allows the command."""
        if caller.role_id == ROOT_ADMIN or caller.unproven:  # what sets up a second factor is all that the latter get to
            return True
        rules = rules_of(db, caller.role_id)
        return rules is not None and rules.allows(command)

    def allowed(self, db: Session, caller: Caller) -> frozenset[str]:
        """Names of all commands the caller's role allows."""
        return commands_of(db, caller.role_id)

    def within_projects(self, db: Session, caller: Caller, command: Command, project_id: str | None) -> Caller:
        """The caller, less the projects whose role keeps the command from it. Naming one of those is refused as such."""
        if not caller.project_ids or caller.has(DOMAIN_ADMINS):
            return caller
        denied = {id for id, rules in _project_rules(db, caller).items() if _denies(rules, command.name)}
        if project_id in denied:
            raise PermissionDenied(
                f"The API {command.name} is denied for the user's/account's project role; ask an administrator of the project for another"
            )
        return replace(caller, project_ids=caller.project_ids - denied) if denied else caller


def _denies(rules: Rules, command: str) -> bool:
    number = first_match(rules, command)
    return number is not None and not rules[number][1]


def _project_rules(db: Session, caller: Caller) -> dict[str, Rules]:
    """The rules that each project's role has for the caller. The user's own membership counts before its account's."""
    members = db.scalars(
        select(ProjectMember)
        .where(ProjectMember.account_id == caller.account_id)
        .where(or_(ProjectMember.user_id.is_(None), ProjectMember.user_id == caller.user_id))
        .order_by(ProjectMember.user_id.is_not(None))
    )
    role_of = {m.project_id: None if m.role is MemberRole.ADMIN else m.project_role_id for m in members}
    wanted = {id for id in role_of.values() if id is not None}
    if not wanted:
        return {}
    rules: dict[str, list[tuple[str, bool]]] = {id: [] for id in wanted}
    query = select(ProjectRolePermission).where(ProjectRolePermission.project_role_id.in_(wanted)).order_by(ProjectRolePermission.position)
    for row in db.scalars(query):
        rules[row.project_role_id].append((row.rule, row.allow))
    return {project_id: _compiled(rules[role_id]) for project_id, role_id in role_of.items() if role_id is not None}


RULE = re.compile(r"[A-Za-z0-9*]+")


def checked_rule(rule: str) -> str:
    """A rule as it may stand in a role: the name of a command, with `*` for any run of letters."""
    if not RULE.fullmatch(rule):
        raise InvalidValue(f"rule {rule} is no name of a command; give letters and digits, with * for any run of them, such as list*")
    return rule


def _compiled(rules: Iterable[tuple[str, bool]]) -> Rules:
    """Letters and digits as they are, in any case; `*` is any run of word characters."""
    return tuple((re.compile(r"\w*".join(map(re.escape, rule.split("*"))), re.IGNORECASE), allow) for rule, allow in rules)
