"""Role types and the access a command declares."""

from enum import StrEnum


class RoleType(StrEnum):
    """CloudStack's role types; a role of any name has one of them."""

    ADMIN = "Admin"
    RESOURCE_ADMIN = "ResourceAdmin"
    DOMAIN_ADMIN = "DomainAdmin"
    USER = "User"


Access = frozenset[RoleType]
"""Role types that may call a command unless a rule of the caller's role says otherwise."""

ADMINS: Access = frozenset({RoleType.ADMIN})
RESOURCE_ADMINS: Access = ADMINS | {RoleType.RESOURCE_ADMIN}
DOMAIN_ADMINS: Access = RESOURCE_ADMINS | {RoleType.DOMAIN_ADMIN}
USERS: Access = DOMAIN_ADMINS | {RoleType.USER}
ANYONE: Access = frozenset()
"""Open to callers that are not logged in. Such a command gets a context without a caller."""
