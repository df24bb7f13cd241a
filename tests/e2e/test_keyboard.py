"""Everything can be done without a mouse."""

from playwright.sync_api import expect
from tests.e2e.ui import PASSWORD, Ui


def test_an_instance_is_created_and_its_console_opened_by_keyboard_alone(stranger: Ui) -> None:
    keyboard = stranger.page.keyboard
    stranger.page.goto(stranger.address())
    expect(stranger.page.get_by_label("User name")).to_be_focused()
    keyboard.type("admin")
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    expect(stranger.link("New instance")).to_be_visible()

    stranger.tab_to("New instance")
    keyboard.press("Enter")
    expect(stranger.page.get_by_label("Name", exact=True)).to_be_focused()
    keyboard.type("by-keyboard")
    keyboard.press("Enter")
    expect(stranger.heading("by-keyboard")).to_be_visible()
    expect(stranger.state("Running")).to_be_visible()

    stranger.tab_to("Console")
    keyboard.press("Enter")
    expect(stranger.console("vnc")).to_be_visible()
    expect(stranger.console("vnc").locator("canvas")).to_be_focused()
    keyboard.type("root")
    keyboard.press("Control+Shift+F6")
    expect(stranger.button("Ctrl+Alt+Del")).to_be_focused()
