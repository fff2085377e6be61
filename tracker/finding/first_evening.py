"""The first evening: seven steps from an empty house to the first call, each done once the house shows that it is."""

from sqlalchemy import ColumnElement, Select, case, literal, or_, select
from sqlalchemy.orm import aliased

from tracker.followups.followup import Attempt
from tracker.screenings.campaign import Campaign
from tracker.screenings.code import Code
from tracker.screenings.film import Film
from tracker.screenings.kit import Kit
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.team.settings import Setting

_read = aliased(Setting)

# In the order in which they are done; each asks for one row by an index, all of them in one statement.
STEPS: dict[str, ColumnElement[bool]] = {
    "film": select(Film.id).exists(),
    "campaign": select(Campaign.id).exists(),
    "screening": select(Screening.id).where(Screening.standing.is_(None)).exists(),
    "print": or_(
        select(Kit.id).exists(), select(Code.code).where(Code.source.in_(("poster", "seat card", "lobby"))).exists()
    ),
    "signup": select(Signup.id).exists(),
    # As letters.reply_to.answered() decides it.
    "reply_to": select(Setting.name)
    .join(_read, (_read.name == "reply_to_read") & (_read.value == Setting.value))
    .where(Setting.name == "reply_to", Setting.value != "")
    .exists(),
    "call": select(Attempt.id).where(Attempt.account_id.is_not(None), Attempt.undone_at.is_(None)).exists(),
}


def done() -> dict[str, bool]:
    """Which steps are done, in their order."""
    found = db.session.execute(select(*STEPS.values())).one()
    return {key: bool(each) for key, each in zip(STEPS, found, strict=True)}


def counting_open() -> Select[int]:
    """How many steps are still to be done: Home leads to the guide until there are none. To be asked with other counts."""
    return select(sum((case((each, 0), else_=1) for each in STEPS.values()), start=literal(0)))


def newest_code() -> str | None:
    """The code of the newest campaign, to try a signup with."""
    wanted = select(Code.code).join(Campaign, Campaign.id == Code.campaign_id)
    return db.session.scalar(wanted.order_by(Campaign.created_at.desc(), Code.made_at, Code.code).limit(1))
