"""What happens when an account is born: hooks of the layers above, which identity cannot call by name."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from pileus.manager.model.account import Account

Hook = Callable[[Session, Account], None]

HOOKS: list[Hook] = []


def on_account_created(hook: Hook) -> Hook:
    """Decorates `(db, account) -> None`, run in the transaction that makes an account: so the network makes its `default` group."""
    HOOKS.append(hook)
    return hook


def created(db: Session, account: Account) -> None:
    """Runs the hooks for a new account whose row is written."""
    for hook in HOOKS:
        hook(db, account)
