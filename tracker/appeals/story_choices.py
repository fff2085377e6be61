"""Published stories, to choose from for a report."""

from sqlalchemy import or_, select

from tracker.appeals.story import PUBLISHED, Story, StoryText
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.store.sealing import Broken


@dataclass(frozen=True, slots=True)
class Choice:
    """One that may stand in something of a campaign's: its titles in those languages in which it is published."""

    id: str
    titles: dict[str, str]

    def title(self, language: str) -> str:
        """In a language, else in the first it has."""
        return self.titles.get(language) or next(iter(self.titles.values()), "")


def published_for(campaign_id: str) -> list[Choice]:
    """Its own, its film's and everybody's, whether pages choose them by themselves or not; the newest first."""
    film = select(Campaign.film_id).where(Campaign.id == campaign_id).scalar_subquery()
    everybody = Story.campaign_id.is_(None) & Story.film_id.is_(None)
    wanted = (
        select(StoryText)
        .join(Story, Story.id == StoryText.story_id)
        .where(StoryText.state == PUBLISHED, or_(Story.campaign_id == campaign_id, Story.film_id == film, everybody))
        .order_by(StoryText.published_at.desc(), StoryText.id)
    )
    titles: dict[str, dict[str, str]] = {}
    for text in db.session.scalars(wanted):
        titles.setdefault(text.story_id, {})[text.language] = _title(text)
    return [Choice(story_id, said) for story_id, said in titles.items()]


def _title(text: StoryText) -> str:
    """ "" for what does not open, or stays sealed."""
    try:
        words = text.words
    except Broken:
        return ""
    return words["title"] if words else ""
