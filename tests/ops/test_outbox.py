"""The outbox: what a commit leaves, in which order, and who may see it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.ops.toys import make_tables

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.clock import TurnedClock
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.events import Topic
from pileus.manager.kernel.ids import new_id
from pileus.manager.kernel.roles import RoleType
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Pod, Zone
from pileus.manager.model.instance import SshKeyPair
from pileus.manager.model.role import Role
from pileus.manager.ops.outbox import Commit, Outbox, Writer


@dataclass
class House:
    """ROOT with the domains /a/ and /a/b/, one account in each."""

    db: Database
    clock: TurnedClock
    outbox: Outbox
    writer: Writer
    accounts: dict[str, Account]

    def caller(self, path: str, role: RoleType = RoleType.USER) -> Caller:
        account = self.accounts[path]
        return Caller(
            user_id=new_id(), user_name="somebody", account_id=account.id, account_name=account.name, domain_id=account.domain_id,
            domain_path=path, role_id=new_id(), role_type=role,
        )  # fmt: skip

    def key_pair(self, path: str, name: str = "key") -> str:
        with self.db.write() as session:
            pair = SshKeyPair(account_id=self.accounts[path].id, name=name, fingerprint=new_id(), public_key="ssh-ed25519 x")
            session.add(pair)
            session.flush()
            return pair.id

    def seen(self, caller: Caller, since: int = 0) -> list[dict[str, Any]]:
        batch = self.outbox.after(caller, since, 1000)
        assert batch is not None
        return [msgspec.json.decode(entry.data) for entry in batch.entries]


@pytest.fixture
def house(url: str, tmp_path: Path) -> Iterator[House]:
    db, clock = Database(url), TurnedClock()
    make_tables(db)
    writer = Writer(db, clock, "manager")
    accounts: dict[str, Account] = {}
    with db.write() as session:
        role = Role(name="a role", type=RoleType.USER)
        session.add(role)
        parent = None
        for path in ("/", "/a/", "/a/b/"):
            domain = Domain(name=path, path=path, parent_id=parent)
            session.add_all([role, domain])
            session.flush()
            parent = domain.id
            accounts[path] = Account(name=f"account of {path}", domain_id=domain.id, role_id=role.id)
            session.add(accounts[path])
    yield House(db, clock, Outbox(db, clock), writer, accounts)
    writer.close()
    db.close()


def test_a_change_is_told_with_type_id_and_version(house: House) -> None:
    before = house.outbox.last()
    id = house.key_pair("/a/")
    with house.db.write() as session:
        session.get_one(SshKeyPair, id).name = "another"
    with house.db.write() as session:
        session.delete(session.get_one(SshKeyPair, id))
    assert house.seen(house.caller("/a/"), before) == [
        {"type": "SSHKeyPair", "id": id, "version": 1, "deleted": False},
        {"type": "SSHKeyPair", "id": id, "version": 2, "deleted": False},
        {"type": "SSHKeyPair", "id": id, "version": 2, "deleted": True},
    ]


def test_a_transaction_that_fails_tells_nothing(house: House) -> None:
    before = house.outbox.last()
    with house.db.write() as session:
        session.add(SshKeyPair(account_id=house.accounts["/"].id, name="x", fingerprint="x", public_key="x"))
        session.flush()
        session.rollback()
    assert house.outbox.last() == before


def test_only_who_may_see_a_thing_learns_of_it(house: House) -> None:
    before = house.outbox.last()
    id = house.key_pair("/a/b/")
    see = {
        (path, role): [entry["id"] for entry in house.seen(house.caller(path, role), before)] == [id]
        for path in house.accounts
        for role in RoleType
    }
    assert {who for who, sees in see.items() if sees} == {
        *(("/a/b/", role) for role in RoleType),
        ("/a/", RoleType.DOMAIN_ADMIN),
        ("/", RoleType.DOMAIN_ADMIN),
        ("/a/", RoleType.ADMIN),
        ("/", RoleType.ADMIN),
    }


def test_infrastructure_is_told_to_those_who_see_it(house: House) -> None:
    before = house.outbox.last()
    with house.db.write() as session:
        zone = Zone(name="z")
        session.add(zone)
        session.flush()
        session.add(Pod(name="p", zone_id=zone.id))
    assert [entry["type"] for entry in house.seen(house.caller("/a/"), before)] == ["Zone"]
    assert [entry["type"] for entry in house.seen(house.caller("/a/", RoleType.ADMIN), before)] == ["Zone", "Pod"]


def test_numbers_follow_the_order_of_commits(house: House) -> None:
    """A reader that remembers the highest number it saw misses nothing, however many write at once."""
    seen: list[int] = []
    over = threading.Event()

    def read() -> None:
        last = house.outbox.last()
        while not over.is_set() or house.outbox.last() > last:
            for entry in house.outbox.read(last, 100):
                seen.append(entry.number)
                last = entry.number

    def write(writer: int) -> None:
        for index in range(15):
            house.key_pair("/a/", f"{writer}-{index}")

    before = house.outbox.last()
    reader = threading.Thread(target=read)
    reader.start()
    writers = [threading.Thread(target=write, args=(index,)) for index in range(4)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    reader.join()
    assert len([number for number in seen if number > before]) == 60


def test_old_entries_go_and_a_late_client_is_sent_back(house: House) -> None:
    house.key_pair("/a/", "old")
    house.clock.turn(hours=2)
    house.key_pair("/a/", "new")
    newest = house.outbox.last()
    house.outbox.prune()
    admin = house.caller("/", RoleType.ADMIN)
    assert house.outbox.after(admin, 0, 10) is None
    assert house.outbox.after(admin, newest + 1, 10) is None
    batch = house.outbox.after(admin, newest - 1, 10)
    assert batch is not None
    assert [entry.number for entry in batch.entries] == [newest]
    assert [entry.topic for entry in batch.entries] == [Topic.CHANGE]


def test_a_listener_is_woken_by_a_commit(house: House) -> None:
    def tell(_: Commit) -> None:
        house.outbox.wake()

    house.writer.listen(tell)
    woken = threading.Event()
    stop = house.outbox.listen(woken.set)
    before = house.outbox.last()
    house.key_pair("/a/")
    assert woken.wait(5)
    assert house.outbox.wait_for(before, 5)
    stop()
