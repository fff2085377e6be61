"""What a definition asks of an ally, each as one bit, so that what is kept of a million stays small.

Whose contact is gone keeps all of them: no bit looks at it. Attempts that were taken back count for nothing.
"""

from functools import cache

from tracker.followups.by_letter import NOT_NEEDED, SENT, WITHDRAWN
from tracker.followups.listed import LISTED
from tracker.followups.outcomes import BY_PERSON, OUTCOMES, SELF_REPORTED
from tracker.followups.plan import ASKED_TO_STOP, NOT_PLANNED, STOP_CALLS

# Of the ally: says yes now; said yes once, with effect, or says so now; the address is known to be theirs; said no after a yes.
EMAIL_NOW, PHONE_NOW, EMAIL_ONCE, PHONE_ONCE, CONFIRMED, LEFT = (1 << n for n in range(6))
# Of their signups in the scope: they had not signed up anywhere before the first.
FIRST = 1 << 6
# Of what was planned in the campaign: something that is neither ended by a "no" nor by the house; the same by a person; open; ended
# in an outcome; nobody reached; a list tells that they were reached, and that they acted.
PROMISED, PROMISED_PERSON, OPEN, ENDED, GIVEN_UP, LISTED_REACHED, LISTED_ACTED = (1 << n for n in range(7, 14))
# Of the attempts: any; a letter left or somebody was spoken with; spoken with; acted; said so by a button, and nothing else since;
# an outcome; nobody reached.
TRIED, CONTACTED, SPOKEN, ACTED, SAID_DONE, HEARD, TRIED_IN_VAIN = (1 << n for n in range(14, 21))
# Of the ally: said yes at any time, with effect or without.
AGREED = 1 << 21

REACHED_BY = frozenset(key for key, outcome in OUTCOMES.items() if outcome.reached)
ACTED_BY = frozenset(key for key, outcome in OUTCOMES.items() if outcome.acted and not outcome.self_reported)
SAID_BY = frozenset(key for key, outcome in OUTCOMES.items() if outcome.acted and outcome.self_reported)
ENDS = frozenset(key for key, outcome in OUTCOMES.items() if outcome.counts)
IN_VAIN = frozenset({"not reached", "wrong number"})
# What nobody waits for any more.
WAITED_FOR_NO_MORE = frozenset({WITHDRAWN, NOT_NEEDED, NOT_PLANNED, ASKED_TO_STOP, STOP_CALLS})
# Outcomes of attempts that are none of ours: the house closed something.
CLOSED_BY_THE_HOUSE = frozenset({WITHDRAWN, NOT_NEEDED, NOT_PLANNED})


@cache
def of_follow_up(state: str, channel: str, outcome: str | None, why: str | None) -> int:
    """Of what was planned for somebody."""
    promised = why != LISTED and outcome not in WAITED_FOR_NO_MORE
    return (
        (PROMISED if promised else 0) | (PROMISED_PERSON if promised and channel in BY_PERSON else 0)
        | (OPEN if state == "open" else 0) | (ENDED if outcome in ENDS else 0) | (GIVEN_UP if outcome in IN_VAIN else 0)
        | (LISTED_REACHED if why == LISTED and outcome in REACHED_BY else 0)
        | (LISTED_ACTED if why == LISTED and outcome in ACTED_BY else 0)
    )  # fmt: skip


@cache
def of_attempt(outcome: str) -> int:
    """Of an attempt that stands. What was said by a button is SAID_DONE here, whatever was pressed later."""
    contact = outcome in REACHED_BY or outcome == SENT or outcome in SELF_REPORTED
    return (
        TRIED | (CONTACTED if contact else 0) | (SPOKEN if outcome in REACHED_BY else 0) | (ACTED if outcome in ACTED_BY else 0)
        | (SAID_DONE if outcome in SAID_BY else 0) | (HEARD if outcome in ENDS else 0)
        | (TRIED_IN_VAIN if outcome in IN_VAIN else 0)
    )  # fmt: skip
