"""Coming in and going out."""

import re

from playwright.sync_api import expect
from tests.e2e.ui import PASSWORD, Ui


def test_a_wrong_password_is_refused_in_words(stranger: Ui) -> None:
    stranger.page.goto(stranger.address())
    stranger.page.get_by_label("User name").fill("admin")
    stranger.page.get_by_label("Password", exact=True).fill("not it")
    stranger.button("Log in").click()
    expect(stranger.page.get_by_role("alert")).to_contain_text("You are not logged in.")
    assert stranger.complaints, "the browser logs the refusal itself"
    stranger.complaints.clear()


def test_logging_in_leads_to_the_page_that_was_asked_for(stranger: Ui) -> None:
    stranger.page.goto(stranger.address("instances?state=Stopped"))
    stranger.page.get_by_label("User name").fill("admin")
    stranger.page.get_by_label("Password", exact=True).fill(PASSWORD)
    stranger.button("Log in").click()
    expect(stranger.heading("Instances")).to_be_visible()
    assert stranger.page.url.endswith("instances?state=Stopped")


def test_logging_out_ends_the_session_in_every_tab(ui: Ui) -> None:
    other = ui.page.context.new_page()
    other.goto(ui.address("instances"))
    expect(other.get_by_role("heading", level=1, name="Instances")).to_be_visible()
    ui.button("admin").click()
    ui.page.get_by_role("menuitem", name="Log out").click()
    for page in (ui.page, other):
        expect(page.get_by_role("button", name="Log in", exact=True)).to_be_visible()


def test_the_menu_shows_what_the_role_may_do(ui: Ui) -> None:
    menu = ui.page.get_by_role("navigation", name="Main")
    expect(menu.get_by_role("link", name="Hosts")).to_be_visible()
    ui.pileus.api(
        "createAccount", "username=carol", f"password={PASSWORD}", "email=c@example.org", "firstname=C", "lastname=D", "accounttype=0"
    )
    ui.button("admin").click()
    ui.page.get_by_role("menuitem", name="Log out").click()
    ui.log_in("carol")
    expect(menu.get_by_role("link", name="Instances")).to_be_visible()
    expect(menu.get_by_role("link", name="Hosts")).to_have_count(0)


def test_whoever_needs_a_second_factor_gets_one_and_shows_a_code_at_each_log_in(ui: Ui) -> None:
    who = ("email=e@example.org", "firstname=E", "lastname=F", "accounttype=0")
    ui.pileus.api("createAccount", "username=erin", f"password={PASSWORD}", *who)
    [user] = ui.pileus.api("listUsers", "username=erin", "listall=true")["user"]
    ui.pileus.api("updateConfiguration", "name=enable.user.2fa", "value=true")
    ui.pileus.api("updateConfiguration", "name=user.2fa.default.provider", "value=staticpin")
    ui.pileus.api("updateUser", f"id={user['id']}", "mandate2fa=true")
    ui.button("admin").click()
    ui.page.get_by_role("menuitem", name="Log out").click()
    pin = ""
    for said in ("right", "wrong", "right"):
        ui.page.get_by_label("User name").fill("erin")
        ui.page.get_by_label("Password", exact=True).fill(PASSWORD)
        ui.button("Log in").click()
        expect(ui.page.get_by_label("Code", exact=True)).to_be_visible()
        pin = pin or ui.page.get_by_text(re.compile(r"^\d{6}$")).inner_text()
        ui.page.get_by_label("Code", exact=True).fill(pin if said == "right" else f"{(int(pin) + 1) % 10**6:06d}")
        ui.button("Log in").click()
        if said == "wrong":
            expect(ui.page.get_by_role("alert")).to_contain_text("the two-factor code is wrong")
            ui.complaints.clear()
            continue
        ui.button("erin").click()
        ui.page.get_by_role("menuitem", name="Log out").click()
