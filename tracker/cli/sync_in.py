"""Pulling: the other server's events, who attends them, and its people, in portions that are each whole here before the next."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from tracker import clock
from tracker.osdi import there
from tracker.osdi.client import Other, Refused
from tracker.osdi.reading import Json
from tracker.osdi.there import AttendanceThere, EventThere, PersonThere
from tracker.records import dataclass
from tracker.store.db import db
from tracker.sync import cursor, links
from tracker.sync.fates import ATTENDANCES, EVENTS, IN, PEOPLE, TAGS, Fate
from tracker.sync.judging import Judged, here_already
from tracker.sync.terms import Terms
from tracker.usecases import take_from_other

# What was changed just while the last walk began may have been missed by it: it is asked for once more.
OVERLAP = timedelta(minutes=2)
T = TypeVar("T")
Came = Mapping[str, list[tuple[str, AttendanceThere]]]


@dataclass
class Pull:
    """One walk. `at_once`: people of one portion; `tell_no`: has somebody unsubscribed there, by letters and by calls."""

    other: Other
    terms: Terms
    go: bool
    at_once: int
    whole: bool
    tell_no: Callable[[str, bool, bool], Fate | None]
    said: Callable[[str], None]
    fates: list[Fate] = field(default_factory=list)
    # Who was met: allies by their ids there, which a look that keeps nothing forgets otherwise.
    people: dict[str, str] = field(default_factory=dict)
    attendances: dict[str, str] = field(default_factory=dict)
    screenings: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Raises what the client raises."""
        events = self._all("events", "osdi:events", there.event, EVENTS)
        matched = take_from_other.take_events(self.terms, events, self.go)
        self.fates += matched.fates
        self.screenings, self.doubtful = matched.screenings, matched.doubtful
        since, page = self._begin()
        events = [each for each in events if each.id in matched.screenings]
        came = self._attendances(events, since)
        met: set[str] = set()
        for people, next_page in self._portions(since, page):
            met |= {each.id for each in people}
            self._take(people, came, events)
            if self.go:
                take_from_other.come_so_far(self.terms, next_page)
        self._rest(came, met, events)
        if self.go:
            take_from_other.end_walk(self.terms)
        for name in self.terms.tags:
            self._tag(name)

    def _begin(self) -> tuple[datetime | None, str]:
        """Since when changes are asked for, None for everybody; and the page to go on from."""
        found = cursor.of(self.terms.server, self.terms.campaign_id)
        for_all = self.whole or cursor.asks_for_all(found)
        if found is not None and found.page and found.began_there and not (for_all and found.asks_since):
            self.said("on")
            return found.asks_since, found.page
        since = None if for_all or found is None else found.since
        since = since - OVERLAP if since else None
        if self.go:
            take_from_other.begin_walk(self.terms, self.other.clock or clock.now() - OVERLAP, since)
        db.session.rollback()
        return since, ""

    def _attendances(self, events: Iterable[EventThere], since: datetime | None) -> Came:
        """By person; without those that are here already."""
        found = cursor.of(self.terms.server, self.terms.campaign_id)
        before = found.came_at if found else None
        wanted = [each.id for each in events]
        fresh = links.since(self.terms.server, links.EVENT, wanted, before) if before else set(wanted)
        came: dict[str, list[tuple[str, AttendanceThere]]] = defaultdict(list)
        for event_id in wanted:
            changed = None if event_id in fresh else since
            path = f"events/{event_id}/attendances"
            theirs = self._all(path, "osdi:attendances", there.attendance, ATTENDANCES, changed)
            known = here_already(self.terms, [each.id for each in theirs])
            for each in theirs:
                if each.id in known:
                    self.fates.append(Fate(IN, ATTENDANCES, "already there", each.id))
                else:
                    came[each.person_id].append((event_id, each))
            db.session.rollback()
        return came

    def _portions(self, since: datetime | None, page: str) -> Iterator[tuple[list[PersonThere], str]]:
        """People, and the page behind them."""
        people: list[PersonThere] = []
        next_page = page
        for shown in self.other.walk("people", "osdi:people", since, page):
            people += self._read(shown.items, there.person, PEOPLE)
            next_page = shown.next
            if len(people) >= self.at_once:
                yield people, next_page
                people = []
                self.said("so far")
        if people or next_page != page:
            yield people, next_page

    def _take(self, people: list[PersonThere], came: Came, events: list[EventThere]) -> None:
        mine = {each.id: came[each.id] for each in people if each.id in came}
        judged = take_from_other.take_people(self.terms, people, mine, events, self.go)
        self._note(judged)

    def _note(self, judged: Judged) -> None:
        self.fates += judged.fates
        self.people |= judged.people
        self.attendances |= judged.attendances
        for person_id, mail, call in judged.to_tell:
            told = self.tell_no(person_id, mail, call)
            self.fates += [told] if told else []

    def _rest(self, came: Came, met: set[str], events: list[EventThere]) -> None:
        """Attendances of people who did not change since, and so were on no page."""
        left = iter(sorted(set(came) - met))
        while some := list(islice(left, self.at_once)):
            people = []
            for id_ in some:
                try:
                    found = there.person(self.other.get(f"people/{id_}"))
                except Refused:
                    found = None
                # An id that leads to somebody else is nobody's.
                if found is not None and found.id == id_:
                    people.append(found)
                else:
                    self.fates += [Fate(IN, ATTENDANCES, "unreadable", each.id) for _, each in came[id_]]
            self._take(people, came, events)

    def _tag(self, name: str) -> None:
        """Who has it there."""
        tag_id = tag_there(self.other, name)
        if not tag_id:
            return
        theirs = taggings(self.other, tag_id)
        for ally_id in sorted(take_from_other.take_tag(self.terms, name, theirs, self.go)):
            self.fates.append(Fate(IN, TAGS, "tagged", tag_id, ally_id))

    def _all(
        self, path: str, rel: str, read: Callable[[Json], T | None], about: str, since: datetime | None = None
    ) -> list[T]:
        return [each for page in self.other.walk(path, rel, since) for each in self._read(page.items, read, about)]

    def _read(self, items: list[Json], read: Callable[[Json], T | None], about: str) -> list[T]:
        found = [read(each) for each in items]
        if about != ATTENDANCES:
            self.fates += [Fate(IN, about, "unreadable")] * found.count(None)
        return [each for each in found if each is not None]


def tag_there(other: Other, name: str) -> str:
    """The id there of the tag that is called so, whatever its case; "" for none."""
    for page in other.walk("tags", "osdi:tags"):
        for each in page.items:
            if str(each.get("name", "")).casefold() == name.casefold():
                return there.id_of(each)
    return ""


def taggings(other: Other, tag_id: str) -> set[str]:
    """Ids there of who has it."""
    pages = other.walk(f"tags/{tag_id}/taggings", "osdi:taggings")
    return {there.person_of(each) for page in pages for each in page.items} - {""}
