"""A letter to many as it reads, filled for an invented ally."""

from tracker.letters import selecting
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Words
from tracker.letters.step_words import filled
from tracker.screenings.code import code_of
from tracker.team import settings
from tracker.words import LANGUAGES, _, speaking

# Invented: what the sample ally is called.
CALLED = {"en": "Robin", "ko": "김하늘", "es": "Alma"}
# Where a link to one ally's own page would stand.
NOWHERE = "…"


def spoken(bulk: BulkLetter) -> list[str]:
    """The languages that it is written in."""
    return [language for language in LANGUAGES if bulk.words.get(language, {}).get("text")]


def sample(bulk: BulkLetter, language: str, base_url: str, discreet: bool = False) -> Words:
    """In one of spoken()."""
    code = code_of(campaign_id=bulk.campaign_id)
    with speaking(language):
        said = {
            "call": CALLED[language], "film": selecting.film_of(bulk.campaign_id), "where": _("where they watched"),
            "when": _("when they watched"), "organisation": settings.get("organisation"),
            "stop": f"{base_url}/stop/{NOWHERE}", "confirm": f"{base_url}/confirm/{NOWHERE}",
            "host": f"{base_url}/c/{code}" if code else "",
        }  # fmt: skip
        return filled(bulk.words, bulk.title, language, said, discreet)
