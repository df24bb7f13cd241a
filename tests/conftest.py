"""What holds for every test: nothing here sets anything up."""

import os

import pytest
from hypothesis import settings

# Two busy cores make any single example slow now and then; the time limit of the whole test still holds.
settings.register_profile("pileus", deadline=None)
settings.load_profile("pileus")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips, saying so, what needs root rights where there are none."""
    if os.geteuid() == 0:
        return
    for item in items:
        if item.get_closest_marker("host"):
            item.add_marker(pytest.mark.skip(reason="works on the host itself: run it as root"))
