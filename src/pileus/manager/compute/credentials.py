"""What an instance is given to let its owner in: user data, password, SSH keys; and handing them out."""

import base64
import binascii
import secrets
from typing import Annotated, ClassVar

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from pileus.manager import ops
from pileus.manager.compute.instance_view import InstanceView, with_password
from pileus.manager.compute.instances import ENTITY
from pileus.manager.compute.power import let_go
from pileus.manager.identity.owners import whose
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Params, Secret, Started, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id, new_id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.kernel.settings import number, within
from pileus.manager.model.account import Account
from pileus.manager.model.instance import Instance, InstanceState, SshKeyPair
from pileus.manager.network import addresses

PASSWORD_LENGTH = number("vm.password.length", 6, "Length of random passwords of instances.", check=within(6, 128))
USER_DATA_LENGTH = number("vm.userdata.max.length", 32768, "Most bytes of user data, decoded.")

ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No letters or digits that look alike: people type these passwords at consoles."""


def checked_user_data(ctx: Ctx, text: str | None) -> str | None:
    """User data as it will be served: Base64, padded, not longer than the setting allows."""
    if not text:
        return None
    try:
        decoded = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidValue("userdata is not Base64; encode it first") from error
    most = ctx.settings.get(USER_DATA_LENGTH)
    if len(decoded) > most:
        raise InvalidValue(f"userdata is {len(decoded)} bytes long; vm.userdata.max.length allows {most}")
    return base64.b64encode(decoded).decode()


def keys_of(ctx: Ctx, account: Account, names: list[str]) -> list[SshKeyPair]:
    """The owner's key pairs of these names."""
    wanted = list(dict.fromkeys(names))
    query = ctx.visible(SshKeyPair).where(SshKeyPair.account_id == account.id, SshKeyPair.name.in_(wanted))
    found = {key.name: key for key in ctx.db.scalars(query)}
    missing = [name for name in wanted if name not in found]
    if missing:
        raise InvalidValue(f"keypair: account {account.name} has no key pair {', '.join(missing)}; create or register it first")
    return [found[name] for name in wanted]


def give_password(ctx: Ctx, instance: Instance, wanted: str | None) -> None:
    """Seals a password into the instance's row; the router hands it to the guest once, the job's result to the owner."""
    least = ctx.settings.get(PASSWORD_LENGTH)
    if wanted is not None and not 1 <= len(wanted) <= 128:
        raise InvalidValue("password must have 1 to 128 characters")
    if wanted is not None and any(not 0x21 <= ord(letter) <= 0x7E for letter in wanted):
        raise InvalidValue("password may hold printable ASCII characters only, and no space")
    password = wanted or "".join(secrets.choice(ALPHABET) for _ in range(least))
    instance.sealed_password = ctx.sealer.seal(password)
    instance.password_id = new_id()


def _stopped(ctx: Ctx, id: str, what: str) -> Instance:
    instance = ctx.get(Instance, id)
    if instance.state is not InstanceState.STOPPED:
        raise InvalidValue(f"instance {instance.name} is {instance.state}; stop it first, a new {what} is taken at the next start")
    instance.require("start")
    return instance


class ResetPassword(Params, frozen=True, kw_only=True):
    """Whose password, and which."""

    id: Annotated[Id, Names("Instance"), Doc("the stopped instance")]
    password: Annotated[str | None, Secret(), Doc("the new password; random when left out")] = None


@command("resetPasswordForVirtualMachine", access=USERS, event="VM.RESETPASSWORD", entity=ENTITY)
def reset_password(ctx: Ctx, p: ResetPassword) -> Started[InstanceView]:
    """Gives a stopped instance a new password, which it takes at its next start."""
    instance = _stopped(ctx, p.id, "password")
    if not instance.password_enabled:
        raise InvalidValue(f"instance {instance.name} is from a template that takes no password")
    give_password(ctx, instance, p.password)
    return _changed(ctx, instance, hand_over_password, f"resetting the password of instance {instance.name}")


@ops.operation(result=with_password)
def hand_over_password(op: ops.Op, id: str) -> None:
    """The routers are told at the next start; the result hands the password to its owner."""
    op.run(let_go, id)


class ResetKey(Params, frozen=True, kw_only=True):
    """Whose keys, and which."""

    id: Annotated[Id, Names("Instance"), Doc("the stopped instance")]
    key_pair: Annotated[str | None, Doc("name of the key pair")] = None
    key_pairs: Annotated[list[str] | None, Doc("names of the key pairs")] = None
    account: Annotated[str | None, Doc("owner of the key pairs; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner of the key pairs, when it is a project")] = None


@command(
    "resetSSHKeyForVirtualMachine",
    access=USERS,
    event="VM.RESETSSHKEY",
    entity=ENTITY,
    wrapper="resetSSHKeyforvirtualmachineresponse",
)
def reset_key(ctx: Ctx, p: ResetKey) -> Started[InstanceView]:
    """Gives a stopped instance other SSH keys, which it takes at its next start; and a new password if it takes one."""
    names = [*(p.key_pairs or []), *([p.key_pair] if p.key_pair else [])]
    if not names:
        raise InvalidValue("keypair or keypairs is missing; name at least one key pair")
    instance = _stopped(ctx, p.id, "key")
    keys = keys_of(ctx, whose(ctx, p.account, p.domain_id, p.project_id), names)
    instance.public_keys = "\n".join(key.public_key for key in keys)
    instance.key_pairs = ",".join(key.name for key in keys)
    if instance.password_enabled:
        give_password(ctx, instance, None)
    return _changed(ctx, instance, hand_over_password, f"resetting the SSH keys of instance {instance.name}")


def _changed(ctx: Ctx, instance: Instance, operation: ops.Operation, about: str) -> Started[InstanceView]:
    """The routers of its networks will be told; the job ends as soon as it begins."""
    instance.updated = ctx.now
    for network_id in addresses.networks_of(ctx.db, instance.id):
        addresses.changed(ctx.db, network_id)
    started = ops.start(ctx, operation, instance.id, about=(ENTITY, instance.id), account_id=instance.account_id, description=about)
    instance.hold(by=started.job_id)
    return started


class PasswordView(View, kw_only=True):
    """A password, readable only with the private key."""

    object_name: ClassVar[str] = "password"
    encrypted_password: str


class GetPassword(Params, frozen=True, kw_only=True):
    """Whose password."""

    id: Annotated[Id, Names("Instance"), Doc("the instance")]


@command("getVMPassword", access=USERS)
def get_password(ctx: Ctx, p: GetPassword) -> PasswordView:
    """Hands out an instance's password, encrypted with its SSH key (RSA, PKCS #1 v1.5, Base64)."""
    instance = ctx.get(Instance, p.id)
    if instance.sealed_password is None:
        raise InvalidValue(f"instance {instance.name} has no password; its template takes none")
    for line in instance.public_keys.splitlines():
        key = load_ssh_public_key(line.encode())
        if isinstance(key, rsa.RSAPublicKey):
            encrypted = key.encrypt(ctx.sealer.open(instance.sealed_password).encode(), padding.PKCS1v15())
            return PasswordView(encrypted_password=base64.b64encode(encrypted).decode())
    raise InvalidValue(f"instance {instance.name} has no RSA key to encrypt its password with; resetSSHKeyForVirtualMachine gives it one")


class UserDataView(View, kw_only=True):
    """User data, Base64."""

    object_name: ClassVar[str] = "virtualmachineuserdata"
    virtual_machine_id: str
    user_data: str | None


class GetUserData(Params, frozen=True, kw_only=True):
    """Whose user data."""

    virtual_machine_id: Annotated[Id, Names("Instance"), Doc("the instance")]


@command("getVirtualMachineUserData", access=USERS)
def get_user_data(ctx: Ctx, p: GetUserData) -> UserDataView:
    """Answers the user data of an instance."""
    instance = ctx.get(Instance, p.virtual_machine_id, "virtualmachineid")
    return UserDataView(virtual_machine_id=instance.id, user_data=instance.user_data)
