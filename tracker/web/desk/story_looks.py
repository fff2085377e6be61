"""What the pages of one story have in common: who may see it, where its picture is, how it reads in a letter."""

from flask import current_app

from tracker.appeals.story import Story
from tracker.appeals.story_shown import Told
from tracker.letters import story_slot
from tracker.screenings import campaigns, films
from tracker.store.rows import row_of
from tracker.web.frame.access import see_campaign
from tracker.words import _, speaking


def mine(story_id: str) -> Story:
    """Raises NotThere for one of a campaign that others work on."""
    row = row_of(Story, story_id)
    if row.campaign_id:
        see_campaign(row.campaign_id)
    return row


def picture_at(story_id: str) -> str:
    """The address of its picture at the desk, without the size."""
    return f"/desk/stories/{story_id}/picture"


def place_words(row: Story) -> str:
    """Whose thanks pages and letters may choose it."""
    if row.campaign_id:
        return campaigns.by_id(row.campaign_id).name
    return films.by_id(row.film_id).title if row.film_id else _("All campaigns")


def in_letter(told: Told) -> list[str]:
    """Its paragraphs, as a letter tells it in plain text, in its own language."""
    with speaking(told.language):
        return story_slot.paragraphs(told, f"{current_app.config['BASE_URL']}/stories/{told.id}?lang={told.language}")
