"""Effects of settings on accounts, users, projects, passwords and limits."""

from typing import Any, cast

from tests.cloud import PASSWORD
from tests.system.effects.stage import Stage, allowed, effect, fresh, of_account, of_domain
from tests.world import ZONE, World

from pileus.manager.http.throttle import Throttle
from pileus.manager.identity.limits import ACCOUNT_DEFAULTS, DOMAIN_DEFAULTS, PROJECT_DEFAULTS, Kind
from pileus.manager.kernel.authentication import LogIn
from pileus.manager.kernel.errors import LoginFailed, TooMany
from pileus.manager.model.user import User


def _limit_of(owner: str, kind: Kind) -> Any:
    def seen(stage: Stage) -> object:
        if owner == "account":
            of = {"account": fresh("u"), "domainid": stage.domain}
            stage.account_of(username=of["account"])
        elif owner == "domain":
            of = {"domainid": stage.domain}
        else:
            of = {"projectid": stage.world.call("createProject", name=fresh("p"), displaytext="p").id}
        return stage.world.call("listResourceLimits", resourcetype=kind.value, **of).items[0].max

    return seen


for whose, defaults in (("account", ACCOUNT_DEFAULTS), ("domain", DOMAIN_DEFAULTS), ("project", PROJECT_DEFAULTS)):
    for limited, declared in defaults.items():
        effect(declared.name, "7", before=declared.default, after=7)(_limit_of(whose, limited))


@effect("api.key.access", "false", before=True, after=False, of=of_domain)
def keys_open_the_door(stage: Stage) -> object:
    [user] = stage.world.call("listUsers", accountid=stage.account, listall=True, username="ann").items
    key = stage.world.call("registerUserKeys", id=user.id).api_key
    return stage.world.users.by_api_key(key) is not None


@effect("use.secret.key.in.response", "true", before=False, after=True)
def own_secrets_are_told(stage: Stage) -> object:
    [user] = stage.ann.call("listUsers").items
    made = stage.world.call("registerUserKeys", id=user.id)
    assert stage.world.call("listUsers", id=user.id).items[0].secret_key is None, "another's secret is told"
    return stage.ann.call("listUsers").items[0].secret_key == made.secret_key


def _password(word: str) -> Any:
    def seen(stage: Stage) -> object:
        return allowed(stage.account_of, password=word, username=fresh("named"))

    return seen


for rule, changed, refused in (
    ("minimum.length", "8", "short"),
    ("minimum.digits", "1", "letters only"),
    ("minimum.uppercase.letters", "1", "small"),
    ("minimum.lowercase.letters", "1", "BIG"),
    ("minimum.special.characters", "2", "pass!"),
    ("regex", "[a-z]{12,}", "tooshort"),
):
    effect(f"password.policy.{rule}", changed, before=True, after=False, of=of_domain)(_password(refused))


@effect("password.policy.allowPasswordToContainUsername", "false", before=True, after=False, of=of_domain)
def passwords_hold_names(stage: Stage) -> object:
    name = fresh("nell")
    return allowed(stage.account_of, username=name, password=f"I am {name}.")


@effect("incorrect.login.attempts.allowed", "1", before="enabled", after="disabled")
def failures_disable(stage: Stage) -> object:
    name = fresh("u")
    stage.account_of(username=name)
    try:
        stage.world.users.log_in(LogIn(username=name, password="wrong", domain_path="/staged/", domain_id=None, peer="192.168.9.9"))
    except LoginFailed:
        return stage.world.rows(User, name=name)[0].state
    raise AssertionError("a wrong password was taken")


@effect("session.timeout", "5", before=1800, after=300)
def sessions_end(stage: Stage) -> object:
    sent = LogIn(username="admin", password=PASSWORD, domain_path="/", domain_id=None, peer="192.168.9.8")
    return stage.world.users.log_in(sent).timeout_seconds


@effect("allow.user.create.projects", "false", before=True, after=False)
def users_make_projects(stage: Stage) -> object:
    return allowed(stage.ann.call, "createProject", name=fresh("p"), displaytext="p")


def _invited(stage: Stage) -> tuple[World, str]:
    name = fresh("u")
    stage.account_of(username=name)
    project = stage.ann.call("createProject", name=fresh("p"), displaytext="p").id
    ann = stage.world.as_user("ann", "/staged/")
    ann.call("addAccountToProject", projectid=project, account=name)
    return stage.world.as_user(name, "/staged/"), project  # type: ignore[return-value]


@effect("project.invite.required", "true", before=0, after=1)
def members_are_invited(stage: Stage) -> object:
    invited, _ = _invited(stage)
    return invited.call("listProjectInvitations").count


@effect("project.invite.timeout", "60", before="Pending", after="Expired")
def invitations_end(stage: Stage) -> object:
    stage.set("project.invite.required", "true")
    try:
        invited, _ = _invited(stage)
        stage.world.clock.turn(minutes=2)
        return invited.call("listProjectInvitations").items[0].state
    finally:
        stage.set("project.invite.required", None)


def _refused_after(stage: Stage, most: int) -> int:
    """How many of so many calls of a user are not refused."""
    stage.world.call("resetApiLimit")
    throttle, taken = Throttle(stage.world.settings), 0
    for _ in range(most):
        try:
            throttle.count(stage.ann.caller)
        except TooMany:
            break
        taken += 1
    stage.world.call("resetApiLimit")
    return taken


@effect("api.throttling.enabled", "true", before=30, after=25)
def calls_are_counted(stage: Stage) -> object:
    return _refused_after(stage, 30)


@effect("api.throttling.max", "3", before=25, after=3)
def calls_are_many(stage: Stage) -> object:
    stage.set("api.throttling.enabled", "true")
    try:
        return _refused_after(stage, 30)
    finally:
        stage.set("api.throttling.enabled", None)


@effect("api.throttling.interval", "3600", before=False, after=True)
def calls_are_counted_together(stage: Stage) -> object:
    stage.set("api.throttling.enabled", "true")
    try:
        Throttle(stage.world.settings).count(stage.ann.caller)
        return stage.ann.call("getApiLimit").expire_after > 1000
    finally:
        stage.set("api.throttling.enabled", None)
        stage.world.call("resetApiLimit")


@effect("allow.domain.admins.to.create.tagged.offerings", "true", before=False, after=True,
        of=lambda stage: {"accountid": str(stage.boss.caller and stage.boss.caller.account_id)})  # fmt: skip
def domain_admins_tag(stage: Stage) -> object:
    asked = {"displaytext": "t", "cpunumber": 1, "cpuspeed": 500, "memory": 128, "domainid": stage.domain, "hosttags": "ssd"}
    return allowed(stage.boss.call, "createServiceOffering", name=fresh("tagged"), **asked)


@effect("allow.public.user.templates", "false", before=True, after=False, of=of_account)
def users_publish(stage: Stage) -> object:
    from tests.storage.test_template_changes import template_of

    id = template_of(stage.world, "ann", name=fresh("mine"))
    return allowed(stage.ann.call, "updateTemplatePermissions", id=id, ispublic=True)


@effect("enable.domain.settings.for.child.domain", "true", before="0", after="9")
def domains_inherit(stage: Stage) -> object:
    below = stage.world.call("createDomain", name=fresh("below"), parentdomainid=stage.domain).id
    length = "password.policy.minimum.length"
    stage.set(length, "9", domainid=stage.domain)
    try:
        return stage.world.call("listConfigurations", name=length, domainid=below).items[0].value
    finally:
        stage.set(length, None, domainid=stage.domain)


@effect("enable.account.settings.for.domain", "true", before=False, after=True)
def accounts_inherit(stage: Stage) -> object:
    """Whether an account of the domain follows what was set for the domain."""
    name = "allow.public.user.templates"
    if not allowed(stage.set, name, "false", domainid=stage.domain):
        return False
    try:
        return stage.world.call("listConfigurations", name=name, accountid=stage.account).items[0].value == "false"
    finally:
        stage.set(name, None, domainid=stage.domain)


@effect("allow.user.view.all.domain.accounts", "true", before=["ann"], after=["ann", "boss"], of=of_domain)
def users_see_their_domain(stage: Stage) -> object:
    assert stage.ann.call("listCapabilities").allow_user_view_all_domain_accounts is (stage.ann.call("listAccounts").count > 1)
    return [account.name for account in stage.ann.call("listAccounts").items if account.name in ("ann", "boss")]


@effect("allow.user.view.all.zones", "false", before=1, after=0, of=of_domain)
def resource_admins_see_zones(stage: Stage) -> object:
    name = fresh("u")
    stage.account_of(username=name, accounttype=3)
    return stage.world.as_user(name, "/staged/").call("listZones", id=ZONE).count


@effect("allow.operations.on.users.in.same.account", "false", before=True, after=False, of=of_domain)
def colleagues_change_each_other(stage: Stage) -> object:
    given = {"firstname": "C", "lastname": "D", "email": "c@example.org", "password": "a good Passw0rd"}
    colleague = stage.world.call("createUser", username=fresh("u"), account="boss", domainid=stage.domain, **given).id
    return allowed(stage.boss.call, "updateUser", id=colleague, firstname="E")


@effect("role.types.allowed.for.operations.on.accounts.of.same.role.type", "Admin", before=True, after=False, of=of_domain)
def equals_change_each_other(stage: Stage) -> object:
    return allowed(stage.boss.call, "updateAccount", id=stage.account_of(accounttype=2), networkdomain="e.example.org")


@effect("share.public.templates.with.other.domains", "false", before=True, after=False, of=of_domain)
def public_templates_are_shared(stage: Stage) -> object:
    """Whether a user of another domain may use a public template of this one; its own domain always may."""
    from tests.storage.test_template_changes import template_of

    id, name = template_of(stage.world, "ann", name=fresh("open")), fresh("far")
    stage.world.call("updateTemplatePermissions", id=id, ispublic=True)
    stage.account_of(username=name, domainid=stage.world.call("createDomain", name=name).id)
    far = cast("World", stage.world.as_user(name, f"/{name}/"))
    assert stage.boss.call("listTemplates", id=id, templatefilter="executable").count == 1
    listed = far.call("listTemplates", id=id, templatefilter="executable").count == 1
    assert allowed(far.deploy, name=fresh("vm"), templateid=id, startvm=False) is listed
    return listed


def _limited_by(tag: str) -> Any:
    def seen(stage: Stage) -> object:
        [account] = stage.world.call("listAccounts", id=stage.account, tag=tag).items
        told: list[Any] = account.tagged_resources or []
        return [part.resource_type_name for part in told]

    return seen


effect("resource.limit.host.tags", "gold", before=[], after=["user_vm", "cpu", "memory"])(_limited_by("gold"))
effect("resource.limit.storage.tags", "fast, ssd", before=[], after=["volume", "primary_storage"])(_limited_by("ssd"))
