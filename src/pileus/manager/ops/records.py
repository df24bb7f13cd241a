"""What the engine records: JSON of small values and of failures. Never pickle, never a secret."""

from typing import Any, cast

import msgspec
from dbos import Serializer
from msgspec import Struct

from pileus.manager.drivers.hosts import HostFault
from pileus.manager.kernel import log
from pileus.manager.kernel.errors import ApiError, Internal, NoCapacity, Unavailable

logger = log.get(__name__)


class Failure(Struct, frozen=True, kw_only=True):
    """Why a step failed, as the job will tell it."""

    status: int
    number: int | None
    text: str
    public: str
    """What others than root admins read."""


class StepFailed(Exception):
    """A step, effect or undo ended with this failure; recorded by the engine, so that a second run of the body meets it again."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.text)
        self.failure = failure


def failure_of(error: BaseException, operation: str, step: str) -> Failure:
    """The failure that an error stands for. Refusals keep their text and numbers; anything unforeseen goes to the log in full."""
    if isinstance(error, StepFailed):
        return error.failure
    if isinstance(error, ApiError):
        return Failure(status=error.status, number=error.number, text=error.text, public=error.public)
    if isinstance(error, HostFault):
        away = error.kind in ("unavailable", "timeout")
        kind = Unavailable if away else NoCapacity if error.kind == "capacity" else Internal
        text = f"{operation} failed at {step} on host {error.host_id}: {error}"
        return Failure(status=kind.status, number=kind.number, text=text, public=f"{operation} failed at {step}: a host could not do it")
    logger.error("step failed", operation=operation, step=step, exc_info=error)
    return Failure(
        status=Internal.status,
        number=Internal.number,
        text=f"{operation} failed at {step}: {type(error).__name__}: {error}; the log has the full detail",
        public=f"{operation} failed at {step}; an administrator finds the detail in the log",
    )


class Interrupted(BaseException):
    """The work cannot go on here and now (shutdown, no database): nothing is recorded, and the job is taken up again later."""

    again = True
    """Whether this manager itself takes it up again."""


class TakenOver(Interrupted):
    """Another manager has this job now, and may have ended it: this one was held up for so long that it counted as dead."""

    again = False


class _Record(Struct, omit_defaults=True):
    value: Any = None
    failure: Failure | None = None


class JsonSerializer(Serializer):
    """The engine's values as JSON."""

    def name(self) -> str:
        """Recorded beside each value."""
        return "pileus_json"

    def serialize(self, data: Any) -> str:
        """JSON of a value, or of a failure."""
        record = (
            _Record(failure=failure_of(data, "the operation", "the engine")) if isinstance(data, BaseException) else _Record(value=data)
        )
        return msgspec.json.encode(record).decode()

    def deserialize(self, serialized_data: str) -> Any:
        """The value, or an exception with the failure."""
        record = msgspec.json.decode(serialized_data, type=_Record)
        if record.failure is not None:
            return StepFailed(record.failure)
        return _positional(record.value)


def _positional(value: Any) -> Any:
    """A workflow's inputs want their positional arguments as a tuple; other values stay."""
    if not isinstance(value, dict) or set(cast("dict[str, Any]", value)) != {"args", "kwargs"}:
        return cast("Any", value)
    inputs = cast("dict[str, Any]", value)
    return {"args": tuple(inputs["args"]), "kwargs": inputs["kwargs"]}
