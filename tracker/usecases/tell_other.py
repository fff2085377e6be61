"""Another server is told of ours: what leaves is written down before it leaves, and by which id it is known there, once it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.keeping import copies
from tracker.osdi.reading import Json
from tracker.store.transactions import transaction
from tracker.sync import cursor, hearing, links, ours
from tracker.sync.terms import Terms
from tracker.team import trace

COPY = "sync"
MOST_PLACE = 40


def about_to_tell(terms: Terms, ally_ids: Sequence[str], go: bool) -> dict[str, Json]:
    """By ally what is sent of each of these: as they stand now, those alone who may be told of. Their copies have left from here."""
    with transaction(keeps=go):
        shapes = ours.shapes(terms, ally_ids)
        if shapes:
            copies.left_today(COPY, terms.by, shapes, terms.server[:MOST_PLACE])
            trace.note("people told", terms.by, "campaign", terms.campaign_id, f"{terms.server}: {len(shapes)}")
        return shapes


def known_there(terms: Terms, about: str, rows: Mapping[str, str]) -> None:
    """By id there the row of ours."""
    with transaction():
        links.know(terms.server, about, rows)


def hear_no(terms: Terms, ally_id: str, channels: Sequence[str]) -> None:
    """What was answered when they were told of: there they had said "no" before."""
    with transaction():
        hearing.hear(ally_id, channels, terms)


def all_told(terms: Terms, began: datetime) -> None:
    """The next time only what changed since it `began` is asked after."""
    with transaction():
        cursor.taken(terms.server, terms.campaign_id).told_at = began
