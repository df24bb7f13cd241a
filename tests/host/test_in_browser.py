"""The web interface against the real thing: an instance is created on the form, and its console shows and takes what a real guest does."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect
from tests.e2e.quiet_network import inside, quiet_network
from tests.e2e.ui import CHROMIUM, Ui, chromium, visit
from tests.host.libvirtd import wait_for
from tests.host.real_agent import real_agent
from tests.host.real_cloud import LIMIT, UI, real_cloud

pytestmark = [
    pytest.mark.host,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(os.getuid() != 0, reason="a libvirt of the tests' own needs root"),
    pytest.mark.skipif(shutil.which(CHROMIUM) is None, reason="needs Chromium"),
]

LIMIT_MS = LIMIT * 1000
MORE_THAN_A_CURSOR = 100
"""Dots; a blinking cursor alone has some twenty, a word some hundreds."""


@pytest.fixture(scope="module")
def ui() -> Iterator[Ui]:
    """The administrator's window. Manager and browser are where no guest's device comes or goes; the manager needs no other network."""
    assert (UI / "index.html").is_file(), "the web app is not built: run `make setup`"
    with (
        quiet_network(f"pileus-browser-{os.getpid()}") as network,
        real_agent() as agent,
        inside(network),
        real_cloud(agent) as cloud,
        chromium() as browser,
        visit(browser, cloud) as ui,
    ):
        ui.log_in(password=cloud.admin["password"])
        yield ui


def lit(screen: Locator) -> int:
    """How many dots of the screen are not black."""
    return screen.evaluate(
        """canvas => {
            const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
            copy.drawImage(canvas, 0, 0);
            const data = copy.getImageData(0, 0, canvas.width, canvas.height).data;
            let found = 0;
            for (let i = 0; i < data.length; i += 4) if (data[i] | data[i + 1] | data[i + 2]) found++;
            return found;
        }"""
    )


def test_a_guest_is_created_on_the_form_and_its_consoles_show_it_and_take_keys(ui: Ui) -> None:
    ui.open("instances/new", "New instance")
    ui.page.get_by_label("Name", exact=True).fill("seen")
    ui.button("Create").click()
    expect(ui.heading("seen")).to_be_visible()
    expect(ui.state("Running")).to_be_visible(timeout=LIMIT_MS)
    ui.page.get_by_role("region", name="New password").get_by_role("button", name="I have it").click()
    id = ui.pileus.api("listVirtualMachines", "name=seen")["virtualmachine"][0]["id"]

    ui.open(f"console/{id}?kind=serial", "seen Running")
    line = ui.console("serial")
    expect(line).to_contain_text("metadata done", timeout=LIMIT_MS)
    ui.page.keyboard.press("Enter")
    expect(line).to_contain_text("seen login:")
    ui.page.keyboard.type("somebody\n")
    expect(line).to_contain_text("somebody")
    expect(line).to_contain_text("Password:")

    ui.open(f"instances/{id}", "seen")
    ui.tab("Console").click()
    screen = ui.console("vnc").locator("canvas")
    expect(screen).to_be_visible()
    wait_for(lambda: lit(screen) > MORE_THAN_A_CURSOR, LIMIT, "the screen shows text")
    before = lit(screen)
    ui.page.keyboard.type("nobody\n", delay=30)
    wait_for(lambda: lit(screen) > before + MORE_THAN_A_CURSOR, LIMIT, "the screen shows what was typed, and what the guest asks then")
    ui.picture("console-of-a-real-guest")
    assert ui.complaints == []
