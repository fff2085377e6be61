"""`/tags` and their taggings: what the team calls a group of allies, and who has it."""

from collections.abc import Sequence

from tracker import clock
from tracker.allies import tags
from tracker.allies.ghosts import is_ghost
from tracker.allies.tag import Tag
from tracker.api import paging, person_out
from tracker.api.asked import Asked, link
from tracker.api.attendances import PERSON_ID
from tracker.arrivals.by_token import PersonUnknown
from tracker.finding import people_told, tags_told
from tracker.finding.tags_told import TaggingTold
from tracker.osdi import reading
from tracker.osdi.reading import Json, told
from tracker.usecases.tag_by_token import make_tag, put_tag, take_tag


def listed(asked: Asked) -> Json:
    """The oldest first; a filter is ignored."""
    return paging.all_of(asked, "tags", "osdi:tags", [_tag(each) for each in tags_told.every()])


def one(asked: Asked, tag_id: str) -> Json:  # noqa: ARG001
    """Raises NotThere."""
    return _tag(tags.by_id(tag_id))


def make(asked: Asked) -> Json:
    """The one of this name, whatever its case; made where there is none."""
    assert asked.token is not None
    return _tag(tags.by_id(make_tag(asked.token, reading.text(asked.body.get("name")))))


def of_tag(asked: Asked, tag_id: str) -> Json:
    """Raises NotThere."""
    order = tags_told.of_tag(tag_id, asked.campaign_id)
    return paging.page_of(asked, f"tags/{tag_id}/taggings", "osdi:taggings", order, _shapes)


def of_person(asked: Asked, person_id: str) -> Json:
    """Raises NotThere, and ForCoordinators for extra care."""
    ally_id = people_told.open_to(person_id, asked.campaign_id)
    order = tags_told.of_person(ally_id, asked.campaign_id)
    return paging.page_of(asked, f"people/{ally_id}/taggings", "osdi:taggings", order, _shapes)


def one_tagging(asked: Asked, tag_id: str, tagging_id: str) -> Json:
    """Raises NotThere."""
    [found] = _shapes([tags_told.seen(tagging_id, tag_id, asked.campaign_id).id])
    return found


def put(asked: Asked, tag_id: str) -> Json:
    """Once for a person and a tag; raises NotThere and PersonUnknown."""
    assert asked.token is not None
    body = asked.body
    person_id = reading.linked(body, "osdi:person")
    person_id = person_id or next((found for key in PERSON_ID if (found := reading.text(body.get(key)).strip())), "")
    if not person_id:
        raise PersonUnknown
    tagging_id, ally_id = put_tag(asked.token, tag_id, person_id)
    if asked.reads_people and (kept := _shapes([tagging_id])):
        return kept[0]
    today = person_out.day(clock.now())
    return _tagging(TaggingTold(tagging_id, ally_id, tag_id, today))


def take(asked: Asked, tag_id: str, tagging_id: str) -> Json:
    """Raises NotThere, and ForCoordinators for extra care."""
    assert asked.token is not None
    if asked.reads_people or not is_ghost(tagging_id):
        take_tag(asked.token, tag_id, tagging_id)
    return {"notice": "This tagging was successfully deleted."}


def _tag(tag: Tag) -> Json:
    path = f"tags/{tag.id}"
    return {
        "identifiers": [f"action_network:{tag.id}"], "created_date": told(tag.made_at), "modified_date": told(tag.made_at),
        "name": tag.name or "", "_links": {"self": link(path), "osdi:taggings": link(f"{path}/taggings")},
    }  # fmt: skip


def _shapes(ids: Sequence[str]) -> list[Json]:
    return [_tagging(each) for each in tags_told.told(ids)]


def _tagging(of: TaggingTold) -> Json:
    return {
        "identifiers": [f"action_network:{of.id}"], "created_date": told(of.at), "modified_date": told(of.at),
        "item_type": "osdi:person",
        "_links": {
            "self": link(f"tags/{of.tag_id}/taggings/{of.id}"), "osdi:tag": link(f"tags/{of.tag_id}"),
            "osdi:person": link(f"people/{of.ally_id}"),
        },
    }  # fmt: skip
