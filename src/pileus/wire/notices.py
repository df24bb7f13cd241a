"""What an agent tells unasked."""

from msgspec import Struct

from pileus.wire.domains import PowerState


class DomainChanged(Struct, frozen=True, kw_only=True, tag="domain.changed", tag_field="notice"):
    """A guest of ours started or ended, by our hand, its own or a stranger's."""

    instance_id: str
    state: PowerState
    epoch: int
    reason: str = ""


class PasswordSaved(Struct, frozen=True, kw_only=True, tag="password.saved", tag_field="notice"):
    """The guest fetched its password and acknowledged it."""

    instance_id: str
    password_id: str


class Repaired(Struct, frozen=True, kw_only=True, tag="repaired", tag_field="notice"):
    """The agent found its host changed by another hand and put it right; `what` names the object, `diff` what was wrong."""

    what: str
    diff: str


AnyNotice = DomainChanged | PasswordSaved | Repaired
