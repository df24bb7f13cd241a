"""Checks what no linter does: the size of modules and functions, and names that say nothing.

Prints one line a fault and exits with 1 if there is any.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON_FOLDERS = ("src", "tests", "bench", "tools")
MODULE_LINES = 500
FUNCTION_LINES = 60
UI_LINES = 300
# A step of the database's history is written by a tool, and never again.
HISTORY = Path("src/pileus/manager/model/migrations/versions")
EMPTY_NAMES = frozenset({"utils", "util", "helpers", "common", "manager", "service", "base", "impl"})
# The management server is what its folder is called.
ALLOWED_FOLDERS = frozenset({Path("src/pileus/manager"), Path("tests/manager")})


def python_files() -> Iterator[Path]:
    for folder in PYTHON_FOLDERS:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if path.parent != ROOT / HISTORY)


def interface_files() -> Iterator[Path]:
    for path in sorted((ROOT / "ui" / "src").rglob("*.ts*")):
        if "generated" not in path.parts:
            yield path


def faults_of(path: Path) -> Iterator[str]:
    """Every fault of one Python module, as lines of text."""
    shown = path.relative_to(ROOT)
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    if lines > MODULE_LINES:
        yield f"{shown}: {lines} lines, at most {MODULE_LINES}: split it by what its parts are about"
    if path.stem in EMPTY_NAMES:
        yield f"{shown}: a module named {path.stem!r} collects anything: name what lives in it"
    for node in ast.walk(ast.parse(text, str(shown))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > FUNCTION_LINES:
                yield f"{shown}:{node.lineno}: {node.name} has {size} lines, at most {FUNCTION_LINES}"


def folder_faults() -> Iterator[str]:
    folders = {path.parent.relative_to(ROOT) for path in python_files()}
    for folder in sorted(folders - ALLOWED_FOLDERS):
        if folder.name in EMPTY_NAMES:
            yield f"{folder}: a folder named {folder.name!r} collects anything: name what lives in it"


def interface_faults() -> Iterator[str]:
    for path in interface_files():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > UI_LINES:
            yield f"{path.relative_to(ROOT)}: {lines} lines, at most {UI_LINES}"


def main() -> int:
    faults = [fault for path in python_files() for fault in faults_of(path)]
    faults += [*folder_faults(), *interface_faults()]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
