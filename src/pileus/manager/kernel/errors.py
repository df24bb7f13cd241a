"""Refusals. Each knows its HTTP status and CloudStack's error number; its text names the object, the cause and the next step.

A command raises one of these and nothing else; anything else that escapes is a defect and is answered with 530.
"""

from typing import ClassVar

PUBLIC_TEXTS = {
    530: "the server failed at this; tell your administrator the time and what you asked for",
    533: "there is no capacity for this at the moment; ask for less, try later or ask your administrator",
    534: "a part of the cloud that this needs is not reachable at the moment; try later or ask your administrator",
}
"""What callers other than root admins read where the full text would tell of the infrastructure and no other text was given."""


class ApiError(Exception):
    """Base of all refusals. `public` is what callers other than root admins read where the full text would tell of the infrastructure."""

    status: ClassVar[int] = 530
    number: ClassVar[int | None] = 9999

    def __init__(self, text: str, *, public: str | None = None, about: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.public = public or text
        self.about = about
        """Pairs (uuid, what it is) for CloudStack's uuidList."""

    def told(self, *, full: bool) -> str:
        """The text as a caller reads it. `full` is for root admins; others get the public text, or a general one where none was given."""
        if full or self.status not in PUBLIC_TEXTS:
            return self.text
        return self.public if self.public != self.text else PUBLIC_TEXTS[self.status]


class Malformed(ApiError):
    """The request itself cannot be read: no command, a method that is not allowed for it."""

    status, number = 400, None


class Unauthenticated(ApiError):
    """No or bad credentials. One text for every cause, so that nothing can be learned from it."""

    status, number = 401, None

    def __init__(self, text: str = "unable to verify user credentials and/or request signature") -> None:
        super().__init__(text)


class WrongMethod(ApiError):
    """Log-in must be a POST."""

    status, number = 405, None


class TooMany(ApiError):
    """The caller's request rate is above its limit."""

    status, number = 429, 4545


class BadMapParameter(ApiError):
    """A map parameter that is not `name[index].field=value`."""

    status = 430


class BadParameter(ApiError):
    """A parameter is missing or cannot be read as its type."""

    status = 431

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"Unable to execute API command: parameter {name} {why}")
        self.name = name


class NotFound(ApiError):
    """The id names nothing the caller may see. The text is an interface constant that clients compare."""

    status = 431

    def __init__(self, name: str, value: object) -> None:
        super().__init__(f"Invalid parameter {name} value={value} due to incorrect long value format, or entity does not exist")
        self.name = name


class InvalidValue(ApiError):
    """The command refuses a value it could read."""

    status, number = 431, 4350


class Conflict(InvalidValue):
    """The object exists already, or its state forbids what was asked."""


class NotAllowed(ApiError):
    """The caller's role does not allow the command, or there is no such command: not told apart."""

    status, number = 432, 4365


class SecondFactorNeeded(ApiError):
    """The session owes a code of the second factor, or a wrong one was shown; the session is over."""

    status, number = 511, None


class Draining(ApiError):
    """The server stops, and cannot wait for the end of this call."""

    status, number = 503, 4555


class Internal(ApiError):
    """Something unforeseen."""

    status, number = 530, 4250


class PermissionDenied(ApiError):
    """A visible object may not be used that way; a failed log-in."""

    status, number = 531, 4365


class LoginFailed(ApiError):
    """A failed log-in; carries no error number."""

    status, number = 531, None


class LimitReached(ApiError):
    """An account's or domain's limit would be passed."""

    status, number = 535, 4370


class NoCapacity(ApiError):
    """No host, pool or address range has room; the text says which rule refused which, `public` counts by rule."""

    status, number = 533, 4325


class Unavailable(ApiError):
    """A host or service that is needed does not answer."""

    status, number = 534, 4380


class InUse(ApiError):
    """The object is needed by another."""

    status, number = 536, 4375


class RuleConflict(ApiError):
    """A network rule contradicts another."""

    status, number = 537, 4360
