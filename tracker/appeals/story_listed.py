"""The stories of the desk: by state, each with its languages."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from tracker.appeals.story import DRAFT, STATES, Story, StoryText
from tracker.appeals.story_log import REFUSED, StoryChange, StoryReview
from tracker.records import dataclass
from tracker.store.db import db

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Version:
    """One language of a story. `sent_back`: the version that stands there was."""

    language: str
    state: str
    title: str
    sent_back: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One story. `by`: who changed it last."""

    id: str
    campaign_id: str | None
    film_id: str | None
    offered: bool
    versions: tuple[Version, ...]
    changed_at: datetime
    by: str | None

    def title(self, language: str) -> str:
        """In a language, else in the first it has; "" when all of it stays sealed."""
        said = {each.language: each.title for each in self.versions}
        return said.get(language) or next((title for title in said.values() if title), "")

    def states(self) -> frozenset[str]:
        return frozenset(each.state for each in self.versions)


def listed(campaigns: Collection[str] | None) -> list[Line]:
    """Those with something in them that these campaigns (None: all) may see, the one changed last first."""
    held = select(StoryText.story_id).where(StoryText.words_sealed.is_not(None))
    wanted = select(Story).where(Story.id.in_(held), _seen(campaigns))
    rows = list(db.session.scalars(wanted.order_by(Story.changed_at.desc(), Story.id).limit(MOST_SHOWN)))
    versions, last = _versions([row.id for row in rows]), _last([row.id for row in rows])
    return [
        Line(row.id, row.campaign_id, row.film_id, row.offered, versions[row.id], row.changed_at, last.get(row.id))
        for row in rows
    ]


def counting_to_review(campaigns: Collection[str] | None) -> Select[int]:
    """How many stories have a language that waits for a second person: a draft that was not sent back. To be asked with others."""
    sent_back = exists().where(
        StoryReview.story_id == StoryText.story_id, StoryReview.language == StoryText.language,
        StoryReview.version == StoryText.version, StoryReview.verdict == REFUSED,
    )  # fmt: skip
    return (
        select(func.count(StoryText.story_id.distinct()))
        .join(Story, Story.id == StoryText.story_id)
        .where(StoryText.state == DRAFT, StoryText.words_sealed.is_not(None), ~sent_back, _seen(campaigns))
    )


def by_state(lines: Collection[Line]) -> dict[str, list[Line]]:
    """A story is in each list in which one of its languages is."""
    return {state: [line for line in lines if state in line.states()] for state in STATES}


def _seen(campaigns: Collection[str] | None) -> ColumnElement[bool]:
    if campaigns is None:
        return Story.id.is_not(None)
    return or_(Story.campaign_id.is_(None), Story.campaign_id.in_(sorted(campaigns)))


def _versions(ids: Collection[str]) -> dict[str, tuple[Version, ...]]:
    back = select(StoryReview.story_id, StoryReview.language, StoryReview.version).where(
        StoryReview.story_id.in_(ids), StoryReview.verdict == REFUSED
    )
    refused = {tuple(row) for row in db.session.execute(back)}
    texts = select(StoryText).where(StoryText.story_id.in_(ids), StoryText.words_sealed.is_not(None))
    found: dict[str, list[Version]] = defaultdict(list)
    for text in db.session.scalars(texts.order_by(StoryText.language)):
        words, key = text.words, (text.story_id, text.language, text.version)
        title = words["title"] if words else ""
        found[text.story_id].append(Version(text.language, text.state, title, key in refused))
    return {story_id: tuple(each) for story_id, each in found.items()}


def _last(ids: Collection[str]) -> dict[str, str | None]:
    """Who did the last change of each."""
    wanted = (
        select(StoryChange.story_id, StoryChange.account_id)
        .join(Story, Story.id == StoryChange.story_id)
        .where(StoryChange.story_id.in_(ids), StoryChange.number == Story.changes)
    )
    return {story_id: account_id for story_id, account_id in db.session.execute(wanted)}
