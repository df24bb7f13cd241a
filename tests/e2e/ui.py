"""The web app in a browser, as somebody uses it: by the names that a screen reader would say."""

import contextlib
import os
import shutil
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TypedDict, cast

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Response, expect, sync_playwright

PASSWORD = "a first password"
LIMIT_MS = 30_000
"""How long anything may take on a busy machine."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
SCREENSHOTS = os.environ.get("PILEUS_SCREENSHOTS")
"""A folder that gets a picture of each page in both themes, if one is named."""
WIDTH, HEIGHT = 1360, 860
MOST_TABS = 120
MOUSE_ONLY = """() => {
  const reached = 'a[href], button, input, select, textarea, label, summary, [tabindex], [role=option]';
  const pointed = [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && getComputedStyle(e).cursor === 'pointer');
  return pointed.filter((e) => e.closest(reached) === null).map((e) => e.outerHTML.slice(0, 200));
}"""


class Node(TypedDict):
    """A part of the page that a finding is about."""

    html: str
    failureSummary: str


class Fault(TypedDict):
    """A finding of the accessibility checker."""

    id: str
    impact: str
    nodes: list[Node]


Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


class Installation(Protocol):
    """What is looked at: a simulator, or a cloud with real guests."""

    @property
    def port(self) -> int:
        """Of the web interface, on loopback."""
        ...

    def api(self, command: str, *parameters: str) -> dict[str, Any]:
        """Calls a command as the administrator, and waits for its job."""
        ...


@dataclass
class Ui:
    """A window."""

    page: Page
    pileus: Installation
    theme: Theme
    complaints: list[str] = field(default_factory=list[str])
    """What the browser's log says, which is nothing as long as all is well."""

    # ---- going places

    def address(self, path: str = "") -> str:
        return f"http://127.0.0.1:{self.pileus.port}/client/{path}"

    def open(self, path: str, heading: str) -> None:
        """A page by its address; it is there when its heading is."""
        self.page.goto(self.address(path))
        expect(self.heading(heading)).to_be_visible()

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", level=1, name=name, exact=True)

    def log_in(self, user: str = "admin", password: str = PASSWORD) -> None:
        self.page.goto(self.address())
        self.page.get_by_label("User name").fill(user)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Log in", exact=True).click()
        expect(self.heading("Dashboard")).to_be_visible()
        expect(self.page.get_by_text("Live", exact=True)).to_be_visible()

    # ---- parts of the page

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def tab(self, name: str) -> Locator:
        return self.page.get_by_role("tab", name=name, exact=True)

    def row(self, name: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=name)

    def state(self, state: str) -> Locator:
        """The state beside the heading of a page."""
        return self.page.locator("h1 + span").filter(has_text=state)

    def console(self, kind: Literal["vnc", "serial"]) -> Locator:
        """The console once it shows something."""
        return self.page.locator("[data-phase=connected]").locator(f"[data-console={kind}]")

    # ---- doing things

    def deploy(self, name: str) -> str:
        """An instance made by the API, running when this returns; answers its id."""
        zone = self.pileus.api("listZones")["zone"][0]["id"]
        template = self.pileus.api("listTemplates", "templatefilter=executable")["template"][0]["id"]
        size = self.pileus.api("listServiceOfferings", "name=Tiny Instance")["serviceoffering"][0]["id"]
        parts = (f"name={name}", f"zoneid={zone}", f"templateid={template}", f"serviceofferingid={size}")
        made = self.pileus.api("deployVirtualMachine", *parts)
        return made["virtualmachine"]["id"]

    def tab_to(self, name: str) -> None:
        """Presses Tab until what has the focus is called so."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            found = self.page.evaluate("() => { const e = document.activeElement; return e.getAttribute('aria-label') ?? e.textContent; }")
            if str(found).strip() == name:
                return
        raise AssertionError(f"Tab never reaches {name!r}")

    # ---- looking

    def faults(self) -> list[str]:
        """Serious and critical findings of the accessibility checker on what is shown."""
        answer = cast("dict[str, list[Fault]]", cast("Any", Axe()).run(self.page).response)  # its types are half unknown
        grave = [fault for fault in answer["violations"] if fault["impact"] in ("serious", "critical")]
        return [f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}" for fault in grave for node in fault["nodes"]]

    def mouse_only(self) -> list[str]:
        """What shows that it can be clicked, and neither is nor lies in something that the keyboard reaches."""
        return cast("list[str]", self.page.evaluate(MOUSE_ONLY))

    def in_both_themes(self) -> Generator[Theme]:
        """What is shown, as it is and then in the other theme, to which it changes without being loaded again."""
        yield self.theme
        other: Theme = "dark" if self.theme == "light" else "light"
        self.page.emulate_media(color_scheme=other)
        expect(self.page.locator("html")).to_have_attribute("data-mantine-color-scheme", other)
        yield other
        self.page.emulate_media(color_scheme=self.theme)
        expect(self.page.locator("html")).to_have_attribute("data-mantine-color-scheme", self.theme)

    def picture(self, name: str) -> None:
        """A screenshot, where somebody asked for them."""
        if SCREENSHOTS:
            Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(SCREENSHOTS) / f"{name}-{self.theme}.png", animations="disabled")


@contextlib.contextmanager
def chromium() -> Generator[Browser]:
    """The distribution's Chromium, without a window."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=LIMIT_MS)
        yield opened
        opened.close()


@contextlib.contextmanager
def visit(browser: Browser, pileus: Installation, theme: Theme = "light") -> Generator[Ui]:
    """A window of its own, whose log is clean when it closes."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=theme, reduced_motion="reduce")
    context.set_default_timeout(LIMIT_MS)
    expect.set_options(timeout=LIMIT_MS)
    ui = Ui(context.new_page(), pileus, theme)

    def log(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            ui.complaints.append(message.text)

    def failed(error: Error) -> None:
        ui.complaints.append(str(error))

    def answered(response: Response) -> None:
        if response.status >= 400:
            ui.complaints.append(f"{response.status} {response.url}")

    ui.page.on("console", log)
    ui.page.on("pageerror", failed)
    ui.page.on("response", answered)
    try:
        yield ui
        assert not ui.complaints, ui.complaints
    finally:
        context.close()
