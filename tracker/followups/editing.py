"""Changing a playbook. Changes hold from now on; what becomes of what is open is chosen with each."""

import re
from dataclasses import replace

from sqlalchemy import func, select

from tracker import clock
from tracker.appeals.interest import Interest
from tracker.errors import Refusal
from tracker.followups import instead, replanning, step_rules
from tracker.followups.playbook import Playbook, Step
from tracker.followups.step_rules import Draft
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.rows import row_of
from tracker.store.transactions import add_once
from tracker.words import lazy

DEFAULT = "default"
CLOCK_HOURS = 72


class ChangedMeanwhile(Refusal):
    sentence = lazy("Somebody has changed this step since you opened it. Open it again.")
    field = "title"


class OpenUndecided(Refusal):
    sentence = lazy("Choose what becomes of those that are open.")
    field = "open_ones"


@dataclass(frozen=True, slots=True)
class Held:
    """What is open of a step, held; and those of them whose letter is written."""

    ids: list[str]
    begun: frozenset[str] = frozenset()


def playbook(scope: str) -> Playbook | None:
    """The playbook of a campaign's id, or of "default"."""
    return db.session.scalar(select(Playbook).where(Playbook.scope == scope))


def steps_in(playbook_id: str, archived: bool = False) -> list[Step]:
    """Its steps in their order."""
    wanted = select(Step).where(Step.playbook_id == playbook_id, Step.archived == archived, Step.replaced_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Step.position, Step.key)))


def scopes() -> frozenset[str]:
    """Campaigns (and "default") that have a playbook of their own."""
    return frozenset(db.session.scalars(select(Playbook.scope)))


def playbook_by_id(playbook_id: str) -> Playbook:
    """Raises NotThere."""
    return row_of(Playbook, playbook_id)


def current(step_id: str) -> Step:
    """The version that holds now of the step that once had this id. Raises NotThere."""
    row = step(step_id)
    if row.replaced_at is None:
        return row
    wanted = select(Step).where(Step.playbook_id == row.playbook_id, Step.key == row.key, Step.replaced_at.is_(None))
    return db.session.scalars(wanted).one()


def number_open(row: Step) -> int:
    """How many follow-ups of a step are open, as it is and as it was."""
    return replanning.count_open(row)


def scope_of(step_id: str) -> str:
    """Of which playbook a step is. Raises NotThere."""
    return playbook_by_id(step(step_id).playbook_id).scope


def step(step_id: str) -> Step:
    """Raises NotThere."""
    return row_of(Step, step_id)


def lock(playbook_id: str) -> Playbook:
    """The playbook, held until the transaction ends: two who edit at once are judged one after the other."""
    return row_of(Playbook, playbook_id, lock=True)


def add(playbook_id: str, draft: Draft) -> Step:
    """A new last step; inside a transaction. Raises what step_rules.check() raises, and TooManySteps."""
    others = steps_in(playbook_id)
    if len(others) >= step_rules.MOST_STEPS:
        raise step_rules.TooManySteps
    row = Step(playbook_id=playbook_id, key=_new_key(playbook_id, draft.title), archived=False)
    step_rules.check(draft, row.key, others, _interest_keys())
    row.position = 1 + (db.session.scalar(select(func.max(Step.position)).where(Step.playbook_id == playbook_id)) or 0)
    _fill(row, draft)
    db.session.add(row)
    db.session.flush()
    return row


def change(row: Step, draft: Draft, open_ones: str | None, held: Held) -> Step:
    """The step as it is from now on; inside a transaction. Raises what step_rules.check() raises, ChangedMeanwhile, and
    OpenUndecided where something is open that the change would touch.

    `open_ones`: "leave" goes on in a new version; "change" plans anew what nobody has begun. A change of channel always
    makes a new version: what somebody has begun keeps its words.
    """
    if row.replaced_at is not None:
        raise ChangedMeanwhile
    others = [other for other in steps_in(row.playbook_id) if other.id != row.id]
    step_rules.check(draft, row.key, others, _interest_keys())
    if not _touches_open(row, draft) or not held.ids:
        _fill(row, draft)
        return row
    if open_ones not in ("leave", "change"):
        raise OpenUndecided(n=len(held.ids))
    rehand = draft.hand != row.hand
    if open_ones == "leave" or draft.channel != row.channel:
        row = _next_version(row)
    _fill(row, draft)
    db.session.flush()
    if open_ones == "change":
        replanning.replan(row, held.begun, rehand)
    return row


def archive(row: Step, open_ones: str | None) -> list[str]:
    """No longer plan it; inside a transaction. The ids of what was closed with it. Raises Followed and OpenUndecided.

    `open_ones`: "leave" or "close".
    """
    step_rules.check_unfollowed(row, [other for other in steps_in(row.playbook_id) if other.id != row.id])
    number = replanning.count_open(row)
    if number and open_ones not in ("leave", "close"):
        raise OpenUndecided(n=number)
    row.archived = True
    return replanning.close_open(row, "withdrawn") if number and open_ones == "close" else []


def bring_back(row: Step) -> None:
    """Plan it again; inside a transaction. Raises what step_rules.check() raises: the others may have changed since."""
    draft = Draft(
        row.title, row.channel, row.delay_hours, row.clock_hours, row.condition, row.words, row.hand, row.asks
    )
    step_rules.check(draft, row.key, steps_in(row.playbook_id), _interest_keys())
    row.archived = False


def move(row: Step, by: int) -> None:
    """One place up (-1) or down (1); inside a transaction. At an end it stays."""
    order = steps_in(row.playbook_id)
    at = [each.id for each in order].index(row.id) if not row.archived else -1
    if at < 0 or not 0 <= at + by < len(order):
        return
    order[at], order[at + by] = order[at + by], order[at]
    for position, each in enumerate(order):
        each.position = position


def make_own(campaign_id: str, name: str) -> None:
    """Give a campaign a playbook of its own, copied from the default one; inside a transaction. Twice is once."""
    default = playbook(DEFAULT)
    row = {
        "id": new_id(), "campaign_id": campaign_id, "scope": campaign_id, "name": name[:100], "created_at": clock.now(),
        "clock_hours": default.clock_hours if default else CLOCK_HOURS,
        "calls_per_week": default.calls_per_week if default else None,
    }  # fmt: skip
    if add_once(Playbook, [row]) and default is not None:
        db.session.add_all(_copy(each, str(row["id"])) for each in steps_in(default.id))


def _copy(each: Step, playbook_id: str) -> Step:
    return Step(
        playbook_id=playbook_id, key=each.key, position=each.position, title=each.title, channel=each.channel,
        condition=each.condition, delay_hours=each.delay_hours, clock_hours=each.clock_hours, words=each.words,
        hand=each.hand, asks=each.asks, archived=each.archived, version=1,
    )  # fmt: skip


def _next_version(row: Step) -> Step:
    """The same step from now on; the row as it was stays to what is open."""
    row.replaced_at = clock.now()
    db.session.flush()
    last = db.session.scalar(
        select(func.max(Step.version)).where(Step.playbook_id == row.playbook_id, Step.key == row.key)
    )
    after = _copy(row, row.playbook_id)
    after.version = 1 + (last or 0)
    db.session.add(after)
    return after


def _touches_open(row: Step, draft: Draft) -> bool:
    """Whether what is open would look different: for whom a step is, and what it asks for, says nothing about those who have it."""
    now = Draft(
        row.title, row.channel, row.delay_hours, row.clock_hours, draft.condition, row.words, row.hand, draft.asks
    )
    return now != replace(draft, title=draft.title.strip(), hand=_hand(draft))


def _fill(row: Step, draft: Draft) -> None:
    row.title, row.channel = draft.title.strip(), draft.channel
    row.delay_hours, row.clock_hours = draft.delay_hours, draft.clock_hours
    row.condition, row.hand, row.asks = draft.condition, _hand(draft), draft.asks or None
    row.words = instead.carried(draft.channel, row.words or {}, draft.words)


def _hand(draft: Draft) -> str:
    """Letters go by themselves: whoever they belong to hears of the answer."""
    return "point person" if draft.channel == "letter" else draft.hand


def _interest_keys() -> list[str]:
    return list(db.session.scalars(select(Interest.key)))


def _new_key(playbook_id: str, title: str) -> str:
    """Words of the title where they are plain letters; a number after them when they are taken."""
    words = re.findall(r"[a-z0-9]+", title.lower().encode("ascii", "ignore").decode())
    base = "_".join(words)[:24].strip("_") or "step"
    taken = set(db.session.scalars(select(Step.key).where(Step.playbook_id == playbook_id)))
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key
