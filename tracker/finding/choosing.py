"""Choosing allies for a deed: the lines that were ticked, or all who fit; written down once, so that a preview stays true."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, insert, literal, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.choice import Choice, Chosen
from tracker.errors import NotThere, Refusal
from tracker.finding.filters import Filters
from tracker.finding.matching import matching
from tracker.finding.reach import in_reach
from tracker.followups.claiming import Worker
from tracker.store.db import db
from tracker.store.rows import is_id, row_of
from tracker.words import lazy

MOST = 100_000


class NobodyChosen(Refusal):
    sentence = lazy("Tick at least one line, or choose all who fit.")
    status = 409


class TooMany(Refusal):
    sentence = lazy("More than 100,000 fit. Choose less, and do it in parts.")
    status = 409


def ticked(ally_ids: Collection[str], who: Worker) -> Choice:
    """Those of these lines that are in reach; inside a transaction. Raises NobodyChosen, TooMany."""
    ids = sorted({each for each in ally_ids if is_id(each)})
    return _written(select(Ally.id).where(Ally.id.in_(ids), in_reach(who)), None, who)


def all_who_fit(filters: Filters, who: Worker) -> Choice:
    """As many as there are now; inside a transaction. Raises NobodyChosen, TooMany, careful.TooManyToOpen."""
    return _written(select(Ally.id).where(matching(filters, who)), filters.said(), who)


def mine(choice_id: str, who: Worker) -> Choice:
    """Raises NotThere for one that others made."""
    choice = row_of(Choice, choice_id)
    if choice.account_id != who.account_id:
        raise NotThere
    return choice


def next_of(choice_id: str, after: str, most: int, lock: bool = False) -> Sequence[Ally]:
    """Allies behind `after`, by id; with `lock` nobody else changes them until the transaction ends."""
    wanted = (
        select(Ally)
        .join(Chosen, Chosen.ally_id == Ally.id)
        .where(Chosen.choice_id == choice_id, Chosen.ally_id > after)
        .order_by(Chosen.ally_id)
        .limit(most)
    )
    if lock:
        # Not against rows that merely point at them: whoever signs up need not wait.
        wanted = wanted.with_for_update(of=Ally, key_share=True)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()


def _written(wanted: Select[str], filters: dict[str, str] | None, who: Worker) -> Choice:
    choice = Choice(account_id=who.account_id, filters=filters, number=0, made_at=clock.now())
    db.session.add(choice)
    db.session.flush()
    some = wanted.limit(MOST + 1).subquery()
    db.session.execute(insert(Chosen).from_select(["choice_id", "ally_id"], select(literal(choice.id), some.c.id)))
    number = db.session.scalar(select(func.count()).where(Chosen.choice_id == choice.id)) or 0
    if number == 0:
        raise NobodyChosen
    if number > MOST:
        raise TooMany
    choice.number = number
    db.session.flush()
    return choice
