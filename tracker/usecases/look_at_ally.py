"""Somebody looks through the list of allies, or at one of them: the names that stand there are written down."""

from collections.abc import Sequence
from datetime import datetime

from tracker.allies.ally import Ally
from tracker.allies.identify import maybe_the_same
from tracker.finding import allies, ally_card, duplicates
from tracker.finding.allies import Page
from tracker.finding.ally_card import AllyCard
from tracker.finding.duplicates import Line
from tracker.finding.filters import Filters
from tracker.followups.claiming import Worker
from tracker.records import dataclass
from tracker.store.transactions import transaction
from tracker.team import trace


@dataclass(frozen=True, slots=True)
class Looked:
    """The card, and for coordinators who may be the same person: to be compared, or known by a contact of theirs."""

    card: AllyCard
    same: Sequence[Ally]
    pairs: Sequence[Line]
    joined: Sequence[Line]


def look_through_allies(filters: Filters, who: Worker, after: tuple[datetime, str] | None) -> Page:
    """A page of the list."""
    page = allies.page_of(filters, who, after)
    _note("name shown", who, [line.id for line in page.lines if line.called])
    return page


def look_at_ally(ally_id: str, who: Worker, after: tuple[datetime, str] | None = None) -> Looked:
    """`after`: where a page of the timeline begins. Raises NotThere unless the ally signed up in a campaign of theirs."""
    looked = _looked(ally_id, who, after)
    named = _note("name shown", who, [ally_id] if looked.card.called else [])
    compared = _note("likeness shown", who, [ally_id] if looked.same or looked.pairs else [])
    # What was read before a transaction is forgotten in it.
    return _looked(ally_id, who, after) if named or compared else looked


def _looked(ally_id: str, who: Worker, after: tuple[datetime, str] | None) -> Looked:
    card = ally_card.ally_card(ally_id, who, after)
    if not who.careful:
        return Looked(card, (), (), ())
    pairs = duplicates.of_ally(ally_id)
    compared = {each for pair in pairs for each in (pair.one_id, pair.other_id)}
    same = [each for each in maybe_the_same(card.ally) if each.id not in compared]
    return Looked(card, same, pairs, duplicates.merges_of(ally_id))


def _note(deed: str, who: Worker, ids: list[str]) -> bool:
    fresh = trace.unseen(deed, who.account_id, ids)
    if fresh:
        with transaction():
            trace.note_each(deed, who.account_id, "ally", fresh)
    return bool(fresh)
