"""`/events/{id}/attendances` and `/people/{id}/attendances`: signups.

Three ways to name somebody: a link, a person, or flat parameters in the address or in a form. A link that was lost on its way
(parsons sends a nested payload as a query) is a person who was not named: nothing is stored.
"""

from collections.abc import Sequence

from tracker import clock
from tracker.allies.ghosts import ghost_of, is_ghost
from tracker.allies.said import Said
from tracker.api import paging, person_in, person_out
from tracker.api.asked import Asked, link
from tracker.arrivals.by_token import PersonUnknown
from tracker.errors import Refusal
from tracker.finding import attendances_told, events_told, people_told
from tracker.finding.attendances_told import AttendanceTold
from tracker.osdi import reading
from tracker.osdi.reading import Json, told
from tracker.usecases.record_attendance import know_attendance, record_attendance
from tracker.words import lazy

PERSON_ID = ("person_id", "action_network:person_id")


class OnlyAccepted(Refusal):
    sentence = lazy("An attendance here is “accepted”. Whoever does not come is taken off at the desk.")
    status = 400


def of_event(asked: Asked, event_id: str) -> Json:
    """Raises NotThere."""
    at = events_told.seen(event_id, asked.campaign_id)
    order = attendances_told.of_event(at, asked.conditions)
    return paging.page_of(asked, f"events/{at}/attendances", "osdi:attendances", order, _shapes)


def one_of_event(asked: Asked, event_id: str, attendance_id: str) -> Json:
    """Raises NotThere."""
    at = events_told.seen(event_id, asked.campaign_id)
    [found] = _shapes([attendances_told.seen(attendance_id, event_id=at)])
    return found


def of_person(asked: Asked, person_id: str) -> Json:
    """Raises NotThere."""
    ally_id = people_told.open_to(person_id, asked.campaign_id)
    order = attendances_told.of_person(ally_id, asked.campaign_id, asked.conditions)
    return paging.page_of(asked, f"people/{ally_id}/attendances", "osdi:attendances", order, _shapes)


def one_of_person(asked: Asked, person_id: str, attendance_id: str) -> Json:
    """Raises NotThere."""
    ally_id = people_told.open_to(person_id, asked.campaign_id)
    signup_id = attendances_told.seen(attendance_id, ally_id=ally_id)
    [found] = attendances_told.told([signup_id])
    events_told.seen(found.screening_id, asked.campaign_id)
    return shape(found)


def record(asked: Asked, event_id: str) -> Json:
    """Once for a person and an event; raises NotThere and PersonUnknown."""
    assert asked.token is not None
    body = asked.body
    _only_accepted(body)
    person_id, sent = named(body)
    came = record_attendance(
        asked.token, event_id, person_id, sent, person_in.identifiers(body), person_in.names(body.get("add_tags"))
    )
    if asked.reads_people and came.kept:
        [found] = _shapes([came.signup_id])
        return found
    return _blind(event_id, came.ally_id, came.signup_id)


def know(asked: Asked, event_id: str, attendance_id: str) -> Json:
    """By which ids another system knows it; raises NotThere."""
    assert asked.token is not None
    _only_accepted(asked.body)
    if not asked.reads_people:
        # Whose it is was told when it was recorded; whether it is kept, never.
        if not is_ghost(attendance_id):
            know_attendance(asked.token, event_id, attendance_id, person_in.identifiers(asked.body))
        return _blind(event_id, ghost_of(attendance_id), attendance_id)
    [found] = _shapes([know_attendance(asked.token, event_id, attendance_id, person_in.identifiers(asked.body))])
    return found


def named(body: Json) -> tuple[str, Said]:
    """Who is meant: an id, or what is said of them. Raises PersonUnknown where neither is there."""
    person = body.get("person")
    if isinstance(person, dict):
        return "", person_in.said(person)
    person_id = reading.linked(body, "osdi:person")
    person_id = person_id or next((found for key in PERSON_ID if (found := reading.text(body.get(key)).strip())), "")
    if person_id:
        return person_id, Said()
    # Identifiers here are those of the attendance.
    sent = person_in.said({name: value for name, value in body.items() if name != "identifiers"})
    if not sent.email and not sent.phone:
        raise PersonUnknown
    return "", sent


def shape(of: AttendanceTold) -> Json:
    return {
        "identifiers": [f"action_network:{of.id}", *of.identifiers],
        "created_date": told(of.at), "modified_date": told(of.changed_at), "status": "accepted",
        "action_network:person_id": of.ally_id, "action_network:event_id": of.screening_id, "tracker:source": of.source,
        "_links": _links(of.screening_id, of.ally_id, of.id),
    }  # fmt: skip


def _shapes(ids: Sequence[str]) -> list[Json]:
    return [shape(each) for each in attendances_told.told(ids)]


def _blind(event_id: str, ally_id: str, signup_id: str) -> Json:
    """For a token that reads nobody: the same whether it was there already, or nothing was kept."""
    today = told(person_out.day(clock.now()))
    return {
        "identifiers": [f"action_network:{signup_id}"], "created_date": today, "modified_date": today, "status": "accepted",
        "action_network:person_id": ally_id, "action_network:event_id": event_id, "_links": _links(event_id, ally_id, signup_id),
    }  # fmt: skip


def _links(event_id: str, ally_id: str, signup_id: str) -> Json:
    return {
        "self": link(f"events/{event_id}/attendances/{signup_id}"), "osdi:event": link(f"events/{event_id}"),
        "osdi:person": link(f"people/{ally_id}"),
    }  # fmt: skip


def _only_accepted(body: Json) -> None:
    if reading.text(body.get("status")).strip().lower() not in ("", "accepted"):
        raise OnlyAccepted
