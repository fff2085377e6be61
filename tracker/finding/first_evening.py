"""The first evening: seven steps from an empty house to the first call, each done once the house shows that it is."""

from collections.abc import Callable

from sqlalchemy import Select, select

from tracker.followups.followup import Attempt
from tracker.letters import reply_to
from tracker.screenings.campaign import Campaign
from tracker.screenings.code import Code
from tracker.screenings.film import Film
from tracker.screenings.kit import Kit
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db


def _any(query: Select[str]) -> bool:
    return db.session.scalar(query.limit(1)) is not None


# In the order in which they are done; each asks for one row by an index.
STEPS: dict[str, Callable[[], bool]] = {
    "film": lambda: _any(select(Film.id)),
    "campaign": lambda: _any(select(Campaign.id)),
    "screening": lambda: _any(select(Screening.id).where(Screening.standing.is_(None))),
    "print": lambda: (
        _any(select(Kit.id)) or _any(select(Code.code).where(Code.source.in_(("poster", "seat card", "lobby"))))
    ),
    "signup": lambda: _any(select(Signup.id)),
    "reply_to": reply_to.answered,
    "call": lambda: _any(select(Attempt.id).where(Attempt.account_id.is_not(None), Attempt.undone_at.is_(None))),
}


def done() -> dict[str, bool]:
    """Which steps are done, in their order."""
    return {step: asks() for step, asks in STEPS.items()}


def still_open() -> int:
    """How many steps are still to be done: Home leads to the guide until there are none."""
    return sum(1 for asks in STEPS.values() if not asks())


def newest_code() -> str | None:
    """The code of the newest campaign, to try a signup with."""
    wanted = select(Code.code).join(Campaign, Campaign.id == Code.campaign_id)
    return db.session.scalar(wanted.order_by(Campaign.created_at.desc(), Code.made_at, Code.code).limit(1))
