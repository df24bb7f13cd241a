"""The one error of this package. What may not stand here: knowledge of any step of an installation."""


class HostError(Exception):
    """Something on this machine stands in the way; the command line prints it and ends.

    `what` names the object, `cause` what is the matter with it, `remedy` the next step.
    """

    def __init__(self, what: str, cause: str, remedy: str) -> None:
        super().__init__(f"{what}: {cause.rstrip('.')}. Next: {remedy}.")
        self.what = what
        self.cause = cause
        self.remedy = remedy
