"""The people of a list come in, by the same door as everybody: all of them, or nobody."""

from typing import Any

from tracker.arrivals.entry import Entry
from tracker.arrivals.welcome import welcome
from tracker.errors import Refusal
from tracker.imports import import_, people_writing, preview, turn
from tracker.imports.collecting import not_collecting
from tracker.imports.import_ import State
from tracker.imports.look import Told
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy

KIND = "people"


class ScreeningGone(Refusal):
    sentence = lazy("A film screening that this list means was taken away since. Look again, then let them in.")
    status = 409


def write_people(import_id: str, by: str | None, told: Told | None = None) -> dict[str, int]:
    """How many signups were "made", and how many of the "allies" are new.

    Raises ImportNotThere, WrittenAlready, NotLookedAt, ScreeningGone.
    """
    with not_collecting(), transaction(many=True):
        turn.take()
        found = preview.still_open(import_.by_id(import_id, lock=True, kind=KIND))
        if found.state != State.PREVIEWED:
            raise preview.NotLookedAt
        if not people_writing.all_there(found):
            raise ScreeningGone
        total = sum(found.counts.get(each, 0) for each in ("yes", "no", "unknown"))
        done = people_writing.let_in(found, by, _welcome, lambda seen: told("write", seen, total) if told else None)
        trace.note("people imported", by, "import", found.id, f"{done['made']} signups, {done['allies']} new allies")
        return done


def _welcome(hands: list[dict[str, Any]]) -> people_writing.Welcomed:
    welcomed = welcome([Entry(**fields) for fields in hands])
    return [(each.fate, each.ally_id, each.signup_id, each.ally_new) for each in welcomed]
