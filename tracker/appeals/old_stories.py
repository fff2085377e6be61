"""Stories that are withdrawn, and drafts that nobody touches any more: what they said goes, with the picture and the consent.

That there was one, who changed it and who reviewed it stays: ids, dates, and nothing that was told.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, exists

from tracker.appeals.story import PUBLISHED, Story, StoryPicture, StoryText
from tracker.appeals.story_log import StoryReview
from tracker.store.old import Old


def _published(row: type[Story] | type[StoryPicture]) -> ColumnElement[bool]:
    """Whether anything of the row's story is."""
    story_id = row.id if row is Story else StoryPicture.story_id
    return exists().where(StoryText.story_id == story_id, StoryText.state == PUBLISHED).correlate(row)


def _untouched(before: datetime) -> ColumnElement[bool]:
    """Whether nobody has changed anything of a picture's story since."""
    return exists().where(Story.id == StoryPicture.story_id, Story.changed_at < before).correlate(StoryPicture)


OLD = (
    Old(
        StoryText,
        held=lambda: StoryText.words_sealed.is_not(None),
        over=lambda before: (StoryText.state != PUBLISHED) & (StoryText.changed_at < before),
        empties=(StoryText.words_sealed,),
    ),
    Old(
        StoryPicture,
        held=lambda: StoryPicture.id.is_not(None),
        over=lambda before: ~_published(StoryPicture) & _untouched(before),
    ),
    Old(
        StoryReview,
        held=lambda: StoryReview.remark_sealed.is_not(None),
        over=lambda before: StoryReview.at < before,
        empties=(StoryReview.remark_sealed,),
    ),
    Old(
        Story,
        held=lambda: Story.consent_sealed.is_not(None),
        over=lambda before: ~_published(Story) & (Story.changed_at < before),
        empties=(Story.consent_sealed,),
    ),
)
