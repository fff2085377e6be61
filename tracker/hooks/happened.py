"""What happened is written down for the hooks that are to hear of it: inside the transaction of the deed, and by ids alone.

A house without a hook pays one look at an empty table. What is said of each is gathered when it is sent: hooks.body.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import select, text

from tracker import clock
from tracker.followups.followup import FollowUp
from tracker.hooks.delivery import CANCELLED, CHANGED, MADE, OUTCOME, SIGNUP, UNDONE, HookDelivery
from tracker.hooks.hook import STANDING, Hook, Kind
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_rows

SOME = 2_000


@dataclass(frozen=True, slots=True)
class Happened:
    """One event: what it is about, whose it is, and in which campaign."""

    about_id: str
    campaign_id: str
    ally_id: str | None = None


# A hook's id, and the campaign that it hears of.
Listening = list[tuple[str, str | None]]


def signups(told: Iterable[Happened]) -> None:
    """New signups, by whatever door they came."""
    if listening := _listening(Kind.SIGNUPS):
        _write(SIGNUP, told, listening)


def outcome(about_id: str, follow_up: FollowUp, undone: bool = False) -> None:
    """The attempt at a follow-up was written down, or taken back."""
    if listening := _listening(Kind.OUTCOMES):
        told = Happened(about_id, follow_up.campaign_id, follow_up.ally_id)
        _write(UNDONE if undone else OUTCOME, [told], listening)


def outcomes_listed(follow_up_ids: Collection[str], undone: bool = False) -> None:
    """A list told of these follow-ups, closed as they were made. `undone`: before they go."""
    if follow_up_ids and (listening := _listening(Kind.OUTCOMES)):
        columns = (FollowUp.id, FollowUp.campaign_id, FollowUp.ally_id)
        for some in _portions(follow_up_ids):
            rows = db.session.execute(select(*columns).where(FollowUp.id.in_(some)).order_by(FollowUp.id))
            _write(UNDONE if undone else OUTCOME, [Happened(*row) for row in rows], listening)


def screenings(event: str, screening_ids: Collection[str], campaign_id: str | None = None) -> None:
    """Film screenings were MADE, CHANGED or CANCELLED. `campaign_id`: of those whose rows are gone."""
    if screening_ids and (listening := _listening(Kind.SCREENINGS)):
        for some in _portions(screening_ids):
            rows = db.session.execute(select(Screening.id, Screening.campaign_id).where(Screening.id.in_(some)))
            of: dict[str, str] = {id_: campaign for id_, campaign in rows}
            told = [Happened(each, of.get(each) or campaign_id or "") for each in some]
            _write(event, told, listening)


def made(screening_id: str) -> None:
    screenings(MADE, [screening_id])


def changed(*screening_ids: str) -> None:
    screenings(CHANGED, screening_ids)


def cancelled(screening_id: str) -> None:
    screenings(CANCELLED, [screening_id])


def heard(kind: Kind) -> bool:
    """Whether anybody hears of this kind: for deeds that would have to look for what they did."""
    return bool(_listening(kind))


def _listening(kind: Kind) -> Listening:
    """The hooks that hear of this kind; those that rest, too: it is kept for them."""
    standing = select(Hook.id, Hook.campaign_id, Hook.kind_names).where(text(STANDING))
    return [(id_, campaign) for id_, campaign, kinds in db.session.execute(standing) if kind in kinds.split(",")]


def _write(event: str, told: Iterable[Happened], listening: Listening) -> None:
    now = clock.now()
    add_rows(HookDelivery, [
        {
            "id": new_id(), "hook_id": hook_id, "event": event, "about_id": each.about_id, "ally_id": each.ally_id, "at": now,
            "due_at": now, "state": "waiting", "tries": 0, "trouble": "",
        }
        for each in told for hook_id, campaign_id in listening if campaign_id in (None, each.campaign_id)
    ])  # fmt: skip


def _portions(ids: Collection[str]) -> Iterable[list[str]]:
    wanted = sorted(ids)
    return (wanted[start : start + SOME] for start in range(0, len(wanted), SOME))
