"""An ally chooses the language of their letters."""

from tracker import clock
from tracker.allies import answer_by_link
from tracker.errors import Refusal
from tracker.letters.anew import write_anew_for
from tracker.store.transactions import transaction
from tracker.words import LANGUAGES, lazy


class LanguageUnknown(Refusal):
    sentence = lazy("Choose one of the languages.")
    field = "language"


def change_language(ally_id: str, language: str) -> None:
    """From now on, letters that wait included. Of somebody who was erased nothing is written. Raises LanguageUnknown."""
    if language not in LANGUAGES:
        raise LanguageUnknown
    with transaction():
        ally = answer_by_link.find(ally_id)
        if ally is None or ally.contact is None:
            return
        if ally.language != language:
            ally.language = language
            write_anew_for(ally.id)
        ally.acted_at = clock.now()
