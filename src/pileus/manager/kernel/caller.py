"""Who calls: resolved once by authentication, then read by access rules and commands."""

from dataclasses import dataclass, field
from datetime import datetime

from pileus.manager.kernel.roles import Access, RoleType


@dataclass(frozen=True)
class Caller:
    """A user that is logged in or signed the call; on the integration port, the system's own account.

    `domain_path` begins and ends with a slash, so that a prefix test is a test for "in this domain or below".
    """

    user_id: str
    user_name: str
    account_id: str
    account_name: str
    domain_id: str
    domain_path: str
    role_id: str
    role_type: RoleType
    session_id: str | None = None
    """The log-in session the call came with; console tickets are tied to it. None for signed calls."""
    key_pair_id: str | None = None
    """The API key pair the call was signed with; None for sessions."""
    key_pair_ends: datetime | None = None
    """When that pair ends, if it does: what is made with it must not outlive it."""
    unproven: bool = False
    """Whether the session still owes a code of the user's second factor; almost nothing can be called with it."""
    project_ids: frozenset[str] = field(default_factory=frozenset[str])

    @property
    def is_root(self) -> bool:
        """A root admin: sees everything."""
        return self.role_type is RoleType.ADMIN

    def has(self, access: Access) -> bool:
        """Whether the caller's role type is among these."""
        return self.role_type in access
