"""SSH key pairs: what is made, what is taken, what is refused."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from tests.world import World

from pileus.manager.kernel.errors import ApiError, Conflict, InvalidValue
from pileus.manager.model.instance import SshKeyPair
from pileus.manager.model.job import Job


def public(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def test_the_private_key_is_handed_out_once_and_opens_the_password(shared_world: World) -> None:
    made = shared_world.call("createSSHKeyPair", name="opener")
    key = load_pem_private_key(made.private_key.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    assert key.key_size >= 2048
    stored = shared_world.row(SshKeyPair, made.id)
    assert stored.public_key == public(key)
    [listed] = shared_world.call("listSSHKeyPairs", name="opener").items
    assert (listed.fingerprint, hasattr(listed, "private_key")) == (made.fingerprint, False)
    id = shared_world.running(name="opened", keypair="opener", password="Correct-Horse-8")
    answer = shared_world.call("getVMPassword", id=id)
    assert key.decrypt(base64.b64decode(answer.encrypted_password), padding.PKCS1v15()) == b"Correct-Horse-8"
    assert all("PRIVATE KEY" not in job.parameters + (job.result or "") for job in shared_world.rows(Job))


def test_a_registered_key_keeps_kind_material_and_comment(shared_world: World) -> None:
    line = public(ed25519.Ed25519PrivateKey.generate())
    made = shared_world.call("registerSSHKeyPair", name="ed", publickey=f"{line}  me@home\n")
    assert shared_world.row(SshKeyPair, made.id).public_key == f"{line} me@home"
    assert len(made.fingerprint.split(":")) == 16
    assert shared_world.call("listSSHKeyPairs", fingerprint=made.fingerprint).count == 1


def test_neither_name_nor_key_may_come_twice(shared_world: World) -> None:
    one, two = public(ed25519.Ed25519PrivateKey.generate()), public(ed25519.Ed25519PrivateKey.generate())
    shared_world.call("registerSSHKeyPair", name="first", publickey=one)
    for name, line in (("first", two), ("second", one)):
        with pytest.raises(Conflict, match=f"'{name}', or one with this very key, already"):
            shared_world.call("registerSSHKeyPair", name=name, publickey=line)
    assert shared_world.account("anna").call("registerSSHKeyPair", name="first", publickey=one).account == "anna"


@pytest.mark.parametrize(
    "text",
    [
        "ssh-rsa",
        "nonsense and more",
        "ssh-rsa AAAA!!!! me",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        public(ed25519.Ed25519PrivateKey.generate()) + "\nssh-rsa AAAA smuggled",
    ],
)
def test_what_is_no_public_key_is_refused_by_name(shared_world: World, text: str) -> None:
    with pytest.raises(InvalidValue, match="publickey is no"):
        shared_world.call("registerSSHKeyPair", name="bad", publickey=text)
    assert shared_world.call("listSSHKeyPairs", name="bad").count == 0


@pytest.mark.parametrize("name", ["", "a,b", "x" * 256])
def test_names_that_cannot_be_told_apart_in_lists_are_refused(shared_world: World, name: str) -> None:
    with pytest.raises(ApiError, match="name") as refused:
        shared_world.call("createSSHKeyPair", name=name)
    assert refused.value.status == 431


def test_a_deleted_pair_is_gone_and_another_accounts_cannot_be_deleted(shared_world: World) -> None:
    boris = shared_world.account("boris")
    boris.call("createSSHKeyPair", name="his")
    with pytest.raises(InvalidValue, match="A key pair with name 'his' does not exist for account admin"):
        shared_world.call("deleteSSHKeyPair", name="his")
    assert shared_world.account("mallory").call("listSSHKeyPairs", listall=True).count == 0
    assert shared_world.call("listSSHKeyPairs", account="boris", domainid=domain(shared_world)).count == 1
    assert boris.call("deleteSSHKeyPair", name="his").success
    assert boris.call("listSSHKeyPairs").count == 0


def domain(world: World) -> str:
    assert world.caller
    return world.caller.domain_id


def test_what_a_locked_account_has_can_be_deleted_and_nothing_new_made(shared_world: World) -> None:
    lena = shared_world.account("lena")
    lena.call("createSSHKeyPair", name="lost")
    lena.ended(lena.call("createAffinityGroup", name="apart", type="host anti-affinity"))
    lena.call("createSecurityGroup", name="loose")
    of = {"account": "lena", "domainid": shared_world.admin_domain}
    shared_world.call("lockAccount", **of)
    with pytest.raises(ApiError, match="account lena is locked; nothing new can be made"):
        shared_world.call("createSSHKeyPair", name="new", **of)
    shared_world.call("deleteSSHKeyPair", name="lost", **of)
    shared_world.call("deleteSecurityGroup", name="loose", **of)
    shared_world.ended(shared_world.call("deleteAffinityGroup", name="apart", **of))
    assert shared_world.call("listSSHKeyPairs", **of).count == 0
