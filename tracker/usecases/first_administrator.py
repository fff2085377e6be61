"""The first start: a link, printed once, with which somebody becomes the administrator. There is no default account."""

from tracker.store.transactions import transaction
from tracker.team import account, invitation
from tracker.team.roles import Role


def needed() -> bool:
    """Whether nobody has an account yet."""
    return not account.anybody()


def invite() -> str | None:
    """The path of a fresh link, or None when there is an account already. Links printed earlier are void."""
    with transaction():
        if account.anybody():
            return None
        invitation.void_first_links()
        return f"/account/join/{invitation.join(Role.ADMINISTRATOR, made_by_id=None)}"
