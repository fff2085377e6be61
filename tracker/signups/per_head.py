"""Signups per head: of one film screening, and of a campaign. Where no head count is, they cannot be computed: never 0.

A figure of a list stands for all shows of one theatre and day. It is never divided among them: their signups are added
up, and compared with it. A count of one of these shows alone adds nothing to it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import field

from sqlalchemy import func, select

from tracker.records import dataclass
from tracker.screenings import heads
from tracker.screenings.head_count import HeadCount
from tracker.screenings.screening import Screening
from tracker.signups import counting
from tracker.signups.signup import Signup
from tracker.store.db import db

# Who signed up at home sat in no room that anybody counted.
AT_HOME = "streaming"


@dataclass(frozen=True, slots=True)
class PerHead:
    """Signups beside the heads they came from. `shows`: film screenings that the figure stands for together."""

    heads: int
    kind: str
    signups: int
    shows: int = 1

    @property
    def percent(self) -> float | None:
        """Signups for a hundred heads. None: not computable, nobody was there."""
        return 100 * self.signups / self.heads if self.heads else None


@dataclass(frozen=True, slots=True)
class OfCampaign:
    """`rooms`: all that were counted, added up, or None; `kinds`: how many figures of each kind are in it. `total`: by
    the one total of a list, if there is one, with everybody who signed up but those at home."""

    rooms: PerHead | None = None
    kinds: dict[str, int] = field(default_factory=dict)
    total: PerHead | None = None


def of_screening(screening_id: str) -> PerHead | None:
    """By the count that holds. None: not computable, there is none."""
    count = heads.latest_of([screening_id]).get(screening_id)
    if count is None:
        return None
    shows = heads.sharing([count.row_id])[count.row_id] if count.row_id else {screening_id}
    return PerHead(count.heads, count.kind, sum(counting.counts_of(shows).values()), len(shows))


def of_campaign(campaign_id: str) -> OfCampaign:
    """Room by room, and by the total."""
    signups = signups_in(campaign_id)
    latest = heads.latest_in(campaign_id)
    figures = held(latest, heads.sharing({row.row_id for row in latest.values() if row.row_id}))
    rooms, kinds = None, Counter(kind for _shows, _heads, kind in figures)
    if figures:
        there = set().union(*(shows for shows, _heads, _kind in figures))
        everybody = sum(number for _shows, number, _kind in figures)
        rooms = PerHead(everybody, "", sum(signups.get(each, 0) for each in there), len(there))
    totals = heads.of_campaign(campaign_id)
    at_home = select(Screening.id).where(Screening.campaign_id == campaign_id, Screening.standing == AT_HOME)
    left_out = set(db.session.scalars(at_home))
    placed = sum(number for screening_id, number in signups.items() if screening_id not in left_out)
    total = PerHead(totals[0].heads, totals[0].kind, placed) if totals else None
    return OfCampaign(rooms, dict(kinds), total)


def held(latest: Mapping[str, HeadCount], shared: Mapping[str, set[str]]) -> list[tuple[set[str], int, str]]:
    """(shows, heads, kind) so that no room stands in two of them: what stands for most shows comes first.

    `latest`: the count that holds, for each of some film screenings; `shared`: of rows of a list, those that share their figure.
    """
    holders: dict[str, set[str]] = {}
    rows: dict[str, HeadCount] = {}
    for screening_id, row in latest.items():
        key = row.row_id or row.id
        holders.setdefault(key, set()).add(screening_id)
        rows[key] = row
    shows = {key: shared.get(key, holders[key]) for key in rows}
    covered, figures = set[str](), []
    for key in sorted(rows, key=lambda key: (-len(shows[key]), rows[key].at, key)):
        if not holders[key] <= covered:
            figures.append((shows[key] - covered, rows[key].heads, rows[key].kind))
            covered |= shows[key]
    return figures


def signups_in(campaign_id: str) -> dict[str, int]:
    """Of each film screening of a campaign, standing ones too; those without any are left out."""
    counted = select(Signup.screening_id, func.count()).join(Screening, Screening.id == Signup.screening_id)
    counted = counted.where(Screening.campaign_id == campaign_id).group_by(Signup.screening_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}
