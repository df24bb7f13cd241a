"""Roles at the door: which commands a role allows. Implements the kernel's Gate."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.ids import derived_id
from pileus.manager.kernel.registry import COMMANDS, Command
from pileus.manager.kernel.roles import ANYONE, RoleType
from pileus.manager.model.role import Role, RolePermission


def built_in(name: str) -> str:
    """Id of a built-in role, the same in every installation."""
    return derived_id("role", name)


ROOT_ADMIN = built_in("Root Admin")
"""Id of the built-in role that skips all rules."""


@dataclass(frozen=True)
class RoleRules:
    """A role with its rules in order."""

    type: RoleType
    is_built_in: bool
    rules: tuple[tuple[re.Pattern[str], bool], ...]

    def allows(self, command: Command) -> bool:
        """The first rule that matches decides, else the command's own access.

        The wildcards of a built-in role open nothing that its type may not call anyway: `list*` of Read-Only User is no view of hosts.
        """
        declared = self.type in command.access or command.access == ANYONE
        for pattern, allow in self.rules:
            if pattern.fullmatch(command.name):
                return allow and (declared or not self.is_built_in)
        return declared


def rules_of(db: Session, role_id: str) -> RoleRules | None:
    """A role's rules, by one query; None for an unknown role."""
    query = (
        select(Role.type, Role.is_default, RolePermission.rule, RolePermission.allow)
        .outerjoin(RolePermission, RolePermission.role_id == Role.id)
        .where(Role.id == role_id)
        .order_by(RolePermission.position)
    )
    rows = db.execute(query).all()
    if not rows:
        return None
    rules = tuple((_pattern(row.rule), row.allow) for row in rows if row.rule is not None)
    return RoleRules(rows[0].type, rows[0].is_default, rules)


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
        if caller.role_id == ROOT_ADMIN:
            return True
        rules = rules_of(db, caller.role_id)
        return rules is not None and rules.allows(command)

    def allowed(self, db: Session, caller: Caller) -> frozenset[str]:
        """Names of all commands the caller's role allows."""
        return commands_of(db, caller.role_id)


def _pattern(rule: str) -> re.Pattern[str]:
    """Letters and digits as they are, in any case; `*` is any run of word characters."""
    return re.compile(r"\w*".join(re.escape(part) for part in rule.split("*")), re.IGNORECASE)
