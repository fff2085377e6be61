"""Changing a playbook. What is planned already stays as it was planned; changes hold from now on."""

import re

from sqlalchemy import func, select

from tracker import clock
from tracker.appeals.interest import Interest
from tracker.followups import instead, step_rules
from tracker.followups.playbook import Playbook, Step
from tracker.followups.step_rules import Draft
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.rows import row_of
from tracker.store.transactions import add_once

DEFAULT = "default"


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


def change(row: Step, draft: Draft) -> None:
    """Inside a transaction. Raises what step_rules.check() raises."""
    others = [other for other in steps_in(row.playbook_id) if other.id != row.id]
    step_rules.check(draft, row.key, others, _interest_keys())
    _fill(row, draft)


def archive(row: Step) -> None:
    """No longer plan it; inside a transaction. Raises Followed."""
    step_rules.check_unfollowed(row, [other for other in steps_in(row.playbook_id) if other.id != row.id])
    row.archived = True


def bring_back(row: Step) -> None:
    """Plan it again; inside a transaction. Raises what step_rules.check() raises: the others may have changed since."""
    draft = Draft(row.title, row.channel, row.delay_hours, row.clock_hours, row.condition, row.words)
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
    row = {
        "id": new_id(),
        "campaign_id": campaign_id,
        "scope": campaign_id,
        "name": name[:100],
        "created_at": clock.now(),
    }
    default = playbook(DEFAULT)
    if add_once(Playbook, [row]) and default is not None:
        for each in steps_in(default.id):
            db.session.add(
                Step(
                    playbook_id=str(row["id"]), key=each.key, position=each.position, title=each.title, channel=each.channel,
                    condition=each.condition, delay_hours=each.delay_hours, clock_hours=each.clock_hours, words=each.words,
                    archived=False,
                )
            )  # fmt: skip


def _fill(row: Step, draft: Draft) -> None:
    row.title, row.channel = draft.title.strip(), draft.channel
    row.delay_hours, row.clock_hours = draft.delay_hours, draft.clock_hours
    row.condition, row.words = draft.condition, instead.carried(draft.channel, row.words or {}, draft.words)


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
