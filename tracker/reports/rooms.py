"""Heads of rooms: of a whole scope and of each group in it. A figure of a list is never divided (signups.per_head)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tracker.reports.places import Place
from tracker.reports.scope import GROUPS, Scope
from tracker.reports.shapes import Room
from tracker.screenings import heads
from tracker.screenings.screening import Screening
from tracker.signups import per_head
from tracker.store.db import db


class Rooms:
    """Film screenings on days of the scope's period, and the counts that hold for them."""

    def __init__(self, scope: Scope, there: Mapping[str, Place], at: datetime) -> None:
        self._there = [each for each in there.values() if _is_room(each, scope)]
        self._at = at
        self._latest = heads.latest_in(scope.campaign_id)
        self._shared = heads.sharing({row.row_id for row in self._latest.values() if row.row_id})
        self._signups = per_head.signups_in(scope.campaign_id)

    def of_all(self, scope: Scope) -> Room:
        """The whole scope; the campaign's one total is told where nothing narrows it."""
        room = self._of(self._there)
        total = (
            None if scope.by or scope.since or scope.until else next(iter(heads.of_campaign(scope.campaign_id)), None)
        )
        if total is None:
            return room
        home = select(Screening.id).where(
            Screening.campaign_id == scope.campaign_id, Screening.standing == per_head.AT_HOME
        )
        at_home = sum(self._signups.get(each, 0) for each in db.session.scalars(home))
        signups = sum(self._signups.values()) - at_home
        return Room(
            room.heads, room.signups, room.counted, room.screenings, room.shared, room.kinds, total.heads, signups
        )

    def by_group(self) -> dict[tuple[str, str], Room]:
        """Of each group that has any."""
        found = defaultdict[tuple[str, str], list[Place]](list)
        for place in self._there:
            for cell in zip(GROUPS, place.keys, strict=True):
                found[cell].append(place)
        return {cell: self._of(places) for cell, places in found.items()}

    def _of(self, places: Collection[Place]) -> Room:
        """What a list says of these and of others together is left out: which part of it sat here nobody knows."""
        ids = {each.id for each in places}
        holds = {each: self._latest[each] for each in ids if each in self._latest}
        whole = {each: row for each, row in holds.items() if not row.row_id or self._shared[row.row_id] <= ids}
        figures = per_head.held(whole, self._shared)
        counted = set[str]().union(*(shows for shows, _heads, _kind in figures))
        begun = {each.id for each in places if each.status != "cancelled" and self._has_begun(each)}
        left_out = len(set(holds) - counted)
        if not figures:
            return Room(screenings=len(begun), shared=left_out)
        signups = sum(self._signups.get(each, 0) for each in counted)
        kinds = dict(sorted(Counter(kind for _shows, _heads, kind in figures).items()))
        everybody = sum(number for _shows, number, _kind in figures)
        return Room(everybody, signups, len(counted), len(begun | counted), left_out, kinds)

    def _has_begun(self, place: Place) -> bool:
        if place.starts_at is not None:
            return place.starts_at <= self._at
        return place.day is not None and place.day <= self._at.astimezone(ZoneInfo(place.zone)).date()


def _is_room(place: Place, scope: Scope) -> bool:
    if place.standing or place.joined or place.day is None:
        return False
    return (scope.since is None or place.day >= scope.since) and (scope.until is None or place.day <= scope.until)
