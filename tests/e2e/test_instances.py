"""Making an instance, watching it, acting on it."""

import re

from playwright.sync_api import expect
from tests.e2e.ui import Ui


def test_a_name_is_enough_to_create_an_instance(ui: Ui) -> None:
    ui.open("instances/new", "New instance")
    ui.page.get_by_label("Name", exact=True).fill("just-a-name")
    ui.button("Create").click()
    expect(ui.heading("just-a-name")).to_be_visible()
    expect(ui.state("Running")).to_be_visible()
    secret = ui.page.get_by_role("region", name="New password")
    expect(secret).to_be_visible()
    secret.get_by_role("button", name="I have it").click()
    expect(secret).to_have_count(0)


def test_the_form_says_what_is_wrong_before_anything_is_sent(ui: Ui) -> None:
    ui.open("instances/new", "New instance")
    ui.page.get_by_label("Name", exact=True).fill("not_a_host_name")
    expect(ui.button("Create")).to_have_attribute("aria-disabled", "true")
    ui.page.get_by_role("radio", name="Custom Instance").click()
    ui.page.get_by_label("Name", exact=True).fill("custom-size")
    expect(ui.page.get_by_text("This size leaves CPUs and memory to you.")).to_be_visible()
    ui.page.get_by_label("CPUs").fill("2")
    ui.page.get_by_label("Memory").fill("256")
    ui.button("Create").click()
    expect(ui.heading("custom-size")).to_be_visible()
    expect(ui.page.get_by_text("2 CPUs, 256 MiB")).to_be_visible()


def test_states_change_without_a_reload(ui: Ui) -> None:
    id = ui.deploy("watched")
    ui.open("instances", "Instances")
    row = ui.row("watched")
    expect(row.get_by_text("Running")).to_be_visible()
    ui.pileus.api("stopVirtualMachine", f"id={id}")
    expect(row.get_by_text("Stopped")).to_be_visible()
    ui.pileus.api("startVirtualMachine", f"id={id}")
    expect(row.get_by_text("Running")).to_be_visible()
    ui.pileus.api("destroyVirtualMachine", f"id={id}", "expunge=true")
    expect(row).to_have_count(0)


def test_the_dashboard_follows_what_others_do_without_a_reload(ui: Ui) -> None:
    id = ui.deploy("seen-from-above")
    ui.open("", "Dashboard")
    latest = ui.page.get_by_role("region", name="Latest events")
    memory = ui.page.get_by_role("meter", name="Memory", exact=True)
    before = str(memory.get_attribute("aria-valuetext"))
    ui.page.evaluate("() => { window.loadedOnce = true }")
    ui.pileus.api("stopVirtualMachine", f"id={id}", "forced=true")
    expect(latest.get_by_text("seen-from-above").first).to_contain_text("stop", ignore_case=True)
    expect(memory).not_to_have_attribute("aria-valuetext", before)
    ui.pileus.api("destroyVirtualMachine", f"id={id}", "expunge=true")
    expect(latest.get_by_text("seen-from-above").first).to_contain_text(re.compile("expung|destroy", re.IGNORECASE))
    assert ui.page.evaluate("() => window.loadedOnce"), "it was loaded again"


def test_an_action_that_the_state_forbids_stays_and_says_why(ui: Ui) -> None:
    id = ui.deploy("refusing")
    ui.open(f"instances/{id}", "refusing")
    expect(ui.button("Start")).to_have_attribute("aria-disabled", "true")
    ui.button("Start").focus()
    expect(ui.page.get_by_role("tooltip")).to_have_text("Possible when Stopped; it is Running now.")
    ui.button("Stop").click()
    ui.page.get_by_role("dialog").get_by_role("button", name="Stop", exact=True).click()
    expect(ui.state("Stopped")).to_be_visible()
    expect(ui.button("Start")).not_to_have_attribute("aria-disabled", "true")
    ui.button("Start").click()
    expect(ui.state("Running")).to_be_visible()


def test_jobs_are_shown_wherever_one_is(ui: Ui) -> None:
    id = ui.deploy("busy")
    ui.open(f"instances/{id}", "busy")
    ui.button("Reboot").click()
    ui.page.get_by_role("dialog").get_by_role("button", name="Reboot", exact=True).click()
    jobs = ui.page.get_by_role("region", name="Running jobs")
    expect(jobs.get_by_text("Reboot: busy")).to_be_visible()
    expect(jobs.get_by_text("Done")).to_be_visible()
    ui.page.get_by_role("button", name=re.compile("^Jobs")).click()
    expect(ui.page.get_by_role("dialog").get_by_text("Reboot: busy")).to_be_visible()


def test_filters_live_in_the_address(ui: Ui) -> None:
    ui.deploy("needle")
    ui.deploy("haystack")
    ui.open("instances", "Instances")
    ui.page.get_by_label("Search instances").fill("needle")
    expect(ui.row("haystack")).to_have_count(0)
    expect(ui.row("needle")).to_be_visible()
    assert "keyword=needle" in ui.page.url
    ui.page.reload()
    expect(ui.row("needle")).to_be_visible()
    expect(ui.row("haystack")).to_have_count(0)
    ui.page.get_by_label("Search instances").fill("no such thing")
    expect(ui.page.get_by_text("Nothing matches")).to_be_visible()


def test_rules_are_added_and_removed_on_the_page_of_an_instance(ui: Ui) -> None:
    id = ui.deploy("guarded")
    ui.open(f"instances/{id}?tab=rules", "guarded")
    incoming = ui.page.get_by_role("region", name="Incoming rules of default")
    incoming.get_by_role("button", name="Add a rule").click()
    dialog = ui.page.get_by_role("dialog")
    dialog.get_by_label("Ports").fill("8000-8010")
    dialog.get_by_label("From").fill("192.0.2.0/24")
    dialog.get_by_role("button", name="Add rule").click()
    rule = incoming.get_by_role("row").filter(has_text="192.0.2.0/24")
    expect(rule.get_by_text("8000–8010")).to_be_visible()  # noqa: RUF001 - the dash that ranges are set with
    rule.get_by_role("button", name=re.compile("^Remove the rule")).click()
    expect(rule).to_have_count(0)


def test_a_refusal_of_the_server_is_shown_where_it_belongs(ui: Ui) -> None:
    ui.pileus.api("createSSHKeyPair", "name=taken")
    ui.open("keypairs", "SSH keys")
    ui.button("New SSH key").click()
    dialog = ui.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("taken")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_role("alert")).to_contain_text("taken")
    ui.complaints.clear()
    dialog.get_by_label("Name").fill("fresh")
    dialog.get_by_role("button", name="Create").click()
    handed = ui.page.get_by_role("dialog").filter(has_text="The private key of fresh")
    expect(handed.get_by_label("Private key", exact=True)).to_have_value(re.compile("PRIVATE KEY"))
    expect(handed.get_by_role("button", name="Done")).to_be_disabled()
    handed.get_by_label("I have kept the private key").check()
    handed.get_by_role("button", name="Done").click()
    expect(ui.row("fresh")).to_be_visible()
