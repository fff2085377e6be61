"""`/people`: allies. Whoever may not read them may write them all the same, and learns nothing by it."""

from tracker import clock
from tracker.allies.ghosts import is_ghost
from tracker.api import paging, person_in, person_out
from tracker.api.asked import Asked
from tracker.finding import people_told
from tracker.osdi.reading import Json
from tracker.signups import within
from tracker.usecases.amend_person import amend_person
from tracker.usecases.take_in_person import take_in_person


def listed(asked: Asked) -> Json:
    """By their coming."""
    order = people_told.order(asked.conditions, asked.campaign_id)
    return paging.page_of(asked, "people", "osdi:people", order, lambda ids: person_out.people(asked, ids))


def one(asked: Asked, person_id: str) -> Json:
    """Who was joined to another is that one now. Raises NotThere."""
    [found] = person_out.people(asked, [within.seen(person_id, asked.campaign_id)])
    return found


def take_in(asked: Asked) -> Json:
    """The signup helper: found by the address, else by the number; or new."""
    assert asked.token is not None
    body = asked.body
    came = take_in_person(
        asked.token, person_in.said(person_in.of_body(body)), person_in.campaign_of(body),
        person_in.names(body.get("add_tags")), person_in.names(body.get("remove_tags")),
    )  # fmt: skip
    return written(asked, came.ally_id)


def amend(asked: Asked, person_id: str) -> Json:
    """What is sent takes the place of what was there. Raises NotThere."""
    assert asked.token is not None
    sent = person_in.said(person_in.of_body(asked.body))
    if is_ghost(person_id) and not asked.reads_people:
        return written(asked, person_id)
    return written(asked, amend_person(asked.token, person_id, sent))


def written(asked: Asked, ally_id: str) -> Json:
    """What a write is answered with: the person as they are now, for whom may read them; else the same for everybody, known or new,
    kept or not.
    """
    if asked.reads_people and not is_ghost(ally_id):
        [found] = person_out.people(asked, [ally_id]) or [person_out.alias(ally_id, clock.now(), clock.now())]
        return found
    return person_out.alias(ally_id, clock.now(), clock.now())
