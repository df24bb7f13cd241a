"""What CloudStack's own web UI asks around its log-in: themes, other ways to log in, password mail. It gets true answers: none."""

from typing import Annotated, ClassVar

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Page, Params, Success, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ANYONE, USERS


class GuiThemeView(View, kw_only=True):
    """A look of the UI."""

    object_name: ClassVar[str] = "guiThemes"
    id: str
    name: str


class OauthProviderView(View, kw_only=True):
    """A service that users may log in with."""

    object_name: ClassVar[str] = "oauthprovider"
    id: str
    provider: str


class LdapConfigurationView(View, kw_only=True):
    """A directory that users may log in with."""

    object_name: ClassVar[str] = "LdapConfiguration"
    id: str
    hostname: str
    port: int


@command("listGuiThemes", access=ANYONE)
def list_gui_themes(ctx: Ctx, p: ListParams) -> Page[GuiThemeView]:
    """Lists the themes of the web UI: there is but its own."""
    return ctx.slice(list[GuiThemeView](), p)


@command("listOauthProvider", access=ANYONE)
def list_oauth_providers(ctx: Ctx, p: ListParams) -> Page[OauthProviderView]:
    """Lists the services that users may log in with instead of a password: none."""
    return ctx.slice(list[OauthProviderView](), p)


@command("listLdapConfigurations", access=USERS, wrapper="ldapconfigurationresponse")
def list_ldap_configurations(ctx: Ctx, p: ListParams) -> Page[LdapConfigurationView]:
    """Lists the directories that users may log in with: none."""
    return ctx.slice(list[LdapConfigurationView](), p)


class ForgotPassword(Params, frozen=True, kw_only=True):
    username: Annotated[str, Doc("name of the user")]
    domain: Annotated[str | None, Doc("path of the user's domain")] = None


@command("forgotPassword", access=ANYONE, writes=False)
def forgot_password(ctx: Ctx, p: ForgotPassword) -> Success:
    """Refuses: no mail is sent. An administrator sets a new password with updateUser."""
    del ctx, p
    raise InvalidValue("passwords are not reset by mail here; ask an administrator, who can set a new one")
