"""Tags are made, renamed and removed; one is put on an ally, or taken off."""

from tracker.allies import tags
from tracker.finding import ally_card
from tracker.followups.claiming import ForCoordinators, Worker
from tracker.store.transactions import transaction
from tracker.team import trace


def make(name: str, account_id: str) -> str:
    """The new tag's id. Raises TagUnnamed, TagThereAlready, TagsFull."""
    with transaction():
        tag = tags.make(name, account_id)
        trace.note("tag made", account_id, "tag", tag.id)
        return tag.id


def rename(tag_id: str, name: str, who: Worker) -> None:
    """Raises NotThere, TagOfOthers, TagUnnamed, TagThereAlready."""
    with transaction():
        tag = tags.rename(tag_id, name, None if who.careful else who.account_id)
        trace.note("tag renamed", who.account_id, "tag", tag.id)


def remove(tag_id: str, who: Worker) -> int:
    """On how many allies it was. Raises NotThere, TagOfOthers."""
    with transaction():
        bare = tags.remove(tag_id, None if who.careful else who.account_id)
        trace.note("tag removed", who.account_id, "tag", tag_id, str(bare))
        return bare


def put(ally_id: str, tag_id: str, who: Worker) -> None:
    """Raises NotThere, ForCoordinators."""
    _on_one("ally tagged", ally_id, tag_id, who)


def take(ally_id: str, tag_id: str, who: Worker) -> None:
    """Raises NotThere, ForCoordinators."""
    _on_one("ally untagged", ally_id, tag_id, who)


def _on_one(deed: str, ally_id: str, tag_id: str, who: Worker) -> None:
    with transaction():
        card = ally_card.ally_card(ally_id, who)
        if card.closed_to_me:
            raise ForCoordinators
        tag = tags.by_id(tag_id)
        changed = tags.put([ally_id], tag.id, who.account_id) if deed == "ally tagged" else tags.take([ally_id], tag.id)
        if changed:
            trace.note(deed, who.account_id, "ally", ally_id)
