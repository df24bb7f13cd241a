"""The toy operation: it stands for all others where only the engine is tested."""

from collections.abc import Generator
from pathlib import Path

from tests.ops.faults import Trial, scenario
from tests.ops.toys import pack, toy_trial


@scenario(pack)
def pack_a_box(folder: Path, url: str) -> Generator[Trial]:
    with toy_trial(folder, url) as trial:
        yield trial
