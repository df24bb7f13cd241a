"""What the first start makes."""

from datetime import timedelta
from pathlib import Path

from tests.cloud import PASSWORD, Cloud

from pileus.manager.identity.second_factor import STATIC_PIN
from pileus.manager.identity.seed import ROLES, reset_admin, seed
from pileus.manager.kernel.authentication import LogIn
from pileus.manager.model.account import Account
from pileus.manager.model.role import Role
from pileus.manager.model.user import PasswordReset, User


def test_first_admin_logs_in_with_the_given_password(cloud: Cloud) -> None:
    session = cloud.users.log_in(LogIn(username="admin", password=PASSWORD))
    assert session.account_type == 1
    assert session.caller.is_root
    assert session.caller.domain_path == "/"


def test_first_admin_can_sign_at_once(cloud: Cloud) -> None:
    holder = cloud.users.by_api_key(cloud.admin.api_key)
    assert holder is not None
    assert holder.secret == cloud.admin.secret_key
    assert holder.caller.user_name == "admin"


def test_seeding_again_changes_nothing_and_tells_no_password(cloud: Cloud) -> None:
    before = [len(cloud.rows(model)) for model in (Account, User, Role)]
    with cloud.db.write() as db:
        again = seed(db, cloud.sealer, password="another password")
    assert again.password is None
    assert (again.api_key, again.secret_key) == (cloud.admin.api_key, cloud.admin.secret_key)
    assert [len(cloud.rows(model)) for model in (Account, User, Role)] == before
    assert cloud.users.log_in(LogIn(username="admin", password=PASSWORD))


def test_random_passwords_differ(tmp_path: Path) -> None:
    from tests.cloud import open_cloud

    with open_cloud(tmp_path) as cloud, cloud.db.write() as db:
        first, second = reset_admin(db, cloud.sealer), reset_admin(db, cloud.sealer)
    assert first.password
    assert second.password
    assert first.password != second.password


def test_secrets_are_not_readable_in_the_database(cloud: Cloud, tmp_path: Path) -> None:
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert cloud.admin.api_key.encode() in written
    assert cloud.admin.secret_key.encode() not in written
    assert PASSWORD.encode() not in written


def test_reset_admin_unlocks_and_ends_sessions_and_mailed_tokens(cloud: Cloud) -> None:
    session = cloud.users.log_in(LogIn(username="admin", password=PASSWORD))
    with cloud.db.write() as db:
        now = cloud.clock.now()
        db.add(PasswordReset(user_id=session.caller.user_id, token_hash="0" * 64, created=now, expires=now + timedelta(hours=1)))
        db.get_one(User, session.caller.user_id).state = "disabled"
        reset = reset_admin(db, cloud.sealer)
    assert reset.password
    assert cloud.users.by_session(session.token, session.key) is None
    assert cloud.users.log_in(LogIn(username="admin", password=reset.password))
    assert cloud.rows(PasswordReset) == []


def test_reset_admin_lets_in_who_lost_the_second_factor(cloud: Cloud) -> None:
    with cloud.db.write() as db:
        user = db.get_one(User, cloud.users.log_in(LogIn(username="admin", password=PASSWORD)).caller.user_id)
        user.factor, user.sealed_factor, user.factor_proven = STATIC_PIN, cloud.sealer.seal("123456"), True
    assert cloud.users.log_in(LogIn(username="admin", password=PASSWORD)).needs_factor
    with cloud.db.write() as db:
        reset = reset_admin(db, cloud.sealer)
    assert not cloud.users.log_in(LogIn(username="admin", password=reset.password or "")).needs_factor


def test_all_built_in_roles_are_there(cloud: Cloud) -> None:
    assert {role.name for role in cloud.rows(Role, is_default=True)} == {role.name for role in ROLES}
    assert len(ROLES) == 8
