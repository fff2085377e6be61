"""One's own allies, found again when they call back: by the name to be called by, or by digits of their number."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select

from tracker import clock
from tracker.allies import name_words
from tracker.allies.ally import Ally, Contact
from tracker.allies.contact_points import clean_text
from tracker.errors import Refusal
from tracker.followups.card import called_by
from tracker.followups.claiming import CLAIM_MINUTES, Worker, in_reach
from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.followups.next_try import PROMISED
from tracker.followups.outcomes import BY_PERSON
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once
from tracker.words import lazy

# The latest so many are looked through; so many are shown.
LOOKED_AT, SHOWN = 500, 20
LEAST_DIGITS, MOST_ASKED = 4, 80


class AskMore(Refusal):
    sentence = lazy("Write the beginning of a name, or at least four figures of a number.")
    field = "asked"


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody who fits."""

    id: str
    alias: str
    called: str
    said: str
    language: str
    # What is open for them and a person's to do, if anything is.
    follow_up_id: str | None
    # Since when we know them by a follow-up of mine.
    last_at: datetime


def look_for(asked: str, who: Worker) -> list[Own]:
    """Who fits, of the latest LOOKED_AT; contacts are opened in memory. Raises AskMore.

    Extra care: for coordinators alone. To be found by a name would tell others whose alias it is.
    """
    wanted = _Wanted(asked)
    mine = _mine(who)
    found = db.session.execute(mine.order_by(mine.selected_columns[1].desc()).limit(LOOKED_AT))
    last: dict[str, datetime] = {ally_id: at for ally_id, at in found}
    allies = db.session.scalars(select(Ally).where(Ally.id.in_(list(last)), Ally.contact_sealed.is_not(None)))
    fitting = [ally for ally in allies if (who.careful or not ally.extra_care) and wanted.fits(ally.contact or {})]
    fitting.sort(key=lambda ally: (last[ally.id], ally.id), reverse=True)
    fitting = fitting[:SHOWN]
    open_ones = _open_of([ally.id for ally in fitting], who)
    return [_own(ally, open_ones.get(ally.id), last[ally.id]) for ally in fitting]


def is_mine(ally_id: str, who: Worker) -> bool:
    """Whether an ally is one's own."""
    return db.session.execute(_mine(who).where(FollowUp.ally_id == ally_id)).first() is not None


def called_back(ally: Ally, who: Worker) -> FollowUp:
    """What is open for them; else a new one, planned by hand, claimed by whoever they are talking to.

    Inside a transaction that has locked the ally. It answers the signups of the latest before it.
    """
    open_one = _open_of([ally.id], who).get(ally.id)
    if open_one:
        return db.session.get_one(FollowUp, open_one)
    now = clock.now()
    latest = select(FollowUp).where(FollowUp.ally_id == ally.id, in_reach(who))
    before = db.session.scalars(latest.order_by(FollowUp.planned_at.desc(), FollowUp.id).limit(1)).one()
    made = FollowUp(
        ally_id=ally.id, campaign_id=before.campaign_id, why="by hand", channel="call", due_at=now, late_at=now + PROMISED,
        planned_at=now, point_person_id=who.account_id, claimed_by_id=who.account_id,
        claimed_until=now + timedelta(minutes=CLAIM_MINUTES),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    signups = db.session.scalars(select(FollowUpSignup.signup_id).where(FollowUpSignup.follow_up_id == before.id)).all()
    add_once(FollowUpSignup, [{"id": new_id(), "follow_up_id": made.id, "signup_id": each} for each in sorted(signups)])
    return made


class _Wanted:
    """What was asked for: figures of a number, or beginnings of the words of a name."""

    def __init__(self, asked: str) -> None:
        asked = clean_text(asked)[:MOST_ASKED]
        self.digits = "".join(each for each in asked if each.isascii() and each.isdigit())
        self.words = [] if self.digits else name_words.folded(asked)
        if len(self.digits) < LEAST_DIGITS and not self.words:
            raise AskMore

    def fits(self, contact: Contact) -> bool:
        if self.digits:
            number = "".join(filter(str.isdigit, contact.get("phone", "")))
            # As people say it at home: without the country's number, with a nought before.
            at_home = self.digits.lstrip("0")
            return self.digits in number or (len(at_home) >= LEAST_DIGITS and at_home in number)
        return name_words.fits(self.words, contact)


def _mine(who: Worker) -> Select[str, datetime]:
    """Ally and last moment: those one has tried, is the point person of, or is at."""
    tried = and_(Attempt.follow_up_id == FollowUp.id, Attempt.account_id == who.account_id, Attempt.undone_at.is_(None))
    held = and_(FollowUp.claimed_by_id == who.account_id, FollowUp.claimed_until > clock.now())
    return (
        select(FollowUp.ally_id, func.max(func.coalesce(Attempt.at, FollowUp.planned_at)))
        .outerjoin(Attempt, tried)
        .where(in_reach(who), or_(Attempt.id.is_not(None), FollowUp.point_person_id == who.account_id, held))
        .group_by(FollowUp.ally_id)
    )


def _open_of(ally_ids: Sequence[str], who: Worker) -> dict[str, str]:
    """By ally: the most urgent that is open, a person's to do, and in reach."""
    wanted = (
        select(FollowUp.ally_id, FollowUp.id)
        .where(FollowUp.ally_id.in_(list(ally_ids)), FollowUp.state == "open", FollowUp.channel.in_(BY_PERSON), in_reach(who))
        .order_by(FollowUp.late_at.desc(), FollowUp.id.desc())
    )  # fmt: skip
    return dict(db.session.execute(wanted).all())


def _own(ally: Ally, follow_up_id: str | None, last_at: datetime) -> Own:
    contact = ally.contact or Contact()
    called = called_by(contact.get("name", ""), contact.get("call", ""), ally.language)
    return Own(ally.id, ally.alias, called, contact.get("said", ""), ally.language, follow_up_id, last_at)
