"""Events and people of another server come in: by the one way in, a portion at a time, each whole or not at all.

`go`: False, where it is only to be seen what would come of it: the same deed, of which nothing is kept.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from tracker.allies import tags
from tracker.allies.ally import Ally
from tracker.arrivals.entry import Entry
from tracker.arrivals.welcome import welcome
from tracker.imports import turn
from tracker.imports.collecting import not_collecting
from tracker.imports.people_screenings import many, one
from tracker.imports.people_writing import Welcomed
from tracker.osdi.there import AttendanceThere, EventThere, PersonThere
from tracker.screenings import doors
from tracker.store.db import db
from tracker.store.transactions import one_at_a_time, transaction
from tracker.sync import arriving, cursor, events, hearing, judging, links
from tracker.sync.events import Matched
from tracker.sync.judging import Judged, Whereabouts
from tracker.sync.terms import Terms
from tracker.team import trace

# As of any program that logs events: two at once make one film and one venue.
EVENTS_DEED = "event of a program"


def take_events(terms: Terms, found: Sequence[EventThere], go: bool) -> Matched:
    """Which film screenings they are; those that are missing are made."""
    with transaction(keeps=go):
        matched = _matched(terms, found)
        made = sum(each.fate == "new" for each in matched.fates)
        if made:
            trace.note("events pulled", terms.by, "campaign", terms.campaign_id, f"{terms.server}: {made} new")
        return matched


def take_people(
    terms: Terms, people: Sequence[PersonThere], came: Mapping[str, Sequence[tuple[str, AttendanceThere]]],
    found: Sequence[EventThere], go: bool,
) -> Judged:  # fmt: skip
    """Whoever is new comes in with their attendances, whoever is known is known by their id there, and any "no" is heard.

    `found`: the events, which a look that keeps nothing has to make once more.
    """
    with not_collecting(), transaction(many=True, keeps=go):
        turn.take()
        at = _whereabouts(terms, _matched(terms, found))
        came = {
            person_id: [each for each in theirs if each[0] in at.spots and each[1].id not in known]
            for person_id, theirs in came.items()
            for known in [judging.here_already(terms, [each[1].id for each in theirs])]
        }
        judged = judging.judge(terms, people, came, at)
        for ally_id in sorted(judged.noes):
            hearing.hear(ally_id, judged.noes[ally_id], terms)
        hearing.remember(judged.strangers)
        list_id = arriving.let_in(terms, judged, _welcome)
        links.know(terms.server, links.PERSON, judged.people)
        links.know(terms.server, links.ATTENDANCE, judged.attendances)
        if list_id or judged.noes or judged.strangers:
            told = f"{terms.server}: {len(judged.wanted)} rows, {len(judged.noes) + len(judged.strangers)} noes"
            trace.note(
                "people pulled", terms.by, "import" if list_id else "campaign", list_id or terms.campaign_id, told
            )
        return judged


def take_tag(terms: Terms, name: str, person_ids: Collection[str], go: bool) -> set[str]:
    """Those of them who are known here have the tag here, too. Who did not have it; nobody with extra care. Raises TagUnnamed, TagsFull."""
    with transaction(keeps=go):
        known = {each for each in links.meaning(terms.server, links.PERSON, person_ids).values() if each}
        allies = [db.session.get(Ally, each) for each in sorted(known)]
        open_ = [each.id for each in allies if each is not None and each.contact and not each.extra_care]
        if not open_:
            return set()
        put = tags.put(open_, tags.named(name, terms.by)[0].id, terms.by)
        if put:
            trace.note("many tagged", terms.by, detail=f"{terms.server}: {len(put)}")
        return put


def begin_walk(terms: Terms, there: datetime, since: datetime | None) -> None:
    """From now on an interrupted walk is gone on with. `there`: by the other server's clock."""
    with transaction():
        cursor.begin(cursor.taken(terms.server, terms.campaign_id), there, since)


def come_so_far(terms: Terms, page: str) -> None:
    """The next walk begins at this page if this one is interrupted."""
    with transaction():
        cursor.taken(terms.server, terms.campaign_id).page = page or None


def end_walk(terms: Terms) -> None:
    """Everything there is here now: from the next time on news alone are asked for."""
    with transaction():
        cursor.end(cursor.taken(terms.server, terms.campaign_id))


def _matched(terms: Terms, found: Sequence[EventThere]) -> Matched:
    one_at_a_time(EVENTS_DEED)
    return events.take(terms, found)


def _whereabouts(terms: Terms, matched: Matched) -> Whereabouts:
    db.session.flush()
    spots = many(matched.screenings.values())
    by_event = {event_id: spots[id_] for event_id, id_ in matched.screenings.items() if id_ in spots}
    return Whereabouts(by_event, one(doors.standing(terms.campaign_id, "unplaced").id))


def _welcome(hands: list[dict[str, Any]]) -> Welcomed:
    welcomed = welcome([Entry(**fields) for fields in hands])
    return [(each.fate, each.ally_id, each.signup_id, each.ally_new) for each in welcomed]
