"""The console in the page and in a window of its own."""

from playwright.sync_api import expect
from tests.e2e.ui import Ui


def test_the_screen_shows_a_picture(ui: Ui) -> None:
    id = ui.deploy("screened")
    ui.open(f"instances/{id}?tab=console", "screened")
    screen = ui.console("vnc").locator("canvas")
    expect(screen).to_be_visible()
    expect(ui.button("Ctrl+Alt+Del")).to_be_enabled()
    colours = screen.evaluate(
        """canvas => {
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            const found = new Set();
            for (let i = 0; i < data.length; i += 4) found.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
            return found.size;
        }"""
    )
    assert colours > 1, "the screen is blank"


def test_what_is_typed_into_the_serial_line_arrives(ui: Ui) -> None:
    id = ui.deploy("typed")
    ui.open(f"console/{id}?kind=serial", "typed Running")
    expect(ui.console("serial")).to_be_visible()
    ui.button("Type a text…").click()
    dialog = ui.page.get_by_role("dialog")
    dialog.get_by_label("Text").fill("echo Grüße")
    dialog.get_by_role("button", name="Type it").click()
    expect(ui.console("serial")).to_contain_text("echo Grüße")


def test_a_stopped_instance_has_no_console_and_says_so(ui: Ui) -> None:
    id = ui.deploy("silent")
    ui.open(f"instances/{id}?tab=console", "silent")
    expect(ui.console("vnc")).to_be_visible()
    ui.pileus.api("stopVirtualMachine", f"id={id}", "forced=true")
    expect(ui.page.get_by_text("No console now")).to_be_visible()


def test_a_link_that_was_handed_out_opens_the_console_without_a_log_in(stranger: Ui) -> None:
    id = stranger.deploy("lent")
    endpoint = stranger.pileus.api("createConsoleEndpoint", f"virtualmachineid={id}")["consoleendpoint"]
    stranger.page.goto(endpoint["url"])
    expect(stranger.console("vnc")).to_be_visible()
