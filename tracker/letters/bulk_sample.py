"""A letter to many as it reads, filled for an invented ally."""

from datetime import timedelta

from tracker import clock
from tracker.letters import selecting, story_slot
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Words
from tracker.letters.step_words import filled
from tracker.letters.wanted_step import button
from tracker.team import settings
from tracker.times import day_words, when_words
from tracker.words import LANGUAGES, _, speaking

# Invented: what the sample ally is called, and where they watched.
CALLED = {"en": "Robin", "ko": "김하늘", "es": "Alma"}
WHERE = "Alder Hall, Austin"
# Where a link to one ally's own page would stand.
NOWHERE = "…"


def spoken(bulk: BulkLetter) -> list[str]:
    """The languages that it is written in."""
    return [language for language in LANGUAGES if bulk.words.get(language, {}).get("text")]


def sample(bulk: BulkLetter, language: str, base_url: str, discreet: bool = False) -> Words:
    """In one of spoken(), as it would leave now."""
    return story_slot.put_in(_written(bulk, language, base_url, discreet), language)


def test(bulk: BulkLetter, language: str, base_url: str) -> Words:
    """The same, marked as what it is in the subject; a story in it is put in when it leaves, as in any letter."""
    words = _written(bulk, language, base_url)
    with speaking(language):
        words["subject"] = _("Test: %(subject)s", subject=words["subject"])
    return words


def _written(bulk: BulkLetter, language: str, base_url: str, discreet: bool = False) -> Words:
    watched = (clock.now() - timedelta(days=21)).replace(hour=19, minute=0)
    with speaking(language):
        said = {
            **story_slot.sources(bulk.campaign_id, base_url),
            "call": CALLED[language], "film": selecting.film_of(bulk.campaign_id), "where": WHERE,
            "when": when_words(watched, watched.date(), "UTC"), "day": day_words(watched.date()),
            "organisation": settings.get("organisation"), "step": button("host", discreet),
            "stop": f"{base_url}/stop/{NOWHERE}", "confirm": f"{base_url}/confirm/{NOWHERE}",
            "next": f"{base_url}/confirm/{NOWHERE}", "me": f"{base_url}/me/{NOWHERE}",
            "host": f"{base_url}/host/?lang={language}",
        }  # fmt: skip
        return filled(bulk.words, bulk.title, language, said, discreet)
