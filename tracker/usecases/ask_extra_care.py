"""An ally asks for extra care: only coordinators see more than the alias. Ending it needs their fresh link."""

from tracker import clock
from tracker.allies import answer_by_link, parting
from tracker.followups.careful import for_coordinators
from tracker.letters.anew import say_anew, write_anew_for
from tracker.store.transactions import transaction


def ask_extra_care(ally_id: str, base_url: str) -> None:
    """From this moment, for letters that wait and follow-ups that others hold too. Twice is once."""
    _set(ally_id, base_url, care=True)


def end_extra_care(ally_id: str, base_url: str) -> None:
    """For who came by a fresh link."""
    _set(ally_id, base_url, care=False)


def _set(ally_id: str, base_url: str, care: bool) -> None:
    with transaction():
        ally = answer_by_link.find(ally_id)
        if ally is None or ally.contact is None:
            return
        if care:
            parting.note_care(ally.id)
        if bool(ally.extra_care) != care:
            ally.extra_care = care
            write_anew_for(ally.id)
            say_anew(ally, base_url)
            if care:
                for_coordinators(ally.id)
        ally.acted_at = clock.now()
