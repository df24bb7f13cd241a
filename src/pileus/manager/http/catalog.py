"""What the generators share: the views that stand in answers, each under a name of its own, and the commands in order."""

from collections.abc import Iterable

from pileus.manager.http.kinds import element_of, is_struct, nested_view
from pileus.manager.kernel.declare import Success, View
from pileus.manager.kernel.registry import COMMANDS, Command, fields_of


def commands() -> list[Command]:
    """All registered commands by name."""
    return sorted(COMMANDS.values(), key=lambda c: c.name)


def named_views(listed: Iterable[Command]) -> dict[type[View], str]:
    """Every view in the answers of the commands, with its name less `View`; two of the same name carry their module's too."""
    found: dict[type[View], None] = {}

    def visit(view: type[View]) -> None:
        if view in found:
            return
        found[view] = None
        for f in fields_of(view):
            if (nested := nested_view(f.type)) is not None:
                visit(nested)

    for command in listed:
        visit(command.answer)
    short = {view: view.__name__.removesuffix("View") for view in found}
    names = list(short.values())
    unique = {v: n if names.count(n) == 1 else _module(v) + n for v, n in short.items()}
    return dict(sorted(unique.items(), key=lambda pair: pair[1]))


def _module(view: type[View]) -> str:
    return "".join(word.capitalize() for word in view.__module__.rsplit(".", 1)[-1].split("_"))


def entry_of(annotation: object) -> type | None:
    """The struct of which an indexed map parameter has one an index."""
    element = element_of(annotation)
    return element if element is not None and is_struct(element) else None


def tells_nothing(command: Command) -> bool:
    """Whether a command answers only that it worked."""
    return command.answer is Success
