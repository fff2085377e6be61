"""Somebody decides about doubtful rows of lists of people: they come in as they are, or mended, or are put aside."""

from collections.abc import Mapping

from tracker import clock
from tracker.allies.contact_points import MOST_NAME, clean_email, clean_text
from tracker.arrivals.entry import Entry
from tracker.arrivals.welcome import welcome
from tracker.errors import Refusal
from tracker.imports import people_deciding, people_writing, turn
from tracker.imports.people_writing import Came, StagedHand
from tracker.records import dataclass
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy

AS_IS, MEND, ASIDE = "as it is", "mend", "aside"


class MendedUnfit(Refusal):
    sentence = lazy("“%(text)s” cannot be an e-mail address. Nothing was decided.")


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of one row; `name` and `email` as they were mended."""

    what: str
    name: str = ""
    email: str = ""


def decide_people(decisions: Mapping[str, Decided], by: str | None) -> dict[str, int]:
    """By the row's id. How many came "in" and how many were put "aside"; one that somebody else decided meanwhile is passed over.

    Raises MendedUnfit.
    """
    done = {"in": 0, "aside": 0}
    with transaction():
        turn.take()
        for found, hands in people_deciding.taken(decisions):
            aside = [hand.row_id for hand in hands if decisions[hand.row_id].what == ASIDE]
            people_deciding.put_aside(aside)
            come = [_as_decided(hand, decisions[hand.row_id]) for hand in hands if hand.row_id not in aside]
            came = Came(clock.now())
            came.before(come)
            welcomed = welcome([Entry(**fields) for fields in people_writing.fields_of(found, come, came, by)])
            came.note(come, [(each.fate, each.ally_id, each.signup_id, each.ally_new) for each in welcomed])
            people_writing.recount(found)
            done["in"], done["aside"] = done["in"] + len(come), done["aside"] + len(aside)
            trace.note("doubtful rows decided", by, "import", found.id, f"{len(come)} came in, {len(aside)} put aside")
    return done


def _as_decided(hand: StagedHand, decided: Decided) -> StagedHand:
    if decided.what != MEND:
        return hand
    email = clean_email(decided.email) if decided.email else None
    if decided.email and email is None:
        raise MendedUnfit(text=clean_text(decided.email)[:100])
    return people_deciding.mended(hand, clean_text(decided.name)[:MOST_NAME], email)
