"""The one error of this package. What may not stand here: knowledge of any step of the build."""


class ImageBuildError(Exception):
    """The guest image could not be built; nothing was left in the target folder.

    `what` names the package, tool or file that failed, `cause` what happened to it, `remedy` the next step.
    """

    def __init__(self, what: str, cause: str, remedy: str) -> None:
        super().__init__(f"guest image: {what}: {cause}. Next: {remedy}.")
        self.what = what
        self.cause = cause
        self.remedy = remedy
