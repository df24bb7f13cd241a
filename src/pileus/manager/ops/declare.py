"""Declaring operations, steps, effects and their undos, and the registry of them. What runs them is elsewhere."""

import ast
import functools
import inspect
import textwrap
import typing
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, NewType, ParamSpec, Protocol, TypeVar, overload

import msgspec
from sqlalchemy.orm import Session

from pileus.manager.drivers.hosts import Hosts
from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.declare import View
from pileus.manager.kernel.registry import DeclarationError, fields_of
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import SettingValues

P = ParamSpec("P")
R = TypeVar("R")

OpId = NewType("OpId", str)
"""Id of a running operation: of its job, its workflow, and in the rows it holds."""


@dataclass(frozen=True)
class Drivers:
    """What an effect gets of the outside world."""

    hosts: Hosts
    key: str
    """Idempotency key of this step of this operation, the same at every try: `<operation id>/<number>`, its undo with `/undo`."""
    db_read: Callable[[], AbstractContextManager[Session]]
    """A short session for reading, to be closed before the world is touched. Secrets are read here, never passed as arguments."""
    sealer: Sealer
    """Opens the secrets that were read."""
    clock: Clock
    settings: SettingValues


class Op(Protocol):
    """What an operation's body gets."""

    @property
    def id(self) -> OpId:
        """The operation's id."""
        ...

    def run(self, part: "Part[P, R]", *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs a step or effect, and answers its value; its failure ends the body and unwinds what was done. Arguments go by position."""
        ...


class Part(Generic[P, R]):
    """A step or effect: its function, and the undo that is safe to run twice and when the function never ran."""

    def __init__(self, run: Callable[..., R]) -> None:
        self.function = run
        self.name = name_of(run)
        self.undoing: Callable[..., None] | None = None
        self.frees = True
        enter(PARTS, self.name, self)

    @functools.cached_property
    def returns(self) -> Any:
        """Type of its value; the engine keeps the value as JSON."""
        return typing.get_type_hints(self.function).get("return", type(None))

    @functools.cached_property
    def parameters(self) -> list[Any]:
        """Types of the arguments that `op.run` is given."""
        skipped = 2 if isinstance(self, Step) else 1
        hints = typing.get_type_hints(self.function)
        return [hints[name] for name in list(inspect.signature(self.function).parameters)[skipped:]]

    def arguments(self, values: list[Any]) -> list[Any]:
        """Arguments read back from JSON."""
        return [msgspec.convert(value, type=wanted) for value, wanted in zip(values, self.parameters, strict=True)]

    def _undone_by(self, run: Callable[..., None], *, frees: bool) -> None:
        if self.undoing is not None:
            raise DeclarationError(f"{self.name} has two undos: {self.undoing.__name__} and {run.__name__}")
        self.undoing, self.frees = run, frees


class Step(Part[P, R]):
    """A transaction: wholly done, exactly once, or not at all. Another step may call it as a part of its own transaction."""

    def __call__(self, db: Session, op: OpId, *args: P.args, **kwargs: P.kwargs) -> R:
        """Does it in the caller's transaction. Operations use `op.run`, which remembers its end and its undo."""
        return self.function(db, op, *args, **kwargs)

    @overload
    def undo(self, run: Callable[Concatenate[Session, OpId, P], None]) -> Callable[Concatenate[Session, OpId, P], None]: ...

    @overload
    def undo(
        self, *, frees: bool
    ) -> Callable[[Callable[Concatenate[Session, OpId, P], None]], Callable[Concatenate[Session, OpId, P], None]]: ...

    def undo(self, run: Any = None, *, frees: bool = True) -> Any:
        """Decorates the step's undo: `(db, op, *args) -> None`.

        With `frees=False` it gives nothing away that the world may still use (it only marks a row as failed, say), so it runs even when a
        later effect could not be undone; every other undo then waits in the clean-up with that effect.
        """

        def register(function: Callable[..., None]) -> Callable[..., None]:
            self._undone_by(function, frees=frees)
            return function

        return register if run is None else register(run)


class Effect(Part[P, R]):
    """Something done to the world: idempotent, with no transaction open."""

    def undo(self, run: Callable[Concatenate[Drivers, P], None]) -> Callable[Concatenate[Drivers, P], None]:
        """Decorates the effect's undo: `(to, *args) -> None`. It also runs when the effect was only begun: it may have happened."""
        self._undone_by(run, frees=True)
        return run


Render = Callable[..., View]
"""`(db, sealer, *ids) -> View`."""


@dataclass(frozen=True)
class Operation:
    """A declared operation."""

    name: str
    """For sentences."""
    key: str
    """For records."""
    body: Callable[..., None]
    result: Render | None
    doc: str
    calls: tuple[ast.expr, ...]
    """What each `op.run` in the body names first."""

    @property
    def steps(self) -> int:
        """Most steps a job of it takes, loops aside."""
        return len(self.calls)

    @property
    def has_secret_result(self) -> bool:
        """Whether the result is kept sealed."""
        if self.result is None:
            return False
        view = typing.get_type_hints(self.result)["return"]
        return any(f.secret for f in fields_of(view))

    def parts(self) -> Iterator[Part[..., Any]]:
        """Its steps and effects in the order of the source, each as often as it is named."""
        for call in self.calls:
            yield _resolve(call, self.body.__globals__)


OPERATIONS: dict[str, Operation] = {}
PARTS: dict[str, Part[..., Any]] = {}


@overload
def operation(body: Callable[Concatenate[Op, P], None]) -> Operation: ...


@overload
def operation(*, result: Render) -> Callable[[Callable[Concatenate[Op, P], None]], Operation]: ...


def operation(body: Any = None, *, result: Render | None = None) -> Any:
    """Registers `(op, *ids) -> None`: what a job does, as a sequence of `op.run`.

    The body is run again from its start after a crash, with the recorded values of the steps that were done, so it must be deterministic:
    it may call `op.run`, look at what that answered, and nothing else. `result(db, sealer, *ids)` renders what clients read of a job that
    went well, in the transaction that ends the job. Steps are matched by name and position: a changed list of steps is a new operation,
    and the old one stays until its jobs are done.
    """

    def register(function: Callable[..., None]) -> Operation:
        doc = inspect.getdoc(function)
        if not doc:
            raise DeclarationError(f"operation {function.__name__} has no docstring")
        declared = Operation(function.__name__, name_of(function), function, result, doc, _checked(function))
        enter(OPERATIONS, declared.key, declared)
        return declared

    return register if body is None else register(body)


def step(run: Callable[Concatenate[Session, OpId, P], R]) -> Step[P, R]:
    """Registers `(db, op, *args) -> value`: one transaction, exactly once. The value is small, typed for msgspec, and holds no secret."""
    return Step(run)


def effect(run: Callable[Concatenate[Drivers, P], R]) -> Effect[P, R]:
    """Registers `(to, *args) -> value`: a deed in the world, idempotent by `to.key` or by nature, with no transaction open."""
    return Effect(run)


T = TypeVar("T")


def name_of(function: Callable[..., Any]) -> str:
    """The name in the engine's records: it must stay as it is while a job may be running, wherever the function moves meanwhile."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


def enter(registry: dict[str, T], name: str, declared: T) -> None:
    if name in registry:
        raise DeclarationError(f"{name} is declared twice")
    registry[name] = declared


PURE = frozenset({"bool", "enumerate", "int", "len", "list", "max", "min", "range", "reversed", "sorted", "str", "sum", "tuple", "zip"})
"""What a body may call besides `op.run` and the constructors of msgspec structs."""

REFUSED = (ast.Try, ast.TryStar, ast.With, ast.AsyncWith, ast.Await, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.Lambda)


def _checked(body: Callable[..., None]) -> tuple[ast.expr, ...]:
    """What the body's calls of `op.run` name, after making sure that it calls nothing that could answer differently the next time."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(body))).body[0]
    if not isinstance(tree, ast.FunctionDef) or not tree.args.args:
        raise DeclarationError(f"operation {body.__name__} must be a plain function whose first parameter is the operation")
    op = tree.args.args[0].arg
    runs: list[ast.expr] = []
    for node in (n for statement in tree.body for n in ast.walk(statement)):
        if isinstance(node, REFUSED):
            raise DeclarationError(f"operation {body.__name__}: {type(node).__name__.lower()} is not for a body; put it into a step")
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr == "run" and isinstance(called.value, ast.Name) and called.value.id == op:
            runs.append(node.args[0])
        elif not (isinstance(called, ast.Name) and (called.id in PURE or _is_struct(body.__globals__.get(called.id)))):
            raise DeclarationError(
                f"operation {body.__name__}: {ast.unparse(called)}() may answer differently when the body is run again; call it in a step"
            )
    return tuple(sorted(runs, key=lambda run: (run.lineno, run.col_offset)))


def _is_struct(named: object) -> bool:
    return isinstance(named, type) and issubclass(named, msgspec.Struct)


def _resolve(expression: ast.expr, names: dict[str, Any]) -> Part[..., Any]:
    """The step or effect that a dotted name stands for."""
    if isinstance(expression, ast.Name):
        found = names[expression.id]
    elif isinstance(expression, ast.Attribute):
        found = getattr(_resolve_any(expression.value, names), expression.attr)
    else:
        raise DeclarationError(f"op.run({ast.unparse(expression)}): name the step or effect itself")
    if not isinstance(found, Part):
        raise DeclarationError(f"op.run({ast.unparse(expression)}): that is neither a step nor an effect")
    return typing.cast("Part[..., Any]", found)


def _resolve_any(expression: ast.expr, names: dict[str, Any]) -> Any:
    if isinstance(expression, ast.Name):
        return names[expression.id]
    if isinstance(expression, ast.Attribute):
        return getattr(_resolve_any(expression.value, names), expression.attr)
    raise DeclarationError(f"op.run({ast.unparse(expression)}): name the step or effect itself")
