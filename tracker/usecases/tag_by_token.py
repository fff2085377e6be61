"""Another program makes a tag, puts it on an ally, takes it off. Twice is once."""

from sqlalchemy import select

from tracker.allies import tags
from tracker.allies.ghosts import ghost_of, is_ghost
from tracker.allies.tag import AllyTag
from tracker.arrivals import by_token
from tracker.finding import people_told, tags_told
from tracker.followups.claiming import ForCoordinators
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import program_hour, trace
from tracker.team.token import Scope, Token


def make_tag(token: Token, name: str) -> str:
    """The id of the tag of this name, whatever its case. Raises TagUnnamed and TagsFull."""
    with transaction():
        tag, new = tags.named(name, token.kept_by_id)
        if new:
            trace.note("tag made", token.kept_by_id, "tag", tag.id, f"token {token.id}")
        return tag.id


def put_tag(token: Token, tag_id: str, person_id: str) -> tuple[str, str]:
    """Ids of the tagging and of the ally; of nobody where nothing is kept. Raises NotThere, PersonUnknown, ForCoordinators."""
    with transaction():
        tag = tags.by_id(tag_id)
        if is_ghost(person_id):
            return ghost_of(f"{person_id} {tag.id}"), person_id
        ally = by_token.named(token, person_id)
        if ally.extra_care:
            if Scope.READ_PEOPLE in token.scopes:
                raise ForCoordinators
            return ghost_of(f"{ally.id} {tag.id}"), ally.id
        if tags.put([ally.id], tag.id, token.kept_by_id):
            trace.note("ally tagged", token.kept_by_id, "ally", ally.id, f"token {token.id}")
        program_hour.add(token.id, written=1)
        there = select(AllyTag.id).where(AllyTag.ally_id == ally.id, AllyTag.tag_id == tag.id)
        return str(db.session.scalar(there)), ally.id


def take_tag(token: Token, tag_id: str, tagging_id: str) -> None:
    """Raises NotThere, and ForCoordinators for who asked for extra care."""
    with transaction():
        tagging = tags_told.seen(tagging_id, tag_id, token.campaign_id)
        people_told.open_to(tagging.ally_id, token.campaign_id)
        if tags.take([tagging.ally_id], tag_id):
            trace.note("ally untagged", token.kept_by_id, "ally", tagging.ally_id, f"token {token.id}")
        program_hour.add(token.id, written=1)
