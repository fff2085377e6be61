"""Putting a tag on many, or taking it off."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from tracker.allies import tags
from tracker.allies.ally import Ally
from tracker.allies.tag import AllyTag, Tag
from tracker.finding.bulk_deed import What
from tracker.finding.bulk_way import HAD_IT, HAD_NOT, Before, Left, Way
from tracker.followups.claiming import Worker
from tracker.store.db import db


def _check(what: What, _who: Worker) -> None:
    """Raises NotThere."""
    tags.by_id(what.get("tag_id", ""))


def _has(allies: Sequence[Ally], what: What) -> set[str]:
    wanted = select(AllyTag.ally_id).where(AllyTag.tag_id == what["tag_id"])
    return set(db.session.scalars(wanted.where(AllyTag.ally_id.in_([ally.id for ally in allies]))))


def _had(allies: Sequence[Ally], what: What, _who: Worker) -> Left:
    return dict.fromkeys(_has(allies, what), HAD_IT)


def _had_not(allies: Sequence[Ally], what: What, _who: Worker) -> Left:
    has = _has(allies, what)
    return {ally.id: HAD_NOT for ally in allies if ally.id not in has}


def _put(allies: Sequence[Ally], what: What, who: Worker, _deed_id: str) -> Before:
    return {ally_id: {} for ally_id in tags.put([ally.id for ally in allies], what["tag_id"], who.account_id)}


def _take(allies: Sequence[Ally], what: What, _who: Worker, _deed_id: str) -> Before:
    return {ally_id: {} for ally_id in tags.take([ally.id for ally in allies], what["tag_id"])}


def _take_again(done: Mapping[str, dict[str, str | None]], what: What) -> set[str]:
    return tags.take(list(done), what["tag_id"])


def _put_back(done: Mapping[str, dict[str, str | None]], what: What) -> set[str]:
    """Nowhere, where the tag itself was removed since."""
    if db.session.get(Tag, what["tag_id"]) is None:
        return set()
    return tags.put(list(done), what["tag_id"], None)


TAG = Way(_check, _had, _put, _take_again)
UNTAG = Way(_check, _had_not, _take, _put_back)
