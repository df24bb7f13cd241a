"""Writes what is derived from the registry: the command reference, the OpenAPI document, the UI's client and its table of actions.

`python -m pileus.manager.http.generate FOLDER` writes them at their places below the folder.
"""

import functools
import importlib
import json
import pkgutil
import sys
from pathlib import Path

import pileus.manager
from pileus.manager.http import openapi, reference, typescript
from pileus.manager.kernel.actions import ACTIONS

UNREGISTERED = {"drivers", "migrations"}
"""Folders that declare nothing; parts of them cost time that most starts need not spend."""


@functools.cache
def load() -> None:
    """Imports every module that may have commands, operations or tables, so that all are registered."""
    for module in pkgutil.walk_packages(pileus.manager.__path__, "pileus.manager."):
        if not UNREGISTERED.intersection(module.name.split(".")):
            importlib.import_module(module.name)


def texts() -> dict[str, str]:
    """The files' contents by their paths below the root of the checkout."""
    return {
        "docs/commands.md": reference.page(),
        "docs/openapi.json": json.dumps(openapi.document(), indent=1, ensure_ascii=False) + "\n",
        "ui/src/api/generated/client.ts": typescript.client(),
        "ui/src/api/generated/states.json": json.dumps(ACTIONS, indent=2) + "\n",
    }


def main(folder: Path) -> None:
    """Writes the files."""
    load()
    for path, text in texts().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
