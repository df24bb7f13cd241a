"""SSH key pairs: create, register, list, delete. A private key is handed out once and never kept."""

import base64
import binascii
import hashlib
from typing import Annotated, Any, ClassVar

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_ssh_public_key
from msgspec import Meta
from sqlalchemy import select

from pileus.manager.identity.owners import owner, whose
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, Names, OwnedParams, Page, Params, Secret, Success, View
from pileus.manager.kernel.errors import Conflict, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.kernel.settings import number, within
from pileus.manager.model.account import Account
from pileus.manager.model.instance import SshKeyPair

ENTITY = "SSHKeyPair"

KEY_LENGTH = number("ssh.key.length", 2048, "Bits of the key pairs that createSSHKeyPair makes.", check=within(2048, 8192))
"""Of RSA, although newer kinds are shorter: getVMPassword encrypts with the key, and clients decrypt, by RSA."""
LEAST_BITS = 1024
"""What OpenSSH accepts of RSA at the least."""

KeyName = Annotated[str, Meta(min_length=1, max_length=255, pattern="^[^,]+$", description="a name of 1 to 255 characters without commas")]


class KeyPairView(View, kw_only=True):
    """A key pair, without its keys."""

    object_name: ClassVar[str] = "keypair"
    annotated = ("SSH_KEYPAIR",)
    id: str
    name: str
    fingerprint: str
    account: str
    domain: str
    domain_id: str
    project: str | None
    project_id: str | None
    has_annotations: bool | None = None


class NewKeyPairView(KeyPairView, kw_only=True):
    """A key pair just made, with its private key."""

    private_key: Annotated[str, Secret(), Doc("PEM; handed out only here")]


def _fields(pair: SshKeyPair, account: Account) -> dict[str, Any]:
    return {
        "id": pair.id,
        "name": pair.name,
        "fingerprint": pair.fingerprint,
        "account": account.name,
        "domain": account.domain.name,
        "domain_id": account.domain_id,
        "project": account.project_name,
        "project_id": account.project_id,
    }


def fingerprint_of(line: str) -> str:
    """The MD5 of a public key's material, as CloudStack's clients compare it."""
    material = base64.b64decode(line.split()[1])
    digest = hashlib.md5(material, usedforsecurity=False).digest()
    return ":".join(f"{byte:02x}" for byte in digest)


def checked_key(text: str) -> str:
    """A public key as one line of an authorized_keys file, with nothing but kind, material and comment."""
    parts = text.split(None, 2)
    if len(parts) < 2 or len(text.strip().splitlines()) != 1:
        raise InvalidValue("publickey is no single line such as `ssh-rsa AAAA… comment`; send the content of a .pub file")
    line = " ".join(part.strip() for part in parts)
    try:
        base64.b64decode(parts[1], validate=True)
        key = load_ssh_public_key(line.encode())
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise InvalidValue(f"publickey is no public key in OpenSSH's form ({error}); send the content of a .pub file") from error
    if isinstance(key, dsa.DSAPublicKey):
        raise InvalidValue("publickey is a DSA key, which guests refuse; use RSA, ECDSA or Ed25519")
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < LEAST_BITS:
        raise InvalidValue(f"publickey is an RSA key of {key.key_size} bits, which guests refuse; use {KEY_LENGTH.default} bits")
    return line


def _insert(ctx: Ctx, account: Account, name: str, line: str) -> SshKeyPair:
    pair = SshKeyPair(account_id=account.id, name=name, fingerprint=fingerprint_of(line), public_key=line)
    try:
        ctx.insert(pair)
    except Conflict as error:
        raise Conflict(
            f"account {account.name} has a key pair with name '{name}', or one with this very key, already; listSSHKeyPairs shows them"
        ) from error
    ctx.tell(f"registered SSH key pair {name}", id=pair.id, account_id=account.id, domain_id=account.domain_id)
    return pair


class CreateKeyPair(Params, frozen=True, kw_only=True):
    """What to make, and for whom."""

    name: Annotated[KeyName, Doc("name; unique within the account")]
    account: Annotated[str | None, Doc("owner; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner, when it is a project")] = None


@command("createSSHKeyPair", access=USERS, event="REGISTER.SSH.KEYPAIR", entity=ENTITY)
def create_key_pair(ctx: Ctx, p: CreateKeyPair) -> NewKeyPairView:
    """Makes a key pair and hands out its private key, this once."""
    account = owner(ctx, p.account, p.domain_id, p.project_id)
    key = rsa.generate_private_key(public_exponent=65537, key_size=ctx.settings.get(KEY_LENGTH))
    line = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    pair = _insert(ctx, account, p.name, line)
    return NewKeyPairView(**_fields(pair, account), private_key=pem)


class RegisterKeyPair(CreateKeyPair, frozen=True, kw_only=True):
    """Which key, and for whom."""

    public_key: Annotated[str, Length(5120), Doc("public key in OpenSSH's form: the content of a .pub file")]


@command("registerSSHKeyPair", access=USERS, event="REGISTER.SSH.KEYPAIR", entity=ENTITY)
def register_key_pair(ctx: Ctx, p: RegisterKeyPair) -> KeyPairView:
    """Keeps a public key under a name."""
    account = owner(ctx, p.account, p.domain_id, p.project_id)
    pair = _insert(ctx, account, p.name, checked_key(p.public_key))
    return KeyPairView(**_fields(pair, account))


class ListKeyPairs(OwnedParams, frozen=True, kw_only=True):
    """Which key pairs."""

    id: Annotated[Id | None, Names("SshKeyPair"), Doc("only this key pair")] = None
    name: Annotated[str | None, Doc("only the key pairs of this name")] = None
    fingerprint: Annotated[str | None, Doc("only key pairs with this fingerprint")] = None


@command("listSSHKeyPairs", access=USERS, object_name="sshkeypair")
def list_key_pairs(ctx: Ctx, p: ListKeyPairs) -> Page[KeyPairView]:
    """Lists the key pairs the caller may see."""
    query = narrow(
        ctx.visible(SshKeyPair, p).order_by(SshKeyPair.name),
        (SshKeyPair.id, p.id),
        (SshKeyPair.name, p.name),
        (SshKeyPair.fingerprint, p.fingerprint),
    )
    query = containing(query, p.keyword, SshKeyPair.name, SshKeyPair.fingerprint)
    return ctx.page(query, p, lambda pair: KeyPairView(**_fields(pair, ctx.db.get_one(Account, pair.account_id))))


class DeleteKeyPair(CreateKeyPair, frozen=True, kw_only=True):
    """Which key pair, and whose."""


@command("deleteSSHKeyPair", access=USERS, entity=ENTITY)
def delete_key_pair(ctx: Ctx, p: DeleteKeyPair) -> Success:
    """Forgets a key pair. Instances that were given it keep it."""
    account = whose(ctx, p.account, p.domain_id, p.project_id)
    pair = ctx.db.scalars(select(SshKeyPair).where(SshKeyPair.account_id == account.id, SshKeyPair.name == p.name)).one_or_none()
    if pair is None:
        raise InvalidValue(f"A key pair with name '{p.name}' does not exist for account {account.name} in specified domain id")
    ctx.db.delete(pair)
    return Success()
