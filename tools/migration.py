"""Writes the next revision of the database: what the models have and the revisions so far do not make.

`.venv/bin/python tools/migration.py "Add snapshots"`, or `--first` to make the first one anew, which is right only until the first release.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from pileus.manager.http.generate import load
from pileus.manager.kernel.database import Database
from pileus.manager.model import schema

FIRST = "Make the first tables"
VERSIONS = schema.MIGRATIONS / "versions"
RUFF = Path(sys.executable).with_name("ruff")


def main(text: str) -> int:
    if text == "--first":
        if len(schema.versions()) > 1:
            print(f"there are later revisions than the first in {VERSIONS}: write a new one instead")
            return 1
        for old in VERSIONS.glob("0001_*.py"):
            old.unlink()
        text = FIRST
    number = f"{len(schema.versions()) + 1:04}"
    name = re.sub("[^a-z0-9]+", "_", text.lower()).strip("_")
    made = VERSIONS / f"{number}_{name}.py"
    write(number, name, text)
    made.write_text(re.sub("^ *# ###.*\n", "", made.read_text(), flags=re.MULTILINE))
    for words in (["format"], ["check", "--fix"]):
        subprocess.run([RUFF, *words, "--quiet", made], check=True)
    print(f"{made}: read it before you commit it")
    return 0


def write(number: str, name: str, text: str) -> None:
    """Compares the models with an empty database that was brought up to the latest revision."""
    load()
    VERSIONS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{folder}/pileus.db")
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        config.set_main_option("file_template", f"{number}_{name}")
        if schema.versions():
            schema.migrate(db)
        with db.write_engine.begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, text, autogenerate=True, rev_id=number)
        db.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))
