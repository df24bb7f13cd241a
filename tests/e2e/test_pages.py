"""Every page in both themes: drawn without a complaint, without a serious fault of accessibility, and with nothing for the mouse alone."""

from collections.abc import Generator
from itertools import cycle
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.ui import PASSWORD, THEMES, Theme, Ui, visit
from tests.host_cli.pileus import Pileus

PAGES = {
    "dashboard": ("", "Dashboard"),
    "instances": ("instances", "Instances"),
    "new-instance": ("instances/new", "New instance"),
    "security-groups": ("securitygroups", "Security groups"),
    "ssh-keys": ("keypairs", "SSH keys"),
    "events": ("eventlog", "Events"),
    "settings": ("settings", "Settings"),
    "hosts": ("hosts", "Hosts"),
    "networks": ("networks", "Networks"),
    "volumes": ("volumes", "Volumes"),
    "templates": ("templates", "Templates"),
    "jobs": ("jobs", "Jobs"),
    "all-resources": ("all", "All resources"),
}
TABS = {"details": "Details", "network": "Network", "rules": "Security groups", "events": "Events"}
LISTS = ["offerings", "addresses", "routers", "pools", "imagestores", "diskofferings", "isos", "zones", "pods", "clusters", "systemvms",
         "domains", "accounts", "users", "roles"]  # fmt: skip


@pytest.fixture(scope="module")
def shown(pileus: Pileus, browser: Browser) -> str:
    """Something to look at; the id of an instance."""
    with visit(browser, pileus) as ui:
        for name in ("api-1", "database"):
            ui.deploy(name)
        pileus.api("createSSHKeyPair", "name=laptop")
        return ui.deploy("web-1")


@pytest.fixture(params=["light", "dark"], scope="module")
def themed(request: pytest.FixtureRequest, pileus: Pileus, browser: Browser, shown: str) -> Generator[Ui]:
    """The administrator's window in a theme."""
    with visit(browser, pileus, request.param) as ui:
        ui.log_in()
        yield ui


def check(ui: Ui, name: str | None = None) -> None:
    """Waits until the page is drawn; it has no serious fault. With a name there is a picture of it in the documents."""
    expect(ui.page.locator(".mantine-Skeleton-root")).to_have_count(0)
    ui.page.evaluate("() => document.fonts.ready")
    if name is not None:
        ui.picture(name)
    assert ui.faults() == []
    assert ui.mouse_only() == []
    assert ui.complaints == []


def check_in_both_themes(ui: Ui) -> None:
    """The same in the other theme too."""
    for _ in ui.in_both_themes():
        check(ui)


def test_log_in(browser: Browser, pileus: Pileus) -> None:
    for theme in THEMES:
        with visit(browser, pileus, theme) as ui:
            ui.page.goto(ui.address())
            expect(ui.button("Log in")).to_be_visible()
            check(ui, "log-in")


@pytest.mark.parametrize("name", PAGES)
def test_pages(themed: Ui, name: str) -> None:
    path, heading = PAGES[name]
    themed.open(path, heading)
    check(themed, name)


@pytest.mark.parametrize(("themed", "slug"), list(zip(cycle(THEMES), LISTS, strict=False)), indirect=["themed"])
def test_lists_and_the_first_thing_in_each(themed: Ui, slug: str) -> None:
    themed.page.goto(themed.address(slug))
    expect(themed.page.get_by_role("heading", level=1)).to_be_visible()
    check_in_both_themes(themed)
    first = themed.page.locator("main tbody a").first
    if first.count() > 0:
        first.click()
        expect(themed.page.get_by_role("term").first).to_be_visible()
        check_in_both_themes(themed)


@pytest.mark.parametrize("tab", TABS)
def test_the_page_of_an_instance(themed: Ui, shown: str, tab: str) -> None:
    themed.open(f"instances/{shown}?tab={tab}", "web-1")
    expect(themed.tab(TABS[tab])).to_have_attribute("aria-selected", "true")
    check(themed, f"instance-{tab}")


@pytest.mark.parametrize("kind", ["vnc", "serial"])
def test_consoles(themed: Ui, shown: str, kind: Literal["vnc", "serial"]) -> None:
    themed.open(f"console/{shown}?kind={kind}", "web-1 Running")
    expect(themed.console(kind)).to_be_visible()
    check(themed, f"console-{kind}")


def test_the_page_of_a_security_group(themed: Ui) -> None:
    themed.open("securitygroups", "Security groups")
    themed.link("default").first.click()
    expect(themed.heading("default")).to_be_visible()
    check(themed, "security-group")


def test_the_page_that_follows_from_a_list_command(themed: Ui) -> None:
    themed.open("hosts", "Hosts")
    themed.page.locator("main tbody a").first.click()
    expect(themed.page.get_by_role("term").first).to_be_visible()
    check(themed, "host")


def test_menus_and_dialogs(themed: Ui, shown: str) -> None:
    themed.open(f"instances/{shown}", "web-1")
    themed.button("More").click()
    expect(themed.page.get_by_role("menu")).to_be_visible()
    check(themed, "instance-more")
    themed.page.keyboard.press("Escape")
    themed.button("Stop").click()
    expect(themed.page.get_by_role("dialog")).to_be_visible()
    check(themed, "instance-stop")
    themed.open("accounts", "Accounts")
    themed.button("Create account").click()
    expect(themed.page.get_by_role("dialog")).to_be_visible()
    check(themed, "create-account")


@pytest.mark.parametrize("theme", THEMES)
def test_somebody_who_has_nothing_yet_is_told_how_to_begin(pileus: Pileus, browser: Browser, theme: Theme) -> None:
    person = ("password=" + PASSWORD, "email=n@example.org", "firstname=N", "lastname=O", "accounttype=0")
    pileus.api("createAccount", f"username=new-{theme}", *person)
    with visit(browser, pileus, theme) as ui:
        ui.log_in(f"new-{theme}")
        ui.open("instances", "Instances")
        expect(ui.page.get_by_text("An instance is a virtual machine: a template, a size and a network.")).to_be_visible()
        expect(ui.link("New instance").first).to_be_visible()
        check(ui, "no-instances")


def test_an_address_without_a_page_says_so(themed: Ui) -> None:
    themed.open("instances/no-such-thing/at-all", "No such page")
    check(themed, "no-page")
