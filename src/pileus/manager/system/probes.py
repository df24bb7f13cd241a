"""What CloudStack's own web UI asks around its log-in about features that Pileus does not have: truthful, empty answers."""

from typing import Annotated, ClassVar

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, Params, View, Wire
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import Shape, command
from pileus.manager.kernel.roles import ANYONE, USERS

NOTHING_TO_CHOOSE = NoEffect("there are none to choose from")


class ThemeView(View, kw_only=True):
    """A theme of the web UI."""

    object_name: ClassVar[str] = "guiThemes"
    id: str
    name: str


class ListThemes(ListParams, frozen=True, kw_only=True):
    """Which themes."""

    id: Annotated[Id | None, Doc("only this theme"), NOTHING_TO_CHOOSE] = None
    name: Annotated[str | None, Doc("only the theme of this name"), NOTHING_TO_CHOOSE] = None
    common_name: Annotated[str | None, Doc("only the theme for this host name"), NOTHING_TO_CHOOSE] = None
    account_id: Annotated[Id | None, Doc("only themes of this account"), NOTHING_TO_CHOOSE] = None
    domain_id: Annotated[Id | None, Doc("only themes of this domain"), NOTHING_TO_CHOOSE] = None
    list_all: Annotated[bool, Doc("all themes"), NOTHING_TO_CHOOSE] = False
    list_only_default_theme: Annotated[bool, Doc("only the default theme"), NOTHING_TO_CHOOSE] = False
    show_removed: Annotated[bool, Doc("removed themes too"), NOTHING_TO_CHOOSE] = False
    show_public: Annotated[bool, Doc("only public themes"), NOTHING_TO_CHOOSE] = False


@command("listGuiThemes", access=ANYONE, since="4.21.0.0")
def list_gui_themes(ctx: Ctx, p: ListThemes) -> Page[ThemeView]:
    """Lists the themes of the web UI; there are none."""
    del ctx, p
    return Page(0, [])


class OauthProviderView(View, kw_only=True):
    """A provider to log in with."""

    object_name: ClassVar[str] = "oauthprovider"
    id: str
    provider: str


class ListOauthProviders(ListParams, frozen=True, kw_only=True):
    """Which providers."""

    id: Annotated[Id | None, Doc("only this provider"), NOTHING_TO_CHOOSE] = None
    provider: Annotated[str | None, Doc("only the provider of this name"), NOTHING_TO_CHOOSE] = None


@command("listOauthProvider", access=ANYONE, since="4.19.0")
def list_oauth_providers(ctx: Ctx, p: ListOauthProviders) -> Page[OauthProviderView]:
    """Lists the OAuth providers to log in with; there are none."""
    del ctx, p
    return Page(0, [])


class IdpView(View, kw_only=True):
    """An identity provider to log in with."""

    object_name: ClassVar[str] = "idp"
    id: str
    org_name: Annotated[str, Wire("orgName")]
    org_url: Annotated[str, Wire("orgUrl")]


@command("listIdps", access=ANYONE, shape=Shape.LIST)
def list_idps(ctx: Ctx, p: Params) -> Page[IdpView]:
    """Lists the SAML identity providers to log in with; there are none."""
    del ctx, p
    return Page(0, [])


class LdapView(View, kw_only=True):
    """An LDAP server to log in with."""

    object_name: ClassVar[str] = "LdapConfiguration"
    id: str
    hostname: str


class ListLdap(ListParams, frozen=True, kw_only=True):
    """Which servers."""

    id: Annotated[Id | None, Doc("only this server"), NOTHING_TO_CHOOSE] = None
    hostname: Annotated[str | None, Doc("only the server on this host"), NOTHING_TO_CHOOSE] = None
    port: Annotated[int | None, Doc("only the server on this port"), NOTHING_TO_CHOOSE] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("only servers of this domain"), NOTHING_TO_CHOOSE] = None
    list_all: Annotated[bool, Doc("all servers"), NOTHING_TO_CHOOSE] = False


@command("listLdapConfigurations", access=USERS, wrapper="ldapconfigurationresponse", since="4.2.0")
def list_ldap_configurations(ctx: Ctx, p: ListLdap) -> Page[LdapView]:
    """Lists the LDAP servers to log in with; there are none."""
    del ctx, p
    return Page(0, [])


class CloudianView(View, kw_only=True):
    """Whether Cloudian's object storage is connected."""

    object_name: ClassVar[str] = "cloudianisenabled"
    enabled: bool = False


@command("cloudianIsEnabled", access=USERS, writes=False, since="4.11.0")
def cloudian_is_enabled(ctx: Ctx, p: Params) -> CloudianView:
    """Tells whether Cloudian's object storage is connected; it never is."""
    del ctx, p
    return CloudianView()
