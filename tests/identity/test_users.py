import pytest
from tests.cloud import PASSWORD, Cloud
from tests.tenants import Sales, make_account

from pileus.manager.identity.gate import built_in
from pileus.manager.kernel.authentication import LogIn
from pileus.manager.kernel.errors import Conflict, InvalidValue, LoginFailed, NotAllowed, NotFound, PermissionDenied
from pileus.manager.model.user import User


def user_of(cloud: Cloud, account_id: str) -> str:
    return cloud.rows(User, account_id=account_id)[0].id


def log_in(cloud: Cloud, name: str, password: str, domain: str = "/sales/") -> str:
    return cloud.users.log_in(LogIn(username=name, password=password, domain_path=domain)).token


def test_a_user_changes_the_own_password_with_the_present_one(cloud: Cloud, sales: Sales) -> None:
    ann, id = cloud.as_user("ann", "/sales/"), user_of(cloud, sales.ann)
    with pytest.raises(InvalidValue, match="currentpassword"):
        ann.call("updateUser", id=id, password="new")
    with pytest.raises(InvalidValue, match="not the present password"):
        ann.call("updateUser", id=id, password="new", currentpassword="wrong")
    ann.call("updateUser", id=id, password="new", currentpassword="password of ann")
    assert log_in(cloud, "ann", "new")
    with pytest.raises(LoginFailed):
        log_in(cloud, "ann", "password of ann")


def test_a_new_password_ends_the_other_sessions(cloud: Cloud, sales: Sales) -> None:
    session = cloud.users.log_in(LogIn(username="ann", password="password of ann", domain_path="/sales/"))
    cloud.call("updateUser", id=session.caller.user_id, password="new")
    assert cloud.users.by_session(session.token, session.key) is None


def test_users_change_only_themselves(cloud: Cloud, sales: Sales) -> None:
    cloud.call("createUser", account="ann", domainid=sales.id, username="ann2", password="x", email="e", firstname="f", lastname="l")
    ann = cloud.as_user("ann", "/sales/")
    colleague = cloud.rows(User, name="ann2")[0].id
    for command in ("updateUser", "registerUserKeys", "getUserKeys"):
        with pytest.raises(PermissionDenied, match="user ann2 is not you"):
            ann.call(command, id=colleague)
        with pytest.raises(NotFound, match="entity does not exist"):
            ann.call(command, id=user_of(cloud, sales.bob))


def test_a_domain_admin_changes_nobody_above(cloud: Cloud, sales: Sales) -> None:
    chief = user_of(cloud, make_account(cloud, "chief", domainid=sales.id, accounttype=1))
    boss = cloud.as_user("boss", "/sales/")
    assert [user.username for user in boss.call("listUsers", id=chief).items] == ["chief"]
    for command in ("updateUser", "registerUserKeys", "getUserKeys", "enableUser"):
        with pytest.raises(PermissionDenied, match="allows more than your own"):
            boss.call(command, id=chief)
    with pytest.raises(PermissionDenied, match="allows more than your own"):
        boss.call("createUser", account="chief", username="x", password="x", email="e", firstname="f", lastname="l")
    boss.call("updateUser", id=user_of(cloud, sales.bob), password="reset by boss")
    assert log_in(cloud, "bob", "reset by boss", "/sales/east/")


def test_fields_change_and_what_is_left_out_stays(cloud: Cloud, sales: Sales) -> None:
    id = user_of(cloud, sales.ann)
    changed = cloud.call("updateUser", id=id, firstname="Anna", timezone="America/Los_Angeles", username="anna")
    assert (changed.firstname, changed.lastname, changed.email) == ("Anna", "Person", "ann@example.org")
    assert (changed.username, changed.timezone) == ("anna", "America/Los_Angeles")
    with pytest.raises(Conflict, match="already"):
        cloud.call("updateUser", id=id, username="boss")
    with pytest.raises(InvalidValue, match="timezone Mars/Base is unknown"):
        cloud.call("updateUser", id=id, timezone="Mars/Base")


def test_lists_narrow_by_account_type_state_and_name(cloud: Cloud, sales: Sales) -> None:
    def names(**asked: object) -> list[str]:
        return [user.username for user in cloud.call("listUsers", **asked).items]

    assert names() == ["admin"]
    assert names(listall=True) == ["admin", "ann", "bob", "boss"]
    assert names(listall=True, accounttype=2) == ["boss"]
    assert names(account="ann", domainid=sales.id) == ["ann"]
    assert names(domainid=sales.id, isrecursive=True) == ["ann", "bob", "boss"]
    assert names(listall=True, username="bob") == ["bob"]
    assert names(listall=True, usersource="ldap") == []
    assert names(listall=True, keyword="example.org") == ["ann", "bob", "boss"]


def test_keys_are_told_whole_only_when_made_and_to_the_user(cloud: Cloud, sales: Sales) -> None:
    id = user_of(cloud, sales.ann)
    made = cloud.call("registerUserKeys", id=id)
    assert len(made.api_key) == len(made.secret_key) == 86
    own = cloud.as_user("ann", "/sales/").call("getUserKeys", id=id)
    assert (own.api_key, own.secret_key) == (made.api_key, made.secret_key)
    assert cloud.as_user("boss", "/sales/").call("getUserKeys", id=id).secret_key is None
    assert cloud.call("getUserKeys", id=id).secret_key is None
    listed = cloud.call("listUsers", id=id).items[0]
    assert listed.api_key == made.api_key
    assert listed.secret_key is None


def test_new_keys_end_the_old_ones(cloud: Cloud, sales: Sales) -> None:
    id = user_of(cloud, sales.ann)
    old, new = cloud.call("registerUserKeys", id=id), cloud.call("registerUserKeys", id=id)
    assert cloud.users.by_api_key(old.api_key) is None
    holder = cloud.users.by_api_key(new.api_key)
    assert holder is not None
    assert (holder.secret, holder.caller.account_id) == (new.secret_key, sales.ann)


def test_keys_can_be_given_in_pairs(cloud: Cloud, sales: Sales) -> None:
    id = user_of(cloud, sales.ann)
    with pytest.raises(InvalidValue, match="go together"):
        cloud.call("updateUser", id=id, userapikey="mine")
    cloud.call("updateUser", id=id, userapikey="mine", usersecretkey="hidden")
    holder = cloud.users.by_api_key("mine")
    assert holder is not None
    assert holder.secret == "hidden"
    with pytest.raises(Conflict, match="already"):
        cloud.call("updateUser", id=user_of(cloud, sales.bob), userapikey="mine", usersecretkey="hidden")


def test_key_access_goes_by_user_then_account_then_setting(cloud: Cloud, sales: Sales) -> None:
    id = user_of(cloud, sales.ann)
    key = cloud.call("registerUserKeys", id=id).api_key
    cloud.call("updateConfiguration", name="api.key.access", value="false", domainid=sales.id)
    assert cloud.users.by_api_key(key) is None
    assert cloud.users.by_api_key(cloud.admin.api_key) is not None
    assert cloud.call("updateUser", id=id, apikeyaccess="Enabled").api_key_access == "enabled"
    assert cloud.users.by_api_key(key) is not None
    cloud.call("updateConfiguration", name="api.key.access", value="true", domainid=sales.id)
    cloud.call("updateUser", id=id, apikeyaccess="disabled")
    assert cloud.users.by_api_key(key) is None
    assert not cloud.call("getUserKeys", id=id).api_key_access
    with pytest.raises(InvalidValue, match="apikeyaccess perhaps is unknown"):
        cloud.call("updateUser", id=id, apikeyaccess="perhaps")


def test_only_root_admins_switch_key_access(cloud: Cloud, sales: Sales) -> None:
    boss, id = cloud.as_user("boss", "/sales/"), user_of(cloud, sales.ann)
    assert boss.call("updateUser", id=id, apikeyaccess="disabled").api_key_access == "inherit"


def test_a_user_is_found_by_its_key_only_where_visible(cloud: Cloud, sales: Sales) -> None:
    key = cloud.call("registerUserKeys", id=user_of(cloud, sales.ann)).api_key
    assert cloud.call("getUser", userapikey=key).username == "ann"
    assert cloud.as_user("ann", "/sales/").call("getUser", userapikey=key).username == "ann"
    with pytest.raises(NotFound):
        cloud.as_user("bob", "/sales/east/").call("getUser", userapikey=key)


@pytest.mark.parametrize(
    ("setting", "value", "password", "refusal"),
    [
        ("minimum.length", "8", "short", "at least 8 characters"),
        ("minimum.digits", "1", "letters only", "at least 1 digits"),
        ("minimum.uppercase.letters", "1", "small", "at least 1 upper-case letters"),
        ("minimum.lowercase.letters", "1", "BIG", "at least 1 lower-case letters"),
        ("minimum.special.characters", "2", "pass!", "at least 2 special characters"),
        ("allowPasswordToContainUsername", "false", "I am Ann.", "may not contain the user's name"),
        ("regex", "[a-z]{12,}", "tooshort", "does not match password.policy.regex"),
    ],
)
def test_new_passwords_follow_the_domains_policy(cloud: Cloud, sales: Sales, setting: str, value: str, password: str, refusal: str) -> None:
    cloud.call("updateConfiguration", name=f"password.policy.{setting}", value=value, domainid=sales.id)
    with pytest.raises(InvalidValue, match=refusal) as refused:
        cloud.call("updateUser", id=user_of(cloud, sales.ann), password=password)
    assert password not in refused.value.text
    with pytest.raises(InvalidValue, match=refusal):
        make_account(cloud, "ann", account="another", domainid=sales.id, password=password)
    assert make_account(cloud, "ann", password=password)


def test_roles_show_what_may_be_given_away(cloud: Cloud, sales: Sales) -> None:
    boss = cloud.as_user("boss", "/sales/")
    assert len(cloud.call("listRoles").items) == 8
    assert {role.type for role in boss.call("listRoles").items} == {"ResourceAdmin", "DomainAdmin", "User"}
    assert [role.name for role in cloud.call("listRoles", type="domainadmin").items] == ["Domain Admin"]
    assert [role.name for role in cloud.call("listRoles", name="User").items] == ["User"]
    assert cloud.call("listRoles", state="disabled").items == []
    assert boss.call("listRoles", id=built_in("Root Admin")).items == []
    with pytest.raises(NotAllowed):
        cloud.as_user("ann", "/sales/").call("listRoles")


def test_read_only_users_see_and_change_nothing(cloud: Cloud) -> None:
    make_account(cloud, "eye", roleid=built_in("Read-Only User"))
    make_account(cloud, "big eye", roleid=built_in("Read-Only Admin"))
    eye, big_eye = cloud.as_user("eye"), cloud.as_user("big eye")
    assert [user.username for user in eye.call("listUsers").items] == ["eye"]
    assert len(big_eye.call("listUsers", listall=True).items) == 3
    for reader in (eye, big_eye):
        with pytest.raises(NotAllowed):
            reader.call("updateUser", id=cloud.caller_named("eye").user_id, firstname="x")
    with pytest.raises(NotAllowed):
        eye.call("listConfigurations")


def test_a_disabled_user_is_enabled_again(cloud: Cloud, sales: Sales) -> None:
    id = user_of(cloud, sales.ann)
    with cloud.db.write() as db:
        db.get_one(User, id).state = "disabled"
    with pytest.raises(LoginFailed):
        log_in(cloud, "ann", "password of ann")
    assert cloud.as_user("boss", "/sales/").call("enableUser", id=id).state == "enabled"
    assert log_in(cloud, "ann", "password of ann")


def test_the_first_password_is_the_one_that_was_given(cloud: Cloud) -> None:
    assert log_in(cloud, "admin", PASSWORD, "/")
