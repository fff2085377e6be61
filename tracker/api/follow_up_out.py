"""A follow-up in the API's manner: by alias; and with the name and the number where the token may read people."""

from collections.abc import Sequence

from tracker.api.asked import Asked, link
from tracker.api.entering import shown
from tracker.api.person_out import day
from tracker.finding import follow_ups_told
from tracker.finding.follow_ups_told import FollowUpTold
from tracker.followups import outcomes
from tracker.osdi.reading import Json, told
from tracker.usecases.read_people import read_people


def follow_ups(asked: Asked, ids: Sequence[str]) -> list[Json]:
    """Of those that are there still; the people on them are traced and counted before they leave. Raises TooFast."""
    found = follow_ups_told.told(ids)
    if asked.reads_people:
        assert asked.token is not None
        people = list(dict.fromkeys(each.row.ally_id for each in found if not each.closed))
        shown(asked.token, len(people))
        read_people(asked.token, people)
    return [_follow_up(asked, each) for each in found]


def _follow_up(asked: Asked, of: FollowUpTold) -> Json:
    row, path = of.row, f"tracker/follow_ups/{of.row.id}"
    # Hours would tell when somebody signed up, and by that who it was.
    exact = asked.reads_people and not of.closed
    created, changed, due, late = (
        told(at if exact else day(at)) for at in (row.planned_at, of.changed_at, row.due_at, row.late_at)
    )
    shape: Json = {
        "identifiers": [f"action_network:{row.id}"], "created_date": created, "modified_date": changed,
        "title": of.title, "tracker:alias": of.alias, "channel": row.channel, "status": row.state, "outcome": row.outcome,
        "outcomes": [each.key for each in outcomes.offered(row.channel)] if row.state == "open" and not of.closed else [],
        "due_date": due, "late_date": late, "tries": row.tries, "assigned": row.point_person_id is not None,
        "claimed": of.claimed, "campaign_id": row.campaign_id,
        "_links": {
            "self": link(path), **{f"tracker:{each}": link(f"{path}/{each}") for each in ("claim", "release", "outcome")},
        },
    }  # fmt: skip
    if of.closed:
        return shape
    shape["language"] = of.language
    if of.event_id:
        shape["action_network:event_id"] = of.event_id
        shape["_links"]["osdi:event"] = link(f"events/{of.event_id}")
    return _with_person(shape, of) if asked.reads_people else shape


def _with_person(shape: Json, of: FollowUpTold) -> Json:
    """What a call needs."""
    ally_id, (given, family) = of.row.ally_id, of.names
    shape |= {"given_name": given, "family_name": family, "action_network:person_id": ally_id}
    if of.contact.get("phone"):
        shape["phone_number"] = of.contact["phone"].lstrip("+")
    shape["_links"]["osdi:person"] = link(f"people/{ally_id}")
    return shape
