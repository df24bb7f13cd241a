"""The one error that a verb may end with. What may not stand here: knowledge of any particular verb or library."""

from pileus.wire.message import FaultKind


class AgentFault(Exception):
    """A call failed for a reason the agent understands; it travels to the manager as a `Fault` frame.

    `text` names the object and the cause; `hint` is the next step for whoever reads it. Anything else that escapes from a verb is
    answered as `internal` and logged with its traceback.
    """

    def __init__(self, kind: FaultKind, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.kind: FaultKind = kind
        self.text = text
        self.hint = hint
