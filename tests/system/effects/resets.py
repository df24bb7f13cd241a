"""Effects of settings on forgotten passwords and the mails with their tokens."""

from tests.mail_server import Mailbox, Received
from tests.system.effects.mail_servers import Matter
from tests.system.effects.stage import Stage, allowed, effect, fresh

from pileus.manager.identity.password_reset import reset_tokens_mailed
from pileus.manager.kernel.authentication import Forgotten, NewPassword
from pileus.manager.model.user import PasswordReset, User

PREFIX = "user.password.reset"
RESETS = Matter(PREFIX, port=2526, needs={"enabled": "true", "mail.domain.url": "https://cloud.example.org"})


def forgetful(stage: Stage) -> str:
    """A new user who asked for a token, each from an address of its own."""
    name = fresh("forgetful")
    stage.account_of(username=name)
    number = name.removeprefix("forgetful")
    allowed(stage.world.users.forgot_password, Forgotten(username=name, domain_path="/staged/", peer=f"fd00:{number}::1"))
    return name


def mailed(stage: Stage, box: Mailbox) -> Received | None:
    """The mail with the token of a new user, if one came."""
    name = forgetful(stage)
    stage.reconcile(reset_tokens_mailed)
    return next((mail for mail in box.mails if f"Hello {name}" in mail.message.get_content()), None)


RESETS.try_server(mailed)


@effect(f"{PREFIX}.enabled", "true", before=None, after="cloud@example.org")
def tokens_are_mailed(stage: Stage) -> object:
    with RESETS.mailing(stage, "enabled") as box:
        mail = mailed(stage, box)
        return mail and mail.sender


@effect(f"{PREFIX}.mail.domain.url", "https://elsewhere.example.org/", before=None, after="https://elsewhere.example.org/client/")
def links_lead_to_the_cloud(stage: Stage) -> object:
    with RESETS.mailing(stage, "mail.domain.url") as box:
        mail = mailed(stage, box)
        return mail and next(line for line in mail.message.get_content().splitlines() if "token=" in line).partition("#")[0]


@effect(f"{PREFIX}.mail.template", "Hello {{username}}, {{firstName}} {{lastName}}! {{token}}", before=False, after=True)
def mails_have_a_text(stage: Stage) -> object:
    with RESETS.mailing(stage, "mail.template") as box:
        mail = mailed(stage, box)
        return mail is not None and "A B!" in mail.message.get_content()


@effect(f"{PREFIX}.ttl", "10", before=True, after=False)
def tokens_last(stage: Stage) -> object:
    with RESETS.mailing(stage, "ttl"):
        name = forgetful(stage)
        [user] = stage.world.rows(User, name=name)
        token = stage.world.sealer.open(stage.world.row(PasswordReset, user.id).sealed_token or "")
        stage.world.clock.turn(minutes=15)
        sent = NewPassword(username=name, domain_path="/staged/", peer="192.168.9.7", token=token, password="another Passw0rd")
        return allowed(stage.world.users.reset_password, sent)
