"""Checks that every command has a test: that its name stands, as a word of its own, in one that may call it.

Prints one line a command without, and exits with 1 if there is any.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from pileus.manager.http.generate import load
from pileus.manager.kernel.registry import COMMANDS

ROOT = Path(__file__).resolve().parent.parent


def words_of(path: Path) -> Iterator[str]:
    """What a test may call a command by: a string (`call("listZones")`) or a method of a client (`cs.listZones()`)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Attribute):
            yield node.attr


def main() -> int:
    load()
    called = {word for path in (ROOT / "tests").rglob("*.py") for word in words_of(path)}
    untested = sorted(set(COMMANDS) - called)
    for name in untested:
        print(f"{name} ({COMMANDS[name].run.__module__}) is called by no test")
    return 1 if untested else 0


if __name__ == "__main__":
    sys.exit(main())
