import pytest
from tests.cloud import Cloud
from tests.tenants import Sales, make_account
from tests.world import World

from pileus.manager.kernel.errors import InvalidValue, NotAllowed, NotFound
from pileus.manager.kernel.ids import new_id
from pileus.manager.kernel.settings import SETTINGS, Scope, Setting, setting, text
from pileus.manager.model.event import Event
from pileus.manager.model.setting import SettingValue
from pileus.manager.system.values import StoredValues


def shown(cloud: Cloud, name: str, **where: str) -> tuple[str, str, bool]:
    found = cloud.call("listConfigurations", name=name, **where).items
    assert len(found) == 1
    return found[0].value, found[0].default_value, found[0].is_changed


def test_every_setting_is_listed_with_its_default(cloud: Cloud) -> None:
    page = cloud.call("listConfigurations")
    assert [item.name for item in page.items] == sorted(SETTINGS)
    assert all(item.description and item.category and item.is_dynamic for item in page.items)
    assert all(item.value == item.default_value and not item.is_changed for item in page.items)
    assert {item.type for item in page.items} >= {"Boolean", "Number", "String"}


def test_lists_narrow_by_name_category_and_word(cloud: Cloud) -> None:
    def names(**asked: object) -> set[str]:
        return {item.name for item in cloud.call("listConfigurations", **asked).items}

    assert names(name="Default.Page.Size") == {"default.page.size"}
    assert names(category="Domain Defaults") == {name for name in SETTINGS if name.startswith("max.domain.")}
    assert names(category="System") == {"api.key.access"}
    assert names(keyword="idleness") == {"session.timeout"}
    assert names(subgroup="Nothing") == names(parent="x") == set()


def test_a_change_counts_at_the_next_call(cloud: Cloud) -> None:
    changed = cloud.call("updateConfiguration", name="default.page.size", value="2")
    assert (changed.value, changed.default_value, changed.is_changed) == ("2", "500", True)
    assert len(cloud.call("listConfigurations").items) == 2
    with pytest.raises(InvalidValue, match=r"pagesize 3 is above default\.page\.size, which is 2"):
        cloud.call("listConfigurations", page=1, pagesize=3)
    assert shown(cloud, "default.page.size") == ("2", "500", True)


def test_a_change_by_another_manager_is_seen_soon(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    other = StoredValues(cloud.db, cloud.sealer)
    size = SETTINGS["default.ui.page.size"]
    assert other.get(size) == 20
    cloud.call("updateConfiguration", name="default.ui.page.size", value="50")
    assert other.get(size) == 20
    monkeypatch.setattr("pileus.manager.system.values.FRESH_SECONDS", 0.0)
    assert other.get(size) == 50


@pytest.mark.parametrize(
    ("name", "value", "refusal"),
    [
        ("session.timeout", "soon", "'soon' must be a whole number; its default is '30'"),
        ("session.timeout", "0", "'0' must be between 1 and 1440"),
        ("session.timeout", "", "'' must be a whole number"),
        ("api.key.access", "perhaps", "'perhaps' must be true or false"),
        ("max.account.user.vms", "-2", "must be -1 or more"),
        ("password.policy.regex", "(", "is no regular expression"),
        ("no.such.setting", "1", "setting no.such.setting does not exist"),
    ],
)
def test_values_that_make_no_sense_are_refused(cloud: Cloud, name: str, value: str, refusal: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        cloud.call("updateConfiguration", name=name, value=value)
    assert refusal in refused.value.text
    assert cloud.rows(SettingValue) == []


def test_reset_goes_back_to_the_default(cloud: Cloud) -> None:
    for back in ("resetConfiguration", "updateConfiguration"):
        cloud.call("updateConfiguration", name="session.timeout", value="5")
        assert cloud.call(back, name="session.timeout").value == "30"
        assert shown(cloud, "session.timeout") == ("30", "30", False)
    assert cloud.rows(SettingValue) == []


def test_a_domain_may_have_a_value_of_its_own(cloud: Cloud, sales: Sales) -> None:
    cloud.call("updateConfiguration", name="password.policy.minimum.length", value="5")
    cloud.call("updateConfiguration", name="password.policy.minimum.length", value="9", domainid=sales.id)
    assert shown(cloud, "password.policy.minimum.length") == ("5", "0", True)
    assert shown(cloud, "password.policy.minimum.length", domainid=sales.id) == ("9", "0", True)
    assert shown(cloud, "password.policy.minimum.length", domainid=sales.east) == ("5", "0", False)
    assert cloud.call("resetConfiguration", name="password.policy.minimum.length", domainid=sales.id).value == "5"


def test_only_settings_of_a_scope_can_be_set_there(cloud: Cloud, sales: Sales) -> None:
    with pytest.raises(InvalidValue, match=r"session\.timeout has no values of its own in scope Domain; it can be set in: Global"):
        cloud.call("updateConfiguration", name="session.timeout", value="5", domainid=sales.id)
    with pytest.raises(InvalidValue, match="accountid and domainid do not go together"):
        cloud.call("listConfigurations", accountid=sales.ann, domainid=sales.id)
    names = {item.name for item in cloud.call("listConfigurations", accountid=sales.ann).items}
    assert names == {s.name for s in SETTINGS.values() if Scope.ACCOUNT in s.scopes}


@pytest.mark.parametrize("param", ["zoneid", "clusterid", "storageid", "imagestoreuuid", "accountid", "domainid"])
def test_a_value_for_an_unknown_object_is_refused(cloud: Cloud, param: str) -> None:
    with pytest.raises(NotFound, match=param):
        cloud.call("updateConfiguration", name="session.timeout", value="5", **{param: new_id()})


def test_domain_admins_see_and_set_what_is_theirs_only(cloud: Cloud, sales: Sales) -> None:
    boss = cloud.as_user("boss", "/sales/")
    other = cloud.call("createDomain", name="other").id
    assert {item.name for item in boss.call("listConfigurations").items} == {s.name for s in SETTINGS.values() if Scope.DOMAIN in s.scopes}
    boss.call("updateConfiguration", name="api.key.access", value="false")
    assert shown(cloud, "api.key.access", domainid=sales.id) == ("false", "true", True)
    assert shown(cloud, "api.key.access") == ("true", "true", False)
    with pytest.raises(NotFound):
        boss.call("updateConfiguration", name="api.key.access", value="false", domainid=other)
    with pytest.raises(InvalidValue, match="in scope Domain"):
        boss.call("updateConfiguration", name="session.timeout", value="1440")
    with pytest.raises(NotAllowed):
        cloud.as_user("ann", "/sales/").call("listConfigurations")


def test_a_secret_setting_is_sealed_and_never_shown(cloud: Cloud) -> None:
    secret = text("test.secret", "", "A secret of the tests.", secret=True)
    try:
        assert cloud.call("updateConfiguration", name=secret.name, value="a hidden word").value is None
        assert cloud.settings.get(secret) == "a hidden word"
        assert cloud.call("listConfigurations", name=secret.name).items[0].value is None
        assert "hidden" not in cloud.rows(SettingValue)[0].value
        assert not any("hidden" in event.description for event in cloud.rows(Event))
    finally:
        del SETTINGS[secret.name]


def test_a_stored_value_that_is_no_longer_valid_does_not_stop_the_server(cloud: Cloud) -> None:
    with cloud.db.write() as db:
        db.add(SettingValue(name="default.page.size", scope="Global", scope_id="", value="many"))
    cloud.settings.changed()
    assert len(cloud.call("listConfigurations").items) == len(SETTINGS)


def test_names_are_declared_once(cloud: Cloud) -> None:
    with pytest.raises(TypeError, match="declared twice"):
        setting(Setting(name="session.timeout", type=int, default=1, doc="Again."))


def test_a_change_leaves_an_event(cloud: Cloud) -> None:
    cloud.call("updateConfiguration", name="session.timeout", value="5")
    assert cloud.rows(Event, type="CONFIGURATION.VALUE.EDIT")[0].description == "set session.timeout to 5"


def test_capabilities_follow_the_settings(cloud: Cloud) -> None:
    make_account(cloud, "ann")
    for caller in (cloud, cloud.as_user("ann")):
        told = caller.call("listCapabilities")
        assert (told.cloudstack_version, told.default_ui_page_size, told.api_limit_max) == ("4.22.0.0", 20, None)
        assert not told.security_groups_enabled
        assert told.dynamic_roles_enabled
    cloud.call("updateConfiguration", name="default.ui.page.size", value="50")
    cloud.call("updateConfiguration", name="expose.cloudstack.version.api.list.capabilities", value="false")
    cloud.call("updateConfiguration", name="api.throttling.enabled", value="true")
    told = cloud.call("listCapabilities")
    assert (told.cloudstack_version, told.default_ui_page_size, told.api_limit_max, told.api_limit_interval) == (None, 50, 25, 1)
    assert (told.allow_user_create_projects, told.project_invite_required) == (True, False)
    cloud.call("updateConfiguration", name="allow.user.create.projects", value="false")
    cloud.call("updateConfiguration", name="project.invite.required", value="true")
    told = cloud.call("listCapabilities")
    assert (told.allow_user_create_projects, told.project_invite_required) == (False, True)


def test_capabilities_are_those_of_the_callers_account(shared_world: World) -> None:
    ann = shared_world.account("ann")
    account = ann.call("listAccounts").items[0].id
    for name in ("allow.user.view.destroyed.vm", "allow.user.expunge.recover.vm"):
        shared_world.call("updateConfiguration", name=name, value="true", accountid=account)
    told = ann.call("listCapabilities")
    assert (told.allow_user_view_destroyed_vm, told.allow_user_expunge_recover_vm, told.user_public_template_enabled) == (True, True, True)
    told = shared_world.account("bob").call("listCapabilities")
    assert (told.allow_user_view_destroyed_vm, told.allow_user_expunge_recover_vm) == (False, False)


def test_settings_stand_in_groups_and_subgroups(cloud: Cloud) -> None:
    groups = {group.name: {sub.name for sub in group.subgroup} for group in cloud.call("listConfigurationGroups").items}
    for item in cloud.call("listConfigurations").items:
        assert item.subgroup in groups[item.group]
    limits = cloud.call("listConfigurations", group="access", subgroup="Limits").items
    assert "max.account.user.vms" in {item.name for item in limits}
    assert "session.timeout" not in {item.name for item in limits}
    assert [group.name for group in cloud.call("listConfigurationGroups", group="Storage").items] == ["Storage"]
    assert cloud.call("listConfigurations", subgroup="Nothing").items == []
