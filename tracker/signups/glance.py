"""The numbers beside a week's film screenings and beside campaigns: four kinds, one question."""

from collections.abc import Collection, Iterable
from dataclasses import field
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all

from tracker.records import dataclass
from tracker.screenings.head_count import HeadCount
from tracker.signups import counting, lineage
from tracker.signups.signup import Signup
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class Glance:
    """By id; what has none is left out."""

    # Of film screenings: signups, and head counts of any kind.
    signups: dict[str, int] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    # Of campaigns: signups, and film screenings that allies host.
    of_campaigns: dict[str, int] = field(default_factory=dict)
    hosted: dict[str, int] = field(default_factory=dict)


def glance(screening_ids: Collection[str], campaign_ids: Collection[str]) -> Glance:
    """One query."""
    shown = sorted(screening_ids)
    kinds: dict[str, Select[Any]] = {
        "signups": _each(Signup.screening_id, shown),
        "heads": _each(HeadCount.screening_id, shown),
        "of_campaigns": counting.by_campaign(campaign_ids),
        "hosted": lineage.counting_hosted(campaign_ids),
    }
    found = Glance()
    for kind, id_, number in db.session.execute(union_all(*_named(kinds.items()))):
        getattr(found, kind)[id_] = number
    return found


def _each(of: Any, ids: list[str]) -> Select[Any]:
    return select(of, func.count()).where(of.in_(ids)).group_by(of)


def _named(kinds: Iterable[tuple[str, Select[Any]]]) -> list[Select[Any]]:
    rows = [(name, kind.subquery()) for name, kind in kinds]
    return [select(literal(name), *table.c) for name, table in rows]
